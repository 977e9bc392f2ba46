"""One learner's sittings and answers: ``quizzes.base.Ledger`` over the database.

A sitting has an id that says whose, where and which it is, and a seed that follows from the id.
So it need not be stored before there is an answer to keep: looking at a quiz leaves no trace, and
two tabs that open the same quiz find the same sitting without asking each other.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import uuid
from dataclasses import asdict, dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from classroom.database import Database
from classroom.tables import as_json, hints, learners, sittings, submissions
from quizzes.base import Feedback, Grade, Handed, Outcome, RecordsError, Sitting, Submission

Pool = Literal["before", "lesson", "quiz"]
POOLS: tuple[Pool, ...] = ("before", "lesson", "quiz")
MOST_CHARACTERS = 100_000
"""The longest answer kept, as JSON: a disk is not filled by one learner."""


@dataclass(frozen=True)
class Learner:
    """Somebody known by a token; ``id`` is what the records call them.

    Both follow from the token, so that nothing is stored about a visitor who only looks.
    """

    id: str
    token_hash: str


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def insert_once(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
    """Inserts ``row`` where no row with its primary key (or a unique key) stands yet."""
    chosen = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(chosen(table).values(row).on_conflict_do_nothing())


def keep_learner(connection: sa.Connection, learner: Learner) -> None:
    """Stores that there is this learner, where that is not known yet."""
    insert_once(connection, learners,
                {"id": learner.id, "token_hash": learner.token_hash, "created": now()})


class KeptLedger:
    """One learner's sittings and submissions in the records."""

    def __init__(self, database: Database, learner: Learner) -> None:
        self._database = database
        self._learner = learner

    # --- sittings -----------------------------------------------------------------------------

    def sitting(self, bank: str, pool: Pool) -> Sitting:
        """The open sitting at this bank and pool; a new one where there is none.

        A new one is not stored before something is kept in it.
        """
        past = self.sittings(bank, pool)
        if past and past[-1].closed is None:
            return past[-1]
        return self._fresh(bank, pool, past[-1].number + 1 if past else 1)

    def sittings(self, bank: str, pool: Pool) -> tuple[Sitting, ...]:
        """All sittings at this bank and pool in which something was kept, oldest first."""
        wanted = sa.select(sittings).where(
            sittings.c.learner == self._learner.id, sittings.c.bank == bank, sittings.c.pool == pool
        ).order_by(sittings.c.number)
        with self._database.reading() as connection:
            return tuple(sitting_of(row) for row in connection.execute(wanted))

    def close(self, sitting: str) -> None:
        """Ends a sitting; the next call of ``sitting`` opens a new one, with a new seed."""
        with self._database.writing() as connection:
            self._keep(connection, sitting)
            connection.execute(
                sa.update(sittings).where(sittings.c.id == sitting, sittings.c.closed.is_(None))
                .values(closed=now())
            )

    # --- answers ------------------------------------------------------------------------------

    def put(self, handed: Handed) -> tuple[Submission, bool]:
        """Stores an answer before it is graded, and says whether it is new.

        The same answer under the same number again is not stored twice. Another answer under a
        number that is taken, or an answer to a sitting that was closed meanwhile, is kept as
        SET_ASIDE under the next free number.
        """
        answer = as_json(handed.answer)
        if len(answer) > MOST_CHARACTERS:
            raise RecordsError(
                f"An answer must have at most {MOST_CHARACTERS:,} characters to be kept "
                f"(got {len(answer):,}): shorten it, then hand it in again."
            )
        with self._database.writing() as connection:
            closed = self._keep(connection, handed.sitting).closed is not None
            taken = connection.execute(
                sa.select(submissions).where(
                    submissions.c.sitting == handed.sitting, submissions.c.question == handed.question
                )
            ).all()
            for row in taken:
                if row.handed_as == handed.number and as_json(row.answer) == answer:
                    return submission_of(row), False
            numbers = {row.number for row in taken}
            free = next(n for n in itertools.count(handed.number) if n not in numbers)
            aside = closed or free != handed.number
            moment = now()
            new: dict[str, Any] = {
                "id": uuid.uuid4().hex, "sitting": handed.sitting, "question": handed.question,
                "number": free, "handed_as": handed.number, "answer": dict(handed.answer),
                "drawn": dict(handed.drawn), "key": handed.key, "question_hash": handed.question_hash,
                "engine_hash": handed.engine_hash, "hints": handed.hints, "share": None, "feedback": [],
                "outcome": str(Outcome.SET_ASIDE if aside else Outcome.PENDING),
                "stored": moment, "settled": moment if aside else None,
            }
            connection.execute(sa.insert(submissions), new)
            stored = connection.execute(sa.select(submissions).where(submissions.c.id == new["id"])).one()
        return submission_of(stored), True

    def settle(self, submission: str, grade: Grade) -> Submission:
        """Stores the grade of an answer that is pending; later calls change nothing."""
        mine = sa.select(sittings.c.id).where(sittings.c.learner == self._learner.id)
        one = (submissions.c.id == submission) & submissions.c.sitting.in_(mine)
        with self._database.writing(can_be_made_again=True) as connection:
            connection.execute(
                sa.update(submissions).where(one, submissions.c.outcome == str(Outcome.PENDING)).values(
                    outcome=str(grade.outcome), share=grade.share, settled=now(),
                    feedback=[asdict(said) for said in grade.feedback],
                )
            )
            row = connection.execute(sa.select(submissions).where(one)).one_or_none()
        if row is None:
            raise RecordsError(
                "The answer to be graded is no longer kept: its learner's records were deleted. "
                "Reload the page to start afresh."
            )
        return submission_of(row)

    def past(self, sitting: str, question: str | None = None) -> tuple[Submission, ...]:
        """The answers of a sitting (to one question), by question and number."""
        self._read(sitting)
        wanted = sa.select(submissions).where(submissions.c.sitting == sitting)
        if question is not None:
            wanted = wanted.where(submissions.c.question == question)
        with self._database.reading() as connection:
            found = [submission_of(row) for row in connection.execute(wanted)]
        # sorted here: databases differ in how they order texts
        return tuple(sorted(found, key=lambda one: (one.question, one.number)))

    # --- hints --------------------------------------------------------------------------------

    def hint(self, sitting: str, question: str) -> int:
        """Notes that one hint more was asked for; gives how many that makes."""
        with self._database.writing() as connection:
            self._keep(connection, sitting)
            insert_once(connection, hints, {"sitting": sitting, "question": question, "shown": 0})
            one = (hints.c.sitting == sitting) & (hints.c.question == question)
            connection.execute(sa.update(hints).where(one).values(shown=hints.c.shown + 1))
            return int(connection.execute(sa.select(hints.c.shown).where(one)).scalar_one())

    def hints(self, sitting: str, question: str) -> int:
        """How many hints were asked for."""
        self._read(sitting)
        wanted = sa.select(hints.c.shown).where(hints.c.sitting == sitting, hints.c.question == question)
        with self._database.reading() as connection:
            return int(connection.execute(wanted).scalar() or 0)

    # --- ids ----------------------------------------------------------------------------------

    def _fresh(self, bank: str, pool: Pool, number: int) -> Sitting:
        name = f"{bank}:{pool}:{number}:{self._learner.id}"
        seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) >> 1  # fits every INTEGER
        return Sitting(id=name, bank=bank, pool=pool, number=number, seed=seed, opened=now())

    def _read(self, sitting: str) -> Sitting:
        """The sitting that an id names, as it is when new."""
        bank, pool, number, learner = ([*sitting.rsplit(":", 3), "", "", ""])[:4]
        for known in POOLS:
            if pool == known and learner == self._learner.id and number.isdecimal():
                return self._fresh(bank, known, int(number))
        raise RecordsError(
            "This sitting belongs to somebody else, or was never opened: reload the page to start afresh."
        )

    def _keep(self, connection: sa.Connection, sitting: str) -> Sitting:
        """The sitting as stored, locked until the transaction ends; stores it where it is new."""
        wanted = sa.select(sittings).where(sittings.c.id == sitting).with_for_update()
        row = connection.execute(wanted).one_or_none()
        if row is None:
            new = self._read(sitting)
            keep_learner(connection, self._learner)
            # one new sitting of a learner at a time: another tab may be storing this very one
            connection.execute(sa.select(learners.c.id).where(learners.c.id == self._learner.id)
                               .with_for_update(key_share=True))
            row = connection.execute(wanted).one_or_none()
        if row is None:
            before = connection.execute(
                sa.select(sa.func.max(sittings.c.number)).where(
                    sittings.c.learner == self._learner.id, sittings.c.bank == new.bank,
                    sittings.c.pool == new.pool,
                )
            ).scalar() or 0
            if new.number != before + 1:
                raise RecordsError(
                    "This sitting is no longer kept: its learner's records were deleted. "
                    "Reload the page to start afresh."
                )
            connection.execute(sa.insert(sittings), {
                "id": new.id, "learner": self._learner.id, "bank": new.bank, "pool": new.pool,
                "number": new.number, "seed": new.seed, "opened": new.opened,
            })
            row = connection.execute(wanted).one()
        if row.learner != self._learner.id:
            self._read(sitting)
        return sitting_of(row)


def sitting_of(row: Any) -> Sitting:
    """A sitting from its row."""
    return Sitting(id=row.id, bank=row.bank, pool=row.pool, number=row.number, seed=row.seed,
                   opened=row.opened, closed=row.closed)


def submission_of(row: Any) -> Submission:
    """A submission from its row."""
    return Submission(
        id=row.id, sitting=row.sitting, question=row.question, number=row.number, answer=row.answer,
        drawn=row.drawn, key=row.key, question_hash=row.question_hash, engine_hash=row.engine_hash,
        outcome=Outcome(row.outcome), share=row.share,
        feedback=tuple(Feedback(**said) for said in row.feedback), hints=row.hints, stored=row.stored,
    )
