"""A detector: a picture that is read otherwise once it is squeezed is refused.

The model reads the picture as it is, with fewer colours, and after a median. Where its
probabilities differ by more than a threshold, the picture is refused. The threshold is set on
signs so that one in twenty of them is refused. An attack made with more force stands
further from the border that it crossed, so that all the readings agree on the wrong sign. And whoever
knows of it pushes the squeezed copies over the border as well, as long as one of them gives it away.

Sources: Weilin Xu, David Evans and Yanjun Qi: Feature squeezing: detecting adversarial examples in
deep neural networks, 2018. Nicholas Carlini and David Wagner: Adversarial examples are not easily
detected, 2017 (one loss for the model and the detector). Florian Tramèr and others: On adaptive
attacks to adversarial example defenses, 2020 (climb only what still fails).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulations.defences.pursuit import Look, lead
from simulations.defences.together import Most, Together
from simulations.defences.transforms import Transform, Transformed, fewer_colours, median, way_back
from simulations.signs.attacks.base import Differentiable, Goal, Images, Labels, Reader, Scores, softmax

REFUSED_CLEAN = 0.05
"""Which share of the signs that it is set on the threshold refuses."""
BITS = 4
CLOSE = 0.9
"""From which share of the threshold on an attacker begins to hide."""


def squeezed_colours(images: Images) -> Images:
    """The pictures with the few colours that the detector leaves."""
    return fewer_colours(images, BITS)


SQUEEZERS: tuple[Transform, ...] = (squeezed_colours, median)


@dataclass(frozen=True)
class Detector:
    """Refuses the pictures whose reading changes most when they are squeezed.

    Attributes
    ----------
    model
        What reads.
    threshold
        How far apart (0 to 2) two readings' probabilities may lie.
    """

    model: Reader
    threshold: float

    def refuses(self, images: Images) -> NDArray[np.bool_]:
        """Which of the pictures (n,) are refused."""
        refused: NDArray[np.bool_] = unrest(self.model, images) > self.threshold
        return refused


def unrest(model: Reader, images: Images) -> NDArray[np.float64]:
    """How far (n,) the probabilities move when a picture is squeezed: 0 not at all, 2 altogether.

    The largest of the L1 distances between the reading of the picture and of its squeezed copies.
    """
    plain = softmax(model.scores(images))
    moved = [np.abs(plain - softmax(model.scores(squeeze(images)))).sum(axis=1) for squeeze in SQUEEZERS]
    largest: NDArray[np.float64] = np.max(moved, axis=0)
    return largest


def set_on(model: Reader, images: Images, *, refused: float = REFUSED_CLEAN) -> Detector:
    """A detector whose threshold refuses the share ``refused`` of ``images``."""
    return Detector(model, float(np.quantile(unrest(model, images), 1 - refused)))


def copies(model: Differentiable, squeezers: Sequence[Transform] = SQUEEZERS) -> Together:
    """What an attacker who knows of the detector follows: the picture and its squeezed copies at once.

    Whoever moves all of them to the same wrong sign moves nothing when the picture is squeezed.
    """
    return Together((model, *(Transformed(model, squeeze, way_back(squeeze)) for squeeze in squeezers)))


@dataclass(frozen=True)
class Unseen:
    """What an attacker follows who must fool the model and not be refused (an ``Aim``).

    The way past the border, until the model reads the wrong sign; and, for as long as a squeezed copy
    is read so differently that the picture would be refused, the way past the border for that copy:
    the margin and a penalty for being detected.

    Attributes
    ----------
    model
        What reads.
    threshold
        That of the detector.
    """

    model: Differentiable
    threshold: float

    def look(self, images: Images, goal: Goal) -> Look:
        """The way of whatever still fails: the reading, or a copy that gives it away."""
        plain, *squeezed = self._models
        ahead, way = lead(plain, images, goal)
        uphill: Images = np.where((ahead <= 0)[:, None, None, None], way, np.float32(0))
        shares, calm = softmax(plain.scores(images)), np.ones(len(images), dtype=bool)
        for copy in squeezed:
            moved = np.abs(shares - softmax(copy.scores(images))).sum(axis=1)
            tells = np.flatnonzero(moved > CLOSE * self.threshold)
            if len(tells):
                uphill[tells] += lead(copy, images[tells], goal.take(tells))[1]
            calm &= moved <= self.threshold
        return Look(uphill, (ahead > 0) & calm)

    def near(self, images: Images, labels: Labels) -> Scores:
        """How near (n, 12) each wrong reading is, for the copy that is furthest from it."""
        return Most(self._models, len(self._models)).near(images, labels)

    @cached_property
    def _models(self) -> tuple[Differentiable, ...]:
        return copies(self.model).models
