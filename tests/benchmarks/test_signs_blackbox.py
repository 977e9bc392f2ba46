"""Black-box attacks beside those of the Adversarial Robustness Toolbox (ART): one network, the same
signs, the same number of questions.

    python -m pytest tests/benchmarks/test_signs_blackbox.py --benchmark-only -s

Square may show 300 pictures of each of 100 signs. ART shows as many different ones; it also asks
about each of them twice, and about the original, which is not held against it here. HopSkipJump
shrinks the change of 20 signs from one start, with as many questions as ART's ten rounds took. What
is asserted is who does better; times (processor time of one thread) are printed and kept.
"""

from __future__ import annotations

import os
import time
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from simulations.seeds import stream
from simulations.signs import models
from simulations.signs.attacks.base import Goal, Images, Scores
from simulations.signs.attacks.hopskipjump import hopskipjump
from simulations.signs.attacks.questions import Asked
from simulations.signs.attacks.square import square
from simulations.signs.classes import COUNT
from simulations.signs.networks import Network

os.environ.setdefault("OMP_NUM_THREADS", "1")

SIGNS, QUERIES = 100, 300
FEW_SIGNS, ROUNDS = 20, 10


@cache
def signs() -> tuple[Network, Images, Goal]:
    """The network of the lesson, and 100 signs that it reads correctly."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import art.attacks.evasion  # noqa: F401  # here, so that no attack is charged for it
    network = models.network()
    _, images, labels = models.test_signs(SIGNS + 30, seed=7)
    right = np.flatnonzero(network.scores(images).argmax(axis=1) == labels)[:SIGNS]
    return network, images[right], Goal(labels[right])


@dataclass
class Counted:
    """What ART is handed: it asks, and is counted."""

    network: Network
    asked: int = 0

    def scores(self, images: Images) -> Scores:
        self.asked += len(images)
        return self.network.scores(np.asarray(images, dtype=np.float32))


def by_art(attack: str, asked: Counted, images: Images, goal: Goal, start: Images | None = None,
           **settings: Any) -> Images:
    """What ART's attack makes of the signs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ART's own, on import and of libraries that are not there
        from art.attacks import evasion
        from art.estimators.classification import BlackBoxClassifierNeuralNetwork

        model = BlackBoxClassifierNeuralNetwork(
            asked.scores, (32, 32, 3), COUNT, clip_values=(0.0, 1.0), channels_first=False)
        np.random.seed(0)  # ART draws from numpy's global stream
        more = {} if start is None else {"x_adv_init": start}
        made: Images = getattr(evasion, attack)(model, verbose=False, **settings).generate(
            images, np.eye(COUNT)[goal.labels], **more)
    return made


@pytest.mark.parametrize("first_square", [0.3, 0.8])
@pytest.mark.parametrize("size", [8, 16])
@pytest.mark.benchmark(timer=time.process_time, group="Square on 100 signs, 300 questions, beside ART")
def test_square_wins_no_fewer_signs_than_arts(
    benchmark: BenchmarkFixture, size: int, first_square: float,
) -> None:
    network, images, goal = signs()

    def ours() -> Asked:
        return square(network, images, goal, eps=size / 255, queries=QUERIES, first_square=first_square,
                      rng=stream(1, "beside ART"))

    found: Asked = benchmark.pedantic(ours, rounds=2)  # type: ignore[no-untyped-call]
    asked = Counted(network)
    start = time.process_time()
    made = by_art("SquareAttack", asked, images, goal, norm=np.inf, max_iter=QUERIES - 1, eps=size / 255,
                  p_init=first_square, nb_restarts=1, batch_size=SIGNS)
    slow = time.process_time() - start
    theirs = goal.reached(network.scores(made))
    assert found.attacked.success >= theirs.mean()
    assert found.attacked.queries.max() <= QUERIES
    _told(benchmark, slow, SIGNS, {
        "won by both": int((theirs & found.attacked.reached).sum()),
        "won by ART alone": int((theirs & ~found.attacked.reached).sum()),
        "won by ours alone": int((~theirs & found.attacked.reached).sum()),
        "questions, ART": round(asked.asked / SIGNS),
        "questions, ours": round(float(found.attacked.queries.mean())),
    })


@pytest.mark.benchmark(timer=time.process_time, group="HopSkipJump on 20 signs, beside ART")
def test_hopskipjump_comes_no_less_close_than_arts(benchmark: BenchmarkFixture) -> None:
    network, images, goal = signs()
    noise = stream(1, "start").random((1, 32, 32, 3), np.float32)
    some = np.flatnonzero(goal.reached(np.repeat(network.scores(noise), SIGNS, axis=0)))[:FEW_SIGNS]
    images, goal = images[some], goal.take(some)

    asked, each, made = Counted(network), list[int](), list[Images]()
    start = time.process_time()
    for i in range(FEW_SIGNS):
        before = asked.asked
        made.append(by_art("HopSkipJump", asked, images[i:i + 1], goal.take(np.array([i])), noise, norm=2,
                           max_iter=ROUNDS, init_eval=100, batch_size=512))
        each.append(asked.asked - before)
    slow = time.process_time() - start
    theirs = np.concatenate(made)
    assert goal.reached(network.scores(theirs)).all()
    far: NDArray[np.float64] = np.sqrt(((theirs - images).astype(float) ** 2).sum(axis=(1, 2, 3)))

    def ours() -> Asked:
        return hopskipjump(network, images, goal, queries=min(each), starts=noise,
                           rng=stream(1, "beside ART"))

    found: Asked = benchmark.pedantic(ours, rounds=1)  # type: ignore[no-untyped-call]
    close = found.attacked.l2
    assert found.attacked.reached.all()
    assert np.median(close) <= np.median(far)
    assert (close < far).mean() > 0.5
    _told(benchmark, slow, FEW_SIGNS, {
        "median L2, ART": round(float(np.median(far)), 3),
        "median L2, ours": round(float(np.median(close)), 3),
        "signs on which ours is closer": int((close < far).sum()), "signs": FEW_SIGNS,
        "questions": min(each),
    })


def _told(benchmark: BenchmarkFixture, slow: float, count: int, figures: dict[str, float]) -> None:
    """Prints and keeps the times for each sign, and the other figures."""
    if benchmark.stats is None:
        return
    fast = benchmark.stats.stats.min
    benchmark.extra_info |= figures | {
        "ART, milliseconds a sign": round(1e3 * slow / count, 2),
        "ours, milliseconds a sign": round(1e3 * fast / count, 2), "times faster": round(slow / fast, 1),
    }
    print("\n" + ", ".join(f"{name}: {value}" for name, value in benchmark.extra_info.items()))
