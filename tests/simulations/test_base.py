"""Parameters, knobs, measures, streams: the joints that every simulation uses."""

from __future__ import annotations

import math
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations import Catalogue, catalogue, load
from simulations.authored import ContentError
from simulations.base import Drag, Measure
from simulations.parameters import ParameterError
from simulations.seeds import MOST_SEED, checked_seed, stream

HIRING = load("hiring")
TEMPLATE = Path(__file__).resolve().parents[2] / "simulations" / "_template"


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(deadline=None, derandomize=True)
def test_a_number_written_in_a_link_reads_back_exactly(value: float) -> None:
    knob = HIRING.knobs["prejudice"]
    assert knob.read(knob.write(value)) == value


@pytest.mark.parametrize(("name", "value", "said"), [
    ("columns", "no-proxy", "neither group nor proxy"), ("prejudice", 0.8, "0.8\N{NO-BREAK SPACE}sd"),
    ("applicants", 20_000, "20,000"),
])
def test_a_setting_is_said_in_words_and_with_its_unit(name: str, value: object, said: str) -> None:
    assert HIRING.knobs[name].said(value) == said  # type: ignore[arg-type]


def test_a_switch_is_said_to_be_on_or_off() -> None:
    own = load("watchlist").knobs["own_threshold"]
    assert (own.said(True), own.said(False)) == ("on", "off")


def test_every_fault_of_a_setting_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        HIRING.settings({
            "hirerate": 0.2, "applicants": "many", "prejudice": 9, "columns": "blnd", "years": 1.5,
        })
    assert sorted(caught.value.faults) == [
        "applicants must be a whole number between 200 and 1,000,000 (got 'many')",
        "columns must be one of all, blind, no-proxy (got 'blnd')",
        "prejudice must be between 0 and 2 (got 9)",
        "there is no parameter 'hirerate' in 'hiring'; did you mean 'hire_rate'?",
        "years must be a whole number between 0 and 20 (got 1.5)",
    ]


@pytest.mark.parametrize("seed", ["-1", "one", "", "1.5", str(MOST_SEED + 1), None, "9" * 5000])
def test_a_seed_that_is_none_is_refused(seed: str) -> None:
    with pytest.raises(ParameterError, match="seed must be a whole number"):
        checked_seed(seed)


def test_start_gives_the_values_that_are_not_given() -> None:
    start = HIRING.settings({"prejudice": 1.5, "columns": "all"})
    found = HIRING.settings({"columns": "blind"}, start=start)
    assert (found.prejudice, found.columns) == (1.5, "blind")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        (Measure("x", "", "", "share"), 0.2684, "26.8 %"),
        (Measure("x", "", "", "points"), -0.032, "-3.2 points"),
        (Measure("x", "", "", "points"), 0.05, "+5.0 points"),
        (Measure("x", "", "", "ratio"), 0.66809, "0.67"),
        (Measure("x", "", "", "ratio", digits=4), 0.00004, "0.0000"),
        (Measure("x", "", "", "count"), 12345.0, "12,345"),
        (Measure("x", "", "", "share"), math.nan, "undefined"),
        (Measure("x", "", "", "ratio"), math.inf, "undefined"),
    ],
)
def test_a_measure_is_printed_in_its_own_form(measure: Measure, value: float, text: str) -> None:
    assert measure.text(value) == text


def test_streams_differ_by_name_and_by_seed_and_keep_their_beginning() -> None:
    first = stream(1, "record.ability").standard_normal(10)
    assert np.array_equal(stream(1, "record.ability").standard_normal(1000)[:10], first)
    for other in (stream(2, "record.ability"), stream(1, "record.test")):
        assert not np.isclose(other.standard_normal(10), first).any()


def test_a_dragged_percentile_is_a_hire_rate() -> None:
    drag = Drag("cut", "percentile", "hire_rate", scale=-0.01, offset=1.0)
    assert drag.value(80) == 0.2
    assert drag.value(1) == 0.99


def test_the_catalogue_finds_folders_and_passes_by_what_begins_with_an_underscore() -> None:
    assert "hiring" in catalogue()
    assert "template" not in catalogue()
    assert all(not slug.startswith("_") for slug in catalogue())
    assert load("hiring") is load("hiring")


def test_a_picture_is_built_once_however_many_ask_at_once() -> None:
    built: list[int] = []

    def build() -> dict[str, object]:
        built.append(1)
        return {"mark": "bar"}

    chart = replace(HIRING.charts[0], spec=build)
    together = threading.Barrier(8)

    def ask(_: int) -> int:
        together.wait(10)
        return id(chart.spec())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
    assert len(built) == 1


