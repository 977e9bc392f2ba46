"""The invented town: 400 antennas in a square, busy in the middle, and where a move may lead.

It is the same for every seed: another seed brings other people, not another town. Busyness and
the wish for near places are invented; what they do is tested, not their values.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulations.trails.result import SIDE, Floats

Places = NDArray[np.uint16]

ANTENNAS = SIDE * SIDE
FARNESS = 1.55
"""A place d steps away is chosen in proportion to (1 + d)^-1.55: mostly near, sometimes far."""
CENTRES = ((9.5, 9.5, 1.0, 3.0), (4.0, 15.0, 0.5, 1.5), (15.5, 5.0, 0.4, 1.5))
"""Row, column, weight and breadth of the middle of the town and of two smaller ones."""
COUNTRYSIDE = 0.1
"""How busy the least busy places are, where the middle is 1."""
DRAWS = 4096
"""How finely the choice of a place is cut: a chance below 1 in 4,096 is nought."""


def busyness() -> Floats:
    """How much each antenna attracts, (400,), 1 in the middle of the town."""
    row, column = np.divmod(np.arange(ANTENNAS), SIDE)
    found = np.full(ANTENNAS, COUNTRYSIDE)
    for at_row, at_column, weight, breadth in CENTRES:
        apart = np.hypot(row - at_row, column - at_column)
        found += weight * np.exp(-apart / breadth)
    most: float = found.max()
    return np.asarray(found / most)


def distances() -> Floats:
    """How far any two antennas stand apart, in steps of the square: (400, 400)."""
    row, column = np.divmod(np.arange(ANTENNAS), SIDE)
    return np.asarray(np.hypot(row[:, None] - row, column[:, None] - column))


@cache
def destinations() -> Places:
    """Where a move from each antenna leads, (400, 4096): each column is equally likely.

    P(j | i) is proportional to busyness(j) (1 + d(i, j))^-1.55, and 0 for j = i.
    """
    weight = busyness() * (1 + distances()) ** -FARNESS
    np.fill_diagonal(weight, 0.0)
    return _cut(weight)


@cache
def homes() -> Places:
    """Where people live, (4096,): in proportion to busyness."""
    lives: Places = _cut(busyness()[None])[0]
    return lives


def _cut(weight: Floats) -> Places:
    """For each row of weights, the places at 4,096 equally spaced quantiles."""
    upto = np.cumsum(weight, axis=1)
    middle = (np.arange(DRAWS) + 0.5) / DRAWS
    found: Places = np.stack([np.searchsorted(line / line[-1], middle) for line in upto]).astype(np.uint16)
    found.flags.writeable = False
    return found


@cache
def nested() -> Places:
    """The antennas' place in an order in which all that ever become one are side by side: (400,).

    Blocks of 1, 2, 4, 8 and 16 lie in each other, so in this order each of them is a stretch.
    """
    order = np.lexsort([regions(merged) for merged in (1, 2, 4, 8, 16)])
    found = np.empty(ANTENNAS, dtype=np.uint16)
    found[order] = np.arange(ANTENNAS, dtype=np.uint16)
    found.flags.writeable = False
    return found


def regions(merged: int) -> Places:
    """Which place each antenna belongs to where so many neighbours are one: (400,) from 0 on.

    1, 2, 4, 8 or 16 antennas are one: blocks of 1 x 1, 1 x 2, 2 x 2, 2 x 4 and 4 x 4.
    """
    tall = {1: 1, 2: 1, 4: 2, 8: 2, 16: 4}[merged]
    wide = merged // tall
    row, column = np.divmod(np.arange(ANTENNAS), SIDE)
    return np.asarray((row // tall) * (SIDE // wide) + column // wide, dtype=np.uint16)
