"""The credit charts: what is drawn equals what the engine measures, in rows, words and picture.

Specifications are run by Vega itself (vl-convert), and the words in the picture are compared with the
engine's measures.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulations.credit import SIMULATION, CreditResult
from simulations.credit.chart_rows import NAMES, RATES
from simulations.credit.charts import CHARTS
from simulations.credit.curves import published_curves
from simulations.credit.result import EACH, GROUPS, LETTERS, RULES
from tests.simulations.drawn import records, words_in

BY_SLUG = {chart.slug: chart for chart in CHARTS}
TEXT = {name: measure.text for name, measure in SIMULATION.measure.items()}
EXTREMES: list[dict[str, Any]] = [
    *({"rule": rule} for rule in EACH), {"rule": "equalized-odds", "break_even": 0.95},
    {"rule": "own", **{f"threshold_{letter}": 101.0 for letter in LETTERS}},
    {"rule": "own", **{f"threshold_{letter}": 0.0 for letter in LETTERS}},
    {"rule": "own", "threshold_black": 0.0, "threshold_asian": 101.0},
]


def result(**settings: Any) -> CreditResult:
    found = SIMULATION.run(SIMULATION.settings(settings), 1)
    assert isinstance(found, CreditResult)
    return found


def test_every_rule_has_words_of_its_own() -> None:
    assert list(NAMES) == list(RULES) == list(EACH)
    assert len(set(NAMES.values())) == len(set(RULES.values())) == len(EACH)


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_the_picture_of_the_groups_says_every_rate_as_measured(settings: dict[str, Any]) -> None:
    found = result(**settings)
    said = words_in(BY_SLUG["groups"], records(BY_SLUG["groups"].rows(found)))
    for rate, words in RATES.items():
        assert words in said
        for name, letter in zip(GROUPS, LETTERS, strict=True):
            assert f"{name} {TEXT[f'{rate}_{letter}'](found.measures[f'{rate}_{letter}'])}" in said
        gap = TEXT[f"{rate}_gap"](found.measures[f"{rate}_gap"])
        assert gap.removeprefix("+") in said


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_the_picture_of_the_rules_says_what_each_earns(settings: dict[str, Any]) -> None:
    found = result(**settings)
    said = words_in(BY_SLUG["rules"], records(BY_SLUG["rules"].rows(found)))
    for rule in EACH:
        alone = result(**{**settings, "rule": rule})
        share = alone.measures["profit_share"]
        assert (NAMES[rule] in said) == (rule != "own" or settings["rule"] == "own")
        if NAMES[rule] in said:
            assert ("a loss" if alone.measures["profit"] < 0 else TEXT["profit_share"](share)) in said


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_no_word_of_any_chart_is_nan_and_a_rate_without_people_is_undefined(settings: dict[str, Any]) -> None:
    found = result(**settings)
    for chart in CHARTS:
        values = records(chart.rows(found))
        said = " ".join([chart.heading(found), chart.alt(found), *words_in(chart, values)])
        assert "nan" not in said.lower()
        assert "null" not in said
        assert len(values) <= 400
    if any(np.isnan(found.measures[f"repaid_{letter}"]) for letter in LETTERS):
        assert "undefined" in BY_SLUG["groups"].alt(found)


def test_the_curves_run_from_nobody_to_everybody_and_the_marks_lie_where_the_rule_puts_them() -> None:
    found = result(rule="max-profit")
    both = published_curves()
    rows = records(BY_SLUG["roc"].rows(found))
    for slot, letter in enumerate(LETTERS):
        curve = [row for row in rows if row["kind"] == "curve" and row["slot"] == slot]
        assert (curve[0]["fpr"], curve[0]["tpr"]) == (0, 0)
        assert (curve[-1]["fpr"], curve[-1]["tpr"]) == (1, 1)
        # what is drawn between two of the kept thresholds is nowhere far from the curve itself
        drawn = np.interp(both.fpr[slot], [row["fpr"] for row in curve], [row["tpr"] for row in curve])
        assert np.abs(drawn - both.tpr[slot]).max() < 0.02
        (mark,) = (row for row in rows if row["kind"] == "rule" and row["slot"] == slot)
        for name in ("fpr", "tpr", "certain"):
            assert mark[name] == found.measures[f"{name}_{letter}"]


def test_the_picture_of_the_curves_says_from_which_score_on_and_where_a_lot_decides() -> None:
    found = result(rule="equalized-odds")
    said = words_in(BY_SLUG["roc"], records(BY_SLUG["roc"].rows(found)))
    certain, lot_from = found.decision.certain, found.decision.lot_from
    assert f"from {certain[1]:.1f}, by lot from {lot_from[1]:.1f}" in said
    nobody = result(rule="own", threshold_asian=101.0)
    assert "nobody for certain" in words_in(BY_SLUG["roc"], records(BY_SLUG["roc"].rows(nobody)))


def test_headings_give_the_finding_with_its_number() -> None:
    found = result()
    tpr = {letter: TEXT["tpr_black"](found.measures[f"tpr_{letter}"]) for letter in LETTERS}
    assert BY_SLUG["groups"].heading(found) == (
        f"Of those who repay, {tpr['black']} of Black and {tpr['asian']} of Asian applicants get a loan")
    odds = result(rule="equalized-odds")
    lot = max(odds.measures[f"lot_{letter}"] for letter in LETTERS)
    assert BY_SLUG["roc"].heading(odds).startswith("All groups meet at one point")
    assert TEXT["lot_white"](lot) in BY_SLUG["roc"].heading(odds)
    assert "in every group" in BY_SLUG["groups"].heading(odds)
    lost = result(rule="own", threshold_white=0.0, threshold_black=0.0)
    assert lost.measures["profit"] < 0
    assert "a loss" in BY_SLUG["rules"].heading(lost)


def test_numbers_are_those_of_now_whatever_is_pinned() -> None:
    found, pinned = result(), result(rule="equal-rates", break_even=0.9)
    for chart in CHARTS:
        alone = words_in(chart, records(chart.rows(found)))
        beside = words_in(chart, records(chart.rows(found)) + records(chart.rows(pinned), "pinned"))
        assert alone == beside
