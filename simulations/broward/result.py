"""What two thresholds on the forty counts give, and the parameters that they take.

Somebody is flagged whose decile is at or above the threshold of their group. What is known of them
afterwards is a record: whether they were rearrested in Broward County within two years.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, whole

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

LOWEST, HIGHEST = 1, 11
"""A threshold of 1 flags everybody, one of 11 nobody."""
MAPPED = tuple(range(2, 11))
"""The thresholds of the map: those that flag some of a group and not all of it."""
RECORDS = {
    "two-year": "as ProPublica published it, 2016",
    "corrected": "with one end date for all (Barenstein, 2019)",
}


class BrowardParameters(Parameters):
    """The settings of a run."""

    threshold_black: int = whole(
        5, label="Threshold for Black defendants", low=LOWEST, high=HIGHEST,
        help="From which decile on a Black defendant is flagged. Turned up, fewer are flagged: fewer of "
             "those not rearrested, and fewer of those rearrested. 1 flags everybody, 11 nobody.",
    )
    threshold_white: int = whole(
        5, label="Threshold for White defendants", low=LOWEST, high=HIGHEST,
        help="From which decile on a White defendant is flagged. Turned up, fewer are flagged: fewer of "
             "those not rearrested, and fewer of those rearrested. 1 flags everybody, 11 nobody.",
    )
    record: Literal["two-year", "corrected"] = named(
        "two-year", label="Record of rearrests", options=RECORDS,
        help="Which record of rearrest within two years is counted. The published file kept people beyond "
             "the two years only where they were rearrested; the corrected one ends for all on one day.",
    )
    tolerance: float = number(
        0.05, label="Counts as equal within", low=0.01, high=0.2, step=0.01,
        help="How far two groups' rates may lie apart and still count as equal: 0.05 is five percentage "
             "points. Turned up, more pairs of thresholds pass. It moves no rate.",
    )

    @property
    def thresholds(self) -> tuple[int, int]:
        """The threshold for Black defendants, and that for White ones."""
        return self.threshold_black, self.threshold_white


@dataclass(frozen=True)
class Feasible:
    """All pairs of thresholds, and which gaps are within the tolerance at each.

    Attributes
    ----------
    gaps : (3, 9, 9) float
        Black minus White: ``[k, i, j]`` is the gap of FPR, FNR or PPV where Black defendants are
        flagged from decile ``MAPPED[i]`` and White ones from ``MAPPED[j]``.
    held : (3, 9, 9) bool
        Whether that gap is within the tolerance. An undefined one is not.
    accuracy : (9, 9) float
        Share of both groups for whom flag and record agree.
    """

    gaps: Floats
    held: NDArray[np.bool_]
    accuracy: Floats


@dataclass(frozen=True)
class BrowardResult(Result):
    """A run, or published figures.

    Attributes
    ----------
    parameters
        What was run; None for published figures.
    by_decile : (2, 2, 10) int
        People by group (Black, White), rearrest (no, yes) and decile. Empty for published figures.
    table : (2, 2, 2) int
        People by group, rearrest and flag, both no first. Empty where only rates were published.
    feasible
        The map of all pairs; None for published figures.
    """

    parameters: BrowardParameters | None
    by_decile: Counts
    table: Counts
    feasible: Feasible | None
