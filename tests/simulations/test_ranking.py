"""The search page: tables and rankings against independent answers, published figures, what it claims.

Statistical bounds are four standard errors: one such comparison fails by chance less than once in
fifteen thousand; seeds are fixed, so none fails twice differently.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import linprog

from simulations.challenge import tried
from simulations.intervals import wilson
from simulations.parameters import ParameterError
from simulations.ranking import SIMULATION, RankingResult, attention, floors
from simulations.ranking.clicks import FIRST_GUESS, Learnt, drawn
from simulations.ranking.figures import RankingFigures, measure_figures
from simulations.ranking.measured import PULL
from simulations.ranking.occupations import OCCUPATIONS
from simulations.ranking.pool import LEAST, MOST, made

SDS = 4.0
SEEDS = range(100, 124)
"""Of the pooled claims about runs."""


def result(seed: int = 1, **settings: Any) -> RankingResult:
    found = SIMULATION.run(SIMULATION.settings(settings), seed)
    assert isinstance(found, RankingResult)
    return found


@functools.lru_cache(maxsize=64)
def _runs(settings: tuple[tuple[str, Any], ...]) -> tuple[Mapping[str, float], ...]:
    return tuple(result(seed, **dict(settings)).measures for seed in SEEDS)


def pooled(measure: str, **settings: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A measure of the same pools under these settings."""
    return np.array([found[measure] for found in _runs(tuple(sorted(settings.items())))])


def clear(differences: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """How many standard errors the mean lies above 0."""
    return float(differences.mean() / (differences.std(ddof=1) / math.sqrt(len(differences))))


# --- floors -----------------------------------------------------------------------------------


def test_the_table_of_fa_ir_for_one_half_and_a_tenth_is_the_papers() -> None:
    # Zehlike and others, FA*IR: a fair top-k ranking algorithm, 2017
    assert floors.chance_table(12, 0.5, 0.1) == (0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.27, 0.5, 0.98, 1.0])
@pytest.mark.parametrize("alpha", [0.01, 0.1, 0.27, 0.5])
def test_the_table_is_the_smallest_number_whose_binomial_tail_exceeds_alpha(
    share: float, alpha: float
) -> None:
    for k, least in enumerate(floors.chance_table(60, share, alpha), start=1):
        assert stats.binom.cdf(least, k, share) > alpha
        assert least == 0 or stats.binom.cdf(least - 1, k, share) <= alpha + 1e-9


def test_a_floor_that_allows_for_chance_is_not_above_the_plain_one_up_to_a_half() -> None:
    for share in (0.1, 0.27, 0.5):  # beyond, rounding down may ask for less in the first few places
        plain, chance = (np.array(table) for table in (
            floors.share_table(100, share), floors.chance_table(100, share, 0.1)))
        assert (chance <= plain).all()


def test_a_floor_moves_the_best_of_b_up_and_keeps_the_order_within_groups() -> None:
    in_b = np.array([False, False, False, True, False, True])
    page = floors.keeping(np.arange(6), in_b, (0, 1, 1, 2))
    assert page.tolist() == [0, 3, 1, 5]


def test_a_floor_that_is_kept_already_changes_nothing() -> None:
    in_b = np.array([True, False, True, False])
    assert floors.keeping(np.arange(4), in_b, (0, 0, 1, 1)).tolist() == [0, 1, 2, 3]


def test_a_pool_with_too_few_of_b_fills_the_page_with_a_and_fails_its_floor() -> None:
    in_b = np.array([False, False, True, False])
    page = floors.keeping(np.arange(4), in_b, (1, 2, 3, 4))
    assert page.tolist() == [2, 0, 1, 3]
    assert floors.places_below(in_b[page], np.array([1, 2, 3, 4])) == 3


@pytest.mark.parametrize("intervention", ["floor", "fa-ir"])
def test_a_page_with_a_floor_of_everybody_and_nobody_of_b_says_so(intervention: str) -> None:
    found = result(share_world=0.0, floor=1.0, intervention=intervention)
    assert found.measures["share_shown"] == 0
    assert found.measures["below_floor"] == 50
    for undefined in ("skew", "exposure_b", "exposure_ratio", "relevance_b", "treatment_ratio",
                      "clicks_ratio"):
        assert math.isnan(found.measures[undefined]), undefined


