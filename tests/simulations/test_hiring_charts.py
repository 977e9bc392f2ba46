"""The hiring charts: what is drawn equals what the engine measures, in rows, words and picture.

Specifications are run by Vega itself (vl-convert), with the threshold put where a learner would
drag it, and the words in the picture are compared with the engine's measures.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from typing import Any

import altair as alt
import numpy as np
import pytest
import vl_convert

from simulations import palette
from simulations.base import Chart, Measure
from simulations.chart_specs import finished, label, number_text, share_text
from simulations.hiring import SIMULATION, HiringResult
from simulations.hiring.chart_rows import per_hundred, threshold
from simulations.hiring.charts import CHARTS
from simulations.hiring.figures import HiringFigures, measure_figures
from simulations.intervals import wilson
from simulations.tables import spread
from tests.simulations.drawn import records, words_in

BY_SLUG = {chart.slug: chart for chart in CHARTS}
BERKELEY = [  # UC Berkeley, autumn 1973: applied and admitted (Bickel, Hammel and O'Connell, Science, 1975)
    ("A", 825, 512, 108, 89), ("B", 560, 353, 25, 17), ("C", 325, 120, 593, 202),
    ("D", 417, 138, 375, 131), ("E", 191, 53, 393, 94), ("F", 373, 22, 341, 24),
]


def result(seed: int = 1, **settings: Any) -> HiringResult:
    found = SIMULATION.run(SIMULATION.settings(settings), seed)
    assert isinstance(found, HiringResult)
    return found


@pytest.fixture(scope="module")
def run() -> HiringResult:
    return result(years=3, second_prejudice=0.6)


@pytest.fixture(scope="module")
def three() -> HiringResult:
    return result(years=3, groups=3, columns="all")


@pytest.fixture(scope="module")
def berkeley() -> HiringResult:
    counts = [
        {"group": group, "applied": applied, "selected": selected, "stratum": name}
        for name, *numbers in BERKELEY
        for group, applied, selected in (("men", *numbers[:2]), ("women", *numbers[2:]))
    ]
    return measure_figures(HiringFigures.model_validate({"counts": counts}))


def lines_of_sums(found: HiringResult) -> set[str]:
    """What the ranking must say of a run, from the engine's counts and measures."""
    text = {name: SIMULATION.measure[name].text(value) for name, value in found.measures.items()}
    people = found.counts.sum(axis=(1, 2))
    said = {
        f"Group {name}: {yes:,} of {no + yes:,} hired, {text[f'selection_rate_{name.lower()}']}"
        for name, (no, yes) in zip(found.group_names, people.tolist(), strict=True)
    }
    hired, everyone = people[:, 1].sum(), people.sum()
    return said | {
        f"{hired:,} of {everyone:,} hired, {text['good_hires']} of them do well",
        f"impact ratio {text['impact_ratio']}",
    }


# --- the threshold ----------------------------------------------------------------------------


@pytest.mark.parametrize("percentile", [1, 26, 73, 99])
def test_the_sums_beside_a_dragged_threshold_are_the_engines_own(percentile: int) -> None:
    chart = BY_SLUG["ranking"]
    shown = result(hire_rate=0.2)
    (drag,) = chart.drags
    there = result(hire_rate=drag.value(percentile))
    words = words_in(chart, records(chart.rows(shown)), dragged={"percentile": percentile})
    assert lines_of_sums(there) <= set(words)


@pytest.mark.parametrize("hire_rate", [0.01, 0.2, 0.99])
def test_an_untouched_threshold_stands_where_the_run_has_it(hire_rate: float) -> None:
    chart, found = BY_SLUG["ranking"], result(hire_rate=hire_rate, groups=3)
    assert lines_of_sums(found) <= set(words_in(chart, records(chart.rows(found))))


def test_a_drag_made_on_the_rows_of_an_earlier_run_is_over() -> None:
    chart, found = BY_SLUG["ranking"], result(hire_rate=0.2)
    spec = json.loads(json.dumps(chart.spec()))
    drag = next(param for param in spec["params"] if param["name"] == "drag")
    drag["value"] = [{"percentile": 40, "born": 7}]
    svg = vl_convert.vegalite_to_svg({**spec, "width": 700, "data": {"values": records(chart.rows(found))}})
    assert lines_of_sums(found) <= set(re.findall(r"<text[^>]*>([^<]+)</text>", svg))


