"""The watchlist charts: what is drawn equals what the engine measures, in rows, words and picture.

Specifications are run by Vega itself (vl-convert), with the threshold put where a learner would
drag it, and the words in the picture are compared with the engine's measures.
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
from simulations.intervals import wilson
from simulations.watchlist import SIMULATION, WatchlistResult
from simulations.watchlist.charts import CHARTS
from simulations.watchlist.deployments import DEPLOYMENTS
from tests.simulations.drawn import records, words_in

BY_SLUG = {chart.slug: chart for chart in CHARTS}
TEXT = {name: measure.text for name, measure in SIMULATION.measure.items()}


def result(seed: int = 1, **settings: Any) -> WatchlistResult:
    found = SIMULATION.run(SIMULATION.settings(settings), seed)
    assert isinstance(found, WatchlistResult)
    return found


def preset(slug: str) -> WatchlistResult:
    found = SIMULATION.presets[slug].result(SIMULATION)
    assert isinstance(found, WatchlistResult)
    return found


def sums(found: WatchlistResult) -> set[str]:
    """What the picture of the scores must say of a run, from the engine's counts and measures."""
    measures, known = found.measures, found.known
    passed = measures["true_alerts"] + measures["missed"]
    said = {
        f"{measures['alerts']:,.0f} alarm{'s' * (measures['alerts'] != 1)}, "
        f"{TEXT['precision'](measures['precision'])} of them right"
        if measures["alerts"] else "no alarm; share right undefined",
        f"{measures['true_alerts']:,.0f} of {passed:,.0f} looked for found, "
        f"{TEXT['hit_rate'](measures['hit_rate'])}" if passed else "nobody looked for passed",
    }
    for name, people, alerts, true, listed in zip(
        found.group_names, known.scanned, known.alerts, known.true_alerts, known.listed, strict=True
    ):
        others = people - listed
        said.add(f"Group {name}: {alerts - true:,.0f} false alarms among {others:,.0f} not on the list")
        said.add(f"on the list: {true:,.0f} of {listed:,.0f} found")
    return said


# --- the threshold ----------------------------------------------------------------------------


@pytest.mark.parametrize("score", [2.0, 4.85, 5.55, 8.95])
def test_the_sums_beside_a_dragged_threshold_are_the_engines_own(score: float) -> None:
    chart = BY_SLUG["scores"]
    shown = result(threshold=5.523, days=5)
    (drag,) = chart.drags
    there = result(threshold=drag.value(score), days=5)
    assert sums(there) <= words_in(chart, records(chart.rows(shown)), dragged={"score": score})


@pytest.mark.parametrize("settings", [{}, {"threshold": 5.523}, {"visitors": 0}, {"wanted": 0}], ids=str)
def test_an_untouched_threshold_stands_where_the_run_has_it(settings: dict[str, Any]) -> None:
    chart, found = BY_SLUG["scores"], result(**settings)
    assert sums(found) <= words_in(chart, records(chart.rows(found)))


def test_a_threshold_of_its_own_stays_when_the_other_is_dragged() -> None:
    chart = BY_SLUG["scores"]
    own: dict[str, Any] = {"own_threshold": True, "threshold_b": 5.417, "days": 5}
    there = result(threshold=4.6, **own)
    assert sums(there) <= words_in(chart, records(chart.rows(result(**own))), dragged={"score": 4.6})


def test_a_drag_made_on_the_rows_of_an_earlier_run_is_over() -> None:
    chart, found = BY_SLUG["scores"], result()
    spec = json.loads(json.dumps(chart.spec()))
    drag = next(param for param in spec["params"] if param["name"] == "drag")
    drag["value"] = [{"score": 4.0, "born": 7}]
    svg = vl_convert.vegalite_to_svg({**spec, "width": 700, "data": {"values": records(chart.rows(found))}})
    assert sums(found) <= set(re.findall(r"<text[^>]*>([^<]+)</text>", svg))


@pytest.mark.parametrize(
    "settings", [{}, {"threshold": 5.523}, {"list_size": 1}, {"threshold": 9.0}], ids=str)
def test_rows_at_and_above_the_cut_add_up_to_the_alarms(settings: dict[str, Any]) -> None:
    found = result(**settings)
    rows = records(BY_SLUG["scores"].rows(found))
    assert sum(row["unlisted"] + row["listed"] for row in rows) == found.known.scanned.sum()
    above = [row for row in rows if row["score"] >= row["cut"]]
    assert sum(row["unlisted"] for row in above) == found.measures["false_alerts"]
    assert sum(row["listed"] for row in above) == found.measures["true_alerts"]


