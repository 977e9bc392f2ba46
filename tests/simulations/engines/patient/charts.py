from . import CHARTS  # noqa: F401