def test_a_page_with_a_floor_passes_the_test_of_fa_ir() -> None:
    for intervention in ("floor", "fa-ir"):
        assert (pooled("below_floor", intervention=intervention) == 0).all()


def test_a_page_longer_than_the_pool_is_refused_with_a_sentence() -> None:
    with pytest.raises(ParameterError, match="top must be at most items: a page of 100 places cannot"):
        SIMULATION.settings({"top": 100, "items": 60})
    assert len(result(top=50, items=50).page.in_b) == 50


# --- attention --------------------------------------------------------------------------------


def test_attention_falls_from_everybody_by_the_logarithm_of_the_place() -> None:
    assert attention.by_place(3, 1.0) == pytest.approx([1, 1 / math.log2(3), 0.5])
    assert attention.by_place(3, 0.0).tolist() == [1, 1, 1]
    assert (np.diff(attention.by_place(100, 2.0)) < 0).all()


def test_at_one_the_third_place_is_seen_by_half_and_the_seventh_by_a_third() -> None:
    """As the lesson's caption has it."""
    looks = attention.by_place(7, 1.0)
    assert (looks[0], looks[2], looks[6]) == pytest.approx((1, 1 / 2, 1 / 3))


def test_authors_are_missed_by_no_more_than_luck_among_so_few_pictures() -> None:
    """So the lesson calls it neither far off nor a proof."""
    counted = next(job for job in OCCUPATIONS if job.name == "author")
    _, high = wilson(counted.women, counted.pictures)
    preset = SIMULATION.presets["kay-authors-predicted"]
    predicted = np.mean([result(seed, **preset.parameters).measures["share_shown"] for seed in range(1, 21)])
    assert counted.share_shown < predicted < high


def test_the_six_of_singh_and_joachims_are_seen_as_published() -> None:
    found = SIMULATION.presets["singh-joachims"].result(SIMULATION).measures
    assert found["exposure_a"] == pytest.approx(0.7103, abs=5e-5)
    assert found["exposure_b"] == pytest.approx(0.3912, abs=5e-5)
    assert found["relevance_a"] - found["relevance_b"] == pytest.approx(0.03)
    assert found["treatment_ratio"] == pytest.approx((0.391245 / 0.76) / (0.710310 / 0.79), rel=1e-5)
    assert found["ndcg"] == 1


def test_the_six_can_be_mixed_so_that_both_groups_are_seen_equally() -> None:
    scores, in_b = np.array([0.80, 0.79, 0.78, 0.77, 0.76, 0.75]), np.array([False] * 3 + [True] * 3)
    looks = attention.by_place(6, 1.0)
    seen = _seen(attention.of_exposure(scores, in_b, looks), looks, 6)
    a, b = attention.exposures(seen, in_b)
    assert a == pytest.approx(b)
    assert a == pytest.approx(looks.sum() / 6)


def _seen(mixture: attention.Mixture, looks: Any, items: int) -> Any:
    seen = np.zeros(items)
    seen[mixture.often] += mixture.share * looks
    seen[mixture.rarely] += (1 - mixture.share) * looks
    return seen