@pytest.mark.parametrize("mitigation", ["none", "reweighing", "equal-rates", "equal-opportunity"])
def test_rows_at_and_above_the_cut_add_up_to_those_hired(mitigation: str) -> None:
    found = result(mitigation=mitigation, hire_rate=0.17, groups=3)
    rows = records(BY_SLUG["ranking"].rows(found))
    for slot in range(3):
        above = [row for row in rows if row["slot"] == slot and row["percentile"] >= row["cut"]]
        assert sum(row["do_well"] for row in above) == found.counts[slot, 1, :, 1].sum()
        assert sum(row["do_not"] for row in above) == found.counts[slot, 0, :, 1].sum()


def test_each_place_of_the_threshold_is_a_hire_rate_that_the_knob_has() -> None:
    (drag,) = BY_SLUG["ranking"].drags
    for percentile in range(1, 100):
        parameters = SIMULATION.settings({drag.parameter: drag.value(percentile)})
        assert threshold(parameters) == percentile  # type: ignore[arg-type]


def test_the_drag_names_a_selection_and_a_field_of_the_specification() -> None:
    chart = BY_SLUG["ranking"]
    (drag,) = chart.drags
    selection = next(param for param in chart.spec()["params"] if param["name"] == drag.selection)
    assert drag.field in selection["select"]["fields"]
    assert drag.field in chart.rows(result())


# --- rows and words ---------------------------------------------------------------------------


def test_rates_and_their_intervals_are_the_engines(run: HiringResult) -> None:
    rows = BY_SLUG["rates"].rows(run)
    assert rows["rate"] == pytest.approx([run.measures["selection_rate_a"], run.measures["selection_rate_b"]])
    assert [rows["low"], rows["high"]] == run.rate_interval.T.tolist()
    assert rows["four_fifths"] == pytest.approx([0.8 * max(rows["rate"])] * 2)


def test_the_heading_of_the_rates_says_when_chance_could_explain_them() -> None:
    said = {BY_SLUG["rates"].heading(result(seed, applicants=200, prejudice=0.0, measurement=0.0,
                                            career_gap=0.0)) for seed in range(12)}
    assert any("chance could explain it" in heading for heading in said)
    assert "more than chance explains" in BY_SLUG["rates"].heading(result())
    assert all("a flag, not a verdict" in heading for heading in said if "times" in heading)


def test_the_axis_of_the_rates_stays_put_when_the_hire_rate_moves() -> None:
    reaches = {BY_SLUG["rates"].rows(result(hire_rate=rate))["reach"][0] for rate in (0.2, 0.25, 0.3)}
    assert len(reaches) == 1


def test_yardsticks_are_the_engines_measures(run: HiringResult) -> None:
    names = ("accuracy_history", "accuracy_truth", "good_hires")
    assert BY_SLUG["yardsticks"].rows(run)["share"] == [run.measures[name] for name in names]


def test_a_hundred_dots_stand_for_each_group(run: HiringResult, three: HiringResult) -> None:
    for found in (run, three):
        rows = records(BY_SLUG["two-labels"].rows(found))
        for name in found.group_names:
            own = [row for row in rows if row["group"] == f"Group {name}"]
            assert sum(row["per_100"] for row in own) == 100
            assert [row["first"] for row in own] == [0, *itertools.accumulate(r["per_100"] for r in own[:-1])]
            assert sum(row["people"] for row in own) == found.counts[found.group_names.index(name)].sum()


def test_the_two_labels_differ_most_where_prejudice_was() -> None:
    def turned_away(found: HiringResult, group: int) -> float:
        well = found.counts[group, 1]
        return float(well[0].sum() / well.sum())

    with_it, without = result(prejudice=1.5), result(prejudice=0.0)
    assert turned_away(with_it, 1) > turned_away(with_it, 0) + 0.3
    assert abs(turned_away(without, 1) - turned_away(without, 0)) < 0.15
    assert BY_SLUG["two-labels"].heading(with_it).index("group B") < \
        BY_SLUG["two-labels"].heading(with_it).index("group A")


