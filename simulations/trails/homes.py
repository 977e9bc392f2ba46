"""Where somebody lives, read from where the phone is at night.

The guess is the place with most records at night. More days kept, better guess: nothing has to be
broken for it.
"""

from __future__ import annotations

import numpy as np

from simulations.trails.matching import Release, on_fullest_day
from simulations.trails.population import SAMPLE
from simulations.trails.records import NONE, places
from simulations.trails.result import HOURS_A_DAY, Floats
from simulations.trails.town import ANTENNAS, Places, regions

NIGHT = np.array([1.0] * 6 + [0.0] * 16 + [1.0] * 2)
"""From ten in the evening to six in the morning."""


def found(release: Release, home: Places, days: list[int], *, one_day: bool = False) -> Floats:
    """Share of people whose home antenna is named right from the last so many days: (len(days),).

    ``days`` rise. Where several antennas are one place, one of them is picked at random: the share
    is what that finds on average. With ``one_day`` only the day with most records lies under one
    pseudonym. nan where there is nobody; 0 where nothing is kept.
    """
    people = min(SAMPLE, release.people)
    if not people:
        return np.full(len(days), np.nan)
    mine = release.records.table[:, :people]
    if one_day and mine.size:
        mine = np.where(on_fullest_day((mine != NONE).T).T, mine, NONE)
    weight = np.repeat(NIGHT.reshape(-1, release.hours).mean(axis=1), release.hours)
    lives = regions(release.merged)[home[:people]]
    score = np.zeros((people, ANTENNAS + 1))
    shares, done = [], 0
    for upto in days:
        upto = min(upto, len(mine) // HOURS_A_DAY)
        rows = mine[len(mine) - HOURS_A_DAY * upto: len(mine) - HOURS_A_DAY * done]
        hour, who = np.nonzero(rows != NONE)
        key = places(release.merged)[rows[hour, who]].astype(np.intp) + (ANTENNAS + 1) * who
        score += np.bincount(key, weight[hour % HOURS_A_DAY], minlength=score.size).reshape(score.shape)
        done = upto
        right = (score.argmax(axis=1) == lives) & (score.max(axis=1) > 0)
        shares.append(float(right.mean()) / release.merged)
    return np.array(shares)
