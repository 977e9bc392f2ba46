"""What every threshold gives in each group, and which pairs of rates can be had by all groups.

A threshold is a place in the table: whoever stands there or above gets a loan. From place to place
the true and the false positive rate trace the group's ROC curve. With a lot between two thresholds
every point below it can be had too, so that what all groups can share is the region below all
curves at once, each closed to its convex hull (Hardt, Price and Srebro, 2016, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from simulations.credit.result import Floats
from simulations.credit.scores import Scores, published

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Curves:
    """The rates at each of the n + 1 thresholds, from everybody (0) to nobody (n).

    Attributes
    ----------
    score : (n,) float
    approved, tpr, fpr : (4, n + 1) float
        Share that gets a loan: of the group, of those who repay, of those who do not. Falling.
    good, bad : (4,) float
        Share of all people who are of the group and repay, or do not. Together they add up to 1.
    hulls
        For each group the thresholds on its convex hull, from nobody to everybody.
    shared_fpr, shared_tpr : (m,) float
        The upper edge of what all groups can have at once, at each of its corners.
    """

    score: Floats
    approved: Floats
    tpr: Floats
    fpr: Floats
    good: Floats
    bad: Floats
    hulls: tuple[Places, ...]
    shared_fpr: Floats
    shared_tpr: Floats


@lru_cache(maxsize=1)
def published_curves() -> Curves:
    """The curves of the published table."""
    return curves(published())


def curves(scores: Scores) -> Curves:
    """The rates at every threshold, and what all groups can share."""
    repaid, late = scores.share * scores.repay, scores.share * (1 - scores.repay)
    tpr, fpr = _from_there_up(repaid), _from_there_up(late)
    hulls = tuple(_hull(x, y) for x, y in zip(fpr, tpr, strict=True))
    edges = [(x[hull], y[hull]) for x, y, hull in zip(fpr, tpr, hulls, strict=True)]
    of_all = scores.people / scores.people.sum()
    shared = _below_all(edges)
    return Curves(
        scores.score, _from_there_up(scores.share), tpr, fpr,
        of_all * repaid.sum(axis=1), of_all * late.sum(axis=1), hulls, *shared,
    )


def _from_there_up(part: Floats) -> Floats:
    """The share of each row that stands at a place or above it, from all (1) to none (0)."""
    above = np.cumsum(part[:, ::-1], axis=1)[:, ::-1]
    found: Floats = np.concatenate([above / above[:, :1], np.zeros((len(part), 1))], axis=1)
    return found


def _hull(fpr: Floats, tpr: Floats) -> Places:
    """The thresholds on the upper convex hull of a curve, from nobody to everybody (monotone chain)."""
    kept: list[int] = []
    x, y = fpr.tolist(), tpr.tolist()
    for place in range(len(x) - 1, -1, -1):
        while len(kept) > 1 and _turns_left(x, y, kept[-2], kept[-1], place):
            kept.pop()
        kept.append(place)
    return np.array(kept)


def _turns_left(x: list[float], y: list[float], a: int, b: int, c: int) -> bool:
    """Whether b lies on or below the line from a to c."""
    return (x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a]) >= 0


def _below_all(edges: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """The lowest of several rising lines, with a corner wherever two of them cross."""
    corners = np.unique(np.concatenate([x for x, _ in edges]))
    heights = np.stack([np.interp(corners, x, y) for x, y in edges])
    crossings = []
    for one, other in combinations(range(len(edges)), 2):
        apart = heights[one] - heights[other]
        for left, (before, after) in enumerate(pairwise(apart.tolist())):
            if before * after < 0:
                step = corners[left + 1] - corners[left]
                crossings.append(corners[left] + step * before / (before - after))
    x = np.unique(np.concatenate([corners, crossings]))
    return x, np.stack([np.interp(x, *edge) for edge in edges]).min(axis=0)