def test_the_blind_model_is_said_to_tell_the_groups_apart_without_their_column() -> None:
    heading = BY_SLUG["columns"].heading(result(columns="blind", proxy=2.5))
    assert heading.startswith("Without the group column, B's mean score still lies")
    assert "\u201cproxy\u201d" in heading


@pytest.mark.parametrize("model", ["tree", "boosting"])
def test_a_tree_is_not_said_to_have_signed_weights(model: str) -> None:
    assert "of its weight" in BY_SLUG["columns"].heading(result(model=model, applicants=400))


def test_cells_carry_their_denominators(run: HiringResult) -> None:
    rows = BY_SLUG["cells"].rows(run)
    assert sum(rows["applied"]) == run.counts.sum()
    assert sum(rows["hired"]) == run.counts[..., 1].sum()
    assert min(rows["rate"]) / max(rows["rate"]) == pytest.approx(run.measures["cell_ratio"])


def test_the_words_at_the_ends_of_the_lines_stand_apart(three: HiringResult) -> None:
    ends = sorted(place for place in BY_SLUG["years"].rows(three)["label_at"] if place is not None)
    assert len(ends) == 4
    assert all(after - before > 0.06 for before, after in itertools.pairwise(ends))


def test_berkeley_turns_round_between_all_and_each_department(berkeley: HiringResult) -> None:
    assert "30.4 % of women and 44.5 % of men" in BY_SLUG["strata"].heading(berkeley)
    assert "in 4 of 6 departments the rate of women is higher" in BY_SLUG["strata"].heading(berkeley)
    words = words_in(BY_SLUG["strata"], records(BY_SLUG["strata"].rows(berkeley)))
    assert "Department A: men 62.1 %, women 82.4 %" in words
    assert "All together: men 44.5 %, women 30.4 %" in words


def test_a_run_and_published_counts_want_different_charts(run: HiringResult, berkeley: HiringResult) -> None:
    def wanted(found: HiringResult) -> list[str]:
        return [chart.slug for chart in CHARTS if chart.wanted(found.parameters)]

    assert wanted(run) == [slug for slug in BY_SLUG if slug != "strata"]
    assert wanted(berkeley) == ["rates", "strata"]
    assert "years" not in wanted(result(years=0))
    assert "cells" not in wanted(result(second_share=0.0))


EDGES: list[dict[str, Any]] = [
    {}, {"hire_rate": 0.01, "applicants": 200}, {"hire_rate": 0.99}, {"share_b": 0.05, "applicants": 200},
    {"kept": 0.05, "applicants": 200}, {"groups": 3, "years": 1}, {"mitigation": "equal-rates"},
    {"prejudice": 2.0, "measurement": 1.5, "career_gap": 1.5}, {"opportunity": 1.5}, {"years": 20},
    {"columns": "all", "mitigation": "correlation-remover", "groups": 3}, {"columns": "no-proxy"},
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
            assert words[0].isupper()
            assert "nan" not in words and "!" not in words
        assert chart.alt(found).endswith(".")
        assert not chart.heading(found).endswith(".")


def test_what_is_undefined_is_said_to_be(berkeley: HiringResult) -> None:
    closed = measure_figures(HiringFigures.model_validate(
        {"normal_scores": {"difference": -0.4, "selection_rate": 0.1, "share": 0.15}}))
    assert "0.47 times the selection rate of group A" in BY_SLUG["rates"].heading(closed)
    assert "chance" not in BY_SLUG["rates"].heading(closed), "there are no people to count"
    for found in (closed, berkeley):
        for chart in CHARTS:
            rows = chart.rows(found)
            assert len({len(column) for column in rows.values()}) == 1
            assert chart.heading(found) and chart.alt(found)
    assert BY_SLUG["strata"].rows(closed)["series"] == []


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
def test_vega_draws_each_chart_with_a_pinned_run_beside_it_and_with_no_rows(
    chart: Chart, run: HiringResult, three: HiringResult, berkeley: HiringResult
) -> None:
    now = records(chart.rows(berkeley if chart.slug == "strata" else run))
    assert words_in(chart, now)
    beside = [*records(chart.rows(three), "pinned"), *records(chart.rows(berkeley), "published")]
    assert words_in(chart, now + beside)
    words_in(chart, [])


def test_the_sums_are_those_of_now_whatever_is_pinned(run: HiringResult, three: HiringResult) -> None:
    chart = BY_SLUG["ranking"]
    words = words_in(chart, records(chart.rows(run)) + records(chart.rows(three), "pinned"))
    assert lines_of_sums(run) <= set(words)
    assert not any(word.startswith("Group C") for word in words)


def test_pinned_and_published_rates_are_named(run: HiringResult, berkeley: HiringResult) -> None:
    chart, other = BY_SLUG["rates"], result(columns="all")
    words = words_in(chart, records(chart.rows(run)) + records(chart.rows(other), "pinned")
                  + records(chart.rows(berkeley), "published"))
    rate = SIMULATION.measure["selection_rate_b"].text(other.measures["selection_rate_b"])
    assert f"pinned {rate}" in words
    assert "\u25c6 published 30.4 %" in words


def test_a_change_against_the_pinned_run_has_its_sign(run: HiringResult) -> None:
    chart, other = BY_SLUG["yardsticks"], result(mitigation="equal-rates")
    words = words_in(chart, records(chart.rows(other)) + records(chart.rows(run), "pinned"))
    change = other.measures["accuracy_history"] - run.measures["accuracy_history"]
    sign = "\u2212" if change < 0 else "+"
    assert any(word.endswith(f"({sign}{abs(100 * change):.1f} points)") for word in words)


# --- colours and arithmetic -------------------------------------------------------------------

MARKS = [*palette.GROUPS, palette.TRUTH, palette.LABEL, palette.HARM, palette.HIT, palette.MUTED]
# Machado, Oliveira and Fernandes, 2009: what protanopes, deuteranopes and tritanopes see
SEEN = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}


