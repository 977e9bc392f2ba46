"""What Alembic runs for each command: our connection, inside our transaction."""

from __future__ import annotations

from alembic import context

from classroom.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
