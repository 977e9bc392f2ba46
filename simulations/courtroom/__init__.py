"""A court that uses a risk score: learnt from arrests, followed or not by a judge, open to appeal."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.courtroom.reported import MEASURES
from simulations.courtroom.result import CourtroomParameters, CourtroomResult


def run(parameters: CourtroomParameters, seed: int, progress: Progress | None = None) -> CourtroomResult:
    """One run; see ``simulations.courtroom.model.run``, which is imported when it is first needed."""
    from simulations.courtroom import model

    return model.run(parameters, seed, progress)


SIMULATION = Simulation(
    slug="courtroom",
    title="A court that uses a risk score",
    summary="A tool learns risk from arrests, a judge follows it or not, and those detained may appeal.",
    parameters=CourtroomParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "Everybody here is invented, and so is every constant: how offences, earlier arrests and age hang "
        "together, how often a judge or a review is right. What somebody would do if released is known for "
        "each of them; in no court is it known for anybody, least of all for those detained. One offence "
        "counts like another, detention does nothing to those detained, a judge's own view is as often right "
        "about A as about B, and groups are clear-cut. The figures belong to these settings; they are no "
        "estimates about any place."
    ),
    sources=(
        Source("Alexandra Chouldechova: Fair prediction with disparate impact, Big Data 5 (2), 2017 (the "
               "error rates of a score and the share who offend are tied to each other)",
               "https://doi.org/10.1089/big.2016.0047"),
        Source("Jon Kleinberg, Sendhil Mullainathan and Manish Raghavan: Inherent trade-offs in the fair "
               "determination of risk scores, 2016", "https://arxiv.org/abs/1609.05807"),
        Source("Kristian Lum and William Isaac: To predict and serve?, Significance 13 (5), 2016 (arrests "
               "follow where the police look)", "https://doi.org/10.1111/j.1740-9713.2016.00960.x"),
        Source("Ben Green and Yiling Chen: Disparate interactions, FAT* 2019 (people who are shown a score "
               "use it unevenly)", "https://doi.org/10.1145/3287560.3287563"),
        Source("Ben Green and Yiling Chen: Algorithmic risk assessments can alter human decision-making "
               "processes in high-stakes government contexts, 2021 (with a score before them, lay people's "
               "decisions in an experiment differed more by race)", "https://doi.org/10.1145/3479562"),
        Source("Alex Albright: If you give a judge a risk score, evidence from Kentucky bail decisions, 2019 "
               "(a recommended default was overridden more harshly for Black defendants than for similar "
               "White ones)", "https://thelittledataset.com/2019/07/15/if-you-give-a-judge-a-risk-score"),
    ),
    first_knobs=("detection_b", "follow", "appeal_a", "appeal_b"),
    headline=("record_ppv_gap", "tool_fpr_gap", "fpr_gap", "review_load"),
    package=__name__,
    uses=("hiring",),
)

__all__ = ["SIMULATION", "CourtroomParameters", "CourtroomResult", "run"]
