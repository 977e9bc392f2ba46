"""Dissent: who still comes to the square when those who come can be identified."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.dissent.reported import MEASURES
from simulations.dissent.result import WARM_UPS, DissentParameters, DissentResult


def run(parameters: DissentParameters, seed: int, progress: Progress | None = None) -> DissentResult:
    """One run; see ``simulations.dissent.model.run``, which is imported when it is first needed."""
    from simulations.dissent import model

    return model.run(parameters, seed, progress)


def heavy(parameters: DissentParameters) -> bool:
    """Whether a run takes more than half a second: by the people of all towns."""
    return parameters.crowd not in WARM_UPS and parameters.people * parameters.runs > 300_000


SIMULATION = Simulation(
    slug="dissent",
    title="Who still comes to the square",
    summary="People join a protest once enough others do. Being identified makes them wait for more.",
    parameters=DissentParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "A mechanism, not a forecast. How strongly identification acts on people is an invented "
        "constant, so only what holds at every strength shown means anything. Thresholds and opinions "
        "stay as they are, ties count alike, nobody talks, learns or goes home again; what cameras are "
        "good for is not in it and stands beside it, as measured."
    ),
    sources=(
        Source("Mark Granovetter: Threshold models of collective behavior, American Journal of Sociology "
               "83 (6), 1978", "https://doi.org/10.1086/226707"),
        Source("Timur Kuran: Sparks and prairie fires: a theory of unanticipated political revolution, "
               "Public Choice 61 (1), 1989", "https://doi.org/10.1007/BF00116762"),
        Source("Duncan Watts and Steven Strogatz: Collective dynamics of small-world networks, Nature 393, "
               "1998", "https://doi.org/10.1038/30918"),
        Source("Jonathon Penney: Chilling effects: online surveillance and Wikipedia use, Berkeley "
               "Technology Law Journal 31 (1), 2016", "https://doi.org/10.15779/Z38SS13"),
        Source("Eric Piza, Brandon Welsh, David Farrington and Amanda Thomas: CCTV surveillance for crime "
               "prevention, Criminology and Public Policy 18 (1), 2019",
               "https://doi.org/10.1111/1745-9133.12419"),
        Source("Matthew Ashby: The value of CCTV surveillance cameras as an investigative tool, European "
               "Journal on Criminal Policy and Research 23 (3), 2017",
               "https://doi.org/10.1007/s10610-017-9341-6"),
    ),
    first_knobs=("identified", "strength", "transparency", "crowd"),
    headline=("participation", "private", "lost_voices", "arrests"),
    package=__name__,
    heavy=heavy,
    drawn_anew="people",
)

__all__ = ["SIMULATION", "DissentParameters", "DissentResult", "run"]