@pytest.mark.parametrize("seed", range(24))
def test_equal_exposure_is_what_the_linear_program_finds(seed: int) -> None:
    """Singh and Joachims' program over doubly stochastic matrices, solved by scipy."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    scores, in_b = rng.normal(size=n), np.arange(n) < rng.integers(1, n)
    rng.shuffle(in_b)
    looks = attention.by_place(int(rng.integers(1, n + 1)), float(rng.uniform(0, 2)))
    padded = np.append(looks, np.zeros(n - len(looks)))
    mine = attention.of_exposure(scores, in_b, looks, near=float(rng.normal()))
    seen = _seen(mine, looks, n)
    a, b = attention.exposures(seen, in_b)
    assert a == pytest.approx(b, abs=1e-12)
    assert mine.share >= 0.5
    ones = [np.eye(n)[i][:, None] * np.ones(n) for i in range(n)]
    weight = np.where(in_b, 1 / in_b.sum(), -1 / (~in_b).sum())
    rows = [row.ravel() for one in ones for row in (one, one.T)]
    equal = np.array([*rows, np.outer(weight, padded).ravel()])
    program = linprog(-np.outer(scores, padded).ravel(), A_eq=equal, b_eq=[1] * 2 * n + [0], bounds=(0, 1))
    assert seen @ scores == pytest.approx(-program.fun, abs=1e-9)


@pytest.mark.parametrize("times", [0.3, 1.0, 1.4])
def test_another_ratio_of_attention_is_reached_too(times: float) -> None:
    rng = np.random.default_rng(3)
    scores, in_b = rng.normal(size=300), np.arange(300) % 4 == 0
    looks = attention.by_place(50, 1.0)
    mixture = attention.of_exposure(scores, in_b, looks, times=times)
    a, b = attention.exposures(_seen(mixture, looks, 300), in_b)
    assert b / a == pytest.approx(times)


@pytest.mark.parametrize("everybody", [True, False])
def test_with_one_group_alone_equal_exposure_is_the_page_of_the_scores(everybody: bool) -> None:
    scores = np.array([0.2, 0.9, 0.4])
    mixture = attention.of_exposure(scores, np.full(3, everybody), np.array([1.0, 0.5]))
    assert mixture.often.tolist() == mixture.rarely.tolist() == [1, 2]


def test_the_best_page_has_a_gain_of_one_and_any_other_less() -> None:
    best = np.array([0.9, 0.8, 0.1])
    assert attention.gain(best, best) == pytest.approx(1)
    # (0.1 + 0.8 / log2(3) + 0.9 / 2) / (0.9 + 0.8 / log2(3) + 0.1 / 2), by hand
    assert attention.gain(best[::-1], best) == pytest.approx(1.05474 / 1.45474, abs=1e-5)


# --- clicks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("chance", "searches"), [(0.5, 1000), (0.02, 1000), (0.9, 100), (0.05, 200)])
def test_clicks_have_the_mean_and_the_spread_of_a_binomial(chance: float, searches: int) -> None:
    luck = np.random.default_rng(11).standard_normal(40_000)
    clicks = drawn(np.full(len(luck), chance), searches, luck)
    mean, variance = searches * chance, searches * chance * (1 - chance)
    assert abs(clicks.mean() - mean) <= SDS * math.sqrt(variance / len(luck)) + 0.02
    assert clicks.var() == pytest.approx(variance, rel=0.05)
    assert clicks.min() >= 0
    assert clicks.max() <= searches


def test_the_same_luck_brings_more_clicks_where_the_chance_is_higher() -> None:
    luck = np.random.default_rng(5).standard_normal(2000)
    few, many = (drawn(np.full(2000, chance), 500, luck) for chance in (0.2, 0.3))
    assert (many >= few).all()


def _taught(how: Any, *, bias: float = 0.0) -> tuple[float, float]:
    """What 400 rounds teach about two items of relevance .6, seen by all and by a tenth; B the second."""
    learnt = Learnt(np.array([0.6, 0.3]), how)
    looked, wanted = np.array([1.0, 0.1]), np.array([0.6, 0.6 * (1 - bias)])
    for _ in range(400):
        learnt.learn(np.arange(2), shown=np.ones(2), looked=looked, clicked=looked * wanted)
    return float(learnt.scores[0]), float(learnt.scores[1])


def test_weighted_clicks_take_out_the_place() -> None:
    first, second = _taught("ips")
    assert first == pytest.approx(0.6)
    assert second == pytest.approx((400 * 0.6 + FIRST_GUESS * 0.3) / (400 + FIRST_GUESS))


def test_clicks_for_each_time_shown_take_a_low_place_for_little_relevance() -> None:
    first, second = _taught("ctr")
    assert first == pytest.approx(0.6)
    assert second == pytest.approx(0.06, abs=0.01)


def test_weighted_clicks_learn_the_bias_of_users_exactly() -> None:
    assert _taught("ips", bias=0.3)[1] == pytest.approx(0.42, abs=0.002)


def test_whoever_learns_from_nothing_keeps_the_first_guess() -> None:
    assert _taught("nothing") == (0.6, 0.3)
    still = result(learns_from="nothing")
    assert (still.share_shown == still.share_shown[0]).all()


# --- the pool ---------------------------------------------------------------------------------


def test_the_stereotype_moves_b_alone_and_the_same_items() -> None:
    fair, unfair = (made(3, 200, share_b=0.3, stereotype=stereotype) for stereotype in (0.0, 1.0))
    assert (fair.relevance == unfair.relevance).all()
    assert (fair.in_b == unfair.in_b).all()
    assert fair.first_guess - unfair.first_guess == pytest.approx(0.2 * fair.in_b)


def test_a_larger_share_adds_to_b_and_takes_nobody_out() -> None:
    few, many = (made(3, 200, share_b=share, stereotype=0.5) for share in (0.2, 0.6))
    assert few.in_b.sum() == 40
    assert many.in_b.sum() == 120
    assert (many.in_b | ~few.in_b).all()


def test_a_larger_pool_keeps_the_items_of_the_smaller() -> None:
    small, large = (made(3, items, share_b=0.3, stereotype=0.5) for items in (100, 400))
    assert (small.relevance == large.relevance[:100]).all()
    assert (large.relevance >= LEAST).all() and (large.relevance <= MOST).all()


# --- what it claims ---------------------------------------------------------------------------


def test_the_prototypes_figures_are_reproduced() -> None:
    """Those of the project's facts (30 seeds, 300 items, 50 places, 40 rounds), to their luck."""
    assert pooled("share_shown").mean() == pytest.approx(0.096, abs=0.02)
    assert pooled("exposure_ratio").mean() == pytest.approx(0.31, abs=0.06)
    assert pooled("ndcg").mean() == pytest.approx(0.973, abs=0.004)
    assert pooled("exposure_ratio", intervention="floor").mean() == pytest.approx(0.89, abs=0.06)
    assert pooled("ndcg", intervention="floor").mean() == pytest.approx(0.982, abs=0.004)
    assert pooled("exposure_ratio", learns_from="ips").mean() == pytest.approx(0.51, abs=0.12)


