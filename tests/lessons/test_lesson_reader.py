"""Reading lessons: every line is kept, every fault has its place, nothing hostile gets through."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.course import Library
from lessons.front import lines_of
from lessons.model import Aside, Figure, Prose, QuestionBlock, QuizBlock, SimulationBlock
from lessons.reader import MOST_CHARACTERS, parse_lesson, read_lesson, slug_of
from simulations.authored import ContentError
from tests.lessons.coins_course import BODY, FRONT, PROJECT, lesson_of

LIBRARY = Library(PROJECT / "lessons" / "library")
LINES = FRONT.count("\n")


def faults_of(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        parse_lesson(text, Path("coins-lesson"), shown="lesson.md")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("slug", LIBRARY.slugs())
def test_every_lesson_of_the_course_reads_and_keeps_every_character(slug: str) -> None:
    lesson = LIBRARY.load(slug)
    assert lesson.text == (LIBRARY.root / lesson.source).read_bytes().decode()
    assert LIBRARY.front(slug) == lesson.front


def test_a_lesson_is_cut_into_steps_of_blocks() -> None:
    lesson = lesson_of(BODY)
    first, second = lesson.steps
    assert (first.slug, first.title, first.line) == ("the-first-throw", "The first throw", LINES + 1)
    assert (second.slug, second.title) == ("again", "And again")
    assert [type(block) for block in first.blocks] == [Prose, SimulationBlock, QuestionBlock]
    assert [type(block) for block in second.blocks] == [Aside, Aside, Prose, QuizBlock]
    panel = first.blocks[1]
    assert isinstance(panel, SimulationBlock)
    assert (panel.simulation, panel.parameters, panel.knobs, panel.charts, panel.measures, panel.seed) == (
        "coins", {"bias": "0.7"}, ("bias",), ("bar",), ("share", "heads"), 4
    )
    note = second.blocks[0]
    assert isinstance(note, Aside)
    assert (note.kind, note.title) == ("note", "Odd")


def test_each_block_knows_the_line_it_begins_in() -> None:
    lesson = lesson_of(BODY)
    lines = lesson.text.split("\n")
    for step in lesson.steps:
        assert lines[step.line - 1].startswith("## ")
        for block in step.blocks:
            assert block.source.startswith(lines[block.line - 1])


def test_a_picture_alone_in_its_paragraph_is_a_figure() -> None:
    lesson = lesson_of('## A\n\n![What it shows](figures/a%20b.svg "Seen")\n')
    assert lesson.steps[0].blocks == (
        Figure('![What it shows](figures/a%20b.svg "Seen")\n', LINES + 3, "figures/a b.svg",
               "What it shows", "Seen"),
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_are_kept(end: str) -> None:
    text = (FRONT + BODY).replace("\n", end)
    lesson = parse_lesson(text, Path("coins-lesson"), shown="lesson.md")
    assert lesson.text == text
    assert len(lesson.steps) == 2


def test_a_slug_is_made_from_the_words_of_a_heading() -> None:
    assert slug_of("What the “blind” modèl sees, 2") == "what-the-blind-model-sees-2"


@pytest.mark.parametrize(("body", "line", "column", "said"), [
    ("Text\n\n## A\n\nx\n", 1, 1, "nothing but blank lines may stand before the first step"),
    ("# A\n\n## B\n\nx\n", 1, 1, "'#' is the lesson's title"),
    ("## A\n\nTitle\n-----\n", 3, 1, "write headings as '## Title'"),
    ("## A\n\n> ## B\n", 3, 1, "must stand at the left margin"),
    ("## A\n\nx\n\n## A\n", 5, 1, "two steps have the slug 'a' (the other is in line 16)"),
    ("## A {#No Slug}\n\nx\n", 1, 1, "must be small letters, digits and hyphens"),
    ("## A `b`\n\nx\n", 1, 1, "plain text"),
    ("## A\n\n:::{simulatoin} coins\n:::\n", 3, 5, "no block 'simulatoin'; did you mean 'simulation'?"),
    ("## A\n\n:::{simulation}\n:::\n", 3, 1, "needs the name of a simulation behind it"),
    ("## A\n\n:::{simulation} coins\n:knob: bias\n:::\n", 4, 1, "did you mean 'knobs'?"),
    ("## A\n\n:::{simulation} coins\nbias\n:::\n", 4, 1, "holds only options"),
    ("## A\n\n:::{simulation} coins\n:seed: x\n:::\n", 4, 1, "seed must be a whole number"),
    ("## A\n\n:::{simulation} coins\n:seed: 1\n:seed: 1\n:::\n", 5, 1, "stands here twice"),
    ("## A\n\n:::{simulation} coins\n:parameters: bias\n:::\n", 4, 1, "holds name=value"),
    ("## A\n\n:::{simulation} coins\n", 3, 1, "is never closed"),
    ("## A\n\n:::{note} T\nText\n\n:::{predict} q\n:::\n", 6, 1, "is its closing ':::' missing?"),
    ("## A\n\n:::{note}\n:::\n", 3, 1, "is empty"),
    ("## A\n\n:::note\nText\n:::\n", 3, 1, "must name a block"),
    ("## A\n\n- x\n\n  :::{note} T\n  Text\n  :::\n", 5, 1, "must stand at the left margin"),
    ("## A\n\n:::{quiz} after\n:::\n", 3, 1, "'before' or 'quiz' (got 'after')"),
    ("## A\n\n:::{question} a b\n:::\n", 3, 1, "one word behind it"),
    ("## A\n\n![](a.svg)\n", 3, 1, "needs alternative text"),
    ("## A\n\n![x](../a.svg)\n", 3, 1, "must be a file in the lesson's own folder"),
    ("## A\n\nText ![x](a.svg)\n", 3, 1, "must stand alone"),
    ("## A\n\nA {measur}`x`.\n", 3, 3, "no role 'measur'; did you mean 'measure'?"),
    ("## A\n\nA <b>b</b>.\n", 3, 3, "raw HTML is not allowed"),
    ("## A\n\n<script>alert(1)</script>\n", 3, 1, "raw HTML is not allowed"),
    ("## A\n\n<!-- x -->\n", 3, 1, "raw HTML is not allowed"),
    ("## A\n\n:::{note} T\n<i>b</i>\n:::\n", 4, 1, "raw HTML is not allowed"),
    ("## A\n\n[x](javascript:alert(1))\n", 3, 1, "leads nowhere"),
    ("## A\n\n[x](other.md)\n", 3, 1, "leads nowhere"),
    ("## A\n\n[x][y]\n\n[y]: data:text/html,x\n", 3, 1, "leads nowhere"),
    ("## A\n\nIt is $p^2$.\n", 3, 7, "LaTeX may stand in ':::{deeper}' only"),
    ("## A\n\nA bell \x07.\n", 3, 8, "control characters"),
])
def test_each_fault_has_its_place(body: str, line: int, column: int, said: str) -> None:
    faults = faults_of(FRONT + body)
    assert any(
        fault.startswith(f"lesson.md:{LINES + line}:{column}: ") and said in fault for fault in faults
    ), faults


@pytest.mark.parametrize(("old", "new", "line", "said"), [
    ("title: Thrown coins\n", "", 2, "'title' is missing"),
    ("summary:", "sumary:", 3, "no key 'sumary' here; did you mean 'summary'?"),
    ("minutes: 15", "minutes: soon", 4, "minutes: input should be a valid integer"),
    ("id: say-heads", "id: Say Heads", 6, "should match pattern"),
    ("minutes: 15", "minutes: 15\nminutes: 16", 5, "stands here twice"),
    ("minutes: 15", "minutes: &a 15\npicture: *a", 5, "aliases"),
    ("minutes: 15", "minutes: !!python/object:os.system 15", 4, "tag"),
    ("minutes: 15", "minutes: 15\npicture: a.svg", 5, "needs a 'picture_alt'"),
    ("minutes: 15", "minutes: 15\npicture: /a.svg\npicture_alt: A", 5, "own folder"),
])
def test_each_fault_of_the_front_matter_has_its_place(old: str, new: str, line: int, said: str) -> None:
    faults = faults_of(FRONT.replace(old, new) + "## A\n\nx\n")
    assert any(fault.startswith(f"lesson.md:{line}:") and said in fault for fault in faults), faults


def test_all_faults_are_told_at_once() -> None:
    body = "## A\n\n<b>x</b>\n\n:::{foo}\n:::\n\n[x](y)\n"
    faults = faults_of(FRONT.replace("minutes: 15", "minutes: 0") + body)
    assert [int(fault.split(":")[1]) for fault in faults] == [4, LINES + 3, LINES + 3, LINES + 5, LINES + 8]


@pytest.mark.parametrize("text", [
    "", "\n", "---", "---\n", "---\n---\n", "---\ntitle: x\n", "## A\n", "\ufeff", "---\n[1]\n---\n",
    "---\n- a\n---\n## A\n", FRONT, FRONT + "\n\n", FRONT[:-6],
])
def test_cut_off_and_empty_files_get_a_sentence(text: str) -> None:
    assert faults_of(text)


def test_too_much_nesting_is_refused() -> None:
    assert any("nest at most" in fault for fault in faults_of(FRONT + "## A\n\n" + "> " * 400 + "x\n"))
    front = FRONT.replace("minutes: 15", "minutes: " + "[" * 60 + "]" * 60)
    assert any("nesting must be at most" in fault for fault in faults_of(front + "## A\n\nx\n"))


def test_a_lesson_that_is_too_long_is_refused() -> None:
    assert "at most 100,000 characters" in faults_of(FRONT + "x" * MOST_CHARACTERS)[0]


@pytest.mark.parametrize("body", [
    "[" * 5000, "![" * 5000, "`" * 5000 + "x", "*" * 5000 + "a", "{measure}" * 2000, "<" * 5000,
    "[a](" * 2000, ":::{note}\n" * 500, "|a" * 2000 + "\n" + "|-" * 2000, "$" * 5000, "&" * 5000,
])
def test_what_is_made_to_choke_a_parser_is_read_or_refused(body: str) -> None:
    text = FRONT + "## A\n\n" + body + "\n"
    try:
        assert parse_lesson(text, Path("coins-lesson"), shown="lesson.md").text == text
    except ContentError as error:
        assert error.problems


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "coins-lesson" / "lesson.md"
    path.parent.mkdir()
    path.write_bytes(b"---\n\xff\xfe")
    with pytest.raises(ContentError, match="is not UTF-8 text"):
        read_lesson(path, shown="lesson.md")


PIECES = st.sampled_from([
    "## A", "## B {#b}", "### c", ":::", "::::", ":::{note} T", ":::{simulation} coins", ":seed: 3", "",
    "text {cite}`book`", "![a](b.svg)", "> quote", "- item", "```", "{", "`", "$", "1. x", "    code",
    "| a | {term}`b` |", "|---|---|", "\r", "[x](step:a)", "\u2028", "---", "===",
])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=12), max_size=14))
def test_whatever_is_written_is_kept_or_refused_with_a_place(pieces: list[str]) -> None:
    text = FRONT + "## Start\n\n" + "\n".join(pieces)
    try:
        lesson = parse_lesson(text, Path("coins-lesson"), shown="lesson.md")
    except ContentError as error:
        last = len(lines_of(text)) + 1
        assert all(1 <= problem.line <= last and problem.column >= 1 for problem in error.problems)
    else:
        assert lesson.text == text
