"""The charts of the search page: what is drawn equals what the engine measures, in rows, words, picture."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest

from simulations.ranking import SIMULATION, RankingResult
from simulations.ranking.charts import CHARTS
from simulations.ranking.figures import RankingFigures, measure_figures
from simulations.ranking.occupations import OCCUPATIONS
from tests.simulations.drawn import records, words_in

BY_SLUG = {chart.slug: chart for chart in CHARTS}
TEXT = {name: measure.text for name, measure in SIMULATION.measure.items()}
EXTREMES: list[dict[str, Any]] = [
    {}, {"share_world": 0.0}, {"share_world": 1.0}, {"rounds": 0}, {"rounds": 100, "top": 100},
    {"top": 5, "items": 50}, {"exploration": 0.5, "learns_from": "ctr"}, {"floor": 1.0, "share_world": 0.05},
    {"eta": 0.0, "intervention": "equal-exposure"}, {"stereotype": 1.0, "share_world": 0.05},
]
PUBLISHED = ("kay-chief-executives", "kay-construction-workers", "singh-joachims")


def result(seed: int = 1, **settings: Any) -> RankingResult:
    found = SIMULATION.run(SIMULATION.settings(settings), seed)
    assert isinstance(found, RankingResult)
    return found


def preset(slug: str) -> RankingResult:
    found = SIMULATION.presets[slug].result(SIMULATION)
    assert isinstance(found, RankingResult)
    return found


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_every_chart_says_something_at_every_extreme(settings: dict[str, Any]) -> None:
    found = result(**settings)
    for chart in CHARTS:
        if not chart.wanted(found.parameters):
            continue
        rows = chart.rows(found)
        assert len(rows["series"]) <= 400, chart.slug
        json.dumps(dict(rows), allow_nan=False)
        for words in (chart.heading(found), chart.alt(found)):
            assert not re.search(r"\bnan\b|None|!", words), (chart.slug, words)


@pytest.mark.parametrize("slug", PUBLISHED)
def test_every_chart_says_something_about_what_was_published(slug: str) -> None:
    found = preset(slug)
    for chart in CHARTS:
        if chart.wanted(None):
            json.dumps(dict(chart.rows(found)), allow_nan=False)
            assert not re.search(r"\bnan\b|None", chart.heading(found) + chart.alt(found)), chart.slug


def test_tiles_are_the_places_of_the_page() -> None:
    found = result(learns_from="ips")
    rows = records(BY_SLUG["page"].rows(found))
    last = [row for row in rows if row["page"] == "last"]
    assert [row["slot"] for row in last] == found.page.in_b.astype(int).tolist()
    assert sum(row["slot"] for row in last) / len(last) == found.measures["share_shown"]
    first = [row for row in rows if row["page"] == "first"]
    assert sum(row["slot"] for row in first) / len(first) == found.measures["share_start"]


def test_the_picture_counts_both_pages_and_a_pinned_one() -> None:
    chart, now, then = BY_SLUG["page"], result(intervention="floor"), result(rounds=1)
    words = words_in(chart, records(chart.rows(now)) + records(chart.rows(then), "pinned"))
    assert f"Before any click: {now.start.in_b.sum()} of 50 are of B" in words
    assert f"After 40 weeks: {now.page.in_b.sum()} of 50 are of B" in words
    assert f"pinned: {then.page.in_b.sum()} of 50 are of B" in words
    assert "After 1 week: " in " ".join(words_in(chart, records(chart.rows(then))))


def test_places_given_to_chance_are_marked_and_named() -> None:
    chart, found = BY_SLUG["page"], result(exploration=0.3)
    last = [row for row in records(chart.rows(found)) if row["page"] == "last"]
    assert [row["by_chance"] for row in last] == found.page.explored.astype(int).tolist()
    assert "dashed: put there by chance" in words_in(chart, records(chart.rows(found)))
    assert "dashed: put there by chance" not in words_in(chart, records(chart.rows(result())))


def test_pictures_in_no_known_order_are_not_said_to_be_ranked() -> None:
    found = preset("kay-chief-executives")
    shown = records(BY_SLUG["page"].rows(found))
    assert "In any order: 11 of 98 are of B" in words_in(BY_SLUG["page"], shown)
    assert "As ranked: 3 of 6 are of B" in words_in(
        BY_SLUG["page"], records(BY_SLUG["page"].rows(preset("singh-joachims"))))
    for slug in ("share", "floor"):
        assert not BY_SLUG[slug].rows(found)["series"]
        assert "not published" in BY_SLUG[slug].heading(found)


@pytest.mark.parametrize("slug", PUBLISHED)
def test_a_published_page_fills_the_room_of_two(slug: str) -> None:
    chart = BY_SLUG["page"]
    rows = chart.rows(preset(slug))
    places, columns = len(rows["place"]), rows["columns"][0]
    assert columns == (1 if places <= 11 else 10)
    assert math.ceil(places / columns) <= 11
    told = words_in(chart, records(rows))
    assert ("place 4: relevance 0.77" in told) == (slug == "singh-joachims")


def test_words_at_the_end_of_the_rounds_keep_apart() -> None:
    for settings in ({"user_bias": 0.9, "learns_from": "ips", "stereotype": 0.0}, {"stereotype": 0.9}, {}):
        rows = BY_SLUG["rounds"].rows(result(**settings))
        shown, believed, reach = (rows[name][-1] for name in ("shown_at", "belief_at", "reach"))
        assert abs(shown - believed) >= 0.06 * reach - 1e-12
        assert rows["shown_at"][:-1] == [None] * (len(rows["week"]) - 1)


def test_the_words_beside_the_lines_are_the_measures() -> None:
    found = result(learns_from="ips", user_bias=0.2)
    shown, belief = (TEXT[name](found.measures[name]) for name in ("share_shown", "belief"))
    words = words_in(BY_SLUG["rounds"], records(BY_SLUG["rounds"].rows(found)))
    assert {f"shown {shown}", f"believed {belief}"} <= words
    words = words_in(BY_SLUG["share"], records(BY_SLUG["share"].rows(found)))
    assert {f"this page {shown}", f"in the world {TEXT['share_world'](0.27)}"} <= words


def test_how_many_times_as_relevant_is_undefined_where_nothing_of_a_is() -> None:
    places = [{"group": "A", "relevance": 0.0}, {"group": "B", "relevance": 0.5}]
    found = measure_figures(RankingFigures.model_validate({"ranking": places}))
    assert BY_SLUG["exposure"].heading(found) == (
        "An item of B gets 0.63 of the attention of one of A, and how many times as relevant is undefined: "
        "nothing of A is")


def test_attention_is_drawn_as_it_is_measured_and_undefined_where_it_is() -> None:
    chart, found = BY_SLUG["exposure"], result()
    row = next(row for row in records(chart.rows(found)) if row["what"] == "Attention")
    assert row["b_for_each_a"] == found.measures["exposure_ratio"]
    assert row["before"] == found.measures["exposure_start"]
    words = " ".join(words_in(chart, records(chart.rows(found))))
    assert f"Attention: {TEXT['exposure_ratio'](found.measures['exposure_ratio'])} (" in words
    nobody = result(share_world=0.0)
    assert "Attention: undefined" in words_in(chart, records(chart.rows(nobody)))
    assert chart.heading(nobody).endswith("undefined: nobody in the archive is of B")


def test_the_six_stand_with_four_digits_in_the_words() -> None:
    chart = BY_SLUG["exposure"]
    assert "0.3912 against 0.7103" in chart.alt(preset("singh-joachims"))


def test_the_way_that_is_used_lies_where_the_page_does() -> None:
    for intervention, name in (("none", "as scored"), ("floor", "floor"), ("fa-ir", "FA*IR"),
                               ("equal-exposure", "equal attention")):
        found = result(intervention=intervention, learns_from="ips")
        rows = {row["name"]: row for row in records(BY_SLUG["frontier"].rows(found))}
        assert rows[name]["exposure_ratio"] == pytest.approx(rows["this page"]["exposure_ratio"])
        assert rows[name]["ndcg"] == pytest.approx(rows["this page"]["ndcg"], abs=0.002)


def test_along_the_curve_attention_is_what_was_asked_for() -> None:
    rows = [row for row in records(BY_SLUG["frontier"].rows(result())) if row["kind"] == "curve"]
    assert [row["exposure_ratio"] for row in rows] == pytest.approx([step / 10 for step in range(1, 15)])


def test_there_is_nothing_to_weigh_with_one_group() -> None:
    found = result(share_world=1.0)
    assert not BY_SLUG["frontier"].rows(found)["series"]
    assert "nobody in the archive is of A" in BY_SLUG["frontier"].heading(found)


def test_the_table_of_fa_ir_stands_in_the_chart() -> None:
    found = preset("fa-ir-table")
    rows = BY_SLUG["floor"].rows(found)
    assert rows["at_least"] == [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4]
    assert "The table is 0 0 0 1 1 1 2 2 3 3 3 4." in BY_SLUG["floor"].alt(found)
    assert "passes FA*IR" in BY_SLUG["floor"].heading(found)


def test_places_that_fail_are_counted_and_the_first_is_named() -> None:
    found = result()
    rows = records(BY_SLUG["floor"].rows(found))
    assert sum(row["below"] for row in rows) == found.measures["below_floor"]
    first = next(row for row in rows if row["below"])
    assert f"first at place {first['places']}: {first['of_b']} of B" in BY_SLUG["floor"].heading(found)
    short = result(share_world=0.05, floor=1.0, intervention="floor")
    assert BY_SLUG["floor"].heading(short).endswith("the archive has only 15 of B")


def test_occupations_are_drawn_as_counted_beside_this_page() -> None:
    found = result()
    rows = records(BY_SLUG["occupations"].rows(found))
    assert len(rows) == len(OCCUPATIONS) + 1
    here = next(row for row in rows if row["kind"] == "here")
    assert (here["share_world"], here["share_shown"]) == (
        found.measures["share_world"], found.measures["share_shown"])
    fewer = sum(row["share_shown"] < row["share_world"] for row in rows if row["kind"] == "occupation")
    assert f"for {fewer} of 45 occupations" in BY_SLUG["occupations"].heading(found)
    assert "chief executives 11.2 %, of 27.4 %" in BY_SLUG["occupations"].heading(found)


def test_what_moved_and_what_stayed_is_told_apart() -> None:
    heading = BY_SLUG["rounds"].heading
    assert "begins and stays at" in heading(result())
    assert "goes from" in heading(result(learns_from="ips", user_bias=0.3, stereotype=0.0))
    assert not BY_SLUG["rounds"].wanted(result(rounds=0).parameters)
    assert math.isfinite(result(rounds=0).measures["share_shown"])
