"""The city of the board: what is invented about it, in one place.

Nothing here was measured in any city, but for what is said to be from a source. The software, the
reviewers and the groups are those of the watchlist simulation, as they stand there by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from simulations.watchlist import WatchlistParameters

SOFTWARE: Final = WatchlistParameters()
"""How well faces are told apart, the shift and the share of group B, and how reviewers judge."""
PEOPLE = 300_000
"""Who is about on a day."""
CAMERAS_FOR_ONE_PASS = 60
"""With so many cameras everybody passes one a day, on average."""
LISTED_ABOUT = 30.0
"""How many of those on a list of ``LIST`` faces are about on a day."""
LIST = 10_000
LIST_POWER = 0.35
"""The most urgent and most likely to be about come first: 10^0.35 is little more than twice as many."""
TIPPED_OFF = 0.3
"""Which part of the cameras those looked for avoid where everything is published."""
ALERTS_EACH = 60.0
"""Alarms that one reviewer can look at with care on a day."""
CRIMES = 40.0
"""Crimes on a day at places where there may be a camera."""
USEFUL = 0.65
"""Of the pictures that were there, so many were of use (Matthew Ashby, 2017, on British railways)."""
ASKED_AFTER = 7.0
"""After how many days, on average, somebody asks for a picture; how long that takes is exponential."""
FEARED = 0.5
"""The chance of being identified assumed by those who have no way to know."""
MONTH = 30
YEAR = 365


@dataclass(frozen=True)
class Asked:
    """What a way of asking people does: who is still scanned and followed, and what it costs."""

    others: float
    listed: float
    price: float


ASKED: Final = {
    "everybody": Asked(1.0, 1.0, 0.0), "signs": Asked(0.8, 0.5, 5.0), "opt-in": Asked(0.25, 0.02, 12.0),
}

CAMERA_PRICE = 1.0
LIST_PRICE = 1.0
"""For each thousand faces: somebody must keep them right."""
REVIEWER_PRICE = 4.0
KEEPING_PRICE = 0.3
"""For each day that is kept."""
PUBLISHING_PRICE = 15.0
"""For telling everybody, and for those outside who check."""
STOP_PRICE = 0.3
"""For each stop a day, right or wrong: officers' time."""
