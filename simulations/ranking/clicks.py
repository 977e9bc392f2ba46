"""Clicks on a page, and what the ranker learns from them.

An item is clicked by those who look at its place and want it. Three ways to learn: clicks added up
(popularity); clicks for each time shown (click-through rate), which takes little attention for
little relevance; and clicks weighted by the inverse of the share who look (Thorsten Joachims, Adith
Swaminathan and Tobias Schnabel: Unbiased learning-to-rank with biased feedback, 2017), which takes
out the place, and leaves in whatever else keeps users from clicking.
"""

from __future__ import annotations

from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray

from simulations.ranking.result import Floats

Order = NDArray[np.intp]
Lesson = Literal["clicks", "ctr", "ips", "nothing"]

FIRST_GUESS = 4.0
"""As how many rounds of clicks the first guess counts: invented."""


def drawn(chance: Floats, searches: int, luck: Floats) -> Floats:
    """How many of ``searches`` users click, each with ``chance``, as ``luck`` has it.

    A binomial, by Cornish and Fisher's correction of the normal for its skew, so that the same luck
    brings more clicks where the chance is higher.

    Parameters
    ----------
    chance : (n,)
        Probability of a click, by item.
    luck : (n,)
        Standard normal.
    """
    mean = searches * chance
    skewed = mean + np.sqrt(mean * (1 - chance)) * luck + (luck * luck - 1) * (1 - 2 * chance) / 6
    clicks: Floats = np.clip(np.rint(skewed), 0, searches)
    return clicks


class Learnt:
    """What a ranker knows about each item: its first guess, and what clicks have told since."""

    def __init__(self, first_guess: Floats, how: Lesson) -> None:
        self.how = how
        self.scores = first_guess.copy()
        """(n,) the score by which the ranker ranks."""
        self._evidence = FIRST_GUESS * first_guess
        self._weight = np.full(len(first_guess), FIRST_GUESS)

    def learn(self, items: Order, *, shown: Floats, looked: Floats, clicked: Floats) -> None:
        """Take in a round.

        Parameters
        ----------
        items : (m,) int
            Those that were on a page.
        shown, looked, clicked : (m,)
            Share of the searches that showed the item, and of the users who looked at it, and clicked.
        """
        match self.how:
            case "nothing":
                return
            case "clicks":
                self._evidence[items] += clicked
            case "ctr":
                self._evidence[items] += clicked
                self._weight[items] += shown
            case "ips":
                # whoever is looked at by 1 of 20 counts 20 times for each click
                self._evidence[items] += shown * clicked / looked
                self._weight[items] += shown
            case _:
                assert_never(self.how)
        self.scores[items] = self._evidence[items] / self._weight[items]
