"""Wilson's interval, by hand, by another library's figures, and by how often it holds."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from simulations.intervals import wilson


@pytest.mark.parametrize(("successes", "n"), [(0, 1), (0, 20), (1, 20), (7, 20), (53, 900), (60, 60), (1, 1)])
def test_it_is_scipys(successes: int, n: int) -> None:
    theirs = stats.binomtest(successes, n).proportion_ci(0.95, method="wilson")
    assert wilson(successes, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_none_and_all_keep_a_width_and_stay_within_0_and_1() -> None:
    low, high = wilson(0, 60)
    assert low == 0
    assert 0.05 < high < 0.07
    assert wilson(60, 60) == pytest.approx((1 - high, 1 - low))


def test_of_nothing_nothing_is_known() -> None:
    assert all(math.isnan(end) for end in wilson(0, 0))


def test_it_holds_about_95_times_of_100() -> None:
    """Exactly, by the binomial distribution, for a share of 0.3 and 100 signs: no luck involved."""
    holds = sum(
        stats.binom.pmf(k, 100, 0.3) for k in range(101) if wilson(k, 100)[0] <= 0.3 <= wilson(k, 100)[1]
    )
    assert holds == pytest.approx(0.95, abs=0.02)
