"""What a dissent run gives, and the parameters that it takes: read by the engine and by the charts.

A town of people is asked onto the square. "Agrees" is the private opinion, which nobody sees;
"takes part" is what everybody sees. Each person takes part once enough of those whom they watch do,
and being identified there makes them ask for more company. A run draws many towns of the same
make, because near the edge luck decides. Nobody in any of them is arrested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, whole

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

CROWDS = {
    "network": "those around them, on a network",
    "everybody": "everybody",
    "ladder": "everybody: a hundred people, thresholds 0 to 99",
    "ladder-with-gap": "everybody: the same hundred, the threshold 1 changed to 2",
}
WARM_UPS = ("ladder", "ladder-with-gap")
"""The crowds that are given, person by person; no other knob acts on them."""
LEVELS = np.round(np.arange(21) * 0.05, 2)
"""The chances of being identified at which every run is also made: the sweep."""
STRENGTHS = (0.1, 0.2, 0.5, 1.0)
"""The strengths of the effect that are swept beside the chosen one, because it is invented."""

FEW_TOWNS = 8
"""In how many of the towns the other strengths are swept."""

WATCHED = "Who is watched"
PEOPLE = "The people"
RUN = "How it is run"


class DissentParameters(Parameters):
    """The settings of a run. Thresholds are shares of the people whom somebody watches."""

    crowd: Literal["network", "everybody", "ladder", "ladder-with-gap"] = named(
        "network", label="Whom people watch", options=CROWDS, group=PEOPLE,
        help="Whose taking part counts for somebody's threshold. The two crowds of a hundred are Mark "
             "Granovetter's: there, all other knobs are without effect.",
    )
    identified: float = number(
        0.30, label="Chance of being identified", low=0.0, high=1.0, step=0.05, group=WATCHED,
        help="How likely somebody who takes part is recognised and recorded by name. Turned up, people "
             "want more company before they come. Nobody is arrested at any setting.",
    )
    strength: float = number(
        0.30, label="Strength of the effect (invented)", low=0.0, high=1.0, step=0.05, group=WATCHED,
        help="By how much certain identification raises an average person's threshold. Nobody has "
             "measured this constant: it is invented, and the chart shows other values beside it.",
    )
    transparency: float = number(
        1.0, label="Share who know the real chance", low=0.0, high=1.0, step=0.05, group=WATCHED,
        help="Which part of the people knows how likely identification really is, because it is "
             "published and believed. The others go by what they fear.",
    )
    feared: float = number(
        0.50, label="Chance that the others assume", low=0.0, high=1.0, step=0.05, group=WATCHED,
        help="How likely those think identification is who have no way to know. Without effect where "
             "everybody knows.",
    )
    misidentified: float = number(
        0.05, label="Wrong name", low=0.0, high=0.5, step=0.01, group=WATCHED,
        help="Of those recorded, which part is recorded under somebody else's name, anybody's in town. "
             "It changes who is on the record, not who comes.",
    )
    opinion: float = number(
        0.70, label="Share who privately agree", low=0.0, high=1.0, step=0.05, group=PEOPLE,
        help="Which part of the people agrees with the protest. The others never take part.",
    )
    mean_threshold: float = number(
        0.20, label="Mean threshold", low=-0.5, high=1.5, step=0.01, group=PEOPLE,
        help="Which share of those around them people want to see there before they come, on average "
             "and unwatched. Turned up, everybody is more careful. At 0 or less somebody comes alone, "
             "above 1 never.",
    )
    spread: float = number(
        0.12, label="Spread of thresholds", low=0.0, high=0.5, step=0.01, group=PEOPLE, unit="sd",
        help="How much people differ in it. Turned up, there are more who come first and more who come "
             "last. At 0 all are alike.",
    )
    activists: float = number(
        0.02, label="Activists", low=0.0, high=0.5, step=0.005, group=PEOPLE,
        help="Which part of those who agree comes whatever others do. At 0 only people with a "
             "threshold of 0 or less begin.",
    )
    share_b: float = number(
        0.30, label="Share of group B", low=0.0, high=1.0, step=0.05, group=PEOPLE,
        help="Which part of the people has more to lose by being identified: group B.",
    )
    stake_b: float = number(
        1.5, label="What B has to lose, A being 1", low=1.0, high=4.0, step=0.1, group=PEOPLE,
        help="How many times as strongly identification acts on group B. At 1 both groups are alike.",
    )
    people: int = whole(
        1000, label="People in town", low=50, high=20_000, step=50, group=RUN,
        help="How many people there are. More of them make every number steadier.",
    )
    runs: int = whole(
        20, label="Towns drawn", low=1, high=100, group=RUN,
        help="How many towns of the same make are drawn, each with other people. More of them show "
             "better what is luck.",
    )
    rewired: float = number(
        0.30, label="Ties across town", low=0.0, high=1.0, step=0.05, group=RUN,
        help="Which part of the ties leads anywhere in town, not to somebody near by. At 0 everybody "
             "knows only their neighbours.",
    )


@dataclass(frozen=True)
class DissentResult(Result):
    """A dissent run, as counts of people: no array grows with the number of people.

    Attributes
    ----------
    parameters
        What was run.
    people : how many people a town has
    turnout : (runs,) int
        How many take part in each town in the end, at the chosen chance of being identified.
    agree : (2,) float
        Mean number of people of group A and B who privately agree.
    joined : (2,) float
        Mean number of people of group A and B who take part.
    by_round, by_round_without : (rounds,) float
        Share of people who take part after each round, mean over the towns; without: the same
        people, where nobody can be identified.
    curve : (levels, 3) float
        Mean, 5th and 95th percentile over the towns of the share who take part, at each chance of
        being identified in ``LEVELS``. Empty for the crowds of a hundred.
    strengths : (other strengths, levels) float
        Mean share who take part at each of ``STRENGTHS`` and ``LEVELS``. Empty as above.
    wanted, wanted_without : (bins,) float
        Histogram of thresholds among those who agree, in people of a hundred who agree: at most 0,
        then steps of 0.05 to 1, then more than 1 (22 bins); for the crowds of a hundred, people by
        threshold 0 to 99 (100 bins).
    """

    parameters: DissentParameters
    people: int
    turnout: Counts
    agree: Floats
    joined: Floats
    by_round: Floats
    by_round_without: Floats
    curve: Floats
    strengths: Floats
    wanted: Floats
    wanted_without: Floats
