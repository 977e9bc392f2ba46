"""Every page in both themes, by axe-core: no violation that is ours.

A lesson is walked from step to step as a learner walks it, which also shows that the walk can be
done by the buttons' names alone. What axe-core cannot see (whether a text helps, whether an order
makes sense) is not tested here.
"""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest

from lessons.course import Library
from simulations.catalogue import Catalogue
from tests.browser.axe import violations
from tests.browser.chromium import opened, settled
from tests.serving import ROOT

LIBRARY = Library(ROOT / "lessons" / "library", Catalogue())
THEMES = ("light", "dark")


def found_in_both_themes(page, where, themes=THEMES):
    """What axe-core finds on the page as it stands, in light and in dark."""
    found = []
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        settled(page, quiet=100)
        by_rule = groupby(sorted(violations(page), key=lambda one: one.rule), key=lambda one: one.rule)
        for _, same in by_rule:
            first, *others = same
            found.append(f"{where}, {theme}: {first}" + (f"\n    and {len(others)} more" if others else ""))
    page.emulate_media(color_scheme="light")
    return found


def assert_none(found):
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("path", ["/", "/progress", *(f"/lab-{slug}" for slug in Catalogue().slugs())])
def test_a_page_has_no_violation(app, page, path):
    assert_none(found_in_both_themes(opened(page, app.url + path), path))


def test_the_page_for_starting_over_has_no_violation(app, page):
    page.goto(app.url + "/me/start-over")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        assert_none([f"/me/start-over, {theme}: {violation}" for violation in violations(page)])


@pytest.mark.parametrize("slug", LIBRARY.slugs())
def test_a_lesson_has_no_violation_at_any_step(app, page, slug):
    steps = LIBRARY.load(slug).steps
    found = []
    opened(page, f"{app.url}/{slug}")
    for number, step in enumerate(steps, start=1):
        page.get_by_role("heading", level=1, name=step.title, exact=True).wait_for()
        # in turns: what a theme gets wrong, it gets wrong at every other step too
        themes = (THEMES[number % 2],)
        found += found_in_both_themes(settled(page), f"{slug}, step {number} '{step.title}'", themes)
        if number < len(steps):
            page.get_by_role("button", name=f"Next: {steps[number].title}", exact=True).click()
    assert_none(found)


def test_the_table_behind_a_chart_has_no_violation(app, page):
    opened(page, app.url + "/lab-hiring")
    page.get_by_role("button", name="Table and files").first.click()
    page.get_by_role("table").first.wait_for()
    assert_none(found_in_both_themes(page, "/lab-hiring, with a table"))


def test_the_page_says_which_language_it_is_in(app, page):
    opened(page, app.url)
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("path", ["/", "/progress", "/lab-hiring", *(f"/{slug}" for slug in LIBRARY.slugs())])
def test_a_page_has_one_first_heading_and_skips_no_level(app, page, path):
    opened(page, app.url + path)
    levels = page.locator("main :is(h1, h2, h3, h4, h5, h6):visible").evaluate_all(
        "headings => headings.map(heading => Number(heading.tagName[1]))")
    assert levels.count(1) == 1
    skipped = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert skipped == []


def test_a_narrow_screen_scrolls_in_one_direction_only(app, learner):
    page = learner(viewport={"width": 360, "height": 740})
    wide = []
    for path in ("/", "/progress", "/lab-hiring", *(f"/{slug}" for slug in LIBRARY.slugs())):
        opened(page, app.url + path)
        width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        if width > 360:
            wide.append(f"{path} is {width} px wide")
    assert wide == []
