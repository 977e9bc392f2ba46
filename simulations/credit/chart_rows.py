"""What the credit charts draw: one small tidy table for each, made of a result's rates.

The same rows are drawn, shown as the table behind the chart, saved as CSV and put in the notebook.
They are plain lists, ``series`` says "now"; whoever lays a pinned run beside it writes "pinned".
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulations.base import Rows
from simulations.credit.curves import published_curves
from simulations.credit.result import EACH, GROUPS, LETTERS, CreditResult
from simulations.tables import known, table

NAMES = {
    "max-profit": "most profit", "one-threshold": "one threshold for all",
    "equal-opportunity": "equal opportunity", "equalized-odds": "equalized odds",
    "equal-rates": "equal rates", "own": "my own thresholds",
}
"""What a rule is called on a chart."""
RATES = {
    "approved": "Loans, of all",
    "tpr": "Loans, of those who repay",
    "fpr": "Loans, of those who do not repay",
    "repaid": "Repaid, of loans",
}
"""The rates that are compared, in the order in which they are drawn."""
_EVERY = 4
"""Of the thresholds, each fourth is drawn on a curve."""

_GROUPS = ("rate", "row", "group", "slot", "share", "lowest", "highest", "gap")
_RULES = ("rule", "row", "profit_share", "drawn", "tpr_gap", "chosen")
_ROC = ("kind", "group", "slot", "fpr", "tpr", "certain", "lot_from", "lot")


def groups_rows(result: CreditResult) -> Rows:
    """A row for each rate and group, with the lowest and the highest of the groups, and how far apart."""
    rows: list[tuple[Any, ...]] = []
    for row, (rate, words) in enumerate(RATES.items()):
        shares = [known(result.measures[f"{rate}_{letter}"]) for letter in LETTERS]
        there = [share for share in shares if share is not None]
        ends = (min(there), max(there)) if there else (None, None)
        gap = known(result.measures[f"{rate}_gap"])
        rows += [(words, row, name, slot, shares[slot], *ends, gap) for slot, name in enumerate(GROUPS)]
    return table(_GROUPS, rows)


def rules_rows(result: CreditResult) -> Rows:
    """A row for each rule: its profit as a share of the most, and the gap of loans to those who repay.

    The own thresholds have a row where they are the rule. ``drawn`` is how long the bar is: a loss has none.
    """
    rows = []
    for row, rule in enumerate(EACH):
        if rule == "own" and result.parameters.rule != "own":
            continue
        share, gap = result.compared[rule]
        chosen = int(rule == result.parameters.rule)
        rows.append((NAMES[rule], row, share, max(share, 0.0), gap, chosen))
    return table(_RULES, rows)


def roc_rows(result: CreditResult) -> Rows:
    """Points of each group's curve, from nobody to everybody, and the point where the rule puts the group."""
    curves, decision = published_curves(), result.decision
    last = curves.tpr.shape[1] - 1
    places = np.unique(np.append(np.arange(0, last, _EVERY), last))[::-1]
    rows: list[tuple[Any, ...]] = []
    for slot, name in enumerate(GROUPS):
        curve = zip(curves.fpr[slot, places].tolist(), curves.tpr[slot, places].tolist(), strict=True)
        rows += [("curve", name, slot, fpr, tpr, None, None, None) for fpr, tpr in curve]
        certain, lot_from = (known(float(place[slot])) for place in (decision.certain, decision.lot_from))
        rates = float(decision.fpr[slot]), float(decision.tpr[slot])
        rows.append(("rule", name, slot, *rates, certain, lot_from, float(decision.lot[slot])))
    return table(_ROC, rows)


def much_by_lot(result: CreditResult) -> list[tuple[float, str]]:
    """The groups in which a lot decides for more than one in a hundred, the largest share first."""
    shares = zip(result.decision.lot.tolist(), GROUPS, strict=True)
    return sorted(((share, name) for share, name in shares if share > 0.01), reverse=True)
