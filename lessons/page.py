"""Draws a lesson, one step at a time.

A long page with many forms and panels joins a class three times slower than a single step, so a
step is all that is ever built. The step stands in the address (``?step=...``), which may be shared:
it says where in the text, never who.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import assert_never

import streamlit as st

from lessons.figures import shown_figure
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
from lessons.roles import measured, terms
from quizzes.base import Ledger, RecordsError
from quizzes.form import READING, Sheet, predicted, question
from quizzes.model import Bank
from quizzes.question import Pool
from quizzes.quiz_page import quiz
from simulations.authored import ContentError
from simulations.base import Simulation
from simulations.catalogue import OURS, Catalogue
from simulations.outcomes import OutcomeStore
from simulations.panel import View, panel
from simulations.parameters import ParameterError, Parameters

WIDE = 1080
"""Width of a simulation."""

_HEADING = re.compile(r"^###(#*) ", re.MULTILINE)
ASIDES = {
    "note": ("", ":material/info:"),
    "case": ("What happened", ":material/folder_open:"),
    "takeaway": ("To take away", ":material/bookmark:"),
    "security": ("Why this is a security matter", ":material/shield:"),
    "limits": ("What this leaves out", ":material/data_loss_prevention:"),
    "deeper": ("Deeper", ":material/expand_content:"),
}
"""What an aside is called where its author gives no title, and its icon."""


@dataclass(frozen=True)
class Reading:
    """A lesson in the hands of one learner."""

    lesson: Lesson
    module: str
    bank: Bank | None
    bank_fault: str
    """What is wrong with the lesson's bank, where it cannot be used."""
    ledger: Ledger
    catalogue: Catalogue
    store: OutcomeStore
    render: Callable[[str], str]
    lab_link: Callable[[str, dict[str, str]], str]
    """The address of the lab page of a simulation with these settings."""
    visited: Callable[[str], None]
    """Notes that a step is being read."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """The titles of steps of other lessons whose questions are asked here, by ``lesson#step``."""


def lesson_page(reading: Reading) -> None:
    """Draws the step of the lesson that the address names; the first where it names none."""
    steps = reading.lesson.steps
    wanted = st.query_params.get("step", steps[0].slug)
    index = next((i for i, step in enumerate(steps) if step.slug == wanted), None)
    with st.container(horizontal_alignment="center"):
        if index is None:
            st.warning(f"There is no step '{wanted}' in this lesson; here is the first.", width=READING)
            index = 0
        step = steps[index]
        reading.visited(step.slug)
        with st.container(width=READING, gap="small"):
            _where(reading, index)
            st.title(step.title, anchor=False)
        for number, block in enumerate(step.blocks):
            key = f"{reading.lesson.front.slug}.{step.slug}.{number}"
            wide = isinstance(block, SimulationBlock | QuizBlock | QuestionBlock)
            with st.container(width=WIDE if wide else READING):
                first = _asked_before(reading.lesson, index, block)
                if first is not None and not _kept(reading, block):
                    st.markdown(f":gray[You kept no prediction when it was asked, in] [{first.title}]"
                                f"(?step={first.slug}):gray[.]")
                    continue
                draw_block(reading, block, key=key)
            if _waits(reading, step, block, key=key):
                break
        with st.container(width=READING):
            _words(reading, step)
            if index == len(steps) - 1:
                _references(reading)
                _take_home(reading)
            _walk(reading, index)


def _asked_before(lesson: Lesson, index: int, block: Block) -> Step | None:
    """The earlier step in which this prediction was asked; here it is only called back to mind."""
    if not isinstance(block, QuestionBlock) or block.kind != "predict":
        return None
    earlier = lesson.steps[:index]
    return next((step for step in earlier for one in step.blocks
                 if isinstance(one, QuestionBlock) and one.question == block.question), None)


def _kept(reading: Reading, block: Block) -> bool:
    """Whether the learner's prediction is there; so it is taken to be where that cannot be looked up."""
    assert isinstance(block, QuestionBlock)
    try:
        sheet = _sheet(reading, "lesson")
        return sheet is None or predicted(sheet, block.question)
    except RecordsError:
        return True  # said at the question itself


