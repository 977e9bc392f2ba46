"""How the records get from one version of the program to the next (Alembic).

``versions`` holds one file a step, named by its number; ``upgrade`` runs those that are missing
inside the caller's transaction, so that an interrupted upgrade leaves the records as they were.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

_LOCK = 0x636F75727365
"""Any number of our own: PostgreSQL lets one process at a time hold it."""


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic's settings for our migrations, and the connection that they run on."""
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    found.attributes["connection"] = connection
    return found


def upgrade(connection: sa.Connection, schema: str) -> None:
    """Brings the database up to ``schema``; does nothing where another process was faster."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    command.upgrade(config(connection), schema)
