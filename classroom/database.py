"""The way to the database: opened when first needed, SQLite in a file or PostgreSQL by URL.

SQLite keeps a write-ahead log, so that readers never wait for a writer. What a learner was told is
kept is written with ``synchronous=FULL``: it is on the disk, and survives the process, the system
and the power going away. What can be made again (a grade, a visited step) is written with
``NORMAL``, which survives the process alone and saves the wait for the disk: an answer whose grade
was lost counts as pending, and is graded at the next start. Writers of one process queue at a lock
of ours, because SQLite's own waiting sleeps and is not fair; between processes its busy timeout
serves.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from classroom import faults
from classroom.tables import SCHEMA
from quizzes.base import RecordsError

LOG = logging.getLogger("classroom")
VERSIONS = Path(__file__).parent / "migrations" / "versions"
WAIT = 10.0
"""Seconds to wait for a lock before giving up with a sentence."""


def parsed(url: str) -> sa.URL:
    """The database that ``url`` names. Raises RecordsError where it names none that we can use."""
    try:
        found = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise RecordsError(
            "COURSE_DATABASE_URL must look like sqlite:///records/course.db or "
            "postgresql://user:password@host/database (what was given is not a URL)"
        ) from None
    kind = found.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return found.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and found.database and found.database != ":memory:":
        return found.set(drivername="sqlite+pysqlite")
    reason = "a database in memory keeps nothing" if kind == "sqlite" else f"got {found.drivername}"
    raise RecordsError(
        f"COURSE_DATABASE_URL must begin with sqlite:/// and a file, or with postgresql:// ({reason})"
    )


class Database:
    """Connections to one database, and its schema brought up to date before the first use."""

    def __init__(self, url: str, *, wait: float = WAIT) -> None:
        self.url = parsed(url)
        self.place = self.url.render_as_string(hide_password=True)
        self._wait = wait
        self._opening = threading.Lock()
        self._writing = threading.Lock()
        self._engine: sa.Engine | None = None
        self._file: Path | None = None
        self._inode: tuple[int, int] | None = None
        self._is_sqlite = self.url.drivername.startswith("sqlite")
        if self._is_sqlite and not self.url.query:
            self._file = Path(self.url.database or "")

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for one query, without a transaction around it. Raises RecordsError."""
        with (self._logged(), faults.told(),
              self._opened().execution_options(single=True).connect() as connection):
            yield connection

    @contextmanager
    def writing(self, *, can_be_made_again: bool = False) -> Iterator[sa.Connection]:
        """A transaction: all of it is kept when the block ends, or nothing. Raises RecordsError."""
        with self._logged(), faults.told():
            engine = self._opened()
            if not self._is_sqlite:
                with engine.begin() as connection:
                    yield connection
                return
            if not self._writing.acquire(timeout=self._wait):
                raise RecordsError(faults.LOCKED)
            try:
                self._still_there()
                level = "NORMAL" if can_be_made_again else "FULL"
                with engine.execution_options(writing=level).begin() as connection:
                    yield connection
            finally:
                self._writing.release()

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """A connection whose every query sees the same moment, however long it takes."""
        with self._logged(), faults.told(), self._opened().connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    def wipe(self) -> None:
        """Empties SQLite's write-ahead log, in which deleted rows would linger; waits for nobody."""
        engine = self._engine
        if engine is None or not self._is_sqlite:
            return
        with self._logged(), faults.told(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Closes all connections; the next use opens them again."""
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    # --- opening ------------------------------------------------------------------------------

    def _opened(self) -> sa.Engine:
        engine = self._engine
        if engine is None:
            with self._opening:
                engine = self._engine
                if engine is None:
                    engine = self._sqlite() if self._is_sqlite else self._postgresql()
                    try:
                        self._bring_up_to_date(engine)
                    except BaseException:
                        engine.dispose()
                        raise
                    self._engine = engine
        return engine

    def _sqlite(self) -> sa.Engine:
        if self._file is not None:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                if not self._file.exists():
                    self._file.touch(mode=0o600)  # answers are for nobody else on this machine
            except OSError:
                raise RecordsError(faults.CANNOT_OPEN) from None
        # hide_parameters: what learners wrote must not reach a log with a traceback
        engine = sa.create_engine(self.url, hide_parameters=True, pool_size=8, max_overflow=24,
                                  pool_timeout=self._wait, connect_args={"timeout": self._wait})
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
        self._write_ahead(engine)
        if self._file is not None:
            self._inode = _inode(self._file)
        return engine

    def _write_ahead(self, engine: sa.Engine) -> None:
        """Turns the write-ahead log on; SQLite does not wait for a lock here, so we do."""
        deadline = time.monotonic() + self._wait
        while True:
            with closing(engine.raw_connection()) as connection:
                try:
                    connection.cursor().execute("PRAGMA journal_mode=WAL")
                    return
                except sqlite3.OperationalError as error:
                    if faults.sentence(error) != faults.LOCKED or time.monotonic() > deadline:
                        raise
            time.sleep(0.05)

    def _postgresql(self) -> sa.Engine:
        milliseconds = int(1000 * self._wait)
        try:
            return sa.create_engine(
                self.url, hide_parameters=True, pool_size=8, max_overflow=24, pool_timeout=self._wait,
                pool_pre_ping=True,  # a server that was restarted is found again
                connect_args={
                    "connect_timeout": max(2, int(self._wait / 2)), "application_name": "course",
                    "options": f"-c lock_timeout={milliseconds} -c statement_timeout={3 * milliseconds}",
                },
            )
        except ModuleNotFoundError:
            raise RecordsError(
                "COURSE_DATABASE_URL names PostgreSQL, whose driver is not installed: "
                "run `pip install 'psycopg[binary]'`"
            ) from None

    def _bring_up_to_date(self, engine: sa.Engine) -> None:
        with engine.connect() as connection:
            found = schema_of(connection)
        if found == SCHEMA:
            return
        refuse_newer(found)
        from classroom.migrations import upgrade  # Alembic takes long to import and is rarely needed

        with engine.execution_options(writing="FULL").begin() as connection:
            upgrade(connection, SCHEMA)

    # --- faults -------------------------------------------------------------------------------

    def _still_there(self) -> None:
        """Refuses to write into a file that was deleted: SQLite would do so without a word."""
        if self._file is not None and _inode(self._file) != self._inode:
            raise RecordsError(faults.GONE)

    @contextmanager
    def _logged(self) -> Iterator[None]:
        try:
            yield
        except RecordsError as error:
            LOG.error("The records at %s: %s", self.place, error)
            raise


def schema_of(connection: sa.Connection) -> str | None:
    """The migration that the database stands at; None where it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def refuse_newer(schema: str | None) -> None:
    """Raises RecordsError where ``schema`` is not one that this program knows."""
    known = {path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py")}
    if schema is not None and schema not in known:
        raise RecordsError(
            f"The records were written by a newer version of this program (schema {schema}; this one "
            f"knows up to {SCHEMA}): install the newer version, or restore an older backup."
        )


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare(driver: Any, _record: Any) -> None:
    driver.isolation_level = None  # transactions begin where we say (``_begin``)
    driver.execute("PRAGMA foreign_keys=ON")
    driver.execute("PRAGMA secure_delete=ON")  # what a learner deletes is overwritten


def _begin(connection: sa.Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer half-way can be refused without waiting.
    options = connection.get_execution_options()
    if options.get("single"):
        return
    level = options.get("writing")
    if level:
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if level else "BEGIN")
