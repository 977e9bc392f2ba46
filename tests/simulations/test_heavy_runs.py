"""The panel of a heavy run: a button, how far it is, a way to stop it, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simulations import Catalogue
from simulations.gallery import gallery
from simulations.outcomes import OutcomeStore
from simulations.workshop import Workshop

ROOT = Path(__file__).parent / "engines"
PARTS: dict[str, object] = {}
FOREVER = 100_000


def page() -> None:
    from simulations.panel import View, panel
    from tests.simulations.test_heavy_runs import PARTS

    patient = PARTS["patient"]
    view = View(patient, patient.settings({"steps": PARTS["steps"]}), 1, ("end",), ("steps",), ("steps",))
    panel(view, key="p", store=PARTS["store"])


@pytest.fixture
def at() -> Iterator[AppTest]:
    workshop = Workshop(ROOT)
    PARTS.update(patient=Catalogue(ROOT).load("patient"), steps=60, store=OutcomeStore(workshop=workshop))
    yield AppTest.from_function(page, default_timeout=60)
    workshop.close()


def until(at: AppTest, found) -> None:
    """Draws the page again, as its clock does in a browser, until ``found()``."""
    end = time.monotonic() + 60
    while not found():
        assert time.monotonic() < end
        at.run()


def buttons(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def test_the_first_heavy_run_begins_by_itself_and_then_shows_its_numbers(at: AppTest) -> None:
    at.run()
    assert not at.metric
    assert buttons(at) == ["Stop this run"]
    until(at, lambda: at.metric)
    assert at.metric[0].value == "60"
    at.run()
    assert at.metric, "it is kept, and needs no button the next time"
    assert not at.exception


def test_a_run_that_is_stopped_leaves_the_page_usable(at: AppTest) -> None:
    PARTS["steps"] = FOREVER
    at.run().button[0].click().run()
    assert buttons(at) == ["Run with these settings"], "it does not begin again by itself"
    assert not at.metric
    PARTS["steps"] = 2
    at.run().button[0].click().run()
    until(at, lambda: at.metric)
    assert at.metric[0].value == "2"


def test_the_last_run_stays_in_sight_while_the_next_is_not_there(at: AppTest) -> None:
    until(at.run(), lambda: at.metric)
    PARTS["steps"] = 59
    at.run()
    assert "The last run, with other settings:" in [caption.value for caption in at.caption]
    assert [metric.value for metric in at.metric] == ["60"]
    at.button[0].click().run()
    until(at, lambda: [metric.value for metric in at.metric] == ["59"])
    assert "The last run, with other settings:" not in [caption.value for caption in at.caption]


def test_turning_a_knob_gives_the_old_run_up(at: AppTest) -> None:
    PARTS["steps"] = FOREVER
    at.run()
    job = at.session_state["p.job"][2]
    at.selectbox[0].select("chatter").run()
    assert job.over.wait(60)
    assert job.state == "stopped"
    assert buttons(at) == ["Run with these settings"]


@pytest.mark.parametrize(("end", "said"), [
    ("failure", "failed with these settings"), ("crash", "ended before it was done"),
])
def test_a_run_that_fails_says_so_and_can_be_tried_again(at: AppTest, end: str, said: str) -> None:
    at.run().selectbox[0].select(end).run()
    at.button[0].click().run()
    until(at, lambda: any(said in box.value for box in [*at.error, *at.info]))
    assert not at.exception
    at.selectbox[0].select("well").run()
    assert buttons(at) == ["Run with these settings"]


def test_words_in_a_gallery_are_escaped_and_only_pictures_of_the_page_are_shown() -> None:
    rows = {
        "series": ["now", "pinned", "now"], "read": ["<i>", "", ""], "mark": ["✓ stop", "", ""],
        "picture": ["data:image/png;base64,AA", "data:image/png;base64,BB", "https://elsewhere.example/x.png"],
        "title": ["<script>", "b", "c"], "tone": ["good", "nonsense", "bad"],
    }
    drawn = gallery(rows, 3, 'A "name"')
    assert "<script>" not in drawn
    assert "<i>" not in drawn
    assert "elsewhere" not in drawn
    assert drawn.count("<figure") == 2
    assert 'class="good"' in drawn
    assert 'class="plain pinned"' in drawn
    assert 'aria-label="A &quot;name&quot;"' in drawn
    assert 'alt="&lt;script&gt;, &lt;i&gt;, ✓ stop"' in drawn
