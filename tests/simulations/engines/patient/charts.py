"""What the workshop's tests draw."""

from . import CHARTS  # noqa: F401
