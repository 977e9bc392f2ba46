"""What the operator says: where the records are, and whether to work ahead.

By default the records are a file beside the course. ``COURSE_DATABASE_URL`` names another file
(``sqlite:////srv/course/records.db``) or a PostgreSQL database
(``postgresql://user:password@host/course``). ``COURSE_AHEAD=no`` leaves the figures in lessons to
whoever reads them first.
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


def ahead(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the figures in lessons are worked out when the server starts, before anybody reads them."""
    return environment.get("COURSE_AHEAD", "").lower() not in ("no", "0", "false", "off")
