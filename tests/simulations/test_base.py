"""Parameters, knobs, measures, streams: the joints that every simulation uses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations import Catalogue, catalogue, load
from simulations.authored import ContentError
from simulations.base import MOST_SEED, Drag, Measure, ParameterError, checked_seed, stream

HIRING = load("hiring")


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(deadline=None, derandomize=True)
def test_a_number_written_in_a_link_reads_back_exactly(value: float) -> None:
    knob = HIRING.knobs["prejudice"]
    assert knob.read(knob.write(value)) == value


def test_every_fault_of_a_setting_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        HIRING.settings({
            "hirerate": 0.2, "applicants": "many", "prejudice": 9, "columns": "blnd", "years": 1.5,
        })
    assert sorted(caught.value.faults) == [
        "applicants must be a whole number between 200 and 1e+06 (got 'many')",
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


def test_an_unknown_simulation_gets_a_suggestion() -> None:
    with pytest.raises(ParameterError, match=r"there is no simulation 'hirring'; did you mean 'hiring'\?"):
        load("hirring")


def test_a_simulation_that_does_not_import_stops_nobody_else(tmp_path: object) -> None:
    from pathlib import Path

    root = Path(str(tmp_path))
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
