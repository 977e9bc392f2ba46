"""One chart, so that names of charts can be right or wrong."""

from __future__ import annotations

from simulations.base import Chart

CHARTS = [
    Chart("rates", "Rates", dict, lambda result: {"series": ["now"], "rate": [result.measures["rate"]]},
          lambda result: "The rate", lambda result: "The rate"),
]
