"""What a rule for lending gives, and the parameters that it takes.

Somebody gets a loan whose score reaches the threshold of their group; under some rules a lot decides
between two thresholds. What is known of them afterwards is a record: whether they paid as agreed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number

Floats = NDArray[np.float64]
Rule = Literal["max-profit", "one-threshold", "equal-opportunity", "equalized-odds", "equal-rates", "own"]

GROUPS = ("Black", "White", "Hispanic", "Asian")
LETTERS = ("black", "white", "hispanic", "asian")
"""The groups as in the names of measures and parameters, in the same order."""
RULES: dict[str, str] = {
    "max-profit": "most profit, a threshold for each group",
    "one-threshold": "one threshold for all",
    "equal-opportunity": "equal opportunity: the same share of those who repay",
    "equalized-odds": "equalized odds: the same share of those who repay, and of those who do not",
    "equal-rates": "equal rates: the same share of all",
    "own": "my own thresholds",
}
EACH: tuple[Rule, ...] = get_args(Rule)
"""The rules, in the order in which they are compared."""
_NOBODY = 101.0
"""A threshold above the highest score."""
_HELP = ("From which score on {} applicants get a loan. Turned up, fewer get one: 0 is everybody, 101 is "
         "nobody. It has no effect unless the rule is: my own thresholds.")


def _threshold(group: str) -> float:
    told: float = number(
        41.0, label=f"Own threshold, {group}", low=0.0, high=_NOBODY, step=0.5, help=_HELP.format(group),
        group="Own thresholds",
    )
    return told


class CreditParameters(Parameters):
    """The settings of a run."""

    rule: Rule = named(
        "one-threshold", label="Rule", options=RULES,
        help="What must be equal among the groups. Within that, each rule sets the thresholds that earn "
             "most. Only your own thresholds stay where you put them.",
    )
    break_even: float = number(
        0.82, label="A loan pays from", low=0.5, high=0.95, step=0.01,
        help="What share of loans must be repaid for lending to pay: at 0.82, what 82 repaid loans earn is "
             "lost on 18 others. Turned up, a loss weighs more, and the rules lend to fewer. It moves no "
             "threshold of your own, only what it earns.",
    )
    threshold_black: float = _threshold("Black")
    threshold_white: float = _threshold("White")
    threshold_hispanic: float = _threshold("Hispanic")
    threshold_asian: float = _threshold("Asian")

    @property
    def thresholds(self) -> tuple[float, float, float, float]:
        """The own thresholds, in the order of ``GROUPS``."""
        return self.threshold_black, self.threshold_white, self.threshold_hispanic, self.threshold_asian

    @property
    def loss(self) -> float:
        """What a loan that is not repaid costs, where a repaid one earns 1."""
        return self.break_even / (1 - self.break_even)


@dataclass(frozen=True)
class Decision:
    """Who gets a loan, by group.

    Attributes
    ----------
    fpr, tpr : (4,) float
        Share that gets a loan, of those who do not repay and of those who do.
    certain : (4,) float
        From which score on a loan is certain; nan where it is for nobody.
    lot_from : (4,) float
        From which score on a lot decides, up to ``certain``; the same as that where there is no lot.
    lot : (4,) float
        Share of the group for whom a lot decides.
    """

    fpr: Floats
    tpr: Floats
    certain: Floats
    lot_from: Floats
    lot: Floats


@dataclass(frozen=True)
class CreditResult(Result):
    """A run.

    Attributes
    ----------
    parameters
        What was run.
    decision
        Who gets a loan.
    compared
        For each rule (the own thresholds too) its profit as a share of the most, negative where it
        loses money, and the gap of loans among those who repay.
    """

    parameters: CreditParameters
    decision: Decision
    compared: Mapping[Rule, tuple[float, float]]
