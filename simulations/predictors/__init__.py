"""Predictors: what two columns know of a rearrest, and what two hundred know."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.predictors.reported import MEASURES
from simulations.predictors.result import PredictorsParameters, PredictorsResult


def run(parameters: PredictorsParameters, seed: int, progress: Progress | None = None) -> PredictorsResult:
    """One run; see ``simulations.predictors.model.run``, which is imported when it is first needed."""
    from simulations.predictors import model

    return model.run(parameters, seed, progress)


SIMULATION = Simulation(
    slug="predictors",
    title="Two features against two hundred",
    summary="Invented people, two columns that say what is known of them, and up to 198 more that echo it.",
    parameters=PredictorsParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "Nobody here is real, and no row stands for a person of Broward County: columns, people and what "
        "becomes of them are drawn from formulas. That further columns bring nothing new is put in by "
        "hand, and can be taken out; the published result says how it was in one county, not how it must "
        "be. What is predicted is rearrest, which is not the same as an offence: it also counts where "
        "police look. Groups are two and clear-cut, and no model is told of them."
    ),
    sources=(
        Source("Julia Dressel and Hany Farid: The accuracy, fairness, and limits of predicting recidivism, "
               "Science Advances 4 (1), 2018, tables 1 and 2", "https://doi.org/10.1126/sciadv.aao5580"),
        Source("Dankmar Böhning: Multinomial logistic regression algorithm, Annals of the Institute of "
               "Statistical Mathematics 44, 1992 (how the regression is fitted)",
               "https://doi.org/10.1007/BF00048682"),
    ),
    first_knobs=("columns", "news", "threshold", "gap"),
    headline=("accuracy", "gain", "fpr_a", "fpr_b"),
    package=__name__,
    uses=("hiring",),
)

__all__ = ["SIMULATION", "PredictorsParameters", "PredictorsResult", "run"]