def test_clicks_do_not_correct_a_stereotyped_first_guess() -> None:
    assert (pooled("share_shown") == pooled("share_start")).all()
    assert pooled("share_shown").mean() < 0.5 * 0.27
    assert (pooled("share_shown", searches=100_000) == pooled("share_shown")).all(), "nor do more of them"


def test_without_a_stereotype_b_has_its_share() -> None:
    shown = pooled("share_shown", stereotype=0.0) - 0.27
    assert abs(clear(shown)) < SDS


def test_a_floor_raises_the_attention_and_the_quality() -> None:
    assert clear(pooled("ndcg", intervention="floor") - pooled("ndcg")) > SDS
    assert clear(pooled("exposure_ratio", intervention="floor") - pooled("exposure_ratio")) > SDS


def test_a_floor_that_allows_for_chance_asks_for_less() -> None:
    assert clear(pooled("exposure_ratio", intervention="floor")
                 - pooled("exposure_ratio", intervention="fa-ir")) > SDS


@pytest.mark.parametrize("how", ["clicks", "ctr", "ips", "nothing"])
def test_equal_exposure_is_equal_whatever_is_learnt(how: str) -> None:
    found = pooled("exposure_ratio", intervention="equal-exposure", learns_from=how, user_bias=0.3)
    assert found == pytest.approx(1)


def test_weighting_by_place_does_not_repair_the_bias_of_users() -> None:
    unbiased = pooled("exposure_ratio", learns_from="ips")
    biased = pooled("exposure_ratio", learns_from="ips", user_bias=0.3)
    unlearnt = pooled("exposure_ratio", learns_from="nothing", user_bias=0.3)
    assert clear(unbiased - biased) > SDS
    assert clear(unlearnt - biased) > SDS, "learning nothing shows more of B"


def test_the_nearest_that_a_learner_is_shown_is_the_nearest_there_is() -> None:
    challenge = SIMULATION.challenges["s3"]
    shortfalls = {
        (how, step): tried(SIMULATION, challenge, {"learns_from": how, "exploration": step / 20}, 1).shortfall
        for how in ("clicks", "ctr", "ips", "nothing") for step in range(11)
    }
    nearest = challenge.solution["learns_from"], round(20 * float(challenge.solution["exploration"]))
    assert shortfalls[nearest] - min(shortfalls.values()) < 0.05, "but for luck"
    assert max(shortfalls.values()) <= challenge.near, "any setting is evidence, as the prompt has it"


def test_biased_users_undo_a_fair_start_once_the_floor_is_gone() -> None:
    settings: dict[str, Any] = {"stereotype": 0.0, "learns_from": "ips", "user_bias": 0.3,
                                "intervention": "floor"}
    kept, stopped = result(**settings), result(**settings, stops_after=20)
    assert (kept.share_shown >= 0.26).all()
    assert (stopped.share_shown[:20] == kept.share_shown[:20]).all()
    assert stopped.share_shown[20] < 0.26
    assert clear(pooled("share_shown", **settings) - pooled("share_shown", **settings, stops_after=20)) > SDS


