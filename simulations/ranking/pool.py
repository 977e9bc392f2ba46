"""The pool of items from which the page is made, and the first guess at how relevant each is.

Both groups are equally relevant. The first guess, learnt from an earlier web, errs a little about
everybody, and places B lower by as much as the stereotype has it. After the observation of Matthew
Kay, Cynthia Matuszek and Sean Munson (2015) that pages show stereotypes; the sizes are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulations.ranking.result import Flags, Floats
from simulations.seeds import stream

MEAN, SPREAD = 0.5, 0.15
"""Of true relevance, in both groups: invented."""
LEAST, MOST = 0.02, 0.98
"""Relevance is a share of people, and is kept off 0 and 1."""
ERROR = 0.05
"""Standard deviation of the first guess about anybody: invented."""
STEP = 0.2
"""How much lower B is guessed under a full stereotype: invented; 1.3 of the spread above."""


@dataclass(frozen=True)
class Pool:
    """All items.

    Attributes
    ----------
    in_b : (n,) bool
        Who is of group B.
    relevance : (n,) float
        True relevance.
    first_guess : (n,) float
        What the ranker begins with.
    """

    in_b: Flags
    relevance: Floats
    first_guess: Floats


def made(seed: int, items: int, *, share_b: float, stereotype: float) -> Pool:
    """The pool of a run: the same items whatever the stereotype, the first ones whatever the number.

    ``share_b`` turned up puts more of the same items into B.
    """
    lot = stream(seed, "group").random(items)
    in_b = np.zeros(items, np.bool_)
    in_b[np.argsort(lot)[: round(share_b * items)]] = True
    relevance = np.clip(MEAN + SPREAD * stream(seed, "relevance").standard_normal(items), LEAST, MOST)
    error = ERROR * stream(seed, "error of the first guess").standard_normal(items)
    return Pool(in_b, relevance, relevance + error - STEP * stereotype * in_b)
