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

PARTS, CUTS = 16, 8
"""Into how many parts the range of additions is cut, and how often the right part is cut again at most:
then the addition is known to a billionth of the range."""
_EVEN = np.arange(PARTS + 1) / PARTS
_NEAR = np.linspace(-1.0, 1.0, PARTS + 1) ** 5
"""The first cuts are closest about the addition of the last page: most pages are like the one before."""


def by_place(places: int, eta: float) -> Floats:
    """Share of users who look at the first, second, ... place: (1 / log2(1 + k))^eta."""
    return discount(places) ** eta


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
    share
        Share of the searches that gets ``often``, at least a half.
    addition
        What is added to the score of everybody of B.
    """

    often: Order
    rarely: Order
    share: float
    addition: float


def of_exposure(
    scores: Floats, in_b: Flags, attention: Floats, *, times: float = 1.0, near: float = 0.0
) -> Mixture:
    """The pages of equal exposure that lose least of attention times score.

    Mixed so, an item of B gets on average ``times`` the attention of one of A, or as near to it as any
    page comes. Where one of the groups is empty nothing can be equal, and the page is that of the scores.

    Parameters
    ----------
    scores : (n,)
        By which the ranker would rank.
    in_b : (n,)
        Who is of B.
    attention : (top,)
        Share of users who look at each place, never rising; nobody sees further.
    times
        1 is equal exposure; more gives B more.
    near
        Where to look for the addition first; makes it faster, and nothing else.
    """
    top = len(attention)
    order = (-scores).argsort(kind="stable")
    of = in_b[order]
    a, b = order[~of], order[of]
    if not len(a) or not len(b):
        return Mixture(order[:top], order[:top], 1.0, 0.0)
    wanted = float(attention.sum()) * times * len(b) / (len(a) + times * len(b))
    a, b = a[:top], b[:top]
    seen = np.append(attention, 0.0)
    ascending, of_b, below = scores[a][::-1], scores[b], np.arange(len(b))

    def places(additions: Floats) -> NDArray[np.intp]:
        """Place (from 0; ``top`` is off the page) of each of B, by addition: behind those of A with a
        higher score, and behind B's better.
        """
        higher = len(a) - ascending.searchsorted(additions[:, None] + of_b, side="right")
        found: NDArray[np.intp] = np.minimum(higher + below, top)
        return found

    # far below all of B stands last, far above it stands first
    far = float(max(ascending[-1], of_b[0]) - min(ascending[0], of_b[-1])) + 1.0
    additions = near + (far + abs(near)) * _NEAR
    for _ in range(CUTS):
        found = places(additions)
        # attention on B never falls as the addition grows: find the part in which it passes what is wanted
        on_b = seen[found].sum(axis=1)
        part = min(max(int(on_b.searchsorted(wanted)), 1), PARTS)
        low, high = additions[part - 1], additions[part]
        less, more = found[part - 1], found[part]
        of_less, of_more = float(on_b[part - 1]), float(on_b[part])
        if np.abs(less - more).sum() <= 1:
            break
        additions = low + (high - low) * _EVEN
    share = 1.0 if of_more == of_less else (wanted - of_less) / (of_more - of_less)
    share = min(max(share, 0.0), 1.0)
    pages = [_page(a, b, found, top) for found in (more, less)]
    addition = float(low + high) / 2
    if share >= 0.5:
        return Mixture(pages[0], pages[1], share, addition)
    return Mixture(pages[1], pages[0], 1 - share, addition)


def _page(a: Order, b: Order, places: NDArray[np.intp], top: int) -> Order:
    """The page on which B stands at ``places`` and A, in order, at the others."""
    page = np.empty(top, np.intp)
    free = np.ones(top, np.bool_)
    mine = places < top
    free[places[mine]] = False
    page[places[mine]] = b[mine]
    page[free] = a[: int(free.sum())]
    return page
