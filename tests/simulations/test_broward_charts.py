"""The Broward charts: what is drawn equals what the engine measures, in rows, words and picture.

Specifications are run by Vega itself (vl-convert), with a threshold put where a learner would drag
it, and the words in the picture are compared with the engine's measures.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

import altair as alt
import pytest
import vl_convert

from simulations.base import Chart
from simulations.broward import SIMULATION, BrowardResult
from simulations.broward.chart_rows import PROPUBLICA
from simulations.broward.charts import CHARTS
from simulations.broward.counts import GROUPS
from simulations.broward.reported import LETTERS
from simulations.intervals import wilson
from tests.simulations.drawn import records, words_in

BY_SLUG = {chart.slug: chart for chart in CHARTS}
TEXT = {name: measure.text for name, measure in SIMULATION.measure.items()}


def result(seed: int = 1, **settings: Any) -> BrowardResult:
    found = SIMULATION.run(SIMULATION.settings(settings), seed)
    assert isinstance(found, BrowardResult)
    return found


def preset(slug: str) -> BrowardResult:
    found = SIMULATION.presets[slug].result(SIMULATION)
    assert isinstance(found, BrowardResult)
    return found


def sums(found: BrowardResult) -> set[str]:
    """What the picture of the deciles must say of a run, from the engine's counts and measures."""
    assert found.parameters is not None
    said = set()
    for slot, (name, letter) in enumerate(zip(GROUPS, LETTERS, strict=True)):
        (tn, fp), (fn, tp) = found.table[slot].tolist()
        rates = {rate: TEXT[f"{rate}_{letter}"](found.measures[f"{rate}_{letter}"])
                 for rate in ("fpr", "fnr", "ppv")}
        cut = found.parameters.thresholds[slot]
        where = "nobody" if cut == 11 else "decile 10" if cut == 10 else f"decile {cut} and up"
        said |= {
            f"{name} defendants, flagged: {where}",
            f"flagged: {fp:,} of {tn + fp:,} not rearrested, {rates['fpr']}",
            f"not flagged: {fn:,} of {fn + tp:,} rearrested, {rates['fnr']}",
            f"rearrested: {tp:,} of {fp + tp:,} flagged, {rates['ppv']}",
        }
    return said


# --- the thresholds ---------------------------------------------------------------------------


@pytest.mark.parametrize(("slot", "place"), [(0, 1), (0, 8), (1, 4), (1, 10), (1, 11)])
def test_the_sums_beside_a_dragged_threshold_are_the_engines_own(slot: int, place: int) -> None:
    chart = BY_SLUG["deciles"]
    picked = {"place": place, "slot": slot, "born": 7}
    (drag,) = (drag for drag in chart.drags if drag.meant(picked))
    there = result(threshold_black=7, threshold_white=3) if slot else result(threshold_white=3)
    moved = result(**{
        "threshold_black": 7 if slot else 5, "threshold_white": 3, drag.parameter: int(drag.value(place))})
    assert sums(moved) <= words_in(chart, records(chart.rows(there)), dragged={"place": place, "slot": slot})


@pytest.mark.parametrize(
    "settings", [{}, {"threshold_black": 11}, {"threshold_white": 1}, {"record": "corrected"}], ids=str)
def test_untouched_thresholds_stand_where_the_run_has_them(settings: dict[str, Any]) -> None:
    chart, found = BY_SLUG["deciles"], result(**settings)
    assert sums(found) <= words_in(chart, records(chart.rows(found)))


def test_a_drag_made_on_the_rows_of_an_earlier_run_is_over() -> None:
    chart, found = BY_SLUG["deciles"], result(threshold_black=6)
    spec = json.loads(json.dumps(chart.spec()))
    drag = next(param for param in spec["params"] if param["name"] == "drag")
    drag["value"] = [{"place": 9, "slot": 0, "born": 7}]
    svg = vl_convert.vegalite_to_svg({**spec, "width": 700, "data": {"values": records(chart.rows(found))}})
    assert sums(found) <= set(re.findall(r"<text[^>]*>([^<]+)</text>", svg))


