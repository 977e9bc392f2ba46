"""What the patrol charts draw: one small tidy table for each.

``series`` says "now"; whoever lays a pinned run beside it writes "pinned" there.
"""

from __future__ import annotations

import math

import numpy as np

from simulations.base import Rows
from simulations.patrol.result import PatrolResult
from simulations.tables import known, table

POINTS = 36
"""On how many days the fan is drawn."""
CITIES = 6
"""How many single cities are drawn."""
BINS = 20
REACHES = (20, 40, 60, 80, 100)
"""How far the axis of the histogram goes, in cities of 100: the first that holds all bars."""
STAGES = ("Crime that happens", "Days patrolled", "New crime on record")

_FAN = ("line", "day", "share", "low", "quarter", "three_quarters", "high", "true", "last")
_ENDS = ("low", "high", "per_100", "cities", "of", "reach", "true", "mean")
_RECORD = ("stage", "row", "district", "slot", "share", "begins", "ends", "true")


def fan_rows(result: PatrolResult) -> Rows:
    """A row for each drawn day: the mean of all cities and where they lie; then six cities, day by day.

    ``low`` and ``high`` leave out one city in twenty on each side, ``quarter`` and
    ``three_quarters`` one in four.
    """
    days = np.unique(np.linspace(0, result.parameters.days, POINTS + 1).round().astype(int))
    shares = result.shares[days].astype(np.float64)
    ends = np.quantile(shares, (0.05, 0.25, 0.75, 0.95), axis=1).T.tolist()
    true, last = result.parameters.share_true, result.parameters.days
    rows: list[tuple[object, ...]] = [
        ("mean", day, mean, *band, true, day == last)
        for day, mean, band in zip(days.tolist(), shares.mean(axis=1).tolist(), ends, strict=True)
    ]
    for city in range(CITIES):
        rows += [
            (f"city {city + 1}", day, share, None, None, None, None, true, day == last)
            for day, share in zip(days.tolist(), shares[:, city].tolist(), strict=True)
        ]
    return table(_FAN, rows)


def ends_rows(result: PatrolResult) -> Rows:
    """A row for each step of 5 points: how many cities end there, and how many of 100."""
    last = result.shares[-1].astype(np.float64)
    counts = np.bincount(np.minimum((last * BINS).astype(int), BINS - 1), minlength=BINS)
    per_100 = 100 * counts / last.size
    reach = next(reach for reach in REACHES if per_100.max() <= reach)
    true, mean = result.parameters.share_true, result.measures["share_a_mean"]
    return table(_ENDS, [
        (step / BINS, (step + 1) / BINS, share, count, last.size, reach, true, mean)
        for step, (share, count) in enumerate(zip(per_100.tolist(), counts.tolist(), strict=True))
    ])


def record_rows(result: PatrolResult) -> Rows:
    """Two rows for each stage, A and B: their shares of crime, of days patrolled, and of the record."""
    rows: list[tuple[object, ...]] = []
    for row, (stage, share) in enumerate(zip(STAGES, stages(result), strict=True)):
        a = known(share)
        b = None if a is None else 1 - a
        rows += [
            (stage, row, "A", 0, a, 0.0, a, result.parameters.share_true),
            (stage, row, "B", 1, b, a, 1.0, result.parameters.share_true),
        ]
    return table(_RECORD, rows)


def stages(result: PatrolResult) -> tuple[float, float, float]:
    """A's share of the crime that happens, of the days patrolled, and of what comes on record."""
    a, b = result.measures["recorded_a"], result.measures["recorded_b"]
    recorded = a / (a + b) if a + b else math.nan
    return result.parameters.share_true, result.measures["patrolled_a"], recorded
