"""The server is killed, and tabs disagree: no answer is lost, none counts twice, and the learner goes on."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import opened, settled
from tests.serving import PATIENCE

QUESTION = "/biased-hiring?step=a-flag"
BEFORE = "/biased-hiring?step=before-the-run"
MARKED = re.compile(r"^(Right|Partly right|Not right)\.")
KILLED_AFTER = (0, 15, 150)
"""Milliseconds from the press of the button to the death of the server."""


def kept(served):
    """The answers in the records of an app that was started by ``serve``."""
    with sqlite3.connect(served.log.parent / "course.db") as database:
        return database.execute("select question, outcome from submissions order by stored").fetchall()


def press(page, option):
    form = page.locator('[data-testid="stForm"]')
    form.get_by_role("radio").nth(option).check(force=True)
    form.get_by_role("button", name="Check my answer").click()


def said(page):
    """What the page says about the last answer that counted."""
    return page.locator('[data-testid="stAlert"]').filter(has_text=MARKED)


def killed(served):
    served.process.kill()
    served.process.wait(20)


def test_a_page_that_outlived_its_server_takes_answers_again_without_being_loaded_anew(serve, page):
    served = serve()
    opened(page, served.url + QUESTION)
    killed(served)
    page.wait_for_selector('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])')
    served = serve(port=served.port)
    page.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]')
    settled(page, quiet=500)
    press(page, 0)
    said(page).wait_for()
    assert len(kept(served)) == 1


def test_an_answer_that_was_acknowledged_survives_a_killed_server(serve, page):
    served = serve()
    opened(page, served.url + QUESTION)
    press(page, 0)
    said(page).wait_for()
    acknowledged = said(page).inner_text()
    before = kept(served)
    killed(served)
    again = serve(port=served.port)
    opened(page, again.url + QUESTION)
    expect(said(page)).to_have_text(acknowledged)
    assert len(before) == 1
    assert kept(again) == before
    page.get_by_role("button", name=re.compile("^Next: ")).click()
    settled(page)
    page.get_by_role("button", name="Back").click()
    expect(said(page)).to_have_text(acknowledged)


def test_an_answer_is_kept_once_or_not_at_all_when_the_server_is_killed_while_it_is_handed_in(serve, page):
    served = serve()
    done = page.get_by_text(re.compile(r"^\d done$"))
    for milliseconds in KILLED_AFTER:
        opened(page, served.url + BEFORE)
        before = int(done.inner_text().split()[0])
        assert before == len(kept(served))
        press(page, 0)
        page.wait_for_timeout(milliseconds)
        acknowledged = said(page).count()
        killed(served)
        assert len(kept(served)) - before in ((1,) if acknowledged else (0, 1))
        served = serve(port=served.port)
    opened(page, served.url + BEFORE)
    assert int(done.inner_text().split()[0]) == len(kept(served))
    assert all(number == 1 for number in Counter(question for question, _ in kept(served)).values())
    end = time.monotonic() + PATIENCE
    while "pending" in [outcome for _, outcome in kept(served)]:  # graded beside the first pages
        assert time.monotonic() < end
        page.wait_for_timeout(100)


@pytest.fixture
def tabs(app, page):
    """Two tabs of one learner at the same question."""
    both = (page, page.context.new_page())
    for tab in both:
        opened(tab, app.url + QUESTION)
    return both


@pytest.fixture
def answers(app, page, house_of, learner_of):
    """What is kept of this learner's answers, as outcomes in the order of their numbers."""

    def outcomes():
        ledger = house_of(app).records.ledger(learner_of(app, page))
        return [one.outcome.value for one in ledger.past(ledger.sitting("biased-hiring", "lesson").id)]

    return outcomes


def test_another_answer_from_a_second_tab_is_kept_set_aside_and_said_to_be(tabs, answers):
    for option, tab in enumerate(tabs):
        press(tab, option)
        said(tab).wait_for()
    expect(tabs[1].get_by_text("answered meanwhile, perhaps in another tab")).to_be_visible()
    assert said(tabs[1]).inner_text() == said(tabs[0]).inner_text()
    counted, aside = answers()
    assert counted in ("right", "wrong")
    assert aside == "set-aside"


def test_the_same_answer_from_a_second_tab_is_one_answer(tabs, answers):
    for tab in tabs:
        press(tab, 0)
        said(tab).wait_for()
    assert len(answers()) == 1
