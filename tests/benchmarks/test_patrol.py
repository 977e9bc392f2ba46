"""What a run of patrols costs.

    python -m pytest tests/benchmarks/test_patrol.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed,
and kept in ``extra_info``. Bound: 200 cities of 1,000 days in 50 ms.
"""

from __future__ import annotations

import os
import time
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load

PATROL = load("patrol")
os.environ.setdefault("OMP_NUM_THREADS", "1")
BOUND = 0.050


@pytest.mark.benchmark(timer=time.process_time, group="patrol: 200 cities of 1,000 days")
@pytest.mark.parametrize(
    "settings", [{}, {"correction": "importance"}, {"correction": "importance", "reports": 1.0}], ids=str)
def test_two_hundred_cities_of_a_thousand_days(benchmark: BenchmarkFixture, settings: dict[str, Any]) -> None:
    parameters = PATROL.settings({"days": 1000, "runs": 200, "start_a": 6, "start_b": 4, **settings})
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        PATROL.run, args=(parameters, 1), rounds=20, warmup_rounds=1)
    assert result.shares.shape == (1001, 200)
    assert (result.patrols.sum(axis=0) == 1000).all()
    if benchmark.stats is not None:
        fastest = benchmark.stats.stats.min
        benchmark.extra_info["share of the bound"] = round(fastest / BOUND, 3)
        print(f"\n{settings}: {1e3 * fastest:.1f} ms of a bound of {1e3 * BOUND:.0f} ms")


@pytest.mark.benchmark(timer=time.process_time, group="patrol: one run and its charts")
@pytest.mark.parametrize("part", ["run", "rows and words"])
def test_a_default_run_and_its_charts(benchmark: BenchmarkFixture, part: str) -> None:
    parameters = PATROL.parameters()
    if part == "run":
        benchmark.pedantic(  # type: ignore[no-untyped-call]
            PATROL.run, args=(parameters, 1), rounds=20, warmup_rounds=1)
        return
    result = PATROL.run(parameters, 1)

    def told() -> int:
        return sum(len(chart.rows(result)) + len(chart.heading(result) + chart.alt(result))
                   for chart in PATROL.charts)

    assert benchmark(told)
