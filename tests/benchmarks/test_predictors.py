"""What a comparison of predictors costs: six models of 2 to 200 columns, fitted and tried.

    python -m pytest tests/benchmarks/test_predictors.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed,
and kept in ``extra_info``. Beside it, what scikit-learn needs for the six fits alone.
"""

from __future__ import annotations

import os
import time
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load
from simulations.predictors.fitting import RIDGE, logistic_weights
from simulations.predictors.model import _terms
from simulations.predictors.people import draw
from simulations.predictors.result import CURVE

PREDICTORS = load("predictors")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.mark.benchmark(timer=time.process_time, group="predictors: one run")
@pytest.mark.parametrize(
    "settings", [{}, {"people": 7000}, {"model": "curved"}, {"people": 500, "strength": 2.0}], ids=str)
def test_one_run(benchmark: BenchmarkFixture, settings: dict[str, Any]) -> None:
    parameters = PREDICTORS.settings(settings)
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        PREDICTORS.run, args=(parameters, 1), rounds=8, warmup_rounds=1)
    assert result.counts.sum() == parameters.people


@pytest.mark.benchmark(timer=time.process_time, group="predictors: six fits to 3,000 people")
@pytest.mark.parametrize("whose", ["ours", "scikit-learn"])
def test_the_six_fits_beside_scikit_learn(benchmark: BenchmarkFixture, whose: str) -> None:
    from sklearn.linear_model import LogisticRegression

    people = draw(PREDICTORS.parameters(), 1, "learnt from")
    terms = _terms(people.columns, people.columns.mean(axis=0), people.columns.std(axis=0), False)
    yes = people.rearrested

    def ours() -> np.ndarray:
        return logistic_weights(terms, yes, np.ones(yes.size), [1 + size for size in CURVE])

    def theirs() -> np.ndarray:
        found = np.zeros((terms.shape[1], len(CURVE)))
        for place, size in enumerate(CURVE):
            model = LogisticRegression(C=1 / RIDGE, tol=1e-6).fit(terms[:, 1:1 + size], yes)
            found[:1 + size, place] = [model.intercept_[0], *model.coef_[0]]
        return found

    benchmark.pedantic(  # type: ignore[no-untyped-call]
        ours if whose == "ours" else theirs, rounds=5, warmup_rounds=1)
    assert np.abs(ours() - theirs()).max() < 1e-3
