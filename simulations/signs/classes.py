"""The twelve traffic signs that the models tell apart, and where they stand in GTSRB.

European signs of the Vienna Convention, few enough to be told apart by eye and by a small model.
Never mirrored: right and left are classes of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SIZE = 32
"""Width and height, in pixels, of what a model sees; GTSRB is usually scaled to the same."""


@dataclass(frozen=True)
class SignClass:
    """One kind of sign."""

    slug: str
    name: str
    """As it is named in a sentence: ``limit 120``."""
    gtsrb: int
    """Its number in the German Traffic Sign Recognition Benchmark (43 classes)."""


CLASSES: tuple[SignClass, ...] = (
    SignClass("stop", "stop", 14),
    SignClass("yield", "yield", 13),
    SignClass("limit-30", "limit 30", 1),
    SignClass("limit-50", "limit 50", 2),
    SignClass("limit-80", "limit 80", 5),
    SignClass("limit-120", "limit 120", 8),
    SignClass("no-entry", "no entry", 17),
    SignClass("no-overtaking", "no overtaking", 9),
    SignClass("priority", "priority road", 12),
    SignClass("pedestrians", "pedestrians", 27),
    SignClass("turn-right", "turn right", 33),
    SignClass("turn-left", "turn left", 34),
)
COUNT = len(CLASSES)
NAMES: Mapping[str, str] = {one.slug: one.name for one in CLASSES}
"""Names by slug, as the options of a knob."""
NUMBER: Mapping[str, int] = {one.slug: index for index, one in enumerate(CLASSES)}
"""The label (0 to 11) of each slug."""