def test_the_sums_are_those_of_now_whatever_is_pinned() -> None:
    chart, found = BY_SLUG["deciles"], result()
    pinned = records(chart.rows(result(threshold_black=9, record="corrected")), "pinned")
    assert sums(found) <= words_in(chart, records(chart.rows(found)) + pinned)


def test_each_strip_moves_its_own_threshold_and_no_other() -> None:
    chart = BY_SLUG["deciles"]
    selection = next(param for param in chart.spec()["params"] if param["name"] == "drag")
    for slot, parameter in enumerate(("threshold_black", "threshold_white")):
        (drag,) = (drag for drag in chart.drags if drag.meant({"place": 4, "slot": slot}))
        assert (drag.parameter, drag.value(4)) == (parameter, 4)
        assert {drag.field, "slot"} <= set(selection["select"]["fields"])
        assert parameter in SIMULATION.knobs


def test_rows_at_and_above_the_cut_add_up_to_those_flagged() -> None:
    found = result(threshold_black=3, threshold_white=9)
    rows = records(BY_SLUG["deciles"].rows(found))
    for slot in range(2):
        own = [row for row in rows if row["slot"] == slot]
        flagged = [row for row in own if row["decile"] >= row["cut"]]
        assert sum(row["not_rearrested"] for row in flagged) == found.table[slot, 0, 1]
        assert sum(row["rearrested"] for row in flagged) == found.table[slot, 1, 1]
        assert sum(row["not_rearrested"] + row["rearrested"] for row in own) == found.table[slot].sum()


# --- rows and words ---------------------------------------------------------------------------


def test_the_diamonds_are_the_figures_of_the_preset() -> None:
    published = {one.measure: one.value for one in SIMULATION.presets["propublica-cut"].published}
    for rate, values in PROPUBLICA.items():
        assert values == (published[f"{rate}_black"], published[f"{rate}_white"])


def test_rates_and_gaps_are_the_engines() -> None:
    found = result(threshold_black=7)
    rows = records(BY_SLUG["rates"].rows(found))
    for row, rate in zip(rows[::2], ("fpr", "fnr", "ppv", "accuracy"), strict=True):
        assert (row["share"], row["other"]) == (
            found.measures[f"{rate}_black"], found.measures[f"{rate}_white"])
        assert row["gap"] == found.measures[f"{rate}_gap"]
    words = words_in(BY_SLUG["rates"], rows)
    assert {TEXT["fpr_gap"](found.measures["fpr_gap"]), "Black 24.9 %", "White 23.5 %"} <= words


def test_the_map_has_all_pairs_and_marks_this_one() -> None:
    found = result(threshold_black=7)
    rows = records(BY_SLUG["map"].rows(found))
    assert len(rows) == 81
    (own,) = [row for row in rows if row["own"]]
    assert (own["threshold_black"], own["threshold_white"], own["within"]) == (7, 5, "FN")
    assert sum("F" in row["within"] and "N" in row["within"] for row in rows) == 7
    assert not any(row["own"] for row in records(BY_SLUG["map"].rows(result(threshold_black=11))))


def test_the_map_says_how_many_pairs_pass() -> None:
    heading = BY_SLUG["map"].heading
    assert heading(result()) == \
        "Of 81 pairs of thresholds, 7 keep both error rates within 5 points, none precision too"
    assert heading(result(tolerance=0.08)) == \
        "Of 81 pairs of thresholds, 10 keep both error rates within 8 points, 2 precision too"


def test_shares_by_decile_and_their_intervals_are_those_of_the_counts() -> None:
    rows = records(BY_SLUG["calibration"].rows(result()))
    tenth = next(row for row in rows if row["group"] == "White" and row["decile"] == 10)
    assert (tenth["rearrested"], tenth["people"]) == (45, 64)
    assert (tenth["low"], tenth["high"]) == pytest.approx(wilson(45, 64))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "Precision is within 5 points; false positives and false negatives are not"),
        ({"threshold_black": 7},
         "False positives and false negatives are within 5 points; precision is not"),
        ({"tolerance": 0.01},
         "None of the three is within 1 point: false positives, false negatives and precision"),
        ({"threshold_black": 9, "threshold_white": 7, "tolerance": 0.08},
         "All three are within 8 points: false positives, false negatives and precision"),
        ({"threshold_white": 11}, "False positives and false negatives are not within 5 points, precision is "
                                  "undefined, because no White defendant is flagged"),
        ({"threshold_black": 10, "threshold_white": 11},
         "False positives are within 5 points, false negatives are not within 5 points, precision is "
         "undefined, because no White defendant is flagged"),
        ({"threshold_black": 11, "threshold_white": 11},
         "False positives and false negatives are within 5 points, precision is undefined, because no Black "
         "and no White defendant is flagged"),
    ],
)
def test_the_heading_says_which_gaps_are_small_and_why_one_is_undefined(
    settings: dict[str, Any], sentence: str
) -> None:
    assert BY_SLUG["rates"].heading(result(**settings)) == sentence


