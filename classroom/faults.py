"""What a database says when it fails, told in one sentence that says what to do.

The sentences hold no path, no address and no learner's data, so that a page may show them; the
operator's log gets the place beside the sentence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa

from quizzes.base import RecordsError

LOCKED = (
    "The records are locked by another program and did not become free in time: "
    "close that program (a backup, a database browser), then try again."
)
READ_ONLY = (
    "The records are read-only: give the account that runs the course the right to write "
    "the database and its folder, then try again."
)
FULL = "The disk that holds the records is full: make room on it, then try again."
DAMAGED = (
    "The file of the records is damaged or is not a database: move it aside, then run "
    "`python -m classroom restore BACKUP` with the latest backup."
)
CANNOT_OPEN = (
    "The file of the records cannot be opened: check that its folder exists and that the account "
    "that runs the course may write there."
)
NO_SERVER = (
    "The database server cannot be reached or refused the connection: check that it runs and that "
    "COURSE_DATABASE_URL has its address, the database, the user and the password right."
)
GONE = (
    "The file of the records was moved, deleted or replaced while the course was running: put it "
    "back, or restart the course."
)
BUSY = "Too many people are using the records at this moment: try again in a few seconds."
OTHER = "The records cannot be used ({code}): look into the database's own log, then try again."

_SQLITE: Mapping[str, str] = {
    "SQLITE_BUSY": LOCKED, "SQLITE_LOCKED": LOCKED, "SQLITE_READONLY": READ_ONLY,
    "SQLITE_PERM": READ_ONLY, "SQLITE_FULL": FULL, "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED, "SQLITE_CANTOPEN": CANNOT_OPEN,
    "SQLITE_IOERR": "The disk that holds the records failed ({code}): check it and the room left on it.",
}
_POSTGRESQL: Mapping[str, str] = {
    "53100": FULL, "25006": READ_ONLY, "42501": READ_ONLY, "55P03": LOCKED, "40P01": LOCKED,
    "57014": LOCKED, "53300": BUSY, "57P": NO_SERVER, "08": NO_SERVER, "28": NO_SERVER, "3D": NO_SERVER,
}


def sentence(error: sa.exc.SQLAlchemyError | sqlite3.Error) -> str:
    """The sentence for what went wrong between us and the database."""
    if isinstance(error, sa.exc.TimeoutError):
        return BUSY
    cause = getattr(error, "orig", None) or error
    name = getattr(cause, "sqlite_errorname", None)
    if name:
        # extended names begin with the plain one: SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED
        known = next((text for code, text in _SQLITE.items() if name.startswith(code)), OTHER)
        return known.format(code=name)
    state = getattr(cause, "sqlstate", None)
    if state:
        known = next((text for code, text in _POSTGRESQL.items() if state.startswith(code)), OTHER)
        return known.format(code=f"SQLSTATE {state}")
    if isinstance(error, sa.exc.OperationalError):
        return NO_SERVER  # psycopg gives no state where the connection was never made, or broke
    return OTHER.format(code=type(cause).__name__)


@contextmanager
def told() -> Iterator[None]:
    """Turns what the database raises into RecordsError.

    ``from None``: a driver's own message can quote the values of a row.
    """
    try:
        yield
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
        raise RecordsError(sentence(error)) from None
