"""What a run of patrols gives, and the parameters that it takes: read by engine and charts.

Every day one patrol goes to district A or B, the likelier the more crime the record has there. A
run plays the same days over and over in so many cities that differ by luck alone.
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

MOST_RUNS = 200
CORRECTIONS = {
    "none": "none: all that a patrol finds is added",
    "importance": "importance: less is added where patrols are frequent",
}

CRIME = "Crime"
RECORD = "The record"
TIME = "Time and luck"


class PatrolParameters(Parameters):
    """The settings of a run."""

    rate_a: float = number(
        0.4, label="Crime in A", low=0.05, high=0.95, step=0.05, group=CRIME,
        help="Chance that a patrol in A finds a crime that day. Turned up, there is more crime in A.",
    )
    rate_b: float = number(
        0.4, label="Crime in B", low=0.05, high=0.95, step=0.05, group=CRIME,
        help="Chance that a patrol in B finds a crime that day. As high as in A: both districts have the "
             "same crime.",
    )
    start_a: int = whole(
        6, label="Record of A at first", low=1, high=100, group=RECORD,
        help="Crimes of A in the record on the first day. The patrol goes to A with the share that A has "
             "of the record. Turned up, patrols begin in A, whatever the crime.",
    )
    start_b: int = whole(
        4, label="Record of B at first", low=1, high=100, group=RECORD,
        help="Crimes of B in the record on the first day. Larger numbers on both sides make the record "
             "slower to change.",
    )
    correction: Literal["none", "importance"] = named(
        "none", label="Correction", options=CORRECTIONS, group=RECORD,
        help="Whether what a patrol finds steers the next patrol in full. With importance, a crime found "
             "where patrols are more frequent is let in only as often as the other district is patrolled "
             "in comparison.",
    )
    reports: float = number(
        0.0, label="Reported by residents", low=0.0, high=1.0, step=0.05, group=RECORD,
        help="How often residents of both districts report a crime on a day, as a share of how often a "
             "patrol there would find one. Reports come in wherever the patrol is. Turned up, the record "
             "depends less on the patrol.",
    )
    days: int = whole(
        500, label="Days", low=50, high=2000, step=50, group=TIME,
        help="For how many days the patrol goes out. Turned up, the record settles.",
    )
    runs: int = whole(
        200, label="Cities", low=20, high=MOST_RUNS, step=20, group=TIME,
        help="How many cities start alike and live through days of their own luck. Turned up, means are "
             "steadier; no city changes.",
    )

    @property
    def share_true(self) -> float:
        """The share of all crime that happens in A."""
        return self.rate_a / (self.rate_a + self.rate_b)


@dataclass(frozen=True)
class PatrolResult(Result):
    """A run of patrols.

    Attributes
    ----------
    parameters
        What was run.
    shares : (D + 1, R) float32
        A's share of the steering record at the start of each day and after the last, city by city:
        the chance that the next patrol goes to A.
    discovered : (2, R) int
        Crimes that patrols found in A and in B, in all days together.
    told : (2, R) int
        Crimes that residents reported in A and in B.
    patrols : (2, R) int
        Days on which the patrol was in A, and in B.
    """

    parameters: PatrolParameters
    shares: NDArray[np.float32]
    discovered: Counts
    told: Counts
    patrols: Counts
