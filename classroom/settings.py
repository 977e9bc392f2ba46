"""Where the records are: by default a file beside the course, or what the operator says.

``COURSE_DATABASE_URL`` names another file (``sqlite:////srv/course/records.db``) or a PostgreSQL
database (``postgresql://user:password@host/course``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "COURSE_DATABASE_URL"
ROOT = Path(__file__).parent.parent


def database_url(environment: Mapping[str, str] = os.environ, root: Path = ROOT) -> str:
    """The URL of the records: that of the environment, or a file in ``records`` under ``root``."""
    return environment.get(VARIABLE) or f"sqlite:///{root / 'records' / 'course.db'}"
