"""What the Broward charts draw: one small tidy table for each, made of a result's counts.

The same rows are drawn, shown as the table behind the chart, saved as CSV and put in the notebook.
They are plain lists, ``series`` says "now"; whoever lays a pinned run beside it writes "pinned".
"""

from __future__ import annotations

import math
from typing import Any

from simulations.base import Rows
from simulations.broward.counts import DECILES, GROUPS
from simulations.broward.reported import LETTERS
from simulations.broward.result import MAPPED, BrowardResult
from simulations.intervals import wilson
from simulations.tables import known, table

RATES = {
    "fpr": "Flagged, of those not rearrested",
    "fnr": "Not flagged, of those rearrested",
    "ppv": "Rearrested, of those flagged",
    "accuracy": "Flag and record agree",
}
"""The rates that are compared, in the order in which they are drawn."""
CRITERIA = {"fpr": "F", "fnr": "N", "ppv": "P"}
"""The letter of each gap on the map."""
PROPUBLICA = {"fpr": (0.4485, 0.2345), "fnr": (0.2799, 0.4772), "ppv": (0.6297, 0.5913)}
"""Larson and others, 2016: Black, White; flagged from decile 5 on, two-year record."""

_DECILES = ("group", "slot", "decile", "not_rearrested", "rearrested", "cut")
_RATES = ("rate", "row", "group", "slot", "share", "other", "published", "gap", "gap_low", "gap_high")
_MAP = ("threshold_black", "threshold_white", "fpr_gap", "fnr_gap", "ppv_gap", "accuracy", "within", "held",
        "own")
_CALIBRATION = ("group", "slot", "decile", "people", "rearrested", "share", "low", "high")


def deciles_rows(result: BrowardResult) -> Rows:
    """A row for each group and decile: people not rearrested, and rearrested; ``cut`` is the threshold."""
    if result.parameters is None:
        return table(_DECILES, [])
    return table(_DECILES, [
        (name, slot, decile, int(result.by_decile[slot, 0, place]), int(result.by_decile[slot, 1, place]),
         result.parameters.thresholds[slot])
        for slot, name in enumerate(GROUPS) for place, decile in enumerate(DECILES)
    ])


def rates_rows(result: BrowardResult) -> Rows:
    """A row for each rate and group; ``other`` is the other group's, ``gap`` is Black minus White.

    Between ``gap_low`` and ``gap_high`` it lies in 19 of 20 resamples.
    """
    rows: list[tuple[Any, ...]] = []
    for row, (rate, words) in enumerate(RATES.items()):
        both = [known(result.measures[f"{rate}_{letter}"]) for letter in LETTERS]
        ends = [known(result.measures.get(f"{rate}_gap_{end}", math.nan)) for end in ("low", "high")]
        for slot, name in enumerate(GROUPS):
            published = PROPUBLICA[rate][slot] if rate in PROPUBLICA else None
            rows.append((words, row, name, slot, both[slot], both[1 - slot], published,
                         known(result.measures[f"{rate}_gap"]), *ends))
    return table(_RATES, rows)


def map_rows(result: BrowardResult) -> Rows:
    """A row for each of the 81 pairs: its gaps, which of them are within the tolerance, and its accuracy."""
    if result.feasible is None or result.parameters is None:
        return table(_MAP, [])
    pairs, rows = result.feasible, list[tuple[Any, ...]]()
    for i, black in enumerate(MAPPED):
        for j, white in enumerate(MAPPED):
            holds = pairs.held[:, i, j].tolist()
            held = [letter for letter, within in zip(CRITERIA.values(), holds, strict=True) if within]
            rows.append((black, white, *(known(float(gap)) for gap in pairs.gaps[:, i, j]),
                         float(pairs.accuracy[i, j]), "".join(held), len(held),
                         int((black, white) == result.parameters.thresholds)))
    return table(_MAP, rows)


def calibration_rows(result: BrowardResult) -> Rows:
    """A row for each group and decile: the share rearrested, and between what it lies by luck (95 %)."""
    if result.parameters is None:
        return table(_CALIBRATION, [])
    rows: list[tuple[Any, ...]] = []
    for slot, name in enumerate(GROUPS):
        for place, decile in enumerate(DECILES):
            rearrested = int(result.by_decile[slot, 1, place])
            people = rearrested + int(result.by_decile[slot, 0, place])
            low, high = (known(end) for end in wilson(rearrested, people))
            share = rearrested / people if people else None
            rows.append((name, slot, decile, people, rearrested, share, low, high))
    return table(_CALIBRATION, rows)