def test_the_drag_names_a_selection_and_a_field_of_the_specification() -> None:
    chart = BY_SLUG["scores"]
    (drag,) = chart.drags
    selection = next(param for param in chart.spec()["params"] if param["name"] == drag.selection)
    assert drag.field in selection["select"]["fields"]
    assert drag.field in chart.rows(result())
    assert drag.parameter in SIMULATION.knobs


# --- rows and words ---------------------------------------------------------------------------


def test_a_thousand_signs_stand_for_the_alarms() -> None:
    found = result(days=30)
    rows = BY_SLUG["alarms"].rows(found)
    assert sum(rows["per_1000"]) == 1000
    assert rows["per_1000"][0] == round(1000 * found.measures["precision"])
    assert rows["first"] == [0, rows["per_1000"][0]]
    words = words_in(BY_SLUG["alarms"], records(rows))
    assert f"{rows['per_1000'][1]} wrong: somebody else" in words


def test_signs_stand_for_a_closed_form_too() -> None:
    rows = BY_SLUG["alarms"].rows(preset("ninety-nine-percent-1-in-10000"))
    assert rows["per_1000"] == [10, 990]
    assert BY_SLUG["alarms"].heading(preset("ninety-nine-percent-1-in-10000")) == \
        "Of 1,000 alarms, 990 are wrong"


def test_few_alarms_are_told_with_what_luck_could_make_of_them() -> None:
    heading = BY_SLUG["alarms"].heading(preset("metropolitan-2018-19"))
    assert heading == \
        "Of 1,000 alarms, 810 are wrong. Judged by only 42 alarms: the share that is right may be anything " \
        "from 10.0 % to 33.3 %"


def test_rates_by_group_and_their_intervals_are_the_engines() -> None:
    found = result(days=30)
    rows = BY_SLUG["groups"].rows(found)
    assert rows["per_100k"] == pytest.approx([found.measures[f"false_per_100k_{letter}"] for letter in "ab"])
    assert rows["stopped_per_100k"] == pytest.approx(
        [found.measures[f"false_stops_per_100k_{letter}"] for letter in "ab"])
    low, high = wilson(rows["false_alarms"][1], rows["people"][1])
    assert (rows["low"][1], rows["high"][1]) == pytest.approx((100_000 * low, 100_000 * high))


def test_the_audit_is_told_by_group_and_in_how_many_times() -> None:
    heading = BY_SLUG["groups"].heading(preset("retrospective-search-2025"))
    assert heading == "Black: 5,500 false alarms per 100,000 people, 138 times as many as White"
    words = words_in(BY_SLUG["groups"], records(BY_SLUG["groups"].rows(preset("retrospective-search-2025"))))
    assert {"White: 40 per 100,000", "Asian: 4,000 per 100,000", "Black: 5,500 per 100,000"} <= words


def test_the_deployments_marked_are_those_of_the_presets() -> None:
    for place in DEPLOYMENTS:
        counts = SIMULATION.presets[place.preset].figures
        assert counts is not None
        assert counts["deployment"] == {
            "scanned": place.scanned, "alerts": place.alerts, "true_alerts": place.true_alerts}
    words = words_in(BY_SLUG["prior"], records(BY_SLUG["prior"].rows(result())))
    assert {"South Wales 2017: 7.0 %", "London 2024-25: 99.52 %"} <= words


def test_this_runs_curve_passes_through_where_it_stands() -> None:
    found = result(wanted=1000)
    rows = records(BY_SLUG["prior"].rows(found))
    here = next(row for row in rows if row["kind"] == "here")
    on_curve = next(row for row in rows if row["kind"] == "own" and math.isclose(row["prior"], 1e-3))
    assert here["precision"] == pytest.approx(on_curve["precision"])
    assert here["precision"] == found.measures["precision_expected"]


def test_the_year_in_london_is_told_by_how_many_were_scanned_for_each_found() -> None:
    assert BY_SLUG["funnel"].heading(preset("metropolitan-2024-25")) == \
        "1,523 people are scanned for each right alarm"
    assert "not published" in BY_SLUG["funnel"].heading(preset("metropolitan-2018-19"))


