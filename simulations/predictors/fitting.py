"""Fitting a logistic regression for many nested sets of columns at once.

Newton's method needs the second derivatives again at each step. They are never larger than
``X' W X / 4``, so a step with that bound instead always improves, and the bound is worked out once
(Böhning, 1992). The Cholesky factor of the first so many columns is a corner of that of all,
so every set of columns in the curve shares it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular

from simulations.predictors.result import Floats

RIDGE = 1.0
"""How strongly large weights are held back, as in scikit-learn's default."""
MOST_STEPS = 100
CLOSE = 1e-7
"""A largest change of a weight below this ends the fit."""


def logistic_weights(
    columns: Floats, yes: NDArray[np.bool_], weight: Floats, sizes: Sequence[int]
) -> Floats:
    """The weights of a logistic regression on the first ``sizes`` columns, for each of ``sizes``.

    Minimises ``sum_i w_i log(1 + exp(-y_i x_i b)) + RIDGE |b|^2 / 2`` without holding back the first
    column, the constant.

    Parameters
    ----------
    columns : (n, d)
        The constant 1 first.
    yes : (n,) bool
    weight : (n,)
        How much each person counts.
    sizes
        Ascending, the last at most d; the constant counts.

    Returns
    -------
    (d, len(sizes))
        0 where a set has no such column.
    """
    held = np.full(columns.shape[1], RIDGE)
    held[0] = 0.0
    bound = (columns.T * (weight / 4)) @ columns + np.diag(held)
    corner = cholesky(bound, lower=True)
    found = np.zeros((columns.shape[1], len(sizes)))
    share = float(weight @ yes / weight.sum())
    found[0] = np.log(share / (1 - share))
    truth = yes.astype(np.float64)[:, None]
    for _ in range(MOST_STEPS):
        chance = 1 / (1 + np.exp(-(columns @ found)))
        slope = columns.T @ (weight[:, None] * (truth - chance)) - held[:, None] * found
        largest = 0.0
        for place, size in enumerate(sizes):
            half = solve_triangular(corner[:size, :size], slope[:size, place], lower=True)
            step = solve_triangular(corner[:size, :size], half, lower=True, trans=1)
            found[:size, place] += step
            largest = max(largest, float(np.abs(step).max()))
        if largest < CLOSE:
            break
    return found


def balanced(yes: NDArray[np.bool_]) -> Floats:
    """Weights under which those for whom it is true count as much as all others together."""
    share = float(yes.mean())
    return np.where(yes, 0.5 / share, 0.5 / (1 - share))


def waves(columns: Floats, size: int, turns: Floats, shifts: Floats) -> Floats:
    """Random cosines of the first ``size`` columns, whose products come near a Gaussian kernel.

    ``z = sqrt(2 / D) cos(x w sqrt(2 g) + b)`` with ``g = 1 / size`` (Rahimi and Recht, 2007).
    """
    bent = columns[:, :size] @ (turns[:size] * np.sqrt(2 / size)) + shifts
    z: Floats = np.sqrt(2 / len(shifts)) * np.cos(bent)
    return z
