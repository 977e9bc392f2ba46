"""Where answers are handed in: from a learner's press of a button to a grade that is kept.

An answer is stored first and graded then, so that whatever breaks in between, it is there and can
be graded later. What cannot be read costs no try; what comes twice counts once; what comes from a
second tab after another answer was counted is kept, set aside, and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from quizzes import answers, grading
from quizzes.base import (
    Answer,
    Feedback,
    Grade,
    Handed,
    Ledger,
    Outcome,
    Sitting,
    Submission,
    Unreadable,
    Variant,
)
from quizzes.draws import variant_seed
from quizzes.keys import EngineError
from quizzes.model import Bank
from quizzes.question import Question
from quizzes.reader import Banks
from simulations.authored import ContentError
from simulations.outcomes import engine_hash

Status = Literal["graded", "unreadable", "repeated", "set-aside", "pending", "refused"]
Level = Literal["success", "warning", "error", "info", ""]

CHANGED = "This question was changed while you had it open. It is shown anew; nothing was counted."
CLOSED = "This quiz is finished. Take it again to answer with other questions."
OVER = "This question is done; no further answer is taken."
NOT_ASKED = "This question does not belong to this quiz. Load the page again."
SET_ASIDE = (
    "This question was answered meanwhile, perhaps in another tab. Your answer from here is kept "
    "and not counted; what was counted is shown."
)
KEPT = "Your answer is kept. It could not be graded just now and will be graded later."
CHANGED_MEANWHILE = (
    "The question was changed before this answer could be graded. The answer is kept and does not "
    "count; you may answer again."
)


@dataclass(frozen=True)
class Receipt:
    """What became of an answer that was handed in.

    ``message`` is for the learner, and empty where the grade itself says all there is to say.
    """

    status: Status
    level: Level = ""
    message: str = ""
    submission: Submission | None = None


@dataclass(frozen=True)
class QuestionState:
    """Where a learner stands with one question: what a page needs to draw it."""

    question: Question
    variant: Variant
    """What is asked now; once the question is done, what was asked last."""
    number: int
    """The number that the next answer is handed in under."""
    digest: str
    """A hash of the question as shown; handed in with the answer it guards against edits."""
    tries_used: int
    tries_left: int
    last: Submission | None
    """The last answer that cost a try."""
    last_variant: Variant | None
    """The variant that ``last`` answered."""
    right: bool
    revealed: bool
    """Whether the key may be shown: it is right, or no try is left."""
    earned: float
    """The best of all tries, 0 to 1."""
    hints_shown: tuple[str, ...]
    hints_left: int

    @property
    def reveal(self) -> tuple[Feedback, ...]:
        """All feedback and the key in words, once they may be shown."""
        return self.variant.reveal() if self.revealed else ()


def state(
    ledger: Ledger, bank: Bank, sitting: Sitting, question_id: str,
    past: Sequence[Submission] | None = None,
) -> QuestionState:
    """Where a learner stands with a question.

    ``past`` are the sitting's submissions where the caller has them; they are read otherwise.
    Raises LookupError where the bank has no such question, RecordsError like the ledger.
    """
    question = bank.question(question_id)
    given = _of(question_id, ledger.past(sitting.id, question_id) if past is None else past)
    tries = grading.counting(given)
    allowed = bank.policy.tries_for(question)
    right = grading.is_right(tries)
    last = tries[-1] if tries else None
    over = right or len(tries) >= allowed
    answered = None if last is None else question.redraw(last.drawn)
    current = answered if over and answered is not None else _next(question, sitting, len(tries))
    hints = min(ledger.hints(sitting.id, question_id), len(question.hints)) if question.hints else 0
    return QuestionState(
        question=question, variant=current, number=_free_number(given), digest=question.digest(),
        tries_used=len(tries), tries_left=0 if over else allowed - len(tries),
        last=last, last_variant=answered, right=right, revealed=over,
        earned=grading.earned(bank.policy, tries),
        hints_shown=question.hints[:hints], hints_left=0 if over else len(question.hints) - hints,
    )


def hand_in(
    ledger: Ledger, bank: Bank, sitting: Sitting, question_id: str, number: int, answer: Answer,
    *, digest: str = "",
) -> Receipt:
    """Takes an answer: stores it, grades it, stores the grade.

    Parameters
    ----------
    number
        ``QuestionState.number`` as the page was drawn; the same answer under it counts once.
    answer
        What the fields held.
    digest
        ``QuestionState.digest`` as the page was drawn, where the caller kept it.

    Raises
    ------
    Unreadable
        Where the answer cannot even be stored.
    RecordsError
        Where it was not stored; the learner must be told, and can hand it in again.
    """
    asked = grading.chosen(bank, sitting.pool, sitting.seed)
    if question_id not in asked:
        return Receipt("refused", "warning", NOT_ASKED)
    plain = answers.plain(answer)
    question = bank.question(question_id)
    past = ledger.past(sitting.id, question_id)
    twin = _twin(past, number, plain)
    if twin is not None:
        return _told(_graded(ledger, question, twin), "repeated")
    tries = grading.counting(past)
    if any(one.number >= number for one in tries):  # counted since this page was drawn
        asked_then = question.redraw(next(one for one in tries if one.number >= number).drawn)
        stored, _ = ledger.put(_handed(ledger, question, sitting, number, plain, asked_then))
        return _told(stored, "set-aside")
    if sitting.closed is not None:
        return Receipt("refused", "info", CLOSED)
    if digest and digest != question.digest():
        return Receipt("refused", "warning", CHANGED)
    if grading.is_right(tries) or len(tries) >= bank.policy.tries_for(question):
        return Receipt("refused", "info", OVER)
    variant = _next(question, sitting, len(tries))
    handed = _handed(ledger, question, sitting, _free_number(past), plain, variant)
    stored, new = ledger.put(handed)
    return _told(_graded(ledger, question, stored), "graded" if new else "repeated")


def take_hint(ledger: Ledger, bank: Bank, sitting: Sitting, question_id: str) -> tuple[str, ...]:
    """One hint more, noted in the ledger; gives all that may be shown now."""
    hints = bank.question(question_id).hints
    if ledger.hints(sitting.id, question_id) >= len(hints):
        return hints
    return hints[: ledger.hint(sitting.id, question_id)]


class Unsettled(Protocol):
    """An answer that was stored and never graded, and the sitting that it belongs to."""

    @property
    def sitting(self) -> Sitting:
        """The sitting."""
        ...

    @property
    def submission(self) -> Submission:
        """The answer."""
        ...


U = TypeVar("U", bound=Unsettled)


@dataclass(frozen=True)
class Settled:
    """How many answers were graded, and how many still wait (their bank or engine is broken)."""

    graded: int
    left: int


def settle_pending(
    pending: Iterable[U], ledger_of: Callable[[U], Ledger], banks: Banks
) -> Settled:
    """Grades what a crash left behind; run at every start.

    Each answer is graded as the variant that was asked. Where the question was changed since, the
    answer is set aside and costs no try.
    """
    graded = left = 0
    for one in pending:
        try:
            bank = banks.load(one.sitting.bank)
        except ContentError:
            left += 1
            continue
        settled = _graded(ledger_of(one), bank.by_id.get(one.submission.question), one.submission)
        graded += settled.outcome is not Outcome.PENDING
        left += settled.outcome is Outcome.PENDING
    return Settled(graded, left)


def _next(question: Question, sitting: Sitting, tries: int) -> Variant:
    return question.following(variant_seed(sitting.seed, question.id, tries), tries)


def _of(question_id: str, past: Iterable[Submission]) -> tuple[Submission, ...]:
    return tuple(one for one in past if one.question == question_id)


def _free_number(past: Iterable[Submission]) -> int:
    return max((one.number for one in past), default=0) + 1


def _twin(past: Iterable[Submission], number: int, answer: Answer) -> Submission | None:
    """The same answer, handed in from the same page before (a double click, a lost reply)."""
    for one in past:
        if one.number >= number and one.outcome is not Outcome.SET_ASIDE and dict(one.answer) == answer:
            return one
    return None


def _handed(
    ledger: Ledger, question: Question, sitting: Sitting, number: int, answer: Answer, variant: Variant
) -> Handed:
    engines = "+".join(engine_hash(question.catalogue.load(slug)) for slug in question.simulations())
    hints = ledger.hints(sitting.id, question.id) if question.hints else 0
    return Handed(
        sitting=sitting.id, question=question.id, number=number, answer=answer, drawn=dict(variant.drawn),
        key=variant.key, question_hash=question.digest(), engine_hash=engines, hints=hints,
    )


def _graded(ledger: Ledger, question: Question | None, stored: Submission) -> Submission:
    """``stored`` with its grade; as it was where it has one, or where its engine fails."""
    if stored.outcome is not Outcome.PENDING:
        return stored
    if question is None or question.digest() != stored.question_hash:
        return ledger.settle(stored.id, Grade(Outcome.SET_ASIDE, None, (Feedback(CHANGED_MEANWHILE),)))
    try:
        grade = question.redraw(stored.drawn).grade(stored.answer)
    except Unreadable as error:
        grade = Grade(Outcome.UNREADABLE, None, (Feedback(str(error)),))
    except EngineError:
        return stored
    return ledger.settle(stored.id, grade)


def _told(stored: Submission, status: Status) -> Receipt:
    """The receipt for what is in the ledger now."""
    match stored.outcome:
        case Outcome.UNREADABLE:
            message = " ".join(item.text for item in stored.feedback)
            return Receipt("unreadable", "warning", message + " This cost no try.", stored)
        case Outcome.SET_ASIDE:
            return Receipt("set-aside", "warning", SET_ASIDE, stored)
        case Outcome.PENDING:
            return Receipt("pending", "info", KEPT, stored)
        case _:
            return Receipt(status, submission=stored)
