"""Attacks that follow the gradient: one step, or many small ones that never leave the budget.

Whoever knows the model can ask it, for every pixel at once, in which direction a small change
moves the score. One step of the full size that way is FGSM (Ian Goodfellow, Jonathon Shlens and
Christian Szegedy, Explaining and harnessing adversarial examples, 2015). Many small steps, each
brought back into the budget, are PGD (Aleksander Madry and others, Towards deep learning models
resistant to adversarial attacks, 2018). The norm that the budget is counted in says which way is
steepest, and what bringing back means; the loop is the same (after Foolbox).
"""

from __future__ import annotations

import math
from typing import Literal, Protocol, assert_never

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Attacked, Differentiable, Goal, Images, Scores, attacked, softmax
from simulations.signs.attacks.budgets import MOST_L2, MOST_STEPS, checked

Norm = Literal["linf", "l2"]
Loss = Literal["cross-entropy", "margin"]
Flat = NDArray[np.float32]
"""(n, d): one row for each sign."""


class Ball(Protocol):
    """All changes up to a size, counted in one norm; changes are rows (n, d)."""

    largest: float

    def steepest(self, gradient: Flat) -> Flat:
        """The change of size 1 that raises the loss most, by its gradient."""

    def projected(self, change: Flat, eps: float) -> Flat:
        """The nearest change of at most size ``eps``."""

    def inside(self, rng: np.random.Generator, shape: tuple[int, ...], eps: float) -> Flat:
        """Changes drawn evenly from all of at most size ``eps``."""


class LInf:
    """The size of a change is that of the pixel value that changes most."""

    largest = 1.0

    def steepest(self, gradient: Flat) -> Flat:
        return np.sign(gradient)

    def projected(self, change: Flat, eps: float) -> Flat:
        return np.clip(change, -eps, eps)

    def inside(self, rng: np.random.Generator, shape: tuple[int, ...], eps: float) -> Flat:
        return rng.uniform(-eps, eps, shape).astype(np.float32)


class L2:
    """The size of a change is the root of the summed squares of all its values."""

    largest = MOST_L2

    def steepest(self, gradient: Flat) -> Flat:
        return gradient / _length(gradient)

    def projected(self, change: Flat, eps: float) -> Flat:
        shrink: Flat = np.minimum(1, np.float32(eps) / _length(change))
        return change * shrink

    def inside(self, rng: np.random.Generator, shape: tuple[int, ...], eps: float) -> Flat:
        direction = self.steepest(rng.standard_normal(shape).astype(np.float32))
        radius = eps * rng.random((shape[0], 1)) ** (1 / shape[1])  # the volume grows by the d-th power
        drawn: Flat = direction * radius.astype(np.float32)
        return drawn


def fgsm(model: Differentiable, images: Images, goal: Goal, *, eps: float) -> Attacked:
    """Every pixel value moved by ``eps`` in the direction that helps the attacker: one gradient, one step.

    ``eps`` is between 0 and 1 (8/255 is 8 steps of a screen). Raises ParameterError outside that.
    """
    checked(("eps", eps, 0, 1))
    stepped = images + np.float32(eps) * direction(model, images, goal)
    return attacked(model, images, stepped, goal, queries=1)


def direction(model: Differentiable, images: Images, goal: Goal) -> Images:
    """The direction of FGSM's step, -1, 0 or 1 for every pixel value: the same at every size."""
    return np.sign(ascent(model, images, goal, "cross-entropy"))


def pgd(
    model: Differentiable, images: Images, goal: Goal, *, eps: float, steps: int = 20,
    norm: Norm = "linf", loss: Loss = "cross-entropy", rng: np.random.Generator | None = None,
    step: float | None = None,
) -> Attacked:
    """Many small steps, none of which leaves the budget.

    Parameters
    ----------
    eps
        The largest size of a change: for ``linf`` between 0 and 1, the change of any one value; for
        ``l2`` the root of the summed squares.
    steps
        More steps find more; the gain soon ends.
    norm
        In which norm ``eps`` is counted.
    loss
        What is climbed. ``margin`` also works where the model's scores are so large that the
        cross-entropy is flat.
    rng
        Where it is given, the first step starts from a random change within the budget.
    step
        The size of a step; 2.5 eps / steps where it is not given (Madry and others, 2018).

    Raises
    ------
    ParameterError
        Where ``eps``, ``steps`` or ``step`` is out of range.
    """
    ball: Ball = LInf() if norm == "linf" else L2()
    checked(("eps", eps, 0, ball.largest), ("steps", steps, 1, MOST_STEPS), ("step", step or 0, 0, np.inf))
    length = 2.5 * eps / steps if step is None else step

    original = images.reshape(len(images), math.prod(images.shape[1:]))
    start = 0 if rng is None else ball.inside(rng, original.shape, eps)
    x = np.clip(original + start, 0, 1)
    for _ in range(steps):
        uphill = ascent(model, x.reshape(images.shape), goal, loss).reshape(x.shape)
        x = x + np.float32(length) * ball.steepest(uphill)
        x = original + ball.projected(x - original, eps)
        x = np.clip(x, 0, 1)
    return attacked(model, images, x.reshape(images.shape), goal, queries=steps)


def ascent(model: Differentiable, images: Images, goal: Goal, loss: Loss) -> Images:
    """The gradient (n, 32, 32, 3), by every pixel value, of what the attacker wants to grow."""
    return model.gradient(images, outer(model.scores(images), goal, loss))


def outer(scores: Scores, goal: Goal, loss: Loss) -> Scores:
    """The gradient (n, 12), by the scores, of what the attacker wants to grow.

    By ``cross-entropy`` that is -log p of what the sign is, or log p of what it should be read as:
    its gradient is the difference between the probabilities and the one class that is meant. By
    ``margin`` it is ``Goal.margin``, the difference between two scores.
    """
    own = goal.labels if goal.targets is None else goal.targets
    sign = 1.0 if goal.targets is None else -1.0
    rows = np.arange(len(scores))
    if loss == "cross-entropy":
        away = softmax(scores)
    elif loss == "margin":
        others = np.array(scores, dtype=float)
        others[rows, own] = -np.inf
        away = np.zeros_like(others)
        away[rows, others.argmax(axis=1)] = 1
    else:
        assert_never(loss)
    away[rows, own] -= 1
    return sign * away


def _length(rows: Flat) -> Flat:
    lengths: Flat = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return np.maximum(lengths, 1e-12, dtype=np.float32)
