"""The picture: a specification without data, built once, and small tables of what it draws."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from simulations.base import Chart, Rows

from .model import DiceResult


@cache
def spec() -> dict[str, Any]:
    """Bars of the share of each group that won, on an axis that never moves."""
    drawn: dict[str, Any] = (
        alt.Chart(width="container", height=120)
        .mark_bar(aria=False)
        .encode(
            x=alt.X("share:Q", title="share who won", scale=alt.Scale(domain=[0, 1]),
                    axis=alt.Axis(format=".0%")),
            y=alt.Y("group:N", title=None),
        )
        .to_dict()
    )
    return {key: value for key, value in drawn.items() if key not in ("data", "datasets")}


def rows(result: DiceResult) -> Rows:
    """A row for each group: what is drawn, the table behind it, and the CSV."""
    return {
        "series": ["now", "now"],
        "group": ["A", "B"],
        "won": result.won.tolist(),
        "people": result.people.tolist(),
        "share": (result.won / result.people).tolist(),
    }


def heading(result: DiceResult) -> str:
    """The finding, in words, with the number."""
    return f"{result.won[1]} of {result.won.sum()} winners are in group B"


def alt_text(result: DiceResult) -> str:
    """The sentence for those who cannot see the picture."""
    a, b = result.won / result.people
    return f"Bars: {100 * a:.0f} % of group A and {100 * b:.0f} % of group B won."


CHARTS = (Chart("winners", "Who won", spec, rows, heading, alt_text),)
