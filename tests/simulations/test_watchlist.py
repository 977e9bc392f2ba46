"""The watchlist engine: closed forms, published figures, chance, and what has no denominator.

Statistical bounds are four standard deviations: one such comparison fails by chance less than once
in fifteen thousand; seeds are fixed, so none fails twice differently.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.watchlist import SIMULATION, WatchlistResult
from simulations.watchlist.chance import binomial, shared_out
from simulations.watchlist.figures import WatchlistFigures, measure_figures
from simulations.watchlist.model import rates
from simulations.watchlist.people import best_of
from simulations.watchlist.scores import EDGES, FLOORS, false_rates, hit_rates

SDS = 4.0


def result(seed: int = 1, **settings: Any) -> WatchlistResult:
    found = SIMULATION.run(SIMULATION.settings(settings), seed)
    assert isinstance(found, WatchlistResult)
    return found


def near(count: float, n: float, p: float) -> bool:
    """Whether a count of ``n`` lies within four standard deviations of ``n p`` (Poisson's, and one more)."""
    return abs(count - n * p) <= SDS * math.sqrt(n * p * (1 - p)) + 1


# --- closed forms -----------------------------------------------------------------------------


def test_one_comparison_is_the_normal_tail() -> None:
    assert false_rates(2.0, faces=1) == pytest.approx(stats.norm.sf(2.0))
    assert hit_rates(5.5, separation=6.75) == pytest.approx(stats.norm.cdf(1.25))


def test_a_list_of_three_is_one_minus_the_chance_that_none_matches() -> None:
    q = 0.022750131948179195  # P(Z > 2), from tables
    assert false_rates(2.0, faces=3) == pytest.approx(1 - (1 - q) ** 3)


def test_false_alarms_grow_in_proportion_to_the_list_while_they_are_rare() -> None:
    short, long = (false_rates(6.0, faces=faces) for faces in (1_000, 20_000))
    assert long / short == pytest.approx(20, rel=1e-4)


def test_false_alarms_do_not_grow_in_proportion_once_they_are_common() -> None:
    # a setting that is wrong about 1 in 6,000 people at 10,000 faces is wrong about 28 in 100 at 20 million
    assert false_rates(5.523, faces=20_000_000) == pytest.approx(0.283, abs=0.002)


def test_three_cameras_give_three_chances() -> None:
    assert false_rates(6.0, faces=10_000, passes=3) == pytest.approx(false_rates(6.0, faces=30_000))
    one = float(hit_rates(6.0, separation=6.75))
    assert hit_rates(6.0, separation=6.75, passes=3) == pytest.approx(1 - (1 - one) ** 3)


@pytest.mark.parametrize(("shift", "ratio"), [(0.123, 2), (0.290, 5), (0.419, 10), (0.874, 100)])
def test_a_small_shift_of_scores_multiplies_false_matches(shift: float, ratio: float) -> None:
    shifted, not_shifted = (false_rates(5.523, faces=1, shift=by) for by in (shift, 0.0))
    assert shifted / not_shifted == pytest.approx(ratio, rel=0.01)


def test_the_two_figures_of_the_national_physical_laboratory_are_one_false_match_rate() -> None:
    long, short = (result(list_size=faces, threshold=5.523, separation=6.749, shift_b=0.0).measures
                   for faces in (10_000, 1_000))
    assert long["one_false_in_expected"] == pytest.approx(6_000, rel=0.01)
    assert short["one_false_in_expected"] == pytest.approx(60_000, rel=0.01)
    assert long["hit_rate_expected"] == pytest.approx(0.89, abs=0.001)


@pytest.mark.parametrize(
    ("prior", "right"), [(1e-2, 0.500), (1e-3, 0.0902), (1e-4, 0.0098), (1e-5, 0.00099)])
def test_software_that_is_99_percent_accurate_is_mostly_wrong_where_few_are_looked_for(
    prior: float, right: float
) -> None:
    figures = {"rates": {"prior": prior, "hit_rate": 0.99, "false_rate": 0.01}}
    found = measure_figures(WatchlistFigures.model_validate(figures)).measures
    assert found["precision_expected"] == pytest.approx(right, rel=0.005)


def test_the_odds_form_of_bayes_rule_holds() -> None:
    found, parameters = result(shift_b=0.0), SIMULATION.settings({"shift_b": 0.0})
    false, hits = rates(parameters)  # type: ignore[arg-type]
    odds = 1e-4 / (1 - 1e-4) * hits[0] / false[0]
    assert found.measures["precision_expected"] == pytest.approx(odds / (1 + odds))


# --- chance -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (10, 0.5), (1000, 1e-3), (70_000, 0.3), (5_000_000, 3e-6)])
def test_counts_are_those_of_the_inverse_binomial(n: int, p: float) -> None:
    luck = stream(5, "test").random(200)
    assert np.array_equal(binomial(luck, n, p), stats.binom.ppf(luck, n, p))


def test_counts_at_the_ends_are_nobody_and_everybody() -> None:
    luck = np.array([0.0, 0.5, 0.999])
    assert binomial(luck, 7, 0.0).tolist() == [0, 0, 0]
    assert binomial(luck, 7, 1.0).tolist() == [7, 7, 7]
    assert binomial(luck, 0, 0.5).tolist() == [0, 0, 0]
    assert binomial(luck, 10**9, 1e-18).tolist() == [0, 0, 0]


def test_a_crowd_shared_out_adds_up_and_has_the_multinomials_means_and_spread() -> None:
    reaching = np.array([1.0, 0.7, 0.4, 0.05, 0.01])
    runs, n = 2_000, 300
    drawn = np.array([shared_out(stream(seed, "test"), n, reaching) for seed in range(runs)])
    p = -np.diff(reaching, append=0.0)
    assert (drawn.sum(axis=1) == n).all()
    assert (np.abs(drawn.mean(axis=0) - n * p) <= SDS * np.sqrt(n * p * (1 - p) / runs)).all()
    # variance of a binomial count; its own standard error is about sqrt(2 / runs)
    assert drawn.var(axis=0) == pytest.approx(n * p * (1 - p), rel=SDS * math.sqrt(2 / runs))


def test_the_best_of_many_scores_is_distributed_as_their_maximum() -> None:
    luck = stream(3, "test").random(4_000)
    found = stats.kstest(best_of(luck, 50), lambda x: stats.norm.cdf(x) ** 50)
    assert found.pvalue > 6e-5  # four standard deviations


def test_raising_the_threshold_takes_alarms_from_the_same_people() -> None:
    before = result(threshold=5.0, shift_b=0.0)
    counts = [result(threshold=threshold, shift_b=0.0).measures["alerts"]
              for threshold in (5.0, 5.05, 5.523, 6.0)]
    assert counts == sorted(counts, reverse=True)
    above = before.floors[0] >= 5.05
    assert result(threshold=5.05, shift_b=0.0).measures["alerts"] == \
        before.unlisted[:, above].sum() + before.listed[:, above].sum()


def test_a_stricter_reviewer_and_a_shorter_list_stop_no_more_people() -> None:
    stops = [result(accept_false=accept, days=30).measures["false_stops"] for accept in (0.0, 0.1, 0.14, 1.0)]
    assert stops == sorted(stops)
    assert stops[0] == 0
    alarms = [result(list_size=faces, days=30).measures["false_alerts"] for faces in (100, 1_000, 10_000)]
    assert alarms == sorted(alarms)


# --- formulas and people agree ----------------------------------------------------------------


@pytest.mark.parametrize("crowd", ["counted", "person-by-person"])
@pytest.mark.parametrize(
    "settings",
    [
        {"threshold": 4.5}, {"threshold": 4.523, "wanted": 20_000},
        {"threshold": 5.0, "shift_b": 0.5, "passes": 3},
        {"threshold": 3.0, "list_size": 5, "separation": 3.0, "wanted": 500_000, "share_b": 0.7},
        {"threshold": 4.5, "own_threshold": True, "threshold_b": 4.817, "shift_b": 0.3},
    ],
    ids=str,
)
def test_a_crowd_has_the_alarms_that_the_formulas_say(crowd: str, settings: dict[str, Any]) -> None:
    parameters = SIMULATION.settings({**settings, "crowd": crowd, "visitors": 120_000})
    found = SIMULATION.run(parameters, 11)
    false, hits = rates(parameters)  # type: ignore[arg-type]
    known = found.known
    assert near(known.scanned[1], 120_000, parameters.share_b)  # type: ignore[attr-defined]
    assert near(known.listed.sum(), 120_000, parameters.prior)  # type: ignore[attr-defined]
    for group in (0, 1):
        others = known.scanned[group] - known.listed[group]
        assert near(known.alerts[group] - known.true_alerts[group], others, false[group])
        assert near(known.true_alerts[group], known.listed[group], hits[group])


def test_both_ways_of_drawing_a_crowd_have_the_same_shape_of_scores() -> None:
    counted, each = (result(crowd=crowd, visitors=200_000, share_b=0.5, wanted=100_000)
                     for crowd in ("counted", "person-by-person"))
    for kind in ("unlisted", "listed"):
        tables = np.stack([getattr(found, kind)[0] for found in (counted, each)])
        tables = tables[:, tables.sum(axis=0) >= 20]
        assert stats.chi2_contingency(tables).pvalue > 6e-5  # four standard deviations


def test_a_larger_crowd_drawn_one_by_one_keeps_the_people_of_the_smaller() -> None:
    small, large = (result(crowd="person-by-person", visitors=visitors, threshold=4.5)
                    for visitors in (50_000, 100_000))
    assert (large.unlisted >= small.unlisted).all() and (large.listed >= small.listed).all()


def test_too_many_to_draw_one_by_one_is_refused_with_what_to_do() -> None:
    with pytest.raises(ParameterError, match="lower the people scanned a day or the days"):
        result(crowd="person-by-person", visitors=5_000_000, days=366)
    assert result(visitors=5_000_000, days=366).known.scanned.sum() == 5_000_000 * 366


# --- review and groups ------------------------------------------------------------------------


def test_review_raises_precision_as_its_formula_says() -> None:
    # P' = P a_T / (P a_T + (1 - P) a_F); passport officers (White and others, 2014): .07 becomes .336
    found = result(days=366, shift_b=0.0, threshold=5.1).measures
    p = found["precision"]
    after = p * 0.94 / (p * 0.94 + (1 - p) * 0.14)
    at_cardiff = 0.07 * 0.94 / (0.07 * 0.94 + 0.93 * 0.14)
    assert at_cardiff == pytest.approx(0.336, abs=0.0005)
    stops = found["true_stops"] + found["false_stops"]
    assert abs(found["stop_precision"] - after) <= SDS * math.sqrt(after * (1 - after) / stops)


def test_without_review_every_alarm_is_a_stop() -> None:
    found = result(accept_true=1.0, accept_false=1.0).measures
    assert (found["true_stops"], found["false_stops"]) == (found["true_alerts"], found["false_alerts"])


def test_one_threshold_for_all_treats_the_groups_unequally_and_two_do_not() -> None:
    one = result(shift_b=0.42).measures
    two = result(shift_b=0.42, own_threshold=True, threshold_b=5.92).measures
    assert one["rate_ratio_expected"] > 9
    assert two["rate_ratio_expected"] == pytest.approx(1)
    # and it is paid for: those looked for who are in B are found less often
    assert one["hit_rate_b_expected"] == one["hit_rate_a_expected"]
    assert two["hit_rate_b_expected"] < two["hit_rate_a_expected"] - 0.09


def test_the_ratio_of_false_alarms_grows_with_the_threshold() -> None:
    ratios = [result(shift_b=0.42, threshold=threshold).measures["rate_ratio_expected"]
              for threshold in (2.0, 3.0, 4.0, 5.0, 6.0, 7.0)]
    assert ratios == sorted(ratios)
    assert ratios[0] == pytest.approx(1)


# --- published figures ------------------------------------------------------------------------


def test_cardiff_and_london_differ_in_false_alarms_and_hardly_in_how_rare_those_found_were() -> None:
    cardiff, london = (SIMULATION.presets[slug].result(SIMULATION).measures
                       for slug in ("south-wales-2017", "metropolitan-2024-25"))
    assert cardiff["precision"] == pytest.approx(0.070, abs=0.0005)
    assert london["precision"] == pytest.approx(0.9952, abs=0.00005)
    assert cardiff["true_per_100k"] / london["true_per_100k"] == pytest.approx(1.55, abs=0.01)
    assert cardiff["false_per_100k"] / london["false_per_100k"] == pytest.approx(4250, rel=0.005)


@pytest.mark.parametrize("slug", ["south-wales-2017", "metropolitan-2024-25"])
def test_a_deployment_rebuilt_has_about_the_alarms_that_were_published(slug: str) -> None:
    published, ours = (SIMULATION.presets[name].result(SIMULATION).measures
                       for name in (slug, f"{slug}-modelled"))
    for name in ("true_alerts", "false_alerts"):
        assert abs(ours[name] - published[name]) <= SDS * math.sqrt(published[name]), name


def test_eight_of_forty_two_has_a_wide_interval_and_no_rate_without_who_was_scanned() -> None:
    trials = SIMULATION.presets["metropolitan-2018-19"].result(SIMULATION).measures
    assert trials["precision_low"] == pytest.approx(0.0998, abs=0.0001)
    assert trials["precision_high"] == pytest.approx(0.333, abs=0.0005)
    for name in ("scanned_per_true", "false_per_100k", "hit_rate", "missed", "one_false_in"):
        assert math.isnan(trials[name]), name


def test_the_audit_has_ratios_of_a_hundred_and_a_hundred_and_thirty_seven() -> None:
    audit = SIMULATION.presets["retrospective-search-2025"].result(SIMULATION)
    white, asian, black = audit.false_rates
    assert asian / white == pytest.approx(100)
    assert black / white == pytest.approx(137.5)


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"deployment": {"alerts": 5, "true_alerts": 6}}, "true_alerts must be at most alerts"),
        ({"deployment": {"alerts": 5, "true_alerts": 1, "scanned": 4}}, "alerts must be at most scanned"),
        ({}, "figures hold one of"),
        ({"audit": [{"group": "A", "false_rate": 0.1}]}, "an audit needs two or three groups"),
    ],
)
def test_impossible_figures_are_refused(figures: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        WatchlistFigures.model_validate(figures)


# --- what has no denominator ------------------------------------------------------------------


UNDEFINED: list[tuple[dict[str, Any], set[str], set[str]]] = [
    ({"visitors": 0},
     {"precision", "precision_low", "hit_rate", "false_per_100k", "scanned_per_true", "rate_ratio",
      "stop_precision", "precision_expected", "hit_rate_expected"}, {"alerts"}),
    ({"threshold": 9.0, "separation": 2.0},
     {"precision", "scanned_per_true", "one_false_in", "stop_precision"},
     {"alerts", "true_alerts", "false_alerts", "false_stops", "false_per_100k"}),
    ({"wanted": 0}, {"hit_rate", "scanned_per_true"}, {"true_alerts", "missed", "precision"}),
    ({"wanted": 1_000_000}, {"false_per_100k", "one_false_in", "rate_ratio"}, {"false_alerts"}),
    ({"share_b": 0.0}, {"false_per_100k_b", "hit_rate_b", "rate_ratio", "parity_expected"}, set()),
    ({"share_b": 1.0}, {"false_per_100k_a", "hit_rate_a", "rate_ratio", "parity_expected"}, set()),
]


def _named(value: object) -> str:
    """The same name in every process: sets come in no order."""
    return str(sorted(value) if isinstance(value, set) else value)[:40]


@pytest.mark.parametrize(("settings", "undefined", "zero"), UNDEFINED, ids=_named)
def test_what_has_no_denominator_is_undefined_and_what_is_zero_is_zero(
    settings: dict[str, Any], undefined: set[str], zero: set[str]
) -> None:
    found = result(**settings).measures
    assert all(math.isnan(found[name]) for name in undefined), [n for n in undefined if found[n] == found[n]]
    assert all(found[name] == 0 for name in zero)
    assert {SIMULATION.measure[name].text(found[name]) for name in undefined} == {"undefined"}


def test_everybody_on_the_list_makes_every_alarm_right() -> None:
    found = result(wanted=1_000_000).measures
    assert found["precision"] == found["precision_expected"] == 1
    assert found["alerts"] == found["true_alerts"]


def test_every_step_of_the_thresholds_knob_is_an_edge_of_the_bins() -> None:
    knob = SIMULATION.knobs["threshold"]
    assert knob.low is not None and knob.high is not None and knob.step is not None
    steps = np.arange(round((knob.high - knob.low) / knob.step) + 1)
    assert [round(float(knob.low + knob.step * step), 10) for step in steps] == EDGES.tolist()
    assert FLOORS[0] == -math.inf
