"""Floors: how many of B the first places of a page hold at least, and pages that keep to it.

The plain floor asks for a share of every first part of the page. FA*IR (Meike Zehlike and others:
FA*IR, a fair top-k ranking algorithm, 2017) allows for chance: a page fails where a fair lottery
would hardly ever give so few. Both are kept in the same way: the best of B comes next wherever the
floor would be broken otherwise, and else the best of all.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulations.ranking.result import Counts, Flags

Order = NDArray[np.intp]
_EQUAL = 1e-12
"""Probabilities no further apart are equal, on every platform."""


@lru_cache(maxsize=256)
def share_table(places: int, share: float) -> tuple[int, ...]:
    """The fewest of B in the first 1, 2, ... places: ``floor(share * k)``."""
    return tuple(int(share * k + 1e-9) for k in range(1, places + 1))


@lru_cache(maxsize=256)
def chance_table(places: int, share: float, alpha: float) -> tuple[int, ...]:
    """FA*IR's table: m(k) = the smallest m with F(m; k, share) > alpha, F the binomial's.

    It is the paper's without its correction for testing many places at once, so that a fair
    lottery fails somewhere more often than ``alpha``.
    """
    chances = np.zeros(places + 2)
    chances[0] = 1.0
    found = []
    for _ in range(places):
        # one more place: of B with probability `share`
        chances[1:] = chances[1:] * (1 - share) + chances[:-1] * share
        chances[0] *= 1 - share
        found.append(int(np.argmax(np.cumsum(chances) > alpha + _EQUAL)))
    return tuple(found)


def keeping(order: Order, in_b: Flags, table: tuple[int, ...]) -> Order:
    """The first places of ``order``, with B moved up wherever ``table`` asks for it.

    Within a group the order stays. Where B has too few items, the others fill the places, and the
    page breaks its floor.

    Parameters
    ----------
    order : (n,)
        Items, best first.
    in_b : (n,)
        Who is of B, by item.
    table : (top,)
        The fewest of B in the first 1, 2, ... places.
    """
    of_b = in_b[order]
    a, b = order[~of_b].tolist(), order[of_b].tolist()
    place_a, place_b = np.flatnonzero(~of_b).tolist(), np.flatnonzero(of_b).tolist()
    page: list[int] = []
    i = j = 0
    for least in table:
        if j < len(b) and (j < least or i == len(a) or place_b[j] < place_a[i]):
            page.append(b[j])
            j += 1
        else:
            page.append(a[i])
            i += 1
    return np.array(page, np.intp)


def places_below(in_b: Flags, table: Counts) -> int:
    """At how many places the page holds fewer of B up to there than ``table`` asks for."""
    return int((np.cumsum(in_b) < table).sum())
