"""What is done to a picture before the model reads it, in the hope that an attack is lost on the way.

Fewer colours, a median, a blur or JPEG change a sign little and a fine pattern much. The model is
trained again on transformed signs, so that it reads them as well as before. Whoever knows the
transform attacks through it: forwards the picture goes through the transform, backwards the
gradient goes through something smooth that does nearly the same, or past it as if it were not
there (BPDA, backward pass differentiable approximation).

Sources: Weilin Xu, David Evans and Yanjun Qi: Feature squeezing, 2018 (fewer colours, median).
Chuan Guo and others: Countering adversarial images using input transformations, 2018 (JPEG).
Anish Athalye, Nicholas Carlini and David Wagner: Obfuscated gradients give a false sense of
security, 2018 (BPDA).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.parameters import ParameterError
from simulations.signs.attacks.base import Differentiable, Images, Scores

Transform = Callable[[Images], Images]

_AT_ONCE = 4
"""Pictures whose median is taken together: few enough to stay in the processor's cache."""
_EXCHANGES = (
    (1, 2), (4, 5), (7, 8), (0, 1), (3, 4), (6, 7), (1, 2), (4, 5), (7, 8), (0, 3), (5, 8), (4, 7),
    (3, 6), (1, 4), (2, 5), (4, 7), (4, 2), (6, 4), (4, 2),
)
"""Which of nine values to put in order, one pair after the other, until the fifth is the median
(Alan Paeth: Median finding on a 3 x 3 grid, Graphics Gems, 1990). Ten times faster than sorting."""


def unchanged(images: Images) -> Images:
    """The pictures as they are."""
    return images


def fewer_colours(images: Images, bits: int) -> Images:
    """The pictures with ``bits`` bits for each of red, green and blue: 1 leaves eight colours."""
    if not 1 <= bits <= 8:
        raise ParameterError([f"bits must be between 1 and 8 (got {bits})"])
    most = np.float32(2**bits - 1)
    coarse: Images = (np.round(images * most) / most).astype(np.float32)
    return coarse


def median(images: Images) -> Images:
    """Each pixel's red, green and blue as the median of the 3 x 3 pixels around; edges repeat."""
    middle = np.empty_like(images)
    for first in range(0, len(images), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        middle[part] = _middle(_neighbours(images[part]))
    return middle


def blur(images: Images) -> Images:
    """Each pixel as the mean of the 3 x 3 pixels around; edges repeat."""
    around = np.pad(images, ((0, 0), (1, 1), (0, 0), (0, 0)), mode="edge")
    down = around[:, :-2] + around[:, 1:-1] + around[:, 2:]
    around = np.pad(down, ((0, 0), (0, 0), (1, 1), (0, 0)), mode="edge")
    mean: Images = (around[:, :, :-2] + around[:, :, 1:-1] + around[:, :, 2:]) / np.float32(9)
    return mean


def jpeg(images: Images, quality: int) -> Images:
    """The pictures after JPEG compression: at ``quality`` 10 little detail is left, at 95 nearly all."""
    from PIL import Image

    if not 1 <= quality <= 95:
        raise ParameterError([f"quality must be between 1 and 95 (got {quality})"])
    coded = np.round(np.clip(images, 0, 1) * 255).astype(np.uint8)
    decoded = np.empty_like(coded)
    for index, pixels in enumerate(coded):
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, format="JPEG", quality=quality)
        with Image.open(buffer, formats=("JPEG",)) as picture:
            decoded[index] = np.asarray(picture)
    return decoded.astype(np.float32) / np.float32(255)


def _neighbours(images: Images) -> list[NDArray[np.float32]]:
    """The nine pictures that hold, at each pixel, one of the 3 x 3 pixels around it."""
    height, width = images.shape[1:3]
    around = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    return [around[:, row:row + height, column:column + width].copy()
            for row in range(3) for column in range(3)]


def _middle(nine: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The median of nine arrays, which are put in order in place."""
    spare = np.empty_like(nine[0])
    for low, high in _EXCHANGES:
        np.minimum(nine[low], nine[high], out=spare)
        np.maximum(nine[low], nine[high], out=nine[high])
        nine[low], spare = spare, nine[low]
    return nine[4]


@dataclass(frozen=True)
class Transformed:
    """A model behind a transform; its gradient takes another way back (BPDA).

    Attributes
    ----------
    model
        What reads the transformed pictures.
    transform
        What they go through.
    back
        What the gradient goes through on its way back: that of something smooth that does nearly the
        same. Nothing at all for a transform that hardly changes a picture.
    """

    model: Differentiable
    transform: Transform
    back: Transform = unchanged

    def scores(self, images: Images) -> Scores:
        """Scores of the transformed pictures."""
        return self.model.scores(self._through(images))

    def gradient(self, images: Images, weights: Scores) -> Images:
        """The model's gradient at the transformed pictures, taken back to the pictures."""
        return self.back(self.model.gradient(self._through(images), weights))

    def _through(self, images: Images) -> Images:
        """The transformed pictures; those of the last call are kept, as scores and gradient go in pairs."""
        last: tuple[Images, Images] | None = self.__dict__.get("_last")
        if last is None or not np.array_equal(last[0], images):
            last = images.copy(), self.transform(images)
            self.__dict__["_last"] = last
        return last[1]


def way_back(transform: Transform) -> Transform:
    """What a gradient goes through on its way back past ``transform``.

    A blur is the same forwards and backwards, and a median is nearest to a blur. Rounding colours and
    JPEG leave a picture nearly as it is, so the gradient goes past them as if they were not there.
    """
    return blur if transform in (blur, median) else unchanged
