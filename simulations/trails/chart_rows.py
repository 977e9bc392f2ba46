"""What the charts on trails draw: one small tidy table for each, made of a result.

The same rows are drawn, shown as the table behind the chart, saved as CSV and put in the notebook.
``series`` says "now"; whoever lays a pinned run beside it writes "pinned" there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.base import Rows
from simulations.tables import table
from simulations.trails import law
from simulations.trails.result import SIDE, TrailsResult
from simulations.trails.town import regions

PUBLISHED = (4, 0.95)
"""Points known and share singled out, as published for the phones of 1.5 million people (2013)."""
PUBLISHED_NAME = "1.5 million phones, 2013"
THIS = "as set now"
MOST_VISITED = 300
APART = 0.075
"""How far apart the words at the ends of lines must stand, on a scale of 0 to 1."""
WIDEST = float(law.coarseness().max())

_UNICITY = ("line", "points", "share", "label_at", "here")
_TRAIL = ("kind", "x", "y", "left", "right", "top", "bottom", "hours", "number", "when", "fit")
_CANDIDATES = ("line", "points", "traces", "last")
_TRADED = ("way", "row", "rows", "singled_out", "flow_error")
_HOMES = ("days", "share", "here")
_GRID = ("map", "clock", "antennas", "hours", "share", "here")
_LAW = ("line", "coarseness", "share", "beta", "antennas", "hours")


def unicity_rows(result: TrailsResult) -> Rows:
    """Share singled out by 0 to 12 points, a row for each line and number of points."""
    lines = [(name, result.curve[index].tolist()) for index, name in enumerate(result.lines)]
    ends = spread([values[-1] for _, values in lines])
    here = result.parameters.points
    found: list[tuple[Any, ...]] = [
        (name, points, value, end if points == len(values) - 1 else None, name == result.lines[0]
         and points == here)
        for (name, values), end in zip(lines, ends, strict=True) for points, value in enumerate(values)
    ]
    return table(_UNICITY, [*found, (PUBLISHED_NAME, *PUBLISHED, None, False)])


def trail_rows(result: TrailsResult) -> Rows:
    """The places where the person followed spent time, and the points known, in their order."""
    found: list[tuple[Any, ...]] = []
    for place, hours in result.visited[:MOST_VISITED].tolist():
        row, column = divmod(place, SIDE)
        found.append(("visited", column + 0.5, row + 0.5, *[None] * 4, hours, None, None, None))
    block = regions(result.parameters.merged)
    for number, (day, clock, place) in enumerate(result.known.tolist(), start=1):
        rows, columns = np.divmod(np.flatnonzero(block == block[place]), SIDE)
        box = (int(columns.min()), int(columns.max()) + 1, int(rows.min()), int(rows.max()) + 1)
        found.append(("point", (box[0] + box[1]) / 2, (box[2] + box[3]) / 2, *box, None, number,
                      when(day, clock, result.parameters.hours_in_one), int(result.left[number])))
    return table(_TRAIL, found)


def candidates_rows(result: TrailsResult) -> Rows:
    """How many traces fit 0, 1, ... points: of the person followed, and of the median person."""
    left = result.left.tolist()
    mine = [(person(result), points, traces, points == len(left) - 1) for points, traces in enumerate(left)]
    upto = max(len(left), 2)
    median = [("the median person", points, traces, points == upto - 1)
              for points, traces in enumerate(result.candidates[:upto].tolist()) if math.isfinite(traces)]
    return table(_CANDIDATES, [*mine, *median])


def traded_rows(result: TrailsResult) -> Rows:
    """Share singled out and error of the flows: this release, and eight other ways."""
    now = (THIS, result.measures["unique"], result.measures["flow_error"])
    others = [(name, *values) for name, values in zip(result.choices, result.traded.tolist(), strict=True)]
    ways = [now, *others]
    return table(_TRADED, [(name, row, len(ways), unique, defined(wrong))
                           for row, (name, unique, wrong) in enumerate(ways)])


def homes_rows(result: TrailsResult) -> Rows:
    """Share of homes found by the days of records kept."""
    kept = result.parameters.kept_days
    return table(_HOMES, [(int(days), share, int(days) == kept) for days, share in result.homes.tolist()])


def grid_rows(result: TrailsResult) -> Rows:
    """Share singled out by coarseness of the map and of the clock."""
    chosen = (result.parameters.merged, result.parameters.hours_in_one)
    return table(_GRID, [
        (merged_words(merged), hours_words(hours), merged, hours, float(result.grid[row, column]),
         (merged, hours) == chosen)
        for row, merged in enumerate(law.MERGED) for column, hours in enumerate(law.HOURS)
    ])


def law_rows(result: TrailsResult) -> Rows:
    """Share singled out at each coarseness, and what the fitted and the published law make of it.

    The published one begins where the fitted one does: its alpha was not printed.
    """
    alpha, beta = result.measures["fitted_alpha"], result.measures["fitted_beta"]
    if not math.isfinite(alpha):
        return table(_LAW, [])
    cells = [("this run", float(merged * hours), float(result.grid[row, column]), None, merged, hours)
             for row, merged in enumerate(law.MERGED) for column, hours in enumerate(law.HOURS)]
    lines = [(name, at, share, power, None, None)
             for name, power in (("fitted", beta), ("published", result.measures["published_beta"]))
             for at in np.geomspace(1.0, WIDEST, 25).tolist() if (share := alpha - at**power) >= 0]
    return table(_LAW, [*cells, *lines])


# --- words and numbers ------------------------------------------------------------------------


def person(result: TrailsResult) -> str:
    """Who is followed, in words."""
    return f"invented person {result.parameters.person}"


def when(day: int, clock: int, hours: int) -> str:
    """A point's time: ``day 3, 18:00``, or the hours that became one: ``day 3, 16-20 h``."""
    if hours == 24:
        return f"day {day}"
    return f"day {day}, {clock}:00" if hours == 1 else f"day {day}, {clock}\u2013{clock + hours} h"


def merged_words(merged: int) -> str:
    """How many antennas are one place."""
    return "1 antenna" if merged == 1 else f"{merged} antennas"


def hours_words(hours: int) -> str:
    """How many hours are one."""
    return "1 hour" if hours == 1 else f"{hours} hours"


def defined(value: float) -> float | None:
    """``value``, or None where it is undefined."""
    return value if math.isfinite(value) else None


def spread(values: Sequence[float]) -> list[float]:
    """The values moved apart, in their order, so that words beside them do not cover each other."""
    order = sorted(range(len(values)), key=lambda index: (values[index], -index))
    placed = [0.0] * len(values)
    roof = 1.0
    for index in reversed(order):
        placed[index] = min(values[index], roof)
        roof = placed[index] - APART
    floor = 0.0
    for index in order:
        placed[index] = max(placed[index], floor)
        floor = placed[index] + APART
    return placed
