"""What a sitting comes to: which questions it asks, what the answers earned, whether it is passed.

All of it is computed from the bank and the submissions, whenever it is asked for; nothing is
summed up and stored, so a corrected grade changes the result by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizzes import draws
from quizzes.base import Outcome, Sitting, Submission
from quizzes.model import Bank
from quizzes.policy import Policy
from quizzes.question import Pool, Question

KEPT_TYPES = ("computed", "challenge")
"""Types that a quiz keeps where it can: what one did oneself shows more than what one picked."""
NOT_ATTEMPTED = "not-attempted"


@dataclass(frozen=True)
class ObjectiveResult:
    """What was earned on one objective, and which steps of the lesson to read again."""

    objective: str
    earned: float
    possible: float
    read_again: tuple[str, ...]

    @property
    def share(self) -> float:
        """The part that was earned."""
        return self.earned / self.possible


@dataclass(frozen=True)
class QuizResult:
    """What a sitting comes to so far."""

    earned: float
    possible: float
    score: float
    """Earned over possible; 0 where nothing can be earned."""
    passed: bool
    """The score reaches the policy's ``pass`` and every required question is right."""
    mastered: bool
    required_missing: tuple[str, ...]
    """Required questions that are not wholly right."""
    objectives: tuple[ObjectiveResult, ...]
    counts: Mapping[str, int]
    """Questions by what became of them: an ``Outcome``, or ``not-attempted``."""
    complete: bool
    """Whether nothing more can be earned: all is right, or the tries are spent."""
    provisional: bool
    """Whether an answer is still to be graded or reviewed."""


def chosen(bank: Bank, pool: Pool, seed: int) -> tuple[str, ...]:
    """The ids of the questions that a sitting asks, in the bank's order.

    All of the pools ``before`` and ``lesson``. Of the quiz as many as the policy says: required
    ones always; then one for each objective; then what is computed or a challenge; then the
    objectives asked least so far. ``seed`` decides between equals. Where banks are mixed, one question
    of each that is computed or a challenge is enough: there are so many that nothing else would come.
    """
    questions = bank.pool(pool)
    if pool != "quiz" or len(questions) <= bank.policy.questions:
        return tuple(question.id for question in questions)
    ranks = {questions[index].id: rank
             for rank, index in enumerate(draws.order(seed, "chosen", len(questions)))}
    taken = {question.id: question for question in questions if question.required}

    def urgency(question: Question) -> tuple[bool, bool, int, bool, int]:
        asked = Counter(one.objective for one in taken.values())
        ran = {one.objective for one in taken.values() if one.type in KEPT_TYPES}
        kept = question.type in KEPT_TYPES
        enough = bool(bank.mixed) and question.objective in ran
        return (asked[question.objective] > 0, not kept or enough, asked[question.objective],
                kept and enough, ranks[question.id])

    while len(taken) < bank.policy.questions:
        left = [question for question in questions if question.id not in taken]
        best = min(left, key=urgency)
        taken[best.id] = best
    return tuple(question.id for question in questions if question.id in taken)


def counting(submissions: Iterable[Submission]) -> tuple[Submission, ...]:
    """The submissions that cost a try, in the order of their numbers."""
    return tuple(sorted(
        (one for one in submissions if one.outcome.costs_a_try), key=lambda one: one.number
    ))


def earned(policy: Policy, submissions: Iterable[Submission]) -> float:
    """The best of all tries at one question, each worth its share times what that try can earn.

    ``max(share_n * factor_n)``: trying again never loses anything.
    """
    tries = counting(submissions)
    return max(((one.share or 0.0) * policy.factor(n) for n, one in enumerate(tries)), default=0.0)


def is_right(submissions: Iterable[Submission]) -> bool:
    """Whether some try was wholly right."""
    return any(one.outcome is Outcome.RIGHT for one in submissions)


def standing(submissions: Sequence[Submission]) -> str:
    """What became of a question: the best outcome of its tries, or why there is none."""
    outcomes = {one.outcome for one in submissions}
    for outcome in (Outcome.RIGHT, Outcome.PENDING, Outcome.AWAITING_REVIEW, Outcome.PARTLY,
                    Outcome.WRONG, Outcome.RECORDED, Outcome.UNREADABLE, Outcome.SET_ASIDE):
        if outcome in outcomes:
            return outcome.value
    return NOT_ATTEMPTED


def result(bank: Bank, sitting: Sitting, submissions: Iterable[Submission]) -> QuizResult:
    """What ``sitting`` comes to with these submissions (others' are left out)."""
    asked = [bank.by_id[name] for name in chosen(bank, sitting.pool, sitting.seed)]
    given: dict[str, list[Submission]] = {question.id: [] for question in asked}
    for one in submissions:
        if one.sitting == sitting.id and one.question in given:
            given[one.question].append(one)
    marked = [question for question in asked if question.marked]
    gains = {question.id: earned(bank.policy, given[question.id]) for question in marked}
    total, possible = sum(gains.values()), float(len(marked))
    score = total / possible if possible else 0.0
    missing = tuple(one.id for one in marked if one.required and not is_right(given[one.id]))
    passed = bool(marked) and score >= bank.policy.pass_ - 1e-9 and not missing
    return QuizResult(
        earned=total, possible=possible, score=score, passed=passed,
        mastered=passed and score >= bank.policy.mastery - 1e-9,
        required_missing=missing,
        objectives=_by_objective(marked, gains),
        counts=Counter(standing(given[question.id]) for question in asked),
        complete=all(is_over(bank.policy, question, given[question.id]) for question in marked),
        provisional=any(
            one.outcome in (Outcome.PENDING, Outcome.AWAITING_REVIEW)
            for question in marked for one in given[question.id]
        ),
    )


def is_over(policy: Policy, question: Question, submissions: Sequence[Submission]) -> bool:
    """Whether nothing more can be earned: it is right, or its tries are spent."""
    return is_right(submissions) or len(counting(submissions)) >= policy.tries_for(question)


def _by_objective(marked: Sequence[Question], gains: Mapping[str, float]) -> tuple[ObjectiveResult, ...]:
    found = []
    for objective in dict.fromkeys(question.objective for question in marked):
        asked = [question for question in marked if question.objective == objective]
        again = dict.fromkeys(
            question.read_again for question in asked
            if question.read_again and gains[question.id] < 1 - 1e-9
        )
        gained = sum(gains[question.id] for question in asked)
        found.append(ObjectiveResult(objective, gained, float(len(asked)), tuple(again)))
    return tuple(found)
