"""One learner takes "Biased hiring" in a real browser: the promises of the course, kept in one walk."""

from __future__ import annotations

import json
import re
import sqlite3

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import expect

from quizzes.desk import state
from quizzes.grading import chosen
from tests.browser.chromium import opened, settled

LESSON = "/biased-hiring"


def step(page, app, slug):
    opened(page, f"{app.url}{LESSON}?step={slug}")


def number_of(page, label):
    """The large number under ``label``."""
    return page.locator('[data-testid="stMetric"]', has_text=label).locator(
        '[data-testid="stMetricValue"]').first.inner_text()


def move_slider(page, name, presses, key="ArrowRight"):
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    for _ in range(presses):
        slider.press(key)
    settled(page, quiet=500)


def test_home_leads_into_a_lesson_and_back_to_where_one_was(app, page):
    opened(page, app.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Responsible AI and AI security")
    page.get_by_role("link", name="Biased hiring").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The letter of rejection")
    page.get_by_role("button", name=re.compile("^Next: ")).click()
    settled(page)
    at = page.get_by_role("heading", level=1).inner_text()
    opened(page, app.url)
    page.get_by_role("button", name="Continue: Biased hiring").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(at)


def test_a_prediction_survives_a_reload(app, page):
    step(page, app, "your-prediction")
    form = page.locator('[data-testid="stForm"]')
    form.get_by_role("radio").first.check(force=True)
    form.get_by_role("radiogroup").last.get_by_role("radio").first.check(force=True)
    form.get_by_role("button").click()
    expect(page.get_by_text("Your prediction is kept")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Your prediction is kept")).to_be_visible()
    expect(page.get_by_text("Your answer:")).to_be_visible()


def test_turning_a_knob_changes_the_numbers_and_the_chart(app, page):
    step(page, app, "delete-the-column")
    before = number_of(page, "Impact ratio")
    move_slider(page, re.compile("Past prejudice"), 4, "ArrowLeft")
    assert float(number_of(page, "Impact ratio")) > float(before)


def drag(page, start, end):
    """Drags the threshold of the ranking from percentile ``start`` to ``end``."""
    chart = page.locator('[data-testid="stVegaLiteChart"]').first
    chart.scroll_into_view_if_needed()
    plot = chart.locator("svg .mark-group.root path.background").first.bounding_box()
    x = [plot["x"] + plot["width"] * share / 100 for share in (start, end)]
    y = plot["y"] + plot["height"] * 0.45
    page.mouse.move(x[0], y)
    page.mouse.down()
    for share in range(1, 11):
        page.mouse.move(x[0] + (x[1] - x[0]) * share / 10, y)
    page.mouse.up()
    settled(page, quiet=600)


def test_dragging_the_threshold_in_the_chart_moves_the_hire_rate(app, page):
    step(page, app, "delete-the-column")
    drag(page, 80, 60)
    slider = page.get_by_role("slider", name=re.compile("Hire rate"))
    rate = float(slider.get_attribute("aria-valuenow") or slider.input_value())
    assert 0.35 < rate < 0.45
    move_slider(page, re.compile("Hire rate"), 3, "ArrowLeft")
    assert float(slider.get_attribute("aria-valuenow") or slider.input_value()) < rate


def test_a_shared_link_restores_exactly_this_run_in_another_browser(app, learner):
    mine = learner()
    opened(mine, f"{app.url}/lab-hiring")
    move_slider(mine, re.compile("Past prejudice"), 3)
    mine.get_by_role("button", name="Other people").click()
    mine.wait_for_url(re.compile("prejudice=1.1&.*seed=2"))
    settled(mine, quiet=500)
    theirs = learner()
    opened(theirs, mine.url)
    for label in ("Impact ratio", "Hired who do well"):
        assert number_of(theirs, label) == number_of(mine, label)
    assert theirs.url == mine.url


def test_what_is_turned_in_quick_succession_is_all_kept(app, page):
    opened(page, f"{app.url}/lab-hiring")
    slider = page.get_by_role("slider", name=re.compile("Past prejudice"))
    start = slider.input_value()
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Other people").click()
    page.get_by_role("button", name="Pin this run").click()
    page.wait_for_url(re.compile("prejudice=1.3&.*seed=2"))
    settled(page, quiet=500)
    assert float(slider.input_value()) == pytest.approx(float(start) + 0.5)
    page.go_back()
    page.wait_for_url(re.compile("seed=1$"))
    page.get_by_text("More knobs").click()
    expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("1")


def test_a_link_with_a_bad_value_gets_a_sentence(app, page):
    opened(page, f"{app.url}/lab-hiring?prejudice=7&columns=al")
    warning = page.get_by_role("alert").first
    expect(warning).to_contain_text("prejudice must be between 0 and 2")
    expect(warning).to_contain_text("columns must be one of")


def test_the_notebook_of_a_run_runs_and_shows_the_pages_numbers(app, page, tmp_path):
    opened(page, f"{app.url}/lab-hiring?prejudice=1.1")
    shown = number_of(page, "Impact ratio")
    page.get_by_role("button", name="Notebook").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the notebook").click()
    file = tmp_path / "run.ipynb"
    download.value.save_as(file)
    book = nbformat.read(file, as_version=4)
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    outputs = json.dumps([cell.get("outputs", []) for cell in book.cells])
    assert shown in outputs


def answer_a_choice(page, index):
    form = page.locator('[data-testid="stForm"]')
    form.get_by_role("radio").nth(index).check(force=True)
    form.get_by_role("button", name="Check my answer").click()
    settled(page, quiet=400)


def test_answers_in_the_quiz_are_still_there_after_a_reload(app, page, house_of, learner_of):
    step(page, app, "the-quiz")
    page.get_by_role("button", name="Begin the quiz").click()
    settled(page)
    house, who = house_of(app), learner_of(app, page)
    ledger = house.records.ledger(who)
    bank = house.banks.load("biased-hiring")
    sitting = ledger.sitting("biased-hiring", "quiz")
    order = list(chosen(bank, sitting.pool, sitting.seed))
    kinds = {name: bank.question(name).type for name in order}
    choice = next(name for name in order if kinds[name] == "choice")
    number = next(name for name in order if kinds[name] in ("computed", "number"))

    def go_to(name):
        while True:
            at = page.get_by_text(re.compile(r"^Question \d+ of \d+$")).inner_text()
            place = int(at.split()[1]) - 1
            if place == order.index(name):
                return
            forward = place < order.index(name)
            page.get_by_role("button", name="Next question" if forward else "Question before").click()
            settled(page)

    # one right
    go_to(choice)
    variant = state(ledger, bank, sitting, choice).variant
    right = next(iter(variant.examples().right))
    options = [option.id for option in variant.fields()[0].options]
    answer_a_choice(page, options.index(next(iter(right.values()))))
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()

    # one unreadable, which costs no try, then one wrong
    go_to(number)
    tries = page.get_by_text(re.compile(r"^You have \d tries")).inner_text()
    form = page.locator('[data-testid="stForm"]')
    form.get_by_role("textbox").fill("about half")
    form.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("This cost no try")).to_be_visible()
    assert page.get_by_text(re.compile(r"^You have \d tries")).inner_text() == tries
    form.get_by_role("textbox").fill("987654")
    form.get_by_role("button", name="Check my answer").click()
    settled(page, quiet=500)
    expect(page.get_by_text("Not right.")).to_be_visible()

    page.reload()
    settled(page)
    outcomes = [one.outcome.value for one in ledger.past(sitting.id)]
    assert sorted(outcomes) == ["right", "unreadable", "wrong"]
    go_to(choice)
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    expect(page.get_by_text("1 done")).to_be_visible()


def test_what_is_kept_can_be_taken_away_and_deleted(app, page, tmp_path, learner_of):
    step(page, app, "the-letter")
    opened(page, f"{app.url}/progress")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download everything").click()
    download.value.save_as(tmp_path / "mine.json")
    kept = json.loads((tmp_path / "mine.json").read_text("utf-8"))
    assert [one["step"] for one in kept["steps_seen"]] == ["the-letter"]
    page.get_by_role("button", name="Delete everything").click()
    page.get_by_role("button", name="Delete it now").click()
    expect(page.get_by_text("is deleted")).to_be_visible()
    with sqlite3.connect(app.log.parent / "course.db") as database:
        found = database.execute("select count(*) from learners where id = ?",
                                 [learner_of(app, page).id]).fetchone()
    assert found == (0,)


def test_this_is_not_me_starts_over_as_somebody_new(app, page, learner_of):
    step(page, app, "the-letter")
    before = learner_of(app, page)
    page.goto(f"{app.url}/me/start-over")
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_role("button", name=re.compile("^Start with"))).to_be_visible()
    assert learner_of(app, page).id != before.id


