"""The Broward engine: published tables, the identity that binds them, every pair, and no denominators.

Published figures are those of Larson, Mattu, Kirchner and Angwin, How we analyzed the COMPAS recidivism
algorithm, ProPublica, 2016, on all 7,214 people, unless said otherwise.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from simulations.broward import SIMULATION, BrowardResult
from simulations.broward.counts import DECILES, NOT_REARRESTED, REARRESTED
from simulations.broward.feasible import feasible, flagged_from, tables
from simulations.broward.figures import BrowardFigures, measure_figures
from simulations.broward.model import counted, of_pairs
from simulations.broward.reported import implied_fpr, of_table
from simulations.broward.result import HIGHEST, LOWEST, MAPPED
from simulations.challenge import tried
from simulations.parameters import ParameterError

ALL = range(LOWEST, HIGHEST + 1)


def result(seed: int = 1, **settings: Any) -> BrowardResult:
    found = SIMULATION.run(SIMULATION.settings(settings), seed)
    assert isinstance(found, BrowardResult)
    return found


def at(black: int, white: int, **others: Any) -> dict[str, float]:
    return dict(result(threshold_black=black, threshold_white=white, **others).measures)


# --- published figures ------------------------------------------------------------------------


def test_the_counts_are_those_of_the_groups() -> None:
    for record, people in (("two-year", (3696, 2454)), ("corrected", (3139, 2132))):
        assert counted(record).sum(axis=(1, 2)).tolist() == list(people)
    assert all(len(row) == len(DECILES) for table in (NOT_REARRESTED, *REARRESTED.values()) for row in table)


def test_the_corrected_record_loses_rearrests_and_nothing_else() -> None:
    before, after = counted("two-year"), counted("corrected")
    assert (before[:, 0] == after[:, 0]).all()
    assert (after[:, 1] < before[:, 1]).all()


PROPUBLICA = [
    ("black", 990, 805, 532, 1369, 0.4485, 0.2799, 0.6297, 0.6505),
    ("white", 1139, 349, 461, 505, 0.2345, 0.4772, 0.5913, 0.7119),
]


@pytest.mark.parametrize(("group", "tn", "fp", "fn", "tp", "fpr", "fnr", "ppv", "npv"), PROPUBLICA)
def test_from_decile_five_on_propublicas_table_is_met_to_a_hundredth_of_a_point(
    group: str, tn: int, fp: int, fn: int, tp: int, fpr: float, fnr: float, ppv: float, npv: float
) -> None:
    found = result()
    slot = ("black", "white").index(group)
    assert found.table[slot].tolist() == [[tn, fp], [fn, tp]]
    for name, value in (("fpr", fpr), ("fnr", fnr), ("ppv", ppv), ("npv", npv)):
        assert found.measures[f"{name}_{group}"] == pytest.approx(value, abs=1e-4), name
    assert found.measures[f"wrongly_flagged_{group}"] == fp
    assert found.measures[f"wrongly_passed_{group}"] == fn


def test_high_scores_alone_give_propublicas_second_table() -> None:
    found = at(8, 8)
    assert (found["fpr_black"], found["fpr_white"]) == pytest.approx((0.1582, 0.0544), abs=1e-4)
    assert (found["fnr_black"], found["fnr_white"]) == pytest.approx((0.6102, 0.7981), abs=1e-4)
    assert (round(found["ppv_black"], 2), round(found["ppv_white"], 2)) == (0.72, 0.71)


def test_accuracy_by_group_is_dressels_and_farids() -> None:
    # Science Advances 4 (1), 2018, table 2: 63.8 % and 67.0 %
    found = at(5, 5)
    assert (found["accuracy_black"], found["accuracy_white"]) == pytest.approx((0.638, 0.670), abs=5e-4)


def test_the_false_positive_rates_survive_the_correction_and_precision_does_not() -> None:
    # Barenstein, 2019: the correction moves the share rearrested and predictive values
    before, after = at(5, 5), at(5, 5, record="corrected")
    for group in ("black", "white"):
        assert after[f"fpr_{group}"] == before[f"fpr_{group}"]
        assert abs(after[f"fnr_{group}"] - before[f"fnr_{group}"]) < 0.012
        assert after[f"ppv_{group}"] < before[f"ppv_{group}"] - 0.08
        assert after[f"rearrested_{group}"] < before[f"rearrested_{group}"] - 0.08
    assert after["fnr_black"] == pytest.approx(0.2790, abs=1e-4)
    assert (after["ppv_black"], after["ppv_white"]) == pytest.approx((0.5462, 0.4860), abs=1e-4)


def test_equal_accuracy_is_not_equal_treatment_by_error() -> None:
    found = at(5, 5)
    assert abs(found["accuracy_gap"]) < 0.05
    assert found["fpr_black"] > 1.9 * found["fpr_white"]


# --- identities -------------------------------------------------------------------------------


def test_flagging_everybody_flags_all_who_were_not_rearrested_and_nobody_misses_none() -> None:
    everybody, nobody = at(LOWEST, LOWEST), at(HIGHEST, HIGHEST)
    for group in ("black", "white"):
        assert everybody[f"fpr_{group}"] == everybody[f"flagged_{group}"] == 1
        assert everybody[f"fnr_{group}"] == nobody[f"fpr_{group}"] == nobody[f"flagged_{group}"] == 0
        assert nobody[f"fnr_{group}"] == 1
        assert everybody[f"ppv_{group}"] == everybody[f"rearrested_{group}"]


def test_what_has_no_denominator_is_undefined() -> None:
    everybody, nobody = at(LOWEST, LOWEST), at(HIGHEST, 5)
    assert math.isnan(everybody["npv_black"]) and math.isnan(everybody["npv_white"])
    assert math.isnan(nobody["ppv_black"]) and math.isfinite(nobody["ppv_white"])
    for name in ("ppv_gap", "ppv_gap_low", "ppv_gap_high", "identity_error"):
        assert math.isnan(nobody[name]), name
    assert at(HIGHEST, HIGHEST)["gaps_within"] == 2, "an undefined gap is not within any tolerance"


def test_rates_of_those_not_rearrested_add_up_to_one() -> None:
    for black, white in itertools.product(ALL, ALL):
        table = result(threshold_black=black, threshold_white=white).table
        found = of_table(table)
        for slot, group in enumerate(("black", "white")):
            tnr = table[slot, 0, 0] / table[slot, 0].sum()
            assert found[f"fpr_{group}"] + tnr == pytest.approx(1, abs=1e-12)


def test_chouldechovas_identity_holds_at_every_threshold() -> None:
    for record in REARRESTED:
        for threshold in range(LOWEST, HIGHEST):
            assert at(threshold, threshold, record=record)["identity_error"] < 1e-12


def test_chouldechovas_identity_holds_on_random_tables() -> None:
    drawn = np.random.default_rng(20160523).integers(1, 5000, size=(200, 2, 2, 2))
    assert max(of_table(table)["identity_error"] for table in drawn) < 1e-12


def test_equal_precision_and_misses_force_unequal_false_positives() -> None:
    # by hand: .5143 / .4857 * .3865 / .6135 * .626 and .3936 / .6064 * .3865 / .6135 * .626
    assert implied_fpr(0.5143, 0.6135, 0.374) == pytest.approx(0.418, abs=5e-4)
    assert implied_fpr(0.3936, 0.6135, 0.374) == pytest.approx(0.256, abs=5e-4)
    for threshold in range(LOWEST, HIGHEST):
        found = at(threshold, threshold)
        p, q = found["rearrested_black"], found["rearrested_white"]
        forced = found["fpr_forced_black"] / found["fpr_forced_white"]
        assert forced == pytest.approx(p / (1 - p) * (1 - q) / q)


def test_nothing_is_implied_where_all_were_rearrested_or_no_flag_was_right() -> None:
    assert math.isnan(implied_fpr(1.0, 0.5, 0.5))
    assert math.isnan(implied_fpr(0.5, 0.0, 0.5))
    assert math.isnan(implied_fpr(math.nan, math.nan, 0.5))


# --- every pair -------------------------------------------------------------------------------


def test_tables_hold_everybody_at_each_threshold() -> None:
    by_decile = counted("two-year")
    by_threshold = tables(by_decile)
    assert by_threshold.shape == (11, 2, 2, 2)
    assert (by_threshold.sum(axis=-1) == by_decile.sum(axis=-1)).all()
    assert (flagged_from(by_decile)[..., 0] == by_decile.sum(axis=-1)).all()
    assert (flagged_from(by_decile)[..., -1] == 0).all()


@pytest.mark.parametrize("record", REARRESTED)
def test_the_map_says_of_each_pair_what_a_run_of_it_says(record: str) -> None:
    pairs = result(record=record).feasible
    assert pairs is not None
    for (i, black), (j, white) in itertools.product(enumerate(MAPPED), enumerate(MAPPED)):
        found = at(black, white, record=record)
        gaps = [found[f"{name}_gap"] for name in ("fpr", "fnr", "ppv")]
        assert pairs.gaps[:, i, j] == pytest.approx(gaps, abs=1e-15)
        assert pairs.accuracy[i, j] == pytest.approx(found["accuracy"], abs=1e-15)
        assert pairs.held[:, i, j].sum() == found["gaps_within"]


def test_seven_of_81_pairs_have_equal_error_rates_and_none_equal_precision_too() -> None:
    found = result()
    assert (found.measures["pairs_equal_errors"], found.measures["pairs_all_three"]) == (7, 0)
    assert found.measures["best_accuracy_equal_errors"] == pytest.approx(0.6455, abs=5e-5)
    assert found.measures["best_accuracy"] == pytest.approx(0.6561, abs=5e-5)
    pairs = found.feasible
    assert pairs is not None
    passing = np.argwhere(pairs.held[0] & pairs.held[1])
    best = max(passing.tolist(), key=lambda pair: pairs.accuracy[pair[0], pair[1]])
    assert (MAPPED[best[0]], MAPPED[best[1]]) == (7, 5)


def test_a_wider_tolerance_lets_two_pairs_through() -> None:
    found = result(tolerance=0.08)
    assert found.measures["pairs_all_three"] == 2
    assert at(9, 7, tolerance=0.08)["gaps_within"] == at(9, 8, tolerance=0.08)["gaps_within"] == 3


def test_where_no_pair_has_equal_error_rates_the_best_of_them_is_undefined() -> None:
    found = of_pairs(feasible(tables(counted("two-year")), tolerance=1e-6))
    assert found["pairs_equal_errors"] == found["pairs_all_three"] == 0
    assert math.isnan(found["best_accuracy_equal_errors"])
    assert found["best_accuracy"] == result().measures["best_accuracy"]


def test_only_one_pair_of_all_meets_the_second_challenge() -> None:
    challenge = SIMULATION.challenges["j2"]
    passing = [
        (black, white) for black, white in itertools.product(ALL, ALL)
        if tried(SIMULATION, challenge, {"threshold_black": black, "threshold_white": white}, 1).passed
    ]
    assert passing == [(7, 5)]


def test_no_pair_of_all_meets_the_third_challenge_and_some_keep_two_of_three() -> None:
    challenge = SIMULATION.challenges["j3"]
    shortfalls = [
        tried(SIMULATION, challenge, {"threshold_black": black, "threshold_white": white}, 1).shortfall
        for black, white in itertools.product(ALL, ALL)
    ]
    assert min(shortfalls) == 1 == challenge.near
    assert sum(shortfall <= challenge.near for shortfall in shortfalls) < 16, "evidence is worth something"


# --- resamples --------------------------------------------------------------------------------


def test_another_seed_moves_the_ends_of_the_gaps_and_nothing_else() -> None:
    first, second = result(seed=1).measures, result(seed=2).measures
    moved = {name for name in first if first[name] != second[name]}
    assert moved == {f"{rate}_gap_{end}" for rate in ("fpr", "fnr", "ppv") for end in ("low", "high")}


@pytest.mark.parametrize("rate", ["fpr", "fnr", "ppv"])
def test_the_ends_are_those_of_the_normal_approximation(rate: str) -> None:
    # an end is the 2.5 % point of 400 draws: its standard deviation is about 0.13 of the gap's own;
    # four of them, so that one comparison in fifteen thousand fails by chance (the seed is fixed)
    found = result(seed=3)
    part = {"fpr": (0, slice(None), 1), "fnr": (1, slice(None), 0), "ppv": (slice(None), 1, 1)}[rate]
    variance = 0.0
    for slot, group in enumerate(("black", "white")):
        people = found.table[slot][part[0], part[1]].sum() if rate != "ppv" else found.table[slot][:, 1].sum()
        share = found.measures[f"{rate}_{group}"]
        variance += share * (1 - share) / people
    sd = math.sqrt(variance)
    gap = found.measures[f"{rate}_gap"]
    assert found.measures[f"{rate}_gap_low"] == pytest.approx(gap - 1.96 * sd, abs=4 * 0.135 * sd)
    assert found.measures[f"{rate}_gap_high"] == pytest.approx(gap + 1.96 * sd, abs=4 * 0.135 * sd)


def test_the_gap_of_false_positives_is_beyond_luck_and_that_of_precision_hardly() -> None:
    found = result().measures
    assert found["fpr_gap_low"] > 0.15
    assert 0 < found["ppv_gap_low"] < 0.02


# --- published figures and bad input ----------------------------------------------------------


def test_counts_go_through_the_same_measures_as_a_run() -> None:
    def table(tn: int, fp: int, fn: int, tp: int) -> dict[str, int]:
        return {"passed_not_rearrested": tn, "flagged_not_rearrested": fp, "passed_rearrested": fn,
                "flagged_rearrested": tp}

    figures = BrowardFigures.model_validate({"counts": {
        group: table(tn, fp, fn, tp) for group, tn, fp, fn, tp, *_ in PROPUBLICA}})
    found, run = measure_figures(figures), result()
    for name in of_table(run.table):
        ours, theirs = run.measures[name], found.measures[name]
        assert math.isnan(theirs) or theirs == ours, name
    assert found.measures["fpr_gap"] == run.measures["fpr_gap"]


def test_an_empty_group_is_undefined_and_not_zero() -> None:
    nobody = {"passed_not_rearrested": 0, "flagged_not_rearrested": 0, "passed_rearrested": 0,
              "flagged_rearrested": 0}
    some = {**nobody, "passed_not_rearrested": 3, "flagged_rearrested": 2}
    figures = BrowardFigures.model_validate({"counts": {"black": nobody, "white": some}})
    found = measure_figures(figures).measures
    for name in ("fpr", "fnr", "ppv", "npv", "accuracy", "flagged", "rearrested"):
        assert math.isnan(found[f"{name}_black"]), name
        assert math.isfinite(found[f"{name}_white"]), name
    assert math.isnan(found["fpr_gap"]) and math.isnan(found["identity_error"])


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({}, "either 'counts' or 'rates'"),
        ({"rates": {"black": {"rearrested": 0.8, "ppv": 0.3, "fnr": 0.1},
                    "white": {"rearrested": 0.4, "ppv": 0.6, "fnr": 0.4}}}, "there is none above 1"),
        ({"rates": {"black": {"rearrested": 1.0, "ppv": 0.3, "fnr": 0.1},
                    "white": {"rearrested": 0.4, "ppv": 0.6, "fnr": 0.4}}}, "less than 1"),
        ({"rates": {"black": {"rearrested": 0.5, "ppv": 0.3, "fnr": 1.0},
                    "white": {"rearrested": 0.4, "ppv": 0.6, "fnr": 0.4}}}, "ppv is 0 or undefined"),
    ],
)
def test_figures_that_cannot_be_are_refused_with_a_sentence(figures: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        BrowardFigures.model_validate(figures)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"threshold_black": 0}, "threshold_black must be a whole number between 1 and 11"),
        ({"threshold_white": 12}, "threshold_white must be a whole number between 1 and 11"),
        ({"threshold_white": 5.5}, "threshold_white must be a whole number between 1 and 11"),
        ({"record": "three-year"}, "record must be one of two-year, corrected"),
        ({"tolerance": 0.0}, r"tolerance must be between 0\.01 and 0\.2"),
        ({"threshold": 5}, "there is no parameter 'threshold'"),
    ],
)
def test_settings_that_cannot_be_used_get_a_sentence(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParameterError, match=sentence):
        SIMULATION.settings(settings)


def test_nothing_here_names_or_describes_a_person() -> None:
    held = [path.name for path in SIMULATION.folder.iterdir() if path.suffix in {".csv", ".json", ".db"}]
    assert not held
    assert sum(len(row) for table in (NOT_REARRESTED, REARRESTED["two-year"]) for row in table) == 40
