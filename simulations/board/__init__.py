"""The trade-off board: one city, one policy on watching, and outcomes that pull apart."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.board.reported import MEASURES
from simulations.board.result import BoardParameters, BoardResult


def run(parameters: BoardParameters, seed: int, progress: Progress | None = None) -> BoardResult:
    """One run; see ``simulations.board.model.run``, which is imported when it is first needed."""
    from simulations.board import model

    return model.run(parameters, seed, progress)


SIMULATION = Simulation(
    slug="board",
    title="The trade-off board",
    summary="One city, one policy on watching, and outcomes that pull apart.",
    parameters=BoardParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "No real city: how many people pass a camera, how many are looked for, how fast a "
        "reviewer is, who avoids a camera, what things cost and how strongly identification acts are all "
        "invented, so directions mean something and amounts do not. What cameras prevent is left out, and "
        "so are court orders, appeals, errors in the list and what else is done with records. "
        "Everybody reckons with the average chance, and the other policies are a grid, not all there are."
    ),
    sources=(
        Source("Patrick Grother, Mei Ngan and Kayee Hanaoka: Face Recognition Vendor Test, part 2: "
               "Identification, NIST, 2019 (false alarms and hits, as in the watchlist simulation)",
               "https://doi.org/10.6028/NIST.IR.8271"),
        Source("David White, Richard Kemp, Rob Jenkins, Michael Matheson and Mike Burton: Passport officers' "
               "errors in face matching, PLoS ONE 9 (8), 2014 (how often a wrong match is accepted)",
               "https://doi.org/10.1371/journal.pone.0103510"),
        Source("Matthew Ashby: The value of CCTV surveillance cameras as an investigative tool, European "
               "Journal on Criminal Policy and Research 23 (3), 2017 (of the pictures that were there, 65 % "
               "were of use; read in the abstract)", "https://doi.org/10.1007/s10610-017-9341-6"),
        Source("Chaoming Song, Tal Koren, Pu Wang and Albert-Laszlo Barabasi: Modelling the scaling "
               "properties of human mobility, Nature Physics 6, 2010 (homes, as in the simulation of trails)",
               "https://doi.org/10.1038/nphys1760"),
        Source("Mark Granovetter: Threshold models of collective behavior, American Journal of Sociology "
               "83 (6), 1978 (turnout, as in the simulation of dissent)",
               "https://doi.org/10.1086/226707"),
    ),
    first_knobs=("cameras", "threshold", "retention", "transparency"),
    headline=("hits", "false_stops_b", "participation", "over_budget"),
    package=__name__,
    uses=("watchlist", "trails", "dissent"),
)

__all__ = ["SIMULATION", "BoardParameters", "BoardResult", "run"]
