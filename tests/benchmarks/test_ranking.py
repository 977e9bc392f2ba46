"""What a run of the search page costs.

    python -m pytest tests/benchmarks/test_ranking.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed.
Forty rounds are to take 5 ms. Pages of equal exposure cost most, because each round looks for the
addition to B's score.
"""

from __future__ import annotations

import os
import time
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load

RANKING = load("ranking")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.mark.benchmark(timer=time.process_time, group="ranking: forty rounds")
@pytest.mark.parametrize(
    "settings",
    [{}, {"learns_from": "ips", "exploration": 0.1}, {"intervention": "floor"},
     {"intervention": "equal-exposure"}, {"items": 1000, "top": 100, "rounds": 100}],
    ids=str)
def test_one_run(benchmark: BenchmarkFixture, settings: dict[str, Any]) -> None:
    parameters = RANKING.settings(settings)
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        RANKING.run, args=(parameters, 1), rounds=30, warmup_rounds=2)
    assert len(result.share_shown) == parameters.rounds + 1
    if settings.get("intervention") == "equal-exposure":
        assert result.measures["exposure_ratio"] == pytest.approx(1)


@pytest.mark.benchmark(timer=time.process_time, group="ranking: rows and words of all charts")
def test_rows_and_words_of_all_charts(benchmark: BenchmarkFixture) -> None:
    result = RANKING.run(RANKING.settings({}), 1)

    def told() -> int:
        return sum(len(chart.rows(result)) + len(chart.heading(result) + chart.alt(result))
                   for chart in RANKING.charts)

    assert benchmark(told)
