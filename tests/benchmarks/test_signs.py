"""Attacks beside those of the Adversarial Robustness Toolbox (ART) on one model, in one run.

    python -m pytest tests/benchmarks/test_signs.py --benchmark-only -s

ART attacks scikit-learn's logistic regression, which both are handed here with the same 200 signs.
That both win as often is asserted; how much faster one is, is printed and kept in ``extra_info``.
Times are processor time of one thread, the fastest of several turns, taken in turn.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from simulations.base import stream
from simulations.signs.attacks.base import Attacked, Goal, Images
from simulations.signs.attacks.gradient import fgsm, pgd
from simulations.signs.classes import COUNT
from simulations.signs.networks import Network, network_of
from simulations.signs.scenes import drawn, photographed

os.environ.setdefault("OMP_NUM_THREADS", "1")

STEPS, TURNS = 20, 5


@dataclass(frozen=True)
class Both:
    """One fitted model in two wrappings, and the signs on which both attack it."""

    theirs: Any
    ours: Network
    images: Images
    goal: Goal


@cache
def both() -> Both:
    """A logistic regression on pixels, fitted to 1,200 signs, and 200 others."""
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ART's own, on import and of libraries that are not there
        from art.estimators.classification import SklearnClassifier

        kinds = stream(1, "kinds").integers(0, COUNT, 1400)
        images = photographed(drawn(kinds, 1, "beside ART"))
        flat = images.reshape(len(images), -1)
        fitted = LogisticRegression(C=0.05, max_iter=60).fit(flat[:1200], kinds[:1200])
        theirs = SklearnClassifier(fitted, clip_values=(0.0, 1.0))
    return Both(theirs, network_of(fitted), images[1200:], Goal(kinds[1200:]))


def evasion(name: str, **settings: Any) -> NDArray[np.float32]:
    """What ART's attack makes of the 200 signs."""
    from art.attacks import evasion as attacks

    pair = both()
    attack = getattr(attacks, name)(pair.theirs, **settings)
    flat = pair.images.reshape(len(pair.images), -1)
    made: NDArray[np.float32] = attack.generate(flat, y=pair.goal.labels)
    return made.reshape(pair.images.shape)


def in_turns(theirs: Callable[[], object], ours: Callable[[], object]) -> tuple[float, float]:
    """Fastest processor seconds of each, taken in turns, so that both meet the same machine."""
    spent = []
    for _ in range(TURNS):
        for call in (theirs, ours):
            start = time.process_time()
            call()
            spent.append(time.process_time() - start)
    return min(spent[::2]), min(spent[1::2])


def compared(
    benchmark: BenchmarkFixture, theirs: Callable[[], NDArray[np.float32]], ours: Callable[[], Attacked],
) -> tuple[float, float]:
    """How often each wins; the times are printed and kept."""
    pair = both()
    found: Attacked = benchmark.pedantic(ours, rounds=3, warmup_rounds=1)  # type: ignore[no-untyped-call]
    success = float(pair.goal.reached(pair.ours.scores(theirs())).mean())
    if benchmark.stats is not None:
        slow, fast = in_turns(theirs, ours)
        benchmark.extra_info |= {
            "ART, milliseconds": round(1e3 * slow, 2), "ours, milliseconds": round(1e3 * fast, 2),
            "times faster": round(slow / fast, 1), "success, ART": success, "success, ours": found.success,
        }
        print(
            f"\nART {1e3 * slow:.1f} ms and {success:.3f}, ours {1e3 * fast:.1f} ms and "
            f"{found.success:.3f}: {slow / fast:.1f} times faster"
        )
    return success, found.success


sizes = pytest.mark.parametrize("size", [4, 8, 16])


@sizes
@pytest.mark.benchmark(timer=time.process_time, group="FGSM on 200 signs, beside ART")
def test_one_step_wins_exactly_as_often_as_arts(benchmark: BenchmarkFixture, size: int) -> None:
    pair, eps = both(), size / 255
    theirs, ours = compared(
        benchmark, lambda: evasion("FastGradientMethod", eps=eps, batch_size=200),
        lambda: fgsm(pair.ours, pair.images, pair.goal, eps=eps),
    )
    assert ours == pytest.approx(theirs, abs=0.001)


@sizes
@pytest.mark.benchmark(timer=time.process_time, group="PGD, 20 steps on 200 signs, beside ART")
def test_many_steps_win_as_often_as_arts(benchmark: BenchmarkFixture, size: int) -> None:
    pair, eps = both(), size / 255
    step = 2.5 * eps / STEPS
    theirs, ours = compared(
        benchmark,
        lambda: evasion("ProjectedGradientDescent", eps=eps, eps_step=step, max_iter=STEPS, batch_size=200,
                        verbose=False),
        lambda: pgd(pair.ours, pair.images, pair.goal, eps=eps, steps=STEPS, step=step),
    )
    assert ours == pytest.approx(theirs, abs=0.01)
