"""What is wrong or weak in a lesson is told with its place; what stands in the course is neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.course import Library
from lessons.course_checks import check_course
from lessons.notebook import notebook, notebook_text
from lessons.numerals import typed_numerals
from lessons.roles import Figures
from quizzes.reader import Banks
from simulations.authored import Problem
from simulations.catalogue import Catalogue
from tests.lessons.coins_course import BODY, FRONT, PROJECT, Content

LINES = FRONT.count("\n")


def checked(content: Content) -> list[Problem]:
    return check_course(content.library, content.banks, content.catalogue)


def test_the_course_has_no_errors() -> None:
    library = Library(PROJECT / "lessons" / "library", "lessons/library")
    problems = check_course(library, Banks(), Catalogue())
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


def test_a_good_lesson_has_neither_errors_nor_warnings(content: Content) -> None:
    text = (FRONT + BODY).replace("$5, then $6", "a coin, then another")
    content.write(text)
    assert checked(content) == []


@pytest.mark.parametrize(("old", "new", "line", "said"), [
    ("{simulation} coins", "{simulation} coin", 6, "no simulation 'coin'; did you mean 'coins'?"),
    (":parameters: bias=0.7", ":parameters: bais=0.7", 6, "no parameter 'bais'"),
    (":parameters: bias=0.7", ":parameters: bias=7", 6, "bias must be between 0 and 1"),
    (":parameters: bias=0.7", ":preset: load", 6, "no preset 'load' in 'coins'; did you mean 'loaded'?"),
    (":parameters: bias=0.7", ":preset: counted", 6, "holds counts, which no knob can turn"),
    (":knobs: bias", ":knobs: bais", 6, "no parameter 'bais' in 'coins'; did you mean 'bias'?"),
    (":charts: bar", ":charts: bars", 6, "no chart 'bars' in 'coins'; did you mean 'bar'?"),
    (":measures: share heads", ":measures: shares", 6, "no measure 'shares'"),
    (":measures: share heads", ":measures: share share", 6, "stands here twice"),
    ("Here {measure}`coins heads", "Here {measure}`coins head", 6, "no measure 'head'"),
    ("{measure}`coins share seed=1`", "{measure}`coins share seed=x`", 3, "seed must be"),
    ("{measure}`coins share bias=1`", "{measure}`coins shares`", 25, "no measure 'shares'"),
    ("{term}`heads`", "{term}`head`", 3, "the glossary has no 'head'"),
    ("{cite}`book`", "{cite}`boko`", 3, "no reference 'boko'; did you mean 'book'?"),
    ("lab:coins?bias=0.7", "lab:coins?bias=7", 4, "bias must be between 0 and 1"),
    ("lab:coins?bias=0.7", "lab:coin", 4, "no simulation 'coin'"),
    ("lab:coins?bias=0.7", "lab:coins?preset=load", 4, "no preset 'load'"),
    ("lab:coins?bias=0.7", "lesson:coin-lesson", 4, "did you mean 'coins-lesson'?"),
    ("step:again", "step:agian", 4, "no step 'agian'; did you mean 'again'?"),
    ("{question} c-lesson", "{question} c-leson", 15, "no question 'c-leson'; did you mean 'c-lesson'?"),
    ("{question} c-lesson", "{question} c-1", 15, "is of the pool 'quiz'"),
    ("{question} c-lesson", "{predict} c-lesson", 15, "is of type 'choice'"),
    ("{quiz} quiz", "{quiz} before", 31, "no questions of the pool 'before'"),
    ("- one\n", "![A coin](coin.svg)\n\n- one\n", 28, "no picture 'coin.svg'"),
])
def test_what_leads_nowhere_is_an_error_with_its_line(
    content: Content, old: str, new: str, line: int, said: str
) -> None:
    assert old in BODY
    content.write(FRONT + BODY.replace(old, new))
    errors = [problem for problem in checked(content) if problem.severity == "error"]
    assert [(problem.path, problem.line) for problem in errors] == [
        ("library/coins-lesson/lesson.md", LINES + line)
    ]
    assert said in errors[0].message


@pytest.mark.parametrize(("old", "new", "line", "said", "severity"), [
    ("minutes: 15", "minutes: 90", 4, "a lesson usually takes", "warning"),
    ("minutes: 15", "minutes: 15\nprerequisites: [coin-lesson]", 5, "no lesson 'coin-lesson'", "error"),
    ("minutes: 15", "minutes: 15\npicture: a.svg\npicture_alt: A", 5, "no picture 'a.svg'", "error"),
    ("references:", "  - id: say-tails\n    text: Say tails.\nreferences:", 8, "asks for the objective "
     "'say-tails' never; at least 2", "error"),
    ("glossary:", "  - id: more\n    text: More.\nglossary:", 12, "nothing in the lesson cites 'more'",
     "warning"),
    ("glossary:", "glossary:\n  tails: A side.", 13, "marks 'tails' as a term", "warning"),
])
def test_what_is_wrong_in_the_front_matter_has_its_line(
    content: Content, old: str, new: str, line: int, said: str, severity: str
) -> None:
    content.write(FRONT.replace(old, new) + BODY.replace("$5, then $6", "much"))
    problems = checked(content)
    assert [(problem.line, problem.severity) for problem in problems] == [(line, severity)]
    assert said in problems[0].message


def test_a_panel_that_shows_too_much_is_weak(content: Content) -> None:
    content.write(FRONT + BODY.replace("$5, then $6", "much").replace(
        ":measures: share heads", ":measures: share heads nothing share heads"))
    problems = [problem for problem in checked(content) if problem.severity == "warning"]
    assert [problem.message for problem in problems] == ["at most 4 measures are easy to follow (got 5)"]


@pytest.mark.parametrize(("head", "told"), [
    ("| | heads |", [3]), ("| coin |  | heads |", [3]), ("| coin | heads |", []),
])
def test_a_column_without_a_head_is_weak(content: Content, head: str, told: list[int]) -> None:
    step = f"## A {{#a}}\n\n{head}\n{'|---' * (head.count('|') - 1)}|\n| {'x |' * (head.count('|') - 1)}\n"
    content.write(FRONT + step)
    found = [one.line - LINES for one in checked(content) if "has no head" in one.message]
    assert found == told


def test_an_empty_step_is_weak(content: Content) -> None:
    content.write(FRONT + BODY.replace("$5, then $6", "much") + "\n## Nothing\n")
    assert [problem.message for problem in checked(content)] == ["the step 'Nothing' is empty"]


def test_faults_in_the_texts_of_questions_have_their_line(content: Content) -> None:
    path = content.banks.path("coins-lesson")
    text = path.read_text().replace("coins heads bias=1`?", "coins heads bias=3`?", 1)
    path.write_text(text.replace("The praise of c-2", "The <b>praise</b> of c-2"))
    problems = checked(content)
    errors = [(problem.path, problem.line) for problem in problems if problem.severity == "error"]
    lines = text.split("\n")
    number = next(number for number, line in enumerate(lines, 1) if "bias=3" in line)
    praise = next(number for number, line in enumerate(lines, 1) if "praise of c-2" in line)
    shown = "quizzes/bank/coins-lesson.yaml"
    assert errors == [(shown, number), (shown, praise), (shown, praise)]


def test_a_broken_bank_hides_nothing_in_the_lesson(content: Content) -> None:
    content.banks.path("coins-lesson").write_text("title: [")
    content.write(FRONT + BODY.replace("step:again", "step:agian"))
    errors = [problem for problem in checked(content) if problem.severity == "error"]
    assert sorted(Path(problem.path).name for problem in errors) == ["coins-lesson.yaml", "lesson.md"]


def test_a_broken_lesson_hides_nothing_in_the_others(content: Content) -> None:
    content.write("nothing", "broken")
    content.write(FRONT + BODY.replace("step:again", "step:agian"))
    said = " ".join(str(problem) for problem in checked(content))
    assert "broken/lesson.md:1:1" in said
    assert "no step 'agian'" in said


def test_a_lesson_without_questions_is_told_so(content: Content) -> None:
    content.banks.path("coins-lesson").unlink()
    said = [str(problem) for problem in checked(content)]
    assert any("warning: there is no question bank 'coins-lesson.yaml'" in line for line in said)
    assert any("no question 'c-lesson'" in line for line in said)


def test_in_a_notebook_the_cell_is_told(content: Content, figures: Figures) -> None:
    lesson = content.library.load("coins-lesson")
    made = notebook_text(notebook(lesson, figures=figures, catalogue=content.catalogue))
    (content.folder / "lesson.md").unlink()
    (content.folder / "lesson.ipynb").write_text(made.replace("(step:again)", "(step:agian)"))
    (error,) = [problem for problem in checked(content) if problem.severity == "error"]
    assert str(error).startswith("library/coins-lesson/lesson.ipynb (cell 4):2:43: this lesson has no step")


def test_lessons_that_are_named_before_they_are_written_are_warned_of(content: Content) -> None:
    (content.library.root / "course.yaml").write_text(
        "title: T\nmodules:\n  - slug: m\n    title: M\n    lessons: [coins-lesson, coins-lessen]\n"
    )
    found = [problem for problem in checked(content) if problem.path.endswith("course.yaml")]
    assert [(problem.line, problem.severity) for problem in found] == [(5, "warning")]
    assert "did you mean 'coins-lesson'?" in found[0].message


@pytest.mark.parametrize(("text", "numbers"), [
    ("It rose to 53 of 1,000.", ["53", "1,000"]), ("It is .5 and 0.27.", ["0.27"]),
    ("Two of three.", []), ("In 1978 {cite}`a`.\nIn 1979.", ["1979"]),
    ("{measure}`hiring x y=1` of `12` and [x](lab:hiring?y=3)", []), ("[12](https://example.org/34)", ["12"]),
    ("1. one\n2. two\n", []), ("B2 and H5 and 29CFR", []),
    ("| 4 | x |\n|---|---|\n| 5 | 4 |\n", ["4", "5", "4"]),
    ("    12\n", []), ("95 % sure", ["95"]), ("$5", ["5"]), ("$x^2$", []), ("![3 dots](a4.svg)", []),
])
def test_typed_numbers_are_found_where_nobody_computes_or_cites_them(text: str, numbers: list[str]) -> None:
    assert [number for number, _, _ in typed_numerals(text)] == numbers
