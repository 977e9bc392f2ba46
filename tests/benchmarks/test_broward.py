"""What the Broward counts cost: the map of all pairs of thresholds, and a whole run.

    python -m pytest tests/benchmarks/test_broward.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed.
"""

from __future__ import annotations

import itertools
import os
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load
from simulations.broward.feasible import feasible, tables
from simulations.broward.model import counted

BROWARD = load("broward")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.mark.benchmark(timer=time.process_time, group="broward: the map of 81 pairs")
def test_the_map_of_81_pairs(benchmark: BenchmarkFixture) -> None:
    by_decile = counted("two-year")
    pairs = benchmark(lambda: feasible(tables(by_decile), tolerance=0.05))
    assert pairs.accuracy.size == 81
    assert int((pairs.held[0] & pairs.held[1]).sum()) == 7
    assert int(pairs.held.all(axis=0).sum()) == 0


@pytest.mark.benchmark(timer=time.process_time, group="broward: a run")
def test_a_knob_turned_on_the_same_resamples(benchmark: BenchmarkFixture) -> None:
    turns = itertools.cycle(range(1, 12))
    result = benchmark(lambda: BROWARD.run(BROWARD.settings({"threshold_black": next(turns)}), 1))
    assert result.measures["pairs_equal_errors"] == 7


@pytest.mark.benchmark(timer=time.process_time, group="broward: a run")
def test_a_run_on_other_resamples(benchmark: BenchmarkFixture) -> None:
    seeds = itertools.count(1000)
    result = benchmark(lambda: BROWARD.run(BROWARD.parameters(), next(seeds)))
    assert result.measures["fpr_gap"] == pytest.approx(0.2139, abs=5e-5)
