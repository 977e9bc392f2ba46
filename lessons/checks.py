"""What is wrong or weak in a lesson that reads well: names that lead nowhere, numbers typed by hand.

An error is something that a learner would meet: a simulation that does not exist, a dead link, an
objective that the quiz hardly asks. A warning is a matter of craft: a number that nobody computes,
a reference that nothing cites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from lessons.figures import shown_figure
from lessons.from_notebook import in_cells
from lessons.markdown import Found, found, plain_ends, refused
from lessons.model import (
    Aside,
    Block,
    Figure,
    Lesson,
    Prose,
    QuestionBlock,
    QuizBlock,
    SimulationBlock,
)
from lessons.numerals import typed_numerals
from lessons.panels import start_of, unknown_names
from lessons.reader import ROLES
from lessons.roles import Asked, asked, cited, known_measure, known_preset, place_of, published_figure, term
from lessons.threats import threat
from quizzes.model import Bank, counted
from simulations.authored import ContentError, Document, Problem, did_you_mean
from simulations.base import Simulation
from simulations.catalogue import Catalogue
from simulations.parameters import ParameterError

MOST_KNOBS, MOST_CHARTS, MOST_MEASURES = 4, 3, 4
LEAST_ASKED = 2
"""How often the quiz asks each objective at least."""
_NAMELESS_COLUMN = re.compile(r"^(?=.*\|[ \t]*\|)\|.*\n\|[ \t:|-]+$", re.MULTILINE)
"""The head of a table with an empty cell, and the line below it."""
MINUTES = range(5, 46)
"""What a lesson usually takes; a class plans with 15 to 30."""


def check(
    lesson: Lesson, catalogue: Catalogue, bank: Bank | None, *, lessons: Collection[str] = (),
    front: Document | None = None, asked_well: bool = True,
) -> list[Problem]:
    """Everything that is wrong or weak in ``lesson``, in the order of its lines.

    Parameters
    ----------
    lesson
        A lesson that could be read.
    catalogue
        The simulations that it may use.
    bank
        Its questions; None where there are none.
    lessons
        The slugs of all lessons, for links and prerequisites.
    front
        Its front matter with places, so that problems there have a line.
    asked_well
        Whether to look at its questions too: not where its bank cannot be read at all.
    """
    checking = _Checking(lesson, catalogue, bank, lessons, front, asked_well)
    checking.front_matter()
    checking.objectives()
    for step in lesson.steps:
        if not step.blocks:
            checking.note(step.line, f"the step '{step.title}' is empty", weak=True)
        for block in step.blocks:
            checking.block(block)
    checking.unused()
    problems = in_cells(checking.problems, lesson.cells) if lesson.cells else checking.problems
    return sorted(problems)


def text_faults(
    text: str, lesson: Lesson, catalogue: Catalogue, lessons: Collection[str]
) -> list[str]:
    """What is wrong with the roles and links of a text of the lesson that stands in its bank."""
    problems = [problem.message for problem in refused(plain_ends(text), "", 1, math=True)]
    checking = _Checking(lesson, catalogue, None, lessons, None)
    for item in found(plain_ends(text)):
        problems += checking.faults(item)
    return problems


@dataclass
class _Checking:
    lesson: Lesson
    catalogue: Catalogue
    bank: Bank | None
    lessons: Collection[str]
    front: Document | None
    asked_well: bool = True
    problems: list[Problem] = field(default_factory=list)
    cited: set[str] = field(default_factory=set)
    marked: set[str] = field(default_factory=set)

    def note(self, line: int, message: str, *, column: int = 1, weak: bool = False) -> None:
        """Notes one problem."""
        path = self.lesson.shown or self.lesson.source
        self.problems.append(Problem(path, line, column, message, "warning" if weak else "error"))

    def note_front(self, loc: Sequence[str | int], message: str, *, weak: bool = False) -> None:
        """Notes a problem of the front matter at its place there."""
        line, column = self.front.place(tuple(loc)) if self.front is not None else (1, 1)
        self.note(line, message, column=column, weak=weak)

    # --- the front matter ---

    def front_matter(self) -> None:
        """Minutes, prerequisites, the picture."""
        front = self.lesson.front
        if front.minutes not in MINUTES:
            message = f"a lesson usually takes {MINUTES.start} to {MINUTES.stop - 1} minutes"
            self.note_front(("minutes",), f"{message} (got {front.minutes})", weak=True)
        for index, slug in enumerate(front.prerequisites):
            if slug not in self.lessons:
                loc = ("prerequisites", index)
                self.note_front(loc, f"there is no lesson '{slug}'{did_you_mean(slug, self.lessons)}")
        if front.picture:
            for fault in self._picture_faults(front.picture):
                self.note_front(("picture",), fault)

    def objectives(self) -> None:
        """Each objective is asked often enough in the quiz."""
        if not self.asked_well:
            return
        if self.bank is None:
            message = f"there is no question bank '{self.lesson.front.slug}.yaml' for this lesson"
            self.note(1, message, weak=True)
            return
        counts = counted(self.bank, "quiz")
        for index, objective in enumerate(self.lesson.front.objectives):
            if counts[objective.id] < LEAST_ASKED:
                self.note_front(("objectives", index), (
                    f"the quiz asks for the objective '{objective.id}' {_times(counts[objective.id])}; "
                    f"at least {LEAST_ASKED} questions are needed"
                ))

    def unused(self) -> None:
        """References that nothing cites, words of the glossary that nothing marks."""
        for index, reference in enumerate(self.lesson.front.references):
            if reference.id not in self.cited:
                message = f"nothing in the lesson cites '{reference.id}'"
                self.note_front(("references", index), message, weak=True)
        for word in self.lesson.front.glossary:
            if word not in self.marked:
                message = f"nothing in the lesson marks '{word}' as a term"
                self.note_front(("glossary", word), message, weak=True)

    # --- blocks ---

    def block(self, block: Block) -> None:
        """Checks one block."""
        match block:
            case Prose():
                self.text(block.source, block.line)
            case Aside():
                self.text(block.title, block.line)
                self.text(block.body, block.line + 1)
            case Figure():
                for fault in self._picture_faults(block.path):
                    self.note(block.line, fault)
            case SimulationBlock():
                self.simulation(block)
            case QuestionBlock():
                if self.asked_well:
                    self.question(block)
            case QuizBlock():
                if not self.asked_well:
                    return
                if self.bank is None or not self.bank.pool(block.pool):
                    self.note(block.line, f"the lesson's bank has no questions of the pool '{block.pool}'")

    def _picture_faults(self, path: str) -> list[str]:
        try:
            shown_figure(self.lesson.folder, path)
        except ContentError as error:
            return [problem.message for problem in error.problems]
        return []

    def text(self, markdown: str, line: int) -> None:
        """Roles, links and typed numbers of a text that begins in ``line``."""
        text = plain_ends(markdown)
        for item in found(text):
            for fault in self.faults(item):
                self.note(line + item.line - 1, fault, column=item.column)
        for number, row, column in typed_numerals(text):
            message = f"the number '{number}' is typed: compute it with {{measure}}, or cite its source"
            self.note(line + row - 1, message, column=column, weak=True)
        for match in _NAMELESS_COLUMN.finditer(text):
            message = "a column of this table has no head; a screen reader names each cell by it"
            self.note(line + text.count("\n", 0, match.start()), message, weak=True)

    def simulation(self, block: SimulationBlock) -> None:
        """A panel's names and values, and how much it shows."""
        self.text(block.caption, block.line)
        try:
            simulation = self.catalogue.load(block.simulation)
        except (ParameterError, ContentError) as error:
            self.note(block.line, str(error))
            return
        faults = _sentences(lambda: start_of(block, simulation))
        try:
            faults += unknown_names(block, simulation)
        except ContentError as error:
            faults.append(str(error))
        for fault in faults:
            self.note(block.line, fault)
        for names, most, plural in (
            (block.knobs, MOST_KNOBS, "knobs"), (block.charts, MOST_CHARTS, "charts"),
            (block.measures, MOST_MEASURES, "measures"),
        ):
            if len(names) > most:
                message = f"at most {most} {plural} are easy to follow (got {len(names)})"
                self.note(block.line, message, weak=True)
            if len(set(names)) < len(names):
                self.note(block.line, f"one of the {plural} stands here twice")

    def question(self, block: QuestionBlock) -> None:
        """A question in place: it exists, belongs to the lesson's pool and is of the type it is set as."""
        if self.bank is None or block.question not in self.bank.by_id:
            known = did_you_mean(block.question, self.bank.by_id) if self.bank is not None else ""
            self.note(block.line, f"the lesson's bank has no question '{block.question}'{known}")
            return
        question = self.bank.by_id[block.question]
        kind = getattr(question, "type", "")
        if block.kind != "question" and kind != block.kind:
            message = f"'{block.question}' is of type '{kind}', so it stands in ':::{{question}}'"
            self.note(block.line, message)
        if question.pool != "lesson":
            message = f"'{block.question}' is of the pool '{question.pool}'; a lesson asks those of 'lesson'"
            self.note(block.line, message)

    # --- names inside a text ---

    def faults(self, item: Found) -> Iterator[str]:
        """What is wrong with one role or link."""
        if item.kind == "role":
            yield from self._role_faults(item.name, item.content)
        elif item.kind == "link":
            yield from self._link_faults(item.content)

    def _role_faults(self, name: str, content: str) -> Iterator[str]:
        front = self.lesson.front
        if name == "cite":
            ids = [reference.id for reference in front.references]
            for one in cited(content):
                self.cited.add(one)
                if one not in ids:
                    yield f"there is no reference '{one}'{did_you_mean(one, ids)}"
        elif name == "term":
            _, entry = term(content)
            self.marked.add(entry)
            if entry not in front.glossary:
                yield f"the glossary has no '{entry}'{did_you_mean(entry, front.glossary)}"
        elif name == "measure":
            yield from measure_faults(content, self.catalogue)
        elif name == "threat":
            yield from _sentences(lambda: threat(content.strip()))
        else:
            yield f"there is no role '{name}'{did_you_mean(name, ROLES)}"

    def _link_faults(self, target: str) -> Iterator[str]:
        place = place_of(target)
        if place is None:
            return
        if place.kind == "step":
            steps = [step.slug for step in self.lesson.steps]
            if place.slug not in steps:
                yield f"this lesson has no step '{place.slug}'{did_you_mean(place.slug, steps)}"
        elif place.kind == "lesson":
            if place.slug not in self.lessons:
                yield f"there is no lesson '{place.slug}'{did_you_mean(place.slug, self.lessons)}"
        else:
            yield from lab_faults(place.slug, dict(place.query), self.catalogue)


