"""The smallest change that works: an attack without a budget, which reports how little it needed.

For each sign, the length of the change is minimised together with how far the goal is missed:

    minimise  |x - x0|^2 + c * max(-margin(x), 0)    over w, where x = (tanh(w) + 1) / 2

so that x stays within the screen's range by itself. If c is small nothing succeeds, if it is large
the change is larger than needed: a binary search finds the border for each sign. Nicholas Carlini
and David Wagner, Towards evaluating the robustness of neural networks, 2017 (their L2 attack with
f6, by Adam). Their 9 searches of 1,000 iterations are far more than this small model needs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Attacked, Differentiable, Goal, Images, attacked
from simulations.signs.attacks.budgets import MOST_STEPS, checked
from simulations.signs.attacks.gradient import outer

Floats = NDArray[np.float64]
ALMOST_ONE = 1 - 1e-5
"""Black and white lie at infinity in w: they are taken from just inside."""


def carlini_wagner(
    model: Differentiable, images: Images, goal: Goal, *, searches: int = 5, steps: int = 40,
    rate: float = 0.01, first: float = 0.1,
) -> Attacked:
    """The shortest changes (L2) found that reach the goal; the original where none was found.

    Parameters
    ----------
    searches
        How many values of c are tried for each sign. More find shorter changes.
    steps
        How many steps of Adam are taken with each of them. More find shorter changes.
    rate
        The length of Adam's steps, in w.
    first
        The first c; it is multiplied by ten until the goal is reached, then halved in between.

    Raises
    ------
    ParameterError
        Where one of them is out of range.
    """
    checked(("searches", searches, 1, 100), ("steps", steps, 1, MOST_STEPS),
            ("rate", rate, 1e-6, 10), ("first", first, 1e-9, 1e9))
    n = len(images)
    c, low, high = np.full(n, first), np.zeros(n), np.full(n, np.inf)
    best, shortest = images.copy(), np.full(n, np.inf)
    for _ in range(searches):
        found, length = _descended(model, images, goal, c, steps, rate)
        better = length < shortest
        best[better], shortest[better] = found[better], length[better]
        won = np.isfinite(length)
        high, low = np.where(won, c, high), np.where(won, low, c)
        c = np.where(np.isfinite(high), (low + high) / 2, 10 * c)
    return attacked(model, images, best, goal, queries=searches * steps)


def _descended(
    model: Differentiable, images: Images, goal: Goal, c: Floats, steps: int, rate: float,
) -> tuple[Images, Floats]:
    """The shortest change that reached the goal on the way down, and its length (n,), inf if none did."""
    w = np.arctanh((2 * images - 1) * np.float32(ALMOST_ONE))
    mean, square = np.zeros_like(w), np.zeros_like(w)
    best, shortest = images.copy(), np.full(len(images), np.inf)
    for t in range(1, steps + 1):
        tanh = np.tanh(w)
        x = (tanh + 1) / 2
        scores = model.scores(x)
        length = np.sqrt(((x - images) ** 2).sum(axis=(1, 2, 3)))
        better = goal.reached(scores) & (length < shortest)
        best[better], shortest[better] = x[better], length[better]
        missed = (c * (goal.margin(scores) <= 0))[:, None]
        by_x = 2 * (x - images) - model.gradient(x, missed * outer(scores, goal, "margin"))
        by_w = by_x * (1 - tanh**2) / 2
        # Adam (Diederik Kingma and Jimmy Ba, 2015), with their constants
        mean = 0.9 * mean + 0.1 * by_w
        square = 0.999 * square + 0.001 * by_w**2
        w = w - rate * (mean / (1 - 0.9**t)) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
    return best, shortest
