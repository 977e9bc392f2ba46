"""What stands in a chart: its rows as the page lays them, and the words in the picture that Vega makes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import vl_convert

from simulations.base import Chart, Rows


def records(rows: Rows, series: str = "now") -> list[dict[str, Any]]:
    """Rows one by one, as the page lays them beside each other."""
    return [{**dict(zip(rows, values, strict=True)), "series": series}
            for values in zip(*rows.values(), strict=True)]


def words_in(
    chart: Chart, values: Sequence[Mapping[str, Any]], *, dragged: Mapping[str, Any] | None = None
) -> set[str]:
    """The words in the picture; ``dragged`` holds the fields of a point to which a line was dragged."""
    spec = json.loads(json.dumps(chart.spec())) | {"width": 700, "data": {"values": list(values)}}
    if dragged is not None:
        clock = next(step for step in spec["transform"] if step.get("calculate") == "now()")
        clock["calculate"] = "7"
        drag = next(param for param in spec["params"] if param["name"] == "drag")
        drag["value"] = [{**dragged, "born": 7}]
    svg = vl_convert.vegalite_to_svg(spec)
    return {html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]+)</text>", svg)}
