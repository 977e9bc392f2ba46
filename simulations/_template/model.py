"""The engine: pure and deterministic. Each random variable draws from a stream of its own, so
that turning a knob changes what happens to the same people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress, Result
from simulations.parameters import Parameters, named, number, switch, whole
from simulations.seeds import stream

PEOPLE = 1000
SHARE_B = 0.5
FACES = {"six": 6, "twenty": 20}


class DiceParameters(Parameters):
    """The settings of a run: each declared once, with what turning it up does."""

    dice: int = whole(
        3, label="Dice", low=1, high=10, help="How many dice each person throws. More make luck smaller."
    )
    handicap: float = number(
        1.0, label="Handicap of B", low=0.0, high=5.0, step=0.5, unit="points",
        help="How many points are taken off every throw of group B.",
    )
    winners: float = number(
        0.2, label="Share who win", low=0.05, high=0.95, step=0.05,
        help="Which part of the people wins. Turned down, only the highest throws win.",
    )
    faces: Literal["six", "twenty"] = named(
        "six", label="Kind of dice", options={"six": "six faces", "twenty": "twenty faces"},
        help="How many faces each of the dice has.",
    )
    blind: bool = switch(
        False, label="Throws compared without the handicap",
        help="Whether the winners are chosen by their throws alone.",
    )


@dataclass(frozen=True)
class DiceResult(Result):
    """A run.

    Attributes
    ----------
    won : (2,) int
        Winners of groups A and B.
    people : (2,) int
        People of groups A and B.
    """

    won: NDArray[np.int64]
    people: NDArray[np.int64]


def run(parameters: DiceParameters, seed: int, progress: Progress | None = None) -> DiceResult:
    """Throw, mark B down, and let the highest win."""
    in_b = stream(seed, "group").random(PEOPLE) < SHARE_B
    throws = 1 + np.floor(
        FACES[parameters.faces] * stream(seed, "throws").random((PEOPLE, parameters.dice))
    ).sum(axis=1)
    luck = stream(seed, "ties").random(PEOPLE)  # decides between equals
    seen = throws - (0.0 if parameters.blind else parameters.handicap) * in_b
    winners = round(parameters.winners * PEOPLE)
    won = np.zeros(PEOPLE, bool)
    won[np.lexsort((luck, seen))[-winners:]] = True
    best = np.zeros(PEOPLE, bool)
    best[np.lexsort((luck, throws))[-winners:]] = True
    return DiceResult(
        measures={
            "winners_b": float(in_b[won].mean()),
            "best_missed": float((best & ~won).sum() / winners),
        },
        won=np.bincount(in_b[won], minlength=2),
        people=np.bincount(in_b, minlength=2),
    )
