"""What a run about notices costs: a score fitted, everybody's ways, one letter.

    python -m pytest tests/benchmarks/test_notice.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow.
"""

from __future__ import annotations

import os
import time
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load

NOTICE = load("notice")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.mark.benchmark(timer=time.process_time, group="notice: one run")
@pytest.mark.parametrize("settings", [{}, {"about": "loan"}, {"about": "loan", "refused": 0.9}], ids=str)
def test_one_run(benchmark: BenchmarkFixture, settings: dict[str, Any]) -> None:
    parameters = NOTICE.settings(settings)
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        NOTICE.run, args=(parameters, 1), rounds=30, warmup_rounds=1)
    assert result.measures["refused"] == pytest.approx(parameters.refused, abs=0.005)


@pytest.mark.benchmark(timer=time.process_time, group="notice: rows and words of all charts")
def test_rows_and_words_of_all_charts(benchmark: BenchmarkFixture) -> None:
    result = NOTICE.run(NOTICE.settings({}), 1)

    def told() -> int:
        return sum(len(chart.rows(result)) + len(chart.heading(result) + chart.alt(result))
                   for chart in NOTICE.charts)

    assert benchmark(told)
