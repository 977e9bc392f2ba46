"""A lesson, or one run of a simulation, as a Jupyter notebook.

One cell a block. A panel becomes a code cell that runs the same engine with the same parameters
and seed, and prints the same measures; prose has its numbers worked out. The source of each block
stays in its cell's metadata, so that ``lessons.from_notebook`` gives the lesson back without loss.
The same lesson gives the same bytes: no times, no random ids.
"""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from nbformat import NotebookNode

from lessons.cells import (
    KEY,
    SHOW,
    VERSION,
    code_cell,
    digest,
    generated,
    identifier,
    markdown_cell,
    marked,
    notebook_text,
    numbered,
    plain_edits,
    resolved,
    run_lines,
)
from lessons.markdown import plain_ends
from lessons.model import (
    Aside,
    Block,
    Figure,
    Lesson,
    Prose,
    QuestionBlock,
    QuizBlock,
    SimulationBlock,
    Step,
)
from lessons.panels import found_in
from lessons.roles import Context, Edit, Figures, Place, apply, edits, resolve, terms
from quizzes.base import (
    Field,
    MatchField,
    NumberField,
    OneOf,
    OrderField,
    PictureField,
    SettingsField,
    SeveralOf,
    SureField,
    TextField,
)
from quizzes.model import Bank
from simulations.base import Simulation
from simulations.catalogue import Catalogue
from simulations.parameters import Parameters

__all__ = ["aside_title", "notebook", "notebook_text", "run_notebook"]

LABELS: Mapping[str, str] = {
    "note": "Note", "case": "What happened", "takeaway": "To take away",
    "security": "Why this is a security matter", "limits": "What the model leaves out",
    "deeper": "Deeper",
}
def notebook(
    lesson: Lesson, *, figures: Figures, catalogue: Catalogue, bank: Bank | None = None
) -> NotebookNode:
    """``lesson`` as a notebook.

    Parameters
    ----------
    lesson
        What to write down.
    figures
        Gives the numbers that roles ask for (``lessons.roles.measured``).
    catalogue
        The simulations that its panels run.
    bank
        Its questions, shown without keys; where it is not given, only a pointer to the app.

    Raises
    ------
    ContentError, ParameterError
        Where the lesson names something unknown.
    """
    writing = _Writing(lesson, figures, catalogue, bank)
    cells = writing.cells()
    metadata = {KEY: {"version": VERSION, "slug": lesson.front.slug, "front": lesson.front_source}}
    return numbered(cells, metadata)


def run_notebook(
    simulation: Simulation, parameters: Parameters | None, seed: int, *, preset: str = "",
) -> NotebookNode:
    """One run of a simulation as a notebook: every measure, and every chart that it wants.

    ``parameters`` is None for a preset that holds published figures; then ``preset`` names it.
    """
    name = identifier(simulation.slug)
    title = (
        f"# {simulation.title}\n\n{simulation.summary}\n\n"
        "Change the settings below, run the cells, and compare."
    )
    if parameters is None:
        run = [f'settings, result = None, {name}.presets["{preset}"].result({name})']
    else:
        run = run_lines(name, simulation, parameters, seed)
    wanted = [chart.slug for chart in simulation.charts if chart.wanted(parameters)]
    code = [
        f'{name} = load("{simulation.slug}")', *run,
        f"show({name}, settings, result, measures={name}.measure, charts={wanted!r})",
    ]
    sources = "".join(
        f"- {source.text}" + (f" <{source.url}>" if source.url else "") + "\n"
        for source in simulation.sources
    )
    cells = [
        markdown_cell(title),
        code_cell(SHOW),
        code_cell("\n".join(code)),
        markdown_cell(f"**What this leaves out.** {simulation.limits}\n\n{sources}".rstrip("\n")),
    ]
    return numbered(cells, {})


