"""What is weak about a bank that reads without fault, and how much of the lesson it asks.

A learner who knows nothing should not do well by habit: picking the longest option, the first
one, or "all of the above". These are warnings, each with its line. That an objective is asked
fewer than twice is an error: one question cannot tell knowing from luck.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from quizzes.model import Bank, counted
from quizzes.question import Question
from quizzes.types.choice import Choice
from quizzes.types.several import Several
from simulations.authored import Path_, Problem

LEAST_ASKED = 2
LEAST_IN_QUIZ = 12
ENOUGH_TO_TELL = 4
"""Below so many choices, habits cannot be told from chance."""
_ABOVE = re.compile(r"\b(all|none|both|neither) of (the above|these|those|them)\b", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\bNOT\b|\bWh(ich|at)( of( \w+){1,2}| \w+)? (is|are|does|do|was|were|would|can)(n't| not)\b"
    r"|\bexcept\b[^.]*[?.…]?\s*$",
)


def weaknesses(bank: Bank, objectives: Iterable[str] | None = None) -> tuple[Problem, ...]:
    """Errors and warnings about a bank as a whole, sorted by place.

    ``objectives`` are those of the lesson where the caller has read it; otherwise those that the
    bank's own questions name.
    """
    found = [
        *_coverage(bank, objectives), *_habits(bank), *_each(bank),
    ]
    return tuple(sorted(found))


def _coverage(bank: Bank, objectives: Iterable[str] | None) -> Iterator[Problem]:
    quiz = bank.pool("quiz")
    at: Path_ = ("questions",)
    asked = counted(bank, "quiz")
    named = {question.objective for question in bank.questions if question.objective}
    for objective in sorted(named.union(objectives or ())):
        if asked[objective] < LEAST_ASKED:
            naming = [index for index, one in enumerate(bank.questions) if one.objective == objective]
            place = (*bank.place(naming[0]), "objective") if naming else at
            times = {0: "never", 1: "once"}[asked[objective]]
            yield bank.document.problem(place, (
                f"the objective '{objective}' is asked {times} in the quiz's pool; "
                f"at least {LEAST_ASKED} marked questions are needed"))
    marked = sum(question.marked for question in quiz)
    if marked < LEAST_IN_QUIZ:
        message = f"the quiz's pool holds {marked} marked questions; at least {LEAST_IN_QUIZ} are meant"
        yield bank.document.problem(at, message, "warning")
    if len(quiz) < bank.policy.questions:
        message = f"the policy draws {bank.policy.questions} questions from a pool of {len(quiz)}"
        yield bank.document.problem(("policy", "questions"), message, "warning")
    required = sum(question.required for question in quiz)
    if required > bank.policy.questions:
        message = f"{required} questions are required, but a quiz draws {bank.policy.questions}"
        yield bank.document.problem(("policy", "questions"), message, "warning")
    if not any(question.transfer for question in quiz):
        message = "no question of the quiz's pool is marked 'transfer': ask for the idea in another domain"
        yield bank.document.problem(at, message, "warning")


def _habits(bank: Bank) -> Iterator[Problem]:
    """What picking by length, or by place, would earn."""
    choices = [question for question in bank.questions if isinstance(question, Choice)]
    longest = [question.id for question in choices if _key_is_longest(question)]
    if len(choices) >= ENOUGH_TO_TELL and len(longest) > len(choices) / 2:
        message = (f"the right option is the longest in {len(longest)} of {len(choices)} choices "
                   f"({', '.join(longest)}): picking the longest would pass for knowing")
        yield bank.document.problem(("questions",), message, "warning")
    fixed = [question for question in choices if not question.shuffle]
    places = Counter(_place_of_key(question) for question in fixed)
    if len(fixed) >= ENOUGH_TO_TELL:
        place, times = places.most_common(1)[0]
        if times > 0.6 * len(fixed):
            message = (f"the right option stands in place {place} in {times} of {len(fixed)} choices that "
                       "are not shuffled")
            yield bank.document.problem(("questions",), message, "warning")


def _key_is_longest(question: Choice) -> bool:
    right = next(len(option.text) for option in question.options if option.right)
    return all(len(option.text) < right for option in question.options if not option.right)


def _place_of_key(question: Choice) -> int:
    return 1 + next(index for index, option in enumerate(question.options) if option.right)


def _each(bank: Bank) -> Iterator[Problem]:
    for index, question in enumerate(bank.questions):
        here = bank.place(index)
        for place, text in enumerate(_shuffled_texts(question)):
            if _ABOVE.search(text):
                message = (f"'{text}' speaks of the other options, and their order is shuffled; "
                           "say what is meant, or ask with 'several'")
                yield bank.document.problem((*here, "options", place, "text"), message, "warning")
        if _NEGATIVE.search(question.prompt):
            message = "this asks for what is not so, which is easily misread; ask for what is so"
            yield bank.document.problem((*here, "prompt"), message, "warning")
        if question.marked and not question.explanation and not _explains_itself(question):
            message = f"'{question.id}' has no explanation; say what to take away once it is over"
            yield bank.document.problem(here, message, "warning")


def _shuffled_texts(question: Question) -> list[str]:
    if isinstance(question, Choice) and question.shuffle:
        return [option.text for option in question.options]
    if isinstance(question, Several) and question.shuffle:
        return [option.text for option in question.options]
    return []


def _explains_itself(question: Question) -> bool:
    """Challenges bring their own explanation, from the simulation."""
    return question.type == "challenge"
