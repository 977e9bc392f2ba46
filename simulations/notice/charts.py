"""The charts of the notice, in the order in which they are shown."""

from __future__ import annotations

from simulations.base import Chart, Rows
from simulations.chart_specs import letter
from simulations.notice.result import NoticeResult


def letter_rows(result: NoticeResult) -> Rows:
    """The letter, line by line."""
    text = "You are refused." if result.refused else "You are not refused."
    return {"series": ["now"], "part": [""], "kind": ["line"], "text": [text]}


CHARTS: tuple[Chart, ...] = (
    Chart("letter", "The letter", letter, letter_rows, lambda result: "The letter",
          lambda result: "A letter.", letter=True),
)
