"""What a question promises, and the ledger where answers are kept.

A question is drawn into a variant (order of options and parameters fixed by a seed); the variant
says what to ask (``fields``), grades an answer, and keeps its key on the server. Outcomes are kept
apart: an answer that cannot be read is not wrong and costs no try (after PrairieLearn's
``format_errors``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol

Answer = Mapping[str, Any]
"""What a learner gave, as plain data (JSON), by the name of the field."""
Drawn = Mapping[str, Any]
"""What was drawn for a variant, as plain data: enough to show and grade it again."""


class Unreadable(ValueError):
    """A learner's answer cannot be read; the sentence says how to write it. Costs no try."""


class Outcome(StrEnum):
    """What became of an answer."""

    PENDING = "pending"  # stored, not graded yet
    UNREADABLE = "unreadable"  # costs no try
    WRONG = "wrong"
    PARTLY = "partly"
    RIGHT = "right"
    RECORDED = "recorded"  # a prediction: never marked
    AWAITING_REVIEW = "awaiting-review"  # free text for an instructor
    SET_ASIDE = "set-aside"  # came from a second tab after another answer; kept, not counted

    @property
    def costs_a_try(self) -> bool:
        """Whether this answer counts towards the tries that the policy allows."""
        return self in (Outcome.WRONG, Outcome.PARTLY, Outcome.RIGHT, Outcome.RECORDED,
                        Outcome.AWAITING_REVIEW, Outcome.PENDING)


# --- what to ask ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """One thing to choose, order or match: ``id`` goes to the server, ``text`` is Markdown."""

    id: str
    text: str


@dataclass(frozen=True)
class OneOf:
    """Choose one option. The answer is its id."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class SeveralOf:
    """Tick any number of options. The answer is the list of their ids."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class NumberField:
    """A number typed in. The answer is the text as typed; ``quizzes.numbers`` reads it."""

    name: str
    label: str
    unit: str = ""
    example: str = ""


@dataclass(frozen=True)
class TextField:
    """A short or long text typed in."""

    name: str
    label: str
    lines: int = 1


@dataclass(frozen=True)
class OrderField:
    """Put all options in order. The answer is the list of their ids, first to last."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class MatchField:
    """For each left option choose one right option. The answer maps left ids to right ids."""

    name: str
    label: str
    left: tuple[Option, ...]
    right: tuple[Option, ...]


@dataclass(frozen=True)
class SureField:
    """How sure one is, asked with a prediction. The answer is one of ``levels`` by id."""

    name: str
    label: str
    levels: tuple[Option, ...]


@dataclass(frozen=True)
class SettingsField:
    """Settings of a simulation, for a challenge. The answer maps the free knobs to values.

    ``locked`` are the values of the other knobs, shown and not changeable; ``start`` is where free
    ones stand at first, if not at their defaults.
    """

    name: str
    label: str
    simulation: str
    free: tuple[str, ...]
    locked: Mapping[str, Any]
    start: Mapping[str, Any] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    """Those that matter here, shown before the others."""


@dataclass(frozen=True)
class PictureField:
    """Choose one of the pictures (addresses ``data:image/...``). The answer is its number, as text."""

    name: str
    label: str
    pictures: tuple[str, ...]


Field = (
    OneOf | SeveralOf | NumberField | TextField | OrderField | MatchField | SureField | SettingsField
    | PictureField
)


@dataclass(frozen=True)
class ShownRun:
    """Charts of a run that belong to the question; its parameters stay on the server if hidden.

    ``charts`` are slugs; only rows, headings and texts of these reach the browser.
    """

    simulation: str
    parameters: Mapping[str, Any]
    seed: int
    charts: tuple[str, ...]
    hidden: bool = False


# --- what was found ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Feedback:
    """A sentence or two for the learner; ``about`` is the id of the option that it speaks of."""

    text: str
    about: str = ""
    good: bool | None = None


@dataclass(frozen=True)
class Grade:
    """What an answer earned: ``share`` from 0 to 1 (None where it is not marked)."""

    outcome: Outcome
    share: float | None
    feedback: tuple[Feedback, ...] = ()

    @staticmethod
    def of(share: float, feedback: Sequence[Feedback] = ()) -> Grade:
        """The grade for a share of the marks: right at 1, wrong at 0, partly between."""
        share = min(max(float(share), 0.0), 1.0)
        outcome = Outcome.RIGHT if share >= 1 - 1e-9 else Outcome.WRONG if share <= 1e-9 else Outcome.PARTLY
        return Grade(outcome, share, tuple(feedback))


@dataclass(frozen=True)
class Examples:
    """Answers with the share they must earn, so that every authored question is tested.

    ``unreadable`` must raise ``Unreadable``. A tuple may be empty where there is no such answer
    (a single choice has none that is partly right).
    """

    right: tuple[Answer, ...]
    partly: tuple[tuple[Answer, float], ...] = ()
    wrong: tuple[Answer, ...] = ()
    unreadable: tuple[Answer, ...] = ()


class Variant(Protocol):
    """A question with everything drawn; lives on the server only."""

    @property
    def prompt(self) -> str:
        """The question in Markdown, with drawn parameters filled in."""
        ...

    @property
    def shown(self) -> ShownRun | None:
        """Charts that belong to the question, if any."""
        ...

    @property
    def drawn(self) -> Drawn:
        """What was drawn, as plain data."""
        ...

    @property
    def key(self) -> Any:
        """The key as plain data, for the record; never sent to the browser before it may be."""
        ...

    def fields(self) -> tuple[Field, ...]:
        """What to ask."""
        ...

    def grade(self, answer: Answer) -> Grade:
        """The grade of an answer, with feedback on what was chosen. Raises Unreadable."""
        ...

    def reveal(self) -> tuple[Feedback, ...]:
        """All feedback and the key in words: shown once right, or once the tries are spent."""
        ...

    def examples(self) -> Examples:
        """Answers for the tests."""
        ...


# --- where answers are kept -------------------------------------------------------------------


class RecordsError(Exception):
    """An operator's: the records cannot be read or written; says why and what to do."""


