"""Which policies no other beats: in two outcomes, for the picture, and in all of them.

One policy beats another if it does at least as well in every outcome and better in one (Vilfredo
Pareto's order). What nobody beats is not therefore good, and what is beaten is only so here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulations.board.result import MORE_IS_WANTED, OUTCOMES, Flags, Floats

COMPARED = tuple(name for name in OUTCOMES if name != "cost")
"""The outcomes in which one policy may beat another; the budget sees to the cost."""
CLOSE = 1e-9
"""What differs by less, as a share, is the same."""


def wanted(outcomes: Mapping[str, Floats], names: Sequence[str]) -> Floats:
    """The outcomes turned so that more is wanted of each: (P, names)."""
    return np.column_stack([outcomes[name] if name in MORE_IS_WANTED else -outcomes[name] for name in names])


def beating(others: Floats, own: Floats) -> Flags:
    """Which of the policies ``others`` (P, K) beat the policy ``own`` (K,)."""
    slack = CLOSE * np.maximum(1.0, np.abs(own))
    no_worse, better = others >= own - slack, others > own + slack
    return np.logical_and(no_worse.all(axis=1), better.any(axis=1))


def frontier(points: Floats) -> Flags:
    """Which of the points (P, 2) no other beats, more being wanted of both.

    From the best in the first downwards, a point stands on the frontier as soon as it is better in
    the second than all before it. Of equal points one does.
    """
    order = np.lexsort((-points[:, 1], -points[:, 0]))
    second = points[order, 1]
    before = np.maximum.accumulate(np.concatenate([[-np.inf], second[:-1]]))
    on = np.zeros(len(points), bool)
    on[order] = second > before
    return on


def unbeaten(points: Floats) -> Flags:
    """Which of the points (P, K) no other beats, in all K outcomes; those equal to it do not."""
    left = np.ones(len(points), bool)
    # who is high in the sum of ranks beats many: asked first, most are gone soon
    for at in np.argsort(-points.argsort(axis=0).argsort(axis=0).sum(axis=1)):
        if left[at]:
            beaten = (points <= points[at]).all(axis=1) & (points < points[at]).any(axis=1)
            left &= ~beaten
    return left
