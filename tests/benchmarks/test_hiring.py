"""What a hiring run costs, and what group measures cost beside fairlearn's, in one run.

    python -m pytest tests/benchmarks/test_hiring.py --benchmark-only -s

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

from simulations import load
from simulations.hiring import measures as m

HIRING = load("hiring")
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROUNDS = {2_000: 50, 10_000: 30, 100_000: 10, 1_000_000: 3}


def fastest(call: Callable[[], object], times: int) -> float:
    """Processor seconds of the fastest of ``times`` calls."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        call()
        spent.append(time.process_time() - start)
    return min(spent)


@pytest.mark.benchmark(timer=time.process_time, group="hiring: one run")
@pytest.mark.parametrize("people", list(ROUNDS))
def test_one_run_at_its_defaults(benchmark: BenchmarkFixture, people: int) -> None:
    parameters = HIRING.settings({"applicants": people})
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        HIRING.run, args=(parameters, 1), rounds=ROUNDS[people], warmup_rounds=1
    )
    assert result.counts.sum() == people
    if benchmark.stats is not None:
        each = 1e9 * benchmark.stats.stats.min / people
        benchmark.extra_info["nanoseconds for each applicant"] = round(each)
        print(f"\n{people:,} applicants: {each:,.0f} ns for each")


@pytest.mark.benchmark(timer=time.process_time, group="hiring: other settings at 2,000")
@pytest.mark.parametrize(
    "settings",
    [
        {"columns": "all"}, {"groups": 3}, {"mitigation": "equal-rates"}, {"mitigation": "equal-opportunity"},
        {"mitigation": "reweighing"}, {"mitigation": "correlation-remover"},
        {"mitigation": "exponentiated-gradient"}, {"model": "tree"}, {"model": "boosting"}, {"years": 10},
    ],
    ids=lambda settings: " ".join(f"{name}={value}" for name, value in settings.items()),
)
def test_one_run_at_other_settings(benchmark: BenchmarkFixture, settings: dict[str, str]) -> None:
    parameters = HIRING.settings(settings)
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        HIRING.run, args=(parameters, 1), rounds=5, warmup_rounds=1
    )


@pytest.mark.benchmark(timer=time.process_time, group="hiring: fifteen years, bound 150 ms")
@pytest.mark.parametrize("retrained_on", ["decisions", "outcomes"])
def test_fifteen_years_at_the_defaults(benchmark: BenchmarkFixture, retrained_on: str) -> None:
    parameters = HIRING.settings({"years": 15, "retrained_on": retrained_on})
    result = benchmark.pedantic(  # type: ignore[no-untyped-call]
        HIRING.run, args=(parameters, 1), rounds=10, warmup_rounds=1
    )
    assert result.yearly.shape == (16, 4)
    if benchmark.stats is not None:
        print(f"\nfifteen years, {retrained_on}: {1e3 * benchmark.stats.stats.min:.0f} ms of 150 ms")


@pytest.mark.benchmark(timer=time.process_time, group="six group measures, two groups")
@pytest.mark.parametrize("people", [2_000, 100_000])
def test_six_group_measures_beside_fairlearns_metric_frame(
    benchmark: BenchmarkFixture, people: int
) -> None:
    import sklearn.metrics
    from fairlearn import metrics

    rng = np.random.default_rng(1)
    truth, decided = rng.random((2, people)) < [[0.3], [0.2]]
    group = (rng.random(people) < 0.35).astype(np.uint8)
    pairs = {
        m.selection_rates: metrics.selection_rate,
        m.true_positive_rates: metrics.true_positive_rate,
        m.false_positive_rates: metrics.false_positive_rate,
        m.false_negative_rates: metrics.false_negative_rate,
        m.precisions: sklearn.metrics.precision_score,
        m.accuracies: sklearn.metrics.accuracy_score,
    }
    theirs = {measure.__name__: function for measure, function in pairs.items()}

    def ours() -> list[NDArray[np.float64]]:
        counts = m.confusion(truth, decided, group, 2)
        return [measure(counts) for measure in pairs]

    def frame() -> metrics.MetricFrame:
        return metrics.MetricFrame(
            metrics=theirs, y_true=truth, y_pred=decided, sensitive_features=group
        )

    found = benchmark(ours)
    by_group = frame().by_group
    expected = [by_group[name].to_numpy(dtype=float) for name in theirs]
    difference = float(np.abs(np.array(found) - np.array(expected)).max())
    assert difference <= 1e-12
    if benchmark.stats is not None:
        # in turns, so that both meet the same machine
        spent = [(fastest(frame, 1), fastest(ours, 50)) for _ in range(7)]
        slow, fast = (min(column) for column in zip(*spent, strict=True))
        benchmark.extra_info |= {
            "MetricFrame, milliseconds": round(1e3 * slow, 2),
            "ours, milliseconds": round(1e3 * fast, 4),
            "times faster": round(slow / fast),
            "largest difference": difference,
        }
        print(
            f"\n{people:,} applicants: MetricFrame {1e3 * slow:.1f} ms, ours {1e6 * fast:.1f} us, "
            f"{slow / fast:,.0f} times faster, largest difference {difference:.0e}"
        )


@pytest.mark.benchmark(timer=time.process_time, group="hiring: what a run is made of, at 2,000")
@pytest.mark.parametrize("part", ["fisher", "bootstrap"])
def test_the_tests_beside_the_ratio(benchmark: BenchmarkFixture, part: str) -> None:
    from simulations.hiring.intervals import intervals

    if part == "fisher":
        benchmark(m.fisher, 290, 1300, 110, 700)
    else:
        benchmark(intervals, np.array([[1010, 290], [590, 110]]), 1)
