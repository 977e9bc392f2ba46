"""Databases for the tests: every test that asks for ``url`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from classroom.ledger import KeptLedger, Learner
from classroom.records import Records
from tests import postgres

TOKEN = "a" * 43
_names = (f"course_{number}" for number in itertools.count())


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A running PostgreSQL server; skips, or in CI fails, where none is installed."""
    if postgres.binaries() is None:
        (pytest.fail if postgres.required() else pytest.skip)(postgres.MISSING)
    with postgres.running() as found:
        yield found


@pytest.fixture
def fresh_database(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes an empty PostgreSQL database when called; gives its URL."""
    return lambda: request.getfixturevalue("server").create(next(_names))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database for one test."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records' / 'course.db'}"
    return request.getfixturevalue("server").emptied("postgres")


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    """Records in an empty database."""
    found = Records(url, wait=5)
    yield found
    found.close()


@pytest.fixture
def learner(records: Records) -> Learner:
    """Somebody of whom nothing is kept yet."""
    return records.learner(TOKEN)


@pytest.fixture
def ledger(records: Records, learner: Learner) -> KeptLedger:
    """The ledger of that learner."""
    return records.ledger(learner)
