"""What the panel sends to the browser: specifications, tables, and a run pinned beside that of now."""

from __future__ import annotations

import json

import pytest

from simulations import catalogue, load
from simulations.base import Chart, Drawing
from simulations.panel import merged, rows_shown, still, table

CHARTS = [
    pytest.param(chart, id=f"{slug}-{chart.slug}") for slug in catalogue() for chart in load(slug).charts
]
NOW = Drawing({"series": ["now", "now"], "rate": [0.25, 0.5]}, "a", "b")
EARLIER = Drawing({"series": ["now"], "rate": [0.75]}, "a", "b")


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_without_its_knob_has_nothing_to_drag_and_is_else_the_same(chart: Chart) -> None:
    before = json.dumps(chart.spec())
    quiet = json.dumps(still(chart))
    assert json.dumps(chart.spec()) == before, "the one that drags is left as it was"
    assert still(chart) is still(chart)
    if not chart.drags:
        assert still(chart) is chart.spec()
        return
    assert "ew-resize" in before and "ew-resize" not in quiet
    (selection,) = (one for one in _dictionaries(still(chart))
                    if one.get("name") in {drag.selection for drag in chart.drags} and "select" in one)
    assert selection["select"]["on"] == "pointerdown[false]"


def _dictionaries(value: object) -> list[dict]:
    if isinstance(value, list):
        return [one for part in value for one in _dictionaries(part)]
    if isinstance(value, dict):
        return [value, *(one for part in value.values() for one in _dictionaries(part))]
    return []


def test_a_pinned_run_stands_beside_that_of_now_in_the_table_and_in_the_file() -> None:
    shown = {"series": ["now", "now", "pinned"], "rate": [0.25, 0.5, 0.75]}
    assert rows_shown(NOW, EARLIER) == shown
    assert table(NOW, EARLIER).to_pydict() == shown
    assert rows_shown(NOW, None) == table(NOW, None).to_pydict() == dict(NOW.rows)


def test_rows_of_other_columns_are_not_put_together() -> None:
    assert merged(NOW.rows, {"series": ["now"], "other": [1]}) == dict(NOW.rows)


def test_the_table_of_a_drawing_is_made_once_and_belongs_to_it_alone() -> None:
    assert table(NOW, None) is table(NOW, None)
    assert table(EARLIER, None).to_pydict() == dict(EARLIER.rows)
