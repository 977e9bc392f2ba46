"""Notebooks as lessons: written in Jupyter they read; broken or hostile they get a sentence."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from lessons import from_notebook
from lessons.cells import KEY
from lessons.from_notebook import import_text, in_cells, read_notebook
from lessons.reader import read_lesson
from simulations.authored import ContentError, Problem
from tests.lessons.coins_course import FRONT

DOT = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


def cell(source: str | list[str], kind: str = "markdown", **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "source": source, "metadata": {}, **more}


def book(*cells: dict[str, Any], **more: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more})


def fault_of(text: str) -> Problem:
    with pytest.raises(ContentError) as caught:
        import_text(text, shown="x.ipynb")
    return caught.value.problems[0]


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_notebook_written_in_jupyter_is_a_lesson(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "coins-lesson" / "lesson.ipynb"
    path.parent.mkdir()
    path.write_text(book(
        cell(FRONT.strip("\n"), kind),
        cell(["## A step\n", "\n", "Some text."]),
        cell(":::{simulation} coins\n:seed: 3\n:::"),
        cell("print(1)\n", "code", outputs=[{"output_type": "stream", "text": "1"}], execution_count=1),
        cell("  \n"),
    ))
    lesson = read_lesson(path, shown="x.ipynb")
    assert lesson.front.title == "Thrown coins"
    assert [step.title for step in lesson.steps] == ["A step"]
    assert lesson.text == (
        FRONT + "## A step\n\nSome text.\n\n:::{simulation} coins\n:seed: 3\n:::\n\n"
        "```python\nprint(1)\n```\n"
    )


def test_code_with_fences_stays_inside_its_own(tmp_path: Path) -> None:
    text = import_text(book(cell(FRONT), cell('x = """\n```\n## B\n"""', "code")), shown="x.ipynb").text
    assert text.endswith('````python\nx = """\n```\n## B\n"""\n````\n')


def test_a_panel_survives_a_tool_that_drops_metadata() -> None:
    code = "# :::{simulation} coins\n# :seed: 3\n# :::\n# A caption.\ncoins = load('coins')"
    assert import_text(book(cell(FRONT), cell(code, "code")), shown="x.ipynb").text.endswith(
        "\n\n:::{simulation} coins\n:seed: 3\n:::\n"
    )


def test_a_fault_is_told_with_its_cell_and_line(tmp_path: Path) -> None:
    path = tmp_path / "coins-lesson" / "lesson.ipynb"
    path.parent.mkdir()
    path.write_text(book(cell(FRONT), cell("## A step"), cell("Text.\n\n<b>x</b> [y](z)")))
    with pytest.raises(ContentError) as caught:
        read_lesson(path, shown="x.ipynb")
    assert [str(problem)[:23] for problem in caught.value.problems] == [
        "x.ipynb (cell 3):3:1: r", "x.ipynb (cell 3):3:5: r", "x.ipynb (cell 3):3:10: ",
    ]


def test_a_fault_of_the_front_matter_is_told_with_its_line() -> None:
    problem = Problem("x.ipynb", 4, 1, "wrong")
    assert str(in_cells([problem], [(16, 2)])[0]) == "x.ipynb (front matter):4:1: wrong"
    assert str(in_cells([problem], [(1, 1), (16, 2)])[0]) == "x.ipynb (cell 1):4:1: wrong"


