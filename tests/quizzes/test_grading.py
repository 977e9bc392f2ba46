"""What a sitting asks and what it comes to."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import grading
from quizzes.base import Outcome, Sitting, Submission
from quizzes.policy import Policy
from tests.quizzes.banks import bank_of, choice

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PREDICT = """id: guess
type: predict
pool: quiz
prompt: What?
options: [{text: A, feedback: a}, {text: B, feedback: b}]
outcome: A."""


def sitting(seed=1, pool="quiz"):
    return Sitting("s", "test", pool, 1, seed, NOW)


def given_to(question, *marks):
    """Submissions with these shares, or outcomes, one a try."""
    found = []
    for number, mark in enumerate(marks, start=1):
        share = mark if isinstance(mark, int | float) else None
        outcome = mark if isinstance(mark, Outcome) else (
            Outcome.RIGHT if mark == 1 else Outcome.WRONG if mark == 0 else Outcome.PARTLY)
        found.append(Submission(f"{question}.{number}", "s", question, number, {}, {}, None, "", "", outcome,
                                share, (), 0, NOW))
    return found


@pytest.mark.parametrize(("marks", "earned"), [
    ((), 0), ((1,), 1), ((0, 1), 0.8), ((0, 0, 1), 0.6), ((0.5, 0.5), 0.5), ((0.5, 1), 0.8), ((0.9, 0), 0.9),
    ((0.5, 0, 0.7), 0.5), ((Outcome.UNREADABLE, 1), 1), ((Outcome.SET_ASIDE, 0, 1), 0.8),
    ((Outcome.PENDING, 1), 0.8),
])
def test_the_best_try_counts_and_trying_again_never_loses(marks, earned):
    policy = Policy(tries=3, try_factor=(1, 0.8, 0.6))
    assert grading.earned(policy, given_to("a", *marks)) == pytest.approx(earned)


@given(st.lists(st.floats(0, 1), max_size=5), st.floats(0, 1))
def test_one_try_more_never_earns_less(marks, more):
    policy = Policy(tries=9, try_factor=(1, 0.8, 0.6))
    before = grading.earned(policy, given_to("a", *marks))
    assert grading.earned(policy, given_to("a", *marks, more)) >= before


def test_without_factors_every_try_can_earn_everything():
    assert grading.earned(Policy(tries=3), given_to("a", 0, 0, 1)) == 1


@pytest.mark.parametrize(("written", "message"), [
    ({"try_factor": [0.5, 1]}, "must not rise"), ({"try_factor": [2]}, "from 0 to 1"),
    ({"tries": 1, "try_factor": [1, 1]}, "2 numbers for 1 tries"),
    ({"pass": 0.9, "mastery": 0.7}, "at least pass"),
])
def test_a_policy_that_makes_no_sense_is_refused(written, message):
    with pytest.raises(ValueError, match=message):
        Policy.model_validate(written)


def test_a_sitting_asks_as_many_as_the_policy_says_and_every_objective(tmp_path):
    bank = bank_of(tmp_path, *(choice(f"a{n}", objective="first") for n in range(8)),
                   choice("b", objective="second"), choice("c", objective="third"),
                   choice("d", more="required: true"))
    for seed in range(40):
        asked = grading.chosen(bank, "quiz", seed)
        assert len(asked) == 4 == len(set(asked))
        assert {"b", "c", "d"} < set(asked)
        assert asked == grading.chosen(bank, "quiz", seed)
        assert list(asked) == sorted(asked, key=[one.id for one in bank.questions].index)
    others = Counter(name for seed in range(200) for name in grading.chosen(bank, "quiz", seed))
    assert all(others[f"a{n}"] > 5 for n in range(8))


def test_what_is_computed_is_kept_before_what_is_chosen_from_a_list(tmp_path):
    computed = """id: key
type: computed
pool: quiz
objective: first
prompt: What?
simulation: toy
measure: rate
tolerance: 1"""
    bank = bank_of(tmp_path, *(choice(f"a{n}", objective="first") for n in range(9)), computed)
    assert all("key" in grading.chosen(bank, "quiz", seed) for seed in range(20))


def test_other_pools_are_asked_whole(tmp_path):
    bank = bank_of(tmp_path, *(choice(f"a{n}", pool="before") for n in range(6)))
    assert len(grading.chosen(bank, "before", 1)) == 6
    assert grading.chosen(bank, "quiz", 1) == ()


def test_a_required_question_decides_about_passing(tmp_path):
    bank = bank_of(tmp_path, choice("a"), choice("b"), choice("c"), choice("d", more="required: true"))
    most = [*given_to("a", 1), *given_to("b", 1), *given_to("c", 1)]
    missed = grading.result(bank, sitting(), [*most, *given_to("d", 0.5)])
    assert (missed.score, missed.passed, missed.required_missing) == (0.875, False, ("d",))
    late = grading.result(bank, sitting(), [*most, *given_to("d", 0, 0, 1)])
    assert (late.score, late.passed, late.mastered) == (pytest.approx(0.9), True, True)


def test_a_result_counts_by_objective_and_says_what_to_read_again(tmp_path):
    bank = bank_of(tmp_path, choice("a"), choice("b"), choice("c", objective="second"), PREDICT)
    found = grading.result(bank, sitting(), [*given_to("a", 1), *given_to("b", 0), *given_to("c", 0.5, 1),
                                             *given_to("guess", Outcome.RECORDED)])
    assert (found.earned, found.possible) == (pytest.approx(1.8), 3)
    first, second = found.objectives
    assert (first.objective, first.earned, first.possible, first.read_again) == ("first", 1, 2, ("step-b",))
    assert (second.objective, second.share, second.read_again) == ("second", 0.8, ("step-c",))
    assert found.counts == {"right": 2, "wrong": 1, "recorded": 1}
    assert not found.passed and not found.complete and not found.provisional


def test_what_was_not_attempted_is_not_wrong_and_earns_nothing(tmp_path):
    bank = bank_of(tmp_path, choice("a"), choice("b"), choice("c"), choice("d"))
    given = [*given_to("a", Outcome.UNREADABLE), *given_to("b", Outcome.PENDING), *given_to("c", 0)]
    found = grading.result(bank, sitting(), given)
    assert found.counts == {"unreadable": 1, "pending": 1, "wrong": 1, "not-attempted": 1}
    assert found.score == 0 and found.provisional


def test_predictions_and_other_sittings_never_count(tmp_path):
    bank = bank_of(tmp_path, PREDICT)
    found = grading.result(bank, sitting(), given_to("guess", Outcome.RECORDED))
    assert (found.possible, found.score, found.passed) == (0, 0, False)
    other = bank_of(tmp_path, choice("a"))
    elsewhere = Sitting("t", "test", "quiz", 2, 1, NOW)
    assert grading.result(other, elsewhere, given_to("a", 1)).score == 0


def test_a_quiz_is_complete_when_nothing_more_can_be_earned(tmp_path):
    bank = bank_of(tmp_path, choice("a"), choice("b"))
    assert grading.result(bank, sitting(), [*given_to("a", 1), *given_to("b", 0, 0, 0)]).complete
    assert not grading.result(bank, sitting(), [*given_to("a", 1), *given_to("b", 0, 0)]).complete
