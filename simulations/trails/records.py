"""Records of phones, as a table by hour and person and as a list; and what is left of them.

The table says at once where one person was in one hour, the list who left a record at all. A coarser
map and a coarser clock need no other copy of either.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulations.trails.result import HOURS_A_DAY
from simulations.trails.town import ANTENNAS, Places, nested, regions

NONE = np.uint16(ANTENNAS)
"""Stands where a phone left no record in an hour."""
MOST_AT_ONCE = 4_000_000
"""Cells of a table that are read together."""


class Listed(NamedTuple):
    """All records in the order of their hours.

    Attributes
    ----------
    start : (hours + 1,) int
        Where the records of each hour begin; the last is where the last hour's end.
    person : (M,) uint32
    antenna : (M,) uint16
    """

    start: NDArray[np.int64]
    person: NDArray[np.uint32]
    antenna: Places


class Present(NamedTuple):
    """All records by hour, and in each hour by antenna, neighbours that ever become one side by side.

    Attributes
    ----------
    start : (hours, 401) int
        Where the records of an hour at the antenna in each place of that order begin, and where the
        last one's end.
    person : (M,) uint32
    """

    start: NDArray[np.int64]
    person: NDArray[np.uint32]


class Own(NamedTuple):
    """The records of some people, one person after the other and each in the order of hours.

    Attributes
    ----------
    who : (M,) int
        Whose each is: which of the people asked for.
    hour : (M,) int
    antenna : (M,) uint16
    """

    who: NDArray[np.intp]
    hour: NDArray[np.intp]
    antenna: Places


@dataclass(frozen=True)
class Records:
    """Records of so many people over whole days.

    Attributes
    ----------
    table : (hours, people) uint16
        Antenna of each record, or NONE.
    first
        Which hour the first row is of; what was before is deleted.
    """

    table: Places
    first: int = 0

    @property
    def people(self) -> int:
        """How many people there are, with or without records."""
        return int(self.table.shape[1])

    @property
    def days(self) -> int:
        """Of how many days records are left."""
        return len(self.table) // HOURS_A_DAY

    @cached_property
    def listed(self) -> Listed:
        """The records as a list."""
        hours = len(self.table)
        counts, person, antenna = [np.zeros(0, np.int64)], [np.empty(0, np.uint32)], [np.empty(0, np.uint16)]
        at_once = max(HOURS_A_DAY, MOST_AT_ONCE // max(self.people, 1))  # long rows of indices need memory
        for first in range(0, hours, at_once):
            rows = self.table[first: first + at_once]
            there = rows != NONE
            counts.append(np.count_nonzero(there, axis=1))
            found = np.flatnonzero(there)
            person.append((found % np.intp(self.people)).astype(np.uint32))
            antenna.append(rows.ravel()[found])
        start = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
        return Listed(start, np.concatenate(person), np.concatenate(antenna))

    @cached_property
    def hour_of_each(self) -> NDArray[np.int32]:
        """The hour of each of the records listed: (M,)."""
        return np.repeat(np.arange(len(self.table), dtype=np.int32), np.diff(self.listed.start))

    @cached_property
    def present(self) -> Present:
        """Who left a record where, hour by hour."""
        begins, person, antenna = self.listed
        start = np.zeros((len(self.table), ANTENNAS + 1), dtype=np.int64)
        there = np.empty_like(person)
        for first in range(0, len(self.table), HOURS_A_DAY):  # day by day: keys need memory
            day = slice(first, first + HOURS_A_DAY)
            some = slice(begins[first], begins[first + HOURS_A_DAY])
            hour = np.repeat(np.arange(HOURS_A_DAY), np.diff(begins[first: first + HOURS_A_DAY + 1]))
            key = (hour * ANTENNAS + nested()[antenna[some]]).astype(np.uint16)
            there[some] = person[some][np.argsort(key, kind="stable")]
            upto = np.cumsum(np.bincount(key, minlength=HOURS_A_DAY * ANTENNAS)).reshape(-1, ANTENNAS)
            start[day, 1:] = some.start + upto
            start[day, 0] = begins[day]
        return Present(start, there)

    @cached_property
    def by_hour_of_day(self) -> NDArray[np.int64]:
        """How many records each antenna has in each hour of the day, all days together: (24, 400)."""
        begins, _, antenna = self.listed
        found = np.zeros((HOURS_A_DAY, ANTENNAS), dtype=np.int64)
        for first in range(0, len(self.table), HOURS_A_DAY):
            hour = np.repeat(np.arange(HOURS_A_DAY), np.diff(begins[first: first + HOURS_A_DAY + 1]))
            some = antenna[begins[first]: begins[first + HOURS_A_DAY]]
            found += np.bincount(hour * ANTENNAS + some, minlength=found.size).reshape(found.shape)
        return found

    def of_first(self, people: int) -> Own:
        """The records of the first so many people; kept for those who ask again."""
        kept: dict[int, Own] = self.__dict__.setdefault("_of_first", {})
        if people not in kept:
            mine = self.table[:, :people].T
            who, hour = np.nonzero(mine != NONE)
            kept[people] = Own(who, hour, mine[who, hour])
        return kept[people]

    def __len__(self) -> int:
        return len(self.listed.person)

    def kept(self, days: int) -> Records:
        """Those of the last ``days``; all where there are fewer."""
        first = max(len(self.table) - HOURS_A_DAY * days, 0)
        if not first:
            return self
        left = Records(self.table[first:], self.first + first)
        if "listed" in self.__dict__:
            start, person, antenna = self.listed
            left.__dict__["listed"] = Listed(start[first:] - start[first], person[start[first]:],
                                             antenna[start[first]:])
        return left


@cache
def places(merged: int) -> Places:
    """The place that stands for each antenna, where so many are one, and NONE for NONE: (401,)."""
    table = np.append(regions(merged), NONE)
    table.flags.writeable = False
    return table


def without_rare(records: Records, merged: int, hours: int, fewest: int) -> Records:
    """The records but for those at places and hours at which fewer than ``fewest`` people left one.

    Places are of ``merged`` antennas, and so many ``hours`` are one. Every record left is then shared
    by so many people, as k-anonymity asks of a record.
    """
    _, person, antenna = records.listed
    place, table = places(merged)[antenna], records.table.copy()
    hour = records.hour_of_each
    cell = hour // hours * np.int32(ANTENNAS) + place
    counted = cell
    if hours > 1:  # a person counts once
        counted = np.unique(cell * np.int64(records.people) + person) // records.people
    crowd = np.bincount(counted, minlength=len(table) * ANTENNAS)
    few = crowd[cell] < fewest
    table[hour[few], person[few]] = NONE
    return Records(table, records.first)
