"""Square: a random search that only sees scores.

A square of the picture, at a random place, is pushed to the edge of what is allowed, each of red,
green and blue up or down. If the model's margin grows, the square stays; else it goes. Squares start
large and shrink by a fixed schedule. No gradient is used, so hiding gradients does not help.

After Andriushchenko, Croce, Flammarion and Hein, "Square Attack: a query-efficient black-box
adversarial attack via random search" (2020), Algorithms 1 and 2, with their schedule and stripes.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Attacked, Goal, Images, Reader
from simulations.signs.attacks.budgets import checked
from simulations.signs.attacks.questions import MOST, Asked, Questions

HALVED = np.array([10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000])
"""After which of 10,000 steps the share of the picture that a square covers is halved; scaled to
the questions that are allowed."""
BLOCK = 64
"""Steps for which random numbers are drawn at a time."""


def square(
    model: Reader, images: Images, goal: Goal, *, eps: float, queries: int,
    rng: np.random.Generator, first_square: float = 0.3,
) -> Asked:
    """What random squares make of ``images`` within ``eps`` of each pixel, by scores alone.

    Parameters
    ----------
    model
        Anything that gives scores, with or without gradients.
    images : (n, 32, 32, 3) float32
        The signs.
    goal
        What they are, and what they should be read as.
    eps
        Largest change of any pixel's red, green or blue, 0 to 1 (8/255 is a change by 8 steps of 255).
    queries
        How many pictures may be shown to the model for each sign, 1 to 100,000. A sign is left alone
        as soon as it is won. The original is not shown: the attacker knows what it is read as.
    rng
        Where the stripes and squares come from. What happens to a sign does not depend on the signs
        behind it.
    first_square
        The share of the picture that the first squares cover (the paper's p), 0.001 to 1.

    Raises
    ------
    ParameterError
        For a value out of range.
    """
    checked(("queries", queries, 1, MOST), ("eps", eps, 0, 1), ("first_square", first_square, 0.001, 1))
    ask = Questions(model, goal, queries)
    draws = _Draws(rng, len(images), images.shape[1])
    lower, upper = np.clip(images - np.float32(eps), 0, 1), np.clip(images + np.float32(eps), 0, 1)

    found = np.where(draws.stripes(), upper, lower)
    margin = _asked(ask, found, np.arange(len(images)))
    for step in range(1, queries if eps > 0 else 1):
        open_ = np.flatnonzero(margin <= 0)
        if not len(open_):
            break
        side = side_of(first_square, step - 1, queries, images.shape[1])
        rows, columns, colours, other_colours = draws.squares(open_, step - 1, side)
        window = (open_[:, None, None], rows, columns)
        down, up, before = lower[window], upper[window], found[window]
        after = np.where(colours, up, down)
        # to show the same picture again would waste a question
        same = (after == before).all(axis=(1, 2, 3), keepdims=True)
        after = np.where(same, np.where(other_colours, up, down), after)
        tried = found[open_]
        tried[np.arange(len(open_))[:, None, None], rows, columns] = after
        asked = _asked(ask, tried, open_)
        better = asked > margin[open_]
        found[open_[better]], margin[open_[better]] = tried[better], asked[better]
    return Asked(Attacked(images, found, margin > 0, ask.asked), ask.trace())


def _asked(ask: Questions, pictures: Images, which: NDArray[np.int64]) -> NDArray[np.float64]:
    """The margins of one picture for each of some signs, and who is won by it."""
    margins = ask.margins(pictures, which)
    ask.win(which[margins > 0])
    return margins


def side_of(first_square: float, step: int, steps: int, size: int) -> int:
    """Side, in pixels, of the squares of a step (0 is the first) of so many."""
    halvings = int(np.searchsorted(HALVED, 10_000 * step // steps))
    share = first_square / 2.0**halvings
    return min(max(round(size * math.sqrt(share)), 1), size - 1)


class _Draws:
    """Where stripes and squares fall: a stream for each sign, whichever other signs there are."""

    def __init__(self, rng: np.random.Generator, count: int, size: int) -> None:
        self.streams = rng.spawn(count)
        self.size = size
        self.block = np.zeros((count, BLOCK, 4))

    def stripes(self) -> NDArray[np.bool_]:
        """(n, 1, size, 3): whether each upright line of each picture goes up, by colour."""
        drawn = np.zeros((len(self.streams), 1, self.size, 3))
        for i, one in enumerate(self.streams):
            one.random(out=drawn[i])
        return drawn < 0.5

    def squares(
        self, which: NDArray[np.int64], step: int, side: int,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
        """A square for each of the k signs ``which``, its colours, and any of the seven other colours.

        Rows (k, side, 1) and columns (k, 1, side) are those of its pixels. Colours (k, 1, 1, 3) say
        whether red, green and blue go up. Steps are asked for in turn, from 0.
        """
        if step % BLOCK == 0:
            for i in which:
                self.streams[i].random(out=self.block[i])
        drawn = self.block[which, step % BLOCK]
        corner = (drawn[:, :2] * (self.size - side + 1)).astype(np.int64)
        along = np.arange(side)
        rows = (corner[:, 0, None] + along)[:, :, None]
        columns = (corner[:, 1, None] + along)[:, None, :]
        colour = (drawn[:, 2] * 8).astype(np.int64)
        other = colour ^ (1 + (drawn[:, 3] * 7).astype(np.int64))
        return rows, columns, _bits(colour), _bits(other)


def _bits(colours: NDArray[np.int64]) -> NDArray[np.bool_]:
    """0 to 7 as whether red, green and blue go up, (k, 1, 1, 3)."""
    up: NDArray[np.bool_] = (colours[:, None, None, None] >> np.arange(3)) % 2 == 1
    return up
