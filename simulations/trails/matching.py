"""How many traces fit what an attacker knows: unicity, as its inventors measure it.

Points are records of the person's own trace. A trace fits if it holds all of them; if only one
does, the person is singled out, whatever was done with the name. The share of people singled out by
p points is their unicity, eps_p.

Source: Yves-Alexandre de Montjoye and others, Unique in the Crowd, 2013 (2,500 traces picked at
random, the points of each picked at random).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulations.seeds import stream
from simulations.trails.records import NONE, Records, places
from simulations.trails.result import HOURS_A_DAY, MOST_POINTS, Counts, Floats
from simulations.trails.town import ANTENNAS, Places

TARGETS = 2500
"""People whose points are tried: the first of them, who are anybody."""
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Release:
    """Records as they are handed out, where so many antennas are one place and so many hours one.

    Who is under which number is unknown, what each number's trace holds is not.
    """

    records: Records
    merged: int = 1
    hours: int = 1

    @property
    def people(self) -> int:
        """How many people there are, with or without records."""
        return self.records.people


@dataclass(frozen=True)
class Known:
    """Points known of K people, in order, P each at most.

    Attributes
    ----------
    person : (K,) int
        Whose they are.
    hour, antenna : (K, P) int
        When and where; what lies beyond the number of points there are is 0.
    count : (K,) int
        How many points of each there are: P, or fewer where the trace holds no more.
    """

    person: Index
    hour: Index
    antenna: Index
    count: Index


def points_of(
    release: Release, person: Index, attacker: str, seed: int, *, most: int = MOST_POINTS,
    one_day: bool = False,
) -> Known:
    """Points of each person that an attacker knows, none of them twice at the map and clock released.

    ``attacker`` says which: any at random, those at the two places with most records (``home-work``),
    or those at the places that fewest records of all people are at (``rare``). Where pseudonyms last
    ``one_day``, all points are of the day with most records: no more than that lies under one of them.
    """
    records = release.records
    mine = records.table[:, person].T  # (K, hours)
    if not mine.size:
        nothing = np.zeros((len(person), most), dtype=np.intp)
        return Known(person, nothing, nothing, np.zeros(len(person), dtype=np.intp))
    place = places(release.merged)[mine]
    free = _first_in_each_cell(place, release.hours)
    if one_day:
        free &= on_fullest_day(free)
    # the same hours come first whatever else is turned
    turn = _turns(records.first + mine.shape[1], seed)[records.first:, person].T.astype(float)
    if attacker == "rare":
        crowd = np.bincount(places(release.merged)[records.listed.antenna], minlength=ANTENNAS + 1)
        turn += crowd[place]
    elif attacker == "home-work":
        free &= _at_the_two_places_with_most(place)
    turn[~free] = np.inf
    hour = np.argsort(turn, axis=1)[:, :most]
    count = np.minimum(free.sum(axis=1), most)
    beyond = np.arange(hour.shape[1]) >= count[:, None]
    antenna = np.take_along_axis(mine, hour, axis=1).astype(np.intp)
    hour[beyond], antenna[beyond] = 0, 0
    return Known(person, hour, antenna, count)


def candidates(release: Release, known: Known, *, crowd: int | None = None) -> Counts:
    """How many traces fit the first 0, 1, ... P points of each person: (K, P + 1).

    Where there are fewer points than P, what the last one left. ``crowd`` looks among the first so
    many people only.
    """
    people = release.people if crowd is None else crowd
    most = known.hour.shape[1]
    left = np.full((len(known.person), most + 1), people, dtype=np.int64)
    if most == 0 or not release.records.table.size:
        return left
    whose, other = _sharing_the_first(release, known, people)
    left[:, 1] = np.bincount(whose, minlength=len(left))
    for point in range(1, most):
        more = known.count[whose] > point
        fits = ~more
        fits[more] = _holds(release, other[more], known.hour[whose[more], point],
                            known.antenna[whose[more], point])
        whose, other = whose[fits], other[fits]
        left[:, point + 1] = np.bincount(whose, minlength=len(left))
    left[known.count == 0] = people
    return left


def singled_out(left: Counts, known: Known) -> NDArray[np.bool_]:
    """Whether exactly one trace fits 0, 1, ... P points: (K, P + 1). No point singles nobody out."""
    found = left == 1
    found[:, 0] = False
    found[known.count == 0] = False
    return np.asarray(found)


def unicity(release: Release, known: Known, *, crowd: int | None = None) -> Floats:
    """Share of people singled out by 0, 1, ... P points: (P + 1,); nan where there is nobody."""
    if not len(known.person):
        return np.full(known.hour.shape[1] + 1, np.nan)
    found: Floats = singled_out(candidates(release, known, crowd=crowd), known).mean(axis=0)
    return found


def on_fullest_day(there: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which hours (K, hours) are of that day on which each person has most of ``there``."""
    days = there.reshape(len(there), -1, HOURS_A_DAY).sum(axis=2)
    day = np.arange(there.shape[1]) // HOURS_A_DAY
    return np.asarray(day == days.argmax(axis=1)[:, None])


