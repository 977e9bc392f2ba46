"""How a sticker is seen: many views of one stickered sign, and the way back from pixels to colours.

A sticker lives on the sign, not in the picture: seen from elsewhere, in other light, the same
colours fall on other pixels. From sign to picture leads a linear map (bilinear sampling), so the
gradient by the colours is that map transposed, times the light, times the gradient by the pixels.
An attack that follows its mean over views drawn anew works from where it has never been.

The attacker does not know the camera well: blur and tone curve are left out here, and are met
only when the sticker is photographed.

Anish Athalye, Logan Engstrom, Andrew Ilyas, Kevin Kwok, Synthesizing Robust Adversarial Examples, 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from simulations.signs.attacks.base import Images
from simulations.signs.camera import exposure
from simulations.signs.classes import SIZE
from simulations.signs.scenes import Scenes, photographed, sign_maps

PIXELS = SIZE * SIZE
BRIGHTNESS = 0.15
"""By how much, up or down, the light of a view is changed each time it is looked at."""
NOISE = 0.02
"""Standard deviation of the noise added each time a view is looked at."""

Array = NDArray[np.float32]
Colours = NDArray[np.float32]
"""(m, 3), red, green and blue of each of the m cells that are covered or changed."""


@dataclass(frozen=True, eq=False)
class Looks:
    """Some views, each looked at once.

    Attributes
    ----------
    bare : (b, 1024, 3) float32
        The views without what the colours add.
    maps : (b * 1024, m) sparse
        From the cells to the pixels.
    gain : (b, 1024, 3) float32
        How bright white is in each pixel.
    light : (b, 1, 1) float32
        How much brighter it is this time.
    noise : (b, 1024, 3) float32
        The noise of this time.
    """

    bare: Array
    maps: Any
    gain: Array
    light: Array
    noise: Array

    def seen(self, colours: Colours) -> Images:
        """The pictures (b, 32, 32, 3) with the cells in these colours, not yet clipped to 0 and 1."""
        on_pixels = (self.maps @ colours).reshape(-1, PIXELS, 3)
        pictures = (self.bare + self.gain * on_pixels) * self.light + self.noise
        square: Images = pictures.reshape(-1, SIZE, SIZE, 3)
        return square

    def back(self, gradient: Images) -> Colours:
        """The gradient (m, 3) by the colours, its mean over the views, from that by the pixels."""
        on_pixels = gradient.reshape(-1, PIXELS, 3) * self.gain * self.light
        mean: Colours = (self.maps.T @ on_pixels.reshape(-1, 3)) / len(self.bare)
        return mean


class Views:
    """Photographs of a sign, to be looked at again and again with other colours on it.

    Parameters
    ----------
    scenes
        Where the photographs are taken.
    cells : (64, 64) bool
        Which cells of the sign have colours to choose.
    laid
        ``over``: the cells hide the sign, as a sticker does. ``added``: their colours, which may be
        negative, are added to those of the sign.
    """

    def __init__(
        self, scenes: Scenes, cells: NDArray[np.bool_], laid: Literal["over", "added"] = "over",
    ) -> None:
        which = np.flatnonzero(cells)
        self.maps = sparse.vstack([one[:, which] for one in sign_maps(scenes)], format="csr")
        black = np.zeros((*cells.shape, 4), dtype=np.float32)
        black[cells, 3] = 1
        taken = photographed(scenes, overlay=black if laid == "over" else None)
        self.bare = taken.reshape(-1, PIXELS, 3)
        self.gain = exposure(scenes.cameras).reshape(-1, PIXELS, 3)

    def look(self, count: int, rng: np.random.Generator) -> Looks:
        """``count`` of the views, or all where there are fewer, in light and noise drawn anew."""
        total = len(self.bare)
        which = np.arange(total) if count >= total else rng.choice(total, count, replace=False)
        rows = (which[:, None] * PIXELS + np.arange(PIXELS)).ravel()
        light = rng.uniform(1 - BRIGHTNESS, 1 + BRIGHTNESS, (len(which), 1, 1)).astype(np.float32)
        noise = NOISE * rng.standard_normal((len(which), PIXELS, 3), dtype=np.float32)
        return Looks(self.bare[which], self.maps[rows], self.gain[which], light, noise)
