"""What the rules for lending cost: a knob turned on the same table, and the curves made once.

    python -m pytest tests/benchmarks/test_credit.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed.
"""

from __future__ import annotations

import itertools
import os
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load
from simulations.credit.curves import curves
from simulations.credit.scores import published

CREDIT = load("credit")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.mark.benchmark(timer=time.process_time, group="credit: a run")
def test_a_knob_turned_on_the_same_table(benchmark: BenchmarkFixture) -> None:
    turns = itertools.cycle([0.82, 0.7, 0.9])
    rules = itertools.cycle(["one-threshold", "equalized-odds", "equal-opportunity", "max-profit"])
    result = benchmark(
        lambda: CREDIT.run(CREDIT.settings({"break_even": next(turns), "rule": next(rules)}), 1))
    assert 0 < result.measures["profit_share"] <= 1


@pytest.mark.benchmark(timer=time.process_time, group="credit: a run")
def test_a_run_on_other_resamples(benchmark: BenchmarkFixture) -> None:
    seeds = itertools.count(1000)
    result = benchmark(lambda: CREDIT.run(CREDIT.parameters(), next(seeds)))
    assert result.measures["profit_share"] == pytest.approx(0.9935, abs=5e-5)


@pytest.mark.benchmark(timer=time.process_time, group="credit: the curves, once")
def test_the_curves_and_what_all_groups_can_share(benchmark: BenchmarkFixture) -> None:
    scores = published()
    both = benchmark(lambda: curves(scores))
    assert both.tpr.shape == (4, 199)
