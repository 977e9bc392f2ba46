"""The group measures, against slow loops, hand-worked cases, scipy and fairlearn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulations.hiring import measures as m
from simulations.seeds import stream

unhurried = settings(max_examples=60, deadline=None, derandomize=True)
people = st.integers(1, 4).flatmap(
    lambda groups: st.tuples(
        st.just(groups),
        st.lists(
            st.tuples(st.booleans(), st.booleans(), st.integers(0, groups - 1)), min_size=0, max_size=40
        ),
    )
)


def slowly(rows: list[tuple[bool, bool, int]], group: int) -> dict[str, float]:
    """The same measures, by counting people one after the other."""
    mine = [(truth, decided) for truth, decided, member in rows if member == group]

    def share(part: list[bool]) -> float:
        return sum(part) / len(part) if part else math.nan

    return {
        "selection_rates": share([decided for _, decided in mine]),
        "true_positive_rates": share([decided for truth, decided in mine if truth]),
        "false_negative_rates": share([not decided for truth, decided in mine if truth]),
        "false_positive_rates": share([decided for truth, decided in mine if not truth]),
        "precisions": share([truth for truth, decided in mine if decided]),
        "accuracies": share([truth == decided for truth, decided in mine]),
    }


@given(people)
@unhurried
def test_every_rate_equals_counting_one_by_one(drawn: tuple[int, list[tuple[bool, bool, int]]]) -> None:
    groups, rows = drawn
    truth, decided, group = (
        np.array([row[column] for row in rows], dtype=kind)
        for column, kind in enumerate((bool, bool, np.uint8))
    )
    counts = m.confusion(truth, decided, group, groups)
    assert counts.shape == (groups, 2, 2)
    assert counts.sum() == len(rows)
    for index in range(groups):
        for name, expected in slowly(rows, index).items():
            ours = float(getattr(m, name)(counts)[index])
            assert ours == pytest.approx(expected, abs=1e-15, nan_ok=True), name


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=5))
@unhurried
def test_the_impact_ratio_is_each_rate_by_the_highest(cells: list[tuple[int, int]]) -> None:
    selected = [min(cell) for cell in cells]
    applied = [max(cell) for cell in cells]
    rates = [s / a if a else math.nan for s, a in zip(selected, applied, strict=True)]
    known = [rate for rate in rates if not math.isnan(rate)]
    highest = max(known, default=0)
    expected = [rate / highest if highest else math.nan for rate in rates]
    assert m.impact_ratios(selected, applied).tolist() == pytest.approx(expected, nan_ok=True)
    lowest = math.nan if any(map(math.isnan, expected)) else min(expected)
    assert float(m.impact_ratio(selected, applied)) == pytest.approx(lowest, nan_ok=True)


@given(
    st.integers(1, 200), st.integers(1, 200), st.floats(0, 1), st.floats(0, 1)
)
@unhurried
def test_fishers_exact_p_equals_scipys(
    applied_1: int, applied_2: int, share_1: float, share_2: float
) -> None:
    from scipy.stats import fisher_exact

    selected_1, selected_2 = round(share_1 * applied_1), round(share_2 * applied_2)
    table = [[selected_1, applied_1 - selected_1], [selected_2, applied_2 - selected_2]]
    expected = float(fisher_exact(table).pvalue)
    assert m.fisher(selected_1, applied_1, selected_2, applied_2) == pytest.approx(expected, rel=1e-9)


def test_measures_equal_fairlearns_metric_frame_on_random_people() -> None:
    import sklearn.metrics
    from fairlearn import metrics

    rng = np.random.default_rng(5)
    truth, decided = rng.random((2, 1000)) < [[0.3], [0.4]]
    group = rng.integers(0, 3, 1000).astype(np.uint8)
    pairs = {
        "selection_rates": metrics.selection_rate,
        "true_positive_rates": metrics.true_positive_rate,
        "false_positive_rates": metrics.false_positive_rate,
        "false_negative_rates": metrics.false_negative_rate,
        "precisions": sklearn.metrics.precision_score,
        "accuracies": sklearn.metrics.accuracy_score,
    }
    frame = metrics.MetricFrame(metrics=pairs, y_true=truth, y_pred=decided, sensitive_features=group)
    counts = m.confusion(truth, decided, group, 3)
    for name in pairs:
        theirs: NDArray[np.float64] = frame.by_group[name].to_numpy(dtype=float)
        assert np.abs(getattr(m, name)(counts) - theirs).max() <= 1e-12, name
    rates = m.selection_rates(counts)
    assert rates.min() / rates.max() == pytest.approx(frame.ratio()["selection_rates"], abs=1e-12)


def test_accepting_everyone_has_a_false_positive_rate_of_one_and_rejecting_everyone_misses_all() -> None:
    truth = np.array([True, False, True, False])
    group = np.array([0, 0, 1, 1], np.uint8)
    accepted = m.confusion(truth, np.ones(4, bool), group, 2)
    rejected = m.confusion(truth, np.zeros(4, bool), group, 2)
    assert m.false_positive_rates(accepted).tolist() == [1, 1]
    assert m.false_negative_rates(rejected).tolist() == [1, 1]
    assert np.isnan(m.precisions(rejected)).all(), "nobody selected: undefined, not 0"
    assert math.isnan(float(m.impact_ratio([0, 0], [2, 2])))


def test_bertrand_and_mullainathans_callbacks_lie_four_standard_errors_apart() -> None:
    """235 and 157 of 2,435: the paper's counts; z and p by hand."""
    z = float(m.two_proportion_z(235, 2435, 157, 2435))
    assert z == pytest.approx(4.108, abs=0.001)
    assert m.two_sided_p(z) == pytest.approx(4.0e-5, rel=0.02)
    assert m.fisher(235, 2435, 157, 2435) == pytest.approx(4.8e-5, rel=0.02)


