"""Five rules for lending: what must be equal among the groups, and within that the most profit.

A repaid loan earns 1, another costs ``loss``. So a rule looks for the point or points on the curves
where ``good * tpr - loss * bad * fpr``, summed over groups, is highest, among those where what it
wants equal is equal (Moritz Hardt, Eric Price and Nathan Srebro, Equality of opportunity in
supervised learning, 2016, section 6).
"""

from __future__ import annotations

from typing import assert_never

import numpy as np

from simulations.credit.curves import Curves
from simulations.credit.result import CreditParameters, Decision, Floats, Rule


def decide(rule: Rule, curves: Curves, parameters: CreditParameters) -> Decision:
    """Who gets a loan under ``rule``."""
    loss = parameters.loss
    match rule:
        case "max-profit":
            return at_places(curves, earned(curves, loss).argmax(axis=1).astype(np.float64))
        case "one-threshold":
            place = earned(curves, loss).sum(axis=0).argmax()
            return at_places(curves, np.full(len(curves.good), float(place)))
        case "equal-rates":
            return _equal(curves, curves.approved, loss)
        case "equal-opportunity":
            return _equal(curves, curves.tpr, loss)
        case "equalized-odds":
            return _equalized_odds(curves, loss)
        case "own":
            places = np.searchsorted(curves.score, parameters.thresholds)
            return at_places(curves, places.astype(np.float64))
        case _:
            assert_never(rule)


def profit(curves: Curves, decision: Decision, loss: float) -> float:
    """What is earned on one applicant, counted in repaid loans."""
    return float((curves.good * decision.tpr - loss * curves.bad * decision.fpr).sum())


def earned(curves: Curves, loss: float) -> Floats:
    """What each group earns at each of its thresholds, on one applicant of all: (4, n + 1)."""
    return curves.good[:, None] * curves.tpr - loss * curves.bad[:, None] * curves.fpr


def at_places(curves: Curves, places: Floats) -> Decision:
    """The decision where each group has a threshold at its place.

    At place 40.25 those of the 40th score get a loan with chance 3/4, and those above for certain.
    """
    at = np.arange(curves.tpr.shape[1], dtype=np.float64)
    fpr, tpr = (
        np.array([np.interp(place, at, row) for place, row in zip(places, rows, strict=True)])
        for rows in (curves.fpr, curves.tpr)
    )
    return Decision(fpr, tpr, *_lots(curves, np.floor(places).astype(int), np.ceil(places).astype(int)))


def _lots(curves: Curves, low: np.ndarray, high: np.ndarray) -> tuple[Floats, Floats, Floats]:
    """From which score a loan is certain, from which a lot decides, and for what share of the group."""
    groups = np.arange(len(low))
    known = np.append(curves.score, np.nan)
    return known[high], known[low], curves.approved[groups, low] - curves.approved[groups, high]


def _equal(curves: Curves, rates: Floats, loss: float) -> Decision:
    """The same rate for all groups, by a threshold in each: the rate that earns most."""
    at = np.arange(rates.shape[1], dtype=np.float64)[::-1]
    # profit is a straight line from one group's threshold to the next: the best is at one of them
    tried = np.unique(rates)
    rows = zip(earned(curves, loss), rates, strict=True)
    best = tried[sum(np.interp(tried, rate[::-1], row[::-1]) for row, rate in rows).argmax()]
    return at_places(curves, np.array([np.interp(best, rate[::-1], at) for rate in rates]))


def _equalized_odds(curves: Curves, loss: float) -> Decision:
    """The same two rates for all groups: the corner of what all can have that earns most."""
    total = curves.good.sum() * curves.shared_tpr - loss * curves.bad.sum() * curves.shared_fpr
    best = total.argmax()
    fpr, tpr = curves.shared_fpr[best], curves.shared_tpr[best]
    between = [_two_thresholds(curves, group, fpr, tpr) for group in range(len(curves.good))]
    low, high = (np.array(side) for side in zip(*between, strict=True))
    groups = len(curves.good)
    return Decision(np.full(groups, fpr), np.full(groups, tpr), *_lots(curves, low, high))


def _two_thresholds(curves: Curves, group: int, fpr: float, tpr: float) -> tuple[int, int]:
    """Between which two thresholds a lot decides, so that the group has exactly these rates.

    Many pairs do it. Of those whose upper end is on the hull, the pair that leaves the fewest people
    to the lot is taken.
    """
    hull = curves.hulls[group]
    x, y, approved = (rows[group][hull] for rows in (curves.fpr, curves.tpr, curves.approved))
    on = np.flatnonzero((np.abs(x - fpr) < 1e-12) & (np.abs(y - tpr) < 1e-12))
    if on.size:
        return int(hull[on[0]]), int(hull[on[0]])
    best, fewest = (0, 0), np.inf
    for high in np.flatnonzero((x < fpr) & (y <= tpr)):
        # the line from the upper threshold through the point meets the hull before this corner
        below = (fpr - x[high]) * (y - y[high]) <= (tpr - y[high]) * (x - x[high]) + 1e-15
        after = np.flatnonzero(below & (x >= fpr))
        if after.size and approved[after[0]] - approved[high] < fewest:
            best, fewest = (int(hull[after[0]]), int(hull[high])), approved[after[0]] - approved[high]
    return best
