"""Presets: named settings, as data beside the engine; some stand for a published case.

A preset holds either parameters, or ``figures`` (published counts or a closed form) that go
through the same measures. One that stands for a published case gives the published figure, its
source, a tolerance, and says what its agreement means: an *identity* must hold exactly, a
*fitted* one proves nothing by itself, a *held-out* one was not used in fitting. A figure from
*elsewhere* was measured on another system: it stands beside ours with the reason why they differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, model_validator

from simulations.authored import ContentError, Problem, did_you_mean, read_text, read_yaml, validated
from simulations.base import Result, Simulation
from simulations.parameters import ParameterError, Parameters
from simulations.seeds import checked_seed


class Published(BaseModel):
    """A figure that somebody published, to stand beside ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    measure: str
    value: float
    tolerance: float = Field(default=0.0, ge=0)
    standing: Literal["identity", "fitted", "held-out", "elsewhere"]
    source: str
    url: HttpUrl | None = None
    note: str = ""
    """Why ours differs; needed where the figure is of another system."""

    @model_validator(mode="after")
    def says_why_it_differs(self) -> Published:
        if self.standing == "elsewhere" and not self.note:
            raise ValueError("a figure of another system ('elsewhere') needs a 'note': why does ours differ?")
        return self


class Preset(BaseModel):
    """Named settings of a simulation."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    summary: str
    parameters: dict[str, Any] | None = None
    figures: dict[str, Any] | None = None
    seed: int = 1
    published: tuple[Published, ...] = ()

    @model_validator(mode="after")
    def one_of_two(self) -> Preset:
        if (self.parameters is None) == (self.figures is None):
            raise ValueError("a preset holds either 'parameters' or 'figures', not both or neither")
        return self

    def settings(self, simulation: Simulation) -> Parameters:
        """The parameters of this preset; the defaults where it holds figures."""
        return simulation.settings(self.parameters or {})

    def result(self, simulation: Simulation) -> Result:
        """The preset's run, or its figures sent through the simulation's measures."""
        if self.figures is not None:
            assert simulation.figures is not None and simulation.measure_figures is not None
            return simulation.measure_figures(simulation.figures.model_validate(self.figures))
        result: Result = simulation.run(self.settings(simulation), self.seed)
        return result


class _PresetFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    presets: dict[str, Preset]


def read_presets(simulation: Simulation) -> Mapping[str, Preset]:
    """The presets in the simulation's ``presets.yaml``; none where there is no such file.

    Raises ContentError with every fault: unknown parameters, values out of range, unknown
    measures, figures that the simulation cannot read.
    """
    path = simulation.folder / "presets.yaml"
    if not path.exists():
        return {}
    shown = f"simulations/{simulation.folder.name}/presets.yaml"
    document = read_yaml(read_text(path, shown), shown)
    presets = validated(_PresetFile, document).presets
    problems: list[Problem] = []
    for slug, preset in presets.items():
        here: tuple[str | int, ...] = ("presets", slug)
        try:
            checked_seed(preset.seed)
            preset.settings(simulation)
        except ParameterError as error:
            problems += [document.problem((*here, "parameters"), fault) for fault in error.faults]
        if preset.figures is not None:
            problems += _figure_problems(simulation, preset, document, here)
        for index, published in enumerate(preset.published):
            if published.measure not in simulation.measure:
                close = did_you_mean(published.measure, simulation.measure)
                loc = (*here, "published", index, "measure")
                problems.append(document.problem(loc, f"there is no measure '{published.measure}'{close}"))
    if problems:
        raise ContentError(problems)
    return presets


def presets_schema(simulation: Simulation) -> dict[str, Any]:
    """The JSON Schema of the simulation's ``presets.yaml``: an editor completes and checks with it."""
    schema = _PresetFile.model_json_schema()
    preset, published = schema["$defs"]["Preset"], schema["$defs"]["Published"]
    known = simulation.parameters.model_json_schema()
    preset["properties"]["parameters"] = {
        "type": "object", "additionalProperties": False, "properties": known["properties"],
        "description": "Those that differ from their defaults.",
    }
    published["properties"]["measure"] = {"enum": list(simulation.measure)}
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **schema, "title": f"Presets of {simulation.slug}"}


def _figure_problems(simulation: Simulation, preset: Preset, document: Any, here: Any) -> list[Problem]:
    if simulation.figures is None:
        message = f"'{simulation.slug}' takes no figures, only parameters"
        return [document.problem((*here, "figures"), message)]
    try:
        simulation.figures.model_validate(preset.figures)
    except ValueError as error:
        message = " ".join(str(error).split())
        return [document.problem((*here, "figures"), message)]
    return []
