"""What the black-box attacks share: they may only ask, every question is counted, and the count is bounded.

A question is one picture shown to the model for one sign. What was won by which question makes the
curve of success against questions, the measure by which such attacks are compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Attacked, Goal, Images, Reader

MOST = 100_000
"""Questions that an attack may be allowed for each sign."""
POINTS = 101
"""At how many numbers of questions a curve is drawn, at most."""


@dataclass(frozen=True)
class Asked:
    """What a black-box attack made of some signs.

    Attributes
    ----------
    attacked
        The pictures, who is fooled, and the questions asked for each.
    trace : (t, 2) float
        Questions asked, and the share of the signs won by then.
    sizes : (t, 2) float or None
        Questions asked, and the median over the signs of the smallest L2 change found by then that
        is read as wanted (nan where more than half have none). Only of attacks that shrink a change.
    """

    attacked: Attacked
    trace: NDArray[np.float64]
    sizes: NDArray[np.float64] | None = None


class Questions:
    """Shows pictures to a model, tells how far each is past the border, and counts.

    Attributes
    ----------
    asked : (n,) int
        Questions so far for each sign.
    won : (n,) float
        The question with which each sign was won; inf where it has not been.
    """

    def __init__(self, model: Reader, goal: Goal, allowed: int) -> None:
        self.model, self.goal, self.allowed = model, goal, allowed
        self.asked = np.zeros(len(goal.labels), dtype=np.int64)
        self.won = np.full(len(goal.labels), np.inf)

    def margins(self, pictures: Images, which: NDArray[np.int64]) -> NDArray[np.float64]:
        """How far past the border (k,) each of ``pictures`` (k, 32, 32, 3) is; above 0 is won.

        ``which`` (k,) are the signs they stand for; a sign may stand there more than once.
        """
        if not len(which):  # scikit-learn refuses to be asked about nothing
            return np.zeros(0)
        np.add.at(self.asked, which, 1)
        return self.goal.take(which).margin(self.model.scores(pictures))

    def win(self, which: NDArray[np.int64]) -> None:
        """Note that the signs ``which`` were won with the last question asked for them."""
        self.won[which] = self.asked[which]

    def left(self) -> NDArray[np.int64]:
        """How many more questions (n,) may be asked for each sign."""
        return self.allowed - self.asked

    def trace(self) -> NDArray[np.float64]:
        """(t, 2): questions asked, share of the signs won by then."""
        return np.array([(at, float((self.won <= at).mean()) if len(self.won) else np.nan)
                         for at in self.grid()])

    def grid(self) -> NDArray[np.float64]:
        """The numbers of questions at which curves are drawn: from 0 to all that were allowed."""
        grid: NDArray[np.float64] = np.unique(np.linspace(0, self.allowed, POINTS).round())
        return grid
