"""The trade-off board: what it takes from the other simulations, and that nothing wins everywhere."""

from __future__ import annotations

import itertools
import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from simulations import load
from simulations.board import city, looked_up, remade
from simulations.board.axes import AXES, places, said
from simulations.board.challenges import B1
from simulations.board.chart_rows import rank
from simulations.board.consequences import consequences
from simulations.board.frontier import COMPARED, beating, frontier, unbeaten, wanted
from simulations.board.model import alternatives
from simulations.board.policies import GRID, grid, own, policies
from simulations.board.result import EFFECTS, MORE_IS_WANTED, OUTCOMES, BoardParameters, BoardResult
from simulations.parameters import Value
from simulations.watchlist.scores import false_rates, hit_rates

BOARD = load("board")
CHARTS = {chart.slug: chart for chart in BOARD.charts}
SOME: list[dict[str, Value]] = [
    {}, {"cameras": 0}, {"budget": 0}, {"cameras": 240, "threshold": 4.5, "list_size": 100_000, "review": 0},
    {"consent": "opt-in", "retention": 0}, {"effect": "none", "across": "hits", "up": "hits"},
    {"threshold": 7.5, "list_size": 100, "cameras": 5}, {"across": "cost", "up": "scanned", "budget": 500},
]


def run(**knobs: Value) -> BoardResult:
    result: BoardResult = BOARD.run(BOARD.settings(knobs), 1)
    return result


def measure(name: str, **knobs: Value) -> float:
    return run(**knobs).measures[name]


# --- what is taken from the other simulations ---------------------------------------------------


def poisson(mean: float, most: int = 40) -> list[float]:
    return [math.exp(-mean) * mean**k / math.factorial(k) for k in range(most)]


@pytest.mark.parametrize("threshold", [4.5, 5.5, 6.5])
@pytest.mark.parametrize(("group", "shift"), [(0, 0.0), (1, city.SOFTWARE.shift_b)])
def test_false_stops_are_the_watchlists_own_over_so_many_passes(
    threshold: float, group: int, shift: float
) -> None:
    """Everybody passes a Poisson number of cameras, and is compared with the list at each."""
    policy = own(BoardParameters(cameras=90, threshold=threshold, review=0))
    faces = 10_000
    daily = sum(
        weight * float(false_rates(threshold, faces=faces, passes=passes, shift=shift))
        for passes, weight in enumerate(poisson(1.5))
    )
    share = (1 - city.SOFTWARE.share_b, city.SOFTWARE.share_b)[group]
    found = consequences(policy, "none").false_stops[group, 0]
    assert found == pytest.approx(city.PEOPLE * share * daily, rel=1e-9)


def test_hits_are_the_watchlists_own_over_so_many_passes() -> None:
    policy = own(BoardParameters(cameras=60, threshold=6.0, review=0, transparency=0.0))
    daily = sum(
        weight * float(hit_rates(6.0, separation=city.SOFTWARE.separation, passes=passes))
        for passes, weight in enumerate(poisson(1.0)) if passes
    )
    assert consequences(policy, "none").hits[0] == pytest.approx(city.LISTED_ABOUT * daily, rel=1e-9)


@pytest.mark.parametrize(
    ("effect", "known", "chance"), [("weak", 1.0, 0.3), ("middle", 1.0, 0.1), ("middle", 0.5, 0.4),
                                    ("strong", 1.0, 0.2)])
def test_turnout_away_from_the_edge_is_that_of_the_simulation_of_dissent(
    effect: str, known: float, chance: float
) -> None:
    """Other people than those of the table. Far from the edge towns are alike, within 3 points."""
    dissent = load("dissent")
    settings = {"strength": looked_up.STRENGTHS[effect], "transparency": known, "identified": chance,
                "feared": city.FEARED, "runs": 12}
    theirs = dissent.run(dissent.settings(settings), 77).measures["kept"]
    table = looked_up.turnout(effect, np.array([known]), np.array([chance]))
    share_b = city.SOFTWARE.share_b
    assert float(table[0, :2] @ [1 - share_b, share_b]) == pytest.approx(theirs, abs=0.03)


