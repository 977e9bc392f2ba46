"""Who joins whom: rounds in which everybody takes part whose threshold is reached, until nobody joins.

Nobody goes home again, so the rounds end, and they end at the smallest crowd that nobody else wants
to join. Lower a chance of being identified and that crowd can only grow: a sweep from the highest
chance down goes on from the crowd before, and costs little more than one cascade. After Mark
Granovetter: Threshold models of collective behavior, 1978.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.dissent.network import Ties, ends
from simulations.dissent.result import Counts, Floats
from simulations.dissent.towns import Flags, Wanting


@dataclass(frozen=True)
class Settled:
    """How it ended.

    Attributes
    ----------
    joined : (chances, towns) int
        How many take part once nobody else joins, at each chance of being identified.
    taking_part : (towns, people) bool
        Who does, at the last of the chances.
    arrived : (rounds,) int
        How many joined in each round, in all towns together.
    rounds : (towns,) int
        In which round the last one joined; 0 where nobody ever did.
    """

    joined: Counts
    taking_part: Flags
    arrived: Counts
    rounds: Counts


def settle(ties: Ties | None, wanting: Wanting, chances: Sequence[float]) -> Settled:
    """Let everybody join who wants to, at each of ``chances`` from the highest to the lowest.

    ``ties`` says whom each person watches; None is everybody.
    """
    if any(higher < lower for higher, lower in itertools.pairwise(chances)):
        raise ValueError(f"chances must fall (got {list(chances)})")
    return _by_everybody(wanting, chances) if ties is None else _by_ties(ties, wanting, chances)


def _by_everybody(wanting: Wanting, chances: Sequence[float]) -> Settled:
    """Everybody watches everybody: one number, the share who take part, decides for all."""
    towns, people = wanting.fixed.shape
    count, rounds = np.zeros(towns, dtype=np.int64), np.zeros(towns, dtype=np.int64)
    joined, arrived, number = [], [], 0
    thresholds = wanting.at(chances[-1])
    for chance in chances:
        thresholds = wanting.at(chance)
        moving = np.arange(towns)
        while moving.size:
            # r(t + 1) = F(r(t)): as many take part as have a threshold of at most the share before
            now = (thresholds[moving] <= (count[moving] / people)[:, np.newaxis]).sum(axis=1)
            grown = now > count[moving]
            moving, now = moving[grown], now[grown]
            if moving.size:
                number += 1
                arrived.append(int((now - count[moving]).sum()))
                count[moving], rounds[moving] = now, number
        joined.append(count.copy())
    taking_part = (thresholds <= (count / people)[:, np.newaxis]) & (count > 0)[:, np.newaxis]
    return Settled(np.array(joined), taking_part, np.array(arrived, dtype=np.int64), rounds)


def _by_ties(ties: Ties, wanting: Wanting, chances: Sequence[float]) -> Settled:
    """Everybody watches those they know. Only who has just joined is passed on to those around.

    A town in which nobody else joins goes on to the next chance at which somebody does, and the
    others need not wait for it: no town sees another.
    """
    towns, people = wanting.fixed.shape
    fixed, cost = wanting.fixed.ravel(), wanting.cost.ravel()
    falling = -np.asarray(chances)
    seen = np.zeros(fixed.size, dtype=np.uint8)
    may_come = fixed < np.inf
    # up to which chance those come who have not yet; -inf once they have, or where they never do
    reach = np.where(may_come, _reach(np.zeros_like(fixed), fixed, cost), -np.inf)
    waiting, by_town = may_come.copy(), reach.reshape(towns, people)
    place = np.empty(fixed.size, dtype=np.int64)
    came, rounds, at = (np.zeros(towns, dtype=np.int64) for _ in range(3))
    joined = np.zeros((len(chances), towns), dtype=np.int64)
    arrived, still = [], np.arange(towns)
    chance, coming = np.zeros(towns), np.zeros(0, dtype=np.int64)
    while still.size or coming.size:
        if still.size:  # at which chance does the next one come? until then as many stand there as now
            rows = by_town[still] if still.size < towns else by_town
            upto = np.searchsorted(falling, -rows.max(axis=1))
            for one, first, end in zip(still.tolist(), at[still].tolist(), upto.tolist(), strict=True):
                joined[first:end, one] = came[one]
            at[still] = upto
            chance[still] = np.append(-falling, np.inf)[upto]
            row, who = np.divmod(np.flatnonzero(rows >= chance[still, np.newaxis]), people)
            coming = np.concatenate([coming, still[row] * people + who])
        if not coming.size:
            break
        reach[coming], waiting[coming] = -np.inf, False
        arrived.append(coming.size)
        town, who = np.divmod(coming, people)
        here = np.bincount(town, minlength=towns)
        came += here
        moving = np.flatnonzero(here)
        rounds[moving] = len(arrived)
        known, each = ends(ties, who)
        around = known + np.repeat(coming - who, each)
        left = np.flatnonzero(waiting[around])
        around, known = around[left], known[left]
        np.add.at(seen, around, np.uint8(1))
        reach[around] = up_to = _reach(seen[around] / ties.count[known], fixed[around], cost[around])
        coming = _once(around[up_to >= np.repeat(chance[town], each)[left]], place)
        goes_on = np.bincount(coming // people, minlength=towns)
        still = moving[goes_on[moving] == 0]
    taking_part = may_come & ~waiting
    return Settled(joined, taking_part.reshape(towns, people), np.array(arrived, dtype=np.int64), rounds)


def _once(people: Counts, place: Counts) -> Counts:
    """``people`` without repetitions, by a note at each one's ``place``: a tenth of a sort's time."""
    order = np.arange(people.size)
    place[people] = order
    once: Counts = people[place[people] == order]
    return once


def _reach(share: Floats, fixed: Floats, cost: Floats) -> NDArray[np.float64]:
    """Up to which chance of being identified people come, where ``share`` of those watched do.

    fixed + cost * p <= share, solved for p: infinite for whom being identified costs nothing, -1
    for those who come at no chance.
    """
    spare = share - fixed
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(np.where(cost > 0, spare / cost, np.where(spare >= 0, np.inf, -1.0)), -1.0)
