"""A crowd drawn one by one: everybody's group, whether they are listed, and their best score.

The best of N scores of two different people is drawn at once: the largest of N uniform numbers is
distributed as U^(1/N). Slower than counting by score (``chance.py``), and a check of it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from simulations.base import Progress
from simulations.seeds import stream
from simulations.watchlist.result import Counts, Floats, WatchlistParameters

BLOCK = 100_000
"""How many people are drawn at a time."""


def binned(
    parameters: WatchlistParameters, seed: int, floors: Floats, progress: Progress | None = None
) -> tuple[Counts, Counts]:
    """How many not listed, and listed, have their best score in each bin: twice (2, K) int.

    Parameters
    ----------
    floors : (2, K)
        Lower end of each bin by group, ascending, -inf first.
    """
    people = parameters.visitors * parameters.days
    draw = {name: stream(seed, f"each {name}") for name in ("group", "listed", "stranger", "self")}
    found = np.zeros((2, 2, floors.shape[1]), np.int64)
    for start in range(0, people, BLOCK):
        if progress is not None:
            progress(start / people, f"{start:,} of {people:,} people")
        size = min(BLOCK, people - start)
        in_b = draw["group"].random(size) < parameters.share_b
        listed = draw["listed"].random(size) < parameters.prior
        score = best_of(draw["stranger"].random(size), parameters.list_size * parameters.passes)
        score += parameters.shift_b * in_b
        genuine = best_of(draw["self"].random(size), parameters.passes) + parameters.separation
        score[listed] = genuine[listed]
        for group, who in enumerate((~in_b, in_b)):
            for kind, of_kind in enumerate((~listed, listed)):
                found[kind, group] += _counts(score[who & of_kind], floors[group])
    return found[0], found[1]


def best_of(luck: Floats, n: int) -> Floats:
    """The largest of ``n`` standard normal scores, by one uniform number ``luck`` for each.

    ndtri(U^(1/n)), from the upper end so that nothing is lost where it is far out.
    """
    return -ndtri(-np.expm1(np.log1p(-luck) / n))  # type: ignore[no-any-return]


def _counts(scores: Floats, floors: Floats) -> Counts:
    """How many ``scores`` lie in each bin: at or above its floor, and below the next."""
    # most lie in a few bins: those below a floor are counted once all are in order
    below = np.searchsorted(np.sort(scores), floors, side="left")
    return np.diff(below, append=len(scores))
