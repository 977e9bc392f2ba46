"""What a dissent run costs, and how it grows with people and towns.

    python -m pytest tests/benchmarks/test_dissent.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed,
and kept in ``extra_info``. Every run holds the sweep over the chance of being identified, at the
chosen strength in all towns and at four others in eight of them.
"""

from __future__ import annotations

import itertools
import os
import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load
from simulations.dissent.cascade import settle
from simulations.dissent.network import small_world
from simulations.dissent.result import DissentParameters
from simulations.dissent.towns import draw, unwatched
from simulations.parameters import Value

DISSENT = load("dissent")
os.environ.setdefault("OMP_NUM_THREADS", "1")

SIZES = {(1000, 20): 20, (5000, 20): 8, (5000, 100): 5, (20_000, 100): 2}
"""People and towns, and how often they are run."""


@pytest.mark.benchmark(timer=time.process_time, group="dissent: one run with its sweep")
@pytest.mark.parametrize(("people", "runs"), list(SIZES))
def test_one_run_with_its_sweep(benchmark: BenchmarkFixture, people: int, runs: int) -> None:
    parameters, seeds = DISSENT.settings({"people": people, "runs": runs}), itertools.count(1)
    DISSENT.run(DISSENT.settings({}), 0)
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        DISSENT.run, setup=lambda: ((parameters, next(seeds)), {}), rounds=SIZES[people, runs]
    )
    assert len(result.turnout) == runs
    if benchmark.stats is not None:
        each = 1e9 * benchmark.stats.stats.min / (people * runs)
        benchmark.extra_info["nanoseconds for each person of each town"] = round(each)
        print(f"\n{people:,} people in {runs} towns: {each:,.0f} ns for each person of each town")


@pytest.mark.benchmark(timer=time.process_time, group="dissent: one hundred cascades of 5,000 people")
def test_a_hundred_towns_in_which_nearly_everybody_comes(benchmark: BenchmarkFixture) -> None:
    """The most that a cascade can cost: drawing the people and the ties is in it, the sweep is not."""
    parameters = DISSENT.settings({"people": 5000, "runs": 100, "identified": 0.0})
    assert isinstance(parameters, DissentParameters)

    def cascades() -> int:
        ties = small_world(parameters.people, parameters.rewired, 1)
        return int(settle(ties, unwatched(draw(parameters, 1)), [0.0]).joined.sum())

    came = benchmark.pedantic(cascades, rounds=5, warmup_rounds=1)  # type: ignore[no-untyped-call]
    assert came > 0.6 * 500_000


TURNED = "dissent: a knob turned, beside a run of hiring"


@pytest.mark.benchmark(timer=time.process_time, group=TURNED)
def test_a_run_of_the_hiring_lab_to_compare_with(benchmark: BenchmarkFixture) -> None:
    hiring = load("hiring")
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        hiring.run, args=(hiring.settings({}), 1), rounds=9, warmup_rounds=2)
    assert result.measures


@pytest.mark.benchmark(timer=time.process_time, group=TURNED)
@pytest.mark.parametrize(
    "settings",
    [{"identified": 0.4}, {"identified": 0.0}, {"misidentified": 0.1}, {"strength": 1.0},
     {"transparency": 0.5}, {"activists": 0.06}, {"opinion": 0.5}, {"spread": 0.3}, {"crowd": "everybody"},
     {"crowd": "ladder"}, {"rewired": 0.0}],
    ids=lambda settings: " ".join(f"{name}={value}" for name, value in settings.items()),
)
def test_a_knob_that_is_turned_for_the_first_time(
    benchmark: BenchmarkFixture, settings: dict[str, Value]
) -> None:
    """In each round on other people, of whom nothing but the run at the defaults was looked at."""
    parameters, seeds = DISSENT.settings(settings), itertools.count(100)

    def other_people() -> tuple[tuple[object, ...], dict[str, object]]:
        seed = next(seeds)
        DISSENT.run(DISSENT.settings({}), seed)
        return (parameters, seed), {}

    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        DISSENT.run, setup=other_people, rounds=5)
    assert 0 <= result.measures["participation"] <= 1


@pytest.mark.benchmark(timer=time.process_time, group=TURNED)
def test_other_people(benchmark: BenchmarkFixture) -> None:
    seeds = itertools.count(500)
    DISSENT.run(DISSENT.settings({}), 1)
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        DISSENT.run, setup=lambda: ((DISSENT.settings({}), next(seeds)), {}), rounds=5)
    assert 0 < result.measures["participation"] < 1
