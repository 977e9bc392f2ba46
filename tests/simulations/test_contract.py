"""What every simulation promises (``simulations/base.py``), asked of each that there is.

Simulations kept elsewhere are asked too, where ``SIMULATIONS_ROOT`` names their folder:

    SIMULATIONS_ROOT=../my-simulations python -m pytest tests/simulations/test_contract.py
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import math
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pytest

from simulations import Catalogue, catalogue, load
from simulations.base import Simulation
from simulations.parameters import Knob, ParameterError, Parameters, Value

ROOT = Path(__file__).resolve().parents[2]
SMALL: dict[str, Value] = {"applicants": 400, "pictures": 1000, "signs": 40, "people": 2500}
"""How large a run is here, where a simulation has that knob."""


def everything() -> list[Simulation]:
    template: Simulation = importlib.import_module("simulations._template").SIMULATION
    elsewhere = Catalogue(Path(os.environ["SIMULATIONS_ROOT"])) if "SIMULATIONS_ROOT" in os.environ else None
    others = [elsewhere.load(slug) for slug in elsewhere.slugs()] if elsewhere else []
    return [*(load(slug) for slug in catalogue()), template, *others]


ALL = everything()
by_slug = pytest.mark.parametrize("simulation", ALL, ids=lambda simulation: simulation.slug)


def small(simulation: Simulation, **others: Value) -> Parameters:
    start = {
        name: max(min(size, simulation.knobs[name].default), simulation.knobs[name].low or 0)  # type: ignore[type-var]
        for name, size in SMALL.items() if name in simulation.knobs
    }
    return simulation.settings(start | others)


def ends(knob: Knob) -> list[Value]:
    if knob.kind == "named":
        return list(knob.options)
    if knob.kind == "switch":
        return [False, True]
    assert knob.low is not None
    assert knob.high is not None
    kind = int if knob.kind == "whole" else float
    return [kind(knob.low), kind(knob.high)]


def same(first: Any, second: Any) -> bool:
    """Whether two results are equal to the last bit, nan equal to nan."""
    if isinstance(first, np.ndarray):
        return bool(np.array_equal(first, second, equal_nan=first.dtype.kind == "f"))
    if isinstance(first, Mapping):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, tuple):
        return len(first) == len(second) and all(map(same, first, second))
    if dataclasses.is_dataclass(first):
        return type(first) is type(second) and equal(first, second)
    if isinstance(first, float) and math.isnan(first):
        return math.isnan(second)
    return bool(first == second)


def equal(first: Any, second: Any) -> bool:
    return all(
        same(getattr(first, item.name), getattr(second, item.name)) for item in dataclasses.fields(first)
    )


@by_slug
def test_the_defaults_are_within_their_own_bounds(simulation: Simulation) -> None:
    defaults = simulation.parameters().model_dump()
    assert simulation.settings(defaults) == simulation.parameters()
    for knob in simulation.knobs.values():
        assert knob.label, knob.name
        assert knob.help, knob.name
        if knob.kind in ("number", "whole"):
            assert knob.low is not None
            assert knob.high is not None
            assert knob.low <= knob.default <= knob.high  # type: ignore[operator]
            assert knob.step, knob.name
        if knob.kind == "named":
            assert knob.default in knob.options


@by_slug
def test_a_run_twice_gives_the_same_to_the_last_bit(simulation: Simulation) -> None:
    parameters = small(simulation)
    assert equal(simulation.run(parameters, 7), simulation.run(parameters, 7))
    assert not same(simulation.run(parameters, 7).measures, simulation.run(parameters, 8).measures)


@by_slug
def test_a_run_neither_uses_nor_moves_numpys_global_stream(simulation: Simulation) -> None:
    np.random.seed(1)
    before = np.random.get_state(legacy=False)
    first = simulation.run(small(simulation), 3)
    assert str(np.random.get_state(legacy=False)) == str(before)
    np.random.seed(2)
    assert equal(first, simulation.run(small(simulation), 3))


@by_slug
def test_a_run_gives_exactly_the_measures_that_are_declared(simulation: Simulation) -> None:
    measures = simulation.run(small(simulation), 1).measures
    assert list(measures) == [measure.name for measure in simulation.measures]
    for measure in simulation.measures:
        assert type(measures[measure.name]) is float, measure.name
        assert measure.label, measure.name
        assert measure.help, measure.name
        if measure.form == "share" and math.isfinite(measures[measure.name]):
            assert 0 <= measures[measure.name] <= 1, measure.name


TURNS = [
    pytest.param(simulation, knob.name, value, id=f"{simulation.slug}-{knob.name}={value}")
    for simulation in ALL
    for knob in simulation.knobs.values()
    for value in ends(knob)
    if value != knob.default and not (knob.name in SMALL and value != knob.low)
]


@pytest.mark.parametrize(("simulation", "name", "value"), TURNS)
def test_each_knob_runs_at_both_ends_and_each_named_choice(
    simulation: Simulation, name: str, value: Value
) -> None:
    result = simulation.run(small(simulation, **{name: value}), 2)
    assert list(result.measures) == list(simulation.measure)
    assert any(math.isfinite(number) for number in result.measures.values())


@by_slug
def test_a_link_restores_exactly_this_run(simulation: Simulation) -> None:
    turned = {
        name: ends(knob)[-1] for name, knob in simulation.knobs.items() if name not in SMALL
    }
    for parameters in (simulation.parameters(), simulation.settings(turned)):
        texts = simulation.link(parameters, 123)
        assert all(isinstance(text, str) for text in texts.values())
        assert simulation.from_link(texts) == (parameters, 123)


@by_slug
def test_every_fault_in_a_link_is_told_at_once(simulation: Simulation) -> None:
    wrong = {name: "?" for name, knob in simulation.knobs.items()}
    with pytest.raises(ParameterError) as caught:
        simulation.from_link({**wrong, "nonsense": "1", "seed": "-5"})
    assert len(caught.value.faults) == len(wrong) + 2
    for name, knob in simulation.knobs.items():
        assert any(fault.startswith(f"{name} must be {knob.rule}") for fault in caught.value.faults)


@by_slug
def test_a_value_out_of_range_is_refused_with_its_rule(simulation: Simulation) -> None:
    for name, knob in simulation.knobs.items():
        if knob.high is not None:
            for value in (knob.high + 1, float("nan"), float("inf")):
                with pytest.raises(ParameterError, match=f"{name} must be"):
                    simulation.settings({name: value})


@by_slug
def test_the_first_knobs_and_the_headline_exist(simulation: Simulation) -> None:
    assert set(simulation.first_knobs) <= set(simulation.knobs)
    assert 3 <= len(simulation.first_knobs) <= 4
    assert set(simulation.headline) <= set(simulation.measure)
    assert 1 <= len(simulation.headline) <= 4
    assert simulation.limits
    assert simulation.sources
    assert simulation.summary


@by_slug
def test_each_chart_has_a_specification_rows_and_words(simulation: Simulation) -> None:
    parameters = small(simulation)
    result = simulation.run(parameters, 1)
    assert simulation.charts
    assert len({chart.slug for chart in simulation.charts}) == len(simulation.charts)
    for chart in simulation.charts:
        spec = chart.spec()
        assert spec is chart.spec(), "built once"
        json.dumps(spec, allow_nan=False)
        assert not {"data", "datasets"} & set(spec), "the rows are given by whoever draws"
        alt.Chart.from_dict({**spec, "data": {"name": "rows"}}).to_dict()
        if not chart.wanted(parameters):
            continue
        rows = chart.rows(result)
        assert "series" in rows
        assert len({len(column) for column in rows.values()}) == 1, chart.slug
        assert len(rows["series"]) <= 400, chart.slug
        assert chart.heading(result), chart.slug
        assert chart.alt(result), chart.slug


@by_slug
def test_each_preset_runs_and_each_published_figure_is_met(simulation: Simulation) -> None:
    for slug, preset in simulation.presets.items():
        result = preset.result(simulation)
        assert preset.title, slug
        assert preset.summary, slug
        for published in preset.published:
            ours = result.measures[published.measure]
            if published.standing == "elsewhere":
                assert math.isfinite(ours), (slug, published.measure)
                continue
            assert abs(ours - published.value) <= published.tolerance, (slug, published.measure, ours)
        parameters = None if preset.figures is not None else preset.settings(simulation)
        for chart in simulation.charts:
            if chart.wanted(parameters):
                assert chart.heading(result), (slug, chart.slug)
                assert len({len(column) for column in chart.rows(result).values()}) == 1


@by_slug
def test_importing_a_simulation_reads_no_file_and_loads_nothing_heavy(simulation: Simulation) -> None:
    """Asked of a fresh interpreter: files are read, and libraries loaded, when they are needed."""
    if simulation.package.startswith("simulations."):
        imported = f"importlib.import_module({simulation.package!r})"
    else:
        root = str(simulation.folder.parent)
        imported = f"simulations.Catalogue(pathlib.Path({root!r})).load({simulation.slug!r})"
    program = (
        "import sys, importlib, pathlib\n"
        "import simulations.base\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        f"{imported}\n"
        "ours = [name for name in opened if name.endswith(('.yaml', '.json', '.csv', '.md'))]\n"
        "heavy = {'sklearn', 'fairlearn', 'altair', 'pandas', 'streamlit'} & set(sys.modules)\n"
        "assert not ours, ours\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
