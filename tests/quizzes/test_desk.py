"""Handing in: no answer is lost, none counts twice, and what cannot be read costs nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from quizzes import desk, grading, keys
from quizzes.base import Outcome, RecordsError, Sitting, Submission, Unreadable
from quizzes.reader import Banks
from tests.quizzes.banks import ENGINES, bank_of, choice
from tests.quizzes.memory_ledger import MemoryLedger

TOY = """id: toy
type: computed
pool: quiz
objective: first
prompt: At {push}?
simulation: toy
measure: rate
vary: {push: [0.1, 0.9, 0.1]}
seeds: 2
tolerance: 1"""
REFLECT = """id: own
type: reflect
pool: lesson
prompt: Write.
exemplars: [{text: One, comment: Good.}]"""


@pytest.fixture
def bank(tmp_path):
    return bank_of(tmp_path, choice("a"), choice("b", pool="before"), TOY, REFLECT)


@pytest.fixture
def ledger():
    return MemoryLedger()


@pytest.fixture
def sitting(ledger):
    return ledger.sitting("test", "quiz")


def answer_for(state, text):
    """The answer that chooses the option with this text."""
    return {"choice": next(one.id for one in state.variant.fields()[0].options if one.text == text)}


def hand_in(ledger, bank, sitting, text, question="a"):
    now = desk.state(ledger, bank, sitting, question)
    return desk.hand_in(ledger, bank, sitting, question, now.number, answer_for(now, text))


def test_a_new_try_brings_a_new_variant_and_the_best_counts(ledger, bank, sitting):
    start = desk.state(ledger, bank, sitting, "a")
    assert (start.number, start.tries_used, start.tries_left) == (1, 0, 3)
    assert start.last is None and not start.revealed
    assert start.reveal == ()
    receipt = hand_in(ledger, bank, sitting, "C")
    assert (receipt.status, receipt.message, receipt.submission.outcome) == ("graded", "", Outcome.WRONG)
    after = desk.state(ledger, bank, sitting, "a")
    assert (after.number, after.tries_used, after.tries_left, after.earned) == (2, 1, 2, 0)
    assert after.variant.drawn != start.variant.drawn
    assert after.last_variant.fields() == start.variant.fields()
    hand_in(ledger, bank, sitting, "A")
    done = desk.state(ledger, bank, sitting, "a")
    assert (done.right, done.revealed, done.earned, done.tries_left) == (True, True, 0.8, 0)
    assert done.variant.fields() == after.variant.fields()
    assert done.reveal[0].text == "The answer: A"


def test_what_is_stored_is_enough_to_grade_it_again(ledger, bank, sitting):
    hand_in(ledger, bank, sitting, "B")
    (kept,) = ledger.past(sitting.id, "a")
    question = bank.question("a")
    assert question.redraw(kept.drawn).grade(kept.answer).share == kept.share == 0.5
    assert kept.question_hash == question.digest() and kept.key["text"] == "A"
    assert kept.feedback[0].text == "Half B."


def test_the_tries_end_and_then_the_key_is_shown(ledger, bank, sitting):
    for _ in range(3):
        hand_in(ledger, bank, sitting, "C")
    over = desk.state(ledger, bank, sitting, "a")
    assert over.revealed and not over.right and over.tries_left == 0
    refused = hand_in(ledger, bank, sitting, "A")
    assert (refused.status, refused.submission) == ("refused", None)
    assert len(ledger.past(sitting.id)) == 3


def test_before_the_lesson_there_is_one_try(ledger, bank):
    sitting = ledger.sitting("test", "before")
    hand_in(ledger, bank, sitting, "C", "b")
    assert desk.state(ledger, bank, sitting, "b").revealed


def test_an_unreadable_answer_is_kept_and_costs_no_try(ledger, bank, sitting):
    before = desk.state(ledger, bank, sitting, "toy")
    receipt = desk.hand_in(ledger, bank, sitting, "toy", 1, {"number": "a lot"})
    assert receipt.status == "unreadable" and receipt.level == "warning"
    assert receipt.message.endswith("This cost no try.") and "a lot" in receipt.message
    after = desk.state(ledger, bank, sitting, "toy")
    assert (after.tries_left, after.variant.drawn, after.number) == (3, before.variant.drawn, 2)
    assert after.last is None
    assert ledger.past(sitting.id)[0].outcome is Outcome.UNREADABLE


@pytest.mark.parametrize("answer", [
    {"text": "x" * 30_000}, {"text": "a\x00b"}, {"text": "\ud800"}, {"text": float("nan")}, {"text": {1, 2}},
])
def test_what_cannot_be_stored_is_refused_before_it_is(ledger, bank, sitting, answer):
    with pytest.raises(Unreadable, match=r"^(This|An) answer"):
        desk.hand_in(ledger, bank, sitting, "a", 1, answer)
    assert ledger.past(sitting.id) == ()


def test_the_same_press_twice_counts_once(ledger, bank, sitting):
    state = desk.state(ledger, bank, sitting, "a")
    first = desk.hand_in(ledger, bank, sitting, "a", 1, answer_for(state, "C"))
    again = desk.hand_in(ledger, bank, sitting, "a", 1, answer_for(state, "C"))
    assert (first.status, again.status) == ("graded", "repeated")
    assert again.submission == first.submission
    assert len(ledger.past(sitting.id)) == 1


def test_a_second_tab_is_told_that_its_answer_does_not_count(ledger, bank, sitting):
    state = desk.state(ledger, bank, sitting, "a")  # both tabs show this
    desk.hand_in(ledger, bank, sitting, "a", state.number, answer_for(state, "C"))
    other = desk.hand_in(ledger, bank, sitting, "a", state.number, answer_for(state, "A"))
    assert (other.status, other.submission.outcome) == ("set-aside", Outcome.SET_ASIDE)
    assert "not counted" in other.message
    after = desk.state(ledger, bank, sitting, "a")
    assert (after.tries_used, after.right, after.last.outcome) == (1, False, Outcome.WRONG)


def test_what_was_set_aside_does_not_push_out_the_next_answer(ledger, bank, sitting):
    state = desk.state(ledger, bank, sitting, "a")
    desk.hand_in(ledger, bank, sitting, "a", 1, answer_for(state, "C"))
    second = desk.state(ledger, bank, sitting, "a")  # the first tab goes on and shows number 2
    desk.hand_in(ledger, bank, sitting, "a", 1, answer_for(state, "B"))  # the other tab: takes number 2
    receipt = desk.hand_in(ledger, bank, sitting, "a", second.number, answer_for(second, "A"))
    assert (receipt.status, receipt.submission.outcome) == ("graded", Outcome.RIGHT)


def test_a_closed_sitting_and_a_question_of_another_pool_take_nothing(ledger, bank, sitting):
    state = desk.state(ledger, bank, sitting, "a")
    assert desk.hand_in(ledger, bank, sitting, "b", 1, answer_for(state, "A")).message == desk.NOT_ASKED
    ledger.close(sitting.id)
    (closed,) = ledger.sittings("test", "quiz")
    assert desk.hand_in(ledger, bank, closed, "a", 1, answer_for(state, "A")).message == desk.CLOSED
    assert ledger.past(sitting.id) == ()


def test_a_question_that_was_edited_meanwhile_is_shown_anew(ledger, bank, sitting, tmp_path):
    state = desk.state(ledger, bank, sitting, "a")
    edited = bank_of(tmp_path, choice("a").replace("What is it?", "What was it?"), TOY)
    receipt = desk.hand_in(ledger, edited, sitting, "a", 1, answer_for(state, "A"), digest=state.digest)
    assert (receipt.status, receipt.message) == ("refused", desk.CHANGED)
    assert desk.hand_in(ledger, bank, sitting, "a", 1, answer_for(state, "A"),
                        digest=state.digest).status == "graded"


def test_nothing_says_stored_that_is_not(ledger, bank, sitting):
    state = desk.state(ledger, bank, sitting, "a")
    ledger.failing = {"put"}
    with pytest.raises(RecordsError):
        desk.hand_in(ledger, bank, sitting, "a", 1, answer_for(state, "A"))
    ledger.failing = set()
    assert desk.hand_in(ledger, bank, sitting, "a", 1, answer_for(state, "A")).status == "graded"


def test_hints_come_one_at_a_time_and_are_noted(ledger, bank, sitting):
    assert desk.state(ledger, bank, sitting, "a").hints_left == 2
    assert desk.take_hint(ledger, bank, sitting, "a") == ("Think of A.",)
    assert desk.take_hint(ledger, bank, sitting, "a") == ("Think of A.", "Really think of A.")
    assert desk.take_hint(ledger, bank, sitting, "a") == ("Think of A.", "Really think of A.")
    state = desk.state(ledger, bank, sitting, "a")
    assert (state.hints_shown, state.hints_left) == (("Think of A.", "Really think of A."), 0)
    hand_in(ledger, bank, sitting, "A")
    assert ledger.past(sitting.id)[0].hints == 2


def test_a_reflection_takes_a_text_and_then_a_mark(ledger, bank):
    sitting = ledger.sitting("test", "lesson")
    desk.hand_in(ledger, bank, sitting, "own", 1, {"text": "mine"})
    between = desk.state(ledger, bank, sitting, "own")
    assert (between.revealed, between.last.outcome) == (False, Outcome.AWAITING_REVIEW)
    assert between.variant.fields()[0].name == "mark"
    desk.hand_in(ledger, bank, sitting, "own", 2, {"mark": "1"})
    assert desk.state(ledger, bank, sitting, "own").revealed


def test_all_states_come_from_one_reading(ledger, bank, sitting):
    hand_in(ledger, bank, sitting, "C")
    read = []
    past = ledger.past
    ledger.past = lambda *arguments: read.append(arguments) or past(*arguments)
    given = ledger.past(sitting.id)
    found = {name: desk.state(ledger, bank, sitting, name, given)
             for name in grading.chosen(bank, sitting.pool, sitting.seed)}
    assert list(found) == ["a", "toy"] and found["a"].tries_used == 1
    assert len(read) == 1


# --- crashes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Left:
    """What the records give at the next start."""

    sitting: Sitting
    submission: Submission


def pending(ledger, sitting):
    return [Left(sitting, one) for one in ledger.past(sitting.id) if one.outcome is Outcome.PENDING]


def crash(ledger, bank, sitting, text="A"):
    """The process dies after the answer was stored and before its grade was."""
    ledger.failing = {"settle"}
    with pytest.raises(RecordsError):
        hand_in(ledger, bank, sitting, text)
    ledger.failing = set()


def test_a_crash_between_storing_and_grading_leaves_the_answer_pending(ledger, bank, sitting, tmp_path):
    crash(ledger, bank, sitting)
    state = desk.state(ledger, bank, sitting, "a")
    assert (state.last.outcome, state.tries_used) == (Outcome.PENDING, 1)
    banks = Banks(tmp_path, ENGINES)
    assert desk.settle_pending(pending(ledger, sitting), lambda one: ledger, banks) == desk.Settled(1, 0)
    assert desk.state(ledger, bank, sitting, "a").right
    assert desk.settle_pending(pending(ledger, sitting), lambda one: ledger, banks) == desk.Settled(0, 0)


def test_a_pending_answer_is_graded_when_it_is_handed_in_again(ledger, bank, sitting):
    state = desk.state(ledger, bank, sitting, "a")
    crash(ledger, bank, sitting)
    again = desk.hand_in(ledger, bank, sitting, "a", 1, answer_for(state, "A"))
    assert (again.status, again.submission.outcome) == ("repeated", Outcome.RIGHT)
    assert len(ledger.past(sitting.id)) == 1


def test_an_answer_to_a_question_that_was_changed_since_is_set_aside(ledger, bank, sitting, tmp_path):
    crash(ledger, bank, sitting)
    edited = bank_of(tmp_path, choice("a").replace("What is it?", "What was it?"), TOY)
    desk.settle_pending(pending(ledger, sitting), lambda one: ledger, Banks(tmp_path, ENGINES))
    state = desk.state(ledger, edited, sitting, "a")
    assert (state.tries_left, ledger.past(sitting.id)[0].outcome) == (3, Outcome.SET_ASIDE)


def test_a_broken_bank_leaves_its_answers_for_later(ledger, bank, sitting, tmp_path):
    crash(ledger, bank, sitting)
    (tmp_path / "test.yaml").write_text("title: [", encoding="utf-8")
    banks = Banks(tmp_path, ENGINES)
    assert desk.settle_pending(pending(ledger, sitting), lambda one: ledger, banks) == desk.Settled(0, 1)


def test_an_engine_that_fails_leaves_the_answer_pending(ledger, bank, sitting, tmp_path, monkeypatch):
    keys.forget()
    with monkeypatch.context() as patched:
        patched.setattr(keys, "pooled", lambda *arguments: 1 / 0)
        receipt = desk.hand_in(ledger, bank, sitting, "toy", 1, {"number": "20 %"})
    assert (receipt.status, receipt.message) == ("pending", desk.KEPT)
    settled = desk.settle_pending(pending(ledger, sitting), lambda one: ledger, Banks(tmp_path, ENGINES))
    assert settled == desk.Settled(1, 0)
    (kept,) = ledger.past(sitting.id)
    assert kept.outcome in (Outcome.RIGHT, Outcome.WRONG) and kept.engine_hash
