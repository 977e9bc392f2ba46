"""``python -m classroom backup FILE`` and ``restore FILE``: the records, in one file."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click

from classroom import backup as backups
from classroom.database import Database
from classroom.settings import VARIABLE, database_url
from quizzes.base import RecordsError
from simulations.commands import Commands

_DATABASE = click.option(
    "--database", metavar="URL", default=None,
    help=f"The database; by default that of {VARIABLE}, or records/course.db.",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Back up and restore what the course keeps of its learners."""


@commands.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace FILE where it is already there.")
@_DATABASE
def backup(file: Path, force: bool, database: str | None) -> None:
    """Write all records into FILE, also while the course runs.

    FILE restores into SQLite and into PostgreSQL. It holds learners' answers: keep it where only you
    can read it.
    """
    found = Database(database or database_url())
    contents = backups.back_up(found, file, replace=force)
    click.echo(f"Backed up {_told(contents)} from {found.place} into {file}.")
    if not contents.rows.get("learners"):
        click.echo("This database holds no learners yet: is it the one that you meant?", err=True)


@commands.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace the records that the database holds.")
@_DATABASE
def restore(file: Path, force: bool, database: str | None) -> None:
    """Put the records of FILE into the database, all or none.

    Stop the course first: what is answered meanwhile would be lost.
    """
    found = Database(database or database_url())
    contents = backups.restore(found, file, replace=force)
    click.echo(f"Restored {_told(contents)}, backed up at {contents.made[:16]} UTC, into {found.place}.")


def _told(contents: backups.Contents) -> str:
    rows = contents.rows
    return f"{rows.get('learners', 0)} learners with {rows.get('submissions', 0)} answers"


def main() -> None:
    """Runs the command; ends with 0, or with 1 and a sentence."""
    logging.getLogger("classroom").addHandler(logging.NullHandler())  # the sentence is printed below
    try:
        commands.main(prog_name="python -m classroom")
    except RecordsError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