def test_the_first_run_keeps_other_first_runs_waiting_and_later_ones_run_side_by_side() -> None:
    """The first run of a simulation imports large libraries, which two threads must not do at once."""
    other_is_inside, met, first = threading.Event(), threading.Barrier(2), [True]

    def slow(_parameters: object, _seed: int, _progress: object = None) -> bool:
        if first[0]:
            return other_is_inside.wait(0.2)
        met.wait(10)
        return True

    def other(_parameters: object, _seed: int, _progress: object = None) -> bool:
        other_is_inside.set()
        if not first[0]:
            met.wait(10)
        return True

    one, two = replace(HIRING, run=slow), replace(HIRING, run=other)
    parameters = HIRING.parameters()
    with ThreadPoolExecutor(2) as pool:
        waited = pool.submit(one.run, parameters, 1)
        pool.submit(two.run, parameters, 1).result(10)
        assert waited.result(10) is False, "the other was let in meanwhile"
        first[0] = False
        assert all(one.result(10) for one in [pool.submit(run, parameters, 1) for run in (one.run, two.run)])


def test_saved_presets_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = replace(HIRING)
    monkeypatch.setattr(type(HIRING), "folder", property(lambda self: tmp_path))
    assert simulation.presets == {}
    file = tmp_path / "presets.yaml"
    file.write_text("presets: {a: {title: A, summary: One., parameters: {prejudice: 0}}}\n")
    assert list(simulation.presets) == ["a"]
    assert simulation.presets is simulation.presets, "not read again before it changes"
    file.write_text("presets: {a: {titel: A}}\n")
    with pytest.raises(ContentError, match="'title' is missing"):
        _ = simulation.presets
    file.write_text("presets: {bee: {title: B, summary: Mended., parameters: {prejudice: 1}}}\n")
    assert list(simulation.presets) == ["bee"]


def test_charts_and_challenges_that_do_not_import_are_told_to_their_author(tmp_path: Path) -> None:
    folder = tmp_path / "broken_charts"
    shutil.copytree(TEMPLATE, folder)
    for name in ("charts", "challenges"):
        (folder / f"{name}.py").write_text("import nothing_of_this_name\n")
    simulation = Catalogue(tmp_path).load("broken-charts")
    with pytest.raises(ContentError, match=r"simulations/broken_charts/charts\.py:1:1: does not import"):
        _ = simulation.charts
    with pytest.raises(ContentError, match=r"broken_charts/challenges\.py:1:1: does not import"):
        _ = simulation.challenges


def test_a_value_without_end_is_quoted_in_short() -> None:
    with pytest.raises(ParameterError) as caught:
        HIRING.from_link({"columns": "x" * 10_000, "seed": "9" * 10_000, "applicants": "9" * 10_000})
    assert len(caught.value.faults) == 3
    assert all(len(fault) < 200 for fault in caught.value.faults)


def test_an_unknown_simulation_gets_a_suggestion() -> None:
    with pytest.raises(ParameterError, match=r"there is no simulation 'hirring'; did you mean 'hiring'\?"):
        load("hirring")


def test_a_simulation_that_does_not_import_stops_nobody_else(tmp_path: Path) -> None:
    root = tmp_path
    (root / "broken").mkdir()
    (root / "broken" / "__init__.py").write_text("1 / 0\n")
    (root / "good_one").mkdir()
    (root / "good_one" / "__init__.py").write_text("SIMULATION = 'here'\n")
    found = Catalogue(root)
    assert found.slugs() == ("broken", "good-one")
    assert found.load("good-one") == "here"  # type: ignore[comparison-overlap]
    with pytest.raises(ContentError, match="does not import: ZeroDivisionError"):
        found.load("broken")
    assert Catalogue(root / "nowhere").slugs() == ()


@pytest.mark.parametrize(("form", "difference", "said"), [
    ("share", 0.0321, "+3.2 points"), ("points", -0.5, "-50.0 points"), ("count", 1234.0, "+1,234"),
    ("ratio", -0.25, "-0.25"), ("ratio", 0.0, None), ("share", float("nan"), None),
    ("share", -0.0004, None), ("ratio", -0.004, None), ("count", 0.3, None),
])
def test_a_change_is_said_with_its_sign(form: Any, difference: float, said: str | None) -> None:
    assert Measure("x", "X", "help", form).change(difference) == said


def test_a_change_has_the_digits_of_what_changed() -> None:
    assert load("watchlist").measure["false_per_100k"].change(1352.55) == "+1,353"
    assert Measure("x", "X", "help", "ratio", digits=1).change(-2.345) == "-2.3"


def test_nothing_is_not_said_to_be_less_than_nothing() -> None:
    assert Measure("x", "X", "help", "points").text(-0.0001) == "+0.0 points"
