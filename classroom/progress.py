"""How far a learner is: from what was answered and seen to what home and the progress page show.

Nothing here is stored. Scores come from ``quizzes.grading.result`` whenever they are asked for, so
that a corrected question or grade shows at once. A step or a question that its author took away
stops counting; what the learner did there stays in the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classroom.records import Visit
from quizzes.base import Sitting, Submission
from quizzes.grading import ObjectiveResult, QuizResult, result
from quizzes.model import Bank

History = Sequence[tuple[Sitting, tuple[Submission, ...]]]
"""Sittings with their answers, oldest first: what ``Records.history`` gives."""


@dataclass(frozen=True)
class ObjectiveProgress:
    """What was earned on one objective: before the lesson, and in the latest go at the quiz."""

    objective: str
    before: ObjectiveResult | None = None
    quiz: ObjectiveResult | None = None


@dataclass(frozen=True)
class LessonProgress:
    """How far a learner is with one lesson."""

    lesson: str
    steps_seen: int = 0
    steps: int = 0
    has_quiz: bool = False
    best: float | None = None
    """The best score of all goes at the quiz, 0 to 1; None where nothing was answered yet."""
    passed: bool = False
    """Whether some go at the quiz was passed."""
    mastered: bool = False
    latest: QuizResult | None = None
    """What the latest go at the quiz comes to so far."""
    sittings: int = 0
    """How many goes at the quiz there were."""
    objectives: tuple[ObjectiveProgress, ...] = ()

    @property
    def share(self) -> float:
        """The part of the lesson that is done: each step counts once, passing the quiz once."""
        whole = self.steps + self.has_quiz
        return (self.steps_seen + self.passed) / whole if whole else 0.0

    @property
    def finished(self) -> bool:
        """Whether every step was seen and the quiz, where there is one, is passed."""
        return self.steps_seen >= self.steps and (self.passed or not self.has_quiz)


@dataclass(frozen=True)
class Place:
    """Where to go on. ``started`` is False where nothing was read yet; ``step`` may be empty."""

    lesson: str
    step: str
    started: bool


def lesson_progress(
    lesson: str, steps: Sequence[str], bank: Bank | None, *, visits: Iterable[Visit], history: History
) -> LessonProgress:
    """How far a learner is with ``lesson``, whose steps have the slugs ``steps``.

    ``bank`` is None where the lesson has none, or where it cannot be read now.
    """
    seen = {visit.step for visit in visits if visit.lesson == lesson} & set(steps)
    if bank is None:
        return LessonProgress(lesson, len(seen), len(steps))
    results = {pool: [result(bank, sitting, answers) for sitting, answers in history
                      if bank.holds(sitting) and sitting.pool == pool and answers]
               for pool in ("before", "quiz")}
    before, quiz = results["before"][-1:], results["quiz"]
    return LessonProgress(
        lesson, len(seen), len(steps), has_quiz=bool(bank.pool("quiz")),
        best=max((one.score for one in quiz), default=None),
        passed=any(one.passed for one in quiz), mastered=any(one.mastered for one in quiz),
        latest=quiz[-1] if quiz else None, sittings=len(quiz),
        objectives=_by_objective(bank, before, quiz[-1:]),
    )


def course_progress(
    steps: Mapping[str, Sequence[str]], banks: Mapping[str, Bank], *, visits: Sequence[Visit],
    history: History,
) -> dict[str, LessonProgress]:
    """How far a learner is with every lesson of ``steps`` (the slugs of its steps, by lesson).

    ``banks`` holds those that can be read, by lesson.
    """
    return {lesson: lesson_progress(lesson, slugs, banks.get(lesson), visits=visits, history=history)
            for lesson, slugs in steps.items()}


def continue_at(
    steps: Mapping[str, Sequence[str]], progress: Mapping[str, LessonProgress], visits: Sequence[Visit]
) -> Place | None:
    """Where a learner goes on: where they left off, or in the next lesson once that is finished.

    ``steps`` is in the order of the course, ``visits`` has the latest first. None where the course
    has no lesson.
    """
    there = [visit for visit in visits if visit.lesson in steps]
    order = list(steps)
    if not there:
        return _start(order[0], steps, started=False) if order else None
    last = there[0].lesson
    after = order.index(last)
    for lesson in [last, *order[after + 1:], *order[:after]]:
        if not progress[lesson].finished:
            step = next((visit.step for visit in there
                         if visit.lesson == lesson and visit.step in steps[lesson]), "")
            return Place(lesson, step, True) if step else _start(lesson, steps, started=True)
    return Place(last, there[0].step if there[0].step in steps[last] else "", True)


def _start(lesson: str, steps: Mapping[str, Sequence[str]], *, started: bool) -> Place:
    return Place(lesson, next(iter(steps[lesson]), ""), started)


def _by_objective(
    bank: Bank, before: Sequence[QuizResult], quiz: Sequence[QuizResult]
) -> tuple[ObjectiveProgress, ...]:
    found = {name: {one.objective: one for each in results for one in each.objectives}
             for name, results in (("before", before), ("quiz", quiz))}
    asked = dict.fromkeys(question.objective for question in bank.by_id.values()
                          if question.marked and question.pool != "lesson")
    return tuple(ObjectiveProgress(objective, found["before"].get(objective), found["quiz"].get(objective))
                 for objective in asked)
