"""A backup of either database restores into either, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from classroom import backup as backups
from classroom.__main__ import main
from classroom.database import Database
from classroom.records import Records
from classroom.tables import SCHEMA, metadata
from quizzes.base import Feedback, Grade, Handed, RecordsError

ROOT = Path(__file__).parents[2]
TOKENS = ["a" * 43, "b" * 43]


def everything(database: Database) -> dict[str, list]:
    with database.reading() as connection:
        return {name: sorted(map(repr, connection.execute(sa.select(table)).all()))
                for name, table in metadata.tables.items()}


def filled(records: Records) -> Records:
    for token in TOKENS:
        learner = records.learner(token)
        ledger = records.ledger(learner)
        records.visit(learner, "hiring", "setting")
        sitting = ledger.sitting("hiring", "quiz").id
        stored, _ = ledger.put(Handed(sitting, "q1", 1, {"text": "NUL \0, lone \ud800, ’"}, {"x": 0.1}, [1]))
        ledger.settle(stored.id, Grade.of(1 / 3, [Feedback("Nearly.", good=False)]))
        ledger.put(Handed(sitting, "q2", 1, {"choice": "a"}))
        ledger.hint(sitting, "q2")
    return records


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, fresh_database: Callable[[], str]
              ) -> Iterator[Records]:
    """A second, empty database, of either kind."""
    found = Records(f"sqlite:///{tmp_path / 'other' / 'course.db'}" if request.param == "sqlite"
                    else fresh_database())
    yield found
    found.close()


def test_a_backup_of_either_database_restores_into_either(records: Records, elsewhere: Records, tmp_path):
    filled(records)
    made = backups.back_up(records.database, tmp_path / "backup.zip")
    restored = backups.restore(elsewhere.database, tmp_path / "backup.zip")
    assert made == restored
    assert made.rows == {"learners": 2, "visits": 2, "sittings": 2, "submissions": 4, "hints": 2}
    assert everything(elsewhere.database) == everything(records.database)
    learner = elsewhere.learner(TOKENS[0])
    assert elsewhere.history(learner) == records.history(learner)


def test_restoring_over_records_needs_force_and_then_replaces_all(
    records: Records, elsewhere: Records, tmp_path: Path
):
    backups.back_up(filled(records).database, tmp_path / "backup.zip")
    elsewhere.visit(elsewhere.learner("c" * 43), "hiring", "setting")
    before = everything(elsewhere.database)
    with pytest.raises(RecordsError, match=r"already holds records of 1 learners: .*--force"):
        backups.restore(elsewhere.database, tmp_path / "backup.zip")
    assert everything(elsewhere.database) == before
    backups.restore(elsewhere.database, tmp_path / "backup.zip", replace=True)
    assert everything(elsewhere.database) == everything(records.database)


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _flip(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("submissions.jsonl")
    data = bytearray(path.read_bytes())
    data[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 0xFF
    path.write_bytes(data)


def _rewrite(path: Path, name: str, change: Callable[[bytes], bytes | None]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for one, data in parts.items():
            changed = change(data) if one == name else data
            if changed is not None:
                archive.writestr(one, changed)


def _manifest(path: Path, **values) -> None:
    _rewrite(path, "manifest.json", lambda data: json.dumps(json.loads(data) | values).encode())


@pytest.mark.parametrize(("spoil", "sentence"), [
    (_cut_short, "not a whole backup"),
    (_flip, "not a whole backup"),
    (lambda path: path.write_bytes(b""), "not a whole backup"),
    (lambda path: path.write_text("learners: none"), "not a whole backup"),
    (lambda path: path.unlink(), "cannot be read"),
    (lambda path: _rewrite(path, "manifest.json", lambda _: None), "not a whole backup"),
    (lambda path: _rewrite(path, "manifest.json", lambda _: b"[]"), "not a whole backup"),
    (lambda path: _rewrite(path, "hints.jsonl", lambda _: None), "not a whole backup"),
    (lambda path: _rewrite(path, "submissions.jsonl", lambda data: data.replace(b'"q1"', b'"q9"')),
     "the table submissions is not as it was written"),
    (lambda path: _rewrite(path, "learners.jsonl", lambda data: data.splitlines(True)[0]),
     "the table learners is not as it was written"),
    (lambda path: _manifest(path, format=99), "has format 99"),
    (lambda path: _manifest(path, schema="9001"), "newer version of this program"),
])
def test_a_spoiled_backup_changes_nothing(tmp_path: Path, spoil, sentence: str):
    records = filled(Records(f"sqlite:///{tmp_path / 'course.db'}"))
    backups.back_up(records.database, tmp_path / "backup.zip")
    before = everything(records.database)
    spoil(tmp_path / "backup.zip")
    with pytest.raises(RecordsError, match=sentence):
        backups.restore(records.database, tmp_path / "backup.zip", replace=True)
    assert everything(records.database) == before
    records.close()


def test_restoring_that_fails_half_way_leaves_the_old_records(records: Records, tmp_path: Path):
    backups.back_up(filled(records).database, tmp_path / "backup.zip")

    def orphaned(data: bytes) -> bytes:
        return data.replace(b'"sitting":"hiring', b'"sitting":"gone', 1)

    _rewrite(tmp_path / "backup.zip", "hints.jsonl", orphaned)
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        tables = json.loads(archive.read("manifest.json"))["tables"]
        tables["hints"]["sha256"] = hashlib.sha256(archive.read("hints.jsonl")).hexdigest()
    _manifest(tmp_path / "backup.zip", tables=tables)
    before = everything(records.database)
    with pytest.raises(RecordsError):
        backups.restore(records.database, tmp_path / "backup.zip", replace=True)
    assert everything(records.database) == before


def test_a_backup_of_an_older_version_is_upgraded(url: str, tmp_path: Path):
    """As if the program had gone on: the database stands at another schema than the backup."""
    records = filled(Records(url))
    backups.back_up(records.database, tmp_path / "backup.zip")
    before = everything(records.database)
    with records.database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    backups.restore(records.database, tmp_path / "backup.zip", replace=True)
    assert everything(records.database) == before
    with records.database.reading() as connection:
        versions = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
        assert versions.scalars().all() == [SCHEMA]
    records.close()


def test_a_backup_is_of_one_moment(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An answer that comes while the backup runs is in all of its tables, or in none."""
    filled(records)
    rows = backups._raw_rows

    def with_a_newcomer(connection, table):
        yield from rows(connection, table)
        late = records.learner(table.name.ljust(43, "x"))
        ledger = records.ledger(late)
        ledger.put(Handed(ledger.sitting("hiring", "quiz").id, "q1", 1, {"choice": "late"}))

    monkeypatch.setattr(backups, "_raw_rows", with_a_newcomer)
    made = backups.back_up(records.database, tmp_path / "backup.zip")
    assert made.rows == {"learners": 2, "visits": 2, "sittings": 2, "submissions": 4, "hints": 2}


