"""How numbers and lists are said beside charts: the same words for the same thing in every simulation."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percent(value: float, digits: int = 1) -> str:
    """A share as text, as ``Measure.text`` has it: ``26.8 %``, or ``undefined``."""
    return f"{100 * value:.{digits}f} %" if math.isfinite(value) else "undefined"


def hundred(value: float) -> str:
    """A share as people: ``53 of 100``."""
    return f"{100 * value:.0f} of 100" if math.isfinite(value) else "an undefined number"


def plain(value: float, digits: int = 2) -> str:
    """A ratio as text."""
    return f"{value:.{digits}f}" if math.isfinite(value) else "undefined"


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b`` or ``a, b and c``."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def capital(words: str) -> str:
    """``words`` with the first letter large."""
    return words[:1].upper() + words[1:]


def called(name: str) -> str:
    """A group as a label names it: ``Group A``, or the name that it was published under."""
    return f"Group {name}" if len(name) == 1 else name
