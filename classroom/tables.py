"""The tables of the records: what is kept about a learner, and in what form.

Every column is a text, a whole number or a real number, in SQLite and in PostgreSQL alike, so that
a backup of one restores into the other without loss: times are ISO 8601 in UTC with microseconds
(which sort as text), structured values are JSON. A change here needs a migration in ``migrations``
and a new ``SCHEMA``; the tests compare the two.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMA = "0001"
"""The newest migration: the schema that this program reads and writes."""


def as_json(value: Any) -> str:
    """``value`` as JSON in one form only, so that equal answers are equal texts.

    Pure ASCII: PostgreSQL's texts hold neither NUL nor lone surrogates, and learners type both.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def as_time(moment: dt.datetime) -> str:
    """A moment as ISO 8601 in UTC, always equally long."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


class Json(TypeDecorator[Any]):
    """Plain data kept as JSON in a text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return as_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Moment(TypeDecorator[dt.datetime]):
    """A moment with its time zone, kept as ISO 8601 in UTC."""

    impl = sa.String(32)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else as_time(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else dt.datetime.fromisoformat(value)


metadata = sa.MetaData(naming_convention={
    "pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s",
})


def _owner(target: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, ondelete="CASCADE")


learners = sa.Table(
    "learners", metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),  # the token itself: nowhere
    sa.Column("created", Moment, nullable=False),
)

sittings = sa.Table(
    "sittings", metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("learner", sa.String(32), _owner("learners.id"), nullable=False),
    sa.Column("bank", sa.Text, nullable=False),
    sa.Column("pool", sa.String(16), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("seed", sa.Integer, nullable=False),
    sa.Column("opened", Moment, nullable=False),
    sa.Column("closed", Moment),
    sa.UniqueConstraint("learner", "bank", "pool", "number"),
)

submissions = sa.Table(
    "submissions", metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("sitting", sa.Text, _owner("sittings.id"), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("handed_as", sa.Integer, nullable=False),  # the number asked for; another if set aside
    sa.Column("answer", Json, nullable=False),
    sa.Column("drawn", Json, nullable=False),
    sa.Column("key", Json, nullable=False),
    sa.Column("question_hash", sa.Text, nullable=False),
    sa.Column("engine_hash", sa.Text, nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("share", sa.Double),
    sa.Column("feedback", Json, nullable=False),
    sa.Column("hints", sa.Integer, nullable=False),
    sa.Column("stored", Moment, nullable=False),
    sa.Column("settled", Moment),
    sa.UniqueConstraint("sitting", "question", "number"),
)
sa.Index("ix_submissions_pending", submissions.c.outcome,
         sqlite_where=submissions.c.outcome == "pending",
         postgresql_where=submissions.c.outcome == "pending")

hints = sa.Table(
    "hints", metadata,
    sa.Column("sitting", sa.Text, _owner("sittings.id"), primary_key=True),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("shown", sa.Integer, nullable=False),
)

visits = sa.Table(
    "visits", metadata,
    sa.Column("learner", sa.String(32), _owner("learners.id"), primary_key=True),
    sa.Column("lesson", sa.Text, primary_key=True),
    sa.Column("step", sa.Text, primary_key=True),
    sa.Column("first", Moment, nullable=False),
    sa.Column("last", Moment, nullable=False),
)
