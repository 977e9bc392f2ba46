"""What a planner wants: how people are spread over districts, hour by hour of an average day.

From traces that is counted; from a coarser release it is counted and spread evenly over the hours
that became one. Or no traces are handed out, only these counts, with noise that hides whether
any one person is among them (epsilon-differential privacy): everybody adds at most so many records,
and every count gets noise from a discrete Laplace distribution.

Sources: Cynthia Dwork and others, Calibrating noise to sensitivity, 2006; Clement Canonne and
others, The discrete Gaussian for differential privacy, 2020 (discrete Laplace). The noise is in whole
numbers, so that its last digits give nothing away; a real release should use a reviewed library.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulations.seeds import stream
from simulations.trails.records import Records
from simulations.trails.result import HOURS_A_DAY, Floats
from simulations.trails.town import ANTENNAS, regions

DISTRICT = 16
"""A district is 16 antennas, the coarsest place that can be handed out."""
DISTRICTS = ANTENNAS // DISTRICT
MOST_A_DAY = 2
"""So many records a day of each person are counted at most where counts are handed out."""


def counted(records: Records, hours: int = 1) -> Floats:
    """Records by hour of the day and district, (24, 25), where ``hours`` became one."""
    in_order = np.argsort(regions(DISTRICT), kind="stable")
    by_district = records.by_hour_of_day[:, in_order].reshape(-1, hours, DISTRICTS, DISTRICT)
    even: Floats = np.repeat(by_district.sum(axis=3).mean(axis=1), hours, axis=0)
    return even


def error(found: Floats, truth: Floats) -> float:
    """How far two tables differ as shares of their sums: sum |a - b|, at most 1, or nan.

    nan where the truth is empty; 1 where the other is.
    """
    if truth.sum() <= 0:
        return math.nan
    if found.sum() <= 0:
        return 1.0
    return min(float(np.abs(found / found.sum() - truth / truth.sum()).sum()), 1.0)


def at_most_counted(records: Records, hours: int, seed: int) -> Floats:
    """Counts (24 / hours, 25) to which nobody adds more than ``MOST_A_DAY`` records for each day."""
    kept = at_most(records, MOST_A_DAY * records.days, seed)
    hour, district = records.hour_of_each[kept] % HOURS_A_DAY, regions(DISTRICT)[records.listed.antenna[kept]]
    table = np.bincount(hour // hours * DISTRICTS + district, minlength=HOURS_A_DAY // hours * DISTRICTS)
    return table.reshape(-1, DISTRICTS).astype(float)


def with_noise(table: Floats, days: int, epsilon: float, seed: int) -> Floats:
    """Counts of so many days with noise, (24, 25), from (24 / hours, 25); those below 0 are shown as 0.

    One person more or less changes all counts together by at most ``most`` records, so noise of
    scale most / epsilon makes them epsilon-differentially private for a person's whole trace.
    """
    most, hours = MOST_A_DAY * days, HOURS_A_DAY // len(table)
    noise = discrete_laplace(most / epsilon, HOURS_A_DAY * DISTRICTS, seed).reshape(-1, DISTRICTS)
    return np.repeat(np.maximum(table + noise[: len(table)], 0) / hours, hours, axis=0)


def discrete_laplace(scale: float, count: int, seed: int) -> Floats:
    """Whole numbers with P(k) = (1 - a) / (1 + a) a^|k|, where a = e^(-1 / scale): (count,).

    The difference of two geometric variables has this distribution.
    """
    luck = stream(seed, "trails.noise")
    chance = -math.expm1(-1 / scale)  # 1 - a
    drawn = luck.random((2, count))
    steps = np.floor(np.log1p(-drawn) / math.log1p(-chance))
    return np.asarray(steps[0] - steps[1])


def guess_bound(epsilon: float) -> float:
    """How often the best attacker tells right whether somebody is in the counts, at most.

    e^eps / (1 + e^eps), where both were equally likely before: 0.5 is a coin.
    """
    return 1 / (1 + math.exp(-epsilon))


def at_most(records: Records, most: int, seed: int) -> NDArray[np.intp]:
    """Which of the records listed are left, if ``most`` of each person are picked at random."""
    person = records.listed.person
    turn = stream(seed, "trails.counted").random(len(person))
    order = np.argsort(person + turn)
    count = np.bincount(person, minlength=records.people)
    rank = np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count)
    return np.asarray(order[rank < most])
