"""What the attacker who knows costs, and what grading the challenges of the defences does.

    python -m pytest tests/benchmarks/test_defences.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from simulations import load
from simulations.challenge import Challenge, grader_seeds
from simulations.defences import model
from simulations.parameters import Value

os.environ.setdefault("OMP_NUM_THREADS", "1")

DEFENCES = load("defences")


def forget() -> None:
    """Attacks are kept in memory for the next run; the defended models may stay."""
    for memory in (model._signs, model._usual, model._fought, model._radii):
        memory.clear()


@pytest.mark.benchmark(timer=time.process_time, group="defences: a run, 100 signs, 20 steps")
@pytest.mark.parametrize("curve", [True, False], ids=["every size", "one size"])
@pytest.mark.parametrize(
    "defence", ["none", "jpeg", "ensemble", "detector", "adversarial-training", "linear"])
def test_a_run(benchmark: BenchmarkFixture, defence: str, curve: bool) -> None:
    parameters = DEFENCES.settings({"defence": defence, "curve": curve})
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        DEFENCES.run, args=(parameters, 1), setup=forget, rounds=3, warmup_rounds=1)
    if benchmark.stats is not None:
        print(f"\n{defence}: {benchmark.stats.stats.median:.2f} s, {result.measures['adaptive']:.2f} hold")


@pytest.mark.benchmark(timer=time.process_time, group="defences: grading")
@pytest.mark.parametrize("challenge", DEFENCES.challenges.values(), ids=DEFENCES.challenges)
@pytest.mark.parametrize("handed_in", ["solution", "obvious_try"])
def test_grading(benchmark: BenchmarkFixture, challenge: Challenge, handed_in: str) -> None:
    chosen: Mapping[str, Value] = getattr(challenge, handed_in)
    parameters = challenge.settings(DEFENCES, chosen)

    def grade() -> None:
        for seed in grader_seeds(challenge, 1):
            DEFENCES.run(parameters, seed)

    benchmark.pedantic(grade, setup=forget, rounds=2, warmup_rounds=1)  # type: ignore[no-untyped-call]
    if benchmark.stats is not None:
        print(f"\n{challenge.slug}, {handed_in}: {benchmark.stats.stats.min:.1f} s")
