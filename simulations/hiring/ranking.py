"""From scores to a ranking in whole percentiles, for everyone or within each group.

Whoever stands at or above percentile ``100 - 100 * hire rate`` is hired. Because percentiles are
whole, counts by percentile hold everything that moving the threshold can ask.

Ranking within groups gives thresholds by group. Equal opportunity follows Hardt, Price and
Srebro: Equality of opportunity in supervised learning, 2016, without their randomising between
two thresholds: everybody is ranked by the share of their own group's positives who score higher.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.hiring.population import Flags, Floats, Groups

Percentiles = NDArray[np.uint8]

MANY, BUCKETS = 5_000, 1 << 16
"""From how many people on they are put into how many buckets first, because sorting them all costs
more for each the more there are.
"""
_BREATH = 1e-9
"""What chance may add to a score: decides between equals and nothing else."""


def without_ties(scores: Floats, luck: np.random.Generator) -> Floats:
    """``scores`` with equals told apart by ``luck``."""
    return scores + _BREATH * luck.random(len(scores))


def percentiles(scores: Floats) -> Percentiles:
    """Percentile of each score among all, 0 (lowest) to 99.

    The person of rank r of n (from 0) stands at ``floor(100 (r + 1/2) / n)``. ``scores`` must be
    without ties.
    """
    people = len(scores)
    if people < MANY:
        return _by_sorting(scores)
    low, high = float(scores.min()), float(scores.max())
    bucket = ((scores - low) * ((BUCKETS - 1) / (high - low))).astype(np.uint16)
    size = np.bincount(bucket, minlength=BUCKETS)
    below = np.cumsum(size) - size
    lowest, highest = _percentile(below, people), _percentile(below + np.maximum(size, 1) - 1, people)
    found = lowest[bucket]
    # only buckets across which a percentile ends need their people in order
    unsure = np.flatnonzero((lowest != highest)[bucket])
    unsure = unsure[np.argsort(scores[unsure])]
    mine = bucket[unsure]
    found[unsure] = _percentile(below[mine] + np.arange(len(mine)) - np.searchsorted(mine, mine), people)
    return found


def _by_sorting(scores: Floats) -> Percentiles:
    found = np.empty(len(scores), np.uint8)
    found[np.argsort(scores)] = _percentile(np.arange(len(scores)), len(scores))
    return found


def _percentile(rank: NDArray[np.int64], people: int) -> Percentiles:
    return (100 * (2 * rank + 1) // (2 * people)).astype(np.uint8)


def percentiles_within(scores: Floats, group: Groups, groups: int) -> Percentiles:
    """Percentile of each score among the person's own group: equal selection rates at any cut."""
    found = np.empty(len(scores), np.uint8)
    for index in range(groups):
        mine = group == index
        found[mine] = percentiles(scores[mine])
    return found


def scores_for_equal_opportunity(
    scores: Floats, group: Groups, recorded: Floats, recorded_yes: Flags, recorded_group: Groups,
    groups: int,
) -> Floats:
    """Scores that select the same share of every group's positives at any cut.

    Parameters
    ----------
    scores, group : (n,)
        Of those to be ranked.
    recorded, recorded_yes, recorded_group : (m,)
        Score, label and group of those in the training data, by which the shares are estimated.
        A group without positives there is ranked by its own percentiles.
    """
    found = np.empty(len(scores))
    for index in range(groups):
        mine = group == index
        positives = np.sort(recorded[recorded_yes & (recorded_group == index)])
        if len(positives) == 0:
            positives = np.sort(scores[mine])
        below = np.interp(scores[mine], positives, (np.arange(len(positives)) + 0.5) / len(positives))
        order = np.argsort(np.argsort(scores[mine]))
        found[mine] = below + 1e-6 * order / max(1, mine.sum())
    return found
