"""Published cases through our own measures: Berkeley, callbacks, and normal scores in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import ValidationError

from simulations import load
from simulations.hiring import measures as m
from simulations.hiring.figures import HiringFigures, NormalScores, measure_figures

HIRING = load("hiring")


def test_berkeley_turns_around_by_department() -> None:
    """Bickel and others, 1975: men ahead in all, women ahead in four of six departments."""
    result = HIRING.presets["berkeley-1973"].result(HIRING)
    assert result.group_names == ("men", "women")
    assert len(result.strata) == 6
    total = sum(table for _, table in result.strata)
    assert total.tolist() == [[2691, 1198], [1835, 557]]
    rates = np.array([m.ratio(table[:, 1], table[:, 0]) for _, table in result.strata])
    assert int((rates[:, 1] > rates[:, 0]).sum()) == 4
    assert result.measures["selection_rate_a"] > result.measures["selection_rate_b"] + 0.1
    assert rates.round(2).tolist() == [
        [0.62, 0.82], [0.63, 0.68], [0.37, 0.34], [0.33, 0.35], [0.28, 0.24], [0.06, 0.07],
    ]


def test_published_counts_get_the_measures_they_allow_and_no_others() -> None:
    result = HIRING.presets["bertrand-mullainathan"].result(HIRING)
    measures = result.measures
    assert measures["z"] == pytest.approx(4.108, abs=0.001)
    assert measures["rate_difference"] == pytest.approx(-0.0320, abs=0.0001)
    assert math.isnan(measures["accuracy_truth"])
    assert math.isnan(measures["selection_rate_c"])
    assert result.parameters is None
    assert result.counts.size == 0
    low, high = result.ratio_interval
    assert 0.5 < low < 0.668 < high < 0.85


def test_normal_scores_agree_with_iopsych_in_every_number_it_prints() -> None:
    scores = NormalScores(difference=-0.40, selection_rate=0.10, share=0.15)
    measures = measure_figures(HiringFigures(normal_scores=scores)).measures
    assert measures["impact_ratio"] == pytest.approx(0.4708164, abs=5e-8)
    assert measures["selection_rate_a"] == pytest.approx(0.1086222, abs=5e-8)
    assert measures["selection_rate_b"] == pytest.approx(0.0511411, abs=5e-8)


def test_the_same_difference_weighs_more_the_stricter_the_selection() -> None:
    def ratio(rate: float) -> float:
        scores = NormalScores(difference=-0.3, selection_rate=rate, share=0.3)
        return measure_figures(HiringFigures(normal_scores=scores)).measures["impact_ratio"]

    assert ratio(0.5) > ratio(0.2) > ratio(0.05) > ratio(0.01)


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({}, "figures hold either"),
        ({"counts": [{"group": "a", "applied": 1, "selected": 2}]}, "selected must be at most applied"),
        ({"counts": [{"group": "a", "applied": 2, "selected": 1}]}, "two or three groups"),
        (
            {"counts": [{"group": name, "applied": 2, "selected": 1} for name in "aab"]},
            "stands twice",
        ),
        ({"normal_scores": {"difference": 0, "selection_rate": 0, "share": 0.5}}, "greater than 0"),
    ],
)
def test_figures_that_cannot_be_are_refused_with_a_sentence(figures: object, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        HiringFigures.model_validate(figures)
