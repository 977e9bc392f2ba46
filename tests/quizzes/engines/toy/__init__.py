"""A simulation small enough to know every answer: a rate that a knob sets, with a little noise."""

from __future__ import annotations

import math
from typing import Literal

from simulations.base import Measure, Result, Simulation
from simulations.parameters import Parameters, named, number, switch, whole
from simulations.seeds import stream

MODES = {"plain": "as it comes", "double": "twice as much"}


class ToyParameters(Parameters):
    """The knobs of the toy."""

    push: float = number(0.4, label="Push", help="Turned up, the rate rises.", low=0.0, high=1.0, step=0.1,
                         unit="sd")
    size: int = whole(100, label="Size", help="Turned up, hits rise.", low=0, high=5000)
    mode: Literal["plain", "double"] = named("plain", label="Mode", help="How much.", options=MODES)
    broken: bool = switch(False, label="Broken", help="Turned on, the engine raises.")


def run(parameters: ToyParameters, seed: int, progress: object = None) -> Result:
    """The rate is half of the push (all of it when doubled), give or take a thousandth."""
    if parameters.broken:
        raise RuntimeError("the toy is broken")
    noise = 0.001 * float(stream(seed, "noise").standard_normal())
    rate = parameters.push * (1.0 if parameters.mode == "double" else 0.5) + noise
    return Result({
        "rate": rate,
        "gap": rate - 0.5,
        "ratio": rate / (1 - rate),
        "hits": float(round(rate * parameters.size)),
        "per_head": rate / parameters.size if parameters.size else math.nan,
    })


SIMULATION = Simulation(
    slug="toy", title="Toy", summary="A rate.", parameters=ToyParameters, run=run,
    measures=(
        Measure("rate", "Rate", "0: none. 1: all."),
        Measure("gap", "Gap", "0: half.", form="points"),
        Measure("ratio", "Ratio", "1: even.", form="ratio"),
        Measure("hits", "Hits", "How many.", form="count"),
        Measure("per_head", "Per head", "Rate over size.", form="ratio"),
    ),
    limits="It is a toy.", sources=(), first_knobs=("push",), headline=("rate",), package=__name__,
)
