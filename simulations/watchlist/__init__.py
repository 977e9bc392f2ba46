"""Watchlists: a camera compares everybody who passes with the faces of those looked for."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.watchlist.figures import WatchlistFigures, measure_figures
from simulations.watchlist.reported import MEASURES
from simulations.watchlist.result import WatchlistParameters, WatchlistResult


def run(parameters: WatchlistParameters, seed: int, progress: Progress | None = None) -> WatchlistResult:
    """One run; see ``simulations.watchlist.model.run``, which is imported when it is first needed."""
    from simulations.watchlist import model

    return model.run(parameters, seed, progress)


def heavy(parameters: WatchlistParameters) -> bool:
    """Whether a run takes more than half a second: only where everybody is drawn one by one."""
    people = parameters.visitors * parameters.days
    return parameters.crowd == "person-by-person" and people > 3_000_000


SIMULATION = Simulation(
    slug="watchlist",
    title="A watchlist in a crowd",
    summary="A camera compares everybody who passes with a list of faces, and raises an alarm at a likeness.",
    parameters=WatchlistParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "No face is compared here: scores are drawn from two normal distributions, and the crowd is "
        "invented. Every comparison has its own luck, where real ones share light, camera and family "
        "likeness. Somebody on the list who is taken for another on the list counts as not found. A "
        "reviewer here is as careful with the hundredth alarm as with the first, which real ones are not. "
        "Groups are clear-cut, and those looked for are spread over them evenly, as on no real list."
    ),
    sources=(
        Source("Patrick Grother, Mei Ngan and Kayee Hanaoka: Face Recognition Vendor Test, part 2: "
               "Identification, NIST, 2019 (rates of false positive and false negative identification)",
               "https://doi.org/10.6028/NIST.IR.8271"),
        Source("Patrick Grother, Mei Ngan and Kayee Hanaoka: Face Recognition Vendor Test, part 3: "
               "Demographic effects, NIST, 2019", "https://doi.org/10.6028/NIST.IR.8280"),
        Source("Tony Mansfield: Facial recognition technology in law enforcement, equitability study, "
               "National Physical Laboratory, 2023",
               "https://science.police.uk/research/resources/operational-testing-of-facial-recognition-technology/"),
        Source("David White, Richard Kemp, Rob Jenkins, Michael Matheson and Mike Burton: Passport officers' "
               "errors in face matching, PLoS ONE 9 (8), 2014", "https://doi.org/10.1371/journal.pone.0103510"),
    ),
    first_knobs=("threshold", "wanted", "list_size", "shift_b"),
    headline=("precision", "hit_rate", "false_stops_a_day", "scanned_per_true"),
    package=__name__,
    figures=WatchlistFigures,
    measure_figures=measure_figures,
    heavy=heavy,
)

__all__ = ["SIMULATION", "WatchlistParameters", "WatchlistResult", "run"]
