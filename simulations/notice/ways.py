"""What would have changed a decision, within what the person it is about can change.

Every combination of steps is tried, the cheapest first, so that the first that crosses the line is
the cheapest there is (Ustun, Spangher and Liu: Actionable recourse in linear classification, 2019,
who do it by integer programming). With a linear score a step is worth the same points to everybody;
what differs is who can still take it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache

import numpy as np

from simulations.notice.columns import COLUMNS
from simulations.notice.result import MOST_REASONS, NONE_AT_ALL, Change, Counts, Decision, Flags, Floats


@dataclass(frozen=True)
class Combinations:
    """Every way to combine steps, the cheapest first, then the one with fewest steps.

    Attributes
    ----------
    columns : (M,) int
        The columns that can be changed.
    chosen : (C, M) int
        Which step of each is taken; 0 is none.
    by : (C, M) float
        By how much each column changes.
    weeks : (C,) float
        What it takes, one step after the other.
    """

    columns: Counts
    chosen: Counts
    by: Floats
    weeks: Floats


@cache
def combinations(about: Decision) -> Combinations:
    """All combinations of the steps of a decision's columns."""
    columns = [place for place, column in enumerate(COLUMNS[about]) if column.steps]
    sizes = [range(1 + len(COLUMNS[about][place].steps)) for place in columns]
    chosen = np.array(list(itertools.product(*sizes)))
    by, weeks = np.zeros(chosen.shape), np.zeros(len(chosen))
    for index, place in enumerate(columns):
        steps = COLUMNS[about][place].steps
        by[:, index] = np.array([0.0, *(step.by for step in steps)])[chosen[:, index]]
        weeks += np.array([0.0, *(step.weeks for step in steps)])[chosen[:, index]]
    order = np.lexsort(((chosen > 0).sum(axis=1), weeks))
    return Combinations(np.array(columns), chosen[order], by[order], weeks[order])


def open_steps(about: Decision, place: int, values: Floats) -> Flags:
    """Which steps of a column people with ``values`` (n,) can still take: (n, 1 + steps), none first."""
    column = COLUMNS[about][place]
    after = values[:, None] + np.array([0.0, *(step.by for step in column.steps)])
    found: Flags = (column.low <= after) & (after <= column.high) | (after == values[:, None])
    return found


def cheapest(about: Decision, records: Floats, weights: Floats, above: Floats) -> Counts:
    """Which combination brings each person below the line for the fewest weeks: (n,), -1 none.

    Parameters
    ----------
    records : (n, K) float
        Records of people who are refused.
    weights : (K,) float
        Points for one more of each column.
    above : (n,) float
        Points of each above the line, or on it (0).
    """
    every = combinations(about)
    worth = -every.by @ weights[every.columns]
    useful = worth > (above.min() if len(above) else 0.0)
    enough = worth[useful] > above[:, None]
    for index, place in enumerate(every.columns):
        enough &= open_steps(about, int(place), records[:, place])[:, every.chosen[useful, index]]
    if not enough.shape[1]:
        return np.full(len(records), -1)
    first = np.flatnonzero(useful)[enough.argmax(axis=1)]
    return np.where(enough.any(axis=1), first, -1)


def weeks_of(about: Decision, found: Counts) -> Floats:
    """Weeks that each of the ways ``found`` takes; infinite where there is none."""
    return np.where(found >= 0, combinations(about).weeks[found], NONE_AT_ALL)


def changes_of(about: Decision, found: int, values: Floats, weights: Floats) -> tuple[Change, ...]:
    """The steps of one person's way, those that take longest first."""
    if found < 0:
        return ()
    every = combinations(about)
    changes = []
    for place, chosen, by in zip(every.columns, every.chosen[found], every.by[found], strict=True):
        if chosen:
            step = COLUMNS[about][place].steps[chosen - 1]
            before = float(values[place])
            changes.append(Change(int(place), before, before + float(by), step.weeks,
                                  float(-by * weights[place])))
    return tuple(sorted(changes, key=lambda change: (-change.weeks, change.column)))


def first_reason_suffices(
    about: Decision, records: Floats, contributions: Floats, weights: Floats, above: Floats, weeks: float,
) -> Flags:
    """Whether going by the reasons alone would do: (n,).

    Of the reasons that a notice names (the largest, four at most), the largest that the person can
    change is changed as far as it goes within ``weeks``.
    """
    furthest = np.full(records.shape, -np.inf)  # points that a column's best step is worth to each
    for place, column in enumerate(COLUMNS[about]):
        if not column.steps:
            continue
        is_open = open_steps(about, place, records[:, place])[:, 1:]
        is_open &= np.array([step.weeks <= weeks for step in column.steps])
        worth = np.array([-step.by * weights[place] for step in column.steps])
        furthest[:, place] = np.where(is_open, worth, -np.inf).max(axis=1)
    named = np.argsort(-contributions, axis=1, kind="stable")[:, :MOST_REASONS]
    usable = (np.take_along_axis(contributions, named, axis=1) > 0) & (
        np.take_along_axis(furthest, named, axis=1) > 0)
    first = np.take_along_axis(named, usable.argmax(axis=1)[:, None], axis=1)
    worth = np.take_along_axis(furthest, first, axis=1)[:, 0]
    return usable.any(axis=1) & (worth > above)
