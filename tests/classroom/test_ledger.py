"""What ``quizzes.base.Ledger`` promises, held by the records on both databases."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from classroom.ledger import MOST_CHARACTERS, KeptLedger, Learner
from classroom.records import Records
from quizzes.base import Feedback, Grade, Handed, Ledger, Outcome, RecordsError

TOKEN = "a" * 43


def handed(sitting: str, number: int = 1, answer: dict | None = None, **more) -> Handed:
    return Handed(sitting, more.pop("question", "q1"), number, answer or {"choice": "a"}, **more)


def test_the_records_are_a_ledger(ledger: KeptLedger):
    promised: Ledger = ledger
    assert promised.past(promised.sitting("hiring", "quiz").id) == ()


def test_what_is_put_comes_back_whole(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz")
    given = handed(sitting.id, answer={"order": ["b", "a"], "why": "NUL \0, lone \ud800, ’ and 中"},
                   drawn={"seed": 7, "share": 0.1}, key=[{"a": None}], question_hash="qh",
                   engine_hash="eh", hints=2)
    stored, new = ledger.put(given)
    assert new
    assert ledger.past(sitting.id) == (stored,)
    for name in ("sitting", "question", "number", "answer", "drawn", "key", "question_hash", "engine_hash",
                 "hints"):
        assert getattr(stored, name) == getattr(given, name), name
    assert (stored.outcome, stored.share, stored.feedback) == (Outcome.PENDING, None, ())
    assert abs(dt.datetime.now(dt.UTC) - stored.stored) < dt.timedelta(minutes=1)


def test_the_same_sitting_is_found_until_it_is_closed(records: Records, ledger: KeptLedger, learner: Learner):
    first = ledger.sitting("hiring", "quiz")
    ledger.put(handed(first.id))
    again = records.ledger(learner).sitting("hiring", "quiz")
    assert (again.id, again.seed, again.number, again.closed) == (first.id, first.seed, 1, None)
    ledger.close(first.id)
    second = ledger.sitting("hiring", "quiz")
    assert (second.number, second.id == first.id, second.seed == first.seed) == (2, False, False)
    ledger.put(handed(second.id))
    past = ledger.sittings("hiring", "quiz")
    assert [one.number for one in past] == [1, 2]
    assert past[0].closed is not None and past[1].closed is None


def test_banks_pools_and_learners_have_sittings_of_their_own(records: Records, ledger: KeptLedger):
    other = records.ledger(records.learner("b" * 43))
    sittings = [ledger.sitting("hiring", "quiz"), ledger.sitting("hiring", "before"),
                ledger.sitting("signs", "quiz"), other.sitting("hiring", "quiz")]
    assert len({one.id for one in sittings}) == len({one.seed for one in sittings}) == 4


def test_closing_a_sitting_without_answers_opens_a_new_one(ledger: KeptLedger):
    first = ledger.sitting("hiring", "quiz")
    ledger.close(first.id)
    ledger.close(first.id)
    assert ledger.sitting("hiring", "quiz").number == 2
    closed = ledger.sittings("hiring", "quiz")[0].closed
    ledger.close(first.id)
    assert ledger.sittings("hiring", "quiz")[0].closed == closed


def test_the_same_answer_twice_is_stored_once(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    first, new = ledger.put(handed(sitting, answer={"a": 1, "b": [1, 2]}))
    again, new_again = ledger.put(handed(sitting, answer={"b": (1, 2), "a": 1}))
    assert (new, new_again) == (True, False)
    assert again == first
    assert len(ledger.past(sitting)) == 1


def test_the_same_answer_comes_back_with_its_grade(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    first, _ = ledger.put(handed(sitting))
    ledger.settle(first.id, Grade.of(0.5))
    again, new = ledger.put(handed(sitting))
    assert (again.outcome, new) == (Outcome.PARTLY, False)


def test_another_answer_under_a_taken_number_is_set_aside(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    first, _ = ledger.put(handed(sitting, answer={"choice": "a"}))
    second, new = ledger.put(handed(sitting, answer={"choice": "b"}))
    assert new
    assert (second.outcome, second.number) == (Outcome.SET_ASIDE, 2)
    assert not second.outcome.costs_a_try
    repeated, new = ledger.put(handed(sitting, answer={"choice": "b"}))
    assert (repeated, new) == (second, False)
    assert ledger.past(sitting) == (first, second)


def test_an_answer_to_a_closed_sitting_is_kept_and_not_counted(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    first, _ = ledger.put(handed(sitting))
    ledger.close(sitting)
    late, new = ledger.put(handed(sitting, 2, {"choice": "b"}))
    assert (late.outcome, late.number, new) == (Outcome.SET_ASIDE, 2, True)
    assert ledger.put(handed(sitting)) == (first, False)


def test_a_grade_is_stored_once(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    stored, _ = ledger.put(handed(sitting))
    feedback = (Feedback("Look at the other group.", "a", False), Feedback("Good."))
    settled = ledger.settle(stored.id, Grade.of(1 / 3, feedback))
    assert (settled.outcome, settled.share, settled.feedback) == (Outcome.PARTLY, 1 / 3, feedback)
    assert ledger.settle(stored.id, Grade.of(1.0)) == settled
    assert ledger.past(sitting) == (settled,)


@pytest.mark.parametrize("outcome", [Outcome.UNREADABLE, Outcome.RECORDED, Outcome.AWAITING_REVIEW])
def test_a_grade_without_marks_is_stored(ledger: KeptLedger, outcome: Outcome):
    stored, _ = ledger.put(handed(ledger.sitting("hiring", "quiz").id))
    settled = ledger.settle(stored.id, Grade(outcome, None))
    assert (settled.outcome, settled.share) == (outcome, None)


def test_an_answer_set_aside_is_never_graded(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    ledger.put(handed(sitting))
    aside, _ = ledger.put(handed(sitting, answer={"choice": "b"}))
    assert ledger.settle(aside.id, Grade.of(1.0)) == aside


def test_past_answers_come_by_question_and_number(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    for question, number in [("q-b", 2), ("qa", 1), ("q-b", 1), ("Q", 1)]:
        ledger.put(handed(sitting, number, {"n": number}, question=question))
    assert [(one.question, one.number) for one in ledger.past(sitting)] == [
        ("Q", 1), ("q-b", 1), ("q-b", 2), ("qa", 1)]
    assert [one.number for one in ledger.past(sitting, "q-b")] == [1, 2]


def test_hints_are_counted_by_question(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    assert ledger.hints(sitting, "q1") == 0
    assert [ledger.hint(sitting, "q1"), ledger.hint(sitting, "q1"), ledger.hint(sitting, "q2")] == [1, 2, 1]
    assert (ledger.hints(sitting, "q1"), ledger.hints(sitting, "q2")) == (2, 1)


def test_nobody_reads_or_writes_the_sitting_of_another(records: Records, ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    stored, _ = ledger.put(handed(sitting))
    other = records.ledger(records.learner("b" * 43))
    for attempt in (lambda: other.put(handed(sitting)), lambda: other.past(sitting),
                    lambda: other.close(sitting), lambda: other.hint(sitting, "q1"),
                    lambda: other.hints(sitting, "q1"), lambda: other.settle(stored.id, Grade.of(1.0))):
        with pytest.raises(RecordsError, match=r"[Rr]eload the page"):
            attempt()
    assert ledger.past(sitting) == (stored,)
    assert ledger.sittings("hiring", "quiz")[0].closed is None


@pytest.mark.parametrize("sitting", ["", "hiring", "hiring:quiz:1", "hiring:exam:1:LEARNER",
                                     "hiring:quiz:one:LEARNER", "hiring:quiz:7:LEARNER"])
def test_a_sitting_that_was_never_opened_is_refused(ledger: KeptLedger, learner: Learner, sitting: str):
    with pytest.raises(RecordsError, match=r"[Rr]eload the page"):
        ledger.put(handed(sitting.replace("LEARNER", learner.id)))


def test_an_answer_longer_than_can_be_kept_is_refused_in_words(ledger: KeptLedger):
    sitting = ledger.sitting("hiring", "quiz").id
    with pytest.raises(RecordsError, match="must have at most 100,000 characters"):
        ledger.put(handed(sitting, answer={"text": "x" * MOST_CHARACTERS}))
    assert ledger.past(sitting) == ()


def _all_at_once(work, count: int) -> list:
    gate = threading.Barrier(count)

    def one(which: int):
        gate.wait()
        return work(which)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.fixture(params=["a new learner", "a new sitting", "a sitting that goes on"])
def shared_sitting(
    request: pytest.FixtureRequest, records: Records, learner: Learner, ledger: KeptLedger
) -> str:
    """A sitting that several tabs are about to answer in."""
    sitting = ledger.sitting("hiring", "quiz").id
    if request.param != "a new learner":
        records.visit(learner, "hiring", "setting")
    if request.param == "a sitting that goes on":
        ledger.put(handed(sitting, question="q0"))
    return sitting


def test_two_tabs_with_the_same_answer_leave_one(
    records: Records, learner: Learner, shared_sitting: str
):
    sitting = shared_sitting
    put = _all_at_once(lambda _: records.ledger(learner).put(handed(sitting)), 8)
    assert sum(new for _, new in put) == 1
    assert len({stored.id for stored, _ in put}) == 1


def test_tabs_with_different_answers_count_one_and_lose_none(
    records: Records, learner: Learner, shared_sitting: str
):
    sitting = shared_sitting
    put = _all_at_once(lambda n: records.ledger(learner).put(handed(sitting, answer={"choice": n})), 8)
    assert all(new for _, new in put)
    past = records.ledger(learner).past(sitting, "q1")
    assert {one.answer["choice"] for one in past} == set(range(8))
    assert [one.outcome for one in past] == [Outcome.PENDING] + 7 * [Outcome.SET_ASIDE]
    assert [one.number for one in past] == list(range(1, 9))


def test_two_tabs_asking_for_hints_count_each(records: Records, learner: Learner):
    sitting = records.ledger(learner).sitting("hiring", "quiz").id
    counts = _all_at_once(lambda _: records.ledger(learner).hint(sitting, "q1"), 6)
    assert sorted(counts) == [1, 2, 3, 4, 5, 6]


def test_two_graders_agree_on_one_grade(records: Records, learner: Learner):
    ledger = records.ledger(learner)
    stored, _ = ledger.put(handed(ledger.sitting("hiring", "quiz").id))
    grades = _all_at_once(lambda n: records.ledger(learner).settle(stored.id, Grade.of(n / 5)), 6)
    assert len({grade.share for grade in grades}) == 1


def _answer_from_elsewhere(url: str, start, results) -> None:
    records = Records(url)
    ledger = records.ledger(records.learner(TOKEN))
    sitting = ledger.sitting("hiring", "quiz").id
    start.wait()
    for number in range(1, 11):
        stored, new = ledger.put(handed(sitting, number, {"choice": multiprocessing.current_process().name}))
        results.put((stored.id, new))
    records.close()


def test_two_processes_of_one_learner_lose_no_answer(url: str, records: Records, ledger: KeptLedger):
    spawn = multiprocessing.get_context("spawn")
    start, results = spawn.Event(), spawn.Queue()
    workers = [spawn.Process(target=_answer_from_elsewhere, args=(url, start, results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    start.set()
    acknowledged = [results.get(timeout=60) for _ in range(20)]
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    past = ledger.past(ledger.sitting("hiring", "quiz").id)
    assert {stored for stored, _ in acknowledged} == {one.id for one in past}
    assert all(new for _, new in acknowledged)
    assert len(past) == 20
    assert [one.number for one in past] == list(range(1, 21))
    assert past[0].outcome is Outcome.PENDING