def test_z_is_undefined_where_nobody_or_everybody_is_selected() -> None:
    assert math.isnan(float(m.two_proportion_z(0, 10, 0, 10)))
    assert math.isnan(float(m.two_proportion_z(1, 1, 0, 0)))
    assert math.isnan(m.fisher(0, 0, 1, 2))


@pytest.mark.parametrize(
    ("people", "low", "high"), [(20, 0.55, 0.68), (100, 0.25, 0.35), (500, 0.005, 0.04)]
)
def test_without_any_bias_few_people_often_fall_below_four_fifths(
    people: int, low: float, high: float
) -> None:
    """Two equal groups hired at 30 %: how often the ratio flags them. Each bound lies more than
    six standard errors of 4,000 draws away.
    """
    drawn = stream(1, "four-fifths").binomial(people, 0.3, size=(4000, 2))
    ratios = m.impact_ratio(drawn, np.full(drawn.shape, people))
    flagged = float((ratios < m.FOUR_FIFTHS).mean())
    assert low < flagged < high


def test_the_bootstrap_interval_holds_the_true_rate_about_nineteen_times_in_twenty() -> None:
    """400 samples of 300 people at 20 %; 95 % would be 380. Fewer than 360 or all 400 happen less
    than once in a thousand.
    """
    held = 0
    for seed in range(400):
        selected = int(stream(seed, "sample").binomial(300, 0.2))
        counts = np.array([[300 - selected, selected]])
        (low, high), = m.bootstrap_intervals(
            counts, lambda drawn: m.ratio(drawn[..., 1], drawn.sum(axis=-1)), stream(seed, "bootstrap")
        )
        held += low <= 0.2 <= high
    assert 360 <= held < 400


def test_an_interval_is_undefined_where_there_is_nobody() -> None:
    nobody = np.zeros((2, 2), np.int64)
    ends = m.bootstrap_intervals(
        nobody, lambda drawn: m.ratio(drawn[..., 1], drawn.sum(axis=-1)), stream(1, "bootstrap")
    )
    assert ends.shape == (2, 2)
    assert np.isnan(ends).all()
