"""What light and a camera make of a scene: brightness, tint, a ramp of sun, gamma, blur, sensor noise.

Every image has a camera of its own, drawn with the scene. The noise of an image comes from a key
that stands in the record, so the same scene gives the same picture, whichever others are made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.seeds import stream
from simulations.signs.attacks.base import Images
from simulations.signs.classes import SIZE

Array = NDArray[np.float32]
Keys = NDArray[np.int64]


@dataclass(frozen=True)
class Cameras:
    """The light and the camera of n images.

    Attributes
    ----------
    light : (n,) float32
        What all colours are multiplied by; 1 is a bright day.
    tint : (n, 3) float32
        What red, green and blue are multiplied by besides.
    haze : (n,) float32
        What is added: light scattered on the way.
    sun : (n, 2) float32
        By how much the light grows from the middle to the right and to the lower edge.
    gamma : (n,) float32
        Exponent of the tone curve; above 1 darkens the middle tones.
    blur : (n,) float32
        Standard deviation of the blur, in pixels of 32.
    noise : (n,) float32
        Standard deviation of the noise of the sensor.
    grain : (n,) int64
        Key of the noise of each image.
    """

    light: Array
    tint: Array
    haze: Array
    sun: Array
    gamma: Array
    blur: Array
    noise: Array
    grain: Keys


def drawn_cameras(count: int, seed: int, name: str) -> Cameras:
    """Cameras of ``count`` images; the first ones are the same however many are drawn."""

    def of(variable: str) -> np.random.Generator:
        return stream(seed, f"{name}/camera/{variable}")

    def normal(variable: str, spread: float, *more: int) -> NDArray[np.float64]:
        return of(variable).normal(0, spread, (count, *more))

    return Cameras(
        light=_single(np.exp(normal("light", 0.5) - 0.35).clip(0.15, 1.5)),
        tint=_single(np.exp(normal("tint", 0.05, 3))),
        haze=_single(of("haze").uniform(-0.02, 0.12, count)),
        sun=_single(normal("sun", 0.12, 2).clip(-0.3, 0.3)),
        gamma=_single(np.exp(normal("gamma", 0.16))),
        blur=_single(of("blur").uniform(0.3, 0.85, count)),
        noise=_single(of("noise").uniform(0.005, 0.03, count)),
        grain=of("grain").integers(0, 2**62, count),
    )


def exposure(cameras: Cameras, size: int = SIZE) -> Array:
    """What each pixel (n, size, size, 3) of a scene is multiplied by before haze, tone curve and blur."""
    place = places(size)
    ramp = 1 + cameras.sun[:, 1, None, None] * place[:, None] + cameras.sun[:, 0, None, None] * place
    colour = cameras.light[:, None] * cameras.tint
    exposed: Array = ramp[..., None] * colour[:, None, None, :]
    return exposed


def taken(seen: Array, cameras: Cameras) -> Images:
    """The photographs of what is seen (n, size, size, 3).

    Blur and noise belong to a camera of 32 pixels: a larger picture shows the scene without them,
    as someone standing there would see it.
    """
    size = seen.shape[1]
    lit = (seen * exposure(cameras, size) + cameras.haze[:, None, None, None]).clip(0, 1)
    toned = lit ** cameras.gamma[:, None, None, None]
    if size == SIZE:
        toned = _blurred(toned, cameras.blur)
        grain = normals(cameras.grain, size * size * 3).reshape(toned.shape)
        toned += cameras.noise[:, None, None, None] * grain
    return np.clip(toned, 0, 1, out=toned)


def places(size: int) -> Array:
    """The middles of ``size`` pixels between -1 and 1."""
    return _single((np.arange(size) + 0.5) / size * 2 - 1)


def normals(keys: Keys, count: int) -> Array:
    """Standard normal numbers (n, count), those of a row from its key alone."""
    drawn = np.empty((len(keys), count), np.float32)
    for row, key in zip(drawn, keys, strict=True):
        np.random.Generator(np.random.PCG64(int(key))).standard_normal(dtype=np.float32, out=row)
    return drawn


def _blurred(images: Array, sigma: Array) -> Array:
    """Each image under a Gaussian of its own width; at the edges the weights are scaled to sum to 1."""
    n, size = images.shape[:2]
    apart = (np.arange(size)[:, None] - np.arange(size)).astype(np.float32)
    weights = np.exp(-0.5 * (apart / np.maximum(sigma, 0.05)[:, None, None]) ** 2)
    weights /= weights.sum(axis=2, keepdims=True)
    down = weights @ images.reshape(n, size, size * 3)
    across = weights[:, None] @ down.reshape(n, size, size, 3)
    blurred: Array = across
    return blurred


def _single(values: NDArray[np.floating]) -> Array:
    return values.astype(np.float32)
