"""The scores of a crowd in closed form: how probable it is that the best score reaches a threshold.

The score of two different people is normal with mean 0 (in B: ``shift``) and sd 1, that of two
pictures of one person normal with mean ``separation``. Somebody not on the list is compared with N
faces k times, somebody on it with their own face k times; the best score counts. With Q the
probability that one score of two different people reaches the threshold,

    false positive identification rate = 1 - (1 - Q)^(N k), about N k Q while that is small.

Source: Patrick Grother, Mei Ngan and Kayee Hanaoka: Face Recognition Vendor Test, part 2, 2019.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_ndtr, ndtr

from simulations.watchlist.result import HIGHEST, LOWEST, STEP, Floats, WatchlistParameters

EDGES: Floats = np.round(LOWEST + STEP * np.arange(round((HIGHEST - LOWEST) / STEP) + 1), 2)
"""Where bins of scores meet: every step of the threshold's knob."""
FLOORS: Floats = np.concatenate([[-np.inf], EDGES])
"""The lower end of each bin."""


def false_rates(thresholds: ArrayLike, *, faces: int, passes: int = 1, shift: float = 0.0) -> Floats:
    """Probability that somebody who is not listed sets off an alarm, at each of ``thresholds``."""
    q = ndtr(shift - np.asarray(thresholds, float))
    # 1 - (1 - Q)^(N k), without losing what is small
    with np.errstate(divide="ignore"):
        found: Floats = -np.expm1(faces * passes * np.log1p(-q))
    return found


def hit_rates(thresholds: ArrayLike, *, separation: float, passes: int = 1) -> Floats:
    """Probability that somebody who is listed sets off an alarm, at each of ``thresholds``."""
    # 1 - (probability that one picture stays below the threshold)^k
    found: Floats = -np.expm1(passes * log_ndtr(np.asarray(thresholds, float) - separation))
    return found


def false_rates_of(parameters: WatchlistParameters, group: int, thresholds: ArrayLike) -> Floats:
    """``false_rates`` of a group (0 is A) in a run."""
    shift = parameters.shift_b if group else 0.0
    return false_rates(thresholds, faces=parameters.list_size, passes=parameters.passes, shift=shift)


def hit_rates_of(parameters: WatchlistParameters, thresholds: ArrayLike) -> Floats:
    """``hit_rates`` in a run: the same in both groups at the same threshold."""
    return hit_rates(thresholds, separation=parameters.separation, passes=parameters.passes)