@pytest.mark.parametrize("days", [1, 7, 30])
def test_homes_are_found_as_in_the_simulation_of_trails(days: int) -> None:
    """Other people than those of the table: 2,500 of them, so within 4 standard errors of each."""
    trails = load("trails")
    theirs = trails.run(trails.settings({"people": 2500, "retention": days}), 77).measures["home_found"]
    ours = float(looked_up.homes(np.array([float(days)]))[0])
    assert ours == pytest.approx(theirs, abs=4 * math.sqrt(2 * theirs * (1 - theirs) / 2500) + 0.005)


def test_the_tables_are_what_the_engines_make() -> None:
    """One of the lines of turnout, and the homes; where this fails, run ``simulations.board.remade``."""
    table = looked_up.read("turnout.csv")
    assert len(table) == len(looked_up.STRENGTHS) * len(remade.KNOWN) * len(remade.CHANCES)
    for row, made in zip(table, itertools.islice(remade.turnout_rows(), 8), strict=False):
        assert [float(row[name]) for name in looked_up.TURNOUT] == pytest.approx(made[3:], abs=0.01)
    for row, (days, found) in zip(looked_up.read("homes.csv"), remade.home_rows(), strict=True):
        assert float(row["days"]) == days
        assert float(row["found"]) == pytest.approx(found, abs=0.005)


def test_published_constants_are_those_of_their_sources() -> None:
    assert city.USEFUL == 0.65
    assert (city.SOFTWARE.accept_true, city.SOFTWARE.accept_false) == (0.94, 0.14)
    assert {name: (asked.others, asked.listed) for name, asked in city.ASKED.items()} == {
        "everybody": (1.0, 1.0), "signs": (0.8, 0.5), "opt-in": (0.25, 0.02)}, "told in the knob's help"


# --- nothing wins everywhere --------------------------------------------------------------------


@pytest.mark.parametrize("effect", EFFECTS)
def test_no_policy_is_best_in_every_outcome_and_none_beats_all_others(effect: str) -> None:
    points = wanted(alternatives(effect), COMPARED)
    assert not (points >= points.max(axis=0) - 1e-9).all(axis=1).any()
    # whoever is best in finding people is not best in any harm, and the other way round
    best = {name: points[:, place] >= points[:, place].max() - 1e-9 for place, name in enumerate(COMPARED)}
    for harm in ("false_stops_a", "false_stops_b", "scanned"):
        assert not (best["hits"] & best[harm]).any()
    # having no cameras beats nobody who finds most people, and none of those beats having none
    for finders in (points[best["hits"]], points[best["cases"]]):
        assert not beating(finders, points[0]).any()
        assert not any(beating(points[:1], finder).any() for finder in finders)


SMALL_GRID = {
    "cameras": (30, 60, 120), "list_size": (1_000, 20_000), "threshold": (5.4, 6.1, 6.7),
    "retention": (0, 3, 30), "review": (0, 2), "transparency": (0.0, 0.5, 1.0), "consent": tuple(city.ASKED),
}


@pytest.mark.parametrize("effect", ["weak", "middle", "strong"])
def test_every_value_of_every_knob_belongs_to_a_policy_that_no_other_beats(effect: str) -> None:
    rows = list(itertools.product(*SMALL_GRID.values()))
    points = wanted(consequences(policies(rows), effect).outcomes, COMPARED)
    left = [row for row, kept in zip(rows, unbeaten(np.round(points, 9)), strict=True) if kept]
    for place, (name, values) in enumerate(SMALL_GRID.items()):
        assert {row[place] for row in left} == set(values), name
    assert len(left) > 50


def test_none_of_the_named_policies_beats_another() -> None:
    results = [preset.result(BOARD) for preset in BOARD.presets.values()]
    points = wanted({name: np.array([result.measures[name] for result in results]) for name in OUTCOMES},
                    COMPARED)
    for point in points:
        assert not beating(points, point).any()


def test_the_policies_compared_stand_within_the_knobs() -> None:
    assert set(GRID) < set(BOARD.knobs)
    for name, values in GRID.items():
        for value in values:
            BOARD.settings({name: value})
    assert len(grid().cameras) == 1 + math.prod(map(len, GRID.values()))
    assert {field.name for field in fields(grid())} >= set(GRID) - {"consent"}


# --- who beats whom -----------------------------------------------------------------------------


