"""Scoring rules, against the worked examples of those who named them."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import scoring

FIVE = set("ABCDE")


@pytest.mark.parametrize(("rule", "right", "ticked", "share"), [
    ("all-or-nothing", "AB", "AB", 1), ("all-or-nothing", "AB", "A", 0),
    # PrairieLearn, pl-checkbox: net correct is max(0, (t - f) / c)
    ("net-correct", "ABC", "ABC", 1), ("net-correct", "ABC", "AB", 2 / 3),
    ("net-correct", "ABC", "ABD", 1 / 3), ("net-correct", "ABC", "D", 0), ("net-correct", "AB", "ACD", 0),
    # PrairieLearn, pl-checkbox: coverage is (t / c) (t / n)
    ("coverage", "AB", "AB", 1), ("coverage", "AB", "A", 0.5), ("coverage", "AB", "ABCD", 0.5),
    ("coverage", "AB", "AC", 0.25), ("coverage", "AB", "C", 0), ("coverage", "AB", "", 0),
    # Open edX, every decision counts: the share of right decisions among five
    ("each-answer", "ABD", "ABD", 1), ("each-answer", "ABD", "AB", 0.8),
    ("each-answer", "ABD", "ABC", 0.6), ("each-answer", "ABD", "ABCDE", 0.6), ("each-answer", "ABD", "CE", 0),
    # Open edX, halves: one wrong decision of three or more 50 %, two of five or more 25 %, then nothing
    ("halves", "ABD", "ABD", 1), ("halves", "ABD", "AB", 0.5), ("halves", "ABD", "ABC", 0.25),
    ("halves", "ABD", "AC", 0),
])
def test_rule_gives_what_its_authors_say(rule, right, ticked, share):
    assert scoring.SEVERAL[rule](set(right), set(ticked), FIVE) == pytest.approx(share)


def test_halves_forgives_two_errors_only_among_five_options():
    assert scoring.halves({"A"}, {"B"}, set("ABCD")) == 0
    assert scoring.halves({"A"}, {"A", "B"}, set("AB")) == 0


@given(st.sampled_from(sorted(scoring.SEVERAL)), st.sets(st.sampled_from("ABCDE"), min_size=1),
       st.sets(st.sampled_from("ABCDE")))
def test_every_rule_gives_all_for_the_right_set_alone(rule, right, ticked):
    share = scoring.SEVERAL[rule](right, ticked, FIVE)
    assert 0 <= share <= 1
    assert (share == 1) == (ticked == right)


@pytest.mark.parametrize(("value", "share"), [
    (0.5, 1), (0.6, 1), (0.4, 1), (0.61, 0.5), (0.7, 0.5), (0.3, 0.5), (0.71, 0), (0.29, 0),
])
def test_close_is_within_twice_the_tolerance(value, share):
    """Open edX: within the tolerance 100 %, within twice the tolerance 50 %."""
    assert scoring.near(value, 0.5, 0.1, close=2) == share


def test_without_close_there_is_no_half():
    assert scoring.near(0.61, 0.5, 0.1) == 0


@given(st.lists(st.integers(0, 50), unique=True, max_size=8))
def test_longest_run_is_the_longest_rising_part(places):
    run = scoring.longest_run(places)
    assert list(run) == sorted(run)
    remaining = iter(places)
    assert all(place in remaining for place in run)
    rising = [len(part) for size in range(len(places) + 1) for part in combinations(places, size)
              if list(part) == sorted(part)]
    assert len(run) == max(rising)


@pytest.mark.parametrize(("places", "share"), [
    ((0, 1, 2, 3), 1), ((1, 0, 2, 3), 2 / 3), ((3, 2, 1, 0), 0), ((1, 2, 3, 0), 2 / 3), ((2, 3, 0, 1), 1 / 3),
])
def test_order_earns_the_longest_run_less_the_one_that_is_always_there(places, share):
    assert scoring.in_order(places) == pytest.approx(share)


def test_only_the_right_order_earns_everything():
    assert [one for one in permutations(range(5)) if scoring.in_order(one) == 1] == [(0, 1, 2, 3, 4)]
