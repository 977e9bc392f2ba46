"""What a watchlist run costs, counted by score and person by person.

    python -m pytest tests/benchmarks/test_watchlist.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed,
and kept in ``extra_info``. Counted by score, a run costs the same whatever the crowd; person by
person it grows in proportion to the people, and does not depend on the length of the list.
"""

from __future__ import annotations

import os
import time
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load

WATCHLIST = load("watchlist")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.mark.benchmark(timer=time.process_time, group="watchlist: person by person, 10,000 faces")
@pytest.mark.parametrize("people", [170_000, 1_000_000])
def test_a_crowd_person_by_person(benchmark: BenchmarkFixture, people: int) -> None:
    parameters = WATCHLIST.settings(
        {"visitors": people, "list_size": 10_000, "crowd": "person-by-person"})
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        WATCHLIST.run, args=(parameters, 1), rounds=5, warmup_rounds=1)
    assert result.known.scanned.sum() == people
    if benchmark.stats is not None:
        each = 1e9 * benchmark.stats.stats.min / people
        benchmark.extra_info["nanoseconds for each person"] = round(each)
        print(f"\n{people:,} people: {each:,.0f} ns for each")


@pytest.mark.benchmark(timer=time.process_time, group="watchlist: counted by score")
@pytest.mark.parametrize(
    "settings", [{}, {"threshold": 5.523}, {"visitors": 5_000_000, "days": 366}], ids=str)
def test_one_run_counted_by_score(benchmark: BenchmarkFixture, settings: dict[str, Any]) -> None:
    parameters = WATCHLIST.settings(settings)
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        WATCHLIST.run, args=(parameters, 1), rounds=30, warmup_rounds=1)


@pytest.mark.benchmark(timer=time.process_time, group="watchlist: rows and words of all charts")
def test_rows_and_words_of_all_charts(benchmark: BenchmarkFixture) -> None:
    result = WATCHLIST.run(WATCHLIST.settings({}), 1)

    def told() -> int:
        return sum(len(chart.rows(result)) + len(chart.heading(result) + chart.alt(result))
                   for chart in WATCHLIST.charts)

    assert benchmark(told)
