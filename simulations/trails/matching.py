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
from simulations.trails.records import Own, Records, places
from simulations.trails.result import HOURS_A_DAY, MOST_DAYS, MOST_POINTS, Counts, Floats
from simulations.trails.town import ANTENNAS, Places, nested

TARGETS = 2500
"""People whose points are tried: the first of them, who are anybody."""
MOST_ROWS, MOST_BITS = 3500, 80_000_000
"""Places and hours of a coarse release, and cells of a table of them and people, that are made in whole."""
MOST_ORDERS = 8
MOST_HOURS = MOST_DAYS * HOURS_A_DAY
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
    release: Release, people: int, attacker: str, seed: int, *, most: int = MOST_POINTS,
    one_day: bool = False,
) -> Known:
    """Points that an attacker knows of the first so many people, none twice at the map and clock released.

    ``attacker`` says which: any at random, those at the two places with most records (``home-work``),
    or those at the places that fewest records of all people are at (``rare``). Where pseudonyms last
    ``one_day``, all points are of the day with most records: no more than that lies under one of them.
    """
    records = release.records
    who, when, antenna = own = records.of_first(people)
    place = places(release.merged)[antenna]
    free = _first_in_each_cell(own, place, release.hours)
    if one_day and len(who):
        free &= on_fullest_day(own, free, people, records.days)
    if attacker == "home-work":
        free &= _at_the_two_places_with_most(who, place, people)
    first = _in_order(release, own, people, attacker, seed)
    first = first[free[first]]
    count = np.bincount(who[first], minlength=people)
    rank = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    first, rank = first[rank < most], rank[rank < most]
    hours, antennas = np.zeros((2, people, most), dtype=np.intp)
    hours[who[first], rank], antennas[who[first], rank] = when[first], antenna[first]
    return Known(np.arange(people), hours, antennas, np.minimum(count, most))


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
    rows = len(release.records.table) // release.hours * (ANTENNAS // release.merged)
    if release.hours >= 8 and rows <= MOST_ROWS and rows * people <= MOST_BITS and not crowd:
        return _by_bits(release, known, left)
    whose, other = _sharing_the_first(release, known, people)
    left[:, 1] = np.bincount(whose, minlength=len(left))
    for point in range(1, most):
        fits = (known.count[whose] <= point) | _holds(
            release, other, known.hour[whose, point], known.antenna[whose, point])
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


def on_fullest_day(own: Own, counted: NDArray[np.bool_], people: int, days: int) -> NDArray[np.bool_]:
    """Which of the records are of that day on which each person has most of those ``counted``: (M,)."""
    day = own.hour // HOURS_A_DAY
    many = np.bincount((own.who * days + day)[counted], minlength=people * days)
    return np.asarray(day == many.reshape(people, -1).argmax(axis=1)[own.who])


