"""A database that is locked, full, damaged, missing or read-only gives a sentence, and loses nothing."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from classroom import faults
from classroom.database import Database
from classroom.records import Records
from quizzes.base import Grade, Handed, Outcome, RecordsError
from tests import postgres

ROOT = Path(__file__).parents[2]
TOKEN = "a" * 43


def answer(records: Records, number: int = 1, text: str = "a"):
    ledger = records.ledger(records.learner(TOKEN))
    return ledger.put(Handed(ledger.sitting("hiring", "quiz").id, "q1", number, {"text": text}))


def answers(records: Records) -> list:
    ledger = records.ledger(records.learner(TOKEN))
    return [one.answer["text"] for one in ledger.past(ledger.sitting("hiring", "quiz").id)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "course.db"


def in_file(file: Path, wait: float = 5) -> Records:
    return Records(f"sqlite:///{file}", wait=wait)


def test_a_locked_file_is_told_and_the_answer_can_be_handed_in_again(file: Path):
    records = in_file(file, wait=0.2)
    answer(records)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordsError, match=r"locked by another program .* close that program"):
        answer(records, 2, "b")
    assert answers(records) == ["a"], "readers do not wait for the writer"
    other.execute("ROLLBACK")
    other.close()
    assert answer(records, 2, "b")[1]
    assert answers(records) == ["a", "b"]


def test_a_lock_that_is_let_go_in_time_is_waited_for(file: Path, tmp_path: Path):
    records = in_file(file, wait=30)
    answer(records)
    program = ("import sqlite3, sys; other = sqlite3.connect(sys.argv[1], isolation_level=None); "
               "other.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read(1); "
               "other.execute('COMMIT')")
    with subprocess.Popen([sys.executable, "-c", program, str(file)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"locked\n"
        other.stdin.write(b"x")
        other.stdin.close()
        assert answer(records, 2, "b")[1]
    assert answers(records) == ["a", "b"]


def test_a_file_locked_at_the_start_is_told(file: Path):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("CREATE TABLE theirs (x)")
    other.execute("BEGIN EXCLUSIVE")
    records = in_file(file, wait=0.2)
    with pytest.raises(RecordsError, match="locked by another program"):
        records.check()
    other.execute("ROLLBACK")
    other.close()
    records.check()


def test_answers_are_flushed_to_the_disk_and_grades_need_not_be(file: Path):
    records = in_file(file)
    records.check()
    levels: list[str] = []
    sa.event.listen(records.database._engine, "before_cursor_execute",
                    lambda _connection, _cursor, statement, *_: levels.append(statement)
                    if "synchronous" in statement else None)
    stored, _ = answer(records)
    records.ledger(records.learner(TOKEN)).settle(stored.id, Grade.of(1.0))
    records.visit(records.learner(TOKEN), "hiring", "setting")
    answer(records, 2, "b")
    assert levels == [f"PRAGMA synchronous={one}" for one in ("FULL", "NORMAL", "NORMAL", "FULL")]
    with records.database.writing() as connection:
        assert connection.execute(sa.text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
    with records.database.writing(can_be_made_again=True) as connection:
        assert connection.execute(sa.text("PRAGMA synchronous")).scalar() == 1


def test_a_full_disk_is_told_and_what_was_stored_stays(file: Path):
    records = in_file(file)
    answer(records)
    with records.database.reading() as connection:
        pages = connection.execute(sa.text("PRAGMA page_count")).scalar()
    sa.event.listen(records.database._engine, "checkout",
                    lambda driver, *_: driver.execute(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(RecordsError, match="disk that holds the records is full: make room"):
        answer(records, 2, "b" * 50_000)
    assert answers(records) == ["a"]
    answer(records, 2, "c")
    assert answers(records) == ["a", "c"]


def test_a_file_that_may_not_grow_is_told(file: Path):
    """The system refuses the write itself, in a process of its own."""
    answer(in_file(file))
    program = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
from classroom.records import Records
from quizzes.base import Handed, RecordsError
records = Records("sqlite:///{file}")
ledger = records.ledger(records.learner("{TOKEN}"))
sitting = ledger.sitting("hiring", "quiz").id
stored = []
try:
    for number in range(2, 40):
        stored.append(ledger.put(Handed(sitting, "q1", number, {{"text": str(number) * 10_000}}))[0].number)
except RecordsError as error:
    print(error)
print(len(stored))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True,
                          check=True)
    sentence, stored = done.stdout.splitlines()
    assert "The disk that holds the records" in sentence
    assert 0 < int(stored) < 38
    assert len(answers(in_file(file))) == 1 + int(stored)


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_told_and_left_alone(file: Path, content: bytes):
    file.write_bytes(content)
    with pytest.raises(RecordsError, match="damaged or is not a database: move it aside"):
        in_file(file).check()
    assert file.read_bytes() == content


def test_a_damaged_file_is_told(file: Path):
    records = in_file(file)
    for number in range(1, 60):
        answer(records, number, str(number) * 1000)
    records.close()
    data = bytearray(file.read_bytes())
    data[2 * 4096:] = os.urandom(len(data) - 2 * 4096)
    file.write_bytes(data)
    records = in_file(file)
    with pytest.raises(RecordsError, match="damaged or is not a database"):
        answers(records)


def test_a_missing_folder_is_made_for_the_owner_alone(tmp_path: Path):
    folder = tmp_path / "srv" / "records"
    answer(in_file(folder / "course.db"))
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE((folder / "course.db").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path / "file" / "course.db", tmp_path):
        with pytest.raises(RecordsError, match="cannot be opened: check that its folder exists"):
            in_file(path).check()


def _as_nobody() -> list[str]:
    if os.geteuid() != 0:
        return []
    tool = shutil.which("setpriv")
    return [tool, "--reuid=65534", "--regid=65534", "--clear-groups"] if tool else ["false"]


def test_records_of_somebody_else_are_told_to_be_read_only():
    with tempfile.TemporaryDirectory(prefix="course-") as name:  # pytest's folders are closed to others
        folder = Path(name)
        file = folder / "course.db"
        records = in_file(file)
        answer(records)
        records.close()
        file.chmod(0o444)
        folder.chmod(0o555)
        program = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from tests.classroom.test_faults import answer, in_file
from pathlib import Path
try:
    answer(in_file(Path({str(file)!r})), 2, "b")
    print("stored")
except Exception as error:
    print(type(error).__name__, error)
"""
        done = subprocess.run([*_as_nobody(), sys.executable, "-c", program], cwd=ROOT, text=True,
                              capture_output=True, check=False)
        folder.chmod(0o755)
    assert done.stdout.startswith("RecordsError The records are read-only: give the account"), done