def test_keys_never_reach_the_browser_before_grading(app, page, house_of, learner_of):
    frames: list[bytes] = []
    page.on("websocket", lambda socket: socket.on(
        "framereceived", lambda data: frames.append(data if isinstance(data, bytes) else data.encode())))
    step(page, app, "before-the-run")
    house, who = house_of(app), learner_of(app, page)
    bank = house.banks.load("biased-hiring")
    sent = b"".join(frames)
    asked = next(iter(bank.pool("before")))
    ledger = house.records.ledger(who)
    variant = state(ledger, bank, ledger.sitting("biased-hiring", "before"), asked.id).variant
    assert variant.fields()[0].options[0].text[:20].encode() in sent
    assert asked.explanation[:40].encode() not in sent
    for option in asked.options:
        assert option.feedback[:40].encode() not in sent


def test_links_of_the_course_stay_in_the_tab_and_labs_open_beside(app, page):
    step(page, app, "before-the-run")
    page.get_by_role("link", name="challenge").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Challenge")
    assert len(page.context.pages) == 1
    step(page, app, "delete-the-column")
    with page.context.expect_page() as opened_beside:
        page.get_by_role("link", name="open this run in the lab").click()
    assert "/lab-hiring?" in opened_beside.value.url


def test_a_step_begins_at_its_top(app, page):
    step(page, app, "what-happened")
    main = page.locator('[data-testid="stMain"]')
    main.evaluate("main => main.scrollTo(0, main.scrollHeight)")
    page.get_by_role("button", name=re.compile("^Next: ")).click()
    settled(page)
    assert main.evaluate("main => main.scrollTop") == 0
