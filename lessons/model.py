"""What a lesson is, once read: steps of blocks, the same for the page and the notebook.

``lessons.reader`` makes one from MyST Markdown or from a notebook; ``lessons.page`` draws it;
``lessons.notebook`` writes it down again. Each block keeps its ``source`` (the lines it was
written in, with the blank lines below) and its ``line``, so that nothing is lost between the three
and errors have a place: the sources of a lesson put together are its file, character by character.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class Objective:
    """What a learner can do afterwards. Questions name it by ``id``."""

    id: str
    text: str


@dataclass(frozen=True)
class Reference:
    """A source that the text cites as {cite}`id`; ``checked`` is the day it was last read."""

    id: str
    text: str
    url: str = ""
    checked: str = ""


@dataclass(frozen=True)
class Prose:
    """Markdown with roles resolved only when it is shown: ``{measure}``, ``{cite}``, ``{term}``."""

    source: str
    line: int


@dataclass(frozen=True)
class SimulationBlock:
    """``:::{simulation} hiring``: a live panel. Options: preset, knobs, charts, seed, parameters."""

    source: str
    line: int
    simulation: str
    preset: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Texts as written, read by the simulation's own knobs."""
    knobs: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    seed: int = 1
    caption: str = ""


@dataclass(frozen=True)
class QuestionBlock:
    """``:::{question} id`` or ``:::{predict} id``: one question of the lesson's bank, in place."""

    source: str
    line: int
    kind: Literal["question", "predict", "challenge"]
    question: str


@dataclass(frozen=True)
class QuizBlock:
    """``:::{quiz} before|quiz``: all questions of one pool of the lesson's bank."""

    source: str
    line: int
    pool: Literal["before", "quiz"]


@dataclass(frozen=True)
class Aside:
    """``:::{note|case|deeper|takeaway|security|limits} Title``: a set-off text; deeper is folded."""

    source: str
    line: int
    kind: Literal["note", "case", "deeper", "takeaway", "security", "limits"]
    title: str
    body: str


@dataclass(frozen=True)
class Figure:
    """``![alternative text](figures/x.svg "caption")`` alone in its paragraph."""

    source: str
    line: int
    path: str
    alt: str
    caption: str = ""


Block = Prose | SimulationBlock | QuestionBlock | QuizBlock | Aside | Figure


@dataclass(frozen=True)
class Step:
    """One screen: everything from one ``##`` heading to the next."""

    slug: str
    title: str
    blocks: tuple[Block, ...]
    line: int
    source: str = ""
    """The heading as written, with the blank lines below it."""


@dataclass(frozen=True)
class Front:
    """The front matter: what home and the checks need without reading the text."""

    slug: str
    title: str
    summary: str
    minutes: int
    objectives: tuple[Objective, ...]
    prerequisites: tuple[str, ...]
    references: tuple[Reference, ...]
    glossary: Mapping[str, str]
    picture: str = ""
    """A file in the lesson's folder shown on home, with ``picture_alt``."""
    picture_alt: str = ""


@dataclass(frozen=True)
class Lesson:
    """A lesson: front matter and steps, and the folder that it lives in."""

    front: Front
    steps: tuple[Step, ...]
    folder: Path
    source: str
    """The file it was read from, relative to the library: ``biased-hiring/lesson.md``."""
    front_source: str = ""
    """The front matter as written, fences and blank lines included."""
    shown: str = ""
    """What to call the file in messages."""
    cells: tuple[tuple[int, int], ...] = ()
    """For a notebook: the line of the text at which a cell begins, and the cell's number."""

    @property
    def asks(self) -> bool:
        """Whether it holds a question or a quiz, and so needs a bank."""
        blocks = (block for step in self.steps for block in step.blocks)
        return any(isinstance(block, QuestionBlock | QuizBlock) for block in blocks)

    @property
    def text(self) -> str:
        """The lesson as Markdown, exactly as it was written."""
        parts = [self.front_source]
        for step in self.steps:
            parts += [step.source, *(block.source for block in step.blocks)]
        return "".join(parts)


def texts(lesson: Lesson) -> Iterator[str]:
    """The prose of a lesson and of its asides, in the order of reading."""
    for step in lesson.steps:
        for block in step.blocks:
            if isinstance(block, Prose | Aside):
                yield block.source if isinstance(block, Prose) else block.body
