"""What an author or an operator got wrong, as the app shows it: in its place, in a sentence."""

from __future__ import annotations

import pytest

from classroom import house
from tests.test_pages import LESSON, copy, course, errors, texts  # noqa: F401  fixtures


@pytest.mark.parametrize(("options", "sentence"), [
    (":preset: blind-modle", "there is no preset 'blind-modle' in 'hiring'; did you mean 'blind-model'?"),
    (":preset: berkeley-1973", "holds counts, which no knob can turn; link to the lab instead"),
    (":knobs: prejudise", "there is no parameter 'prejudise' in 'hiring'; did you mean 'prejudice'?"),
    (":measures: impact", "there is no measure 'impact' in 'hiring'"),
    (":charts: rate", "there is no chart 'rate' in 'hiring'; did you mean 'rates'?"),
    (":parameters: prejudice=9", "prejudice must be between 0 and 2 (got 9.0)"),
])
def test_a_panel_that_names_what_is_not_there_says_so_in_its_place(copy, options, sentence):  # noqa: F811
    block = f":::{{simulation}} hiring\n{options}\n:::"
    copy.write("lessons/library/mine/lesson.md", LESSON.format(title="Mine", block=block))
    page = copy.at("mine")
    assert not page.exception
    (said,) = errors(page)
    assert sentence in said
    assert "Here is some text." in texts(page) and "And this stands after it." in texts(page)


@pytest.mark.parametrize("slug", ["My Lesson", "progress", "lab-hiring"])
def test_a_folder_that_cannot_be_a_lesson_says_so_and_stops_no_other(copy, slug):  # noqa: F811
    copy.write(f"lessons/library/{slug}/lesson.md", LESSON.format(title="Mine", block=""))
    for path in ("", "progress", "lab-hiring", "biased-hiring"):
        page = copy.at(path)
        assert not page.exception and page.title, path
    assert any(slug in one for one in errors(copy.at()))
    page = copy.at(slug if slug == "My Lesson" else f"lesson-{slug}")
    assert "This lesson cannot be read" in errors(page)[0]


@pytest.mark.parametrize("data", [None, b"no picture", b"/etc/passwd"])
@pytest.mark.parametrize("name", ["a.svg", "a.png"])
def test_a_picture_that_cannot_be_shown_says_so_in_its_place(copy, name, data):  # noqa: F811
    text = LESSON.format(title="Mine", block=f"![What it shows]({name})")
    copy.write("lessons/library/mine/lesson.md",
               text.replace("minutes: 1", f"minutes: 1\npicture: {name}\npicture_alt: What it shows."))
    if data is not None:
        (copy.content / "lessons" / "library" / "mine" / name).write_bytes(data)
    assert not copy.at().exception
    page = copy.at("mine")
    assert not page.exception
    assert f"picture '{name}'" in errors(page)[0]
    assert "And this stands after it." in texts(page)


def test_presets_that_are_saved_show_when_the_page_is_drawn_again(copy, monkeypatch, tmp_path):  # noqa: F811
    from simulations import load

    hiring = load("hiring")
    (tmp_path / "presets.yaml").write_text("presets: {a: {title: As saved, summary: B, parameters: {}}}\n")
    monkeypatch.setattr(type(hiring), "folder", property(lambda self: tmp_path))
    page = copy.at("lab-hiring")
    assert page.selectbox(key="lab.hiring.preset").options == ["As saved"]
    (tmp_path / "presets.yaml").write_text("presets: {a: {titel: Broken}}\n")
    page.run()
    assert not page.exception
    assert any("presets.yaml:1:15: there is no key 'titel' here" in one for one in errors(page))


@pytest.mark.parametrize("path", ["", "progress", "biased-hiring", "lab-hiring"])
def test_a_database_that_cannot_be_used_is_told_on_every_page(course, monkeypatch, path):  # noqa: F811
    monkeypatch.setenv("COURSE_DATABASE_URL", "mysql://course:hunter2@host/course")
    page = course.at(path)
    assert not page.exception
    (said,) = errors(page)
    assert "COURSE_DATABASE_URL must begin with sqlite:///" in said
    assert "hunter2" not in said


def test_a_course_without_lessons_says_where_they_belong(course, monkeypatch, tmp_path):  # noqa: F811
    monkeypatch.setenv("COURSE_CONTENT", str(tmp_path / "nowhere"))
    house.close()
    page = course.at()
    assert not page.exception
    assert "There are no lessons here" in page.warning[0].value
