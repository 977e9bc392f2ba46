"""One chart, so that names of charts can be right or wrong."""

from __future__ import annotations

from simulations.base import Chart


def faces(result):
    """Two pictures, the second of them changed."""
    return {"series": ["now"] * 2, "read": [""] * 2, "mark": [""] * 2, "tone": ["plain"] * 2,
            "title": ["as it was", "changed"],
            "picture": [f"data:image/png;base64,{word}{result.measures['rate']}"
                        for word in ("plain", "changed")]}


CHARTS = [
    Chart("rates", "Rates", dict, lambda result: {"series": ["now"], "rate": [result.measures["rate"]]},
          lambda result: "The rate", lambda result: "The rate"),
    Chart("faces", "Faces", dict, faces, lambda result: "Two faces", lambda result: "Two faces", gallery=2),
]