def _sharing_the_first(release: Release, known: Known, people: int) -> tuple[Index, Index]:
    """All pairs of a person with known points, and one whose trace holds the first of them."""
    start, person, antenna = release.records.listed
    table = places(release.merged)
    first = known.hour[:, 0] // release.hours * release.hours
    where = table[known.antenna[:, 0]]
    low, high = start[first], start[first + release.hours]
    asked = np.flatnonzero(known.count > 0)
    asked = asked[np.argsort(low[asked], kind="stable")]
    sharing, at, place = [], -1, antenna[:0]
    there = np.zeros(release.people, dtype=bool)
    for one in asked.tolist():
        rows = slice(low[one], high[one])
        if low[one] != at:
            at, place = low[one], table[antenna[rows]]
        found = person[rows][place == where[one]]
        if release.hours > 1:  # everybody once, however many records they left in these hours
            there[found] = True
            once = np.flatnonzero(there)
            there[found] = False
            found = once
        sharing.append(found[found < people] if people < release.people else found)
    many = [len(found) for found in sharing]
    other = np.concatenate(sharing).astype(np.intp) if sharing else asked
    return np.repeat(asked, many), other


def _holds(release: Release, person: Index, hour: Index, antenna: Index) -> NDArray[np.bool_]:
    """Whether each of these traces has a record at that place in that stretch of hours."""
    table = places(release.merged)
    place, first = table[antenna], hour // release.hours * release.hours
    rows = release.records.table.reshape(-1)
    at = first * release.people + person
    found = table[rows[at]] == place
    for _ in range(1, release.hours):
        at += release.people
        found |= table[rows[at]] == place
    return np.asarray(found)


def _first_in_each_cell(place: Places, hours: int) -> NDArray[np.bool_]:
    """Which records (K, hours) are the first of that place in their stretch of ``hours``."""
    free: NDArray[np.bool_] = place != NONE
    cells = place.reshape(len(place), -1, hours)
    first = free.reshape(cells.shape)
    for late in range(1, hours):
        for early in range(late):
            first[..., late] &= cells[..., late] != cells[..., early]
    return free


def _at_the_two_places_with_most(place: Places) -> NDArray[np.bool_]:
    """Which records (K, hours) are at those two places where each person has most records."""
    key = place.astype(np.int64) + (ANTENNAS + 1) * np.arange(len(place))[:, None]
    counts = np.bincount(key.ravel(), minlength=len(place) * (ANTENNAS + 1)).reshape(len(place), -1)
    counts[:, ANTENNAS] = -1
    top = np.argsort(-counts, axis=1, kind="stable")[:, :2]
    return np.asarray((place == top[:, :1]) | (place == top[:, 1:]))


@lru_cache(maxsize=2)
def _turns(hours: int, seed: int) -> NDArray[np.float32]:
    """For each hour and target a number from 0 to 1 that says which come first: (hours, 2500)."""
    drawn = stream(seed, "trails.points").random((hours, TARGETS), dtype=np.float32)
    drawn.flags.writeable = False
    return drawn
