"""A lesson's notebook: it comes back without loss, runs, shows the page's numbers, and tells no key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.cells import KEY
from lessons.course import Library
from lessons.from_notebook import import_text, undone
from lessons.model import Lesson, SimulationBlock
from lessons.notebook import notebook, notebook_text, run_notebook
from lessons.reader import parse_lesson
from lessons.roles import Edit, Figures, apply, measured
from quizzes.model import Bank
from quizzes.reader import Banks
from simulations.authored import ContentError
from simulations.catalogue import Catalogue
from simulations.outcomes import OutcomeStore
from tests.lessons.coins_course import FRONT, PROJECT, Content
from tests.lessons.executing import printed

OURS = Catalogue()
STORE = OutcomeStore()
LIBRARY = Library(PROJECT / "lessons" / "library")
BANKS = Banks(catalogue=OURS)


def bank_of(slug: str) -> Bank | None:
    return BANKS.load(slug) if slug in BANKS.slugs() else None


def text_of(lesson: Lesson) -> str:
    made = notebook(lesson, figures=measured(OURS, STORE), catalogue=OURS, bank=bank_of(lesson.front.slug))
    return notebook_text(made)


def coins_notebook(content: Content, figures: Figures) -> str:
    lesson, bank = content.library.load("coins-lesson"), content.banks.load("coins-lesson")
    return notebook_text(notebook(lesson, figures=figures, catalogue=content.catalogue, bank=bank))


def edited(text: str, edit: Callable[[str], str], kind: str, number: int = 0) -> str:
    """The notebook with one cell of this kind edited, as Jupyter saves it."""
    made = json.loads(text)
    cells = [cell for cell in made["cells"] if cell["metadata"].get(KEY, {}).get("kind") == kind]
    cells[number]["source"] = edit("".join(cells[number]["source"])).splitlines(keepends=True)
    return json.dumps(made)


@pytest.mark.parametrize("slug", LIBRARY.slugs())
def test_every_lesson_comes_back_from_its_notebook_character_by_character(slug: str) -> None:
    lesson = LIBRARY.load(slug)
    text = text_of(lesson)
    nbformat.validate(nbformat.reads(text, as_version=4))
    imported = import_text(text, shown="lesson.ipynb")
    assert imported.text == lesson.text
    assert imported.slug == slug
    assert imported.warnings == ()
    for path, data in imported.figures.items():
        assert (lesson.folder / path).read_bytes() == data


@pytest.mark.parametrize("slug", LIBRARY.slugs())
def test_every_lesson_gives_the_same_bytes_each_time(slug: str) -> None:
    lesson = LIBRARY.load(slug)
    again = Library(LIBRARY.root).load(slug)
    assert text_of(lesson) == text_of(again)


@pytest.mark.parametrize("slug", LIBRARY.slugs())
def test_every_notebook_runs_and_prints_the_numbers_of_the_page(slug: str) -> None:
    lesson = LIBRARY.load(slug)
    expected = []
    for block in (block for step in lesson.steps for block in step.blocks):
        if isinstance(block, SimulationBlock):
            simulation = OURS.load(block.simulation)
            start = simulation.presets[block.preset].settings(simulation) if block.preset else None
            settings = simulation.settings(block.parameters, start=start)
            outcome = STORE.get(simulation, settings, block.seed)
            for name in block.measures or simulation.headline:
                measure = simulation.measure[name]
                expected.append(f"{measure.label}: {measure.text(outcome.measures[name])}")
    lines = printed(text_of(lesson), PROJECT).splitlines() if expected else []
    assert lines == expected


@pytest.mark.parametrize("slug", LIBRARY.slugs())
def test_no_notebook_holds_feedback_or_keys(slug: str) -> None:
    lesson = LIBRARY.load(slug)
    text = text_of(lesson)
    shown = "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
    bank = bank_of(slug)
    assert bank is not None
    told = [value.strip() for value in _values(bank.document.value, ("feedback", "explanation"))]
    telling = [value for value in told if len(value) > 25 and value not in lesson.text]
    assert telling
    assert [value for value in telling if value in shown or value in text] == []


def _values(value: object, keys: tuple[str, ...]) -> list[str]:
    if isinstance(value, dict):
        here = [part for key, part in value.items() if key in keys and isinstance(part, str)]
        return here + [text for part in value.values() for text in _values(part, keys)]
    return [text for part in value for text in _values(part, keys)] if isinstance(value, list) else []


def test_the_notebook_of_a_run_prints_every_measure_and_draws_every_chart() -> None:
    simulation = OURS.load("hiring")
    settings = simulation.settings({"columns": "all", "hire_rate": 0.1, "prejudice": 1.0, "proxy": 0.5})
    text = notebook_text(run_notebook(simulation, settings, 7))
    assert text == notebook_text(run_notebook(simulation, settings, 7))
    outcome = STORE.get(simulation, settings, 7)
    assert printed(text, PROJECT).splitlines() == [
        f"{measure.label}: {measure.text(outcome.measures[measure.name])}" for measure in simulation.measures
    ]
    assert all(f"'{slug}'" in text for slug in outcome.charts)


# --- a small lesson, of which everything is known ---


def test_roles_are_worked_out_in_the_notebook(content: Content, figures: Figures) -> None:
    cells = nbformat.reads(coins_notebook(content, figures), as_version=4).cells
    sources = [cell.source for cell in cells]
    assert any("show *heads* [\\[1\\]](<https://example.org/coins>)." in source for source in sources)
    assert any("Open the lab, or go [on](#And-again)." in source for source in sources)
    assert "## And again" in sources
    assert any(source.startswith("> **Note: Odd**\n>\n> It costs \\$5") for source in sources)
    assert any(source.startswith("> **Deeper: Law**\n>\n> With $p$ heads") for source in sources)
    assert sources[-2] == "## Words\n\n- *heads*: The side with the head."
    assert sources[-1].startswith("## Sources\n\n1. The book of coins")
    (code,) = [source for source in sources if source.startswith("# :::{simulation} coins")]
    assert "# Here 100 coins show heads." in code
    assert 'settings = coins.settings({"bias": 0.7})\nresult = coins.run(settings, seed=4)' in code
    assert "measures=['share', 'heads'],\n     charts=['bar'])" in code
    (asked,) = [source for source in sources if source.startswith("**A question**")]
    assert "Which side is up, with 100?" in asked
    assert "- The head." in asked


PIECES = st.sampled_from([
    "## A", "### c", ":::{note} T\n{term}`heads`\n:::", ":::{deeper}\n$x$\n:::", "$5 {cite}`book`",
    "- {term}`heads`", ":::{simulation} coins\n:seed: 3\n:::", "> {measure}`coins share`", "", "\n",
    "[a {term}`heads`](lab:coins) b", "![a](b.svg)", "```\n{cite}`x`\n```", ":::{quiz} quiz\n:::",
    "[a](step:start) é\u2028x", "## B {#b}", "text\r",
])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=10), st.sampled_from(["\n", "\n\n", "\r\n\r\n"]))
def test_whatever_reads_comes_back_character_by_character(
    figures: Figures, catalogue: Catalogue, pieces: list[str], between: str
) -> None:
    text = FRONT + between.join(["## Start", *pieces])
    try:
        lesson = parse_lesson(text, Path("coins-lesson"), shown="lesson.md")
    except ContentError:
        return
    made = notebook_text(notebook(lesson, figures=figures, catalogue=catalogue))
    assert import_text(made, shown="x.ipynb").text == text


def test_an_edited_paragraph_keeps_its_roles(content: Content, figures: Figures) -> None:
    text = coins_notebook(content, figures)
    text = edited(text, lambda old: old.replace("is thrown", "is tossed"), "prose")
    before = content.library.load("coins-lesson").text
    after = import_text(text, shown="x.ipynb").text
    assert after == before.replace("A coin is thrown", "A coin is tossed")


def test_a_number_that_was_edited_is_no_role_any_more(content: Content, figures: Figures) -> None:
    def edit(old: str) -> str:
        return "A coin is thrown, and most" + old.split("\u00a0%", 1)[1]

    after = import_text(edited(coins_notebook(content, figures), edit, "prose"), shown="x.ipynb").text
    assert "A coin is thrown, and most of the throws show {term}`heads` {cite}`book`." in after


def test_each_kind_of_cell_comes_back_edited(content: Content, figures: Figures) -> None:
    text = coins_notebook(content, figures)
    text = edited(text, lambda old: old.replace("first", "second"), "step")
    text = edited(text, lambda old: old.replace("Odd", "Even").replace("then", "and"), "aside")
    text = edited(text, lambda old: old.replace("bias=0.7", "bias=0.3"), "simulation")
    imported = import_text(text, shown="x.ipynb")
    expected = content.library.load("coins-lesson").text
    for old, new in (("The first throw", "The second throw"), ("} Odd", "} Even"), ("$5, then", "$5, and"),
                     (":parameters: bias=0.7", ":parameters: bias=0.3")):
        expected = expected.replace(old, new)
    assert imported.text == expected


def test_an_aside_that_is_no_quotation_any_more_becomes_prose(content: Content, figures: Figures) -> None:
    text = edited(coins_notebook(content, figures), lambda old: "Just text.", "aside")
    lesson = import_text(text, shown="x.ipynb").text
    assert ":::{note}" not in lesson
    assert "Just text.\n\n:::{deeper}" in lesson


def test_what_cannot_come_back_is_told_and_left(content: Content, figures: Figures) -> None:
    text = coins_notebook(content, figures)
    for kind in ("question", "generated"):
        text = edited(text, lambda old: old + "\nMore.", kind)
    text = edited(text, lambda old: old + "\nprint(1)", "simulation")
    imported = import_text(text, shown="x.ipynb")
    assert imported.text == content.library.load("coins-lesson").text
    assert len(imported.warnings) == 3
    assert all(problem.severity == "warning" and "(cell " in problem.path for problem in imported.warnings)


def test_cells_come_in_the_order_in_which_they_stand(content: Content, figures: Figures) -> None:
    made = json.loads(coins_notebook(content, figures))
    kinds = [cell["metadata"].get(KEY, {}).get("kind") for cell in made["cells"]]
    note = made["cells"].pop(kinds.index("aside"))
    made["cells"].insert(kinds.index("prose"), note)
    made["cells"].insert(kinds.index("prose"), {"cell_type": "markdown", "source": "New.", "metadata": {}})
    lesson = import_text(json.dumps(made), shown="x.ipynb").text
    begin = lesson.index("## The first throw")
    assert lesson[begin:].startswith(
        "## The first throw\n\nNew.\n\n:::{note} Odd\nIt costs $5, then $6"
    )
    assert ":::\n\nA coin is thrown, and {measure}`coins share seed=1`" in lesson


@pytest.mark.parametrize(("shown", "back"), [
    ("It was 5, not 7.", "It was {a}, not {b}."), ("It was 5, not 8.", "It was {a}, not 8."),
    ("Before that it was 5, and not 7.", "Before that it was {a}, and not {b}."), ("", ""),
])
def test_changes_are_undone_where_their_surroundings_stand(shown: str, back: str) -> None:
    source, changes = "It was {a}, not {b}.", [Edit(7, 10, "5"), Edit(16, 19, "7")]
    assert apply(source, changes) == "It was 5, not 7."
    assert undone(source, changes, shown) == back


def test_a_lesson_that_names_something_unknown_has_no_notebook(content: Content, figures: Figures) -> None:
    content.write(content.library.load("coins-lesson").text.replace("share seed=1", "shares seed=1"))
    with pytest.raises(ContentError, match="no measure 'shares'"):
        coins_notebook(content, figures)