@pytest.mark.parametrize(("text", "said"), [
    ("", "is not a notebook, or is cut short"),
    ('{"cells": [', "is not a notebook, or is cut short"),
    (book(cell(FRONT))[:-20], "is not a notebook, or is cut short"),
    ("[" * 200_000, "nested too deeply"),
    ('{"a":' * 100_000, "nested too deeply"),
    ('{"cells": ' + "9" * 5000 + "}", "too long to read"),
    ("[]", "is not a notebook of format 4"),
    ('{"worksheets": [], "nbformat": 3}', "is not a notebook of format 4"),
    ('{"cells": [], "nbformat": 3}', "nbformat"),
    (book(), "the first cell must hold the front matter"),
    (book(cell("## A")), "the first cell must hold the front matter"),
    (book(cell(FRONT, "code")), "the first cell must hold the front matter"),
    (book(cell(FRONT), cell("x", "heading")), "cell_type"),
    (book(cell(FRONT), cell(3)), "source"),  # type: ignore[arg-type]
    (book(cell(FRONT), {"cell_type": "code"}), "source: field required"),
    (book(cell(FRONT), cell("a\ud800")), "half a character"),
    (book(cell(FRONT), cell("x", "raw")), "raw cells cannot be part of a lesson"),
    (book(cell(FRONT), cell("x", attachments={"a.exe": {"image/png": ""}})), "no picture"),
    (book(cell(FRONT), cell("x", attachments={"../a.png": {"image/png": ""}})), "no picture"),
    (book(cell(FRONT), cell("x", attachments={"a.png": {"image/png": "%%%"}})), "is damaged"),
    (book(*[cell("x")] * 1001), "at most 1000 items"),
    (book(cell(FRONT), cell("x\n\n" * 60_000)), "at most 100,000 characters"),
    (book(metadata={KEY: {"front": "---\n\udc00"}}), "half a character"),
])
def test_broken_and_hostile_notebooks_get_a_sentence(text: str, said: str) -> None:
    problem = fault_of(text)
    assert said in problem.message
    assert problem.path.startswith("x.ipynb")


def test_html_from_a_notebook_is_refused_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "coins-lesson" / "lesson.ipynb"
    path.parent.mkdir()
    path.write_text(book(cell(FRONT), cell("## A\n\n<img src=x onerror=alert(1)>")))
    with pytest.raises(ContentError, match="raw HTML is not allowed"):
        read_lesson(path, shown="x.ipynb")


@pytest.mark.parametrize("ours", [
    None, [], "prose", {"kind": "other"}, {"kind": "prose", "edits": "x"}, {"kind": "prose", "order": {}},
    {"kind": "prose", "edits": [[5, 1, "x"], [-3, 2, "y"]], "source": "abc"},
    {"kind": "aside", "block": "../x", "source": "y", "edits": [[0, 9999, "z"]]},
    {"kind": "simulation", "source": "", "hash": 3},
    {"kind": "figure", "path": "/etc/passwd", "source": "y"},
])
def test_metadata_that_somebody_made_up_does_no_harm(ours: Any) -> None:
    made = book(cell(FRONT), {"cell_type": "markdown", "source": "## A\n\nText.", "metadata": {KEY: ours}})
    text = import_text(made, shown="x.ipynb").text
    assert text.startswith(FRONT)
    assert "/etc/passwd" not in text


def test_attached_pictures_become_files_of_the_lesson() -> None:
    picture = {"dot.svg": {"image/svg+xml": base64.b64encode(DOT).decode()}}
    made = book(cell(FRONT), cell("## A\n\n![A dot](attachment:dot.svg)", attachments=picture))
    imported = import_text(made, shown="x.ipynb")
    assert imported.text.endswith("![A dot](figures/dot.svg)\n")
    assert imported.figures == {"figures/dot.svg": DOT}


def test_a_made_up_path_of_a_picture_stays_in_the_folder() -> None:
    picture = {"dot.svg": {"image/svg+xml": base64.b64encode(DOT).decode()}}
    ours = {KEY: {"kind": "figure", "path": "../../dot.svg", "source": "x"}}
    made = book(cell(FRONT), {**cell("![A dot](attachment:dot.svg)", attachments=picture), "metadata": ours})
    assert list(import_text(made, shown="x.ipynb").figures) == ["figures/dot.svg"]


def test_a_notebook_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_notebook, "MOST_BYTES", 100)
    path = tmp_path / "x.ipynb"
    path.write_text(book(cell(FRONT)))
    with pytest.raises(ContentError, match="at most 100 bytes long"):
        read_notebook(path)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(b"\x80PNG")
    with pytest.raises(ContentError, match="its bytes are not UTF-8 text"):
        read_notebook(path)
    with pytest.raises(ContentError, match="cannot be read"):
        read_notebook(tmp_path / "none.ipynb")
