"""What a run on location trails gives, and the parameters that it takes: read by engine and charts.

A record says that one phone was in reach of one antenna in one hour. A trace is all records under
one pseudonym. The attacker knows a few records of somebody ("points") from outside, and looks for
the traces that hold all of them. Everybody is invented: the antennas are a square of 20 by 20.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from simulations.base import Result
from simulations.parameters import Parameters, named, number, whole

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

SIDE = 20
"""The antennas stand in a square of so many by so many."""
HOURS_A_DAY = 24
MOST_DAYS = 60
MOST_POINTS = 12
"""As many points as an attacker can know here; each is counted on the way."""
COARSE_SPACE = {
    "1": "each antenna by itself", "2": "2 antennas together", "4": "4 antennas together",
    "8": "8 antennas together", "16": "16 antennas together",
}
HOURS = {"1": "hour by hour", "2": "2 hours", "4": "4 hours", "8": "8 hours", "24": "whole days"}
DEFENCES = {
    "none": "nothing but removing the names",
    "rotate": "a new pseudonym every day",
    "drop-rare": "records left out where few people were",
    "aggregate": "no traces: counts of people, with noise",
}
ATTACKERS = {
    "random": "points picked at random",
    "home-work": "points at the two places where somebody is most",
    "rare": "points at the least visited places",
}

PEOPLE = "Who leaves a trail"
RELEASE = "What is kept and handed out"
KNOWN = "What the attacker knows"


class TrailsParameters(Parameters):
    """The settings of a run."""

    people: int = whole(
        5000, label="People", low=1, high=100_000, step=200, group=PEOPLE,
        help="How many people's trails lie in the same data. Turned up, the crowd is larger and each "
             "place busier. The antennas stay the same 400.",
    )
    days: int = whole(
        30, label="Days", low=1, high=MOST_DAYS, group=PEOPLE, unit="days",
        help="For how many days people are followed. Turned up, there is more to know of each.",
    )
    records: float = number(
        3.8, label="Records a day", low=0.5, high=24.0, step=0.1, group=PEOPLE,
        help="In how many hours of a day a phone leaves a record, on average: about 4 where calls and "
             "messages are counted, 24 where an app asks every hour.",
    )
    points: int = whole(
        4, label="Points known", low=0, high=MOST_POINTS, group=KNOWN,
        help="How many records of a person (a place and an hour) the attacker knows from outside. "
             "Turned up, fewer traces fit.",
    )
    attacker: Literal["random", "home-work", "rare"] = named(
        "random", label="Which points", options=ATTACKERS, group=KNOWN,
        help="Which of a person's records the attacker knows. The published figures are for points "
             "picked at random; points at rarely visited places say more.",
    )
    coarse_space: Literal["1", "2", "4", "8", "16"] = named(
        "1", label="Coarseness of the map", options=COARSE_SPACE, group=RELEASE,
        help="How many neighbouring antennas become one place. Turned up, a record says less exactly where.",
    )
    hours: Literal["1", "2", "4", "8", "24"] = named(
        "1", label="Coarseness of the clock", options=HOURS, group=RELEASE,
        help="How many hours become one. Turned up, a record says less exactly when.",
    )
    retention: int = whole(
        30, label="Days kept", low=0, high=60, group=RELEASE, unit="days",
        help="After how many days records are deleted. At 0 nothing is kept.",
    )
    defence: Literal["none", "rotate", "drop-rare", "aggregate"] = named(
        "none", label="What else is done", options=DEFENCES, group=RELEASE,
        help="What is done before the data are handed out, beside a coarser map, a coarser clock and "
             "deleting early: nothing, a new pseudonym for everybody every day, records left out where "
             "fewer people were than the number below, or counts with noise instead of traces.",
    )
    rare: int = whole(
        5, label="Fewest people at a place and hour", low=2, high=50, group=RELEASE,
        help="Where fewer people than this left a record at a place in an hour, their records are left "
             "out. Used where rare places are dropped.",
    )
    epsilon: float = number(
        1.0, label="Epsilon", low=0.1, high=10.0, step=0.1, group=RELEASE,
        help="How much the counts may tell about one person. Turned down there is more noise, and less to "
             "learn about anybody. Used where counts are handed out.",
    )
    person: int = whole(
        1, label="Person followed", low=1, high=200, group=KNOWN,
        help="Which of the invented people is followed on the map.",
    )

    @model_validator(mode="after")
    def follows_somebody(self) -> TrailsParameters:
        """There is nobody to follow beyond the last."""
        if self.person > self.people:
            raise ValueError(f"person must be at most people ({self.people}, got {self.person})")
        return self

    @property
    def merged(self) -> int:
        """How many antennas are one place."""
        return int(self.coarse_space)

    @property
    def hours_in_one(self) -> int:
        """How many hours are one."""
        return int(self.hours)

    @property
    def kept_days(self) -> int:
        """How many days of records there are once the others are deleted."""
        return min(self.retention, self.days)


def coarseness_alone(parameters: TrailsParameters) -> bool:
    """Nothing but a coarser map and clock hides people of whom something is known."""
    return (parameters.defence == "none" and parameters.points > 0
            and parameters.kept_days == parameters.days)


@dataclass(frozen=True)
class TrailsResult(Result):
    """A run on trails, as counts and shares: no array grows with the number of people.

    Attributes
    ----------
    parameters
        What was run.
    lines : L names
        What the rows of ``curve`` are of: this release, and others to compare it with.
    curve : (L, 13) float
        Share of people singled out by 0 to 12 points.
    candidates : (13,) float
        For the median person, how many traces fit 0 to 12 points; nan where no traces are handed out.
    grid : (5, 5) float
        Share singled out by ``points`` points, by coarseness of the map (rows) and clock (columns), if
        nothing else is done; 0 where something is.
    visited : (V, 2) int
        Of the person followed: place (number of the antenna) and hours spent there, most first.
    known : (P, 3) int
        The points known of that person, in order: day (from 1), hour of the day, antenna. Day and
        hour are where the hours that became one begin; the antenna is the exact one.
    left : (P + 1,) int
        How many traces fit the first 0 to P points.
    homes : (R, 2) float
        Days kept, and the share of people whose home is found from as many.
    choices : C names
        Ways to hand out the data, all at the same people.
    traded : (C, 2) float
        For each of them the share singled out and the error of the hourly flows.
    """

    parameters: TrailsParameters
    lines: tuple[str, ...]
    curve: Floats
    candidates: Floats
    grid: Floats
    visited: Counts
    known: Counts
    left: Counts
    homes: Floats
    choices: tuple[str, ...]
    traded: Floats
