"""Trails: the people against closed forms, the matching against a search by hand, each defence
against what it promises, and the edges where nothing is known, kept or handed out.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from typing import Any

import numpy as np
import pytest
import vl_convert
from numpy.typing import NDArray

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.trails import SIMULATION, TrailsResult, flows, homes, law
from simulations.trails.beside import WAYS
from simulations.trails.charts import CHARTS
from simulations.trails.exploration import chance_to_explore, places_known
from simulations.trails.matching import Known, Release, candidates, points_of, singled_out, unicity
from simulations.trails.population import BLOCK, World, made, moved, world
from simulations.trails.records import NONE, Records, places, without_rare
from simulations.trails.result import ATTACKERS, MOST_POINTS
from simulations.trails.town import ANTENNAS, regions

FOUR = 4
"""Standard errors: by chance alone a normal mean strays as far once in sixteen thousand runs."""


@pytest.fixture(scope="module")
def town() -> World:
    return world(5000, 30, 3.8, 1)


def result(seed: int = 1, **settings: Any) -> TrailsResult:
    found = SIMULATION.run(SIMULATION.settings(settings), seed)
    assert isinstance(found, TrailsResult)
    return found


def a_table(rows: list[list[int]]) -> Records:
    """Records of people (columns) in the first hours of a day; -1 where there is none."""
    table = np.full((24, len(rows[0])), NONE, dtype=np.uint16)
    for hour, row in enumerate(rows):
        for person, place in enumerate(row):
            table[hour, person] = NONE if place < 0 else place
    return Records(table)


def known(hour: list[int], antenna: list[int], person: int = 0) -> Known:
    return Known(np.array([person]), np.array([hour]), np.array([antenna]), np.array([len(hour)]))


# --- people -----------------------------------------------------------------------------------


def places_after(people: int, moves: int, seed: int) -> NDArray[np.int64]:
    """Places known by each of ``people`` after so many moves, move by move: (people,)."""
    luck = stream(seed, "trails.exploration")
    known = np.ones(people, dtype=np.int64)
    for _ in range(moves):
        known += luck.random(people) < chance_to_explore(known)
    return known


def test_places_known_follow_the_closed_form_of_song_and_others() -> None:
    """S(n) is a mean field: what it leaves out is below one in two hundred."""
    for moves in (60, 469):
        people = places_after(4000, moves, 7)
        error = people.std(ddof=1) / math.sqrt(len(people))
        assert abs(people.mean() - places_known(moves)) < FOUR * error + 0.005 * places_known(moves)
    assert places_known(0) == 1
    assert places_known(469) == pytest.approx((1 + 0.6 * 1.21 * 469) ** (1 / 1.21))


def test_more_people_more_days_and_more_records_change_nobody() -> None:
    small = made(BLOCK + 100, 4, 3.8, 5)
    more = made(2 * BLOCK, 4, 3.8, 5)
    longer = made(BLOCK + 100, 6, 3.8, 5)
    often = made(BLOCK + 100, 4, 8.0, 5)
    assert np.array_equal(more.records.table[:, : BLOCK + 100], small.records.table)
    assert np.array_equal(longer.records.table[: 24 * 4], small.records.table)
    there = small.records.table != NONE
    both = there & (often.records.table != NONE)
    assert both.sum() > 0.99 * there.sum(), "who is called more often keeps nearly every record"
    assert np.array_equal(often.records.table[both], small.records.table[both])


def test_a_phone_leaves_as_many_records_as_asked_for() -> None:
    for records in (0.5, 3.8, 12.0, 24.0):
        left = made(BLOCK, 10, records, 3).records
        assert len(left) / BLOCK / 10 == pytest.approx(records, rel=0.06)


def test_people_live_mostly_at_home_and_sleep_there() -> None:
    trace, lives = moved(24 * 20, 2, 0)
    assert 0.55 < (trace == lives).mean() < 0.75
    assert (trace[3::24] == lives).mean() > 0.85
    assert (trace[14::24] == lives).mean() < 0.6
    assert np.all(trace < ANTENNAS)


def test_neighbouring_antennas_become_one_place_and_every_district_has_sixteen() -> None:
    for merged in law.MERGED:
        sizes = np.bincount(regions(merged))
        assert len(sizes) == ANTENNAS // merged
        assert set(sizes.tolist()) == {merged}
    finer, coarser = regions(4), regions(16)
    assert all(len(set(coarser[finer == place].tolist())) == 1 for place in range(100)), "nested"


# --- matching ---------------------------------------------------------------------------------


def searched(release: Release, points: Known) -> np.ndarray[Any, Any]:
    """The same as ``candidates``, by looking through every trace for every point."""
    table = places(release.merged)[release.records.table]
    left = np.empty((len(points.person), points.hour.shape[1] + 1), dtype=int)
    for one in range(len(left)):
        fits = np.ones(release.people, dtype=bool)
        left[one, 0] = fits.sum()
        for point in range(points.hour.shape[1]):
            if point < points.count[one]:
                first = points.hour[one, point] // release.hours * release.hours
                place = places(release.merged)[points.antenna[one, point]]
                fits &= (table[first: first + release.hours] == place).any(axis=0)
            left[one, point + 1] = fits.sum()
    return left


@pytest.mark.parametrize(("merged", "hours"), [(1, 1), (1, 24), (4, 4), (16, 2), (16, 24)])
def test_matching_finds_what_a_search_through_all_traces_finds(merged: int, hours: int) -> None:
    small = made(300, 5, 3.8, 9)
    release = Release(small.records.kept(4), merged, hours)
    for attacker in ATTACKERS:
        points = points_of(release, 40, attacker, 9)
        assert np.array_equal(candidates(release, points), searched(release, points))


def test_matching_by_hand() -> None:
    """Three people and three hours: the first two differ in the last hour only."""
    records = a_table([[7, 7, 7], [8, 8, 9], [5, 6, 5]])
    left = candidates(Release(records), known([0, 1, 2], [7, 8, 5]))
    assert left.tolist() == [[3, 3, 2, 1]]
    # where two antennas are one, 8 and 9 are, and 4 and 5, but not 5 and 6
    assert candidates(Release(records, 2), known([0, 1, 2], [7, 8, 5])).tolist() == [[3, 3, 3, 2]]
    # in whole days it does not matter when; the third was never at 8
    assert candidates(Release(records, 1, 24), known([2, 0, 1], [5, 7, 8])).tolist() == [[3, 2, 2, 1]]


def test_no_point_singles_nobody_out_and_two_equal_traces_never_are(town: World) -> None:
    twins = Records(np.repeat(town.records.table[:, :200], 2, axis=1))
    release = Release(twins)
    share = unicity(release, points_of(release, 400, "random", 1))
    assert np.array_equal(share, np.zeros(MOST_POINTS + 1))
    alone = Release(Records(town.records.table[:, :1]))
    points = points_of(alone, 1, "random", 1)
    assert unicity(alone, points).tolist() == [0.0] + [1.0] * MOST_POINTS


def test_more_points_leave_fewer_and_a_smaller_crowd_hides_less(town: World) -> None:
    release = Release(town.records)
    points = points_of(release, 300, "random", 1)
    left, tenth = candidates(release, points), candidates(release, points, crowd=500)
    assert np.all(np.diff(left, axis=1) <= 0)
    assert np.all(tenth <= left)
    assert np.all(left >= 1), "the trace that the points are of always fits"


def test_the_same_points_on_a_coarser_map_or_clock_never_leave_fewer(town: World) -> None:
    points = points_of(Release(town.records), 200, "random", 1, most=4)
    before = {(1, 1): candidates(Release(town.records), points)}
    for merged, hours in ((2, 1), (1, 2), (4, 1), (2, 2), (4, 4), (16, 4), (16, 24)):
        now = candidates(Release(town.records, merged, hours), points)
        for (finer, shorter), left in before.items():
            if merged % finer == 0 and hours % shorter == 0:
                assert np.all(now >= left)
        before[merged, hours] = now


def test_points_are_records_of_the_person_and_none_is_told_twice(town: World) -> None:
    release = Release(town.records, 4, 4)
    for attacker in ATTACKERS:
        points = points_of(release, 100, attacker, 1)
        for one, count in enumerate(points.count.tolist()):
            hour, antenna = points.hour[one, :count], points.antenna[one, :count]
            assert np.array_equal(town.records.table[hour, one], antenna)
            cells = set(zip((hour // 4).tolist(), places(4)[antenna].tolist(), strict=True))
            assert len(cells) == count


def test_rarely_visited_places_say_more_than_home_and_work() -> None:
    shares = {attacker: result(attacker=attacker, coarse_space="4", hours="4", points=3).measures["unique"]
              for attacker in ATTACKERS}
    assert shares["rare"] > shares["random"] + 0.05
    assert shares["random"] > shares["home-work"] + 0.2


def test_a_crowd_ten_times_as_large_takes_away_little() -> None:
    small, large = (result(people=people).measures["unique"] for people in (2_000, 20_000))
    assert small > large > small - 0.05


# --- defences ---------------------------------------------------------------------------------


def test_points_under_a_daily_pseudonym_are_of_one_day(town: World) -> None:
    release = Release(town.records)
    points = points_of(release, 200, "random", 1, one_day=True)
    for one, count in enumerate(points.count.tolist()):
        assert len(set((points.hour[one, :count] // 24).tolist())) <= 1
    share = unicity(release, points)
    assert share[4] > 0.9, "the points of one day single it out"
    assert result(defence="rotate").measures["exposed"] < 0.1 * result().measures["exposed"]


@pytest.mark.parametrize(("merged", "hours"), [(1, 1), (4, 1), (16, 4)])
def test_every_record_left_is_shared_by_so_many_people(town: World, merged: int, hours: int) -> None:
    left = without_rare(town.records.kept(3), merged, hours, 5)
    whole = places(merged)[left.table]
    for first in range(0, len(whole), hours):
        rows = whole[first: first + hours]
        for place in np.unique(rows[rows != NONE]).tolist():
            assert (rows == place).any(axis=0).sum() >= 5
    assert len(left) < len(town.records.kept(3)) or merged == 16


def test_points_shared_by_five_people_each_still_single_out_nearly_everybody() -> None:
    run = result(defence="drop-rare", coarse_space="4")
    assert run.measures["unique"] > 0.9
    assert run.measures["records_kept"] < result().measures["records_kept"]


def test_deleting_early_keeps_the_last_days(town: World) -> None:
    kept = town.records.kept(3)
    assert (kept.days, kept.first) == (3, 27 * 24)
    assert np.array_equal(kept.table, town.records.table[-72:])
    fresh = Records(kept.table, kept.first)
    for one, two in zip(kept.listed, fresh.listed, strict=True):
        assert np.array_equal(np.asarray(one), np.asarray(two))
    assert town.records.kept(99).days == 30
    assert len(town.records.kept(0)) == 0


def test_noise_is_discrete_laplace() -> None:
    """Against P(k) and the variance 2a / (1 - a)^2, in 200,000 draws."""
    count, scale = 200_000, 3.0
    drawn = flows.discrete_laplace(scale, count, 11)
    a = math.exp(-1 / scale)
    for k in (-6, -1, 0, 1, 2, 9):
        chance = (1 - a) / (1 + a) * a ** abs(k)
        assert abs((drawn == k).mean() - chance) < FOUR * math.sqrt(chance * (1 - chance) / count)
    variance = 2 * a / (1 - a) ** 2
    fourth = float(((drawn**2 - variance) ** 2).mean())
    assert abs((drawn**2).mean() - variance) < FOUR * math.sqrt(fourth / count)


def test_nobody_moves_the_counts_by_more_than_the_noise_is_made_for(town: World) -> None:
    records = town.records.kept(10)
    most = flows.MOST_A_DAY * 10
    left = flows.at_most(records, most, 1)
    each = np.bincount(records.listed.person[left], minlength=records.people)
    had = (records.table != NONE).sum(axis=0)
    assert np.array_equal(each, np.minimum(had, most))


def test_the_best_guess_about_one_person_is_bounded_by_epsilon() -> None:
    assert flows.guess_bound(math.log(3)) == pytest.approx(0.75)
    assert flows.guess_bound(1e-9) == pytest.approx(0.5)
    assert math.isnan(result().measures["guess_bound"])


def test_smaller_epsilon_means_more_noise(town: World) -> None:
    truth = flows.counted(town.records)
    table = flows.at_most_counted(town.records, 1, 1)
    wrong = [np.mean([flows.error(flows.with_noise(table, town.records.days, epsilon, seed), truth)
                      for seed in range(3)]) for epsilon in (0.5, 1.0, 4.0)]
    assert wrong[0] > wrong[1] > wrong[2]


def test_flows_are_counts_by_district_and_hour(town: World) -> None:
    table = flows.counted(town.records)
    assert table.sum() == len(town.records)
    hour, person = np.nonzero(town.records.table != NONE)
    district = regions(16)[town.records.table[hour, person]]
    assert table[18, 7] == np.sum((hour % 24 == 18) & (district == 7))
    day = flows.counted(town.records, 24)
    assert np.allclose(day, table.mean(axis=0))
    assert flows.error(table, table) == 0
    assert flows.error(day, table) > 0.3
    assert math.isnan(flows.error(table, np.zeros_like(table)))
    assert flows.error(np.zeros_like(table), table) == 1


# --- homes ------------------------------------------------------------------------------------


def test_home_is_the_place_with_most_records_at_night() -> None:
    """The first is twice at 3 and once at 9 by night; the second has records by day alone."""
    rows = [[3, -1], [9, -1], [3, -1]] + [[-1, -1]] * 9 + [[5, 5]] * 4
    release = Release(a_table(rows))
    assert homes.found(release, np.array([3, 5], dtype=np.uint16)).tolist() == [0.0, 0.5]
    assert homes.found(release, np.array([9, 5], dtype=np.uint16)).tolist() == [0.0, 0.0]
    # two antennas are one: right, but one of two
    pairs = Release(release.records, 2)
    assert homes.found(pairs, np.array([2, 5], dtype=np.uint16)).tolist() == [0.0, 0.25]


def test_more_days_find_more_homes_and_two_days_fewer_than_half(town: World) -> None:
    days = [0, 1, 2, 3, 7, 14, 30]
    found = homes.found(Release(town.records), town.home)[days]
    assert found[0] == 0
    assert np.all(np.diff(found) > 0)
    assert found[2] < 0.5 < found[3]
    assert found[-1] > 0.95


# --- the law ----------------------------------------------------------------------------------


def test_the_published_exponents_agree_with_what_the_paper_says_in_words() -> None:
    """Doubling v h costs 2^beta - 1: 9.3 % at four points, 6.2 % at ten (de Montjoye and others, 2013)."""
    assert 2 ** law.published_beta(4) - 1 == pytest.approx(0.093, abs=0.001)
    assert 2 ** law.published_beta(10) - 1 == pytest.approx(0.062, abs=0.001)
    assert math.isnan(law.published_beta(0))


def test_the_fit_recovers_a_law_that_holds_exactly() -> None:
    fit = law.fitted(1.95 - law.coarseness() ** 0.129)
    assert fit == pytest.approx((1.95, 0.129, 1.0))
    assert all(map(math.isnan, law.fitted(np.full((5, 5), 0.7))))


def test_in_a_larger_crowd_the_exponent_comes_nearer_the_published_one() -> None:
    small, large = result(), result(people=20_000)
    assert small.measures["fitted_beta"] < large.measures["fitted_beta"] < large.measures["published_beta"]


# --- what only counts can do ------------------------------------------------------------------


def test_only_counts_with_noise_are_both_useful_and_hide_people(town: World) -> None:
    """Every other way with the coarsest map, which hides most, by clock, days kept and defence."""
    truth = flows.counted(town.records)
    ways = itertools.product((1, 2, 4, 8, 24), (1, 2, 3, 30), ("none", "rotate", 2, 5, 20, 50))
    least = 1.0
    for hours, days, defence in ways:
        records = town.records.kept(days)
        if isinstance(defence, int):
            records = without_rare(records, 16, hours, defence)
        release = Release(records, 16, hours)
        if not flows.error(flows.counted(records, hours), truth) <= 0.10:
            continue
        points = points_of(release, 400, "random", 1, most=4, one_day=defence == "rotate")
        least = min(least, float(unicity(release, points)[4]))
    assert 0.3 < least < 1, "far from 20 %: two standard errors of 400 people are 5 points"
    assert result(defence="aggregate", epsilon=2.0).measures["unique"] == 0
    assert result(defence="aggregate", epsilon=2.0).measures["flow_error"] < 0.10


# --- the edges --------------------------------------------------------------------------------

EDGES: list[dict[str, Any]] = [
    {"people": 1}, {"people": 1, "defence": "aggregate"}, {"people": 2, "defence": "drop-rare"},
    {"points": 0}, {"points": 0, "defence": "rotate"},
    {"retention": 0}, {"retention": 0, "defence": "rotate"},
    {"retention": 0, "defence": "drop-rare"}, {"retention": 0, "defence": "aggregate"}, {"days": 1},
    {"retention": 1, "hours": "24"}, {"people": 300, "days": 1, "records": 0.5, "points": 12},
    {"defence": "aggregate"}, {"defence": "drop-rare", "rare": 50, "people": 200},
]


def test_a_single_trace_is_told_in_the_singular() -> None:
    run = result(people=1, points=0)
    headings = {chart.slug: chart.heading(run) for chart in CHARTS if chart.wanted(run.parameters)}
    assert headings["candidates"] == "Without a point, the only trace fits"
    assert headings["trail"].endswith("the only trace fits")


@pytest.mark.parametrize("settings", EDGES, ids=str)
def test_at_the_edges_there_are_sentences_and_no_nan(settings: dict[str, Any]) -> None:
    run = result(**{"people": 1000, **settings})
    for chart in CHARTS:
        if chart.wanted(run.parameters):
            rows, words = chart.rows(run), chart.heading(run) + chart.alt(run)
            assert "nan" not in words.lower().replace("antenna", ""), (chart.slug, words)
            json.dumps(rows, allow_nan=False)
            assert len(rows["series"]) <= 400
    for measure in SIMULATION.measures:
        assert "nan" not in measure.text(run.measures[measure.name])


def test_where_nothing_is_kept_nobody_is_found_and_flows_are_undefined() -> None:
    run = result(people=1000, retention=0)
    assert run.measures["unique"] == run.measures["home_found"] == run.measures["records_kept"] == 0
    assert math.isnan(run.measures["flow_error"])
    assert math.isnan(run.measures["fitted_beta"])
    assert run.measures["median_candidates"] == 1000


def test_where_counts_are_handed_out_there_is_nothing_to_match() -> None:
    run = result(people=1000, defence="aggregate")
    assert run.measures["unique"] == run.measures["home_found"] == run.measures["records_kept"] == 0
    assert math.isnan(run.measures["median_candidates"])
    assert math.isnan(run.measures["person_points"])
    assert not len(run.known)


def test_nobody_can_be_followed_beyond_the_last_person() -> None:
    with pytest.raises(ParameterError, match=r"person must be at most people \(2, got 3\)"):
        SIMULATION.settings({"people": 2, "person": 3})


def test_what_is_told_of_the_person_followed_is_what_the_points_leave() -> None:
    run = result(people=2000, coarse_space="4", hours="4", points=5, person=3)
    assert len(run.left) == len(run.known) + 1 == 6
    assert run.left[0] == 2000
    assert run.left[-1] == run.measures["person_candidates"]
    needed = run.measures["person_points"]
    assert math.isnan(needed) or needed > 5 or run.left[int(needed)] == 1
    assert run.visited[:, 1].sum() == 30 * 24
    assert set(run.known[:, 2].tolist()) <= set(run.visited[:, 0].tolist())


# --- charts -----------------------------------------------------------------------------------


def drawn(slug: str, run: TrailsResult) -> set[str]:
    """The words in the picture that Vega makes of a chart's rows."""
    chart = next(chart for chart in CHARTS if chart.slug == slug)
    rows = chart.rows(run)
    values = [dict(zip(rows, row, strict=True)) for row in zip(*rows.values(), strict=True)]
    spec = {**json.loads(json.dumps(chart.spec())), "width": 700, "data": {"values": values}}
    return set(re.findall(r"<text[^>]*>([^<]+)</text>", vl_convert.vegalite_to_svg(spec)))


