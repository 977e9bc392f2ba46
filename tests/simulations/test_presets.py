"""Presets that authors get wrong: every fault in its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulations import Catalogue, load
from simulations.authored import ContentError
from simulations.presets import read_presets

HIRING = load("hiring")


def faults(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is wrong with ``text`` as the presets of the hiring simulation."""
    (folder / "presets.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(type(HIRING), "folder", property(lambda self: folder))
    with pytest.raises(ContentError) as caught:
        read_presets(replace(HIRING))
    return [f"{problem.line}: {problem.message}" for problem in caught.value.problems]


def test_unknown_parameters_measures_and_bad_values_are_told_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "presets:\n"
        "  one:\n"
        "    title: One\n"
        "    summary: Two faults.\n"
        "    parameters: {colums: all, hire_rate: 2}\n"
        "    published:\n"
        "      - {measure: impact_rate, value: 1, tolerance: 0, standing: fitted, source: x}\n"
        "  two:\n"
        "    title: Two\n"
        "    summary: A seed that is none.\n"
        "    seed: -3\n"
        "    figures: {counts: [{group: a, applied: 1, selected: 2}]}\n"
    )
    found = faults(tmp_path, text, monkeypatch)
    assert "5: there is no parameter 'colums' in 'hiring'; did you mean 'columns'?" in found
    assert "5: hire_rate must be between 0.01 and 0.99 (got 2)" in found
    assert "7: there is no measure 'impact_rate'; did you mean 'impact_ratio'?" in found
    assert any(fault.startswith(("8: seed", "11: seed", "9: seed", "10: seed")) for fault in found)
    assert any("selected must be at most applied" in fault for fault in found)


def test_a_preset_holds_parameters_or_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "presets:\n  one: {title: One, summary: Neither.}\n"
    (found,) = faults(tmp_path, text, monkeypatch)
    assert "either 'parameters' or 'figures'" in found


def test_figures_are_refused_where_a_simulation_takes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import simulations._template

    (tmp_path / "presets.yaml").write_text(
        "presets:\n  one: {title: One, summary: x, figures: {counts: []}}\n", encoding="utf-8"
    )
    template = simulations._template.SIMULATION
    monkeypatch.setattr(type(template), "folder", property(lambda self: tmp_path))
    with pytest.raises(ContentError, match="takes no figures, only parameters"):
        read_presets(replace(template))


def test_a_folder_without_presets_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(HIRING), "folder", property(lambda self: tmp_path))
    assert read_presets(replace(HIRING)) == {}
    assert Catalogue(tmp_path).slugs() == ()
