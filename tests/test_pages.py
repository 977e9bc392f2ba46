"""Every page, drawn without a browser: all is there, and what is broken says so in its own place."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from classroom import house
from classroom.ledger import KeptLedger
from lessons.course import Library
from quizzes.base import RecordsError
from simulations.catalogue import Catalogue
from tests.serving import ROOT, free_port

LIBRARY = Library(ROOT / "lessons" / "library", Catalogue())
PATHS = ("", "progress", *(f"lab-{slug}" for slug in Catalogue().slugs()), *LIBRARY.slugs())
LESSON = """\
---
title: {title}
summary: A lesson of the tests.
minutes: 1
objectives:
  - id: one
    text: Say what is shown.
---

## The first step {{#first}}

Here is some text.

{block}

And this stands after it.
"""


@dataclass
class Course:
    """The app with records and content of the test's own."""

    content: Path

    def at(self, path: str = "", **query: str) -> AppTest:
        """The page at ``path``, drawn for a learner who was never here."""
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        page._page_hash = calc_hash(path) if path else ""
        page.query_params.update(query)
        return page.run()

    def write(self, path: str, text: str) -> None:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The course as it is, with records of its own."""
    monkeypatch.setenv("COURSE_DATABASE_URL", f"sqlite:///{tmp_path / 'course.db'}")
    monkeypatch.delenv("COURSE_CONTENT", raising=False)
    house.close()
    yield Course(ROOT)
    house.close()


@pytest.fixture
def copy(course, tmp_path, monkeypatch):
    """A copy of the course's content, to be broken."""
    for part in ("lessons/library", "quizzes/bank"):
        shutil.copytree(ROOT / part, tmp_path / part)
    monkeypatch.setenv("COURSE_CONTENT", str(tmp_path))
    return Course(tmp_path)


def texts(page):
    return "\n".join(str(one.value) for one in (*page.title, *page.header, *page.markdown))


def errors(page):
    return [one.value for one in page.error]


def assert_whole(page):
    assert [one.value for one in page.exception] == []
    assert errors(page) == []


# --- as it is ------------------------------------------------------------------------------------


def test_home_lists_every_lesson_and_every_lab(course):
    page = course.at()
    assert_whole(page)
    linked = [link.proto.page for link in page.get("page_link")]
    for slug in (*LIBRARY.slugs(), *(f"lab-{slug}" for slug in Catalogue().slugs())):
        assert slug in linked
    assert page.button(key="home.continue").label.startswith("Start with: ")


@pytest.mark.parametrize("slug", LIBRARY.slugs())
def test_every_step_of_a_lesson_is_drawn_without_a_fault(course, slug):
    page = course.at(slug)
    for step in LIBRARY.load(slug).steps:
        page.query_params["step"] = step.slug
        page.run()
        assert_whole(page)
        assert [one.value for one in page.title] == [step.title]


@pytest.mark.parametrize("slug", Catalogue().slugs())
def test_a_lab_page_is_drawn_with_each_of_its_presets_without_a_fault(course, slug):
    page = course.at(f"lab-{slug}")
    assert_whole(page)
    # what takes long has begun by itself, or its numbers are there already
    assert page.metric or any(one.label == "Stop this run" for one in page.button)
    for preset in Catalogue().load(slug).presets:
        page.selectbox(key=f"lab.{slug}.preset").set_value(preset).run()
        assert_whole(page)


def test_the_progress_page_is_drawn_without_a_fault(course):
    assert_whole(course.at("progress"))


def test_a_step_that_is_not_there_gets_a_sentence_and_the_first_step(course):
    page = course.at("biased-hiring", step="nowhere")
    assert page.warning[0].value == "There is no step 'nowhere' in this lesson; here is the first."
    assert page.title[0].value == LIBRARY.load("biased-hiring").steps[0].title


# --- content that is broken ----------------------------------------------------------------------


