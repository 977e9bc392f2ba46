"""What a town and its unicity cost, in processor time and in memory, and how both grow.

    python -m pytest tests/benchmarks/test_trails.py --benchmark-only -s

Times are processor time of one thread: 20,000 people over 30 days with their unicity were asked for
in 1 second, 100,000 in 4 seconds and 400 MB. Both grow in proportion to people and to days; what the
matching costs grows with people, targets and the hours that are one. Memory is that of a whole
process of its own, with the interpreter and NumPy in it. Nothing here fails by being slow.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load
from simulations.parameters import Value
from simulations.trails import population
from simulations.trails.matching import TARGETS, Release, points_of, unicity
from simulations.trails.population import made

TRAILS = load("trails")
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = {5_000: 7, 20_000: 5, 100_000: 2}
BOUNDS = {20_000: 1.0, 100_000: 4.0}
MOST_MEGABYTES = 400

_ALONE = """
import json, re, sys, time
from simulations.trails.matching import TARGETS, Release, points_of, unicity
from simulations.trails.population import made
start = time.process_time()
people = made(int(sys.argv[1]), 30, 3.8, 1)
release = Release(people.records)
share = unicity(release, points_of(release, TARGETS, "random", 1))
with open("/proc/self/status") as status:  # getrusage would tell of the process that started this one
    peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]) / 1000
print(json.dumps([peak, time.process_time() - start, share.tolist()]))
"""


def with_unicity(people: int) -> list[float]:
    """Share singled out by 0 to 12 points among so many people followed for 30 days, made anew."""
    population._WALKS.clear()
    release = Release(made(people, 30, 3.8, 1).records)
    share = unicity(release, points_of(release, min(people, TARGETS), "random", 1))
    return [float(value) for value in share]


@pytest.mark.benchmark(timer=time.process_time, group="trails: people over 30 days, and their unicity")
@pytest.mark.parametrize("people", list(ROUNDS))
def test_people_and_their_unicity(benchmark: BenchmarkFixture, people: int) -> None:
    share = benchmark.pedantic(  # type: ignore[no-untyped-call]
        with_unicity, args=(people,), rounds=ROUNDS[people], warmup_rounds=1 if people < 50_000 else 0
    )
    assert share[0] == 0 < share[2] < share[4] <= 1
    if benchmark.stats is not None:
        best = benchmark.stats.stats.min
        benchmark.extra_info["microseconds for each person"] = round(1e6 * best / people, 1)
        asked = f", asked for: {BOUNDS[people]:g} s" if people in BOUNDS else ""
        print(f"\n{people:,} people: {best:.2f} s{asked}")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to see a peak of memory")
@pytest.mark.benchmark(group="trails: memory of a whole process")
@pytest.mark.parametrize("people", [20_000, 100_000])
def test_memory_of_people_and_their_unicity(benchmark: BenchmarkFixture, people: int) -> None:
    def alone() -> tuple[float, float, list[float]]:
        done = subprocess.run(
            [sys.executable, "-c", _ALONE, str(people)], cwd=ROOT, capture_output=True, text=True, check=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        peak, spent, share = json.loads(done.stdout)
        return peak, spent, share

    peak, spent, share = benchmark.pedantic(alone, rounds=1)  # type: ignore[no-untyped-call]
    benchmark.extra_info |= {"peak, megabytes": round(peak), "processor seconds": round(spent, 2)}
    print(f"\n{people:,} people: {peak:.0f} MB at most, {spent:.2f} s; singled out by four: {share[4]:.3f}")
    assert peak < MOST_MEGABYTES
    if people == 100_000:  # as many to an antenna as in the study, and nearly its figures: .5 and .95
        assert share[2] > 0.5
        assert abs(share[4] - 0.95) < 0.02


TURNED = "trails: a knob turned at 5,000 people, beside a run of hiring"


@pytest.mark.benchmark(timer=time.process_time, group=TURNED)
def test_a_run_of_the_hiring_lab_to_compare_with(benchmark: BenchmarkFixture) -> None:
    hiring = load("hiring")
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        hiring.run, args=(hiring.settings({}), 1), rounds=9, warmup_rounds=2)
    assert result.measures


@pytest.mark.benchmark(timer=time.process_time, group=TURNED)
@pytest.mark.parametrize(
    "settings",
    [
        {"points": 6}, {"person": 2}, {"coarse_space": "16"}, {"hours": "4"}, {"hours": "24"},
        {"coarse_space": "16", "hours": "24"}, {"retention": 3}, {"retention": 14}, {"defence": "rotate"},
        {"defence": "drop-rare"}, {"defence": "aggregate"}, {"defence": "aggregate", "epsilon": 2.0},
        {"attacker": "rare"}, {"records": 6.0}, {"days": 29}, {"people": 5200},
    ],
    ids=lambda settings: " ".join(f"{name}={value}" for name, value in settings.items()),
)
def test_a_knob_that_is_turned_for_the_first_time(
    benchmark: BenchmarkFixture, settings: dict[str, Value]
) -> None:
    """In each round on other people, of whom nothing but the run at the defaults was looked at."""
    parameters, seeds = TRAILS.settings(settings), itertools.count(100)

    def other_people() -> tuple[tuple[object, ...], dict[str, object]]:
        seed = next(seeds)
        TRAILS.run(TRAILS.settings({}), seed)
        return (parameters, seed), {}

    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        TRAILS.run, setup=other_people, rounds=3)
    assert result.measures["records_kept"] >= 0


@pytest.mark.benchmark(timer=time.process_time, group=TURNED)
def test_other_people(benchmark: BenchmarkFixture) -> None:
    seeds = itertools.count(500)
    TRAILS.run(TRAILS.settings({}), 1)
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        TRAILS.run, setup=lambda: ((TRAILS.settings({}), next(seeds)), {}), rounds=3)
    assert result.measures["unique"] > 0.95
