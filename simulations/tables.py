"""The rows of a chart: columns of plain values, and places for words that must not touch."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from simulations.base import Rows


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Rows:
    """Rows as columns of plain values, the ``series`` (now) first."""
    lists = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in columns]
    return {"series": ["now"] * len(rows), **dict(zip(columns, lists, strict=True))}


def known(value: float) -> float | None:
    """``value`` as drawn: None, so nothing, where it is undefined."""
    return float(value) if math.isfinite(value) else None


def spread(places: Sequence[float], apart: float) -> list[float]:
    """``places`` pushed up, then down from 1, so that they stand ``apart``."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for before, index in itertools.pairwise(order):
        moved[index] = max(moved[index], moved[before] + apart)
    ceiling = 1.0
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - apart
    return moved
