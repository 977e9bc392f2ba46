"""The schema comes from the migrations alone, and agrees with the tables in the program."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from classroom.database import VERSIONS, Database, schema_of
from classroom.migrations import config, upgrade
from classroom.records import Records
from classroom.tables import SCHEMA, metadata
from quizzes.base import Outcome, RecordsError

TOKEN = "a" * 43
KEPT = Path(__file__).parent / "versions"
"""What each version of the program kept: rows by table, as it wrote them."""
REVISIONS = sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def at_version(url: str, schema: str) -> None:
    """A database as the program of that version left it."""
    engine = sa.create_engine(Database(url).url)
    if url.startswith("sqlite"):
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    with engine.begin() as connection:
        upgrade(connection, schema)
        for name, rows in json.loads((KEPT / f"{schema}.json").read_text("utf-8")).items():
            for row in rows:
                columns = ", ".join(f'"{column}"' for column in row)
                values = ", ".join(f":{column}" for column in row)
                connection.execute(sa.text(f'INSERT INTO "{name}" ({columns}) VALUES ({values})'), row)
    engine.dispose()


def test_the_newest_migration_is_the_schema_of_the_program():
    assert ScriptDirectory.from_config(config()).get_heads() == [SCHEMA]
    assert REVISIONS[-1] == SCHEMA


def test_every_version_has_left_rows_to_test_with():
    assert sorted(path.stem for path in KEPT.glob("*.json")) == REVISIONS


def test_migrations_make_the_tables_that_the_program_knows(records: Records):
    records.check()
    with records.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        inspector = sa.inspect(connection)
        for name, table in metadata.tables.items():
            unique = {tuple(found["column_names"]) for found in inspector.get_unique_constraints(name)}
            assert unique == {
                tuple(column.name for column in one.columns)
                for one in table.constraints if isinstance(one, sa.UniqueConstraint)}
            cascades = {found["options"].get("ondelete") for found in inspector.get_foreign_keys(name)}
            assert cascades <= {"CASCADE"}


def test_a_table_that_no_migration_makes_is_noticed(records: Records):
    records.check()
    changed = sa.MetaData()
    for table in metadata.tables.values():
        table.to_metadata(changed)
    sa.Table("forgotten", changed, sa.Column("id", sa.Integer, primary_key=True))
    changed.tables["visits"].append_column(sa.Column("minutes", sa.Integer))
    with records.database.reading() as connection:
        found = compare_metadata(MigrationContext.configure(connection), changed)
    assert {change[0] for change in found} == {"add_table", "add_column"}


@pytest.mark.parametrize("schema", REVISIONS)
def test_what_an_older_version_kept_survives_the_upgrade(url: str, schema: str):
    at_version(url, schema)
    records = Records(url)
    learner = records.learner(TOKEN)
    (sitting, answers), = records.history(learner)
    assert (sitting.bank, sitting.pool, sitting.seed, sitting.number) == ("biased-hiring", "quiz", 12345, 1)
    assert [(one.question, one.outcome, one.share) for one in answers] == [
        ("q1", Outcome.RIGHT, 1.0), ("q2", Outcome.PENDING, None)]
    assert answers[0].answer == {"choice": "a"} and answers[0].feedback[0].text == "Yes."
    assert [visit.step for visit in records.visits(learner, "biased-hiring")] == ["setting"]
    assert records.ledger(learner).hints(sitting.id, "q1") == 2
    assert records.ledger(learner).sitting("biased-hiring", "quiz").id == sitting.id
    with records.database.reading() as connection:
        assert schema_of(connection) == SCHEMA
    records.close()


def test_records_of_a_newer_program_are_refused_and_left_alone(url: str):
    at_version(url, SCHEMA)
    engine = sa.create_engine(Database(url).url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9001'"))
    records = Records(url)
    with pytest.raises(RecordsError, match=r"newer version .*schema 9001.* install the newer"):
        records.check()
    with engine.connect() as connection:
        assert schema_of(connection) == "9001"
        assert connection.execute(sa.text("SELECT count(*) FROM submissions")).scalar() == 2
    engine.dispose()
    records.close()


def test_many_that_start_at_once_make_the_schema_once(url: str):
    many = [Records(url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda records: records.check(), many))
    with many[0].database.reading() as connection:
        versions = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
        assert versions.scalars().all() == [SCHEMA]
    for records in many:
        records.close()


def test_an_up_to_date_database_is_opened_without_alembic(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'course.db'}"
    Records(url).check()
    program = ("import sys; from classroom.records import Records; "
               f"Records({url!r}).check(); print('alembic' in sys.modules)")
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parents[2])
    assert told.stdout.strip() == "False"