def test_an_undefined_precision_is_written_and_not_drawn() -> None:
    found = result(threshold_black=11)
    words = words_in(BY_SLUG["rates"], records(BY_SLUG["rates"].rows(found)))
    assert {"Black undefined", "undefined", "White 59.1 %"} <= words
    assert "rearrested: 0 of 0 flagged, undefined" in words_in(
        BY_SLUG["deciles"], records(BY_SLUG["deciles"].rows(found)))


def test_a_closed_form_is_told_by_its_rates_alone() -> None:
    found = preset("equal-precision-and-misses")
    assert BY_SLUG["rates"].heading(found) == \
        "Flagged, of those not rearrested: 41.8 % of Black and 25.6 % of White defendants"
    assert [chart.slug for chart in CHARTS if chart.wanted(found.parameters)] == ["rates"]
    for slug in ("deciles", "map", "calibration"):
        assert not BY_SLUG[slug].rows(found)["series"]
        assert "published" in BY_SLUG[slug].alt(found)


EDGES: list[dict[str, Any]] = [
    {}, {"threshold_black": 1, "threshold_white": 1}, {"threshold_black": 11, "threshold_white": 11},
    {"threshold_black": 11, "threshold_white": 1, "record": "corrected"}, {"tolerance": 0.01},
    {"tolerance": 0.2, "record": "corrected"},
]


@pytest.mark.parametrize("settings", EDGES, ids=str)
def test_rows_are_small_plain_and_equally_long_at_the_edges(settings: dict[str, Any]) -> None:
    found = result(**settings)
    for chart in CHARTS:
        rows = chart.rows(found)
        assert len({len(column) for column in rows.values()}) == 1
        assert len(rows["series"]) <= 400
        assert set(rows["series"]) == {"now"}
        for name, column in rows.items():
            assert all(value is None or isinstance(value, int | float | str) for value in column), name
            assert not any(isinstance(value, float) and not math.isfinite(value) for value in column), name
        for words in (chart.heading(found), chart.alt(found)):
            assert words[0].isupper()
            assert "nan" not in words and "!" not in words and "inf" not in words
            assert "reoffend" not in words and "recidiv" not in words
        assert chart.alt(found).endswith(".")
        assert not chart.heading(found).endswith(".")


# --- the pictures -----------------------------------------------------------------------------


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.slug)
def test_a_specification_is_valid_and_holds_no_data_title_or_fixed_text_colour(chart: Chart) -> None:
    spec = chart.spec()
    alt.LayerChart.from_dict(spec)
    assert spec["width"] == "container" and isinstance(spec["height"], int)
    assert spec["config"]["aria"] is False
    assert not {"data", "datasets", "title"} & spec.keys()
    text = json.dumps(spec)
    assert '"data"' not in text and '"datasets"' not in text
    assert not re.search(r'"(black"|white"|#000|#fff)', text, re.IGNORECASE)
    sizes = [int(size) for size in re.findall(r'"(?:fontSize|labelFontSize|titleFontSize)": (\d+)', text)]
    assert sizes and min(sizes) >= 12
    assert len(text) < 16_000, "it is sent with every change"


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.slug)
def test_vega_draws_each_chart_with_a_pinned_run_beside_it_and_with_no_rows(chart: Chart) -> None:
    now = records(chart.rows(result()))
    assert words_in(chart, now)
    pinned = records(chart.rows(result(threshold_black=11, record="corrected")), "pinned")
    assert words_in(chart, now + pinned)
    words_in(chart, [])
