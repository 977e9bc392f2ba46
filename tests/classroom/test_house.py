"""The house of a process: one for all who ask, put together anew after it was closed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from classroom import house
from quizzes.base import RecordsError


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file in which the house of this process would keep its records."""
    file = tmp_path / "records" / "course.db"
    monkeypatch.setenv("COURSE_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("COURSE_CONTENT", str(tmp_path))
    house.close()
    yield file
    house.close()


def test_all_who_ask_at_once_get_the_same_house(records: Path, monkeypatch: pytest.MonkeyPatch):
    together, building, second_builder = threading.Barrier(8), threading.Lock(), threading.Event()
    built = house.built

    def slowly() -> house.House:
        if building.acquire(blocking=False):
            second_builder.wait(0.2)  # long enough for another to come in, if one could
        else:
            second_builder.set()
        return built()

    def ask(_: int) -> house.House:
        together.wait(10)
        return house.shared()

    monkeypatch.setattr(house, "built", slowly)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))
    assert all(one is found[0] for one in found)
    assert not second_builder.is_set()


def test_putting_it_together_opens_nothing(records: Path):
    house.shared()
    assert not records.exists()


def test_a_closed_house_has_let_go_of_its_records_and_is_put_together_anew(records: Path):
    first = house.shared()
    first.records.check()
    assert first.records.database._engine is not None
    house.close()
    assert first.records.database._engine is None
    assert house.shared() is not first
    house.shared().records.check()


def test_content_and_records_are_where_the_environment_says(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    found = house.built({"COURSE_CONTENT": str(tmp_path), "COURSE_DATABASE_URL": url})
    assert found.library.root == tmp_path / "lessons" / "library"
    assert found.banks.root == tmp_path / "quizzes" / "bank"
    assert found.records.database.place.endswith("elsewhere.db")
    ours = house.built({}, root=tmp_path / "project")
    assert ours.library.root == tmp_path / "project" / "lessons" / "library"
    assert ours.records.database.place.endswith("project/records/course.db")


def test_a_database_that_cannot_be_named_is_told_each_time_it_is_asked_for(
    records: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COURSE_DATABASE_URL", "mysql://host/course")
    for _ in range(2):
        with pytest.raises(RecordsError, match="must begin with sqlite:///"):
            house.shared()
    monkeypatch.setenv("COURSE_DATABASE_URL", f"sqlite:///{records}")
    assert house.shared() is house.shared()