def test_exploring_shows_more_of_the_pool_and_costs_quality() -> None:
    assert clear(pooled("pool_seen", exploration=0.2) - pooled("pool_seen")) > SDS
    assert clear(pooled("ndcg") - pooled("ndcg", exploration=0.2)) > SDS
    page = result(exploration=0.5).page
    assert abs(page.explored.sum() - 25) <= SDS * math.sqrt(12.5)
    assert not result().page.explored.any()


def test_users_come_to_believe_what_they_are_shown() -> None:
    found = result()
    assert found.belief[0] == found.measures["share_world"]
    constant = found.share_shown[0]
    assert (found.share_shown == constant).all()
    # b_n = s + (1 - PULL)^n (b_0 - s)
    assert found.belief[-1] == pytest.approx(constant + (1 - PULL) ** 40 * (found.belief[0] - constant))
    assert found.measures["belief_gap"] == pytest.approx(found.belief[-1] - 0.27)


def test_measures_agree_with_the_page_they_are_of() -> None:
    found = result(learns_from="ips", user_bias=0.1)
    m = found.measures
    assert m["share_shown"] == found.page.in_b.mean()
    assert m["skew"] == pytest.approx(math.log(m["share_shown"] / m["share_world"]))
    assert 219 * m["exposure_a"] + 81 * m["exposure_b"] == pytest.approx(found.attention.sum())
    assert m["treatment_ratio"] == pytest.approx(
        (m["exposure_b"] / m["relevance_b"]) / (m["exposure_a"] / m["relevance_a"]))
    assert (m["ndcg"], m["belief"]) == (found.ndcg[-1], found.belief[-1])


def test_a_page_before_any_click_has_no_clicks_to_compare() -> None:
    found = result(rounds=0)
    assert math.isnan(found.measures["clicks_ratio"])
    assert found.measures["share_shown"] == found.measures["share_start"]
    assert len(found.share_shown) == 1


def test_with_nobody_of_a_a_comparison_is_undefined() -> None:
    found = result(share_world=1.0).measures
    assert found["share_shown"] == 1
    assert math.isnan(found["exposure_a"]) and math.isnan(found["exposure_ratio"])


def test_more_rounds_keep_the_rounds_there_were() -> None:
    few, many = (result(rounds=rounds, learns_from="ips", exploration=0.2) for rounds in (20, 60))
    assert (few.share_shown[:20] == many.share_shown[:20]).all()


# --- published --------------------------------------------------------------------------------


def test_pictures_of_chief_executives_are_counted_as_published() -> None:
    job = next(job for job in OCCUPATIONS if job.name == "chief executive officer")
    assert (job.pictures, job.women) == (98, 11)
    assert len({job.name for job in OCCUPATIONS}) == 45
    found = SIMULATION.presets["kay-chief-executives"].result(SIMULATION).measures
    assert found["share_shown"] == job.share_shown
    assert found["skew"] == pytest.approx(math.log(job.share_shown / 0.274))
    assert math.isnan(found["exposure_ratio"]) and math.isnan(found["below_floor"])


def test_a_page_of_pictures_that_shows_nobody_of_b_has_no_skew() -> None:
    found = measure_figures(RankingFigures.model_validate(
        {"pictured": {"pictures": 74, "of_b": 0, "share_world": 0.015}}))
    assert found.measures["share_shown"] == 0
    assert math.isnan(found.measures["skew"])


def test_a_published_ranking_without_b_is_undefined_where_b_is_asked_for() -> None:
    found = measure_figures(RankingFigures.model_validate({"ranking": [{"group": "A", "relevance": 0.5}]}))
    assert found.measures["exposure_a"] == 1
    assert math.isnan(found.measures["exposure_ratio"]) and math.isnan(found.measures["relevance_b"])


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({}, "one of 'pictured' and 'ranking'"),
        ({"pictured": {"pictures": 3, "of_b": 4, "share_world": 0.5}}, "at most pictures"),
        ({"pictured": {"pictures": 0, "of_b": 0, "share_world": 0.5}}, "greater than or equal to 1"),
        ({"ranking": [{"group": "C", "relevance": 0.5}]}, "'A' or 'B'"),
    ],
)
def test_figures_that_cannot_be_are_refused(figures: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        RankingFigures.model_validate(figures)
