"""What the hiring charts draw: one small tidy table for each, made of a result's counts.

The same rows are drawn, shown as the table behind the chart, saved as CSV and put in the notebook.
They are plain lists, ``series`` says "now"; whoever lays a pinned or a published run beside it
writes "pinned" or "published" there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from simulations.base import Rows
from simulations.hiring.measures import FOUR_FIFTHS
from simulations.hiring.result import HiringParameters, HiringResult
from simulations.intervals import wilson
from simulations.tables import known, spread, table
from simulations.wording import called, capital, percent

REACHES = (0.25, 0.5, 1.0)
"""How far an axis of rates goes: the first that holds them all, so that it seldom moves."""
YARDSTICKS = (
    ("Agrees with past decisions", "accuracy_history"),
    ("Right about how people do", "accuracy_truth"),
    ("Hired who do well", "good_hires"),
)
KINDS = (
    "would do well, accepted in the past",
    "would do well, turned away",
    "would not, accepted in the past",
    "would not, turned away",
)
LINES = (("impact ratio", 0), ("B of applicants", 3), ("B of those hired", 1), ("B of the workforce", 2))
"""The lines and their columns in ``HiringResult.yearly``."""
APART = 0.065
"""How far apart the words at the ends of the lines must stand, on a scale of 0 to 1."""

_RANKING = ("group", "slot", "slots", "percentile", "do_not", "do_well", "cut")
_BARS = ("group", "slot", "row", "slots", "applied", "hired", "rate", "low", "high", "four_fifths", "reach")
_YARDSTICKS = ("yardstick", "row", "share", "of", "floor")
_DOTS = ("group", "slot", "slots", "kind", "people", "per_100", "first", "well_100", "missed_100")
_COLUMNS = ("column", "row", "rows", "weight", "gap", "reach")
_YEARS = ("line", "year", "value", "label_at")
_STRATA = ("stratum", "row", "rows", "group", "slot", "applied", "hired", "rate", "part", "said")


def ranking_rows(result: HiringResult) -> Rows:
    """A row for each group and percentile: how many of them would do well, and how many not."""
    groups = len(result.binned)
    if not groups or result.parameters is None:
        return table(_RANKING, [])
    people = result.binned.sum(axis=3).reshape(-1, 2)
    length = 100 * groups
    return {
        "series": ["now"] * length,
        "group": [called(name) for name in result.group_names for _ in range(100)],
        "slot": [slot for slot in range(groups) for _ in range(100)],
        "slots": [groups] * length,
        "percentile": list(range(100)) * groups,
        "do_not": people[:, 0].tolist(),
        "do_well": people[:, 1].tolist(),
        "cut": [threshold(result.parameters)] * length,
    }


def rates_rows(result: HiringResult) -> Rows:
    """A row for each group: applied, hired, selection rate, its interval, and the four-fifths line."""
    groups = by_group(result)
    intervals = result.rate_interval.tolist() or [(math.nan, math.nan)] * len(groups)
    return _bars([
        (name, slot, applied, hired, rate, low, high)
        for slot, ((name, applied, hired, rate), (low, high))
        in enumerate(zip(groups, intervals, strict=True))
    ])


def yardsticks_rows(result: HiringResult) -> Rows:
    """A row for each yardstick: the share, and of how many people."""
    if not len(result.counts):
        return table(_YARDSTICKS, [])
    shares = [known(result.measures[name]) for _, name in YARDSTICKS]
    people, hired = int(result.counts.sum()), int(result.counts[..., 1].sum())
    floor = 0.5 if min((value for value in shares if value is not None), default=0.0) >= 0.5 else 0.0
    return table(_YARDSTICKS, [
        (label, row, value, hired if row == 2 else people, floor)
        for row, ((label, _), value) in enumerate(zip(YARDSTICKS, shares, strict=True))
    ])


def two_labels_rows(result: HiringResult) -> Rows:
    """Four rows for each group: people by how they would do and what was decided, also of 100.

    ``first`` says which of the hundred dots is the first of its kind.
    """
    groups = by_kind(result)
    rows: list[tuple[Any, ...]] = []
    for slot, (name, counts) in enumerate(groups):
        dots = per_hundred(counts)
        rows += [
            (name, slot, len(groups), kind, counts[index], dots[index], sum(dots[:index]),
             dots[0] + dots[1], dots[1])
            for index, kind in enumerate(KINDS)
        ]
    return table(_DOTS, rows)


def columns_rows(result: HiringResult) -> Rows:
    """A row for each column that the model sees: its weight, and how far B lies below A in it."""
    weights, gaps = result.column_weights.tolist(), result.column_gaps.tolist()
    most = max((abs(value) for value in (*weights, *gaps) if math.isfinite(value)), default=0.0)
    reach = _reach(most, (2.5, 5.0, 10.0, 20.0, 40.0))
    return table(_COLUMNS, [
        (capital(name), row, len(weights), known(weight), known(gap), reach)
        for row, (name, weight, gap) in enumerate(zip(result.column_names, weights, gaps, strict=True))
    ])


def years_rows(result: HiringResult) -> Rows:
    """A row for each line and year; ``label_at`` says where its words stand, in the last year."""
    yearly = result.yearly.tolist()
    if not yearly:
        return table(_YEARS, [])
    ends = [yearly[-1][column] for _, column in LINES]
    places = spread([end if math.isfinite(end) else 0.0 for end in ends], APART)
    last = len(yearly) - 1
    return table(_YEARS, [
        (line, year, known(numbers[column]), place if year == last and math.isfinite(end) else None)
        for (line, column), end, place in zip(LINES, ends, places, strict=True)
        for year, numbers in enumerate(yearly)
    ])


def cells_rows(result: HiringResult) -> Rows:
    """A row for each group without and with the second attribute, with its denominator."""
    return _bars([
        (name, slot, applied, hired, share(hired, applied), *wilson(hired, applied))
        for name, slot, applied, hired in by_cell(result)
    ])


def strata_rows(result: HiringResult) -> Rows:
    """A row for each department and group, and for all departments together (the last).

    ``part`` is the share of the group's applicants who apply there.
    """
    if len(result.strata) < 2:
        return table(_STRATA, [])
    together = sum(counts for _, counts in result.strata).tolist()  # type: ignore[union-attr]
    tables = [(name, counts.tolist()) for name, counts in result.strata]
    rows: list[tuple[Any, ...]] = []
    for row, (name, numbers) in enumerate([*tables, ("All together", together)]):
        label = f"Department {name}" if len(name) == 1 else name
        rates = [share(hired, applied) for applied, hired in numbers]
        said = ", ".join(
            f"{group} {percent(rate)}" for group, rate in zip(result.group_names, rates, strict=True)
        )
        rows += [
            (label, row, len(tables) + 1, result.group_names[slot], slot, applied, hired, known(rates[slot]),
             known(share(applied, together[slot][0])), said)
            for slot, (applied, hired) in enumerate(numbers)
        ]
    return table(_STRATA, rows)


# --- counting ---------------------------------------------------------------------------------


def threshold(parameters: HiringParameters) -> int:
    """The first percentile of the ranking that is hired."""
    return round(100 - 100 * parameters.hire_rate)


def by_group(result: HiringResult) -> list[tuple[str, int | None, int | None, float]]:
    """Name, applied, hired and selection rate of each group; counts None where only rates are known."""
    if len(result.counts):
        numbers = [(no + yes, yes) for no, yes in result.counts.sum(axis=(1, 2)).tolist()]
    elif result.strata:
        numbers = sum(counts for _, counts in result.strata).tolist()  # type: ignore[union-attr]
    else:
        return [
            (called(name), None, None, result.measures[f"selection_rate_{letter}"])
            for name, letter in zip(result.group_names, "abc", strict=False)
        ]
    return [
        (called(name), applied, hired, share(hired, applied))
        for name, (applied, hired) in zip(result.group_names, numbers, strict=True)
    ]


def by_kind(result: HiringResult) -> list[tuple[str, list[int]]]:
    """Of each group, how many there are of each of ``KINDS``."""
    people = result.counts.sum(axis=3).tolist()
    return [
        (called(name), [well[1], well[0], no[1], no[0]])
        for name, (no, well) in zip(result.group_names, people, strict=False)
    ]


def by_cell(result: HiringResult) -> list[tuple[str, int, int, int]]:
    """Name, group, applied and hired of each group without and with the second attribute."""
    return [
        (f"{called(result.group_names[index // 2])}, {('without', 'with')[index % 2]}",
         index // 2, no + yes, yes)
        for index, (no, yes) in enumerate(result.cells.sum(axis=(1, 2)).tolist())
    ]


def per_hundred(counts: Sequence[int]) -> list[int]:
    """``counts`` as people out of 100: rounded so that they add up to 100 (largest remainders)."""
    people = sum(counts)
    if not people:
        return [0] * len(counts)
    whole = [100 * count // people for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda index: -(100 * counts[index] % people))
    for index in by_remainder[: 100 - sum(whole)]:
        whole[index] += 1
    return whole


# --- tables and words -------------------------------------------------------------------------


def _bars(rows: Sequence[tuple[str, int, int | None, int | None, float, float, float]]) -> Rows:
    """Bars of rates: name, group, applied, hired, rate and its interval, and what all share."""
    rates = [rate for *_, rate, _, _ in rows if math.isfinite(rate)]
    ends = [high for *_, high in rows if math.isfinite(high)]
    fifths = known(FOUR_FIFTHS * max(rates, default=math.nan))
    reach = _reach(max([*rates, *ends], default=0.0))
    return table(_BARS, [
        (name, slot, row, len(rows), applied, hired, known(rate), known(low), known(high), fifths, reach)
        for row, (name, slot, applied, hired, rate, low, high) in enumerate(rows)
    ])


def _reach(highest: float, reaches: Sequence[float] = REACHES) -> float:
    return next((reach for reach in reaches if highest <= reach), reaches[-1])


def share(part: float, whole: float) -> float:
    """``part / whole``, nan where there is no whole."""
    return part / whole if whole else math.nan
