"""What a courtroom run costs, and its charts.

    python -m pytest tests/benchmarks/test_courtroom.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed. A turn
of a knob is to be seen at once: a run with the default settings in 10 ms.
"""

from __future__ import annotations

import os
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load

COURTROOM = load("courtroom")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.mark.benchmark(timer=time.process_time, group="courtroom: one run")
@pytest.mark.parametrize("people", [2_000, 10_000, 40_000, 200_000])
def test_one_run(benchmark: BenchmarkFixture, people: int) -> None:
    parameters = COURTROOM.settings({"people": people})
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        COURTROOM.run, args=(parameters, 1), rounds=20, warmup_rounds=1)
    assert result.flagged.sum() == people
    assert result.measures["tool_fpr_gap"] > 0


@pytest.mark.benchmark(timer=time.process_time, group="courtroom: rows and words of all charts")
def test_rows_and_words_of_all_charts(benchmark: BenchmarkFixture) -> None:
    result = COURTROOM.run(COURTROOM.settings({}), 1)

    def told() -> int:
        return sum(len(chart.rows(result)) + len(chart.heading(result) + chart.alt(result))
                   for chart in COURTROOM.charts)

    assert benchmark(told)
