"""The records as one file that restores into either database, whichever it came from.

A backup is a zip: ``manifest.json`` (format, schema, and for each table how many rows and their
SHA-256) and one file of JSON lines a table. It is taken from one moment of a running course.
Restoring checks the whole file first and then happens in one transaction: the database holds the
old records or the new ones, never a part. A backup of an older version is restored as it was and
then upgraded like any other records.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from classroom.database import Database, refuse_newer, schema_of
from classroom.tables import SCHEMA, as_time, metadata
from quizzes.base import RecordsError

FORMAT = 1
_MANIFEST = "manifest.json"
_BATCH = 500
_MOST_LINE = 10_000_000


@dataclass(frozen=True)
class Contents:
    """What a backup holds."""

    schema: str
    made: str
    rows: Mapping[str, int]


def back_up(database: Database, target: Path, *, replace: bool = False) -> Contents:
    """Writes all records into the file ``target``; appears there whole, or not at all.

    Raises RecordsError where the records cannot be read or the file not be written, and where the
    file stands already and ``replace`` is not set.
    """
    if target.exists() and not replace:
        raise RecordsError(f"{target} is already there: choose another name, or replace it with --force")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # mode 0600
    except OSError as error:
        raise RecordsError(f"{target} cannot be written ({error.strerror}): choose another folder") from None
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            contents = _write(database, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise RecordsError(f"{target} cannot be written ({error.strerror}): make room, or choose another "
                           "folder") from None
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()
    return contents


def _write(database: Database, file: Any) -> Contents:
    manifest: dict[str, Any] = {"format": FORMAT, "schema": SCHEMA, "made": as_time(dt.datetime.now(dt.UTC)),
                                "tables": {}}
    with database.snapshot() as connection, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in metadata.sorted_tables:
            digest, rows = hashlib.sha256(), 0
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
                for row in _raw_rows(connection, table):
                    line = json.dumps(row, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
                    lines.write(line)
                    digest.update(line)
                    rows += 1
            manifest["tables"][table.name] = {"rows": rows, "sha256": digest.hexdigest()}
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
    return _contents(manifest)


def _raw_rows(connection: sa.Connection, table: sa.Table) -> Iterator[dict[str, Any]]:
    """The rows as the database holds them: texts and numbers, untouched by our own types."""
    columns: list[sa.Label[Any]] = [
        sa.literal_column(f'"{column.name}"').label(column.name) for column in table.columns
    ]
    query = sa.select(*columns).select_from(table).order_by(*(sa.text(f'"{column.name}"')
                                                              for column in table.primary_key))
    for row in connection.execution_options(yield_per=_BATCH).execute(query).mappings():
        yield dict(row)


# --- and back -----------------------------------------------------------------------------------


def restore(database: Database, source: Path, *, replace: bool = False) -> Contents:
    """Puts the records of the backup ``source`` into the database, all or none.

    Raises RecordsError where the file is not a whole backup, and where the database holds records
    already and ``replace`` is not set. Stop the course first: what is answered meanwhile is lost.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _checked(archive)
    except OSError as error:
        raise RecordsError(f"{source} cannot be read ({error.strerror}): check its name") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, LookupError, TypeError,
            AttributeError) as error:
        raise RecordsError(f"{source} is not a whole backup ({error}): nothing was changed; take another "
                           "backup") from None
    with zipfile.ZipFile(source) as archive:
        return _put_back(database, archive, manifest, replace=replace)


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every line of every table has been read and found as it was written."""
    manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if manifest["format"] != FORMAT:
        raise RecordsError(f"The backup has format {manifest['format']}, which this program does not know "
                           f"(it knows {FORMAT}): restore it with the version that wrote it")
    refuse_newer(str(manifest["schema"]))
    for name, told in manifest["tables"].items():
        digest, rows = hashlib.sha256(), 0
        for line in _lines(archive, name):
            digest.update(line)
            rows += 1
        if digest.hexdigest() != told["sha256"] or rows != told["rows"]:
            raise ValueError(f"the table {name} is not as it was written")
    return manifest


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(f"{name}.jsonl") as lines:
        while line := lines.readline(_MOST_LINE):
            yield line


def _put_back(
    database: Database, archive: zipfile.ZipFile, manifest: dict[str, Any], *, replace: bool
) -> Contents:
    from classroom.migrations import upgrade

    contents = _contents(manifest)
    with database.writing() as connection:
        kept = connection.execute(sa.text("SELECT count(*) FROM learners")).scalar_one()
        if kept and not replace:
            raise RecordsError(f"The database already holds records of {kept} learners: back them up, then "
                               "replace them with --force")
        if schema_of(connection) != contents.schema:
            # as that version left it; the upgrade then takes these records along
            metadata.drop_all(connection)
            connection.execute(sa.text("DROP TABLE alembic_version"))
            upgrade(connection, contents.schema)
        there = sa.MetaData()
        there.reflect(connection, only=list(contents.rows))
        for table in reversed(there.sorted_tables):
            connection.execute(sa.delete(table))
        for table in there.sorted_tables:
            batch: list[dict[str, Any]] = []
            for line in _lines(archive, table.name):
                batch.append(json.loads(line))
                if len(batch) == _BATCH:
                    connection.execute(sa.insert(table), batch)
                    batch = []
            if batch:
                connection.execute(sa.insert(table), batch)
        if contents.schema != SCHEMA:
            upgrade(connection, SCHEMA)
    database.wipe()
    return contents


def _contents(manifest: dict[str, Any]) -> Contents:
    return Contents(schema=str(manifest["schema"]), made=str(manifest["made"]),
                    rows={name: int(told["rows"]) for name, told in manifest["tables"].items()})
