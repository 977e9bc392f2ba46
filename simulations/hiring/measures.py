"""Measures of who is selected, by group: pure functions of counts, for any number of groups.

People are counted once, by group, truth and decision; every measure is then arithmetic on a
handful of numbers. That is why they cost microseconds at any number of applicants. What has no
denominator is nan ("undefined"), never 0.

Sources: Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D (selection rate,
four-fifths); New York City Local Law 144, 6 RCNY 5-300 and 5-301 (scoring rate); Hardt, Price and
Srebro: Equality of opportunity in supervised learning, 2016 (rates given the truth).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts = NDArray[np.int64]
Rates = NDArray[np.float64]

FOUR_FIFTHS = 0.8
"""Below this impact ratio the guidelines see a sign of adverse impact: a flag, not a verdict."""
TWO_SIDED_95 = 1.959963984540054
"""The normal distribution's 97.5 % point: the "two standard deviations" of US practice."""


def ratio(part: ArrayLike, whole: ArrayLike) -> Rates:
    """``part / whole``; nan where ``whole`` is 0."""
    above, below = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    shape = above.shape if above.shape == below.shape else np.broadcast_shapes(above.shape, below.shape)
    found = np.full(shape, np.nan)
    np.divide(above, below, out=found, where=below != 0)
    return found


def confusion(truth: NDArray[Any], decided: NDArray[Any], group: NDArray[Any], groups: int) -> Counts:
    """People by group, truth and decision, in one pass.

    Parameters
    ----------
    truth, decided : (n,) bool
        Whether it is so, and whether it was decided so.
    group : (n,) int
        0 to ``groups - 1``.
    groups
        How many groups there are, those without people included.

    Returns
    -------
    (groups, 2, 2) int
        ``[g, t, d]``: people of group g with truth t and decision d.
    """
    code: NDArray[Any] = group.astype(np.uint8 if groups <= 64 else np.int64)
    code <<= 2
    code |= np.asarray(truth, bool).view(np.uint8) << 1
    code |= np.asarray(decided, bool).view(np.uint8)
    return np.bincount(code, minlength=4 * groups).reshape(groups, 2, 2)


def selection_rates(counts: Counts) -> Rates:
    """Share of each group that is selected; ``counts`` as from ``confusion``."""
    return ratio(counts[..., 1].sum(axis=-1), counts.sum(axis=(-1, -2)))


def true_positive_rates(counts: Counts) -> Rates:
    """Of those of each group for whom it is true, the share selected: 1 means nobody is missed."""
    return ratio(counts[..., 1, 1], counts[..., 1, :].sum(axis=-1))


def false_positive_rates(counts: Counts) -> Rates:
    """Of those of each group for whom it is not true, the share selected."""
    return ratio(counts[..., 0, 1], counts[..., 0, :].sum(axis=-1))


def false_negative_rates(counts: Counts) -> Rates:
    """Of those of each group for whom it is true, the share turned away."""
    return ratio(counts[..., 1, 0], counts[..., 1, :].sum(axis=-1))


def precisions(counts: Counts) -> Rates:
    """Of those of each group who were selected, the share for whom it is true."""
    return ratio(counts[..., 1, 1], counts[..., 1].sum(axis=-1))


def accuracies(counts: Counts) -> Rates:
    """Share of each group for whom decision and truth agree."""
    return ratio(counts[..., 0, 0] + counts[..., 1, 1], counts.sum(axis=(-1, -2)))


def impact_ratios(selected: ArrayLike, applied: ArrayLike) -> Rates:
    """Each group's selection rate divided by the highest selection rate of any group.

    Parameters
    ----------
    selected, applied : (..., G)
        People selected and people assessed, by group.

    Returns
    -------
    (..., G)
        1 for the group selected most often; nan for a group nobody of which applied, and for
        all where nobody was selected.
    """
    rates = ratio(selected, applied)
    return ratio(rates, np.max(rates, axis=-1, keepdims=True, where=~np.isnan(rates), initial=0.0))


