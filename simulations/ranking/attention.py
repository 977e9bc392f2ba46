"""Who is seen: attention by place, exposure by group, quality, and rankings of equal exposure.

Ashudeep Singh and Thorsten Joachims (Fairness of exposure in rankings, 2018) choose, among all
mixtures of rankings, the most useful in which both groups are seen equally. Over mixtures that is a
linear program; its constraint weighs the groups' total attention, so its solution ranks by the
score plus one addition for everybody of B, and mixes the two rankings between which the addition
tips over. That is found here by cutting the range of additions again and again, without the program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.ranking.result import Flags, Floats

Order = NDArray[np.intp]

PARTS, HALVINGS = 16, 8
"""Into how many parts the range of additions is cut, and how often the right part is cut again at most:
then the addition is known to a billionth of the range."""


def by_place(places: int, eta: float) -> Floats:
    """Share of users who look at the first, second, ... place: 1 / k^eta."""
    return np.arange(1, places + 1) ** -eta


def discount(places: int) -> Floats:
    """What the first, second, ... place counts in the discounted gain: 1 / log2(1 + k)."""
    return 1 / np.log2(1 + np.arange(1, places + 1))


def ratio(part: float, whole: float) -> float:
    """``part / whole``; nan, so "undefined", where there is no whole."""
    return float(part / whole) if whole else float("nan")


def exposures(seen_by: Floats, in_b: Flags) -> tuple[float, float]:
    """Mean attention for an item of A, and for one of B: (1 / |G|) times the sum over the group."""
    b = int(in_b.sum())
    total, of_b = float(seen_by.sum()), float(seen_by[in_b].sum())
    return ratio(total - of_b, len(in_b) - b), ratio(of_b, b)


def gain(shown: Floats, best: Floats) -> float:
    """Discounted gain of a page by that of the ``best`` page, both relevances in order (nDCG)."""
    weights = discount(len(shown))
    return ratio(float(weights @ shown), float(weights @ best))


@dataclass(frozen=True)
class Mixture:
    """Two pages, and how often the first is shown; the second the rest of the time.

    Attributes
    ----------
    often, rarely : (top,) int
        Items, best place first.
    share : float
        Share of the searches that gets ``often``, at least a half.
    """

    often: Order
    rarely: Order
    share: float


def of_equal_exposure(scores: Floats, in_b: Flags, attention: Floats) -> Mixture:
    """The pages of equal exposure that lose least of attention times score.

    Mixed so, an item of B gets on average as much attention as one of A. Where one of the groups is
    empty nothing can be equal, and the page is that of the scores.

    Parameters
    ----------
    scores : (n,)
        By which the ranker would rank.
    in_b : (n,)
        Who is of B.
    attention : (top,)
        Share of users who look at each place, never rising; nobody sees further.
    """
    top = len(attention)
    order = np.argsort(-scores, kind="stable")
    a, b = order[~in_b[order]], order[in_b[order]]
    if not len(a) or not len(b):
        return Mixture(order[:top], order[:top], 1.0)
    wanted = float(attention.sum()) * len(b) / len(scores)
    a, b = a[:top], b[:top]
    seen = np.append(attention, np.zeros(len(b)))
    ascending, of_b, below = scores[a][::-1], scores[b], np.arange(len(b))

    def places(additions: Floats) -> NDArray[np.intp]:
        """Place of each of B, by addition: those of A with a higher score stand before, and B's better."""
        higher = len(a) - np.searchsorted(ascending, additions[:, None] + of_b, side="right")
        return np.minimum(higher + below, top + below)

    far = float(np.ptp(scores)) + 1.0
    low, high = -far, far
    for _ in range(HALVINGS):
        additions = np.linspace(low, high, PARTS + 1)
        found = places(additions)
        # attention on B never falls as the addition grows: find the part in which it passes what is wanted
        part = min(max(int(np.searchsorted(seen[found].sum(axis=1), wanted)), 1), PARTS)
        low, high = float(additions[part - 1]), float(additions[part])
        less, more = found[part - 1], found[part]
        if np.abs(less - more).sum() <= 1:
            break
    of_less, of_more = float(seen[less].sum()), float(seen[more].sum())
    share = 1.0 if of_more == of_less else (wanted - of_less) / (of_more - of_less)
    share = min(max(share, 0.0), 1.0)
    pages = [_page(a, b, found, top) for found in (more, less)]
    return Mixture(*pages, share) if share >= 0.5 else Mixture(*pages[::-1], 1 - share)


def _page(a: Order, b: Order, places: NDArray[np.intp], top: int) -> Order:
    """The page on which B stands at ``places`` and A, in order, at the others."""
    page = np.empty(top, np.intp)
    free = np.ones(top, np.bool_)
    mine = places < top
    free[places[mine]] = False
    page[places[mine]] = b[mine]
    page[free] = a[: int(free.sum())]
    return page
