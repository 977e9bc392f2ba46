"""Roles: what the engine says stands in the text, and nothing else is touched."""

from __future__ import annotations

import statistics

import pytest

from lessons.model import Reference
from lessons.roles import MOST_SEEDS, Context, Figures, Place, asked, place_of, resolve, term, terms
from simulations.authored import ContentError
from simulations.catalogue import Catalogue

REFERENCES = (Reference("first", "The first.", "https://example.org/1"), Reference("second", "The second."))


@pytest.fixture
def context(figures: Figures) -> Context:
    def link(place: Place) -> str | None:
        return None if place.kind == "lesson" else f"/{place.kind}-{place.slug}?n={len(place.query)}"

    return Context(figures, REFERENCES, {"heads": "A side."}, link, path="lesson.md")


@pytest.mark.parametrize(("written", "shown"), [
    ("{measure}`coins share bias=1`.", "100.0\u00a0%."),
    ("{measure}`coins heads throws=7 bias=1`", "7"),
    ("{measure}`coins nothing`", "undefined"),
    ("{measure}`coins share preset=loaded`", "100.0\u00a0%"),
    ("{measure}`coins share preset=loaded bias=0`", "0.0\u00a0%"),
    ("{measure}`coins preset=counted share`", "75.0\u00a0%"),
    ("{measure}`coins preset=counted heads`", "30"),
    ("{measure}`coins preset=counted share published`", "75.0\u00a0%"),
    ("a {cite}`first`", "a [\\[1\\]](<https://example.org/1>)"),
    ("a {cite}`second,first`", "a \\[2\\][\\[1\\]](<https://example.org/1>)"),
    ("{term}`heads` and {term}`Many heads <heads>`", "*heads* and *Many heads*"),
    ("[x](lab:coins?bias=1&throws=2)", "[x](/lab-coins?n=2)"),
    ("[x](<lab:coins>)", "[x](/lab-coins?n=0)"),
    ('[x](step:a "title")', '[x](/step-a?n=0 "title")'),
    ("[a {cite}`second`](lab:coins)", "[a \\[2\\]](/lab-coins?n=0)"),
    ("[a {cite}`first`](lab:coins)", "[a \\[1\\]](/lab-coins?n=0)"),
    ("[a {cite}`first`](lesson:other) b", "a [\\[1\\]](<https://example.org/1>) b"),
    ("[x](https://example.org/?a=1)", "[x](https://example.org/?a=1)"),
    ("`{cite}`", "`{cite}`"),
    ("``{cite}`first` ``", "``{cite}`first` ``"),
    ("    {cite}`first`\n", "    {cite}`first`\n"),
    ("```\n{cite}`first` $\n```", "```\n{cite}`first` $\n```"),
    ("\\{cite}`first`", "\\{cite}`first`"),
    ("$5 to $6, or \\$7", "\\$5 to \\$6, or \\$7"),
    ("`$5` and $x_1$", "`$5` and $x_1$"),
    ("> - {cite}`second`\n>   {term}`heads`\n", "> - \\[2\\]\n>   *heads*\n"),
    ("| {cite}`second` | {cite}`second` |\n|---|---|\n| a | {cite}`second` |\n",
     "| \\[2\\] | \\[2\\] |\n|---|---|\n| a | \\[2\\] |\n"),
    ("### {term}`heads` ###\n", "### *heads* ###\n"),
    ("one\r\n{cite}`second`", "one\n\\[2\\]"),
    ("", ""),
])
def test_each_role_becomes_what_it_says(context: Context, written: str, shown: str) -> None:
    assert resolve(written, context) == shown


def test_a_mean_over_seeds_is_that_of_its_runs(context: Context, catalogue: Catalogue) -> None:
    coins = catalogue.load("coins")
    runs = [coins.run(coins.settings({}), seed).measures["heads"] for seed in range(1, 8)]
    assert resolve("{measure}`coins heads seeds=7`", context) == f"{statistics.fmean(runs):.0f}"
    assert resolve("{measure}`coins heads seed=3`", context) == f"{runs[2]:.0f}"


