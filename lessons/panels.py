"""What a panel in a lesson names, looked up in its simulation: for the page, the notebook, the check.

A preset, parameters, knobs, charts and measures are words in the lesson's file; here they become
settings, or the sentences that tell the author what is wrong.
"""

from __future__ import annotations

from lessons.model import SimulationBlock
from lessons.roles import known_preset
from simulations.authored import did_you_mean
from simulations.base import Simulation
from simulations.parameters import ParameterError, Parameters


def start_of(block: SimulationBlock, simulation: Simulation) -> Parameters:
    """The settings that the panel starts at.

    Raises ParameterError with every fault, ContentError where the presets cannot be read.
    """
    faults: list[str] = []
    start = None
    try:
        preset = known_preset(simulation, block.preset) if block.preset else None
        if preset is not None and preset.figures is not None:
            link = f"[text](lab:{simulation.slug}?preset={block.preset})"
            faults.append(f"the preset '{block.preset}' holds counts, which no knob can turn; "
                          f"link to the lab instead: {link}")
        elif preset is not None:
            start = preset.settings(simulation)
    except ParameterError as error:
        faults += error.faults
    settings = start
    try:
        settings = simulation.settings(block.parameters, start=start)
    except ParameterError as error:
        faults += error.faults
    if faults or settings is None:
        raise ParameterError(faults)
    return settings


def unknown_names(block: SimulationBlock, simulation: Simulation) -> list[str]:
    """A sentence for each knob, chart and measure of the panel that the simulation does not have.

    Raises ContentError where the charts do not import.
    """
    named = (
        ("parameter", block.knobs, tuple(simulation.knobs)),
        ("chart", block.charts, tuple(chart.slug for chart in simulation.charts)),
        ("measure", block.measures, tuple(simulation.measure)),
    )
    return [
        f"there is no {what} '{name}' in '{simulation.slug}'{did_you_mean(name, there)}"
        for what, names, there in named for name in names if name not in there
    ]


def found_in(block: SimulationBlock, simulation: Simulation) -> Parameters:
    """The settings of a panel all of whose names are known; raises like the two above, all at once."""
    faults = unknown_names(block, simulation)
    try:
        settings = start_of(block, simulation)
    except ParameterError as error:
        raise ParameterError([*error.faults, *faults]) from None
    if faults:
        raise ParameterError(faults)
    return settings
