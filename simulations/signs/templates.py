"""The twelve signs, drawn: flat, facing the viewer, with a transparent surround.

Circles, polygons and strokes of Pillow at several times the size, then reduced; letters and digits
are strokes too, so that no font is needed. Shapes and colours follow the signs of the Vienna
Convention on Road Signs and Signals (1968) as Germany draws them; the proportions are by eye.

A sign fills the plane from -1 to 1 across and down, less a narrow margin.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from simulations.signs.classes import CLASSES

TEMPLATE = 64
"""Cells across the sign plane, in which stickers are given."""
FINE = 256
"""Cells across the plane of pictures that are larger than what a model sees."""

Point = tuple[float, float]
Colour = tuple[int, int, int]
_FINER = {TEMPLATE: 6, FINE: 3}

RED, WHITE, BLACK = (188, 24, 32), (244, 244, 240), (26, 26, 28)
YELLOW, BLUE = (250, 198, 20), (18, 84, 160)
_EDGE = 0.96
"""How far a sign reaches; the rest of the plane is transparent."""


@functools.cache
def template(label: int, cells: int = TEMPLATE) -> NDArray[np.float32]:
    """The sign (cells, cells, 4) as red, green, blue times alpha, and alpha, all in [0, 1]."""
    finer = _FINER[cells]
    pen = _Pen(cells * finer)
    _DRAWN[CLASSES[label].slug](pen)
    drawn = np.asarray(pen.picture, dtype=np.float32) / 255
    drawn[..., :3] *= drawn[..., 3:]
    reduced: NDArray[np.float32] = drawn.reshape(cells, finer, cells, finer, 4).mean(axis=(1, 3))
    reduced.flags.writeable = False
    return reduced


def sign_area(label: int) -> NDArray[np.bool_]:
    """Which cells (64, 64) of the sign plane are sign: more than half covered."""
    area: NDArray[np.bool_] = template(label)[..., 3] > 0.5
    return area


class _Pen:
    """Draws in plane coordinates: -1 to 1, across and down."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.picture = Image.new("RGBA", (size, size), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.picture)

    def _at(self, point: Point) -> Point:
        return (point[0] + 1) * self.size / 2 - 0.5, (point[1] + 1) * self.size / 2 - 0.5

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        (x, y), r = self._at(centre), radius * self.size / 2
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        self._draw.polygon([self._at(point) for point in points], fill=colour)

    def stroke(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line through the points, square at its ends and mitred where it bends."""
        path = np.array(points)
        along = np.diff(path, axis=0)
        along /= np.hypot(*along.T)[:, None]
        aside = np.stack([-along[:, 1], along[:, 0]], axis=1)
        bisector = np.vstack([aside[:1], aside[:-1] + aside[1:], aside[-1:]])
        half = np.hypot(*bisector[1:-1].T) / 2  # cosine of half the angle of each bend
        reach = np.concatenate([[0.5], 0.5 / np.maximum(half, 0.65), [0.5]])
        off = width * reach[:, None] * bisector / np.hypot(*bisector.T)[:, None]
        for k in range(len(along)):
            quad = path[k] + off[k], path[k + 1] + off[k + 1], path[k + 1] - off[k + 1], path[k] - off[k]
            self.polygon([(float(x), float(y)) for x, y in quad], colour)

    def limb(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """A line through the points, round at its ends and where it bends."""
        for pair in itertools.pairwise(points):
            self.stroke(pair, width, colour)
        for point in points:
            self.disc(point, width / 2, colour)

    def rounded(self, corners: Sequence[Point], radius: float, colour: Colour) -> None:
        """The polygon of all points within ``radius`` of the polygon through ``corners``."""
        self.polygon(corners, colour)
        self.limb([*corners, corners[0]], 2 * radius, colour)


def _arc(centre: Point, across: float, down: float, start: float, end: float, pieces: int = 40,
         ) -> list[Point]:
    """Points of an ellipse from ``start`` to ``end`` degrees, clockwise from the right."""
    angles = (math.radians(start + (end - start) * k / pieces) for k in range(pieces + 1))
    return [(centre[0] + across * math.cos(a), centre[1] + down * math.sin(a)) for a in angles]


def _regular(sides: int, radius: float, first: float) -> list[Point]:
    """The corners of a regular polygon, the first at ``first`` degrees."""
    return _arc((0, 0), radius, radius, first, first + 360 * (sides - 1) / sides, sides - 1)


def _oval(bend: float) -> list[Point]:
    """A closed stroke that fills the box, straight at its sides, with arcs ``bend`` high."""
    return [*_arc((0.5, bend), 0.5, bend, 180, 360), *_arc((0.5, 1 - bend), 0.5, bend, 0, 180), (0, bend),
            (0, bend - 0.02)]


# Letters and digits: strokes in a box from 0 to 1 across and down.
_GLYPHS: dict[str, list[list[Point]]] = {
    "S": [[*_arc((0.5, 0.25), 0.5, 0.25, -10, -268), *_arc((0.5, 0.75), 0.5, 0.25, -88, 170)]],
    "T": [[(-0.22, 0), (1.22, 0)], [(0.5, -0.05), (0.5, 1.09)]],
    "O": [_oval(0.32)],
    "P": [[(0, 1.09), (0, 0), *_arc((0.55, 0.28), 0.45, 0.28, -90, 90), (-0.05, 0.56)]],
    "0": [_oval(0.36)],
    "1": [[(0.7, -0.107), (0.7, 1.107)], [(0.75, 0.02), (-0.95, 0.27)]],
    "2": [[*_arc((0.5, 0.3), 0.5, 0.3, -172, 32), (0.07, 0.97)], [(-0.2, 1.0), (1.2, 1.0)]],
    "3": [[*_arc((0.48, 0.255), 0.46, 0.255, -168, 90)], [*_arc((0.48, 0.745), 0.52, 0.255, -90, 168)],
          [(0.24, 0.5), (0.52, 0.5)]],
    "5": [[(1.04, 0), (0.12, 0), (0.06, 0.50), *_arc((0.49, 0.68), 0.51, 0.32, -145, 158)]],
    "8": [[*_arc((0.5, 0.245), 0.44, 0.245, -90, 275)], [*_arc((0.5, 0.745), 0.52, 0.255, -90, 275)]],
}


def _write(pen: _Pen, text: str, *, width: float, height: float, gap: float, line: float,
           colour: Colour, narrow: float = 0.6) -> None:
    """``text`` in the middle, each letter ``width`` wide (a 1 is narrower), in strokes of ``line``."""
    widths = [width * (narrow if letter == "1" else 1) for letter in text]
    left = -(sum(widths) + gap * (len(text) - 1)) / 2
    for letter, wide in zip(text, widths, strict=True):
        inner, tall = wide - line, height - line
        for points in _GLYPHS[letter]:
            pen.stroke([(left + line / 2 + x * inner, -tall / 2 + y * tall) for x, y in points], line, colour)
        left += wide + gap


def _stop(pen: _Pen) -> None:
    pen.polygon(_regular(8, _EDGE / math.cos(math.pi / 8), 22.5), WHITE)
    pen.polygon(_regular(8, 0.89 / math.cos(math.pi / 8), 22.5), RED)
    _write(pen, "STOP", width=0.345, height=0.68, gap=0.075, line=0.12, colour=WHITE)


def _ring(pen: _Pen) -> None:
    pen.disc((0, 0), _EDGE, WHITE)
    pen.disc((0, 0), _EDGE - 0.02, RED)
    pen.disc((0, 0), 0.735, WHITE)


def _limit(text: str) -> Callable[[_Pen], None]:
    def draw(pen: _Pen) -> None:
        _ring(pen)
        if len(text) == 3:
            _write(pen, text, width=0.41, height=0.74, gap=0.07, line=0.13, colour=BLACK)
        else:
            _write(pen, text, width=0.48, height=0.84, gap=0.10, line=0.145, colour=BLACK)

    return draw


def _triangle(pen: _Pen, first: float) -> None:
    down = 1 if first > 0 else -1
    for reach, radius, colour in ((0.96, 0.13, WHITE), (0.925, 0.115, RED), (0.575, 0.03, WHITE)):
        corners = [(x, y - down * 0.24) for x, y in _regular(3, reach, first)]
        pen.rounded(corners, radius, colour)


def _yield(pen: _Pen) -> None:
    _triangle(pen, 90)


def _pedestrians(pen: _Pen) -> None:
    _triangle(pen, -90)
    _walker(pen, 0.0, 0.19, 0.76)


def _walker(pen: _Pen, x: float, y: float, tall: float) -> None:
    """Someone walking to the left, the middle at (x, y)."""

    def at(*points: Point) -> list[Point]:
        return [(x + tall * a, y + tall * b) for a, b in points]

    pen.disc(at((-0.03, -0.43))[0], 0.085 * tall, BLACK)
    pen.rounded(at((-0.05, -0.25), (0.06, -0.25), (0.065, 0.02), (-0.035, 0.02)), 0.05 * tall, BLACK)
    limb = 0.105 * tall
    pen.limb(at((-0.01, 0.04), (-0.13, 0.24), (-0.19, 0.49)), limb, BLACK)
    pen.limb(at((0.04, 0.04), (0.11, 0.25), (0.23, 0.46)), limb, BLACK)
    pen.limb(at((-0.06, -0.24), (-0.18, -0.06), (-0.27, 0.02)), 0.075 * tall, BLACK)
    pen.limb(at((0.07, -0.24), (0.17, -0.07), (0.26, 0.06)), 0.075 * tall, BLACK)


def _no_entry(pen: _Pen) -> None:
    pen.disc((0, 0), _EDGE, WHITE)
    pen.disc((0, 0), 0.925, RED)
    pen.polygon([(-0.72, -0.18), (0.72, -0.18), (0.72, 0.18), (-0.72, 0.18)], WHITE)


def _no_overtaking(pen: _Pen) -> None:
    _ring(pen)
    _car(pen, -0.345, RED)
    _car(pen, 0.345, BLACK)


def _car(pen: _Pen, x: float, colour: Colour) -> None:
    """A car from behind."""

    def at(*points: Point) -> list[Point]:
        return [(x + 1.18 * a, 1.18 * b - 0.02) for a, b in points]

    pen.rounded(at((-0.145, -0.22), (0.145, -0.22), (0.2, 0.0), (-0.2, 0.0)), 0.055, colour)
    pen.rounded(at((-0.2, 0.0), (0.2, 0.0), (0.2, 0.15), (-0.2, 0.15)), 0.07, colour)
    pen.polygon(at((-0.13, -0.2), (0.13, -0.2), (0.17, -0.03), (-0.17, -0.03)), WHITE)
    for side in (-1, 1):
        inner, outer = side * 0.12, side * 0.235
        pen.polygon(at((outer, 0.15), (inner, 0.15), (inner, 0.30), (outer, 0.30)), colour)
        pen.disc(at((side * 0.17, 0.085))[0], 0.05, WHITE)


def _priority(pen: _Pen) -> None:
    for reach, radius, colour in ((0.88, 0.08, BLACK), (0.86, 0.08, WHITE), (0.60, 0.06, YELLOW)):
        pen.rounded(_regular(4, reach, 0), radius, colour)


def _turn(side: int) -> Callable[[_Pen], None]:
    """An arrow that comes from below and bends to one side: 1 right, -1 left."""

    def turned(*points: Point) -> list[Point]:
        return [(x * side, y) for x, y in points]

    def draw(pen: _Pen) -> None:
        pen.disc((0, 0), _EDGE, WHITE)
        pen.disc((0, 0), 0.915, BLUE)
        bend = _arc((0.06, 0.12), 0.34, 0.34, 180, 270)
        pen.stroke(turned((-0.28, 0.66), *bend, (0.30, -0.22)), 0.24, WHITE)
        pen.polygon(turned((0.22, -0.60), (0.70, -0.22), (0.22, 0.16)), WHITE)

    return draw


_DRAWN: dict[str, Callable[[_Pen], None]] = {
    "stop": _stop,
    "yield": _yield,
    "limit-30": _limit("30"),
    "limit-50": _limit("50"),
    "limit-80": _limit("80"),
    "limit-120": _limit("120"),
    "no-entry": _no_entry,
    "no-overtaking": _no_overtaking,
    "priority": _priority,
    "pedestrians": _pedestrians,
    "turn-right": _turn(1),
    "turn-left": _turn(-1),
}
