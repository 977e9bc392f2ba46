"""Every pair of thresholds at once: which gaps are small at each.

A group's rates depend on its own threshold alone, so nine thresholds each give all 81 pairs: the gap
at a pair is one number of one group less one of the other. That is why the map costs microseconds.

Source: the question is Jon Kleinberg, Sendhil Mullainathan and Manish Raghavan's, Inherent trade-offs
in the fair determination of risk scores, 2016, asked of these counts by trying every pair.
"""

from __future__ import annotations

import numpy as np

from simulations.broward.result import MAPPED, Counts, Feasible
from simulations.hiring.measures import false_negative_rates, false_positive_rates, precisions


def flagged_from(by_decile: Counts) -> Counts:
    """How many people are flagged at each threshold from 1 to 11.

    Parameters
    ----------
    by_decile : (..., 10) int
        People by decile.

    Returns
    -------
    (..., 11) int
        Those at or above the threshold; none at the last.
    """
    above = np.zeros((*by_decile.shape[:-1], by_decile.shape[-1] + 1), np.int64)
    above[..., :-1] = by_decile[..., ::-1].cumsum(axis=-1)[..., ::-1]
    return above


def tables(by_decile: Counts) -> Counts:
    """People by threshold (1 to 11), group, rearrest and flag: (11, 2, 2, 2)."""
    above = flagged_from(by_decile)
    return np.stack([above[..., :1] - above, above], axis=-1).transpose(2, 0, 1, 3)


def feasible(by_threshold: Counts, *, tolerance: float) -> Feasible:
    """The map of all 81 pairs, from ``tables``."""
    mapped = by_threshold[MAPPED[0] - 1:MAPPED[-1]]
    rates = np.stack([false_positive_rates(mapped), false_negative_rates(mapped), precisions(mapped)])
    gaps = rates[:, :, None, 0] - rates[:, None, :, 1]
    right = mapped[..., 0, 0] + mapped[..., 1, 1]
    people = float(mapped[0].sum())
    accuracy = (right[:, None, 0] + right[None, :, 1]) / people
    # an undefined gap compares as False
    return Feasible(gaps, np.abs(gaps) <= tolerance, accuracy)
