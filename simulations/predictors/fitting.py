"""Fitting a logistic regression for many nested sets of columns at once.

Newton's method needs the second derivatives ``X' V X`` again at each step, V the variances
``p (1 - p)``. None is above 1/4, so that ``X' X / 4`` bounds them and can be worked out once
(Böhning, 1992); any multiple of ``X' X`` above half of the bound still comes to the same weights,
and a smaller one in fewer steps. The Cholesky factor of the first so many columns is a corner of
that of all, so every set of columns in the curve shares it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.special import expit

from simulations.predictors.result import Floats

RIDGE = 100.0
"""How strongly large weights are held back: scikit-learn's C of 0.01, for columns in standard deviations."""
VARIANCE = 0.15
"""What stands for ``p (1 - p)``: above half of its bound of 1/4."""
MOST_STEPS = 300
CLOSE = 1e-5
"""A largest change of a weight below this ends the fit."""


def logistic_weights(
    columns: Floats, yes: NDArray[np.bool_], weight: Floats, sizes: Sequence[int]
) -> Floats:
    """The weights of a logistic regression on the first ``sizes`` columns, for each of ``sizes``.

    Minimises ``sum_i w_i log(1 + exp(-y_i x_i b)) + RIDGE |b|^2 / 2``, y as 1 or -1, without holding
    back the weight of the constant.

    Parameters
    ----------
    columns : (n, d)
        The constant 1 first.
    yes : (n,) bool
    weight : (n,)
        How much each person counts.
    sizes
        How many columns, the constant among them.

    Returns
    -------
    (d, len(sizes))
        0 where a set has no such column.
    """
    held = np.full(columns.shape[1], RIDGE)
    held[0] = 0.0
    weighted = np.sqrt(weight)[:, None] * columns
    corner = cholesky(VARIANCE * (weighted.T @ weighted) + np.diag(held), lower=True)
    found = np.zeros((columns.shape[1], len(sizes)))
    share = float(weight @ yes / weight.sum())
    found[0] = np.log(share / (1 - share))
    truth = yes.astype(np.float64)[:, None]
    for _ in range(MOST_STEPS):
        surprise = weight[:, None] * (truth - expit(columns @ found))
        slope = columns.T @ surprise - held[:, None] * found
        largest = 0.0
        for place, size in enumerate(sizes):
            part = corner[:size, :size]
            half = solve_triangular(part, slope[:size, place], lower=True, check_finite=False)
            step = solve_triangular(part, half, lower=True, trans=1, check_finite=False)
            found[:size, place] += step
            largest = max(largest, float(np.abs(step).max()))
        if largest < CLOSE:
            break
    return found


def balanced(yes: NDArray[np.bool_]) -> Floats:
    """Weights under which those for whom it is true count as much as all others together."""
    share = float(yes.mean())
    return np.where(yes, 0.5 / share, 0.5 / (1 - share))
