"""What the course keeps of its learners: answers, hints and visited steps, in one database.

A ``Records`` is made once per process and shared by all threads. It opens the database when it is
first needed, so that a database server that is away gives a sentence, not a dead course, and is
found again when it is back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from classroom.database import WAIT, Database
from classroom.ledger import KeptLedger, Learner, keep_learner, now, sitting_of, submission_of
from classroom.tables import as_time, hints, learners, sittings, submissions, visits
from quizzes.base import Outcome, Sitting, Submission


@dataclass(frozen=True)
class Visit:
    """A step of a lesson that a learner has seen, and when last."""

    lesson: str
    step: str
    last: dt.datetime


@dataclass(frozen=True)
class Pending:
    """An answer that was stored but not graded, because the program stopped in between."""

    learner: Learner
    sitting: Sitting
    submission: Submission


class Records:
    """Everything kept about learners. Every method raises RecordsError where it cannot be done.

    Parameters
    ----------
    url
        ``sqlite:///`` and a file, or ``postgresql://user:password@host/database``.
    wait
        Seconds to wait for a lock before giving up with a sentence.
    """

    def __init__(self, url: str, *, wait: float = WAIT) -> None:
        self.database = Database(url, wait=wait)

    def learner(self, token: str) -> Learner:
        """The learner that a token stands for; nothing is stored before something is to be kept.

        Only a SHA-256 of the token is ever kept: the token has 256 random bits, so that a hash
        without salt cannot be searched, and who reads the database cannot pose as a learner.
        """
        digest = hashlib.sha256(token.encode()).hexdigest()
        return Learner(id=hashlib.sha256(b"learner:" + digest.encode()).hexdigest()[:32], token_hash=digest)

    def ledger(self, learner: Learner) -> KeptLedger:
        """The sittings and answers of one learner (a ``quizzes.base.Ledger``)."""
        return KeptLedger(self.database, learner)

    # --- steps seen ---------------------------------------------------------------------------

    def visit(self, learner: Learner, lesson: str, step: str) -> None:
        """Notes that a learner is at a step; call it when the step changes, not on every rerun."""
        moment = now()
        with self.database.writing(can_be_made_again=True) as connection:
            keep_learner(connection, learner)
            chosen = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            connection.execute(
                chosen(visits).values(learner=learner.id, lesson=lesson, step=step, first=moment, last=moment)
                .on_conflict_do_update(index_elements=["learner", "lesson", "step"], set_={"last": moment})
            )

    def visits(self, learner: Learner, lesson: str | None = None) -> tuple[Visit, ...]:
        """The steps that a learner has seen (of one lesson), the latest first."""
        wanted = sa.select(visits).where(visits.c.learner == learner.id).order_by(visits.c.last.desc())
        if lesson is not None:
            wanted = wanted.where(visits.c.lesson == lesson)
        with self.database.reading() as connection:
            return tuple(Visit(row.lesson, row.step, row.last) for row in connection.execute(wanted))

    # --- all of it ----------------------------------------------------------------------------

    def history(self, learner: Learner) -> tuple[tuple[Sitting, tuple[Submission, ...]], ...]:
        """All sittings of a learner with their answers, oldest first: two queries in all."""
        mine = sa.select(sittings.c.id).where(sittings.c.learner == learner.id)
        with self.database.snapshot() as connection:
            found = [sitting_of(row) for row in connection.execute(
                sa.select(sittings).where(sittings.c.learner == learner.id).order_by(sittings.c.opened))]
            answers: dict[str, list[Submission]] = {sitting.id: [] for sitting in found}
            for row in connection.execute(sa.select(submissions).where(submissions.c.sitting.in_(mine))):
                answers.setdefault(row.sitting, []).append(submission_of(row))
        return tuple(
            (one, tuple(sorted(answers[one.id], key=lambda given: (given.question, given.number))))
            for one in found
        )

    def pending(self) -> tuple[Pending, ...]:
        """Every answer that still waits for its grade, oldest first: to be settled at the next start."""
        wanted = (
            sa.select(submissions.c.id, submissions.c.sitting, learners.c.id.label("learner"),
                      learners.c.token_hash)
            .join(sittings, sittings.c.id == submissions.c.sitting)
            .join(learners, learners.c.id == sittings.c.learner)
            .where(submissions.c.outcome == sa.literal_column(f"'{Outcome.PENDING}'"))
            .order_by(submissions.c.stored)
        )
        with self.database.snapshot() as connection:
            found = []
            for row in connection.execute(wanted).all():
                given = connection.execute(sa.select(submissions).where(submissions.c.id == row.id)).one()
                at = connection.execute(sa.select(sittings).where(sittings.c.id == row.sitting)).one()
                found.append(Pending(Learner(row.learner, row.token_hash), sitting_of(at),
                                     submission_of(given)))
        return tuple(found)

    def export(self, learner: Learner) -> dict[str, Any]:
        """Everything kept about a learner, as plain data for a JSON file.

        Of a question that is not answered right, in a sitting that still runs, the key and what was
        drawn are left out: the rest of the tries would otherwise be answered by this file.
        """
        with self.database.snapshot() as connection:
            who = connection.execute(sa.select(learners).where(learners.c.id == learner.id)).one_or_none()
            seen = connection.execute(sa.select(visits).where(visits.c.learner == learner.id)).all()
            sat = connection.execute(sa.select(sittings).where(sittings.c.learner == learner.id)).all()
            mine = sa.select(sittings.c.id).where(sittings.c.learner == learner.id)
            given = connection.execute(sa.select(submissions).where(submissions.c.sitting.in_(mine))).all()
            asked = connection.execute(sa.select(hints).where(hints.c.sitting.in_(mine))).all()
        plain_sittings = []
        for one in sorted(sat, key=lambda row: row.opened):
            answers = [row for row in given if row.sitting == one.id]
            plain_sittings.append(_plain(one, without=("learner",)) | {
                "answers": [_answer(row, closed=one.closed is not None)
                            for row in sorted(answers, key=lambda row: (row.question, row.number))],
                "hints": {row.question: row.shown for row in asked if row.sitting == one.id},
            })
        return {
            "about": "Everything that the course keeps about you. You are known by a random token in a "
                     "cookie of your browser; of it, only a SHA-256 is kept.",
            "learner": None if who is None else _plain(who),
            "steps_seen": [_plain(row, without=("learner",))
                           for row in sorted(seen, key=lambda row: row.last)],
            "sittings": plain_sittings,
        }

    def forget(self, learner: Learner) -> None:
        """Deletes every row about a learner, and in SQLite overwrites what they held."""
        with self.database.writing() as connection:
            connection.execute(sa.delete(learners).where(learners.c.id == learner.id))
        self.database.wipe()

    def check(self) -> None:
        """Raises RecordsError where the records cannot be reached now."""
        with self.database.reading() as connection:
            connection.execute(sa.select(sa.literal(1)))

    def close(self) -> None:
        """Closes all connections; the next use opens them again."""
        self.database.close()


def _plain(row: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    values: Mapping[str, Any] = row._mapping
    return {name: as_time(value) if isinstance(value, dt.datetime) else value
            for name, value in values.items() if name not in without}


def _answer(row: Any, *, closed: bool) -> dict[str, Any]:
    told = closed or row.outcome == Outcome.RIGHT
    return _plain(row, without=("sitting",) if told else ("sitting", "key", "drawn"))
