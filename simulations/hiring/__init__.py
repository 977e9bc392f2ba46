"""Biased hiring: a model is trained on past decisions and ranks this year's applicants."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.hiring.figures import HiringFigures, measure_figures
from simulations.hiring.reported import MEASURES
from simulations.hiring.result import HiringParameters, HiringResult


def run(parameters: HiringParameters, seed: int, progress: Progress | None = None) -> HiringResult:
    """One run; see ``simulations.hiring.model.run``, which is imported when it is first needed."""
    from simulations.hiring import model

    return model.run(parameters, seed, progress)


def heavy(parameters: HiringParameters) -> bool:
    """Whether a run takes more than half a second: by what was measured for each learner."""
    if parameters.mitigation == "exponentiated-gradient":
        return True  # a third of a second at best, and one at a time
    thousands = parameters.applicants / 1000
    fixed, each = {"logistic": (3.0, 0.55), "tree": (3.0, 3.5), "boosting": (30.0, 4.0)}[parameters.model]
    return (fixed + each * thousands) * (parameters.years + 1) > 500


SIMULATION = Simulation(
    slug="hiring",
    title="Biased hiring",
    summary="A model learns from past hiring decisions and ranks this year's applicants.",
    parameters=HiringParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "Ability is one number, and the same number for every job. How people would really do is "
        "known here for everyone; an employer learns it for those hired, late and roughly. The "
        "constants are invented: what to look at is the direction in which things move, not their "
        "size. Groups are clear-cut and known, which real ones are not."
    ),
    sources=(
        Source("Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D",
               "https://www.ecfr.gov/current/title-29/section-1607.4"),
        Source("Zachary Lipton, Alexandra Chouldechova and Julian McAuley: Does mitigating ML's impact "
               "disparity require treatment disparity? 2018", "https://arxiv.org/abs/1711.07076"),
        Source("Moritz Hardt, Eric Price and Nathan Srebro: Equality of opportunity in supervised "
               "learning, 2016", "https://arxiv.org/abs/1610.02413"),
        Source("Faisal Kamiran and Toon Calders: Data preprocessing techniques for classification "
               "without discrimination, 2012", "https://doi.org/10.1007/s10115-011-0463-8"),
        Source("Alekh Agarwal and others: A reductions approach to fair classification, 2018",
               "https://arxiv.org/abs/1803.02453"),
    ),
    first_knobs=("columns", "hire_rate", "prejudice", "proxy"),
    headline=("impact_ratio", "good_hires", "accuracy_history", "accuracy_truth"),
    package=__name__,
    figures=HiringFigures,
    measure_figures=measure_figures,
    heavy=heavy,
)

__all__ = ["SIMULATION", "HiringParameters", "HiringResult", "run"]