def _sharing_the_first(release: Release, known: Known, people: int) -> tuple[Index, Index]:
    """All pairs of a person with known points, and one whose trace holds the first of them."""
    start, person = release.records.present
    asked = np.flatnonzero(known.count > 0)
    first = known.hour[asked, 0] // release.hours * release.hours
    block = nested()[known.antenna[asked, 0]] // release.merged * release.merged
    hours = (first[:, None] + np.arange(release.hours)).ravel()
    low = start[hours, np.repeat(block, release.hours)]
    many = start[hours, np.repeat(block, release.hours) + release.merged] - low
    whose = np.repeat(np.repeat(asked, release.hours), many)
    # each stretch of the list from low on, one after the other
    other = person[np.arange(len(whose)) + np.repeat(low - (np.cumsum(many) - many), many)]
    if people < release.people:
        whose, other = whose[other < people], other[other < people]
    if release.hours == 1:
        return whose, other.astype(np.intp)
    pairs = _once(whose * np.int64(people) + other, len(known.person) * people)
    return np.asarray(pairs // people), np.asarray(pairs % people)


def _once(numbers: NDArray[np.int64], below: int) -> NDArray[np.int64]:
    """The numbers without repetitions; everybody counts once, however many records they left."""
    if below > MOST_BITS:
        return np.unique(numbers)
    there = np.zeros(below, dtype=bool)
    there[numbers] = True
    return np.flatnonzero(there)


def _by_bits(release: Release, known: Known, left: Counts) -> Counts:
    """``candidates`` where map and clock are coarse: each place and stretch of hours as a row of bits.

    A bit is a person who left a record there. What fits several points has its bit in all their rows.
    """
    records, areas = release.records, ANTENNAS // release.merged
    block = nested() // release.merged
    row = records.hour_of_each // release.hours * np.int32(areas) + block[records.listed.antenna]
    there = np.zeros((len(records.table) // release.hours * areas, -(-release.people // 64) * 64), dtype=bool)
    there[row, records.listed.person] = True
    bits = np.packbits(there, axis=1).view(np.uint64)
    asked = known.hour // release.hours * areas + block[known.antenna]
    fits = bits[asked[:, 0]]
    for point in range(known.hour.shape[1]):
        more = known.count > point
        fits[more] &= bits[asked[more, point]]
        left[more, point + 1] = np.bitwise_count(fits[more]).sum(axis=1)
        left[~more, point + 1] = left[~more, point]
    return left


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


def _first_in_each_cell(own: Own, place: Places, hours: int) -> NDArray[np.bool_]:
    """Which records are the first of that person at that place in their stretch of ``hours``: (M,)."""
    free = np.ones(len(place), dtype=bool)
    if hours == 1:
        return free
    cell = own.hour // hours + own.who * (MOST_HOURS // hours)
    later = np.arange(len(place))
    for back in range(1, hours):  # those with so many records before them in the same stretch
        later = later[later >= back]
        later = later[cell[later] == cell[later - back]]
        free[later] &= place[later] != place[later - back]
    return free


def _at_the_two_places_with_most(who: Index, place: Places, people: int) -> NDArray[np.bool_]:
    """Which records are at those two places where each person has most records: (M,)."""
    counts = np.bincount(who * ANTENNAS + place, minlength=people * ANTENNAS).reshape(-1, ANTENNAS)
    top = np.argsort(-counts, axis=1, kind="stable")[:, :2]
    return np.asarray((place == top[who, 0]) | (place == top[who, 1]))


def _in_order(release: Release, own: Own, people: int, attacker: str, seed: int) -> Index:
    """Which records an attacker comes to know first: (M,), person by person.

    The same hours come first whatever else is turned, so the order is kept for the next release.
    """
    records = release.records
    key = people, seed, release.merged if attacker == "rare" else 0
    kept: dict[tuple[int, int, int], Index] = records.__dict__.setdefault("_orders", {})
    if key not in kept:
        turn = _turns(records.first + len(records.table), seed)[records.first + own.hour, own.who]
        if attacker == "rare":
            order = np.argsort(turn + _crowds(release)[own.antenna] + (len(records) + 2.0) * own.who)
        else:
            order = np.argsort(turn + 2.0 * own.who)
        if len(kept) >= MOST_ORDERS:
            kept.clear()
        kept[key] = order
    return kept[key]


def _crowds(release: Release) -> Floats:
    """How many records there are at the place of each antenna, all hours together: (400,)."""
    place = places(release.merged)
    counts = np.bincount(place[release.records.listed.antenna], minlength=ANTENNAS)
    return counts[place[:ANTENNAS]].astype(float)


@lru_cache(maxsize=2)
def _turns(hours: int, seed: int) -> NDArray[np.float32]:
    """For each hour and target a number from 0 to 1 that says which come first: (hours, 2500)."""
    drawn = stream(seed, "trails.points").random((hours, TARGETS), dtype=np.float32)
    drawn.flags.writeable = False
    return drawn
