"""One chart of the coins."""

from __future__ import annotations

from simulations.base import Chart

CHARTS = (
    Chart(
        slug="bar", title="Heads", spec=lambda: {"mark": "bar"},
        rows=lambda result: {"series": ["now"], "heads": [result.measures["heads"]]},
        heading=lambda result: f"{result.measures['heads']:.0f} heads",
        alt=lambda result: "A bar.",
    ),
)
