"""What a city gets for a policy on watching, and the knobs of that policy: read by engine and charts.

One city, one policy, and what follows from it for those looked for, for those stopped wrongly, for
everybody scanned, for whoever has a home, and for whoever would take part in a protest. There is no
single score: each outcome stands by itself, and no policy is best in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.board import city
from simulations.parameters import Parameters, named, number, whole

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

GROUPS = ("A", "B")
CONSENT = {
    "everybody": "everybody is scanned, nobody is asked",
    "signs": "signs, and a way round the cameras",
    "opt-in": "only those who opted in",
}
EFFECTS = {
    "none": "not at all",
    "weak": "a third of the middle value",
    "middle": "the middle value",
    "strong": "about three times the middle value",
}
"""How strongly being identified acts on those who would protest: nobody has measured it."""
OUTCOMES = {
    "hits": "people found",
    "cases": "crimes with a useful picture",
    "false_stops_a": "wrong stops, group A",
    "false_stops_b": "wrong stops, group B",
    "scanned": "people scanned",
    "homes": "homes given away",
    "participation": "turnout kept",
    "cost": "cost",
}
"""What a policy is looked at by; all but the cost decide whether one policy beats another."""
MORE_IS_WANTED = ("hits", "cases", "participation")
"""The outcomes of which more is wanted; of the others, less."""

POLICY = "The policy"
CITY = "The city"
PICTURE = "The picture"

Axis = Literal["hits", "cases", "false_stops_a", "false_stops_b", "scanned", "homes", "participation", "cost"]


class BoardParameters(Parameters):
    """A policy, and how it is looked at."""

    cameras: int = whole(
        60, label="Cameras that recognise faces", low=0, high=240, step=5, group=POLICY,
        help="How many cameras compare passers-by with the list. With "
             f"{city.CAMERAS_FOR_ONE_PASS} of them everybody passes one a day, on average. Turned up, more "
             "people are found, scanned and stopped, and it costs more.",
    )
    list_size: int = whole(
        10_000, label="Faces on the list", low=100, high=100_000, step=100, group=POLICY,
        help="How many people are looked for. The most urgent are put on it first: ten times the list "
             "brings little more than twice the people found, and ten times the false alarms.",
    )
    threshold: float = number(
        5.8, label="Threshold", low=4.5, high=7.5, step=0.1, unit="sd", group=POLICY,
        help="The score from which on there is an alarm. Turned up, there are fewer false alarms, and "
             "more of those looked for walk past.",
    )
    retention: int = whole(
        7, label="Days that pictures and trails are kept", low=0, high=60, group=POLICY, unit="days",
        help="After how many days the city deletes what its cameras and its travel cards have recorded. "
             "Turned up, more crimes have a picture, more homes can be read from the trails, and "
             "more of those at a protest can be named.",
    )
    review: int = whole(
        2, label="Reviewers on duty", low=0, high=20, group=POLICY,
        help="How many people look at alarms before anybody is stopped. Each has time "
             f"for {city.ALERTS_EACH:.0f} a day; what comes beyond that is waved through. With 0 every "
             "alarm ends in a stop.",
    )
    transparency: float = number(
        0.5, label="Share who know the rules", low=0.0, high=1.0, step=0.05, group=POLICY,
        help="Which part of the people knows what the cameras do and what is kept, because it is "
             "published and checked by somebody outside. The others assume that every second person at a "
             "protest is identified. Turned up, those looked for know more, too.",
    )
    consent: Literal["everybody", "signs", "opt-in"] = named(
        "everybody", label="Who is scanned and followed", options=CONSENT, group=POLICY,
        help="Whether people are asked. Signs with a way round let one in five avoid cameras and records, "
             "and half of those looked for. With opting in a quarter of the people take part, and hardly "
             "anybody who is looked for.",
    )
    budget: int = whole(
        150, label="Budget", low=0, high=500, step=10, group=CITY, unit="units",
        help="What the city can spend. Policies that cost more are not among those compared with yours.",
    )
    effect: Literal["none", "weak", "middle", "strong"] = named(
        "middle", label="How strongly being identified acts (invented)", options=EFFECTS, group=CITY,
        help="How much being identified at a protest keeps people away. Nobody has measured it: see what "
             "holds at every value.",
    )
    across: Axis = named(
        "false_stops_b", label="Across", options=OUTCOMES, group=PICTURE,
        help="The outcome by which policies stand from left to right.",
    )
    up: Axis = named(
        "hits", label="Up", options=OUTCOMES, group=PICTURE,
        help="The outcome by which policies stand from bottom to top.",
    )


@dataclass(frozen=True)
class BoardResult(Result):
    """A policy among all others.

    Attributes
    ----------
    parameters
        What was run.
    others
        The outcomes of all policies compared that the budget pays for, each (P,); empty where it
        pays for none.
    frontier : (P,) bool
        Which of them no other of them beats in both outcomes of the picture.
    shown : (S,) int
        Which of them are drawn beside the frontier: always the same ones, as far as the budget pays.
    burdens : (4, 2) float
        Of 100 people of groups A and B: scanned on a day, with a home that can be read from
        their trail, kept away from a protest that they would take part in, and stopped wrongly
        in a year.
    """

    parameters: BoardParameters
    others: Mapping[str, Floats]
    frontier: Flags
    shown: Counts
    burdens: Floats
