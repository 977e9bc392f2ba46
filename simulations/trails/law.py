"""The published law of unicity, and the same law fitted to a run of ours.

Where v antennas and h hours are one, the share of people singled out by p points falls as
eps = alpha - (v h)^beta: a power so small that coarseness hides little. Beta was found to fall with
the points known, 0.157 - 0.007 p; alpha was fitted for each p and not printed.

Source: Yves-Alexandre de Montjoye and others, Unique in the Crowd, 2013. The constants agree with what
the paper says in words: doubling v h costs 2^beta - 1, which is 9.3 % at p = 4 and 6.2 % at p = 10.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from simulations.trails.result import Floats

MERGED = (1, 2, 4, 8, 16)
HOURS = (1, 2, 4, 8, 24)
BETAS = np.arange(0, 1.0005, 0.0005)


class Fit(NamedTuple):
    """eps = alpha - (v h)^beta, and the share of variation that it explains; nan where undefined."""

    alpha: float
    beta: float
    r2: float


UNDEFINED = Fit(math.nan, math.nan, math.nan)


def published_beta(points: int) -> float:
    """How fast coarseness hides people in the published law; nan where no point is known.

    >>> round(published_beta(4), 3), round(2 ** published_beta(4) - 1, 3)
    (0.129, 0.094)
    """
    return 0.157 - 0.007 * points if points else math.nan


def coarseness() -> Floats:
    """v h for each cell of the grid: (5, 5)."""
    return np.outer(MERGED, HOURS).astype(float)


def fitted(unicity: Floats) -> Fit:
    """The law with the least squares over the grid (5, 5); undefined where the grid does not vary.

    For a given beta, alpha is the mean of eps + (v h)^beta; beta is tried in steps of 0.0005.
    """
    eps = unicity.ravel()
    spread = float(((eps - eps.mean()) ** 2).sum())
    if not np.isfinite(spread) or spread < 1e-9:
        return UNDEFINED
    power = coarseness().ravel()[None] ** BETAS[:, None]
    alpha = (eps + power).mean(axis=1)
    missed = ((alpha[:, None] - power - eps) ** 2).sum(axis=1)
    best = int(missed.argmin())
    return Fit(float(alpha[best]), float(BETAS[best]), 1 - float(missed[best]) / spread)
