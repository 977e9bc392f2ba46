"""The people of the towns: what they think, how much company they want, and what they have to lose.

A threshold is the share of those whom somebody watches that must take part before they do (Mark
Granovetter: Threshold models of collective behavior, 1978). Being identified adds to it in
proportion to the chance of it, to what the person has to lose, and to the invented strength.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.dissent.result import DissentParameters, Floats
from simulations.seeds import stream

Flags = NDArray[np.bool_]
HUNDRED = 100


@dataclass(frozen=True)
class Towns:
    """The people of several towns; all arrays are (towns, people).

    Attributes
    ----------
    threshold
        Share of those watched that each wants to see where nobody can be identified, minus
        infinity for activists.
    stake
        What each has to lose by being identified; the mean is 1 in group A.
    agree
        Who privately agrees with the protest. The others never take part.
    in_b
        Who is in group B.
    knows
        Who knows the real chance of being identified.
    """

    threshold: Floats
    stake: Floats
    agree: Flags
    in_b: Flags
    knows: Flags

    def first(self, towns: int) -> Towns:
        """The first so many of the towns."""
        return Towns(self.threshold[:towns], self.stake[:towns], self.agree[:towns], self.in_b[:towns],
                     self.knows[:towns])


@dataclass(frozen=True)
class Wanting:
    """How much company the people want at a chance ``p`` that somebody who comes is identified.

    Each takes part as soon as ``fixed + cost * p`` of those watched do. ``fixed`` is infinite for
    those who never take part, minus infinite for those who always do; arrays are (towns, people).
    """

    fixed: Floats
    cost: Floats

    def at(self, chance: float) -> Floats:
        """The thresholds at a chance of being identified."""
        return self.fixed + self.cost * chance


def draw(parameters: DissentParameters, seed: int) -> Towns:
    """The people of all towns: the same at every setting that is not about who they are."""
    shape = (parameters.runs, parameters.people)
    normal, stake, uniform = np.empty(shape), np.empty(shape), np.empty((4, *shape))
    for town in range(parameters.runs):
        stream(seed, f"threshold.{town}").standard_normal(out=normal[town])
        stream(seed, f"stake.{town}").standard_exponential(out=stake[town])
        for row, name in enumerate(("opinion", "activist", "group", "knows")):
            stream(seed, f"{name}.{town}").random(out=uniform[row, town])
    agree, active, in_b, knows = (
        uniform[row] < share for row, share in enumerate((
            parameters.opinion, parameters.activists, parameters.share_b, parameters.transparency))
    )
    # threshold_i ~ N(mean, spread)
    threshold = np.where(active, -np.inf, parameters.mean_threshold + parameters.spread * normal)
    return Towns(threshold, np.where(in_b, parameters.stake_b, 1.0) * stake, agree, in_b, knows)


def wanting(towns: Towns, strength: float, feared: float) -> Wanting:
    """What being identified does to the thresholds of the people.

    threshold_i + strength * P_i * stake_i, where P_i is the real chance for those who know it and
    ``feared`` for the others.
    """
    felt = strength * towns.stake
    fixed = np.where(towns.knows, towns.threshold, towns.threshold + felt * feared)
    return Wanting(np.where(towns.agree, fixed, np.inf), np.where(towns.knows, felt, 0.0))


def unwatched(towns: Towns) -> Wanting:
    """The thresholds where nobody can be identified and everybody knows it."""
    return Wanting(np.where(towns.agree, towns.threshold, np.inf), np.zeros_like(towns.threshold))


def side_by_side(sets: Sequence[Wanting]) -> Wanting:
    """Several sets of towns of the same size as one."""
    fixed, cost = [each.fixed for each in sets], [each.cost for each in sets]
    return Wanting(np.concatenate(fixed), np.concatenate(cost))


def hundred(*, gap: bool) -> Towns:
    """Granovetter's hundred: thresholds of 0, 1, 2, ... 99 people; with a gap, the 1 is a 2."""
    counts = np.arange(HUNDRED)
    if gap:
        counts[1] = 2
    everyone = np.ones((1, HUNDRED), dtype=bool)
    return Towns(counts[np.newaxis] / HUNDRED, np.zeros((1, HUNDRED)), everyone, ~everyone, everyone)
