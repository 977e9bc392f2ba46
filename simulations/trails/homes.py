"""Where somebody lives, read from where the phone is at night.

The guess is the place with most records at night. More days kept, better guess: nothing has to be
broken for it.
"""

from __future__ import annotations

import numpy as np

from simulations.trails.matching import Index, Release
from simulations.trails.population import SAMPLE
from simulations.trails.records import Records
from simulations.trails.result import HOURS_A_DAY, Floats
from simulations.trails.town import ANTENNAS, Places, regions

NIGHT = np.array([1] * 6 + [0] * 16 + [1] * 2)
"""From ten in the evening to six in the morning."""


def found(release: Release, home: Places, *, one_day: bool = False) -> Floats:
    """Share of people whose home antenna is named right from the last 0, 1, ... days: (days + 1,).

    Where several antennas are one place, one of them is picked at random: the share is what that
    finds on average. With ``one_day`` only the day with most records lies under one pseudonym. nan
    where there is nobody; 0 where nothing is kept.
    """
    records, people = release.records, min(SAMPLE, release.people)
    if not people:
        return np.full(records.days + 1, np.nan)
    place, lives = regions(release.merged), regions(release.merged)[home[:people]]
    weight = np.repeat(NIGHT.reshape(-1, release.hours).sum(axis=1), release.hours).astype(np.int64)
    shares, scores = [0.0], np.zeros(people * ANTENNAS, dtype=np.int64)
    best, most = np.zeros((2, people), dtype=np.int64)
    for day in reversed(range(records.days)):
        who, hour, where = _of_a_day(records, day, people)
        if one_day:  # the fullest day, of equals the earliest
            many = np.bincount(who, minlength=people)
            fuller = many >= most
            best, most = np.where(fuller, 0, best), np.maximum(many, most)
            who, hour, where = who[fuller[who]], hour[fuller[who]], where[fuller[who]]
        night = weight[hour] > 0
        who, hour, where = who[night], hour[night], place[where[night]].astype(np.intp)
        at = who * ANTENNAS + where
        if one_day:
            scores[at] = 0
        np.add.at(scores, at, weight[hour])
        # the place with the highest score, of equals the first: both in one number
        np.maximum.at(best, who, scores[at] * ANTENNAS + ANTENNAS - 1 - where)
        right = (best > 0) & (ANTENNAS - 1 - best % ANTENNAS == lives)
        shares.append(float(right.mean()) / release.merged)
    return np.array(shares)


def _of_a_day(records: Records, day: int, people: int) -> tuple[Index, Index, Places]:
    """Of the first so many people's records of a day: whose, the hour of the day, and the antenna."""
    start, person, antenna = records.listed
    begins = start[HOURS_A_DAY * day: HOURS_A_DAY * (day + 1) + 1]
    hour, who = np.repeat(np.arange(HOURS_A_DAY), np.diff(begins)), person[begins[0]: begins[-1]]
    mine = who < people
    return who[mine].astype(np.intp), hour[mine], antenna[begins[0]: begins[-1]][mine]