def linear(colour: str) -> np.ndarray[Any, Any]:
    value = np.array([int(colour[place:place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) + 0.05 for colour in (one, other))
    return light[1] / light[0]


def lab(light: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(light, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("background", ["#FFFFFF", "#0E1117", "#10161C"])
@pytest.mark.parametrize("colour", MARKS)
def test_each_mark_stands_out_from_either_theme(colour: str, background: str) -> None:
    assert contrast(colour, background) >= 3


@pytest.mark.parametrize("eyes", SEEN)
def test_groups_are_told_apart_by_colour_blind_eyes(eyes: str) -> None:
    for one, other in itertools.combinations(palette.GROUPS, 2):
        seen = [lab(np.array(SEEN[eyes]) @ linear(colour)) for colour in (one, other)]
        assert np.linalg.norm(seen[0] - seen[1]) > 30, (one, other)


def test_people_of_a_hundred_add_up_by_largest_remainders() -> None:
    assert per_hundred([1, 1, 1]) == [34, 33, 33]
    assert per_hundred([2, 3, 0, 0]) == [40, 60, 0, 0]
    assert per_hundred([0, 0]) == [0, 0]


def test_wilson_intervals_equal_scipys() -> None:
    from scipy.stats import binomtest

    for hired, applied in ((0, 12), (3, 12), (12, 12), (85, 660)):
        theirs = binomtest(hired, applied).proportion_ci(method="wilson")
        assert wilson(hired, applied) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert all(math.isnan(end) for end in wilson(0, 0))


def test_labels_are_moved_apart_within_their_scale() -> None:
    assert spread([0.5, 0.1], 0.1) == [0.5, 0.1]
    assert spread([0.5, 0.5], 0.1) == pytest.approx([0.5, 0.6])
    assert spread([0.98, 1.0, 0.99], 0.1) == pytest.approx([0.8, 1.0, 0.9])


def test_vega_rounds_halves_as_the_page_does() -> None:
    values = [count / 400 for count in range(1, 400, 7)] + [count / 8 for count in range(9)]
    words = label(alt.Chart(), words=f"{share_text('datum.v')} + ' ' + {number_text('datum.v', 2)}",
                  x=alt.value(0), y=alt.value(0))
    assert isinstance(words, dict)
    spec = finished(words, 10) | {"width": 10, "data": {"values": [{"v": value} for value in values]}}
    share, ratio = Measure("s", "", "", "share"), Measure("r", "", "", "ratio")
    ours = {f"{share.text(value)} {ratio.text(value)}" for value in values}
    assert set(re.findall(r"<text[^>]*>([^<]+)</text>", vl_convert.vegalite_to_svg(spec))) == ours
