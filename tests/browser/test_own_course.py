"""An instructor's own lesson: saved, broken and mended while the app runs; its quiz from hint to result."""

from __future__ import annotations

import re
import shutil
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import opened, settled
from tests.serving import ROOT, serving

LESSON = """\
---
title: Thrown coins
summary: What a coin does when it is thrown.
minutes: 5
objectives:
  - id: heads
    text: Say how often heads come.
  - id: tails
    text: Say how often tails come.
---

## A throw {#throw}

A fair coin shows heads in half of its throws.

## Two throws {#two}

Two throws have four ends.

## The quiz {#quiz}

:::{quiz} quiz
:::
"""
BANK = """\
title: Thrown coins
lesson: coins
policy:
  tries: 2
  questions: 2
questions:
  - id: c-heads
    type: number
    pool: quiz
    objective: heads
    prompt: How many heads do ten throws show on average?
    hints: [Half of the throws., Half of ten.]
    answer: 5
    tolerance: 0.1
    feedback_right: Yes.
    feedback_wrong: Count the sides.
    explanation: One side of two.
    read_again: throw
  - id: c-tails
    type: number
    pool: quiz
    objective: tails
    prompt: How many tails do ten throws show on average?
    hints: [Half of the throws., Half of ten.]
    answer: 5
    tolerance: 0.1
    feedback_right: Yes.
    feedback_wrong: Count the sides.
    explanation: The other side of two.
    read_again: two
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The content of a course with one lesson more, to be edited."""
    content = tmp_path_factory.mktemp("content")
    for part in ("lessons/library", "quizzes/bank"):
        shutil.copytree(ROOT / part, content / part)
    (content / "lessons/library/coins").mkdir()
    (content / "lessons/library/coins/lesson.md").write_text(LESSON, "utf-8")
    (content / "quizzes/bank/coins.yaml").write_text(BANK, "utf-8")
    return content


@pytest.fixture(scope="module")
def own(folder, tmp_path_factory):
    """The app with that content."""
    with serving(tmp_path_factory.mktemp("own"), environment={"COURSE_CONTENT": str(folder)}) as served:
        yield served


def test_a_lesson_that_is_saved_shows_when_r_is_pressed(own, page, folder):
    file = folder / "lessons/library/coins/lesson.md"
    opened(page, own.url + "/coins")
    expect(page.get_by_text("in half of its throws")).to_be_visible()

    file.write_text(LESSON.replace("in half of its throws", "in every second throw"), "utf-8")
    page.locator("body").press("r")
    expect(page.get_by_text("in every second throw")).to_be_visible()

    file.write_text(LESSON.replace("minutes:", "minuts:"), "utf-8")
    page.locator("body").press("r")
    expect(page.get_by_role("alert")).to_contain_text("coins/lesson.md:4:1: ")
    expect(page.get_by_role("alert")).to_contain_text("did you mean 'minutes'?")

    file.write_text(LESSON, "utf-8")
    page.locator("body").press("r")
    expect(page.get_by_text("in half of its throws")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def answer(page, number):
    form = page.locator('[data-testid="stForm"]')
    form.get_by_role("textbox").fill(number)
    form.get_by_role("button", name="Check my answer").click()


def test_hints_come_one_at_a_time_tries_run_out_and_the_result_leads_back_to_the_text(own, page):
    opened(page, own.url + "/coins?step=quiz")
    page.get_by_role("button", name="Begin the quiz").click()

    expect(page.get_by_text("Hint 1:")).to_have_count(0)
    page.get_by_role("button", name="Show a hint").click()
    expect(page.get_by_text("Hint 1: Half of the throws.")).to_be_visible()
    expect(page.get_by_text("Hint 2:")).to_have_count(0)
    page.get_by_role("button", name="Show one hint more").click()
    expect(page.get_by_text("Hint 2: Half of ten.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("hint"))).to_have_count(0)

    expect(page.get_by_text("You have 2 tries.")).to_be_visible()
    answer(page, "7")
    expect(page.get_by_text("This is your last try.")).to_be_visible()
    expect(page.get_by_text("side of two.")).to_have_count(0)
    answer(page, "8")
    expect(page.get_by_text("side of two.")).to_be_visible()
    expect(page.get_by_role("button", name="Check my answer")).to_have_count(0)
    missed_heads = page.get_by_text("How many heads").count() == 1

    page.get_by_role("button", name="Next question").click()
    settled(page)
    answer(page, "5")
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    page.get_by_role("button", name="See the result").click()

    expect(page.get_by_role("heading", name="Not passed yet: 50% of the marks")).to_be_visible()
    row = page.get_by_role("row", name=re.compile("how often heads" if missed_heads else "how often tails"))
    expect(row).to_contain_text(re.compile(r"0\.0\sof\s1"))
    again = "A throw" if missed_heads else "Two throws"
    opened(page, urljoin(page.url, row.get_by_role("link", name=again).get_attribute("href")))
    expect(page.get_by_role("heading", level=1)).to_have_text(again)

    opened(page, own.url + "/coins?step=quiz")
    page.get_by_role("button", name="Take the quiz again, with other questions").click()
    expect(page.get_by_text("Question 1 of 2")).to_be_visible()
    expect(page.get_by_text("You have 2 tries.")).to_be_visible()