def _waits(reading: Reading, step: Step, block: Block, *, key: str) -> bool:
    """Whether the rest of the step waits for a prediction: what has been seen cannot be predicted."""
    if not isinstance(block, QuestionBlock) or block.kind != "predict":
        return False
    rest = step.blocks[step.blocks.index(block) + 1:]
    if not any(isinstance(one, SimulationBlock) for one in rest) or st.session_state.get(f"{key}.skipped"):
        return False
    try:
        sheet = _sheet(reading, "lesson")
        if sheet is None or predicted(sheet, block.question):
            return False
    except RecordsError:
        return False  # said at the question itself
    with st.container(width=READING, horizontal=True, vertical_alignment="center"):
        st.markdown(":gray[The run comes once your prediction is kept.]", width="content")
        st.button("Show it without one", key=f"{key}.skip", type="tertiary", on_click=_skip, args=(key,))
    return True


def _skip(key: str) -> None:
    st.session_state[f"{key}.skipped"] = True


def _where(reading: Reading, index: int) -> None:
    """The lesson's name, and all its steps to choose from."""
    front, steps = reading.lesson.front, reading.lesson.steps
    titles = {step.slug: f"{number}. {step.title}" for number, step in enumerate(steps, start=1)}
    key = f"{front.slug}.where"
    st.session_state[key] = steps[index].slug
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":gray[{reading.module} ·] **{front.title}**", width="content")
        st.space("stretch")
        st.markdown(f":gray[Step {index + 1} of {len(steps)}]", width="content")
        with st.popover("All steps", type="tertiary", key=f"{key}.all", on_change="rerun") as steps_box:
            if steps_box.open:
                st.radio("Go to a step", list(titles), format_func=titles.__getitem__, key=key,
                         on_change=_go_to, args=(key,))
    st.progress((index + 1) / len(steps))


def _go_to(key: str) -> None:
    st.query_params["step"] = st.session_state[key]


def _walk(reading: Reading, index: int) -> None:
    steps = reading.lesson.steps
    with st.container(horizontal=True):
        if index > 0:
            st.button("Back", key="walk.back", on_click=_turn_to, args=(steps[index - 1],), type="secondary")
        st.space("stretch")
        if index + 1 < len(steps):
            following = steps[index + 1]
            st.button(f"Next: {following.title}", key="walk.next", on_click=_turn_to, args=(following,),
                      type="primary")


def _turn_to(step: Step) -> None:
    st.query_params["step"] = step.slug


def draw_block(reading: Reading, block: Block, *, key: str) -> None:
    """One block; what is wrong with it is said in its own place and stops nothing else."""
    try:
        match block:
            case Prose():
                # the step's own title is the first heading of the page; none is left out below it
                st.markdown(_HEADING.sub(r"##\1 ", reading.render(block.source)))
            case Figure():
                picture = shown_figure(reading.lesson.folder, block.path)
                st.image(picture, caption=block.caption or None, alt=block.alt, width="stretch")
            case Aside():
                _aside(reading, block, key=key)
            case SimulationBlock():
                _simulation(reading, block, key=key)
            case QuestionBlock():
                _ask(reading, lambda sheet: question(sheet, block.question, key=key))
            case QuizBlock():
                _ask(reading, lambda sheet: quiz(sheet, key=key), pool=block.pool)
            case _:
                assert_never(block)
    except RecordsError as error:
        st.error(f"Your answers cannot be read now: {error}")
    except (ContentError, ParameterError) as error:
        st.error(f"This part of the lesson cannot be shown. For its author: {error}")


def _aside(reading: Reading, block: Aside, *, key: str) -> None:
    label, icon = ASIDES[block.kind]
    title = block.title or label
    if block.kind == "deeper":
        fold = st.expander(title, key=f"{key}.fold", icon=icon, on_change="rerun")
        if fold.open:
            fold.markdown(reading.render(block.body))
        return
    with st.container(border=True, key=f"aside-{block.kind}-{key.replace('.', '-')}"):
        if title:
            st.markdown(f"{icon} **{title}**")
        st.markdown(reading.render(block.body))


def _simulation(reading: Reading, block: SimulationBlock, *, key: str) -> None:
    simulation = reading.catalogue.load(block.simulation)
    start = found_in(block, simulation)
    charts = block.charts or tuple(chart.slug for chart in simulation.charts[:2])
    view = View(simulation, start, block.seed, block.knobs or simulation.first_knobs, charts,
                block.measures or simulation.headline)
    _live(view, key, reading.store, reading.lab_link, reading.render(block.caption))