@pytest.mark.parametrize(("written", "said"), [
    ("{measure}`coin share`", "no simulation 'coin'; did you mean 'coins'?"),
    ("{measure}`coins shar`", "no measure 'shar' in 'coins'; did you mean 'share'?"),
    ("{measure}`coins share bais=1`", "no parameter 'bais' in 'coins'; did you mean 'bias'?"),
    ("{measure}`coins share bias=2`", "bias must be between 0 and 1"),
    ("{measure}`coins share preset=load`", "no preset 'load' in 'coins'; did you mean 'loaded'?"),
    ("{measure}`coins share preset=counted bias=1`", "holds counts, which take no parameters"),
    ("{measure}`coins heads preset=counted published`", "no published 'heads'"),
    ("{measure}`coins share published`", "only a preset has published figures"),
    ("{measure}`coins share heads`", "names one measure"),
    ("{measure}`coins`", "names one measure"),
    ("{measure}`bias=1`", "begins with the name of a simulation"),
    ("{measure}`coins share bias=1 bias=0`", "each name once"),
    ("{measure}`coins share bias=`", "each name once"),
    ("{measure}`coins share seed=1 seeds=2`", "not both"),
    ("{measure}`coins share seeds=0`", f"between 1 and {MOST_SEEDS}"),
    ("{measure}`coins share seeds=99999999999999`", f"between 1 and {MOST_SEEDS}"),
    ("{measure}`coins share seeds=٣`", f"between 1 and {MOST_SEEDS}"),
    ("{measure}`coins share seed=-1`", "seed must be a whole number"),
    ("{cite}`frist`", "no reference 'frist'; did you mean 'first'?"),
    ("{term}`head`", "the glossary has no 'head'; did you mean 'heads'?"),
    ("{other}`x`", "no role 'other'"),
    ("[a {cite}`frist`](lesson:other)", "no reference 'frist'"),
])
def test_what_a_role_cannot_find_is_told_with_its_place(context: Context, written: str, said: str) -> None:
    with pytest.raises(ContentError) as caught:
        resolve(f"a\nbc {written}", context, line=40)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line, problem.column) == ("lesson.md", 41, 4)
    assert said in problem.message


def test_every_fault_of_a_text_is_told_at_once(context: Context) -> None:
    with pytest.raises(ContentError) as caught:
        resolve("{cite}`a` {term}`b`\n{measure}`coins share bias=2 throws=0`", context)
    assert [problem.line for problem in caught.value.problems] == [1, 1, 2, 2]


def test_a_number_is_computed_once_for_all_who_read_it(catalogue: Catalogue) -> None:
    from lessons.roles import measured
    from simulations.outcomes import OutcomeStore

    store = OutcomeStore()
    figures = measured(catalogue, store)
    wanted = asked("coins share bias=1")
    assert figures(wanted) == "100.0 %"
    assert len(store) == 1
    assert figures(asked("coins share bias=1 seed=1")) == "100.0 %"
    assert len(store) == 1


def test_the_words_of_a_text_are_told_once_each_in_order() -> None:
    glossary = {"heads": "A side.", "tails": "The other."}
    text = "{term}`tails`, {term}`a head <heads>`, {term}`tails`, `{term}`, {term}`edge`"
    assert list(terms(text, glossary)) == ["tails", "heads"]
    assert term("a head <heads>") == ("a head", "heads")


def test_only_links_within_the_course_are_places() -> None:
    query = {"columns": "all", "seed": "3"}
    assert place_of("lab:hiring?columns=all&seed=3") == Place("lab", "hiring", query)
    assert place_of("step:a") == Place("step", "a")
    assert place_of("https://example.org") is None
    assert place_of("mailto:a@example.org") is None