def assert_the_others_work(course):
    for path in ("biased-hiring", "lab-hiring", "progress"):
        assert_whole(course.at(path))


def test_a_broken_lesson_says_so_on_its_card_and_on_its_page_and_stops_nothing_else(copy):
    copy.write("lessons/library/cracked/lesson.md", "---\ntitle: Cracked\nminuts: 3\n---\n\nNo step.\n")
    home, own = copy.at(), copy.at("cracked")
    for page in (home, own):
        assert not page.exception
        (said,) = errors(page)
        assert "cracked/lesson.md:3:1: " in said
        assert "did you mean 'minutes'?" in said
    assert "Biased hiring" in "".join(link.proto.label for link in home.get("page_link"))
    assert_the_others_work(copy)


def test_a_broken_bank_says_so_where_its_questions_stand_and_stops_nothing_else(copy):
    block = ":::{quiz} quiz\n:::"
    copy.write("lessons/library/asking/lesson.md", LESSON.format(title="Asking", block=block))
    copy.write("quizzes/bank/asking.yaml", "title: Asking\nlesson: asking\nquestions:\n  - id: [\n")
    page = copy.at("asking")
    (said,) = errors(page)
    assert "asking.yaml:" in said
    assert "Here is some text." in texts(page)
    assert "And this stands after it." in texts(page)
    home = copy.at()
    assert not home.exception
    assert any("asking.yaml:" in one for one in errors(home))
    assert_the_others_work(copy)


def test_a_simulation_that_is_not_there_says_so_in_its_place_and_stops_nothing_else(copy):
    block = ":::{simulation} hirring\n:::"
    copy.write("lessons/library/odd/lesson.md", LESSON.format(title="Odd", block=block))
    page = copy.at("odd")
    assert not page.exception
    (said,) = errors(page)
    assert "there is no simulation 'hirring'; did you mean 'hiring'?" in said
    assert "Here is some text." in texts(page)
    assert "And this stands after it." in texts(page)
    assert_whole(copy.at())
    assert_the_others_work(copy)


def test_a_question_that_is_not_in_the_bank_says_so_in_its_place(copy):
    lesson = copy.content / "lessons/library/biased-hiring/lesson.md"
    text = lesson.read_text("utf-8")
    lesson.write_text(text.replace("{question} hb-l-why", "{question} hb-l-wy"), "utf-8")
    page = copy.at("biased-hiring", step="what-happened")
    assert not page.exception
    (said,) = errors(page)
    assert "there is no question 'hb-l-wy' in 'biased-hiring'; did you mean 'hb-l-why'?" in said
    assert page.button(key="walk.next")


def test_a_lesson_without_questions_needs_no_bank(copy):
    copy.write("lessons/library/silent/lesson.md", LESSON.format(title="Silent", block=""))
    for path in ("", "silent", "progress"):
        assert_whole(copy.at(path))


def test_a_broken_layout_of_the_course_says_so_on_the_map_and_all_lessons_stay(copy):
    copy.write("lessons/library/course.yaml", "title: Course\nmoduls: []\n")
    home = copy.at()
    assert not home.exception
    (said,) = errors(home)
    assert "course.yaml:2:1: " in said
    linked = [link.proto.page for link in home.get("page_link")]
    assert {*LIBRARY.slugs()} <= {*linked}
    assert_the_others_work(copy)


def test_a_mended_lesson_is_read_at_the_next_drawing(copy):
    path = "lessons/library/mending/lesson.md"
    copy.write(path, "nothing of a lesson")
    page = copy.at("mending")
    assert errors(page)
    copy.write(path, LESSON.format(title="Mended", block=""))
    page.run()
    assert_whole(page)
    assert page.title[0].value == "The first step"


# --- a simulation that fails ---------------------------------------------------------------------


def failing(*_args, **_more):
    raise RuntimeError("the engine broke")


