"""``python -m lessons``: what each command does, and what it says where it cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from lessons.__main__ import main
from lessons.schema import schema
from tests.lessons.coins_course import PROJECT


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def course(tmp_path: Path) -> Path:
    assert run("new", "two-queues", "--root", tmp_path).exit_code == 0
    return tmp_path


def lesson(root: Path) -> Path:
    return root / "lessons" / "library" / "two-queues" / "lesson.md"


def test_a_new_lesson_passes_the_check_as_it_stands(course: Path) -> None:
    result = run("check", "--root", course)
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings\n")
    assert "title: \"Two queues\"" in lesson(course).read_text()


def test_a_new_lesson_replaces_nothing(course: Path) -> None:
    result = run("new", "two-queues", "--root", course)
    assert result.exit_code == 1
    assert "exists already" in result.output


@pytest.mark.parametrize("slug", ["Two", "two queues", "../two", "two--queues", "", "a" * 61, "two\n"])
def test_a_bad_slug_is_refused(tmp_path: Path, slug: str) -> None:
    result = run("new", slug, "--root", tmp_path)
    assert result.exit_code == 1
    assert "a slug is small letters" in result.output
    assert list(tmp_path.iterdir()) == []


def test_list_tells_modules_and_lessons(course: Path) -> None:
    assert "two-queues: Two queues (15 min)" in run("list", "--root", course).output
    told = json.loads(run("list", "--root", course, "--json").stdout)
    assert told["modules"][0]["lessons"][0]["slug"] == "two-queues"


def test_list_tells_a_broken_lesson_and_the_others(course: Path) -> None:
    broken = lesson(course).parent.parent / "broken" / "lesson.md"
    broken.parent.mkdir()
    broken.write_text("x")
    result = run("list", "--root", course)
    assert result.exit_code == 1
    assert "two-queues: Two queues" in result.output
    assert "broken/lesson.md:1:1: a lesson begins with" in result.output


def test_check_tells_each_problem_in_a_line_and_fails_on_errors_only(course: Path) -> None:
    path = lesson(course)
    path.write_text(path.read_text().replace("Begin with a case", "Begin with 12 cases"))
    result = run("check", "--root", course)
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "0 errors, 1 warning")
    path.write_text(path.read_text().replace("{cite}`handbook`", "{cite}`hand`"))
    result = run("check", "two-queues", "--root", course, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [problem["severity"] for problem in told].count("error") == 1
    assert {"path", "line", "column", "message", "severity"} == set(told[0])


def test_check_of_an_unknown_lesson_fails(course: Path) -> None:
    result = run("check", "two-queue", "--root", course)
    assert result.exit_code == 1
    assert "did you mean 'two-queues'?" in result.output


def test_a_lesson_goes_out_as_a_notebook_and_comes_back(course: Path, tmp_path: Path) -> None:
    made = tmp_path / "out" / "x.ipynb"
    assert run("notebook", "two-queues", "-o", made, "--root", course).exit_code == 0
    other = tmp_path / "other"
    (other / "lessons" / "library").mkdir(parents=True)
    result = run("import", made, "--root", other)
    assert result.exit_code == 0, result.output
    assert lesson(other).read_bytes() == lesson(course).read_bytes()


def test_import_replaces_a_changed_lesson_only_when_told_to(course: Path, tmp_path: Path) -> None:
    made = tmp_path / "x.ipynb"
    run("notebook", "two-queues", "-o", made, "--root", course)
    assert run("import", made, "--root", course).exit_code == 0
    before = lesson(course).read_text()
    lesson(course).write_text(before + "\nMore.\n")
    result = run("import", made, "--root", course)
    assert result.exit_code == 1
    assert "use --force to replace it" in result.output
    assert lesson(course).read_text().endswith("More.\n")
    assert run("import", made, "--root", course, "--force").exit_code == 0
    assert lesson(course).read_text() == before


def test_import_refuses_what_is_no_lesson_and_writes_nothing(course: Path, tmp_path: Path) -> None:
    made = tmp_path / "bad.ipynb"
    made.write_text('{"cells": [], "nbformat": 4}')
    result = run("import", made, "--root", course)
    assert result.exit_code == 1
    assert "the first cell must hold the front matter" in result.output
    assert [path.name for path in lesson(course).parent.parent.iterdir()] == ["two-queues"]


def test_a_lesson_goes_out_as_a_zip(course: Path, tmp_path: Path) -> None:
    made = tmp_path / "x.zip"
    assert run("notebook", "two-queues", "--zip", "-o", made, "--root", course).exit_code == 0
    assert made.read_bytes().startswith(b"PK")


def test_a_lesson_that_cannot_be_read_has_no_notebook(course: Path, tmp_path: Path) -> None:
    lesson(course).write_text("x")
    result = run("notebook", "two-queues", "-o", tmp_path / "x.ipynb", "--root", course)
    assert result.exit_code == 1
    assert "lesson.md:1:1" in result.output
    assert not (tmp_path / "x.ipynb").exists()


def test_what_cannot_be_written_is_told(course: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("notebook", "two-queues", "-o", tmp_path / "file" / "x.ipynb", "--root", course)
    assert result.exit_code == 1
    assert "cannot be written" in result.output


@pytest.mark.parametrize("kind", ["front", "course"])
def test_the_schema_takes_what_the_reader_takes(kind: str) -> None:
    made = json.loads(run("schema", kind).stdout)
    jsonschema.Draft202012Validator.check_schema(made)
    good = {
        "front": {"title": "T", "summary": "S", "minutes": 5, "objectives": [{"id": "a", "text": "Say."}]},
        "course": {"title": "T", "modules": [{"slug": "m", "title": "M", "lessons": ["a"]}]},
    }[kind]
    jsonschema.validate(good, made)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, "tilte": "x"}, made)
    assert made == schema(kind)  # type: ignore[arg-type]


def test_the_module_runs_and_tells_its_commands() -> None:
    done = subprocess.run([sys.executable, "-m", "lessons", "--help"], capture_output=True, text=True,
                          cwd=PROJECT, check=True)
    for command in ("list", "check", "new", "notebook", "import", "schema"):
        assert f"\n  {command} " in done.stdout