def test_the_frontier_of_five_points_by_hand() -> None:
    points = np.array([[1.0, 5.0], [2.0, 3.0], [3.0, 4.0], [4.0, 1.0], [4.0, 0.5]])
    assert frontier(points).tolist() == [True, False, True, True, False]
    assert unbeaten(points).tolist() == [True, False, True, True, False]


def test_the_frontier_is_what_comparing_every_pair_finds() -> None:
    rng = np.random.Generator(np.random.PCG64(5))
    points = rng.integers(0, 12, (200, 2)).astype(float)
    by_pairs = [not beating(points, point).any() for point in points]
    assert unbeaten(points).tolist() == by_pairs
    on = frontier(points)
    assert on.sum() == len(np.unique(points[by_pairs], axis=0)), "of equal points one stands for all"
    assert all(np.array(by_pairs)[on])


def test_a_policy_does_not_beat_itself() -> None:
    points = wanted(alternatives("middle"), COMPARED)
    assert not beating(points[:1], points[0]).any()


# --- what the knobs do --------------------------------------------------------------------------

UP, DOWN, SAME = 1, -1, 0
TURNS: list[tuple[str, Value, Value, dict[str, int]]] = [
    ("cameras", 30, 120, {"hits": UP, "cases": UP, "false_stops_b": UP, "scanned": UP, "identified": UP,
                          "participation": DOWN, "homes": SAME, "cost": UP}),
    ("list_size", 1000, 50_000, {"hits": UP, "false_stops_b": UP, "scanned": SAME, "cost": UP}),
    ("threshold", 5.5, 6.5, {"hits": DOWN, "false_stops_a": DOWN, "false_stops_b": DOWN, "cost": DOWN,
                             "stop_ratio": UP, "scanned": SAME}),
    ("retention", 1, 30, {"cases": UP, "homes": UP, "identified": UP, "participation": DOWN, "hits": SAME,
                          "cost": UP}),
    ("review", 0, 4, {"hits": DOWN, "false_stops_b": DOWN, "stop_precision": UP, "reviewed": UP}),
    ("transparency", 0.0, 1.0, {"hits": DOWN, "cost": UP, "scanned": SAME}),
    ("consent", "everybody", "opt-in", {"hits": DOWN, "scanned": DOWN, "homes": DOWN, "cases": DOWN,
                                        "false_stops_b": DOWN, "participation": UP}),
    ("effect", "weak", "strong", {"participation": DOWN, "hits": SAME, "cost": SAME}),
    ("budget", 50, 300, {"affordable": UP, "over_budget": DOWN, "hits": SAME}),
]


@pytest.mark.parametrize(("name", "low", "high", "moved"), TURNS, ids=[turn[0] for turn in TURNS])
def test_turning_a_knob_moves_what_its_help_says(
    name: str, low: Value, high: Value, moved: dict[str, int]
) -> None:
    at = {"transparency": 1.0, "retention": 2, "threshold": 5.5}
    before, after = run(**{**at, name: low}).measures, run(**{**at, name: high}).measures
    for measured, direction in moved.items():
        change = after[measured] - before[measured]
        assert (change > 1e-9) - (change < -1e-9) == direction, measured


def test_pictures_that_help_after_a_crime_are_those_that_name_people_at_a_protest() -> None:
    for knobs in SOME:
        found = run(**knobs).measures
        assert found["cases"] == pytest.approx(city.CRIMES * city.USEFUL * found["identified"])


def test_publishing_the_rules_fills_the_square_only_where_they_are_milder_than_feared() -> None:
    mild: dict[str, Value] = {"retention": 0}
    harsh: dict[str, Value] = {"retention": 60, "cameras": 240, "effect": "weak"}
    assert measure("participation", transparency=1.0, **mild) > 0.99
    assert measure("participation", transparency=0.0, **mild) < 0.1
    assert measure("participation", transparency=1.0, **harsh) < 0.2
    assert measure("participation", transparency=0.0, **harsh) > 0.8


def test_where_being_identified_moves_nobody_everybody_comes() -> None:
    assert measure("participation", effect="none", cameras=240, retention=60) == 1.0


def test_reviewers_can_pay_for_themselves_in_stops_that_do_not_happen() -> None:
    """At a low threshold, officers who stop people cost more than somebody who looks again."""
    assert measure("cost", threshold=5.5, review=4) < measure("cost", threshold=5.5, review=0)


