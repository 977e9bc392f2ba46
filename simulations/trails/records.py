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
from simulations.trails.town import ANTENNAS, Places, regions

NONE = np.uint16(ANTENNAS)
"""Stands where a phone left no record in an hour."""


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
        for first in range(0, hours, HOURS_A_DAY):  # day by day: long rows of indices need much memory
            rows = self.table[first: first + HOURS_A_DAY]
            there = rows != NONE
            counts.append(there.sum(axis=1))
            person.append(np.nonzero(there)[1].astype(np.uint32))
            antenna.append(rows[there])
        start = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
        return Listed(start, np.concatenate(person), np.concatenate(antenna))

    @cached_property
    def by_hour_of_day(self) -> NDArray[np.int64]:
        """How many records each antenna has in each hour of the day, all days together: (24, 400)."""
        found = np.zeros((HOURS_A_DAY, ANTENNAS), dtype=np.int64)
        for hour, row in enumerate(self.table):
            found[hour % HOURS_A_DAY] += np.bincount(row, minlength=ANTENNAS + 1)[:ANTENNAS]
        return found

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
    start, person, antenna = records.listed
    place = places(merged)[antenna]
    table = records.table.copy()
    for first in range(0, len(table), hours):
        some = slice(start[first], start[first + hours])
        if hours == 1:
            crowd = np.bincount(place[some], minlength=ANTENNAS)
        else:  # a person counts once
            key = np.unique(place[some] * np.uint32(records.people) + person[some])
            crowd = np.bincount(key // np.uint32(records.people), minlength=ANTENNAS)
        for hour in range(first, first + hours):
            mine = slice(start[hour], start[hour + 1])
            table[hour, person[mine][crowd[place[mine]] < fewest]] = NONE
    return Records(table, records.first)
