"""What the trade-off board costs: one run, all policies compared, the tables of its charts.

    python -m pytest tests/benchmarks/test_board.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed.
A run costs the same whatever the knobs; it grows with the number of policies compared. Those are
worked out once for each strength of the effect, and kept.
"""

from __future__ import annotations

import itertools
import os
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load
from simulations.board.consequences import consequences
from simulations.board.policies import grid

BOARD = load("board")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.mark.benchmark(timer=time.process_time, group="board: one run, each time with other knobs")
def test_one_run(benchmark: BenchmarkFixture) -> None:
    settings = itertools.cycle(BOARD.settings({"cameras": 5 * step}) for step in range(40))
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda: BOARD.run(next(settings), 1), rounds=40, warmup_rounds=2)


@pytest.mark.benchmark(timer=time.process_time, group="board: all policies compared, once for each effect")
def test_all_policies(benchmark: BenchmarkFixture) -> None:
    every = grid()
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda: consequences(every, "middle"), rounds=10, warmup_rounds=1)
    benchmark.extra_info["policies"] = len(every.cameras)


@pytest.mark.benchmark(timer=time.process_time, group="board: rows and words of all charts")
def test_rows_and_words_of_all_charts(benchmark: BenchmarkFixture) -> None:
    result = BOARD.run(BOARD.settings({}), 1)

    def told() -> int:
        return sum(len(chart.rows(result)) + len(chart.heading(result) + chart.alt(result))
                   for chart in BOARD.charts)

    assert benchmark(told)
