"""What a bank gives away, and what it leaves unasked."""

from __future__ import annotations

import pytest

from quizzes.weaknesses import weaknesses
from tests.quizzes.banks import bank_of, choice

QUESTION = """id: {id}
type: choice
pool: quiz
objective: first
prompt: {prompt}
explanation: E.
shuffle: {shuffle}
options:
  - {{text: {first}, right: true, feedback: f}}
  - {{text: {second}, feedback: f}}
  - {{text: other, feedback: f}}"""


def question(name="a", prompt="What is it?", first="right", second="wrong", shuffle="true"):
    return QUESTION.format(id=name, prompt=prompt, first=first, second=second, shuffle=shuffle)


def said(tmp_path, *questions, severity="warning", **options):
    bank = bank_of(tmp_path, *questions)
    return [one.message for one in weaknesses(bank, **options) if one.severity == severity]


def filler(count):
    return [choice(f"f{n}", more="transfer: true") for n in range(count)]


def test_a_sound_bank_has_no_weakness(tmp_path):
    assert weaknesses(bank_of(tmp_path, *filler(12))) == ()


def test_an_objective_asked_once_or_never_is_an_error(tmp_path):
    errors = said(tmp_path, *filler(12), choice("x", objective="second"),
                  choice("y", objective="third", pool="lesson"), severity="error", objectives=["fourth"])
    assert [error.split("; ")[0] for error in sorted(errors)] == [
        "the objective 'fourth' is asked never in the quiz's pool",
        "the objective 'second' is asked once in the quiz's pool",
        "the objective 'third' is asked never in the quiz's pool",
    ]


def test_too_few_questions_and_no_transfer_are_named(tmp_path):
    found = said(tmp_path, choice("a"), choice("b"))
    assert any("holds 2 marked questions; at least 12" in one for one in found)
    assert any("draws 4 questions from a pool of 2" in one for one in found)
    assert any("no question of the quiz's pool is marked 'transfer'" in one for one in found)


def test_the_longest_option_is_not_to_be_the_key(tmp_path):
    longest = [question(f"l{n}", first="the right one at length") for n in range(12)]
    assert not any("longest" in one for one in said(tmp_path, *longest, *filler(12)))
    found = said(tmp_path, *longest, *filler(10))
    assert any("the right option is the longest in 12 of 22 choices" in one for one in found)


def test_keys_that_always_stand_first_are_seen_where_nothing_is_shuffled(tmp_path):
    fixed = [question(f"s{n}", shuffle="false") for n in range(5)]
    assert any("stands in place 1 in 5 of 5 choices" in one for one in said(tmp_path, *fixed))
    assert not any("stands in place" in one for one in said(tmp_path, *filler(5)))


@pytest.mark.parametrize("text", ["All of the above", "none of these", "Both of them"])
def test_all_of_the_above_is_seen_where_the_order_is_shuffled(tmp_path, text):
    assert any("speaks of the other options" in one for one in said(tmp_path, question(second=text)))
    assert not any("speaks of" in one for one in said(tmp_path, question(second=text, shuffle="false")))


@pytest.mark.parametrize(("prompt", "negative"), [
    ("Which of these is not a proxy?", True), ("Which is NOT a proxy?", True), ("What isn't a proxy?", True),
    ("Which statements are not true?", True), ("Which one cannot be audited?", False),
    ("Which tie broke when the firm said that it was not liable?", False), ("Why is it not enough?", False),
    ("All of these are proxies except", True),
])
def test_a_question_for_what_is_not_so_is_seen(tmp_path, prompt, negative):
    found = said(tmp_path, question(prompt=prompt))
    assert any("asks for what is not so" in one for one in found) == negative


def test_a_marked_question_without_explanation_is_named(tmp_path):
    bare = question().replace("explanation: E.\n", "")
    assert any("'a' has no explanation" in one for one in said(tmp_path, bare))
