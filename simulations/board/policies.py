"""Policies side by side, as columns: the learner's own, and a grid of all that it is compared with."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from simulations.board.city import ASKED
from simulations.board.result import BoardParameters, Floats

GRID = {
    "cameras": (15, 30, 45, 60, 90, 120, 180),
    "list_size": (1_000, 5_000, 20_000, 60_000),
    "threshold": (5.0, 5.4, 5.8, 6.1, 6.4, 6.7, 7.0),
    "retention": (0, 1, 3, 7, 30),
    "review": (0, 2, 6),
    "transparency": (0.0, 0.5, 1.0),
    "consent": tuple(ASKED),
}
"""Every combination is a policy that others are compared with, and so is having no cameras at all."""


@dataclass(frozen=True)
class Policies:
    """P policies; each array is (P,).

    ``others`` and ``listed`` are the shares of the people and of those looked for whom a policy
    scans and follows, ``asking`` what it costs to ask them; the rest is as in the parameters.
    """

    cameras: Floats
    list_size: Floats
    threshold: Floats
    retention: Floats
    review: Floats
    transparency: Floats
    others: Floats
    listed: Floats
    asking: Floats


def policies(rows: Iterable[tuple[float | str, ...]]) -> Policies:
    """Policies from their settings, in the order of ``GRID``."""
    *numbers, consent = zip(*rows, strict=True)
    asked = [ASKED[str(name)] for name in consent]
    return Policies(*(np.array(column, float) for column in numbers),
                    *(np.array([getattr(one, name) for one in asked])
                      for name in ("others", "listed", "price")))


def own(parameters: BoardParameters) -> Policies:
    """The policy of a run."""
    return policies([(parameters.cameras, parameters.list_size, parameters.threshold, parameters.retention,
                      parameters.review, parameters.transparency, parameters.consent)])


@cache
def grid() -> Policies:
    """All policies of ``GRID``, after the one without cameras and records."""
    nothing = (0, 100, 7.0, 0, 0, 1.0, "everybody")
    return policies([nothing, *itertools.product(*GRID.values())])
