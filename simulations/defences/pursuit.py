"""The loop of an attacker who knows: many small steps, until the defended model itself is fooled.

It is the loop of the usual attack (PGD: Aleksander Madry and others, 2018) with three differences.
What is followed plugs in, so that it may be several models at once. It may aim: for each sign the
wrong kinds that lie nearest are tried one after the other, and the sign counts as broken if one of
them works, as in the targeted attack of AutoAttack (Francesco Croce and Matthias Hein: Reliable
evaluation of adversarial robustness with an ensemble of diverse parameter-free attacks, 2020). And
a sign that is won is left alone, which saves most of the work where little holds.

What is to be climbed follows Florian Tramèr, Nicholas Carlini, Wieland Brendel and Aleksander Madry
(On adaptive attacks to adversarial example defenses, 2020): one loss that is above 0 exactly where
the whole defence is fooled, and no part of it so steep that the others are never heard.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Differentiable, Goal, Images, Labels, Scores
from simulations.signs.attacks.gradient import L2, Ball, LInf, outer

Leads = NDArray[np.float64]
"""(n,): how far past the border, by the largest change of a pixel; below 0 is how much is missing."""
FLAT = 1e-12
"""A slope below this counts as this, so that nothing is divided by zero."""


@dataclass(frozen=True)
class Look:
    """What the attacker sees from where the pictures stand.

    Attributes
    ----------
    uphill : (n, 32, 32, 3) float32
        Which way leads to the goal.
    past : (n,) bool
        Where the goal seems reached. Only these are shown to the defended model on the way.
    """

    uphill: Images
    past: NDArray[np.bool_]


class Course(Protocol):
    """What an attack follows: ``Look`` at pictures with a goal."""

    def look(self, images: Images, goal: Goal) -> Look:
        """Which way leads to the goal, and where it seems reached."""


class Aim(Course, Protocol):
    """A course that knows which wrong readings are nearest."""

    def near(self, images: Images, labels: Labels) -> Scores:
        """How near (n, 12) each wrong reading is, larger is nearer; minus infinity for the right one."""


def lead(model: Differentiable, images: Images, goal: Goal) -> tuple[Leads, Images]:
    """How far ``model`` is past the border, were it as steep all the way, and the direction that adds to it.

    The margin divided by the sum of the gradient's sizes: about the change of every pixel that is
    still missing. So models of any steepness compare, and all directions are equally long.
    """
    scores = model.scores(images)
    steep = model.gradient(images, outer(scores, goal, "margin"))
    length = np.maximum(np.abs(steep).sum(axis=(1, 2, 3), dtype=np.float64), FLAT)
    return goal.margin(scores) / length, steep / length[:, None, None, None].astype(np.float32)


def leads(model: Differentiable, images: Images, labels: Labels) -> Scores:
    """The same (n, 12) for each wrong kind against the right one; minus infinity for the right one."""
    scores, rows = model.scores(images), np.arange(len(labels))
    found = np.full(scores.shape, -np.inf)
    for kind in range(scores.shape[1]):
        toward = np.zeros(scores.shape)
        toward[:, kind] = 1
        toward[rows, labels] -= 1
        length = np.abs(model.gradient(images, toward)).sum(axis=(1, 2, 3), dtype=np.float64)
        ahead = (scores[:, kind] - scores[rows, labels]) / np.maximum(length, FLAT)
        found[:, kind] = np.where(labels == kind, -np.inf, ahead)
    return found


def pursued(
    course: Course, images: Images, goal: Goal, *, eps: float, steps: int, norm: Literal["linf", "l2"],
    fooled: Callable[[Images, NDArray[np.intp]], NDArray[np.bool_]], start: NDArray[np.float32] | None = None,
) -> Images:
    """Pictures within ``eps`` of ``images`` after so many steps, or after the first that fools.

    Parameters
    ----------
    course
        What is followed.
    eps
        The largest size of a change, counted in ``norm``; steps are 2.5 eps / steps long (Madry and
        others, 2018).
    fooled
        Whether the defended model is fooled by these pictures, of the signs of these numbers.
    start : (n, 3072) or None
        The change to begin with; none where it is not given.
    """
    ball: Ball = LInf() if norm == "linf" else L2()
    length = np.float32(2.5 * eps / steps)
    original = images.reshape(len(images), math.prod(images.shape[1:]))
    found = np.clip(original if start is None else original + start, 0, 1)
    left = np.arange(len(images))
    for _ in range(steps):
        x = found[left]
        look = course.look(x.reshape(-1, *images.shape[1:]), goal.take(left))
        won = look.past.copy()
        if won.any():
            won[won] = fooled(x[won].reshape(-1, *images.shape[1:]), left[won])
        on, left = ~won, left[~won]
        if not len(left):
            break
        x = x[on] + length * ball.steepest(look.uphill[on].reshape(len(left), -1))
        x = original[left] + ball.projected(x - original[left], eps)
        found[left] = np.clip(x, 0, 1)
    pictures: Images = found.reshape(images.shape).astype(np.float32, copy=False)
    return pictures
