"""Who gets the loan: five rules on published credit scores, what each makes equal, and what it earns."""

from __future__ import annotations

from simulations.base import Progress, Simulation, Source
from simulations.credit.reported import MEASURES
from simulations.credit.result import CreditParameters, CreditResult


def run(parameters: CreditParameters, seed: int, progress: Progress | None = None) -> CreditResult:
    """One run; see ``simulations.credit.model.run``, which is imported when it is first needed."""
    from simulations.credit import model

    return model.run(parameters, seed, progress)


SIMULATION = Simulation(
    slug="credit",
    title="Who gets the loan",
    summary="Published credit scores by race, and a lender that must make one thing or another equal.",
    parameters=CreditParameters,
    run=run,
    measures=MEASURES,
    limits=(
        "Published shares of one score, of one bureau, of the year 2003: not a model, and no person can be "
        "looked up. To repay means here that nobody was 90 days late or more on any account, and that no "
        "public record or new collection account was added, in the period that followed: a record of money "
        "trouble, not of honesty. Every repaid loan earns the same here, and every other loses the same. "
        "What a refusal or an unpaid loan does to somebody afterwards, and why the scores differ, is not in "
        "the numbers. In the United States a law of 1974 forbids a creditor to discriminate by race; whether "
        "a lender could use thresholds by group is a question of law that this page does not answer. Only "
        "the intervals of the gaps depend on the seed."
    ),
    sources=(
        Source("Moritz Hardt, Eric Price and Nathan Srebro: Equality of opportunity in supervised "
               "learning, 2016", "https://arxiv.org/abs/1610.02413"),
        Source("Solon Barocas, Moritz Hardt and Arvind Narayanan: Fairness and machine learning, 2023, "
               "chapter Classification, case study on credit scoring",
               "https://fairmlbook.org/classification.html"),
        Source("Board of Governors of the Federal Reserve System: Report to the Congress on credit scoring "
               "and its effects on the availability and affordability of credit, 2007",
               "https://www.federalreserve.gov/boarddocs/rptcongress/creditscore/"),
    ),
    first_knobs=("rule", "break_even", "threshold_black", "threshold_white"),
    headline=("profit_share", "approved_gap", "tpr_gap", "fpr_gap"),
    package=__name__,
    uses=("hiring",),
    drawn_anew="resamples",
)

__all__ = ["SIMULATION", "CreditParameters", "CreditResult", "run"]