def test_reviewers_beyond_those_needed_change_nothing_but_the_cost() -> None:
    enough, more = run(review=4).measures, run(review=9).measures
    assert {name for name in enough if enough[name] != more[name]} == {"cost", "beaten_by"} - (
        {"beaten_by"} if enough["beaten_by"] == more["beaten_by"] else set())


def test_too_few_reviewers_wave_through_what_they_have_no_time_for() -> None:
    found = run(threshold=4.5, review=2).measures
    assert found["reviewed"] == pytest.approx(2 * city.ALERTS_EACH / found["alerts"])
    nobody = run(threshold=4.5, review=0).measures
    waved = 1 - found["reviewed"] * (1 - city.SOFTWARE.accept_false)
    assert found["false_stops"] == pytest.approx(waved * nobody["false_stops"])


def test_the_outcomes_have_no_luck_in_them_and_the_month_has() -> None:
    first, other = (BOARD.run(BOARD.settings({}), seed) for seed in (1, 2))
    differing = {name for name in BOARD.measure if first.measures[name] != other.measures[name]}
    assert differing <= {"hits_month", "false_stops_month_a", "false_stops_month_b"}
    assert differing


def test_a_month_is_on_average_what_the_formulas_say() -> None:
    """Mean of 300 months within 4 standard errors: fails by chance once in five thousand times."""
    months = [BOARD.run(BOARD.settings({}), seed).measures for seed in range(300)]
    for counted, expected in (("hits_month", "hits"), ("false_stops_month_a", "false_stops_a"),
                              ("false_stops_month_b", "false_stops_b")):
        mean = city.MONTH * months[0][expected]
        error = math.sqrt(mean / len(months))
        assert np.mean([month[counted] for month in months]) == pytest.approx(mean, abs=4 * error)


# --- at the ends --------------------------------------------------------------------------------


def test_without_cameras_nobody_is_scanned_found_or_stopped_and_ratios_are_undefined() -> None:
    found = run(cameras=0, transparency=1.0).measures
    for name in ("scanned", "hits", "cases", "false_stops", "alerts", "identified"):
        assert found[name] == 0
    for name in ("stop_precision", "stop_ratio", "scanned_per_hit", "reviewed"):
        assert BOARD.measure[name].text(found[name]) == "undefined"
    assert found["participation"] == 1
    assert CHARTS["people"].heading(run(cameras=0)).startswith("Nobody is stopped wrongly")


def test_a_policy_that_costs_more_than_the_budget_is_told_so_with_what_to_do() -> None:
    result = run(budget=60)
    too_much = result.measures["cost"] - 60
    assert result.measures["over_budget"] == pytest.approx(too_much)
    for slug in ("pareto", "outcomes"):
        heading = CHARTS[slug].heading(result)
        assert heading.startswith(f"This policy costs {result.measures['cost']:.0f} units, the budget is 60")
        assert "leave something out" in heading
    assert "over" in CHARTS["pareto"].rows(result)["kind"]
    assert "own" in CHARTS["pareto"].rows(run())["kind"]
    assert (result.others["cost"] <= 60).all()


def test_a_budget_that_pays_for_nothing_leaves_nothing_to_compare_with() -> None:
    result = run(budget=0)
    assert result.measures["affordable"] == 0
    assert math.isnan(result.measures["beaten_by"]), "unbeaten by nobody is no praise"
    assert math.isnan(rank(result, "hits"))
    rows = CHARTS["outcomes"].rows(result)
    assert rows["place"] == [None] * len(OUTCOMES)
    assert "There is none" in CHARTS["pareto"].alt(result)


def test_two_outcomes_that_are_the_same_one_are_no_picture() -> None:
    assert CHARTS["pareto"].heading(run(across="hits", up="hits")).startswith("Choose two different")


# --- the charts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("across", "up"), list(itertools.permutations(OUTCOMES, 2)))
def test_any_two_outcomes_make_a_picture(across: str, up: str) -> None:
    result = run(across=across, up=up)
    rows: Any = CHARTS["pareto"].rows(result)
    assert len(rows["series"]) <= 400
    for axis in ("x", "y"):
        assert all(0 <= place <= 1 for place in rows[axis] if place is not None)
    points = zip(rows["kind"], rows["x"], rows["y"], strict=True)
    edge = [(x, y) for kind, x, y in points if kind == "frontier"]
    assert edge
    assert all(x0 <= x1 and y0 >= y1 for (x0, y0), (x1, y1) in itertools.pairwise(edge))
    assert {"x title", "y title", "x tick", "y tick"} <= set(rows["kind"])


