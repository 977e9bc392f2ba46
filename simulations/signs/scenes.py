"""Photographs of traffic signs that were never taken: a sign, a pose, a background, a camera.

The sign is a plane that is turned in space and seen in perspective (a homography); every pixel
takes its colour from the four nearest cells of that plane (bilinear interpolation), so a picture
is linear in the colours of the sign, and an attacker can follow gradients onto a sticker. Signs
are never mirrored. Drawing training pictures with everything varied that should not matter is from
Tobin and others, Domain Randomization for Transferring Deep Neural Networks from Simulation to the
Real World, 2017; the geometry is in Hartley and Zisserman, Multiple View Geometry in Computer
Vision, 2004, chapter 2.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.attacks.base import Images, Labels
from simulations.signs.backgrounds import Backgrounds, drawn_backgrounds, painted
from simulations.signs.camera import Cameras, drawn_cameras, places, taken
from simulations.signs.classes import COUNT, SIZE
from simulations.signs.templates import FINE, TEMPLATE, sign_area, template

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

__all__ = [
    "TEMPLATE", "Cameras", "Poses", "Scenes", "drawn", "photographed", "posed", "sign_area", "sign_maps",
]

Array = NDArray[np.float32]
_AWAY = 4.0
"""How far the camera is from a sign, in half widths of the sign: the less, the more perspective."""
_SIZES = 8, 1024
_AT_ONCE = 256
"""How many images of 32 x 32 are worked on together: enough for speed, few enough for memory."""


@dataclass(frozen=True)
class Poses:
    """How n signs stand in their pictures.

    Attributes
    ----------
    tilted, turned, leaned : (n,) float32
        Degrees: in the plane of the picture, clockwise; to the side, about the upright; backwards.
    size : (n,) float32
        Half width of the sign, where half the picture is 1.
    across, down : (n,) float32
        Where its middle is, between -1 and 1.
    aspect : (n,) float32
        How much wider than high the picture was stretched when the sign was cut out.
    """

    tilted: Array
    turned: Array
    leaned: Array
    size: Array
    across: Array
    down: Array
    aspect: Array


@dataclass(frozen=True)
class Scenes:
    """n scenes: what there is to photograph. ``labels`` (n,) int64 says which sign stands in each."""

    labels: Labels
    poses: Poses
    cameras: Cameras
    backgrounds: Backgrounds

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, index: Any) -> Scenes:
        """Some of the scenes: by an array of indices, a mask or a slice."""
        return Scenes(self.labels[index], _some(self.poses, index), _some(self.cameras, index),
                      _some(self.backgrounds, index))


def _some(record: Any, index: Any) -> Any:
    return type(record)(**{one.name: getattr(record, one.name)[index] for one in dataclasses.fields(record)})


def drawn(labels: Sequence[int] | Labels, seed: int, name: str) -> Scenes:
    """A scene for each label, everything else at random.

    Scene i is the same however many are drawn, and other names give other scenes of the same seed.
    """
    signs = _checked(labels)
    count = len(signs)

    def of(variable: str) -> np.random.Generator:
        return stream(seed, f"{name}/pose/{variable}")

    def normal(variable: str, spread: float, most: float) -> Array:
        return of(variable).normal(0, spread, count).clip(-most, most).astype(np.float32)

    poses = Poses(
        tilted=normal("tilted", 6, 18),
        turned=normal("turned", 13, 38),
        leaned=normal("leaned", 7, 20),
        size=of("size").uniform(0.80, 1.0, count).astype(np.float32),
        across=normal("across", 0.042, 0.12),
        down=normal("down", 0.042, 0.12),
        aspect=np.exp(normal("aspect", 0.045, 0.14)),
    )
    return Scenes(signs, poses, drawn_cameras(count, seed, name), drawn_backgrounds(count, seed, name))


def posed(label: int, seed: int, *, turned: float = 0.0, light: float = 1.0, blur: float = 0.4) -> Scenes:
    """One scene set by hand, all else from the seed; the whole sign is in the picture.

    Parameters
    ----------
    turned
        From how far to the side the sign is seen, in degrees: at 0 it faces the camera.
    light
        How much light falls on it; 1 is a bright day.
    blur
        Standard deviation of the camera's blur, in pixels of 32.
    """
    bounds = ("turned", turned, -80, 80), ("light", light, 0, 4), ("blur", blur, 0, 10)
    faults = [f"{name} must be between {low:g} and {high:g} (got {value:g})"
              for name, value, low, high in bounds if not low <= value <= high]
    if faults:
        raise ParameterError(faults)
    scene = drawn([label], seed, "posed")
    half = np.float32(0.5)
    poses = dataclasses.replace(
        scene.poses, turned=np.full(1, turned, np.float32), size=scene.poses.size.clip(max=0.88),
        across=half * scene.poses.across, down=half * scene.poses.down,
    )
    cameras = dataclasses.replace(scene.cameras, light=np.full(1, light, np.float32),
                                  blur=np.full(1, blur, np.float32))
    return dataclasses.replace(scene, poses=poses, cameras=cameras)


def photographed(scenes: Scenes, *, overlay: Array | None = None, size: int = SIZE) -> Images:
    """The pictures (n, size, size, 3) of the scenes, float32 in [0, 1].

    Parameters
    ----------
    overlay : (64, 64, 4) or (n, 64, 64, 4) float32, or None
        A sticker as red, green, blue and alpha in the coordinates of the sign: laid over each sign
        before it is posed, as far as there is sign below it.
    size
        Width and height. At 32 this is what a model sees. A larger picture is drawn more finely,
        without the blur and noise of the camera: what someone standing there would see.
    """
    _check(overlay, size, len(scenes))
    images = np.empty((len(scenes), size, size, 3), np.float32)
    step = max(1, _AT_ONCE * SIZE**2 // size**2)
    for start in range(0, len(scenes), step):
        part = slice(start, start + step)
        some = scenes.take(part)
        over = overlay[part] if overlay is not None and overlay.ndim == 4 else overlay
        signs = _posed_signs(some, over, size)
        seen = painted(some.backgrounds, some.poses.across, size)
        seen *= 1 - signs[..., 3:]
        seen += signs[..., :3]
        images[part] = taken(seen, some.cameras)
    return images


def sign_maps(scenes: Scenes) -> list[csr_matrix]:
    """The warp of each scene: matrices (1024, 4096) that take a sign plane to the pixels of 32 x 32.

    ``map @ plane.reshape(4096, c)`` is what ``photographed`` samples: of the sign's colours times
    alpha, before the background shows through and before light and camera.
    """
    from scipy.sparse import csr_matrix

    cells, weights = _taps(scenes.poses, SIZE, TEMPLATE)
    starts = np.arange(0, 4 * SIZE * SIZE + 1, 4)
    shape = (SIZE * SIZE, TEMPLATE * TEMPLATE)
    return [csr_matrix((w.T.ravel(), c.T.ravel(), starts), shape=shape)
            for c, w in zip(cells, weights, strict=True)]


def _posed_signs(scenes: Scenes, overlay: Array | None, size: int) -> Array:
    """The signs (n, size, size, 4) in their places, colours times alpha."""
    cells = TEMPLATE if size <= SIZE else FINE
    kinds, which = np.unique(scenes.labels, return_inverse=True)
    planes = np.stack([template(int(kind), cells) for kind in kinds]).reshape(len(kinds), cells * cells, 4)
    if overlay is not None:
        fine = overlay.repeat(cells // TEMPLATE, axis=-3).repeat(cells // TEMPLATE, axis=-2)
        over = fine.reshape(*fine.shape[:-3], cells * cells, 4)
        if over.ndim == 3:
            planes, which = planes[which], np.arange(len(scenes))
        planes = _covered(planes, over)
    taps, weights = _taps(scenes.poses, size, cells)
    taps += (which * cells * cells)[:, None, None]
    flat = planes.reshape(-1, 4)
    signs = np.zeros((len(scenes), size * size, 4), np.float32)
    for tap in range(4):
        signs += flat[taps[:, tap]] * weights[:, tap, :, None]
    return signs.reshape(len(scenes), size, size, 4)


def _covered(planes: Array, overlay: Array) -> Array:
    """The planes with an overlay on them; where there is no sign nothing sticks."""
    opaque = overlay[..., 3:]
    covered: Array = planes * (1 - opaque)
    covered[..., :3] += planes[..., 3:] * opaque * overlay[..., :3]
    covered[..., 3] = planes[..., 3]
    return covered


def _taps(poses: Poses, size: int, cells: int) -> tuple[NDArray[np.int64], Array]:
    """For each pixel the four nearest cells of the sign plane, and their weights: both (n, 4, size²).

    Beyond the edge of the plane the weights are 0.
    """
    back = np.linalg.inv(_homographies(poses)).astype(np.float32)
    place = places(size)
    u, v = np.tile(place, size), np.repeat(place, size)
    x, y, w = (back[:, k, 0, None] * u + back[:, k, 1, None] * v + back[:, k, 2, None] for k in range(3))
    # A cell's middle is half a cell from its edge
    x, y = ((axis / w + 1) * (cells / 2) - 0.5 for axis in (x, y))
    inside = (x > 0) & (x < cells - 1) & (y > 0) & (y < cells - 1)
    x, y = np.clip(x, 0, cells - 1.001), np.clip(y, 0, cells - 1.001)
    column, row = np.floor(x), np.floor(y)
    right, below = x - column, y - row
    upper, lower = (1 - below) * inside, below * inside
    first = row.astype(np.int64) * cells + column.astype(np.int64)
    taps = np.stack([first, first + 1, first + cells, first + cells + 1], axis=1)
    shares = [(1 - right) * upper, right * upper, (1 - right) * lower, right * lower]
    return taps, np.stack(shares, axis=1).astype(np.float32)


def _homographies(poses: Poses) -> NDArray[np.float64]:
    """The matrices (n, 3, 3) from the sign plane to the picture, both from -1 to 1.

    The plane is turned in space (about the upright, then backwards, then in the picture) and seen
    from ``_AWAY``: x' = a X / (a + Z), with Z how much farther a point is than the middle.
    """
    angles = np.stack([poses.tilted, poses.turned, poses.leaned]).astype(float)
    tilt, turn, lean = np.radians(angles)
    cos, sin = np.cos, np.sin
    count = len(tilt)
    plane = np.zeros((count, 3, 3))
    # Columns: where the sign's own right, its own down, and its middle come to be: (x, y, depth)
    plane[:, :, 0] = np.stack([cos(turn), sin(lean) * sin(turn), cos(lean) * sin(turn)], axis=1)
    plane[:, :, 1] = np.stack([0 * turn, cos(lean), -sin(lean)], axis=1)
    seen = np.zeros((count, 3, 3))
    wide, high = poses.size * np.sqrt(poses.aspect), poses.size / np.sqrt(poses.aspect)
    seen[:, 0, 0], seen[:, 0, 1] = wide * cos(tilt), -wide * sin(tilt)
    seen[:, 1, 0], seen[:, 1, 1] = high * sin(tilt), high * cos(tilt)
    to_picture = seen @ plane
    to_picture[:, 2] = plane[:, 2] / _AWAY
    to_picture[:, 2, 2] = 1
    # The middle is moved after the perspective division, so the shift is a multiple of the last row
    to_picture[:, 0] += poses.across[:, None] * to_picture[:, 2]
    to_picture[:, 1] += poses.down[:, None] * to_picture[:, 2]
    return to_picture


def _checked(labels: Sequence[int] | Labels) -> Labels:
    signs = np.asarray(labels, dtype=np.int64)
    if signs.ndim != 1 or ((signs < 0) | (signs >= COUNT)).any():
        raise ParameterError([f"labels must be whole numbers from 0 to {COUNT - 1}, in one row"])
    return signs


def _check(overlay: Array | None, size: int, count: int) -> None:
    faults = []
    one = (TEMPLATE, TEMPLATE, 4)
    if overlay is not None and overlay.shape not in (one, (count, *one)):
        faults.append(f"overlay must have the shape {one} or {(count, *one)} (got {overlay.shape})")
    if not _SIZES[0] <= size <= _SIZES[1]:
        faults.append(f"size must be between {_SIZES[0]} and {_SIZES[1]:,} (got {size})")
    if faults:
        raise ParameterError(faults)
