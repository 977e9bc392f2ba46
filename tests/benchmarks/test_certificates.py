"""What a certificate costs: of one sign, as a slider asks for it, and of a hundred.

    python -m pytest tests/benchmarks/test_certificates.py --benchmark-only -s

Times are processor time of one thread. Nothing here fails by being slow: the numbers are printed,
and kept in ``extra_info``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture

from simulations.defences import certificates as c
from simulations.defences.certificates import smoothing
from simulations.seeds import stream
from simulations.signs import models
from simulations.signs.attacks.base import Images
from simulations.signs.networks import Network

os.environ.setdefault("OMP_NUM_THREADS", "1")

NETWORK = models.network()
_, IMAGES, LABELS = models.test_signs(100, 1)


@pytest.mark.benchmark(timer=time.process_time, group="smoothing: certificates")
@pytest.mark.parametrize(("signs", "samples"), [(1, 1000), (1, 10_000), (100, 1000)])
def test_certificates_by_smoothing(benchmark: BenchmarkFixture, signs: int, samples: int) -> None:
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        c.smoothing_radius, args=(NETWORK, IMAGES[:signs], LABELS[:signs]),
        kwargs={"sigma": 0.25, "samples": samples, "seed": 1}, rounds=10, iterations=3, warmup_rounds=1,
    )
    if benchmark.stats is not None:
        print(f"\n{signs} signs, {samples:,} copies: {1e3 * benchmark.stats.stats.min:.1f} ms")


@pytest.mark.benchmark(timer=time.process_time, group="smoothing: 1,000 copies of one sign")
@pytest.mark.parametrize("where", ["hidden layer", "pixels"])
def test_noise_in_the_hidden_layer_beside_noise_on_the_pixels(
    benchmark: BenchmarkFixture, where: str
) -> None:
    def hidden() -> NDArray[np.int64]:
        return smoothing.votes(
            NETWORK, IMAGES[:1], smoothing.hidden_noise(NETWORK, 0.25, 1000, stream(1, "noise"))
        )

    def pixels() -> NDArray[np.int64]:
        noise: Images = stream(1, "noise").standard_normal((1000, 32, 32, 3), dtype=np.float32)
        return np.bincount(NETWORK.scores(IMAGES[0] + np.float32(0.25) * noise).argmax(axis=1))

    benchmark.pedantic(  # type: ignore[no-untyped-call]
        hidden if where == "hidden layer" else pixels, rounds=10, iterations=2, warmup_rounds=1,
    )


Certify = Callable[[Network], object]


@pytest.mark.benchmark(timer=time.process_time, group="bounds: 100 signs")
@pytest.mark.parametrize("certify", [
    pytest.param(lambda net: c.interval_certified(net, IMAGES, LABELS, 1 / 255), id="intervals"),
    pytest.param(lambda net: c.relaxed_certified(net, IMAGES, LABELS, 1 / 255), id="lines"),
    pytest.param(lambda net: c.interval_radius(net, IMAGES, LABELS), id="intervals-radius"),
    pytest.param(lambda net: c.relaxed_radius(net, IMAGES, LABELS), id="lines-radius"),
    pytest.param(
        lambda net: c.linear_radius(Network(((net.layers[0][0][:, :12], net.layers[0][1][:12]),)),
                                    IMAGES, LABELS), id="linear-exact"),
])
def test_bounds_of_a_hundred_signs(benchmark: BenchmarkFixture, certify: Certify) -> None:
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        certify, args=(NETWORK,), rounds=3, iterations=1, warmup_rounds=1,
    )
