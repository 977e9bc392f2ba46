"""What the courtroom charts draw: one small tidy table for each, made of a result's counts.

The same rows are drawn, shown as the table behind the chart, saved as CSV and put in the notebook.
They are plain lists, ``series`` says "now"; whoever lays a pinned run beside it writes "pinned".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.base import Rows
from simulations.courtroom.reported import PER, by_arrest, by_offence
from simulations.courtroom.result import GROUPS, Counts, CourtroomResult
from simulations.hiring.measures import accuracies, false_positive_rates, ratio
from simulations.tables import known, spread, table

ARRESTS, OFFENCES = "arrests", "offences"
RIGHT, WRONG = "Flags that are right", "Flagged wrongly"
YARDSTICKS = (
    (RIGHT, ARRESTS, "record_ppv"), (RIGHT, OFFENCES, "tool_ppv"),
    (WRONG, ARRESTS, "record_fpr"), (WRONG, OFFENCES, "tool_fpr"),
)
"""What is compared, by which yardstick, and the measure that it is (of each group)."""
STAGES = (
    "Flagged wrongly", "Detained wrongly by the judge", "Of these, appeal", "Are heard", "Are released",
    "Detained wrongly in the end",
)
REACHES = (250, 500, 1000)
"""Where the axis of the funnel may end, so that it rarely moves."""
LINES = ("right", "wrongly detained, A", "wrongly detained, B")
LABEL_GAP = 0.075
"""How far two labels at the end of lines keep apart, of the axis from 0 to 1."""

_YARDSTICKS = ("row", "what", "yardstick", "group", "slot", "share", "people", "of", "gap")
_CALIBRATION = ("tenth", "kind", "group", "slot", "rate", "count", "people", "label_at")
_FUNNEL = ("row", "stage", "group", "slot", "per_1000", "people", "reach")
_JUDGE = ("follow", "line", "share", "here", "label_at")


def yardsticks_rows(result: CourtroomResult) -> Rows:
    """A row for each comparison, yardstick and group: the share, and of how many people it is."""
    rows: list[tuple[Any, ...]] = []
    for row, (what, yardstick, measure) in enumerate(YARDSTICKS):
        people, of = shares_of(result, what, yardstick)
        gap = known(result.measures[f"{measure}_gap"])
        rows += [
            (row, what, yardstick, f"Group {name}", slot, known(share), int(people[slot]), int(of[slot]), gap)
            for slot, (name, share) in enumerate(zip(GROUPS, ratio(people, of).tolist(), strict=True))
        ]
    return table(_YARDSTICKS, rows)


def shares_of(result: CourtroomResult, what: str, yardstick: str) -> tuple[Counts, Counts]:
    """Of how many people each comparison of ``YARDSTICKS`` counts how many, by group: twice (2,)."""
    counts = by_arrest(result.flagged) if yardstick == ARRESTS else by_offence(result.flagged)
    if what == RIGHT:
        return counts[:, 1, 1], counts[..., 1].sum(axis=-1)
    return counts[:, 0, 1], counts[:, 0].sum(axis=-1)


def calibration_rows(result: CourtroomResult) -> Rows:
    """A row for each group, kind and tenth of the score: the share who would offend, and be arrested."""
    rows: list[tuple[Any, ...]] = []
    ends: list[float | None] = []
    for slot, name in enumerate(GROUPS):
        people = result.deciles[slot, :, 0]
        for kind, place in ((OFFENCES, 1), (ARRESTS, 2)):
            counts = result.deciles[slot, :, place]
            rates = [known(rate) for rate in ratio(counts, people).tolist()]
            ends.append(rates[-1])
            rows += [
                (tenth + 1, kind, f"Group {name}", slot, rate, int(counts[tenth]), int(people[tenth]), None)
                for tenth, rate in enumerate(rates)
            ]
    for line, at in enumerate(apart(ends)):
        last = len(rows) // len(ends) * (line + 1) - 1
        rows[last] = (*rows[last][:-1], at)
    return table(_CALIBRATION, rows)


def funnel_rows(result: CourtroomResult) -> Rows:
    """A row for each step and group: how many of 1,000 people of the group it happens to wrongly."""
    people = result.flagged.sum(axis=(1, 2, 3))
    wrongly = stages(result)
    rates = PER * ratio(wrongly, people[:, None])
    most = float(np.nanmax(rates, initial=0.0))
    reach = next((reach for reach in REACHES if most <= reach), PER)
    return table(_FUNNEL, [
        (row, stage, f"Group {name}", slot, known(float(rates[slot, row])), int(wrongly[slot, row]), reach)
        for row, stage in enumerate(STAGES) for slot, name in enumerate(GROUPS)
    ])


def stages(result: CourtroomResult) -> Counts:
    """People who would not offend, by group and the steps of ``STAGES``: (2, 6)."""
    flagged = by_offence(result.flagged)[:, :1, 1]
    detained = by_offence(result.detained)[:, :1, 1]
    return np.concatenate([flagged, result.appeals[:, 0], detained], axis=1)


def judge_rows(result: CourtroomResult) -> Rows:
    """A row for each line and each place of the sweep: before any appeal. ``here`` marks this run's."""
    by_group = false_positive_rates(result.sweep)
    lines = (accuracies(result.sweep.sum(axis=1)), by_group[:, 0], by_group[:, 1])
    ends = apart([known(float(line[-1])) for line in lines])
    last = len(result.follows) - 1
    return table(_JUDGE, [
        (float(follow), name, known(float(line[place])), int(follow == result.parameters.follow),
         end if place == last else None)
        for name, line, end in zip(LINES, lines, ends, strict=True)
        for place, follow in enumerate(result.follows.tolist())
    ])


# --- labels -----------------------------------------------------------------------------------


def apart(wanted: Sequence[float | None], gap: float = LABEL_GAP) -> list[float | None]:
    """Places for labels, in the order given, near those wanted (0 to 1) and ``gap`` from each other."""
    places = iter(spread([at for at in wanted if at is not None], gap))
    return [None if at is None else next(places) for at in wanted]