@dataclass(frozen=True)
class Sitting:
    """One learner's go at a bank. ``seed`` fixes its questions and variants."""

    id: str
    bank: str
    pool: Literal["before", "lesson", "quiz"]
    number: int
    """The first, second, ... sitting of this learner at this bank and pool."""
    seed: int
    opened: dt.datetime
    closed: dt.datetime | None = None


@dataclass(frozen=True)
class Submission:
    """One answer in a sitting, unique by sitting, question and number."""

    id: str
    sitting: str
    question: str
    number: int
    answer: Answer
    drawn: Drawn
    key: Any
    question_hash: str
    engine_hash: str
    outcome: Outcome
    share: float | None
    feedback: tuple[Feedback, ...]
    hints: int
    stored: dt.datetime


@dataclass(frozen=True)
class Handed:
    """An answer on its way into the ledger."""

    sitting: str
    question: str
    number: int
    answer: Answer
    drawn: Drawn = field(default_factory=dict)
    key: Any = None
    question_hash: str = ""
    engine_hash: str = ""
    hints: int = 0


class Ledger(Protocol):
    """Where one learner's sittings and submissions are kept; ``classroom`` implements it.

    Every method raises RecordsError where the records cannot be reached or written.
    """

    def sitting(self, bank: str, pool: Literal["before", "lesson", "quiz"]) -> Sitting:
        """The open sitting at this bank and pool; a new one where there is none."""
        ...

    def sittings(self, bank: str, pool: Literal["before", "lesson", "quiz"]) -> tuple[Sitting, ...]:
        """All sittings at this bank and pool, oldest first."""
        ...

    def close(self, sitting: str) -> None:
        """Ends a sitting; the next call of ``sitting`` opens a new one, with a new seed."""
        ...

    def put(self, handed: Handed) -> tuple[Submission, bool]:
        """Stores an answer before it is graded, and says whether it is new.

        The same answer under the same number again is not stored twice: what was stored is given
        back, with False. Another answer under a number that is taken is kept as SET_ASIDE, with
        True, under the next free number.
        """
        ...

    def settle(self, submission: str, grade: Grade) -> Submission:
        """Stores the grade of an answer that is pending; later calls change nothing."""
        ...

    def past(self, sitting: str, question: str | None = None) -> tuple[Submission, ...]:
        """The answers of a sitting (to one question), by question and number."""
        ...

    def hint(self, sitting: str, question: str) -> int:
        """Notes that one hint more was asked for; gives how many that makes."""
        ...

    def hints(self, sitting: str, question: str) -> int:
        """How many hints were asked for."""
        ...
