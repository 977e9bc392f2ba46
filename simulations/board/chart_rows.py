"""What the charts of the board draw: one small tidy table for each, made of a result.

The same rows are drawn, shown as the table behind the chart, saved as CSV and put in the notebook.
They are plain lists, ``series`` says "now"; whoever lays a pinned run beside it writes "pinned".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.base import Rows
from simulations.board.axes import AXES, places, said
from simulations.board.frontier import beating, wanted
from simulations.board.result import GROUPS, MORE_IS_WANTED, OUTCOMES, BoardResult, Floats
from simulations.tables import known, table
from simulations.wording import capital

BURDENS = (
    "scanned on a day", "home given away", "kept away from a protest they would join",
    "stopped wrongly within a year",
)
"""What people bear; each is counted in people of 100."""

_PARETO = ("kind", "plane", "x", "y", "label", "value_across", "value_up")
_OUTCOMES = ("outcome", "row", "rows", "value", "place", "worst", "best")
_PEOPLE = ("burden", "row", "group", "slot", "of_100", "label")


def pareto_rows(result: BoardResult) -> Rows:
    """Policies in the two outcomes of the picture, the frontier in its order, this policy, and ticks.

    ``x`` and ``y`` are where they stand, from 0, the worst, to 1, the best.
    """
    across, up = result.parameters.across, result.parameters.up
    plane = f"{across}, {up}"
    rows: list[tuple[Any, ...]] = []

    def add(kind: str, values: Sequence[tuple[float, float]], labels: Sequence[str | None]) -> None:
        pairs = np.array(values, float).reshape(-1, 2)
        at = zip(places(across, pairs[:, 0]).tolist(), places(up, pairs[:, 1]).tolist(), strict=True)
        rows.extend((kind, plane, x, y, label, *pair)
                    for (x, y), label, pair in zip(at, labels, pairs.tolist(), strict=True))

    x, y = result.others[across], result.others[up]
    add("policy", list(zip(x[result.shown], y[result.shown], strict=True)), [None] * len(result.shown))
    edge = np.flatnonzero(result.frontier)
    edge = edge[np.argsort(places(across, x[edge]), kind="stable")]
    add("frontier", list(zip(x[edge], y[edge], strict=True)), [None] * len(edge))
    here = result.measures[across], result.measures[up]
    add("over" if result.measures["over_budget"] > 0 else "own", [here],
        [f"{said(across, here[0])}; {said(up, here[1])}"])
    for kind, name, side in (("x tick", across, 0), ("y tick", up, 1)):
        for value, text in AXES[name].ticks:
            place = float(places(name, np.array([float(value)]))[0])
            rows.append((kind, plane, *((place, None), (None, place))[side], text, None, None))
    rows += [("x title", plane, None, None, _titled(across), None, None),
             ("y title", plane, None, None, _titled(up), None, None)]
    return table(_PARETO, rows)


def outcomes_rows(result: BoardResult) -> Rows:
    """A row for each outcome: its value, the share of policies that do worse, and both ends.

    Equals count half. Without a policy that the budget pays for there is no place.
    """
    rows = []
    for row, name in enumerate(OUTCOMES):
        ends: tuple[str | None, str | None] = None, None
        values = result.others[name]
        if len(values):
            low, high = said(name, float(values.min())), said(name, float(values.max()))
            ends = (low, high) if name in MORE_IS_WANTED else (high, low)
        rows.append((capital(AXES[name].title), row, len(OUTCOMES), said(name, result.measures[name]),
                     known(rank(result, name)), *ends))
    return table(_OUTCOMES, rows)


def people_rows(result: BoardResult) -> Rows:
    """A row for each burden and group: how many of 100 people bear it."""
    return table(_PEOPLE, [
        (f"{capital(burden)}, of 100", row, name, slot, float(result.burdens[row, slot]),
         of_100(float(result.burdens[row, slot])).removesuffix(" of 100"))
        for row, burden in enumerate(BURDENS) for slot, name in enumerate(GROUPS)
    ])


# --- counting ---------------------------------------------------------------------------------


def rank(result: BoardResult, name: str) -> float:
    """Share of the policies that the budget pays for which do worse, equals counting half."""
    others, own = wanted(result.others, (name,))[:, 0], result.measures[name]
    if not len(others):
        return math.nan
    own = own if name in MORE_IS_WANTED else -own
    same = np.isclose(others, own, rtol=1e-9, atol=1e-12)
    return float(((others < own) & ~same).mean() + same.mean() / 2)


def better_in_both(result: BoardResult) -> int:
    """How many policies beat this one in the two outcomes of the picture."""
    names = (result.parameters.across, result.parameters.up)
    own: Floats = wanted({name: np.array([result.measures[name]]) for name in names}, names)
    return int(beating(wanted(result.others, names), own[0]).sum())


# --- tables and words -------------------------------------------------------------------------


def of_100(value: float) -> str:
    """How many of 100, with the digits that it deserves."""
    if value == 0:
        return "0 of 100"
    if value < 0.01:
        return "under 0.01 of 100"
    return f"{value:.0f} of 100" if value >= 9.95 else f"{value:.1f} of 100" if value >= 0.995 \
        else f"{value:.2f} of 100"


def _titled(name: str) -> str:
    return f"{AXES[name].title} (better: {'more' if name in MORE_IS_WANTED else 'less'})"
