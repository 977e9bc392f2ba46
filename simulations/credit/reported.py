"""What a run reports: who gets a loan by group, the gaps, and what is earned.

A rate given the record is a share of those who repaid, or of those who did not (Moritz Hardt, Eric
Price and Nathan Srebro, Equality of opportunity in supervised learning, 2016).
"""

from __future__ import annotations

from simulations.base import Measure
from simulations.credit.result import GROUPS, LETTERS


def _each(name: str, label: str, help: str, better: str = "neither", form: str = "share",
          digits: int = 2) -> tuple[Measure, ...]:
    """The same measure of each group."""
    return tuple(
        Measure(f"{name}_{letter}", f"{label}, {group}", help.format(group), form, better, digits)  # type: ignore[arg-type]
        for letter, group in zip(LETTERS, GROUPS, strict=True)
    )


def _gap(name: str, label: str, of: str) -> tuple[Measure, Measure, Measure]:
    """A gap, and between what it would lie with other people of the same kind."""
    luck = "Counted again among as many people, drawn from these at random, 19 of 20 gaps lie {} this."
    return (
        Measure(f"{name}_gap", f"{label}: highest minus lowest",
                f"{of}, in the group where it is highest minus that where it is lowest: 0 is equal, +10 "
                "points means ten more of a hundred in one group than in another.", "points"),
        Measure(f"{name}_gap_low", f"{label}: low end of the gap", luck.format("above"), "points"),
        Measure(f"{name}_gap_high", f"{label}: high end of the gap", luck.format("below"), "points"),
    )


MEASURES: tuple[Measure, ...] = (
    Measure("profit_share", "Profit, of the most possible",
            "What the rule earns, as a share of what the best threshold for each group would: 1 is the most. "
            "Undefined where the rule loses money.", better="higher"),
    Measure("profit", "Profit for 1,000 applicants",
            "Counted in repaid loans: what is earned on a thousand applicants, where a repaid loan earns 1 "
            "and another costs what the break-even says. Below 0 is a loss.", "ratio", "higher", 1),
    Measure("approved", "Loans, of all applicants",
            "Share of all applicants who get a loan: 0 is none, 1 is all."),
    *_each("approved", "Loans, of all", "Share of {} applicants who get a loan: 0 is none, 1 is all."),
    *_each("tpr", "Loans, of those who repay",
           "The true positive rate: of the {} applicants who repay, the share that gets a loan. 1 means that "
           "nobody who would repay is refused.", "higher"),
    *_each("fpr", "Loans, of those who do not repay",
           "The false positive rate: of the {} applicants who do not repay, the share that gets a loan. 0 "
           "means that no loan goes unpaid."),
    *_each("repaid", "Repaid, of loans",
           "Of the {} applicants who get a loan, the share that repays. Undefined where nobody gets one."),
    *_each("refused", "Refused, and would repay",
           "How many {} people in the table would have repaid and are refused.", "lower", "count"),
    *_each("certain", "Loan certain from score",
           "From which score on (0 to 100) a {} applicant is certain of a loan. Undefined where nobody is.",
           form="ratio", digits=1),
    *_each("lot", "A lot decides",
           "Share of {} applicants for whom a lot decides: of two people of the same score and group one may "
           "get a loan and the other not. 0 means that the score decides for everybody."),
    *_gap("approved", "Loans, of all", "The share of applicants who get a loan"),
    *_gap("tpr", "Loans, of those who repay", "The true positive rate"),
    *_gap("fpr", "Loans, of those who do not repay", "The false positive rate"),
    Measure("repaid_gap", "Repaid, of loans: highest minus lowest",
            "The share of loans that is repaid, in the group where it is highest minus that where it is "
            "lowest: 0 is equal. Undefined where a group gets none.", "points"),
)