@st.fragment
def _live(view: View, key: str, store: OutcomeStore, lab_link: Callable[..., str], caption: str) -> None:
    """A panel in the lesson, redrawn alone when a knob is turned."""
    with st.container(border=True):
        parameters = panel(view, key=key, store=store)
        if caption:
            st.caption(caption)
        _lab(view.simulation, parameters, view.seed, lab_link)


def _lab(simulation: Simulation, parameters: Parameters, seed: int, lab_link: Callable[..., str]) -> None:
    address = lab_link(simulation.slug, simulation.link(parameters, seed))
    st.markdown(f"[More knobs and charts: open this run in the lab]({address})")


def _ask(reading: Reading, draw: Callable[[Sheet], None], pool: Pool = "lesson") -> None:
    """Draws a question or a quiz; says so where there is no bank, or no place to keep answers."""
    if reading.bank is None:
        st.error("The questions of this lesson cannot be used. For their author: " + reading.bank_fault)
        return
    sheet = _sheet(reading, pool)
    if sheet is not None:
        draw(sheet)


def _sheet(reading: Reading, pool: Pool) -> Sheet | None:
    """What drawing questions of this pool needs; None without a bank. Raises RecordsError."""
    if reading.bank is None:
        return None
    sitting = reading.ledger.sitting(reading.bank.slug, pool)
    return Sheet(
        bank=reading.bank, sitting=sitting, ledger=reading.ledger, catalogue=reading.catalogue,
        store=reading.store, render=reading.render,
        objectives={one.id: one.text for one in reading.lesson.front.objectives},
        steps={**reading.elsewhere, **{step.slug: step.title for step in reading.lesson.steps}},
    )


def _take_home(reading: Reading) -> None:
    """The lesson as a notebook, and as a zip with all that it runs; made when it is asked for."""
    slug = reading.lesson.front.slug
    with st.container(horizontal=True, gap="small"):
        st.download_button("Notebook of this lesson", partial(lesson_notebook, reading), f"{slug}.ipynb",
                           "application/x-ipynb+json", key="takehome.notebook", on_click="ignore")
        st.download_button("Lesson to take home (zip)", partial(lesson_zip, reading), f"{slug}.zip",
                           "application/zip", key="takehome.zip", on_click="ignore")


def lesson_notebook(reading: Reading) -> str:
    """The lesson as the text of a notebook."""
    from lessons.notebook import notebook, notebook_text

    figures = measured(reading.catalogue, reading.store)
    return notebook_text(notebook(reading.lesson, figures=figures, catalogue=reading.catalogue,
                                  bank=reading.bank))


def lesson_zip(reading: Reading) -> bytes:
    """The notebook, the simulations that it runs, and what to install."""
    from lessons.takehome import simulations_of, takehome

    front = reading.lesson.front
    requirements = (OURS.parent / "requirements.txt").read_text(encoding="utf-8")
    return takehome(lesson_notebook(reading), simulations_of(reading.lesson), slug=front.slug,
                    title=front.title, root=OURS, requirements=requirements)


def _words(reading: Reading, step: Step) -> None:
    """The words of the glossary that this step uses, explained below it."""
    found: dict[str, str] = {}
    for block in step.blocks:
        text = block.source if isinstance(block, Prose | Aside) else ""
        if "{term}" in text:
            found |= terms(text, reading.lesson.front.glossary)
    if found:
        lines = [f"- *{word}*: {reading.render(meaning)}" for word, meaning in found.items()]
        st.markdown("**Words**\n\n" + "\n".join(lines))


def _references(reading: Reading) -> None:
    references = reading.lesson.front.references
    if not references:
        return
    fold = st.expander(f"Sources ({len(references)})", key="sources", on_change="rerun")
    if not fold.open:
        return
    lines = []
    for number, reference in enumerate(references, start=1):
        link = f" [{reference.url}]({reference.url})" if reference.url else ""
        checked = f" Checked on {reference.checked}." if reference.checked else ""
        lines.append(f"{number}. {reference.text}{link}{checked}")
    fold.markdown("\n".join(lines))
