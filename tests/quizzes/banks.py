"""Banks for the tests: written as text, read like any other, with a toy as simulation."""

from __future__ import annotations

import textwrap
from pathlib import Path

from quizzes.model import Bank
from quizzes.question import Question
from quizzes.reader import read_bank
from simulations.catalogue import Catalogue

ENGINES = Catalogue(Path(__file__).parent / "engines")
HEAD = "title: A test\npolicy: {tries: 3, try_factor: [1, 0.8, 0.6], questions: 4}\nquestions:\n"


def bank_of(folder: Path, *questions: str, head: str = HEAD, name: str = "test") -> Bank:
    """The bank with these questions, each written as a mapping without its dash."""
    path = folder / f"{name}.yaml"
    path.write_text(head + "".join(item(question) for question in questions), encoding="utf-8")
    return read_bank(path, ENGINES)


def item(question: str) -> str:
    """A mapping as an item of the list of questions."""
    text = textwrap.indent(textwrap.dedent(question).strip("\n"), "    ")
    return "  - " + text[4:] + "\n"


def one(folder: Path, question: str) -> Question:
    """The one question of a bank."""
    return bank_of(folder, question).questions[0]


CHOICE = """
    id: {id}
    type: choice
    pool: {pool}
    objective: {objective}
    prompt: What is it?
    explanation: It is A.
    hints: [Think of A., Really think of A.]
    read_again: step-{id}
    {more}
    options:
      - {{text: A, right: true, feedback: Yes A.}}
      - {{text: B, share: 0.5, feedback: Half B.}}
      - {{text: C, feedback: Not C.}}
"""


def choice(name: str, *, pool: str = "quiz", objective: str = "first", more: str = "") -> str:
    """A choice between A (right), B (half) and C (wrong)."""
    return CHOICE.format(id=name, pool=pool, objective=objective, more=more)
