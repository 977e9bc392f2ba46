"""A ledger that lives in memory: the promises of ``quizzes.base.Ledger`` and nothing else."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import Literal

from quizzes.base import Grade, Handed, Outcome, RecordsError, Sitting, Submission

Pool = Literal["before", "lesson", "quiz"]
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class MemoryLedger:
    """One learner's answers. ``failing`` names the methods that raise RecordsError."""

    def __init__(self) -> None:
        self._sittings: list[Sitting] = []
        self._submissions: dict[str, Submission] = {}
        self._hints: dict[tuple[str, str], int] = {}
        self._clock = itertools.count()
        self.failing: set[str] = set()

    def _reach(self, method: str) -> dt.datetime:
        if method in self.failing:
            raise RecordsError("The disk is full; free some space and try again.")
        return START + dt.timedelta(seconds=next(self._clock))

    def sitting(self, bank: str, pool: Pool) -> Sitting:
        now = self._reach("sitting")
        earlier = self.sittings(bank, pool)
        if earlier and earlier[-1].closed is None:
            return earlier[-1]
        number = len(earlier) + 1
        opened = Sitting(f"{bank}.{pool}.{number}", bank, pool, number, 1000 + number, now)
        self._sittings.append(opened)
        return opened

    def sittings(self, bank: str, pool: Pool) -> tuple[Sitting, ...]:
        self._reach("sittings")
        return tuple(one for one in self._sittings if (one.bank, one.pool) == (bank, pool))

    def close(self, sitting: str) -> None:
        now = self._reach("close")
        self._sittings = [
            replace(one, closed=now) if one.id == sitting and one.closed is None else one
            for one in self._sittings
        ]

    def put(self, handed: Handed) -> tuple[Submission, bool]:
        now = self._reach("put")
        past = self.past(handed.sitting, handed.question)
        taken = {one.number: one for one in past}
        number, outcome = handed.number, Outcome.PENDING
        if number in taken:
            if taken[number].answer == handed.answer:
                return taken[number], False
            number, outcome = max(taken) + 1, Outcome.SET_ASIDE
        stored = Submission(
            f"{handed.sitting}.{handed.question}.{number}", handed.sitting, handed.question, number,
            handed.answer, handed.drawn, handed.key, handed.question_hash, handed.engine_hash, outcome,
            None, (), handed.hints, now,
        )
        self._submissions[stored.id] = stored
        return stored, True

    def settle(self, submission: str, grade: Grade) -> Submission:
        self._reach("settle")
        stored = self._submissions[submission]
        if stored.outcome is Outcome.PENDING:
            stored = replace(stored, outcome=grade.outcome, share=grade.share, feedback=grade.feedback)
            self._submissions[submission] = stored
        return stored

    def past(self, sitting: str, question: str | None = None) -> tuple[Submission, ...]:
        self._reach("past")
        found = [
            one for one in self._submissions.values()
            if one.sitting == sitting and question in (None, one.question)
        ]
        return tuple(sorted(found, key=lambda one: (one.question, one.number)))

    def hint(self, sitting: str, question: str) -> int:
        self._reach("hint")
        self._hints[sitting, question] = self._hints.get((sitting, question), 0) + 1
        return self._hints[sitting, question]

    def hints(self, sitting: str, question: str) -> int:
        self._reach("hints")
        return self._hints.get((sitting, question), 0)