def test_a_simulation_that_fails_says_so_in_its_place(course, monkeypatch):
    monkeypatch.setattr("simulations.outcomes.outcome", failing)
    for page in (course.at("biased-hiring", step="delete-the-column"), course.at("lab-hiring")):
        assert not page.exception
        (said,) = errors(page)
        assert said.startswith("The simulation 'hiring' failed with these settings.")
        assert "the engine broke" not in said
        assert page.get("slider")
    lesson = course.at("biased-hiring", step="delete-the-column")
    assert "This is Halyard, in a simulation" in texts(lesson)
    assert lesson.button(key="walk.next")


def test_a_number_whose_engine_fails_says_so_in_the_place_of_its_paragraph(course, monkeypatch):
    monkeypatch.setattr("simulations.outcomes.outcome", failing)
    page = course.at("biased-hiring", step="what-happened")
    assert not page.exception
    assert "biased-hiring/lesson.md" in errors(page)[0]
    assert "'hiring' could not be run" in errors(page)[0]
    assert page.button(key="walk.next")


def test_a_simulation_that_cannot_be_loaded_says_so_on_the_map_and_on_its_page(course, monkeypatch):
    def refuse(self, folder):
        raise ImportError("there is no module named 'torch'")

    monkeypatch.setattr(Catalogue, "_import", refuse)
    for page in (course.at(), course.at("lab-hiring"), course.at("biased-hiring", step="delete-the-column")):
        assert not page.exception
        assert any("there is no module named 'torch'" in one for one in errors(page))
    assert_whole(course.at("responsible-ai-and-security"))


# --- records that cannot be reached --------------------------------------------------------------


@pytest.fixture(params=["a folder that cannot be made", "a server that is not there"])
def unreachable(request, course, tmp_path, monkeypatch):
    """The course with records that cannot be opened."""
    (tmp_path / "file").write_text("in the way of a folder")
    url = {
        "a folder that cannot be made": f"sqlite:///{tmp_path / 'file' / 'course.db'}",
        "a server that is not there": f"postgresql://nobody:secret@127.0.0.1:{free_port()}/course",
    }[request.param]
    monkeypatch.setenv("COURSE_DATABASE_URL", url)
    return course


CANNOT = ("The file of the records cannot be opened", "The database server cannot be reached")


def said(page):
    return " ".join([*errors(page), *(one.value for one in page.warning)])


def test_without_records_every_page_is_drawn_and_says_so(unreachable):
    for path in PATHS:
        page = unreachable.at(path)
        assert [one.value for one in page.exception] == [], path
        assert page.title, path
        if not path.startswith("lab-"):  # a lab keeps nothing
            assert any(sentence in said(page) for sentence in CANNOT), path
        assert "secret" not in said(page)


def test_without_records_a_question_says_that_answers_cannot_be_read(unreachable):
    page = unreachable.at("biased-hiring", step="your-prediction")
    assert not page.exception
    assert any("cannot be read now" in one for one in errors(page))
    assert page.button(key="walk.next")


def test_an_answer_that_could_not_be_stored_is_not_said_to_be_kept(course, monkeypatch):
    page = course.at("biased-hiring", step="your-prediction")
    for radio in page.radio:
        if radio.value is None:
            radio.set_value(radio.options[0])

    def full(self, handed):
        raise RecordsError("The disk that holds the records is full: make room on it, then try again.")

    monkeypatch.setattr(KeptLedger, "put", full)
    press = next(one for one in page.button if one.label == "Keep my prediction")
    press.click().run()
    assert not page.exception
    (sentence,) = errors(page)
    assert sentence.startswith("Your answer could not be stored: The disk that holds the records is full")
    assert "is kept" not in texts(page) + "".join(one.value for one in (*page.info, *page.success))


def test_a_prediction_that_was_never_made_is_not_asked_for_beside_its_answer(course):
    page = course.at("biased-hiring", step="what-happened")
    assert "You kept no prediction when it was asked" in texts(page)
    assert "step=your-prediction" in texts(page)
    assert not any(one.label == "Keep my prediction" for one in page.button)
