"""Whole numbers of people drawn so that turning a knob moves the same people.

Every count is the inverse of the binomial distribution at a uniform number of its own. The uniform
numbers stay when a probability changes, so the count follows it smoothly: common random numbers
without drawing everybody. A crowd is shared out over bins by splitting it in two, then each half
again (a multinomial draw is a tree of binomial ones), so a million people cost what a hundred do.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, bdtrik

from simulations.watchlist.result import Counts, Floats


def binomial(luck: ArrayLike, n: ArrayLike, p: ArrayLike) -> Counts:
    """The smallest count k with P(at most k of n) >= luck, for each of ``luck``, ``n`` and ``p``."""
    u, size, chance = np.broadcast_arrays(
        np.asarray(luck, float), np.asarray(n, np.int64), np.asarray(p, float))
    found = np.where(chance >= 1, size, 0)
    # a chance so small that 1 - chance is 1 in the machine happens to nobody
    unsure = (size > 0) & (1 - chance < 1) & (chance < 1)
    if unsure.any():
        u, size, chance = u[unsure], size[unsure], chance[unsure]
        count = np.clip(np.ceil(bdtrik(u, size, chance)), 0, size)
        lower = np.maximum(count - 1, 0)
        found[unsure] = np.where(bdtr(lower, size, chance) >= u, lower, count)
    return found


def shared_out(rng: np.random.Generator, n: ArrayLike, reaching: Floats) -> Counts:
    """``n`` people over K bins: (..., K) counts that add up to ``n`` (...).

    ``reaching`` (..., K) is the probability of reaching the floor of each bin, from 1 in the first.
    """
    bins = reaching.shape[-1]
    leaves = 2 ** math.ceil(math.log2(bins))
    # beyond the last bin there are empty ones, so that every split is in the middle
    reach = np.concatenate([reaching, np.zeros((*reaching.shape[:-1], leaves + 1 - bins))], axis=-1)
    luck = rng.random((*reaching.shape[:-1], leaves))
    counts = np.asarray(n, np.int64)[..., None]
    while counts.shape[-1] < leaves:
        nodes = counts.shape[-1]
        step = leaves // nodes
        low, middle, high = reach[..., :-1:step], reach[..., step // 2:-1:step], reach[..., step::step]
        mass = low - high
        upper_share = np.divide(middle - high, mass, out=np.zeros_like(mass), where=mass > 0)
        upper = binomial(luck[..., nodes:2 * nodes], counts, upper_share)
        counts = np.stack([counts - upper, upper], axis=-1).reshape(*counts.shape[:-1], 2 * nodes)
    return counts[..., :bins]