def test_a_file_deleted_under_a_running_course_is_told(file: Path, tmp_path: Path):
    records = in_file(file)
    answer(records)
    file.rename(tmp_path / "elsewhere.db")
    with pytest.raises(RecordsError, match="moved, deleted or replaced while the course was running"):
        answer(records, 2, "b")
    (tmp_path / "elsewhere.db").rename(file)
    answer(records, 2, "b")
    assert answers(records) == ["a", "b"]
    file.unlink()
    with pytest.raises(RecordsError, match="put it back, or restart"):
        answer(records, 3, "c")


@pytest.mark.parametrize(("url", "sentence"), [
    ("nonsense", "is not a URL"), ("mysql://host/db", "got mysql"), ("sqlite://", "keeps nothing"),
    ("sqlite:///:memory:", "keeps nothing"),
])
def test_a_url_that_names_no_database_of_ours_is_refused(url: str, sentence: str):
    with pytest.raises(RecordsError, match=sentence) as caught:
        Database(url)
    assert "COURSE_DATABASE_URL must" in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://u:hunter2@127.0.0.1:1/course",
                                 "postgres://u:hunter2@127.0.0.1:1/course",
                                 "postgresql+psycopg://u:hunter2@127.0.0.1:1/course"])
def test_a_missing_server_is_told_without_the_password(url: str, caplog: pytest.LogCaptureFixture):
    with pytest.raises(RecordsError, match="database server cannot be reached") as caught:
        Records(url, wait=2).check()
    assert "hunter2" not in str(caught.value) + caplog.text
    assert "127.0.0.1" not in str(caught.value), "the sentence may be shown to learners"
    assert "127.0.0.1" in caplog.text, "the operator is told which"


def test_the_sentence_has_no_path_and_the_log_has(file: Path, caplog: pytest.LogCaptureFixture):
    file.write_bytes(b"not a database at all" * 100)
    with caplog.at_level(logging.ERROR, "classroom"), pytest.raises(RecordsError) as caught:
        in_file(file).check()
    assert str(file) not in str(caught.value)
    assert str(file) in caplog.text


def test_errors_nobody_foresaw_are_told_too():
    error = sa.exc.DatabaseError("INSERT", {}, ValueError("somebody's answer"))
    assert faults.sentence(error) == faults.OTHER.format(code="ValueError")


# --- PostgreSQL ---------------------------------------------------------------------------------


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_told(server: postgres.Server):
    with pytest.raises(RecordsError, match="cannot be reached or refused the connection"):
        Records(server.url("nobody_made_this"), wait=2).check()


@pytest.mark.postgres
def test_a_row_locked_by_another_is_told(fresh_database):
    url = fresh_database()
    records = Records(url, wait=0.3)
    answer(records)
    engine = sa.create_engine(Database(url).url)
    with engine.begin() as other:
        other.execute(sa.text("SELECT * FROM sittings FOR UPDATE"))
        with pytest.raises(RecordsError, match="locked by another program"):
            answer(records, 2, "b")
    answer(records, 2, "b")
    assert answers(records) == ["a", "b"]
    engine.dispose()
    records.close()


@pytest.mark.postgres
def test_a_read_only_server_is_told(fresh_database):
    url = fresh_database()
    records = Records(url)
    answer(records)
    records.close()
    engine = sa.create_engine(Database(url).url)
    with engine.begin() as other:
        name = url.rpartition("/")[2]
        other.execute(sa.text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    engine.dispose()
    with pytest.raises(RecordsError, match="read-only"):
        answer(records, 2, "b")
    assert answers(records) == ["a"]
    records.close()


@pytest.mark.postgres
def test_a_server_that_was_restarted_is_found_again(tmp_path: Path):
    if postgres.binaries() is None:
        (pytest.fail if postgres.required() else pytest.skip)(postgres.MISSING)
    with postgres.running() as own:
        records = Records(own.create("course"), wait=4)
        stored, _ = answer(records)
        own.stop()
        with pytest.raises(RecordsError, match="database server cannot be reached"):
            answer(records, 2, "b")
        own.start()
        answer(records, 2, "b")
        assert answers(records) == ["a", "b"]
        settled = records.ledger(records.learner(TOKEN)).settle(stored.id, Grade.of(1.0))
        assert settled.outcome is Outcome.RIGHT
        records.close()
