"""A simulation that takes as long as it is told to, for the tests of the workshop."""

from __future__ import annotations

import os
import time

from simulations.base import Chart, Measure, Result, Simulation, Source
from simulations.parameters import Parameters, named, whole


class PatientParameters(Parameters):
    """How long, and how it ends."""

    steps: int = whole(3, label="Steps", low=1, high=100_000, help="How many steps it takes.")
    end: str = named("well", label="End", help="How it ends.", options={
        "well": "well", "failure": "it fails", "crash": "its process ends", "chatter": "it prints",
    })


def run(parameters: PatientParameters, seed: int, progress=None) -> Result:
    """So many steps of five milliseconds."""
    for step in range(parameters.steps):
        time.sleep(0.005)
        if progress is not None:
            progress(step / parameters.steps, f"step {step + 1}")
    if parameters.end == "failure":
        raise ZeroDivisionError("what an engine may raise")
    if parameters.end == "crash":
        os._exit(3)
    if parameters.end == "chatter":
        print("a line that is no answer")
    return Result({"steps": float(parameters.steps), "nothing": float("nan"), "process": float(os.getpid())})


def rows(result: Result) -> dict:
    """One row."""
    return {"series": ["now"], "steps": [result.measures["steps"]]}


SIMULATION = Simulation(
    slug="patient", title="Patience", summary="Waits.", parameters=PatientParameters, run=run,
    measures=(
        Measure("steps", "Steps", "How many it took.", "count"),
        Measure("nothing", "Nothing", "Undefined."),
        Measure("process", "Process", "Where it ran.", "count"),
    ),
    limits="It only waits.", sources=(Source("None."),), first_knobs=("steps", "end"), headline=("steps",),
    package=__name__, heavy=lambda parameters: parameters.steps > 1,
)
CHARTS = (
    Chart("steps", "Steps", lambda: {"width": "container"}, rows, lambda result: "Some", lambda result: "A"),
)