def test_a_backup_that_fails_leaves_no_file_and_spoils_no_older_one(tmp_path: Path):
    records = filled(Records(f"sqlite:///{tmp_path / 'course.db'}"))
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "old.zip").write_text("the last one")
    with records.database.writing() as connection:
        connection.execute(sa.text("DROP TABLE hints"))
    for name, force in [("new.zip", False), ("old.zip", True)]:
        with pytest.raises(RecordsError):
            backups.back_up(records.database, folder / name, replace=force)
    assert [path.name for path in folder.iterdir()] == ["old.zip"]
    assert (folder / "old.zip").read_text() == "the last one"
    records.close()


def command(*arguments: str, url: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "classroom", *arguments], cwd=ROOT, text=True,
                          capture_output=True, check=False, env=os.environ | {"COURSE_DATABASE_URL": url})


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> Callable[..., tuple[int, str, str]]:
    """The command in this process: what it ends with, prints, and complains of."""
    def run(*arguments: str, url: str = "sqlite:///unused.db") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["classroom", *arguments])
        monkeypatch.setenv("COURSE_DATABASE_URL", url)
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_command_backs_up_and_restores(run, tmp_path: Path):
    source, target = (f"sqlite:///{tmp_path / name}.db" for name in ("source", "target"))
    records = filled(Records(source))
    file = tmp_path / "backup.zip"
    done = command("backup", str(file), url=source)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Backed up 2 learners with 4 answers" in done.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = f"Error: {file} is already there: choose another name, or replace it with --force\n"
    assert run("backup", str(file), url=source) == (1, "", again)
    assert run("backup", str(file), "--force", url=source)[0] == 0
    code, said, complaint = run("restore", str(file), url=target)
    assert (code, complaint) == (0, "") and "Restored 2 learners with 4 answers" in said
    done = command("restore", str(file), url=target)
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "--force" in done.stderr
    assert run("restore", str(file), "--force", url=target)[0] == 0
    restored = Records(target)
    assert everything(restored.database) == everything(records.database)


def test_a_backup_of_a_database_that_was_not_there_asks_whether_it_is_the_right_one(run, tmp_path: Path):
    code, said, complaint = run("backup", str(tmp_path / "x.zip"), url=f"sqlite:///{tmp_path / 'cuorse.db'}")
    assert code == 0 and "Backed up 0 learners" in said
    assert complaint == "This database holds no learners yet: is it the one that you meant?\n"


@pytest.mark.parametrize(("arguments", "url", "sentence"), [
    (["restore", "missing.zip"], "sqlite:///{folder}/course.db", "missing.zip cannot be read"),
    (["backup", "{folder}/no/such/folder.zip"], "sqlite:///{folder}/course.db", "choose another folder"),
    (["backup", "{folder}/x.zip"], "mysql://host/course", "must begin with sqlite:///"),
    (["backup", "{folder}/x.zip"], "postgresql://course:hunter2@127.0.0.1:1/course", "cannot be reached"),
    (["backup"], "sqlite:///{folder}/course.db", "Missing argument 'FILE'"),
    (["mend"], "sqlite:///{folder}/course.db", "No such command"),
])
def test_the_command_fails_in_a_sentence(run, tmp_path: Path, arguments, url: str, sentence: str):
    code, _, complaint = run(*(one.format(folder=tmp_path) for one in arguments),
                             url=url.format(folder=tmp_path))
    assert code == 1
    assert sentence in complaint and "hunter2" not in complaint


@pytest.mark.parametrize("arguments", [["--help"], ["backup", "--help"], ["restore", "--help"]])
def test_every_command_has_help(run, arguments: list[str]):
    code, out, _ = run(*arguments)
    assert code == 0 and "Usage: python -m classroom" in out
