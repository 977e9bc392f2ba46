"""What one notice holds, and the parameters that it takes: read by engine, charts and words.

A model gives everybody points; those at or above a line are refused (held before a hearing, or
refused a loan). One of 200 people gets a notice about it, which says more or less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, whole

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]

EVERYBODY = 1_000
"""How many people are decided about in a run."""
PERSONS = 200
"""How many of them, evenly through the order of points, a notice can be written to."""
AVERAGE, SPREAD = 50.0, 10.0
"""Points: the average person has 50, and the standard deviation is 10."""
MOST_REASONS = 4
"""How many reasons a notice names at most: more are not likely to help, says the official comment on a
United States rule about refused credit (Regulation B, 12 CFR 1002.9)."""
ENOUGH = 0.8
"""The part of all that counts against somebody which the reasons needed make up."""
MOST_WEEKS = 60
NONE_AT_ALL = float("inf")
"""The weeks of somebody who has no way."""

Decision = Literal["release", "loan"]
Notice = Literal["decision", "score", "reasons", "way", "contest"]
DECISIONS = {
    "release": "held or released before a hearing",
    "loan": "a loan, given or refused",
}
NOTICES = {
    "decision": "the decision only",
    "score": "+ the score and the line",
    "reasons": "+ the reasons",
    "way": "+ what would have changed it",
    "contest": "+ what was left out, and how to contest",
}
"""What a notice says, each with all that the one before says."""

CASE = "The decision"
LETTER = "The notice"
RECORD = "The record"


class NoticeParameters(Parameters):
    """The settings of a run."""

    about: Decision = named(
        "release", label="What is decided", options=DECISIONS, group=CASE,
        help="Held until a hearing, where most of what counts is past; or a loan, where more of it can be "
             "changed.",
    )
    person: int = whole(
        44, label="Person", low=1, high=PERSONS, group=CASE,
        help="To whom the notice is written: one of 200 invented people, from the most points (1) to the "
             "fewest (200). Turned up, somebody further down that order gets it. What is measured of all "
             "does not change.",
    )
    notice: Notice = named(
        "contest", label="What the notice says", options=NOTICES, group=LETTER,
        help="Each choice says all that the one before it says, and more. It changes what people can do "
             "about a decision, never the decision.",
    )
    refused: float = number(
        0.4, label="Share refused", low=0.0, high=0.9, step=0.05, group=CASE,
        help="Which part of everybody is held, or refused the loan: those with the most points. Turned up, "
             "the line comes down and more are refused. At 0 nobody is.",
    )
    weeks: int = whole(
        26, label="Weeks that people have", low=0, high=MOST_WEEKS, step=2, unit="weeks", group=LETTER,
        help="How long all changes together may take, one after the other. Turned up, more of those "
             "refused have a way.",
    )
    wrong_entries: int = whole(
        0, label="Entries that are somebody else's", low=0, high=5, group=RECORD,
        help="How many of the entries counted against somebody belong to another person (arrests and "
             "missed dates; late payments and debts sold on): all of them, where there are fewer. Turned "
             "up, a corrected record changes more decisions. Whoever decides and writes does not know: "
             "the decision and the letter follow the record as it is.",
    )
    recorded_b: float = number(
        1.6, label="Entries recorded for B, for one of A", low=0.5, high=3.0, step=0.1, group=RECORD,
        help="How many times as many entries people of B have for the same conduct, because somebody "
             "looked more closely. At 1 both groups are recorded alike.",
    )


@dataclass(frozen=True)
class Change:
    """One step within what somebody can change.

    Attributes
    ----------
    column
        Which column of the score, by its place.
    before, after
        The value on record, and the value that it would need.
    weeks
        How long it takes.
    points
        By how many points the score falls.
    """

    column: int
    before: float
    after: float
    weeks: float
    points: float


@dataclass(frozen=True)
class NoticeResult(Result):
    """A run: the person of the notice, and everybody's ways.

    Attributes
    ----------
    parameters
        What was run.
    refused
        Whether the person is refused.
    points, line
        The person's points, and the line from which on people are refused (infinite where nobody is).
    values : (K,) float
        The person's record: one value for each column.
    contributions : (K,) float
        Points for or against the person that each column brings, against the average person: they sum
        to ``points`` less 50.
    changes
        The person's cheapest way, empty where there is none or none is needed.
    corrected : (K,) float
        The record without the entries that are somebody else's.
    corrected_points
        The points that it gives.
    entries_needed
        How many entries fewer it would take for another decision; 0 where all of them do not suffice,
        or none are needed.
    weeks : (n,) float
        How many weeks the cheapest way of each refused person takes, whatever they have; infinite where
        there is no way at all. In the order of points.
    in_b : (n,) bool
        Whether that person is in group B.
    acting : (5,) float
        Of those refused, the share who can do something about it, for each kind of notice.
    weights : (K,) float
        Points for one more of each column.
    """

    parameters: NoticeParameters
    refused: bool
    points: float
    line: float
    values: Floats
    contributions: Floats
    changes: tuple[Change, ...]
    corrected: Floats
    corrected_points: float
    entries_needed: int
    weeks: Floats
    in_b: Flags
    acting: Floats
    weights: Floats
