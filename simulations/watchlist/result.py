"""What a day of face recognition gives, and the parameters that it takes: read by engine and charts.

A passer-by is compared with every face on a list; the best score decides. Scores are in standard
deviations of impostor scores (those of two different people), whose mean is 0 in group A. A score
at or above the threshold is an alarm. "Listed" is the truth: whether the passer-by is one of those
looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, switch, whole

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

LOWEST, HIGHEST, STEP = 2.0, 9.0, 0.05
"""Where a threshold can stand."""
MILLION = 1_000_000
GROUPS = ("A", "B")
CROWDS = {
    "counted": "counted by score, from the formulas and chance",
    "person-by-person": "person by person",
}

CROWD = "The crowd and the list"
SOFTWARE = "The software"
GROUP = "The groups"
REVIEW = "The people who look again"


class WatchlistParameters(Parameters):
    """The settings of a run. Scores are in standard deviations (sd) of impostor scores."""

    visitors: int = whole(
        100_000, label="People scanned a day", low=0, high=5_000_000, step=1000, group=CROWD,
        help="How many passers-by the camera compares with the list on each day. Turned up, everything "
             "is more: alarms, hits and people stopped wrongly.",
    )
    wanted: int = whole(
        100, label="On the list, of a million passers-by", low=0, high=MILLION, step=10, group=CROWD,
        help="How many of a million passers-by are people looked for: 100 is 1 in 10,000. Turned up, a "
             "larger part of the alarms is right. At 0 every alarm is wrong.",
    )
    list_size: int = whole(
        10_000, label="Faces on the list", low=1, high=20_000_000, step=1000, group=CROWD,
        help="With how many faces everybody is compared. Turned up, there are more chances to look like "
             "one of them: false alarms grow in proportion while they are rare.",
    )
    threshold: float = number(
        5.5, label="Threshold", low=LOWEST, high=HIGHEST, step=STEP, unit="sd", group=SOFTWARE,
        help="The score from which on there is an alarm. Turned up, there are fewer false alarms, and "
             "more of those looked for walk past.",
    )
    separation: float = number(
        6.75, label="How far the software tells people apart", low=0.0, high=10.0, step=0.05, unit="sd",
        group=SOFTWARE,
        help="How far the score of two pictures of one person lies above that of two people, on average. "
             "Turned up, the software is better, or the pictures are.",
    )
    passes: int = whole(
        1, label="Cameras that each person passes", low=1, high=20, group=SOFTWARE,
        help="How often everybody is compared in a day, each time with fresh luck. Turned up, more of "
             "those looked for are found, and more of the others are stopped.",
    )
    share_b: float = number(
        0.3, label="Share of group B", low=0.0, high=1.0, step=0.05, group=GROUP,
        help="Which part of the passers-by is in group B.",
    )
    shift_b: float = number(
        0.2, label="B looks alike to the software", low=0.0, high=1.0, step=0.05, unit="sd", group=GROUP,
        help="How much higher the software scores a passer-by of B against the face of somebody else. At 0 "
             "it treats both groups alike; a small shift multiplies false alarms.",
    )
    own_threshold: bool = switch(
        False, label="A threshold of its own for B", group=GROUP,
        help="Whether B is judged by the threshold below. It needs to be known who is in B before anyone "
             "is recognised.",
    )
    threshold_b: float = number(
        5.7, label="Threshold for B", low=LOWEST, high=HIGHEST, step=STEP, unit="sd", group=GROUP,
        help="The score from which on somebody of B sets off an alarm, where B has a threshold of its own.",
    )
    accept_true: float = number(
        0.94, label="Reviewer accepts a right match", low=0.0, high=1.0, step=0.01, group=REVIEW,
        help="Which part of the right alarms a person lets through to a stop. 1 and 1 below is no review.",
    )
    accept_false: float = number(
        0.14, label="Reviewer accepts a wrong match", low=0.0, high=1.0, step=0.01, group=REVIEW,
        help="Which part of the false alarms a person lets through to a stop. Turned up, the review is a "
             "rubber stamp.",
    )
    days: int = whole(
        1, label="Days", low=1, high=366, group=CROWD,
        help="For how many days the camera runs. More days make every share steadier.",
    )
    crowd: Literal["counted", "person-by-person"] = named(
        "counted", label="How the crowd is drawn", options=CROWDS, group=CROWD,
        help="Counted draws how many people reach each score, at once. Person by person draws a score for "
             "everybody: slower, and the same but for luck.",
    )

    @property
    def thresholds(self) -> tuple[float, float]:
        """The threshold of A, and that of B."""
        return self.threshold, self.threshold_b if self.own_threshold else self.threshold

    @property
    def prior(self) -> float:
        """Probability that a passer-by is listed."""
        return self.wanted / MILLION


@dataclass(frozen=True)
class Known:
    """Counts of a period by group; nan stands for what was not published.

    Attributes
    ----------
    scanned, alerts, true_alerts : (G,) float
        People of each group who were scanned, set off an alarm, and did so as one of those looked for.
    listed : (G,) float
        Those looked for who passed.
    true_stops, false_stops : (G,) float
        Alarms that the review let through, right and wrong.
    days
        How many days; nan where it was not published.
    """

    scanned: Floats
    alerts: Floats
    true_alerts: Floats
    listed: Floats
    true_stops: Floats
    false_stops: Floats
    days: float


@dataclass(frozen=True)
class WatchlistResult(Result):
    """A watchlist run, as counts: no array grows with the number of people.

    Attributes
    ----------
    parameters
        What was run; None for published figures.
    known
        The counts by group, of all days together.
    group_names
        G names, A first.
    floors : (2, K) float
        Lower end of each bin of scores by group, ascending; -inf first. Both a group's threshold and
        every step of the threshold's knob stand among them. Empty for published figures, as are
        the next two.
    unlisted, listed : (2, K) int
        How many passers-by not on the list, and on it, have their best score in that bin.
    false_rates : (G,) float
        Expected probability that somebody of the group who is not listed sets off an alarm.
    hit_rates : (G,) float
        Expected probability that somebody of the group who is listed sets off an alarm.
    """

    parameters: WatchlistParameters | None
    known: Known
    group_names: tuple[str, ...]
    floors: Floats
    unlisted: Counts
    listed: Counts
    false_rates: Floats
    hit_rates: Floats
