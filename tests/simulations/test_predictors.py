"""Two columns against two hundred: the fit beside an independent one, identities, and what is claimed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulations import load
from simulations.parameters import ParameterError, Value
from simulations.predictors import published
from simulations.predictors.fitting import RIDGE, balanced, logistic_weights
from simulations.predictors.model import _terms
from simulations.predictors.people import draw, echoes
from simulations.predictors.reported import gained, order_of
from simulations.predictors.result import ALL_COLUMNS, CURVE, PredictorsResult
from tests.simulations.drawn import records, words_in

PREDICTORS = load("predictors")
SEEDS = range(6)


def run(seed: int = 1, **settings: Value) -> PredictorsResult:
    result: PredictorsResult = PREDICTORS.run(PREDICTORS.settings({"people": 2000, **settings}), seed)
    return result


def mean(measure: str, **settings: Value) -> float:
    return float(np.mean([run(seed, **settings).measures[measure] for seed in SEEDS]))


@pytest.mark.parametrize("weighing", ["as it comes", "balanced"])
def test_the_fit_is_that_of_scikit_learn_for_every_number_of_columns(weighing: str) -> None:
    from sklearn.linear_model import LogisticRegression

    people = draw(PREDICTORS.settings({"people": 600, "rate": 0.3}), 3, "learnt from")
    terms = _terms(people.columns, people.columns.mean(axis=0), people.columns.std(axis=0), False)
    yes = people.rearrested
    weight = balanced(yes) if weighing == "balanced" else np.ones(yes.size)
    found = logistic_weights(terms, yes, weight, [1 + size for size in CURVE])
    for place, size in enumerate(CURVE):
        theirs = LogisticRegression(
            C=1 / RIDGE, tol=1e-10, max_iter=5000,
            class_weight="balanced" if weighing == "balanced" else None,
        ).fit(terms[:, 1:1 + size], yes)
        assert found[0, place] == pytest.approx(theirs.intercept_[0], abs=1e-4)
        assert found[1:1 + size, place] == pytest.approx(theirs.coef_[0], abs=1e-4)
        assert not found[1 + size:, place].any()


def test_the_curved_model_is_given_squares_and_products_behind_their_columns() -> None:
    people = draw(PREDICTORS.settings({"people": 500}), 1, "learnt from")
    zero, one = np.zeros(ALL_COLUMNS), np.ones(ALL_COLUMNS)
    straight, curved = (_terms(people.columns, zero, one, bend) for bend in (False, True))
    x = people.columns
    assert straight.shape == (500, 201)
    assert curved.shape == (500, 201 + 28)
    expected = np.column_stack([np.ones(500), x[:, :2], x[:, 0] ** 2, x[:, 0] * x[:, 1], x[:, 1] ** 2])
    assert curved[:, :6] == pytest.approx(expected)
    assert curved[:, 6:11] == pytest.approx(x[:, 2:7])
    assert curved[:, -193:] == pytest.approx(x[:, 7:])


def test_a_hand_worked_gain_and_its_interval() -> None:
    """Of 100 people 12 are right with the further columns only, 4 with two only."""
    low, gain, high = gained(np.array([[20, 12], [4, 64]]))
    assert gain == pytest.approx(0.08)
    half = 1.959964 * math.sqrt((0.16 - 0.0064) / 100)
    assert (low, high) == pytest.approx((0.08 - half, 0.08 + half))


def test_the_area_under_the_curve_counts_pairs() -> None:
    scores, truth = np.array([0.1, 0.4, 0.4, 0.8]), np.array([False, True, False, True])
    assert order_of(scores, truth) == pytest.approx((1 + 0.5 + 1 + 1) / 4)
    assert math.isnan(order_of(scores, np.ones(4, dtype=bool)))


@pytest.mark.parametrize("settings", [
    {}, {"columns": "two"}, {"threshold": "as-it-comes"}, {"threshold": "same-share"}, {"model": "curved"},
], ids=str)
def test_the_measures_agree_with_each_other(settings: dict[str, Value]) -> None:
    result = run(**settings)
    m, counts = result.measures, result.counts
    assert counts.sum() == result.counts_two.sum() == result.both.sum() == 2000
    assert m["accuracy"] - m["accuracy_two"] == pytest.approx(m["gain"], abs=1e-12)
    assert m["gain_low"] <= m["gain"] <= m["gain_high"]
    assert 1 - m["agreement"] == pytest.approx((result.both[0, 1] + result.both[1, 0]) / 2000)
    for group, letter in enumerate("ab"):
        p, fpr, fnr = m[f"rate_{letter}"], m[f"fpr_{letter}"], m[f"fnr_{letter}"]
        (_, fp), (_, tp) = counts[group]
        ppv = tp / (tp + fp)
        # Chouldechova's identity, 2017
        assert fpr == pytest.approx(p / (1 - p) * (1 - ppv) / ppv * (1 - fnr), abs=1e-12)
        right = (1 - p) * (1 - fpr) + p * (1 - fnr)
        assert m[f"accuracy_{letter}"] == pytest.approx(right, abs=1e-12)


def test_with_nothing_new_more_columns_are_no_better() -> None:
    """Means over six runs; a mean's standard error is below half a point."""
    assert abs(mean("gain", columns="seven")) < 0.015
    assert mean("gain", columns="two-hundred") < -0.01


def test_two_columns_come_near_what_anybody_could_know() -> None:
    assert mean("accuracy", columns="two") == pytest.approx(mean("accuracy_best"), abs=0.015)


def test_columns_that_bring_news_are_worth_having() -> None:
    assert mean("gain", columns="fifty", news=0.5) > 0.015


