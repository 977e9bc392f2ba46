"""The library of a course: what is found, in which order, and what a broken part does to the rest."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from lessons.course import OTHERS
from lessons.notebook import notebook, notebook_text
from lessons.roles import Figures
from simulations.authored import ContentError
from tests.lessons.coins_course import BODY, FRONT, Content

SHIPPED = Path(__file__).parents[2] / "lessons" / "library"
COURSE = """\
title: Coins
modules:
  - slug: first
    title: First things
    summary: One sentence.
    lessons: [coins-lesson, not-written-yet]
  - slug: later
    title: Later things
    lessons: [not-written-either]
"""


def course(content: Content, text: str) -> None:
    (content.library.root / "course.yaml").write_text(text)


def test_modules_hold_the_lessons_that_exist_and_others_come_last(content: Content) -> None:
    course(content, COURSE)
    content.write(FRONT + BODY, "another")
    modules = content.library.modules()
    assert [(module.slug, module.lessons) for module in modules] == [
        ("first", ("coins-lesson",)), (OTHERS, ("another",)),
    ]


def test_without_a_course_map_every_lesson_is_listed(content: Content) -> None:
    assert [module.lessons for module in content.library.modules()] == [("coins-lesson",)]


def test_an_empty_or_missing_library_has_no_lessons(tmp_path: Path) -> None:
    library = Content(tmp_path, None).library  # type: ignore[arg-type]
    assert library.slugs() == ()
    assert library.modules() == ()


def test_templates_and_hidden_folders_are_no_lessons(content: Content) -> None:
    content.write(FRONT + BODY, "_draft")
    content.write(FRONT + BODY, ".hidden")
    (content.library.root / "figures").mkdir()
    assert content.library.slugs() == ("coins-lesson",)


def test_saving_a_lesson_shows_the_change(content: Content) -> None:
    library = content.library
    assert library.load("coins-lesson") is library.load("coins-lesson")
    path = content.write(FRONT.replace("Thrown coins", "Tossed coins") + BODY)
    os.utime(path, ns=(1, 1))
    assert library.load("coins-lesson").front.title == "Tossed coins"
    assert library.front("coins-lesson").title == "Tossed coins"


def test_one_broken_lesson_stops_no_other(content: Content) -> None:
    content.write("nothing", "broken")
    assert content.library.load("coins-lesson").front.title == "Thrown coins"
    for read in (content.library.load, content.library.front):
        with pytest.raises(ContentError, match=r"library/broken/lesson\.md:1:1: a lesson begins with"):
            read("broken")


def test_a_fault_in_the_text_leaves_the_front_matter_readable(content: Content) -> None:
    content.write(FRONT + "## A\n\n<b>x</b>\n")
    assert content.library.front("coins-lesson").minutes == 15
    with pytest.raises(ContentError, match="raw HTML"):
        content.library.load("coins-lesson")


def test_an_unknown_lesson_is_told_what_is_near(content: Content) -> None:
    with pytest.raises(ContentError, match=r"no lesson 'coin-lesson'; did you mean 'coins-lesson'\?"):
        content.library.load("coin-lesson")
    with pytest.raises(ContentError, match="no lesson"):
        content.library.load("../quizzes")


def test_a_folder_with_a_name_that_is_no_address_is_told(content: Content) -> None:
    content.write(FRONT + BODY, "My Lesson")
    with pytest.raises(ContentError, match="library/My Lesson:1:1: the name of a lesson's folder must be"):
        content.library.load("My Lesson")
    assert "My Lesson" in content.library.modules()[-1].lessons, "where its page says so"


@pytest.mark.parametrize(("text", "line", "said"), [
    (COURSE.replace("title: Coins\n", ""), 1, "'title' is missing"),
    (COURSE.replace("    summary:", "    sumary:"), 5, "did you mean 'summary'?"),
    (COURSE.replace("slug: later", "slug: first"), 7, "the slug 'first' is taken"),
    (COURSE.replace("not-written-either", "coins-lesson"), 9, "stands in 'first' already"),
    ("", 1, "empty"), ("title: [", 1, "not valid YAML"),
])
def test_each_fault_of_the_course_map_has_its_line(content: Content, text: str, line: int, said: str) -> None:
    course(content, text)
    with pytest.raises(ContentError) as caught:
        content.library.course()
    faults = [str(problem) for problem in caught.value.problems]
    assert any(fault.startswith(f"library/course.yaml:{line}:") and said in fault for fault in faults), faults
    assert content.library.load("coins-lesson")


def test_a_folder_with_two_lessons_is_refused(content: Content) -> None:
    (content.folder / "lesson.ipynb").write_text("{}")
    with pytest.raises(ContentError, match="holds both"):
        content.library.load("coins-lesson")


def test_a_notebook_in_the_folder_is_a_lesson_too(content: Content, figures: Figures) -> None:
    lesson = content.library.load("coins-lesson")
    made = notebook(lesson, figures=figures, catalogue=content.catalogue)
    (content.folder / "lesson.ipynb").write_text(notebook_text(made))
    (content.folder / "lesson.md").unlink()
    again = content.library.load("coins-lesson")
    assert again.text == lesson.text
    assert again.front == content.library.front("coins-lesson") == lesson.front
    assert again.source == "coins-lesson/lesson.ipynb"


def test_pictures_come_from_the_lessons_own_folder_only(content: Content) -> None:
    (content.folder / "a.svg").write_text("<svg/>")
    (content.library.root / "b.svg").write_text("<svg/>")
    (content.folder / "link.svg").symlink_to(content.library.root / "b.svg")
    assert content.library.figure("coins-lesson", "a.svg").startswith("data:image/svg+xml;base64,")
    for path in ("../b.svg", "c.svg", str(content.library.root / "b.svg"), "link.svg", ""):
        with pytest.raises(ContentError, match="there is no picture"):
            content.library.figure("coins-lesson", path)


@pytest.mark.parametrize(("name", "data", "said"), [
    ("a.png", b"\x89PNG\r\n\x1a\n...", ""), ("a.jpg", b"\xff\xd8\xff...", ""), ("a.gif", b"GIF89a...", ""),
    ("a.svg", b'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg width="1"></svg>', ""),
    ("a.svg", b"<!--a-->" * 40 + b"no", "is not an SVG"), ("a.svg", b"<!--a-->" * 40 + b"<svg/>", ""),
    ("a.svg", b"/etc/passwd", "is not an SVG"), ("a.svg", b"https://example.org/", "is not an SVG"),
    ("a.svg", b"\x89PNG\r\n", "is not an SVG"), ("a.svg", b"", "is not an SVG"),
    ("a.png", b"<svg></svg>", "must be SVG, PNG"), ("a.png", b"", "must be SVG, PNG"),
    ("a.txt", b"text", "must be SVG, PNG"), ("a.png", b"\x89PNG" + bytes(5_000_001), "at most 5 MB"),
])
def test_only_pictures_are_shown_and_no_other_file_is_named_by_one(
    content: Content, name: str, data: bytes, said: str
) -> None:
    (content.folder / name).write_bytes(data)
    if said:
        with pytest.raises(ContentError, match=said):
            content.library.figure("coins-lesson", name)
    elif name.endswith(".svg"):
        assert content.library.figure("coins-lesson", name).startswith("data:image/svg+xml;base64,")
    else:
        assert content.library.figure("coins-lesson", name) == str(content.folder / name)


@pytest.mark.parametrize("slug", ["progress", "lab-hiring", "me", "static"])
def test_a_lesson_cannot_take_the_address_of_another_page(content: Content, slug: str) -> None:
    content.write(FRONT + BODY, slug)
    assert slug in content.library.modules()[-1].lessons
    with pytest.raises(ContentError, match=f"'{slug}' is the address of another page"):
        content.library.load(slug)


def test_the_presenters_notes_stand_beside_the_lesson(content: Content) -> None:
    assert content.library.presenter("coins-lesson") == ""
    (content.folder / "presenter.md").write_text("Ask first.")
    assert content.library.presenter("coins-lesson") == "Ask first."


def test_the_court_lesson_tells_of_all_and_of_both_groups_by_the_same_runs() -> None:
    """Else more of each group can lack what fewer of all lack."""
    text = (SHIPPED / "risk-scores-in-court" / "lesson.md").read_text()
    told = re.findall(r"\{measure\}`notice ([^`]*)`", text)
    assert len(told) >= 6
    assert {word for role in told for word in role.split() if word.startswith("seed")} == {"seeds=20"}
