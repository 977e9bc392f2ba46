"""What is kept of a learner beside answers, and that all of it can be taken along or deleted."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import sqlalchemy as sa

from classroom.ledger import KeptLedger, Learner
from classroom.records import Records
from classroom.tables import metadata
from quizzes.base import Feedback, Grade, Handed, Outcome

TOKEN = "a" * 43
OTHER = "b" * 43
ESSAY = "I would ask who decided what counts as a good hire"


def rows(records: Records) -> dict[str, list]:
    """Every row of every table that is there, whether we know of it or not."""
    with records.database.reading() as connection:
        names = sa.inspect(connection).get_table_names()
        return {name: connection.execute(sa.text(f'SELECT * FROM "{name}"')).all()
                for name in names if name != "alembic_version"}


def busy(records: Records, token: str) -> Learner:
    """A learner of whom something stands in every table."""
    learner = records.learner(token)
    ledger = records.ledger(learner)
    records.visit(learner, "biased-hiring", "setting")
    first = ledger.sitting("biased-hiring", "quiz")
    right, _ = ledger.put(Handed(first.id, "q1", 1, {"choice": "a"}, drawn={"seed": 1}, key="a"))
    ledger.settle(right.id, Grade.of(1.0, [Feedback("Yes.", "a", True)]))
    ledger.hint(first.id, "q1")
    ledger.close(first.id)
    second = ledger.sitting("biased-hiring", "quiz")
    wrong, _ = ledger.put(Handed(second.id, "q2", 1, {"text": ESSAY}, drawn={"cause": "x"}, key="secret"))
    ledger.settle(wrong.id, Grade.of(0.0))
    ledger.put(Handed(second.id, "q3", 1, {"choice": "z"}))
    return learner


def test_looking_leaves_no_trace(records: Records):
    learner = records.learner(TOKEN)
    ledger = records.ledger(learner)
    sitting = ledger.sitting("biased-hiring", "quiz")
    ledger.sittings("biased-hiring", "quiz")
    ledger.past(sitting.id)
    ledger.hints(sitting.id, "q1")
    records.visits(learner)
    records.history(learner)
    records.export(learner)
    records.forget(learner)
    assert rows(records) == {name: [] for name in metadata.tables}


def test_the_steps_seen_and_the_last_one_are_kept(records: Records, learner: Learner):
    assert records.visits(learner) == ()
    for lesson, step in [("hiring", "a"), ("signs", "x"), ("hiring", "b"), ("hiring", "a")]:
        records.visit(learner, lesson, step)
    seen = [(visit.lesson, visit.step) for visit in records.visits(learner)]
    assert seen == [("hiring", "a"), ("hiring", "b"), ("signs", "x")]
    assert [visit.step for visit in records.visits(learner, "signs")] == ["x"]
    assert records.visits(records.learner(OTHER), "hiring") == ()


def test_the_history_has_every_sitting_with_its_answers(records: Records):
    learner = busy(records, TOKEN)
    busy(records, OTHER)
    history = records.history(learner)
    assert [(sitting.number, [one.question for one in answers]) for sitting, answers in history] == [
        (1, ["q1"]), (2, ["q2", "q3"])]
    ledger = records.ledger(learner)
    assert all(answers == ledger.past(sitting.id) for sitting, answers in history)


def test_answers_that_wait_for_a_grade_are_found_for_all_learners(records: Records):
    learners = {busy(records, TOKEN).id, busy(records, OTHER).id}
    pending = records.pending()
    assert {one.learner.id for one in pending} == learners
    assert {one.submission.question for one in pending} == {"q3"}
    assert {one.sitting.bank for one in pending} == {"biased-hiring"}
    for one in pending:
        records.ledger(one.learner).settle(one.submission.id, Grade.of(1.0))
    assert records.pending() == ()


def test_the_export_holds_every_value_kept_but_keys_still_in_use(records: Records):
    learner = busy(records, TOKEN)
    busy(records, OTHER)
    exported = json.dumps(records.export(learner), ensure_ascii=True)
    left_out = []
    for name, table in metadata.tables.items():
        with records.database.reading() as connection:
            for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')).mappings():
                owner = row.get("learner") or (row["id"] if name == "learners" else row.get("sitting", ""))
                if learner.id not in owner:
                    continue
                for column in table.columns:
                    value = row[column.name]
                    if value is None:
                        continue
                    plain = json.loads(value) if type(column.type).__name__ == "Json" else value
                    if json.dumps(plain, ensure_ascii=True) not in exported:
                        left_out.append((name, row.get("question"), column.name, plain))
    assert left_out == [("submissions", "q2", "drawn", {"cause": "x"}),
                        ("submissions", "q2", "key", "secret")]


def test_the_export_says_nothing_of_others(records: Records):
    busy(records, OTHER)
    learner = records.learner(TOKEN)
    exported = records.export(learner)
    assert (exported["learner"], exported["steps_seen"], exported["sittings"]) == (None, [], [])


def test_forgetting_deletes_every_row_of_one_learner_only(records: Records):
    busy(records, OTHER)
    others = rows(records)
    learner = busy(records, TOKEN)
    assert all(len(after) > len(others[name]) for name, after in rows(records).items())
    records.forget(learner)
    assert rows(records) == others


def test_in_sqlite_what_is_forgotten_is_gone_from_the_files(tmp_path: Path):
    records = Records(f"sqlite:///{tmp_path / 'course.db'}")
    learner = busy(records, TOKEN)
    assert any(ESSAY.encode() in path.read_bytes() for path in tmp_path.iterdir())
    records.forget(learner)
    assert not any(ESSAY.encode() in path.read_bytes() for path in tmp_path.iterdir())
    records.close()


def test_a_learner_who_was_forgotten_can_begin_again(records: Records, ledger: KeptLedger):
    learner = busy(records, TOKEN)
    records.forget(learner)
    sitting = ledger.sitting("biased-hiring", "quiz")
    assert sitting.number == 1
    stored, new = ledger.put(Handed(sitting.id, "q1", 1, {"choice": "b"}))
    assert new and ledger.past(sitting.id) == (stored,)


def test_the_token_is_nowhere_in_the_database(records: Records):
    busy(records, TOKEN)
    assert TOKEN not in repr(rows(records))


def test_another_process_finds_the_same_learner(records: Records, url: str):
    learner = busy(records, TOKEN)
    other = Records(url)
    assert other.learner(TOKEN) == learner
    assert other.history(learner) == records.history(learner)
    other.close()


def test_the_log_of_the_operator_holds_nothing_of_a_learner(
    records: Records, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    learner = busy(records, TOKEN)
    records.export(learner)
    records.forget(learner)
    for private in (TOKEN, learner.id, learner.token_hash, ESSAY, "biased-hiring"):
        assert private not in caplog.text


def test_an_answer_that_breaks_the_database_is_not_quoted_in_the_sentence(
    records: Records, learner: Learner, caplog: pytest.LogCaptureFixture
):
    records.check()
    with records.database.writing() as connection:
        connection.execute(sa.text("DROP TABLE hints"))
        connection.execute(sa.text("DROP TABLE submissions"))
    ledger = records.ledger(learner)
    sitting = ledger.sitting("hiring", "quiz")
    with pytest.raises(Exception, match="The records cannot be used") as caught:
        ledger.put(Handed(sitting.id, "q1", 1, {"text": ESSAY}))
    assert ESSAY not in str(caught.value) + caplog.text
    assert caught.value.__cause__ is None and caught.value.__suppress_context__
    assert Outcome.PENDING not in str(rows(records)["sittings"])