EDGES: list[dict[str, Any]] = [
    {}, {"visitors": 0}, {"threshold": 9.0, "separation": 2.0}, {"threshold": 2.0}, {"wanted": 0},
    {"wanted": 1_000_000}, {"share_b": 0.0}, {"share_b": 1.0}, {"list_size": 1}, {"list_size": 20_000_000},
    {"visitors": 5_000_000, "days": 366}, {"visitors": 1000, "threshold": 6.0}, {"own_threshold": True},
    {"accept_true": 0.0, "accept_false": 0.0},
]


@pytest.mark.parametrize("settings", EDGES, ids=str)
def test_rows_are_small_plain_and_equally_long_at_the_edges(settings: dict[str, Any]) -> None:
    found = result(**settings)
    for chart in CHARTS:
        rows = chart.rows(found)
        assert len({len(column) for column in rows.values()}) == 1
        assert len(rows["series"]) <= 400
        assert set(rows["series"]) <= {"now"}
        for name, column in rows.items():
            assert all(value is None or isinstance(value, int | float | str) for value in column), name
            assert not any(isinstance(value, float) and not math.isfinite(value) for value in column), name
        for words in (chart.heading(found), chart.alt(found)):
            assert words[0].isupper() or words[0].isdigit()
            assert "nan" not in words and "!" not in words and "inf" not in words
        assert chart.alt(found).endswith(".")
        assert not chart.heading(found).endswith(".")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"visitors": 0}, "Nobody passed, so every share is undefined"),
        ({"threshold": 9.0, "separation": 2.0},
         "No alarm was raised, so the share that is right is undefined"),
    ],
)
def test_the_heading_says_why_a_share_is_undefined(settings: dict[str, Any], sentence: str) -> None:
    found = result(**settings)
    assert {BY_SLUG[slug].heading(found) for slug in ("scores", "alarms", "groups")} == {sentence}
    assert "right: somebody looked for (undefined)" in words_in(
        BY_SLUG["alarms"], records(BY_SLUG["alarms"].rows(found)))


def test_where_nobody_looked_for_passes_it_is_said() -> None:
    assert "nobody looked for passed" in BY_SLUG["scores"].heading(result(wanted=0))
    assert "nobody looked for is found" in BY_SLUG["funnel"].heading(result(wanted=0))


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"share_b": 0.0}, "because nobody of B passed who is not on the list"),
        ({"share_b": 1.0}, "because nobody of A passed who is not on the list"),
        ({"wanted": 1_000_000}, "because nobody of A or B passed who is not on the list"),
        ({"own_threshold": True, "threshold": 9.0, "threshold_b": 2.0}, "because A sets off none"),
    ],
)
def test_why_groups_cannot_be_compared_is_said_as_it_is(settings: dict[str, Any], reason: str) -> None:
    assert BY_SLUG["groups"].heading(result(**settings)).endswith(reason)


def test_one_person_scanned_is_told_in_the_singular() -> None:
    assert BY_SLUG["funnel"].heading(result(visitors=1)).startswith("1 person is scanned")
    assert "1.1 people are scanned" in BY_SLUG["funnel"].heading(result(wanted=1_000_000))


def test_every_preset_has_words_for_every_chart() -> None:
    for slug in SIMULATION.presets:
        found = preset(slug)
        for chart in CHARTS:
            if chart.wanted(found.parameters):
                assert "nan" not in chart.heading(found) + chart.alt(found), (slug, chart.slug)
                chart.rows(found)


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
    assert not re.search(r'"(black|white|#000|#fff)', text, re.IGNORECASE)
    sizes = [int(size) for size in re.findall(r'"(?:fontSize|labelFontSize|titleFontSize)": (\d+)', text)]
    assert sizes and min(sizes) >= 12
    assert len(text) < 16_000, "it is sent with every change"


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.slug)
def test_vega_draws_each_chart_with_a_pinned_run_beside_it_and_with_no_rows(chart: Chart) -> None:
    now = records(chart.rows(result()))
    assert words_in(chart, now)
    pinned = records(chart.rows(result(threshold=4.817, shift_b=0.5)), "pinned")
    assert words_in(chart, now + pinned)
    words_in(chart, [])


def test_the_sums_are_those_of_now_whatever_is_pinned() -> None:
    chart, found = BY_SLUG["scores"], result()
    pinned = records(chart.rows(result(threshold=4.0, visitors=1_000_000)), "pinned")
    assert sums(found) <= words_in(chart, records(chart.rows(found)) + pinned)
