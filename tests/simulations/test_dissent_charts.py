"""The dissent charts: what is drawn equals what the engine measures, in rows, words and picture."""

from __future__ import annotations

import json
import re

import pytest

from simulations import load
from simulations.base import Chart
from simulations.dissent.chart_rows import per_hundred, recorded
from simulations.dissent.result import DissentResult
from simulations.parameters import Value
from tests.simulations.drawn import records, words_in

DISSENT = load("dissent")
BY_SLUG = {chart.slug: chart for chart in DISSENT.charts}
ENDS: tuple[dict[str, Value], ...] = (
    {"crowd": "ladder"}, {"crowd": "ladder-with-gap"}, {"crowd": "everybody"}, {"opinion": 0.0},
    {"opinion": 1.0},
    {"activists": 0.0, "spread": 0.0}, {"transparency": 0.0, "identified": 0.0}, {"strength": 0.0},
    {"identified": 1.0, "misidentified": 0.5}, {"mean_threshold": 1.5},
    {"mean_threshold": -0.5, "spread": 0.0},
    {"rewired": 0.0}, {"share_b": 0.0}, {"share_b": 1.0}, {"runs": 1, "people": 50},
    {"runs": 100, "people": 50},
    {"identified": 0.23},
)


def run(**settings: Value) -> DissentResult:
    found: DissentResult = DISSENT.run(DISSENT.settings(settings), 1)
    return found


@pytest.mark.parametrize("settings", ENDS, ids=str)
def test_at_every_end_the_charts_have_rows_and_sentences_without_nan(settings: dict[str, Value]) -> None:
    result = run(**settings)
    for chart in DISSENT.charts:
        if not chart.wanted(result.parameters):
            continue
        rows = chart.rows(result)
        assert 0 < len(rows["series"]) <= 400, chart.slug
        assert len({len(column) for column in rows.values()}) == 1
        for text in (chart.heading(result), chart.alt(result)):
            assert not re.search(r"\bnan\b|\binf\b|None", text), (chart.slug, text)
        assert chart.alt(result).endswith(".")
        json.dumps(dict(rows), allow_nan=False)


@pytest.mark.parametrize("identified", [0.0, 0.25, 0.23, 1.0])
def test_the_line_holds_the_runs_own_measures_at_the_chosen_chance(identified: float) -> None:
    result = run(identified=identified)
    here = [row for row in records(BY_SLUG["cliff"].rows(result))
            if row["line"] == "chosen" and row["chance"] == identified]
    assert len(here) == 1
    assert here[0]["share"] == pytest.approx(result.measures["participation"])
    assert here[0]["low"] == pytest.approx(result.measures["participation_low"])
    assert here[0]["high"] == pytest.approx(result.measures["participation_high"])


@pytest.mark.parametrize("chance", [0.0, 0.2, 0.65])
def test_a_dragged_chance_says_what_a_run_there_measures(chance: float) -> None:
    chart, shown = BY_SLUG["cliff"], run()
    (drag,) = chart.drags
    there = run(**{drag.parameter: drag.value(chance)})
    words = words_in(chart, records(chart.rows(shown)), dragged={"chance": chance})
    assert f"{DISSENT.measure['participation'].text(there.measures['participation'])} take part" in words
    assert f"privately agree: {DISSENT.measure['private'].text(there.measures['private'])}" in words


def test_an_untouched_chance_stands_where_the_run_has_it() -> None:
    result = run(identified=0.23)
    values = records(BY_SLUG["cliff"].rows(result)) + records(BY_SLUG["cliff"].rows(run()), "pinned")
    words = words_in(BY_SLUG["cliff"], values)
    assert f"{DISSENT.measure['participation'].text(result.measures['participation'])} take part" in words


def test_the_other_strengths_are_named_on_their_lines_but_for_the_chosen_one() -> None:
    rows = records(BY_SLUG["cliff"].rows(run(strength=0.5)))
    assert {row["line"] for row in rows if row["named"]} == {"0.1", "0.2", "1.0"}
    assert {"0.1", "0.2", "1.0"} <= words_in(BY_SLUG["cliff"], rows)


def test_the_line_of_the_chosen_strength_is_that_of_its_own_name_in_as_many_towns() -> None:
    """With eight towns both lines are the same towns."""
    rows = records(BY_SLUG["cliff"].rows(run(strength=0.2, runs=8)))
    lines = {name: [row["share"] for row in rows if row["line"] == name] for name in ("chosen", "0.2")}
    assert lines["chosen"] == pytest.approx(lines["0.2"])


def test_a_hundred_dots_are_a_hundred_and_say_the_measures() -> None:
    result = run()
    rows = records(BY_SLUG["voices"].rows(result))
    for strip in (0, 1):
        assert sum(row["per_100"] for row in rows if row["row"] == strip) == 100
    now = [row["per_100"] for row in rows if row["row"] == 1]
    assert now[0] == pytest.approx(100 * result.measures["participation"], abs=1)
    assert now[0] + now[1] == pytest.approx(100 * result.measures["private"], abs=1)
    assert per_hundred([0.0, 0.0]) == [0, 0]
    assert per_hundred([1.0, 1.0, 1.0]) == [34, 33, 33]


def test_every_town_is_a_square_at_its_turnout() -> None:
    result = run(identified=0.25, runs=40)
    rows = records(BY_SLUG["towns"].rows(result))
    assert sorted(round(1000 * row["share"]) for row in rows) == sorted(result.turnout.tolist())
    assert len({(row["shown"], row["place"]) for row in rows}) == 40, "none hides another"
    full = sum(row["share"] >= row["three_quarters"] for row in rows)
    assert full / 40 == pytest.approx(result.measures["full"], abs=0.05), "the rule is at the mean turnout"


def test_a_single_town_is_not_told_as_many() -> None:
    heading = BY_SLUG["towns"].heading(run(runs=1, people=50, identified=0.0))
    assert heading == "In this model one town is drawn, and its square is full"
    assert BY_SLUG["towns"].heading(run(runs=1, identified=1.0)).endswith("its square is nearly empty")


def test_rounds_begin_at_nobody_and_end_at_the_turnout() -> None:
    result = run(rewired=0.0)
    rows = records(BY_SLUG["rounds"].rows(result))
    ours = [row for row in rows if row["line"] == "as it is"]
    assert ours[0]["share"] == 0
    assert ours[-1]["share"] == pytest.approx(result.measures["participation"])
    assert ours[-1]["round"] == ours[-1]["reach"]


def test_the_ladder_shows_a_hundred_people_and_the_one_changed() -> None:
    for crowd, came, changed in (("ladder", 100, 0), ("ladder-with-gap", 1, 1)):
        result = run(crowd=crowd)
        rows = records(BY_SLUG["ladder"].rows(result))
        assert len(rows) == 100
        assert sum(row["joined"] for row in rows) == came
        assert sum(row["changed"] for row in rows) == changed
        assert words_in(BY_SLUG["ladder"], rows) >= {"0", "2", "99"}
    assert rows[1]["threshold"] == 2


def test_the_record_is_drawn_in_parts_that_add_up() -> None:
    result = run(identified=0.1, misidentified=0.2)
    assert sum(recorded(result)) == pytest.approx(result.measures["recorded"])
    assert [row["people"] for row in records(BY_SLUG["record"].rows(result))] == list(recorded(result))


@pytest.mark.parametrize("chart", [chart for chart in DISSENT.charts if chart.slug != "ladder"],
                         ids=lambda chart: chart.slug)
def test_every_heading_says_that_it_is_of_a_model(chart: Chart) -> None:
    assert chart.heading(run()).startswith("In this model")
