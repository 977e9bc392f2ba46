"""What home and the progress page show follows from the answers and the steps, and nothing else."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from classroom.progress import Place, continue_at, course_progress, lesson_progress
from classroom.records import Records, Visit
from quizzes import desk, grading
from quizzes.base import Outcome
from quizzes.model import Bank
from quizzes.reader import read_bank

TOKEN = "a" * 43
STEPS = ("setting", "run", "meaning")
BANK = """
title: A bank
policy: {tries: 2, pass: 0.5, mastery: 1.0}
questions:
""" + "".join(f"""
  - id: {name}
    type: choice
    pool: {pool}
    objective: {objective}
    shuffle: false
    read_again: {step}
    prompt: What is right in {name}?
    options:
      - {{text: This one, right: true, feedback: "Yes."}}
      - {{text: That one, feedback: "No."}}
""" for name, pool, objective, step in [
    ("b1", "before", "blind", "setting"), ("b2", "before", "labels", "run"),
    ("q1", "quiz", "blind", "setting"), ("q2", "quiz", "blind", "run"), ("q3", "quiz", "labels", "run"),
    ("l1", "lesson", "labels", "run"),
])


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    file = tmp_path / "hiring.yaml"
    file.write_text(BANK, encoding="utf-8")
    return read_bank(file)


def option(bank: Bank, question: str, right: bool) -> dict:
    examples = bank.question(question).draw(1).examples()
    return dict((examples.right if right else examples.wrong)[0])


def take(records: Records, bank: Bank, pool: str, *right: str, close: bool = True) -> None:
    """Answers every question of a pool once: those named rightly, the others wrongly."""
    ledger = records.ledger(records.learner(TOKEN))
    sitting = ledger.sitting(bank.slug, pool)
    for name in grading.chosen(bank, sitting.pool, sitting.seed):
        state = desk.state(ledger, bank, sitting, name)
        desk.hand_in(ledger, bank, sitting, name, state.number, option(bank, name, name in right))
    if close:
        ledger.close(sitting.id)


def progress(records: Records, bank: Bank | None):
    learner = records.learner(TOKEN)
    return lesson_progress("hiring", STEPS, bank, visits=records.visits(learner),
                           history=records.history(learner))


def test_at_first_nothing_is_done(records: Records, bank: Bank):
    found = progress(records, bank)
    assert (found.steps_seen, found.steps, found.best, found.latest, found.sittings, found.share) == (
        0, 3, None, None, 0, 0.0)
    assert not (found.passed or found.mastered or found.finished)
    assert [(one.objective, one.before, one.quiz) for one in found.objectives] == [
        ("blind", None, None), ("labels", None, None)]


def test_steps_count_once_and_only_while_they_exist(records: Records, bank: Bank):
    learner = records.learner(TOKEN)
    for lesson, step in [("hiring", "run"), ("hiring", "run"), ("hiring", "taken-away"),
                         ("signs", "setting")]:
        records.visit(learner, lesson, step)
    found = progress(records, bank)
    assert (found.steps_seen, found.share) == (1, 1 / 4)
    assert progress(records, None).share == 1 / 3


def test_the_best_go_counts_and_the_latest_is_shown(records: Records, bank: Bank):
    take(records, bank, "quiz", "q1", "q2")
    take(records, bank, "quiz", "q3")
    found = progress(records, bank)
    assert (found.best, found.sittings) == (pytest.approx(2 / 3), 2)
    assert found.passed and not found.mastered
    assert found.latest is not None and found.latest.score == pytest.approx(1 / 3)
    assert not found.latest.passed


def test_a_go_that_is_not_finished_counts_already(records: Records, bank: Bank):
    take(records, bank, "quiz", "q1", "q2", "q3", close=False)
    found = progress(records, bank)
    assert found.mastered and found.best == 1.0


def test_objectives_compare_before_and_after(records: Records, bank: Bank):
    take(records, bank, "before", "b2")
    take(records, bank, "quiz", "q1", "q2")
    blind, labels = progress(records, bank).objectives
    assert (blind.before.earned, blind.before.possible) == (0, 1)
    assert (blind.quiz.earned, blind.quiz.possible, blind.quiz.read_again) == (2, 2, ())
    assert (labels.before.earned, labels.quiz.earned, labels.quiz.read_again) == (1, 0, ("run",))


def test_questions_in_the_lesson_do_not_count_for_the_quiz(records: Records, bank: Bank):
    take(records, bank, "lesson", "l1")
    assert progress(records, bank).best is None


def test_a_learner_sees_only_their_own(records: Records, bank: Bank):
    take(records, bank, "quiz", "q1", "q2", "q3")
    other = records.learner("b" * 43)
    assert records.history(other) == () and records.visits(other) == ()


def test_two_tabs_through_the_desk_use_one_try(records: Records, bank: Bank):
    records.check()

    def hand_in(right: bool):
        ledger = records.ledger(records.learner(TOKEN))
        sitting = ledger.sitting("hiring", "quiz")
        return desk.hand_in(ledger, bank, sitting, "q1", 1, option(bank, "q1", right))

    with ThreadPoolExecutor(2) as pool:
        receipts = list(pool.map(hand_in, [True, False]))
    assert sorted(one.status for one in receipts) == ["graded", "set-aside"]
    ledger = records.ledger(records.learner(TOKEN))
    sitting = ledger.sitting("hiring", "quiz")
    assert desk.state(ledger, bank, sitting, "q1").tries_used == 1
    assert len(ledger.past(sitting.id)) == 2


def test_what_a_crash_left_behind_is_graded_at_the_next_start(records: Records, bank: Bank, monkeypatch):
    ledger = records.ledger(records.learner(TOKEN))
    sitting = ledger.sitting("hiring", "quiz")
    with monkeypatch.context() as crash:
        crash.setattr(type(ledger), "settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.hand_in(ledger, bank, sitting, "q1", 1, option(bank, "q1", True))
    assert [one.outcome for one in ledger.past(sitting.id)] == [Outcome.PENDING]

    class Banks:
        def load(self, slug: str) -> Bank:
            assert slug == "hiring"
            return bank

    settled = desk.settle_pending(records.pending(), lambda one: records.ledger(one.learner), Banks())
    assert (settled.graded, settled.left, records.pending()) == (1, 0, ())
    assert [one.outcome for one in ledger.past(sitting.id)] == [Outcome.RIGHT]


# --- where to go on -----------------------------------------------------------------------------

COURSE = {"intro": ("a", "b"), "hiring": ("x", "y"), "signs": ("s",)}


def seen(*places: str) -> list[Visit]:
    """Visits in the order in which they were made."""
    made = [Visit(*place.split("/"), dt.datetime(2026, 1, 1, 8, number, tzinfo=dt.UTC))
            for number, place in enumerate(places)]
    return made[::-1]


@pytest.mark.parametrize(("visits", "place"), [
    ([], Place("intro", "a", False)),
    (["intro/a"], Place("intro", "a", True)),
    (["hiring/x", "intro/a"], Place("intro", "a", True)),
    (["intro/b", "intro/a"], Place("hiring", "x", True)),
    (["hiring/y", "intro/a", "intro/b"], Place("hiring", "y", True)),
    (["intro/a", "hiring/x", "hiring/y"], Place("signs", "s", True)),
    (["intro/a", "hiring/x", "hiring/y", "signs/s"], Place("intro", "a", True)),
    (["intro/a", "intro/b", "hiring/x", "hiring/y", "signs/s"], Place("signs", "s", True)),
    (["gone/x"], Place("intro", "a", False)),
    (["hiring/taken-away"], Place("hiring", "x", True)),
])
def test_one_goes_on_where_one_left_off_or_in_the_next_lesson(visits: list[str], place: Place):
    made = seen(*visits)
    done = course_progress(COURSE, {}, visits=made, history=())
    assert continue_at(COURSE, done, made) == place


def test_a_course_without_lessons_goes_nowhere():
    assert continue_at({}, {}, []) is None
