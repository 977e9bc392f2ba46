"""Two thresholds in Broward County: a risk score's published counts, flagged from a decile on."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.broward.figures import BrowardFigures, measure_figures
from simulations.broward.reported import MEASURES
from simulations.broward.result import BrowardParameters, BrowardResult


def run(parameters: BrowardParameters, seed: int, progress: Progress | None = None) -> BrowardResult:
    """One run; see ``simulations.broward.model.run``, which is imported when it is first needed."""
    from simulations.broward import model

    return model.run(parameters, seed, progress)


SIMULATION = Simulation(
    slug="broward",
    title="Two thresholds in Broward County",
    summary="A risk score's published counts by race, decile and rearrest; whoever decides where to flag.",
    parameters=BrowardParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "Published counts of one county, not a model: nothing is predicted, and no person can be looked up. "
        "What is recorded is rearrest in Broward County within two years, which depends on where police look "
        "as well as on what people do; crimes without an arrest, and arrests without a crime, are not told "
        "apart. The file keeps those who were rearrested or spent two years outside of jail and prison, and "
        "1,064 defendants of other groups are left out. Which threshold a judge would have acted on "
        "is not known. Only the intervals of the gaps depend on the seed: they say how far they could "
        "lie for as many people drawn again."
    ),
    sources=(
        Source("Jeff Larson, Surya Mattu, Lauren Kirchner and Julia Angwin: How we analyzed the COMPAS "
               "recidivism algorithm, ProPublica, 2016",
               "https://www.propublica.org/article/how-we-analyzed-the-compas-recidivism-algorithm"),
        Source("Alexandra Chouldechova: Fair prediction with disparate impact, Big Data 5 (2), 2017",
               "https://doi.org/10.1089/big.2016.0047"),
        Source("Jon Kleinberg, Sendhil Mullainathan and Manish Raghavan: Inherent trade-offs in the fair "
               "determination of risk scores, 2016", "https://arxiv.org/abs/1609.05807"),
        Source("Matias Barenstein: ProPublica's COMPAS data revisited, 2019",
               "https://arxiv.org/abs/1906.04711"),
    ),
    first_knobs=("threshold_black", "threshold_white", "record", "tolerance"),
    headline=("fpr_gap", "fnr_gap", "ppv_gap", "accuracy"),
    package=__name__,
    figures=BrowardFigures,
    measure_figures=measure_figures,
    uses=("hiring",),
    drawn_anew="resamples",
)

__all__ = ["SIMULATION", "BrowardParameters", "BrowardResult", "run"]
