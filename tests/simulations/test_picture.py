"""Charts as files: drawn by a process of its own, or a sentence that says why not."""

from __future__ import annotations

import html
import re
import struct
from typing import Any

import pytest

from simulations import catalogue, load
from simulations import picture as pictures
from simulations.base import Chart, Simulation
from simulations.outcomes import outcome
from simulations.picture import PictureError, complete, picture

CHARTS = [
    pytest.param(simulation, chart, id=f"{simulation.slug}-{chart.slug}")
    for simulation in (load(slug) for slug in catalogue()) for chart in simulation.charts
    if chart.wanted(simulation.parameters())
]


def drawn(simulation: Simulation, chart: Chart) -> tuple[dict[str, Any], Any, str]:
    """A chart of a run at the defaults: specification, rows, heading."""
    found = outcome(simulation, simulation.settings({}), 1).charts[chart.slug]
    return chart.spec(), found.rows, found.heading


def test_a_chart_becomes_a_png_and_an_svg_that_say_what_was_found() -> None:
    spec, rows, _ = drawn(load("hiring"), load("hiring").charts[1])
    png = picture(spec, rows, title="What was found", form="png")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert width > 1440 and height > 200, "720 wide, at twice the resolution"
    svg = picture(spec, rows, title="What was found", form="svg").decode()
    assert svg.startswith("<svg") and "What was found" in svg
    assert svg.count("<path") > 5


@pytest.mark.parametrize(("simulation", "chart"), CHARTS)
def test_each_chart_of_a_run_is_drawn_with_its_marks(simulation: Simulation, chart: Chart) -> None:
    import vl_convert

    spec, rows, heading = drawn(simulation, chart)
    whole = complete(spec, rows, title=heading)
    svg = vl_convert.vegalite_to_svg(whole)
    if chart.gallery:
        assert svg.count("<image") == len(rows["picture"])
        return
    if chart.letter:
        lines = re.findall(r"<(?:text|tspan)[^>]*>([^<]+)", svg)
        written = " ".join(html.unescape(line) for line in lines)
        assert all(word in written for text in rows["text"] for word in text.split())
        return
    assert spec["width"] == "container", "the page's own is left as it was"
    empty = vl_convert.vegalite_to_svg({**whole, "data": {"values": []}})
    assert svg.count("<path") > empty.count("<path")


@pytest.mark.parametrize("program", ["import nothing_of_this_name", "raise SystemExit(1)"])
def test_without_the_drawing_program_there_is_a_sentence(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_CHILD", program)
    with pytest.raises(PictureError, match="could not be drawn; is vl-convert-python installed"):
        picture({}, {}, title="", form="png")


def test_a_picture_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_CHILD", "import threading; threading.Event().wait()")
    monkeypatch.setattr(pictures, "SECONDS", 0.2)
    with pytest.raises(PictureError, match=r"more than 0\.2 seconds"):
        picture({}, {}, title="", form="svg")
