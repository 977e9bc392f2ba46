"""Who knows whom: a small world, in which most ties are short and some lead across town.

Everybody stands on a ring and is tied to the six next on either side; then a share of the ties is
rewired to somebody anywhere. A few such ties leave the neighbourhoods whole and bring everybody
within a few steps (Duncan Watts and Steven Strogatz: Collective dynamics of small-world networks,
1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulations.dissent.result import Counts
from simulations.seeds import stream

TIES = 12
"""How many people everybody is tied to, before rewiring; the mean afterwards."""


@dataclass(frozen=True)
class Ties:
    """A network, both ways.

    Attributes
    ----------
    known : (ends,) int
        Those whom person 0 knows, then those whom person 1 knows, and so on.
    start : (people,) int
        Where a person's own begin in ``known``.
    count : (people,) int
        How many they are.
    """

    known: Counts
    start: Counts
    count: Counts


def small_world(people: int, rewired: float, seed: int) -> Ties:
    """A small world of ``people`` (more than 12); at ``rewired`` 0 a ring, at 1 ties at random.

    A tie that would lead to oneself, or twice to the same person, is left out.
    """
    rng = stream(seed, "ties")
    one = np.tile(np.arange(people), TIES // 2)
    other = (one + np.repeat(np.arange(1, TIES // 2 + 1), people)) % people
    chosen = rng.random(one.size) < rewired
    anywhere = rng.integers(0, people, one.size)
    other = np.where(chosen, anywhere, other)
    apart = one != other
    low, high = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
    low, high = np.divmod(np.unique(low * people + high), people)
    source, known = np.concatenate([low, high]), np.concatenate([high, low])
    count = np.bincount(source, minlength=people)
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    return Ties(known[np.argsort(source, kind="stable")], start, count)


def ends(ties: Ties, who: Counts) -> tuple[Counts, Counts]:
    """All whom the people ``who`` know, one after the other, and how many each of ``who`` knows."""
    count = ties.count[who]
    before = np.cumsum(count) - count
    return ties.known[np.arange(count.sum()) + np.repeat(ties.start[who] - before, count)], count
