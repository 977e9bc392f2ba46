"""What a bank is, once read: the questions of a lesson, and those that it asks again from others.

``quizzes.reader`` makes one from YAML, ``quizzes.labs`` from the challenges of a simulation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quizzes.base import Sitting
from quizzes.policy import Policy
from quizzes.question import Pool, Question, Strict
from simulations.authored import Document, did_you_mean

LAB = "lab-"
"""What the slug of a bank begins with that holds the challenges of a simulation (``quizzes.labs``)."""


class Mix(Strict):
    """Another bank whose quiz questions are asked here too, under an objective of this lesson."""

    bank: str
    objective: str


@dataclass(frozen=True)
class Bank:
    """The questions of one lesson."""

    slug: str
    title: str
    lesson: str
    policy: Policy
    questions: tuple[Question, ...]
    document: Document = field(repr=False, compare=False)
    """What was read, for warnings with places."""
    mixes: tuple[Mix, ...] = ()
    mixed: tuple[Question, ...] = ()
    """Questions of other banks, with what they are for here; none of them is required."""

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """The questions by id, those of other banks among them."""
        return {question.id: question for question in (*self.questions, *self.mixed)}

    def question(self, question_id: str) -> Question:
        """One question; raises LookupError with what is known."""
        if question_id not in self.by_id:
            close = did_you_mean(question_id, self.by_id)
            raise LookupError(f"there is no question '{question_id}' in '{self.slug}'{close}")
        return self.by_id[question_id]

    def texts(self) -> Iterator[str]:
        """Every text of the questions in which a number stands that an engine computes."""
        places: list[Any] = [question.model_dump() for question in self.questions]
        while places:
            place = places.pop()
            if isinstance(place, str) and "{measure}" in place:
                yield place
            elif isinstance(place, Mapping):
                places += place.values()
            elif isinstance(place, list | tuple):
                places += place

    def pool(self, name: Pool) -> tuple[Question, ...]:
        """The questions of a pool, in the order in which they were written; last, those mixed in."""
        return tuple(question for question in self.by_id.values() if question.pool == name)

    def place(self, index: int) -> tuple[str | int, ...]:
        """Where the question ``index`` stands in the document."""
        return ("questions", index)

    def holds(self, sitting: Sitting) -> bool:
        """Whether ``sitting`` is a sitting at this bank."""
        return sitting.bank == self.slug


def counted(bank: Bank, pool: Pool) -> Counter[str]:
    """How often each objective is asked for in a pool, by questions that count."""
    return Counter(question.objective for question in bank.pool(pool) if question.marked)


def elsewhere(lesson: str, step: str) -> str:
    """What ``read_again`` of a question from another lesson's bank is: ``lesson#step``."""
    return f"{lesson}#{step}"


def address_again(read_again: str, lesson: str = "") -> str:
    """The address of what to read again, from a page of the course (that of ``lesson``, or any)."""
    other, _, step = read_again.rpartition("#")
    return f"{other or lesson}?step={step}"