@dataclass
class _Writing:
    lesson: Lesson
    figures: Figures
    catalogue: Catalogue
    bank: Bank | None
    words: dict[str, str] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        front = self.lesson.front
        path = self.lesson.shown or self.lesson.source
        return Context(self.figures, front.references, front.glossary, self._link, path=path)

    def _link(self, place: Place) -> str | None:
        """A step is in the same notebook; the lab and other lessons are in the app."""
        titles = {step.slug: step.title for step in self.lesson.steps}
        if place.kind == "step" and place.slug in titles:
            return "#" + titles[place.slug].replace(" ", "-")
        return None

    def cells(self) -> list[NotebookNode]:
        """All cells, with the order of those that come from the lesson in their metadata."""
        blocks: list[Step | Block] = []
        for step in self.lesson.steps:
            blocks += [step, *step.blocks]
        cells = [generated(markdown_cell(self._title()))]
        if any(isinstance(block, SimulationBlock) for block in blocks):
            cells.append(generated(code_cell(SHOW)))
        for order, block in enumerate(blocks):
            cell = self._cell(block)
            ours = cell["metadata"].setdefault(KEY, {})
            ours.update(source=block.source, order=order, hash=digest(cell["source"]))
            cells.append(cell)
        for text in (self._words(), self._sources()):
            if text:
                cells.append(generated(markdown_cell(text)))
        return cells

    def _cell(self, block: Step | Block) -> NotebookNode:
        match block:
            case Step():
                return resolved("step", block.source, self._heading(block))
            case Prose():
                return self._prose(block)
            case Aside():
                return self._aside(block)
            case Figure():
                return self._figure(block)
            case SimulationBlock():
                return self._simulation(block)
            case QuestionBlock():
                return marked("question", markdown_cell(self._question(block)))
            case QuizBlock():
                return marked("question", markdown_cell(self._quiz(block)))
            case _:
                assert_never(block)

    def _heading(self, step: Step) -> list[Edit]:
        text = plain_ends(step.source)
        start = text.rfind("{#") if text.rstrip().endswith("}") else -1
        if start < 0:
            return []
        return [Edit(len(text[:start].rstrip()), len(text.rstrip()), "")]

    def _prose(self, block: Prose) -> NotebookNode:
        text = plain_ends(block.source)
        self.words |= terms(text, self.lesson.front.glossary)
        return resolved("prose", block.source, edits(text, self.context, line=block.line))

    def _aside(self, block: Aside) -> NotebookNode:
        body = plain_ends(block.body)
        self.words |= terms(body, self.lesson.front.glossary)
        changes = edits(body, self.context, line=block.line + 1)
        lines = [f"**{aside_title(block)}**", "", *apply(body, changes).strip("\n").split("\n")]
        cell = markdown_cell("\n".join(f"> {line}".rstrip() for line in lines))
        return marked("aside", cell, body=body, edits=plain_edits(changes), block=block.kind)

    def _figure(self, block: Figure) -> NotebookNode:
        name = block.path.rsplit("/", 1)[-1]
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        text = plain_ends(block.source).strip("\n").replace(f"({block.path}", f"(attachment:{name}", 1)
        cell = markdown_cell(text)
        file = self.lesson.folder / block.path
        if file.is_file():
            cell["attachments"] = {name: {kind: base64.b64encode(file.read_bytes()).decode()}}
        return marked("figure", cell, path=block.path)

    def _simulation(self, block: SimulationBlock) -> NotebookNode:
        simulation = self.catalogue.load(block.simulation)
        settings = found_in(block, simulation)
        name = identifier(simulation.slug)
        charts = block.charts or tuple(chart.slug for chart in simulation.charts[:2])
        measures = block.measures or simulation.headline
        directive = plain_ends(block.source).strip("\n").split("\n")
        caption = resolve(block.caption, self.context, line=block.line)
        code = [
            *(f"# {line}".rstrip() for line in directive),
            *([f"# {caption}"] if caption != block.caption else []),
            f'{name} = load("{simulation.slug}")',
            *run_lines(name, simulation, settings, block.seed, named=block.parameters),
            f"show({name}, settings, result,",
            f"     measures={list(measures)!r},",
            f"     charts={list(charts)!r})",
        ]
        return marked("simulation", code_cell("\n".join(code)))

    def _question(self, block: QuestionBlock) -> str:
        pointer = "*Answer it in the app, which gives feedback and keeps your answer.*"
        if self.bank is None or block.question not in self.bank.by_id:
            return f"**A question**\n\n{pointer}"
        variant = self.bank.by_id[block.question].draw(1)
        context = replace(self.context, path=f"{self.bank.slug}.yaml, question '{block.question}'")
        parts = [variant.prompt.strip("\n"), *(_options(one) for one in variant.fields())]
        shown = [resolve(part, context) for part in parts if part]
        return "\n\n".join([f"**{_ASKED[block.kind]}**", *shown, pointer])

    def _quiz(self, block: QuizBlock) -> str:
        name = {"before": "Four questions before the lesson", "quiz": "The graded quiz"}[block.pool]
        return f"**{name}**\n\n*It is taken in the app, which grades it and keeps your answers.*"

    def _title(self) -> str:
        front = self.lesson.front
        parts = [f"# {front.title}", front.summary, f"About {front.minutes} minutes. Afterwards you can:"]
        parts.append("\n".join(f"- {objective.text}" for objective in front.objectives))
        return "\n\n".join(parts)

    def _words(self) -> str:
        lines = [f"- *{word}*: {text}" for word, text in sorted(self.words.items())]
        return "## Words\n\n" + "\n".join(lines) if lines else ""

    def _sources(self) -> str:
        lines = []
        for number, reference in enumerate(self.lesson.front.references, 1):
            link = f" <{reference.url}>" if reference.url else ""
            read = f" Read on {reference.checked}." if reference.checked else ""
            lines.append(f"{number}. {reference.text}{link}{read}")
        return "## Sources\n\n" + "\n".join(lines) if lines else ""


_ASKED = {
    "question": "A question",
    "predict": "Before you run it: what do you expect?",
    "challenge": "A challenge",
}


def aside_title(block: Aside) -> str:
    """What heads an aside: what kind it is, and its own title."""
    return f"{LABELS[block.kind]}: {block.title}" if block.title else LABELS[block.kind]


def _options(asked: Field) -> str:
    """What a field offers, as a list; nothing of the key is in it."""
    match asked:
        case OneOf() | SeveralOf() | OrderField():
            return "\n".join(f"- {option.text}" for option in asked.options)
        case SureField():
            return f"{asked.label} " + " / ".join(option.text for option in asked.levels)
        case MatchField():
            left = "\n".join(f"- {option.text}" for option in asked.left)
            right = "\n".join(f"- {option.text}" for option in asked.right)
            return f"{asked.label}\n\n{left}\n\nwith\n\n{right}"
        case NumberField():
            return f"{asked.label} ({asked.unit})" if asked.unit else asked.label
        case SettingsField():
            return f"{asked.label} " + ", ".join(f"`{name}`" for name in asked.free)
        case PictureField():
            return f"{asked.label} (the pictures are in the course)"
        case TextField():
            return asked.label
        case _:
            assert_never(asked)
