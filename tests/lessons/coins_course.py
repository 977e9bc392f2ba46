"""A course in a temporary folder: one lesson, its questions, and a simulation that is fully known."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path

from lessons.course import Library
from lessons.model import Lesson
from lessons.reader import parse_lesson
from quizzes.reader import Banks
from simulations.catalogue import Catalogue

PROJECT = Path(__file__).parents[2]
FRONT = """\
---
title: Thrown coins
summary: What a coin does when it is thrown.
minutes: 15
objectives:
  - id: say-heads
    text: Say what heads are.
references:
  - id: book
    text: "The book of coins, 2001."
    url: https://example.org/coins
glossary:
  heads: The side with the head.
---

"""
BODY = """\
## The first throw

A coin is thrown, and {measure}`coins share seed=1` of the throws show {term}`heads` {cite}`book`.
Open [the lab](lab:coins?bias=0.7), or go [on](step:again).

:::{simulation} coins
:parameters: bias=0.7
:knobs: bias
:charts: bar
:measures: share heads
:seed: 4
:caption: Here {measure}`coins heads bias=1` coins show heads.
:::

:::{question} c-lesson
:::

## And again {#again}

:::{note} Odd
It costs $5, then $6, in `{measure}` of {measure}`coins heads bias=0`.
:::

:::{deeper} Law
With $p$ heads, {measure}`coins share bias=1`.
:::

- one
- two

:::{quiz} quiz
:::
"""
BANK = """\
title: Coins
lesson: coins-lesson
policy: {questions: 2}
questions:
"""
QUESTION = """\
  - id: ID
    type: choice
    pool: POOL
    objective: say-heads
    prompt: Which side is up, with {measure}`coins heads bias=1`?
    explanation: The explanation of ID.
    options:
      - text: The head.
        right: true
        feedback: The praise of ID.
      - text: The tail.
        feedback: The remark of ID.
"""


@dataclass(frozen=True)
class Content:
    """A course in a folder of its own."""

    root: Path
    catalogue: Catalogue

    @property
    def folder(self) -> Path:
        return self.root / "lessons" / "library" / "coins-lesson"

    @property
    def library(self) -> Library:
        return Library(self.root / "lessons" / "library", "library")

    @property
    def banks(self) -> Banks:
        return Banks(self.root / "quizzes" / "bank", self.catalogue)

    def write(self, text: str, slug: str = "coins-lesson") -> Path:
        path = self.root / "lessons" / "library" / slug / "lesson.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path


def lesson_of(body: str, *, front: str = FRONT, folder: Path = Path("coins-lesson")) -> Lesson:
    """The lesson with this body; the front matter takes the first 15 lines."""
    return parse_lesson(front + textwrap.dedent(body), folder, shown="lesson.md")
