"""What the charts beside the letter draw: one small tidy table for each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulations.base import Rows
from simulations.notice.columns import COLUMNS
from simulations.notice.result import MOST_WEEKS, NOTICES, NoticeResult
from simulations.tables import known, table

GROUPS = ("A", "B")
CAN_CHANGE = {"no": "cannot change", "slowly": "slowly", "yes": "can change"}

_REASONS = ("about", "place", "column", "value", "points", "corrected", "change")
_NOTICES = ("place", "notice", "share", "chosen")
_WAYS = ("group", "slot", "week", "share", "refused", "weeks")


def reasons_rows(result: NoticeResult) -> Rows:
    """A row for each column of the score: the person's value, its points, and corrected points.

    ``corrected`` is null where the column has no entry that is somebody else's.
    """
    wrong = (result.values - result.corrected) * result.weights
    return table(_REASONS, [
        (result.parameters.about, place, column.name, column.said(result.values[place]),
         float(result.contributions[place]),
         float(result.contributions[place] - wrong[place]) if wrong[place] else None,
         CAN_CHANGE[column.changeable])
        for place, column in enumerate(COLUMNS[result.parameters.about])
    ])


def notices_rows(result: NoticeResult) -> Rows:
    """A row for each kind of notice: the share of those refused who can do something about it."""
    shares = dict(zip(NOTICES, result.acting.tolist(), strict=True))
    return table(_NOTICES, [
        (place, words, known(shares[name]), int(name == result.parameters.notice))
        for place, (name, words) in enumerate(NOTICES.items())
    ])


def ways_rows(result: NoticeResult) -> Rows:
    """A row for each group and week: the share of its refused whose cheapest way takes no longer."""
    weeks = np.arange(MOST_WEEKS + 1)
    rows: list[tuple[Any, ...]] = []
    for slot, group in enumerate(GROUPS):
        own = np.sort(result.weeks[result.in_b == bool(slot)])
        shares = np.searchsorted(own, weeks, side="right") / len(own) if len(own) else [math.nan] * len(weeks)
        rows += [(group, slot, week, known(float(share)), len(own), result.parameters.weeks)
                 for week, share in zip(weeks.tolist(), shares, strict=True)]
    return table(_WAYS, rows)