def measure_faults(content: str, catalogue: Catalogue) -> Iterator[str]:
    """What is wrong with the content of a ``{measure}`` role, without running anything."""
    try:
        wanted = asked(content)
        simulation = catalogue.load(wanted.simulation)
    except (ParameterError, ContentError, ValueError) as error:
        yield str(error)
        return
    yield from _sentences(lambda: known_measure(simulation, wanted.measure))
    yield from _sentences(lambda: _settle(simulation, wanted))


def lab_faults(slug: str, query: dict[str, str], catalogue: Catalogue) -> Iterator[str]:
    """What is wrong with a link to the lab page of a simulation."""
    try:
        simulation = catalogue.load(slug)
    except (ParameterError, ContentError) as error:
        yield str(error)
        return
    preset = query.pop("preset", "")
    if preset:
        yield from _sentences(lambda: known_preset(simulation, preset))
    yield from _sentences(lambda: simulation.from_link(query))


def _settle(simulation: Simulation, wanted: Asked) -> object:
    if not wanted.preset:
        return simulation.settings(wanted.parameters)
    preset = known_preset(simulation, wanted.preset)
    if wanted.published:
        return published_figure(preset, wanted)
    if preset.figures is not None and wanted.parameters:
        raise ParameterError([f"the preset '{wanted.preset}' holds counts, which take no parameters"])
    return simulation.settings(wanted.parameters, start=preset.settings(simulation))


def _sentences(look: Callable[[], object]) -> list[str]:
    try:
        look()
    except ParameterError as error:
        return list(error.faults)
    except (ContentError, ValueError) as error:
        return [str(error)]
    return []


def _times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")
