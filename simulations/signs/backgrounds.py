"""What is behind a sign: sky, ground, posts, and a texture of three octaves.

Sky and ground get colours that go together, from a few settings (town, forest, field, dusk, snow),
so that a model cannot tell a sign by its surroundings and yet has to find it in them. The texture
is value noise: random numbers on grids of 4, 8 and 16 cells, interpolated and summed (as in Perlin,
An Image Synthesizer, 1985, with values in place of gradients).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.seeds import stream
from simulations.signs.camera import normals, places

Array = NDArray[np.float32]

_SETTINGS = np.array([
    # sky (red, green, blue), ground
    [[0.62, 0.76, 0.93], [0.46, 0.46, 0.44]],  # town, clear
    [[0.78, 0.80, 0.83], [0.38, 0.37, 0.36]],  # town, overcast
    [[0.24, 0.35, 0.20], [0.30, 0.31, 0.22]],  # forest
    [[0.55, 0.72, 0.92], [0.42, 0.50, 0.26]],  # field
    [[0.50, 0.36, 0.30], [0.33, 0.31, 0.30]],  # brick
    [[0.34, 0.36, 0.46], [0.17, 0.17, 0.19]],  # dusk
    [[0.84, 0.87, 0.92], [0.88, 0.90, 0.94]],  # snow
], np.float32)
_OCTAVES = ((4, 0.085), (8, 0.055), (16, 0.035))
_POSTS = 2
"""Posts in the background, besides the one that carries the sign."""
_COLOURED = 0.15
"""How much of the texture is colour rather than light and dark."""


@dataclass(frozen=True)
class Backgrounds:
    """What is behind n signs.

    Attributes
    ----------
    sky, ground : (n, 3) float32
        Colours.
    horizon : (n,) float32
        Where the ground begins, from -1 (top) to 1.
    soft : (n,) float32
        How far the one fades into the other.
    rough : (n,) float32
        How strong the texture is.
    post : (n,) float32
        How bright the post is that carries the sign.
    posts : (n, 2, 3) float32
        Other posts: place across, half width, brightness; of half width 0 where there is none.
    texture : (n,) int64
        Key of the texture of each.
    """

    sky: Array
    ground: Array
    horizon: Array
    soft: Array
    rough: Array
    post: Array
    posts: Array
    texture: NDArray[np.int64]


def drawn_backgrounds(count: int, seed: int, name: str) -> Backgrounds:
    """Backgrounds of ``count`` images; the first ones are the same however many are drawn."""

    def of(variable: str) -> np.random.Generator:
        return stream(seed, f"{name}/background/{variable}")

    setting = _SETTINGS[of("setting").integers(0, len(_SETTINGS), count)]
    # Sky and ground move together in brightness, apart in hue
    together = of("brightness").normal(0, 0.10, (count, 1, 1))
    apart = of("hue").normal(0, 0.035, (count, 2, 3))
    colours = (setting + together + apart).clip(0.03, 0.98).astype(np.float32)
    place = of("posts").uniform(-1, 1, (count, _POSTS))
    wide = of("widths").uniform(-0.08, 0.08, (count, _POSTS)).clip(0, None)
    bright = of("shades").uniform(0.1, 0.75, (count, _POSTS))
    return Backgrounds(
        sky=colours[:, 0],
        ground=colours[:, 1],
        horizon=of("horizon").normal(0.25, 0.4, count).astype(np.float32),
        soft=of("soft").uniform(0.02, 0.25, count).astype(np.float32),
        rough=of("rough").uniform(0.4, 1.7, count).astype(np.float32),
        post=of("post").uniform(0.35, 0.7, count).astype(np.float32),
        posts=np.stack([place, wide, bright], axis=2).astype(np.float32),
        texture=of("texture").integers(0, 2**62, count),
    )


def painted(backgrounds: Backgrounds, across: Array, size: int) -> Array:
    """The backgrounds (n, size, size, 3), with the post that carries the sign at ``across`` (n,)."""
    place = places(size)
    low = (place - backgrounds.horizon[:, None]) / backgrounds.soft[:, None]
    share = (0.5 + 0.5 * low).clip(0, 1)[:, :, None, None]
    ground, sky = backgrounds.ground[:, None, None, :], backgrounds.sky[:, None, None, :]
    scene = np.repeat(sky + share * (ground - sky), size, axis=2)
    scene += _texture(backgrounds, size)
    for post in range(_POSTS):
        middle, wide, bright = (backgrounds.posts[:, post, column] for column in range(3))
        _stand(scene, middle, wide, bright, 0)
    _stand(scene, across, np.full_like(across, 0.075), backgrounds.post, size // 2)
    return scene


def _stand(scene: Array, middle: Array, wide: Array, bright: Array, top: int) -> None:
    """Put a round post into each scene, from the row ``top`` down."""
    size = scene.shape[2]
    off = np.abs(places(size) - middle[:, None])
    cover = ((wide[:, None] - off) * (size / 2) + 0.5).clip(0, 1) * (wide[:, None] > 0)
    shade = bright[:, None] * (1 - 0.45 * (off / np.maximum(wide[:, None], 1e-6)).clip(0, 1) ** 2)
    below = scene[:, top:]
    below += cover[:, None, :, None] * (shade[:, None, :, None] - below)


def _texture(backgrounds: Backgrounds, size: int) -> Array:
    """The sum of the octaves (n, size, size, 3), around 0."""
    n = len(backgrounds.texture)
    values = normals(backgrounds.texture, sum(3 * cells**2 for cells, _ in _OCTAVES))
    summed = np.zeros((n, 3, size, size), np.float32)
    start = 0
    for cells, strength in _OCTAVES:
        grid = values[:, start:start + 3 * cells**2].reshape(n, 3, cells, cells)
        start += 3 * cells**2
        between = _between(cells, size)
        grey = grid[:, :1] * (1 - _COLOURED) + grid * _COLOURED
        summed += between @ (strength * grey) @ between.T
    summed *= backgrounds.rough[:, None, None, None]
    return np.moveaxis(summed, 1, 3)


def _between(cells: int, size: int) -> Array:
    """The matrix (size, cells) that interpolates linearly between values at the cells."""
    place = (places(size) + 1) / 2 * (cells - 1)
    weights: Array = (1 - np.abs(place[:, None] - np.arange(cells))).clip(0, None).astype(np.float32)
    return weights