def test_the_pictures_say_what_the_engine_measures() -> None:
    run = result(people=2000, coarse_space="4", hours="4")
    told = {name: SIMULATION.measure[name].text(run.measures[name]) for name in SIMULATION.measure}
    assert f"as set now: {told['unique']}, flows {told['flow_error']}" in drawn("traded", run)
    assert f"30 days: {told['home_found']}" in drawn("homes", run)
    assert f"{100 * run.grid[2, 2]:.1f} %" in drawn("grid", run)
    trail = drawn("trail", run)
    for number, left in enumerate(run.left.tolist()[1:], start=1):
        ending = "one fits" if left == 1 else f"{left:,} fit"
        assert any(text.startswith(f"{number}. day") and text.endswith(ending) for text in trail)


def test_every_way_to_hand_out_is_drawn_with_its_two_numbers() -> None:
    run = result(people=1000)
    assert run.choices == tuple(way.name for way in WAYS)
    assert run.traded.shape == (len(WAYS), 2)
    texts = drawn("traded", run)
    assert all(any(text.startswith(f"{name}: ") for text in texts) for name in run.choices)


def test_singling_out_needs_exactly_one() -> None:
    points = known([0, 1], [7, 8])
    assert singled_out(np.array([[1, 1, 1]]), points).tolist() == [[False, True, True]]
    assert singled_out(np.array([[3, 2, 1]]), points).tolist() == [[False, False, True]]