def impact_ratio(selected: ArrayLike, applied: ArrayLike) -> Rates:
    """The lowest selection rate divided by the highest; nan where any group's rate is undefined."""
    return np.asarray(np.min(impact_ratios(selected, applied), axis=-1))


def two_proportion_z(
    selected_1: ArrayLike, applied_1: ArrayLike, selected_2: ArrayLike, applied_2: ArrayLike
) -> Rates:
    """How many standard errors the first selection rate lies above the second (pooled variance).

    ``z = (p1 - p2) / sqrt(p (1 - p) (1 / n1 + 1 / n2))``; beyond 1.96 in either direction chance
    alone would give such a difference less than once in twenty times.
    """
    n_1, n_2 = np.asarray(applied_1, dtype=np.float64), np.asarray(applied_2, dtype=np.float64)
    pooled = ratio(np.add(selected_1, selected_2), n_1 + n_2)
    variance = pooled * (1 - pooled) * (ratio(1.0, n_1) + ratio(1.0, n_2))
    return ratio(ratio(selected_1, n_1) - ratio(selected_2, n_2), np.sqrt(variance))


def two_sided_p(z: float) -> float:
    """The chance of a z at least this far from 0 where there is no difference."""
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


def fisher(selected_1: int, applied_1: int, selected_2: int, applied_2: int) -> float:
    """Two-sided p of Fisher's exact test, for numbers too small for ``two_proportion_z``.

    With the margins fixed, the number selected from the first group is hypergeometric; p adds up
    what is no likelier than what was seen. Its probabilities are had from their ratios
    ``P(x + 1) / P(x) = (n1 - x) (s - x) / ((x + 1) (n2 - s + x + 1))``, some ten times faster
    than scipy's general function at a few hundred people (equal to it in the tests).
    """
    n_1, n_2, selected = applied_1, applied_2, selected_1 + selected_2
    if min(n_1, n_2) == 0:
        return float("nan")
    x = np.arange(max(0, selected - n_2), min(selected, n_1) + 1, dtype=np.float64)
    steps = np.log((n_1 - x[:-1]) * (selected - x[:-1]) / (x[1:] * (n_2 - selected + x[1:])))
    likelihood = np.concatenate([[0.0], np.cumsum(steps)])
    likelihood = np.exp(likelihood - likelihood.max())
    seen = likelihood[selected_1 - int(x[0])]
    return float(min(1.0, likelihood[likelihood <= seen * (1 + 1e-7)].sum() / likelihood.sum()))


def bootstrap_intervals(
    counts: Counts, statistic: Callable[[Counts], Rates], rng: np.random.Generator, draws: int = 500
) -> Rates:
    """95 % percentile intervals of a statistic, by drawing as many people again from their counts.

    Drawing people with replacement and counting them is one multinomial draw of the counts, so
    this costs the same at any number of people.

    Parameters
    ----------
    counts : (G, ...) int
        People by group and whatever else the statistic looks at.
    statistic
        Takes counts (draws, G, ...) to values (draws, ...).
    rng
        The stream of its own that this draws from.

    Returns
    -------
    (..., 2)
        Lower and upper end; nan where the statistic is undefined in more than one draw of twenty.
    """
    people = int(counts.sum())
    if people == 0:
        shape = statistic(counts[None]).shape[1:]
        return np.full((*shape, 2), np.nan)
    drawn = rng.multinomial(people, counts.ravel() / people, size=draws)
    values = statistic(drawn.reshape(draws, *counts.shape))
    undefined = np.isnan(values).mean(axis=0) > 0.05
    ordered = np.sort(np.nan_to_num(values, nan=np.inf), axis=0)
    low, high = ordered[int(0.025 * draws)], ordered[int(0.975 * draws) - 1]
    ends = np.stack([low, high], axis=-1)
    return np.where(undefined[..., None] | np.isinf(ends), np.nan, ends)
