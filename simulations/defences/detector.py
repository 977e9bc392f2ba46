"""A detector: a picture that is read otherwise once it is squeezed is refused.

The model reads the picture as it is, with fewer colours, and after a median. Where its
probabilities differ by more than a threshold, the picture is refused. The threshold is set on
signs so that one in twenty of them is refused. An attack made with more force stands
further from the border that it crossed, so that all the readings agree on the wrong sign.

Source: Weilin Xu, David Evans and Yanjun Qi: Feature squeezing: detecting adversarial examples in
deep neural networks, 2018.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.defences.together import Together
from simulations.defences.transforms import Transform, Transformed, fewer_colours, median, way_back
from simulations.signs.attacks.base import Differentiable, Images, Reader, softmax

REFUSED_CLEAN = 0.05
"""Which share of the signs that it is set on the threshold refuses."""
BITS = 4


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