def test_many_columns_look_best_on_those_from_whom_they_learnt() -> None:
    assert mean("accuracy_learnt", people=500) - mean("accuracy", people=500) > 0.08


def test_the_threshold_makes_the_gap_in_errors_and_not_the_number_of_columns() -> None:
    """Balanced, more are wrongly flagged in both groups, and more of B, whatever the columns."""
    for columns in ("two", "two-hundred"):
        here, there = (
            [mean(f"fpr_{letter}", columns=columns, threshold=rule) for letter in "ab"]
            for rule in ("balanced", "as-it-comes"))
        assert here[0] > there[0] + 0.02
        assert here[1] > there[1] + 0.05
        assert here[1] - here[0] > 0.08


def test_equal_accuracy_hides_unequal_errors() -> None:
    assert abs(mean("accuracy_a", columns="two") - mean("accuracy_b", columns="two")) < 0.03
    assert mean("fpr_gap", columns="two") > 0.12
    assert mean("fnr_a", columns="two") - mean("fnr_b", columns="two") > 0.12


def test_groups_that_are_alike_have_errors_alike() -> None:
    """Four standard errors of a difference of rates of 500 people each, over six runs: 5 points."""
    assert abs(mean("fpr_gap", gap=0.0)) < 0.05


def test_the_same_share_flags_as_many_as_were_rearrested() -> None:
    parameters = PREDICTORS.settings({"people": 2000, "threshold": "same-share"})
    known = draw(parameters, 4, "learnt from")
    flagged = run(4, threshold="same-share").measures["flagged"]
    assert flagged == pytest.approx(known.rearrested.mean(), abs=1e-3)


def test_where_nothing_can_be_known_nobody_beats_saying_the_commoner() -> None:
    result = run(strength=0.0, columns="two", threshold="as-it-comes", rate=0.3)
    assert result.measures["accuracy"] == pytest.approx(result.measures["accuracy_majority"], abs=0.01)
    assert result.measures["accuracy_best"] == pytest.approx(0.7, abs=1e-12)


def test_a_group_nobody_of_which_is_flagged_gives_rates_and_words_without_nan() -> None:
    result = run(strength=0.0, columns="two", threshold="as-it-comes", rate=0.1, gap=0.0)
    assert result.measures["flagged"] == 0
    assert result.measures["fpr_a"] == 0
    assert result.measures["fnr_a"] == 1
    told = " ".join(chart.heading(result) + chart.alt(result) for chart in PREDICTORS.charts)
    assert "nan" not in told.split()


def test_one_further_column_in_three_is_noise_alone() -> None:
    loud = echoes(1)
    assert not loud[:, 2::3].any()
    assert (loud[:2, 0::3] != 0).all() and (loud[:2, 1::3] != 0).all()


def test_more_people_are_the_same_people_and_others_beside_them() -> None:
    few, many = (draw(PREDICTORS.settings({"people": people}), 5, "predicted") for people in (500, 750))
    assert np.array_equal(few.columns, many.columns[:500])
    assert np.array_equal(few.rearrested, many.rearrested[:500])


def test_the_share_rearrested_is_about_what_is_asked_for() -> None:
    for rate in (0.2, 0.46, 0.8):
        people = draw(PREDICTORS.settings({"people": 7000, "rate": rate}), 1, "predicted")
        assert people.rearrested.mean() == pytest.approx(rate, abs=0.035)


def test_an_unknown_number_of_columns_is_refused_with_those_there_are() -> None:
    with pytest.raises(ParameterError, match="columns must be one of two, seven, fifty, two-hundred"):
        PREDICTORS.settings({"columns": "137"})


def test_the_published_rates_are_consistent_with_one_base_rate_for_each_group() -> None:
    """Accuracy, false positives and false negatives of COMPAS give the base rates of the 7,214 people."""
    for accuracy, place, base in ((0.670, 0, 966 / 2454), (0.638, 1, 1901 / 3696)):
        fpr, fnr = published.COMPAS.false_positive[place], published.COMPAS.false_negative[place]
        assert accuracy == pytest.approx(1 - (1 - base) * fpr - base * fnr, abs=0.001)


def test_the_charts_draw_the_engines_own_numbers() -> None:
    result = run()
    rows: dict[str, Any] = {chart.slug: chart.rows(result) for chart in PREDICTORS.charts}
    m = result.measures
    here = rows["accuracy"]["chosen"].index(True)
    assert rows["accuracy"]["accuracy"][here] == pytest.approx(m["accuracy"])
    assert rows["accuracy"]["kind"].count("published") == 3
    assert rows["errors"]["a"][1] == pytest.approx(m["fpr_a"])
    assert rows["errors"]["b"][3] == pytest.approx(m["fnr_b"])
    assert sum(rows["both"]["people"]) == 2000
    assert all("invented" in chart.heading(result) for chart in PREDICTORS.charts if chart.slug != "errors")
    assert "invented" in next(chart for chart in PREDICTORS.charts if chart.slug == "errors").alt(result)


def test_the_published_diamonds_say_of_which_group_they_are() -> None:
    chart = next(chart for chart in PREDICTORS.charts if chart.slug == "errors")
    rows = records(chart.rows(run(columns="two")))
    assert "published, of other people: A white, B black" in words_in(chart, rows)
    unmeasured = [{**row, "a": None, "b": None} for row in rows]
    assert {"A", "B"} <= words_in(chart, unmeasured)
    unpublished = [{**row, "published_a": None, "published_b": None} for row in unmeasured]
    assert not {"A", "B"} & words_in(chart, unpublished)
