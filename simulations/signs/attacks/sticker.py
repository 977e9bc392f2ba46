"""A sticker on a sign: few cells, any colours, made to work from where it will be seen.

The attacker cannot touch the camera's picture, only the sign. So the change is confined to a small
part of the sign, as large as it likes there, and its colours follow the gradient averaged over many
views: other positions, other light, noise. Made for one view alone, it is mostly lost from the next.

Kevin Eykholt, Ivan Evtimov, Earlence Fernandes and others, Robust Physical-World Attacks on Deep
Learning Visual Classification, 2018 (RP2: a place first, then colours). Anish Athalye, Logan
Engstrom, Andrew Ilyas, Kevin Kwok, Synthesizing Robust Adversarial Examples, 2018 (the average over
views). Steps are those of Diederik Kingma and Jimmy Ba, Adam, 2015.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.attacks.base import Differentiable, Goal, Images, Labels, Reader
from simulations.signs.attacks.budgets import MOST_STEPS, checked
from simulations.signs.attacks.expectation import Colours, Views
from simulations.signs.attacks.gradient import Loss, ascent
from simulations.signs.attacks.placement import BLOCK, Mask
from simulations.signs.scenes import TEMPLATE, Scenes, drawn, photographed, sign_area

MOST_VIEWS = 512
POOL = 4
"""How many times as many photographs the attacker has as are looked at in one step."""
STEP = 0.1
"""How far Adam moves a colour in its first step."""


@dataclass(frozen=True, eq=False)
class Sticker:
    """What is stuck on a sign.

    Attributes
    ----------
    mask : (64, 64) bool
        Which cells of the sign plane are covered.
    overlay : (64, 64, 4) float32
        Red, green, blue and opacity of each cell, for ``photographed``; opacity is 0 or 1.
    area : float
        Which share of the sign is covered.
    """

    mask: Mask
    overlay: NDArray[np.float32]
    area: float


@dataclass(frozen=True, eq=False)
class Readings:
    """A stickered sign, photographed and read.

    Attributes
    ----------
    images : (n, 32, 32, 3) float32
        What the camera took.
    read : (n,) int
        What the model reads in each.
    reached : (n,) bool
        Whether that is what the attacker wants.
    """

    images: Images
    read: Labels
    reached: NDArray[np.bool_]

    @property
    def success(self) -> float:
        """The share of the views in which the attacker gets what is wanted."""
        return float(self.reached.mean()) if len(self.reached) else float("nan")


def made(
    model: Differentiable, label: int, target: int | None, mask: Mask, *,
    views: int = 32, steps: int = 60, seed: int = 1, scenes: Scenes | None = None,
    loss: Loss = "margin", progress: Progress | None = None,
) -> Sticker:
    """A sticker whose colours make ``model`` read the sign as ``target``, from many views.

    Parameters
    ----------
    target
        What it should be read as; None where anything wrong will do.
    mask : (64, 64) bool
        Where the sticker is (``simulations.signs.attacks.placement.placed``).
    views
        Over how many views each step averages. More make the sticker work from more places.
    steps
        More steps find better colours; the gain soon ends.
    scenes
        The views to draw from; drawn from ``seed`` where they are not given. One scene alone gives
        a sticker made for that view alone.
    progress
        Called every few steps. Whatever it raises ends the work and goes through.

    Raises
    ------
    ParameterError
        Where ``views`` or ``steps`` is out of range, or the mask is empty or leaves the sign.
    """
    checked(("views", views, 1, MOST_VIEWS), ("steps", steps, 1, MOST_STEPS))
    _check(mask, label)
    if scenes is None:
        scenes = drawn(np.full(POOL * views, label, dtype=np.int64), seed, "sticker, made for")
    pool, rng = Views(scenes, mask), stream(seed, "sticker, light and noise")
    adam = Adam(stream(seed, "sticker, first colours").random((int(mask.sum()), 3), dtype=np.float32))
    for step in range(steps):
        if progress is not None and step % 5 == 0:
            progress(step / steps, f"Looking for colours: step {step} of {steps}")
        looks = pool.look(views, rng)
        seen = looks.seen(adam.x)
        shown = np.clip(seen, 0, 1)
        uphill = ascent(model, shown, _goal(len(shown), label, target), loss)
        adam.climb(looks.back(uphill * (seen == shown)))
    return stuck(adam.x, mask, label)


class Adam:
    """Steps uphill, as long in every colour as its gradient is steady (Kingma and Ba, algorithm 1)."""

    def __init__(self, start: Colours) -> None:
        self.x = start
        self.m = np.zeros_like(start)
        self.v = np.zeros_like(start)
        self.t = 0

    def climb(self, gradient: Colours) -> None:
        """One step; colours stay between 0 and 1."""
        beta1, beta2, eps = 0.9, 0.999, 1e-8
        self.t += 1
        self.m = beta1 * self.m + (1 - beta1) * gradient
        self.v = beta2 * self.v + (1 - beta2) * gradient**2
        step = self.m / (1 - beta1**self.t) / (np.sqrt(self.v / (1 - beta2**self.t)) + eps)
        self.x = np.clip(self.x + STEP * step, 0, 1).astype(np.float32)


def random_colours(mask: Mask, label: int, rng: np.random.Generator) -> Sticker:
    """The control: the same place, every block of the sign plane in a colour drawn at random.

    Smaller pieces would blend into grey in the camera, and make the control look weaker than it is.
    """
    side = TEMPLATE // BLOCK
    drawn_blocks = rng.random((side, side, 3), dtype=np.float32)
    return stuck(drawn_blocks.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)[mask], mask, label)


def black(mask: Mask, label: int) -> Sticker:
    """Black tape."""
    return stuck(np.zeros((int(mask.sum()), 3), dtype=np.float32), mask, label)


def stuck(colours: Colours, mask: Mask, label: int) -> Sticker:
    """The sticker with these colours (m, 3), cell by cell. ParameterError where it leaves the sign."""
    _check(mask, label)
    overlay = np.zeros((TEMPLATE, TEMPLATE, 4), dtype=np.float32)
    overlay[mask, :3] = np.clip(colours, 0, 1)
    overlay[mask, 3] = 1
    return Sticker(mask, overlay, float(mask.sum() / sign_area(label).sum()))


def views(model: Reader, sticker: Sticker, label: int, target: int | None, scenes: Scenes) -> Readings:
    """What ``model`` reads in photographs of the stickered sign, by the full camera."""
    images = photographed(scenes, overlay=sticker.overlay)
    scores = model.scores(images)
    return Readings(images, scores.argmax(axis=1), _goal(len(images), label, target).reached(scores))


def _goal(count: int, label: int, target: int | None) -> Goal:
    return Goal(np.full(count, label), None if target is None else np.full(count, target))


def _check(mask: Mask, label: int) -> None:
    if mask.shape != (TEMPLATE, TEMPLATE) or not mask.any():
        raise ParameterError([f"mask must name at least one of {TEMPLATE} by {TEMPLATE} cells"])
    if (mask & ~sign_area(label)).any():
        raise ParameterError(["mask must stay inside the sign: some of its cells are not sign"])