@pytest.mark.parametrize("knobs", SOME, ids=str)
def test_no_heading_and_no_sentence_says_nan(knobs: dict[str, Value]) -> None:
    result = run(**knobs)
    for chart in BOARD.charts:
        for text in (chart.heading(result), chart.alt(result), str(dict(chart.rows(result)))):
            assert "nan" not in text.replace("finance", "")


def test_the_wanted_end_of_every_outcome_is_to_the_right_and_above() -> None:
    for name, axis in AXES.items():
        ends = places(name, np.array([0.0, axis.top]))
        assert ends.tolist() == ([0.0, 1.0] if name in MORE_IS_WANTED else [1.0, 0.0])
        assert name in BOARD.measure
        assert BOARD.measure[name].better == ("higher" if name in MORE_IS_WANTED else "lower")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [("hits", 0.0, "0"), ("hits", 0.01, "under 0.1"), ("false_stops_b", 0.134, "0.13"),
     ("scanned", 1234.0, "1,234"), ("homes", 0.452, "45.2 %"), ("false_stops_a", 22444.5, "22,444"),
     ("cost", 88.2, "88")])
def test_values_are_said_with_the_digits_that_they_deserve(name: str, value: float, text: str) -> None:
    assert said(name, value) == text


def test_the_place_of_an_outcome_is_the_share_of_policies_that_do_worse() -> None:
    result = run()
    fewer = (result.others["homes"] > result.measures["homes"] + 1e-12).mean()
    same = np.isclose(result.others["homes"], result.measures["homes"]).mean()
    assert rank(result, "homes") == pytest.approx(fewer + same / 2)


def test_burdens_are_counted_in_people_of_each_group() -> None:
    result = run()
    found = result.measures
    scanned, homes, away, stopped = result.burdens
    assert scanned.tolist() == pytest.approx([100 * found["scanned"] / city.PEOPLE] * 2)
    assert homes.tolist() == pytest.approx([100 * found["homes"]] * 2)
    assert away.tolist() == pytest.approx([100 * (1 - found[f"participation_{group}"]) for group in "ab"])
    people_b = city.PEOPLE * city.SOFTWARE.share_b
    assert stopped[1] == pytest.approx(100 * (1 - math.exp(-365 * found["false_stops_b"] / people_b)))
    assert stopped[1] > stopped[0]


# --- the challenge ------------------------------------------------------------------------------


@pytest.mark.parametrize("effect", EFFECTS)
def test_the_challenge_hangs_on_no_strength_of_the_invented_effect(effect: str) -> None:
    for choice, passes in ((B1.solution, True), (B1.obvious_try, False)):
        parameters = BOARD.settings({**B1.locked, **choice, "effect": effect})
        found = BOARD.run(parameters, 1).measures
        assert all(goal.met(found[goal.measure]) for goal in B1.goals) == passes


def test_there_is_more_than_one_way_through_the_challenge() -> None:
    """Nobody is led to a single policy: other cameras, lists, thresholds and staff do it, too."""
    ways: list[dict[str, Value]] = [
        {"cameras": 50, "list_size": 30_000, "threshold": 6.4, "retention": 0, "review": 2},
        {"cameras": 70, "list_size": 10_000, "threshold": 6.2, "retention": 0, "review": 4},
        {"cameras": 60, "list_size": 20_000, "threshold": 6.3, "retention": 1, "review": 3},
    ]
    for way in ways:
        found = BOARD.run(B1.settings(BOARD, {**way, "transparency": 1.0}), 1).measures
        assert all(goal.met(found[goal.measure]) for goal in B1.goals), way


def test_the_challenge_is_not_met_before_anything_is_turned() -> None:
    found = BOARD.run(BOARD.settings({**BoardParameters().model_dump(), **B1.locked}), 1).measures
    assert not all(goal.met(found[goal.measure]) for goal in B1.goals)
