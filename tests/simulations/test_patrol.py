"""The urn that steers a patrol: its closed forms, the published code's equation, and its corners."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from simulations import load
from simulations.parameters import ParameterError, Value
from simulations.patrol.reported import share_limit
from simulations.patrol.result import PatrolParameters, PatrolResult

PATROL = load("patrol")
QUARTER_MORE: dict[str, Value] = {"rate_a": 0.5, "rate_b": 0.4, "start_a": 1, "start_b": 1, "days": 1000}
SEEDS = range(12)
CITIES = 200 * len(SEEDS)


def run(seed: int = 1, **settings: Value) -> PatrolResult:
    result: PatrolResult = PATROL.run(PATROL.settings(settings), seed)
    return result


def last_shares(**settings: Value) -> np.ndarray:
    """Where 2,400 cities end."""
    return np.concatenate([run(seed, **settings).shares[-1] for seed in SEEDS])


def far(values: np.ndarray) -> float:
    """Four standard errors of the mean: chance alone goes beyond once in sixteen thousand times."""
    return float(4 * values.std(ddof=1) / math.sqrt(values.size))


def test_one_crime_each_at_equal_rates_ends_anywhere_from_none_to_all() -> None:
    """Pólya's urn: each share is as likely. Kolmogorov's distance at 1 in 10,000 for 2,400 cities."""
    shares = np.sort(last_shares(start_a=1, start_b=1, days=1000))
    assert shares.std(ddof=1) == pytest.approx(1 / math.sqrt(12), abs=0.02)
    steps = np.arange(1, CITIES + 1) / CITIES
    assert max(abs(steps - shares).max(), abs(steps - 1 / CITIES - shares).max()) < 2.23 / math.sqrt(CITIES)


def test_a_record_of_sixty_to_forty_stays_so_on_average_however_long() -> None:
    for days in (50, 1000):
        shares = last_shares(start_a=60, start_b=40, days=days)
        assert abs(shares.mean() - 0.6) <= far(shares), days


@pytest.mark.parametrize(("settings", "expected", "within"), [
    ({}, 0.702, 0.02),
    ({"correction": "importance"}, 0.5556, 0.01),
    ({"reports": 1.0}, 0.581, 0.005),
    ({"reports": 1.0, "correction": "importance"}, 0.5556, 0.005),
], ids=["as it is", "corrected", "reported", "both"])
def test_a_quarter_more_crime_ends_where_other_replications_of_the_paper_do(
    settings: dict[str, Value], expected: float, within: float
) -> None:
    """Of 2,400 cities over 1,000 days; the bounds are four standard errors of the widest or more."""
    assert last_shares(**QUARTER_MORE, **settings).mean() == pytest.approx(expected, abs=within)


@pytest.mark.parametrize(("a", "b", "r"), [
    (0.5, 0.4, 0.0), (0.4, 0.5, 0.0), (0.5, 0.4, 1.0), (0.5, 0.4, 0.1), (0.9, 0.1, 0.5), (0.3, 0.3, 0.2),
])
def test_the_very_long_run_is_the_root_in_the_published_code(a: float, b: float, r: float) -> None:
    """``src/main.py`` of Ensign and others: roots of ``(c + d - a - b) x^2 + (a - 2 c - d) x + c`` for the
    urn's update matrix ``[[a, b], [c, d]]``, here with what is found and what is reported.
    """
    matrix = (a + r * a, r * b, r * a, b + r * b)
    # theirs counts what is added after a patrol in A (first row) and in B (second)
    first, second, third, fourth = matrix
    roots = np.roots([third + fourth - first - second, first - 2 * third - fourth, third])
    ours = share_limit(PATROL.settings({"rate_a": a, "rate_b": b, "reports": r}))
    assert min(abs(roots - ours)) < 1e-9
    # it is the root to which the drift leads: below it A gains, above it loses
    for side, sign in ((-0.01, 1), (0.01, -1)):
        s = ours + side
        if 0 < s < 1:
            added_a, added_b = s * a + r * a, (1 - s) * b + r * b
            assert sign * (added_a / (added_a + added_b) - s) > 0


def test_where_nothing_pulls_the_very_long_run_is_undefined() -> None:
    assert math.isnan(run().measures["share_limit"])
    chart = next(chart for chart in PATROL.charts if chart.slug == "fan")
    assert "undefined" in chart.alt(run())
    assert "nan" not in chart.alt(run())


def test_reports_weaken_the_loop_and_do_not_end_it() -> None:
    limits = [share_limit(PatrolParameters(rate_a=0.5, rate_b=0.4, reports=r / 10)) for r in range(11)]
    assert all(before > after for before, after in itertools.pairwise(limits))
    assert limits[-1] > 0.5 / 0.9 + 0.02


def test_the_correction_comes_to_the_truth_from_either_side() -> None:
    for start_a, start_b in ((20, 2), (2, 20)):
        shares = last_shares(rate_a=0.5, rate_b=0.4, start_a=start_a, start_b=start_b, days=2000,
                             correction="importance")
        assert abs(shares.mean() - 0.5 / 0.9) < 0.03


def test_a_correction_of_where_patrols_go_does_not_make_the_record_right() -> None:
    measures = run(**QUARTER_MORE, correction="importance").measures
    assert measures["off"] < 0.02
    assert measures["recorded_ratio"] > 1.4 > measures["crime_ratio"]


def test_what_is_on_record_is_what_was_found_or_reported() -> None:
    result = run(reports=0.5)
    measures = result.measures
    total = measures["recorded_a"] + measures["recorded_b"]
    assert total == pytest.approx((result.discovered.sum() + result.told.sum()) / 200)
    assert (result.patrols.sum(axis=0) == result.parameters.days).all()
    assert (result.discovered <= result.patrols).all()
    # without a correction every ball is a crime on record
    balls = 10 + result.discovered.sum(axis=0) + result.told.sum(axis=0)
    assert result.shares[-1] * balls == pytest.approx(6 + result.discovered[0] + result.told[0], abs=1e-3)


def test_more_days_or_more_cities_leave_the_others_as_they_were() -> None:
    short, long, few = run(days=200), run(days=400), run(days=200, runs=40)
    assert np.array_equal(short.shares, long.shares[:201])
    assert np.array_equal(few.shares, short.shares[:, :40])


def test_a_district_of_which_nothing_came_on_record_gives_an_undefined_ratio() -> None:
    result = run(rate_a=0.95, rate_b=0.05, start_a=100, start_b=1, days=50, runs=20)
    assert result.discovered[1].sum() == 0, "the seed is chosen so"
    assert math.isnan(result.measures["recorded_ratio"])
    chart = next(chart for chart in PATROL.charts if chart.slug == "record")
    assert "undefined" in chart.heading(result)
    assert "nan" not in chart.heading(result) + chart.alt(result)


def test_a_rate_out_of_range_is_refused_in_a_sentence() -> None:
    with pytest.raises(ParameterError, match=r"rate_a must be between 0\.05 and 0\.95"):
        PATROL.settings({"rate_a": 0.0})


def test_the_charts_draw_the_engines_own_numbers() -> None:
    result = run(**QUARTER_MORE)
    by_slug = {chart.slug: chart for chart in PATROL.charts}
    fan = by_slug["fan"].rows(result)
    ends = [index for index, last in enumerate(fan["last"]) if last and fan["line"][index] == "mean"]
    assert [fan["share"][index] for index in ends] == [pytest.approx(result.measures["share_a_mean"])]
    histogram = by_slug["ends"].rows(result)
    assert sum(histogram["cities"]) == 200
    assert sum(histogram["per_100"]) == pytest.approx(100)
    record = by_slug["record"].rows(result)
    assert record["share"][::2] == pytest.approx([
        0.5 / 0.9, result.measures["patrolled_a"],
        result.measures["recorded_a"] / (result.measures["recorded_a"] + result.measures["recorded_b"])])
    assert all(len(chart.rows(result)["series"]) <= 400 for chart in PATROL.charts)
