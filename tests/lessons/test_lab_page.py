"""The lab page: every knob and chart can be reached, long runs wait for a press, files hold what is drawn."""

from __future__ import annotations

import csv
import io

import pytest

from lessons.lab_page import FIRST_CHARTS, _csv, as_printed
from simulations import load
from simulations.base import Measure
from simulations.outcomes import outcome
from simulations.panel import knob_key, with_rows
from simulations.presets import Published
from tests.test_pages import assert_whole, course  # noqa: F401  a fixture

HIRING = load("hiring")
KEY = "lab.hiring"


def drawn_knobs(page) -> set[str]:
    widgets = [*page.slider, *page.number_input, *page.selectbox, *page.toggle]
    return {widget.key for widget in widgets if widget.key and ".knob." in widget.key}


def findings(page) -> list[str]:
    """What stands above each chart."""
    return [one.proto.body for one in page.get("html") if 'class="finding"' in one.proto.body]


def test_every_knob_of_the_simulation_can_be_reached(course):  # noqa: F811
    page = course.at("lab-hiring")
    found = drawn_knobs(page)
    assert found == {knob_key(KEY, name) for name in HIRING.first_knobs}
    page.session_state[f"{KEY}.knobs"] = True
    page.run()
    for group in page.selectbox(key=f"{KEY}.group").options:
        page.selectbox(key=f"{KEY}.group").set_value(group).run()
        assert_whole(page)
        found |= drawn_knobs(page)
    assert found == {knob_key(KEY, name) for name in HIRING.knobs}


def test_the_address_holds_every_setting_and_the_seed(course):  # noqa: F811
    page = course.at("lab-hiring", columns="all", seed="7")
    address = {name: value[0] if isinstance(value, list) else value
               for name, value in page.query_params.items()}
    assert HIRING.from_link(address) == (HIRING.settings({"columns": "all"}), 7)
    assert set(address) == {*HIRING.knobs, "seed"}


def test_more_charts_come_when_they_are_asked_for(course):  # noqa: F811
    page = course.at("lab-hiring")
    charts = with_rows(HIRING.charts, outcome(HIRING, HIRING.settings({}), 1))
    assert len(findings(page)) == FIRST_CHARTS < len(charts)
    page.toggle(key=f"{KEY}.more").set_value(True).run()
    assert_whole(page)
    assert len(findings(page)) == len(charts)


def test_a_run_that_takes_long_begins_when_it_is_told_to(course):  # noqa: F811
    page = course.at("lab-hiring", applicants="1000000")
    assert HIRING.heavy(HIRING.settings({"applicants": "1000000"}))
    assert_whole(page)
    assert not page.metric
    page.button(key=f"{KEY}.run").click().run()
    assert_whole(page)
    job = page.session_state[f"{KEY}.job"][2]
    assert job.over.wait(60), "it is made in another process"
    page.run()
    assert_whole(page)
    assert page.metric


def test_a_file_of_numbers_holds_what_is_drawn():
    for drawing in outcome(HIRING, HIRING.settings({}), 1).charts.values():
        head, *lines = csv.reader(io.StringIO(_csv(drawing)))
        assert head == list(drawing.rows)
        assert [list(column) for column in zip(*lines, strict=True)] == [
            ["" if value is None else str(value) for value in column] for column in drawing.rows.values()
        ]


def test_every_challenge_of_the_simulation_can_be_taken_and_is_graded_by_unseen_runs(course):  # noqa: F811
    page = course.at("lab-hiring")
    assert not [button for button in page.button if button.label == "Hand in these settings"]
    page.session_state[f"{KEY}.challenges"] = True
    page.run()
    assert_whole(page)
    box = page.selectbox(key=f"{KEY}.challenge")
    assert box.options == [challenge.title for challenge in HIRING.challenges.values()]
    slug, challenge = next((slug, one) for slug, one in HIRING.challenges.items() if one.feasible)
    box.set_value(slug).run()
    (sitting,) = {button.key.split(".")[3] for button in page.button if button.key.endswith(".press")}
    name = f"{KEY}.challenge.{sitting}.{slug}.0"
    for knob, value in challenge.solution.items():
        page.session_state[knob_key(f"{name}.settings", knob)] = value
    page.radio(key=f"{name}.claim").set_value("met")
    next(button for button in page.button if button.key == f"{name}.press").click().run()
    assert_whole(page)
    said = "\n".join(box.value for box in page.success)
    assert "Every goal is met by runs that no page has shown." in said
    assert challenge.explanation in "\n".join(one.value for one in page.markdown)
    next(button for button in page.button if button.label.startswith("Begin all challenges")).click().run()
    assert [button for button in page.button if button.label == "Hand in these settings"]


@pytest.mark.parametrize(("form", "value", "tolerance", "said"), [
    ("share", 0.11, 0.005, "11 %"), ("share", 0.4485, 0.0001, "44.85 %"), ("share", 0.654, 0.0005, "65.4 %"),
    ("points", -0.05, 0.0005, "-5.0 points"), ("ratio", 0.7103, 0.00005, "0.7103"), ("ratio", 2.0, 0.5, "2"),
    ("count", 12.0, 0.5, "12"), ("share", 0.11, 0.0, "11.00 %"),
])
def test_a_published_figure_has_the_digits_that_it_was_printed_with(form, value, tolerance, said):
    figure = Published(measure="x", value=value, tolerance=tolerance, standing="identity", source="s")
    assert as_printed(Measure("x", "X", "help", form), figure) == said


def test_what_was_turned_since_the_preset_is_told(course):  # noqa: F811
    slug = next(slug for slug, one in HIRING.presets.items() if one.parameters)
    page = course.at("lab-hiring", preset=slug)
    assert not [one for one in page.caption if "Changed from the preset" in one.value]
    page.button(key=f"{KEY}.reseed").click().run()
    assert_whole(page)
    (said,) = [one.value for one in page.caption if "Changed from the preset" in one.value]
    assert said == "Changed from the preset: other people."
