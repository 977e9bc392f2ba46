"""Patrol: a record of crime decides where the patrol goes, and the patrol decides what is recorded."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.patrol.reported import MEASURES
from simulations.patrol.result import PatrolParameters, PatrolResult


def run(parameters: PatrolParameters, seed: int, progress: Progress | None = None) -> PatrolResult:
    """One run; see ``simulations.patrol.model.run``, which is imported when it is first needed."""
    from simulations.patrol import model

    return model.run(parameters, seed, progress)


SIMULATION = Simulation(
    slug="patrol",
    title="Where the patrol goes next",
    summary="Each day a patrol goes where the record shows more crime, and adds what it finds there.",
    parameters=PatrolParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "A mechanism, not a city: two districts, one patrol a day, one kind of crime at rates that stay "
        "as they are. A patrol deters nobody here, harms nobody and finds only what is there; nothing in "
        "the record is ever forgotten. Real software ranks many small areas by far more than a count. "
        "All rates and starting records are invented."
    ),
    sources=(
        Source("Danielle Ensign, Sorelle Friedler, Scott Neville, Carlos Scheidegger and Suresh "
               "Venkatasubramanian: Runaway feedback loops in predictive policing, Conference on Fairness, "
               "Accountability, and Transparency, 2018 (the urn, the correction, and their published code)",
               "https://arxiv.org/abs/1706.09847"),
        Source("Kristian Lum and William Isaac: To predict and serve?, Significance 13 (5), 2016 (recorded "
               "drug arrests in Oakland beside estimates of drug use)",
               "https://doi.org/10.1111/j.1740-9713.2016.00960.x"),
        Source("Florian Eggenberger and George Pólya: Über die Statistik verketteter Vorgänge, Zeitschrift "
               "für Angewandte Mathematik und Mechanik 3 (4), 1923 (the urn without a patrol)"),
    ),
    first_knobs=("rate_a", "rate_b", "start_a", "correction"),
    headline=("share_a_mean", "share_true", "run_away", "recorded_ratio"),
    package=__name__,
    drawn_anew="days",
)

__all__ = ["SIMULATION", "PatrolParameters", "PatrolResult", "run"]
