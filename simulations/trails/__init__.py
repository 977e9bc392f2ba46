"""Location trails: a synthetic town's phone records, and how few of them single somebody out."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.trails.reported import MEASURES
from simulations.trails.result import TrailsParameters, TrailsResult


def run(parameters: TrailsParameters, seed: int, progress: Progress | None = None) -> TrailsResult:
    """One run; see ``simulations.trails.model.run``, which is imported when it is first needed."""
    from simulations.trails import model

    return model.run(parameters, seed, progress)


def heavy(parameters: TrailsParameters) -> bool:
    """Whether a run takes more than half a second: it grows with people, days and records."""
    return parameters.people * parameters.days * (1 + parameters.records / 4) > 6_000 * 30 * 2


SIMULATION = Simulation(
    slug="trails",
    title="Location trails",
    summary="A town's phone records without names, and how few of them single somebody out.",
    parameters=TrailsParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "Nobody here is real. People explore and return by a published rule, but the map, the hours at "
        "which they move and how often phones leave records are invented, weeks have no weekend, and "
        "nobody moves house. With 400 antennas the map runs out of space sooner than a country does, so "
        "that a coarse map protects more here than it did there. The attacker's points are exact and come "
        "from the data handed out itself, as in the published measurements; a real one's may be wrong."
    ),
    sources=(
        Source("Yves-Alexandre de Montjoye, Cesar Hidalgo, Michel Verleysen and Vincent Blondel: Unique in "
               "the Crowd: the privacy bounds of human mobility, Scientific Reports 3, 1376, 2013",
               "https://doi.org/10.1038/srep01376"),
        Source("Chaoming Song, Tal Koren, Pu Wang and Albert-Laszlo Barabasi: Modelling the scaling "
               "properties of human mobility, Nature Physics 6, 2010", "https://doi.org/10.1038/nphys1760"),
        Source("Ali Farzanehfar, Florimond Houssiau and Yves-Alexandre de Montjoye: The risk of "
               "re-identification remains high even in country-scale location datasets, Patterns 2 (3), "
               "2021", "https://doi.org/10.1016/j.patter.2021.100204"),
        Source("Clement Canonne, Gautam Kamath and Thomas Steinke: The discrete Gaussian for differential "
               "privacy, 2020 (discrete Laplace noise)", "https://arxiv.org/abs/2004.00010"),
    ),
    first_knobs=("points", "coarse_space", "hours", "defence"),
    headline=("unique", "median_candidates", "home_found", "flow_error"),
    package=__name__,
    heavy=heavy,
)

__all__ = ["SIMULATION", "TrailsParameters", "TrailsResult", "run"]
