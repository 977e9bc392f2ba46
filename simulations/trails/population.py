"""A town's people hour by hour, and the hours in which their phones leave a record.

Everybody has a home. Who moves explores or returns (``exploration.py``); a return goes to where one
was in a past hour picked at random, so that the trace is the memory: a place is the likelier, the
more time was spent there. In the evening many go home. People are made in blocks, each of which
draws from streams of its own, hour after hour: more people, more days or more records add to what
there was and change nothing of it.

Source of the rule: Song and others, Modelling the scaling properties of human mobility, 2010; the
hours at which people move and phones leave records are invented.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.seeds import stream
from simulations.trails.exploration import chance_to_explore
from simulations.trails.records import NONE, Records
from simulations.trails.result import HOURS_A_DAY, Floats
from simulations.trails.town import ANTENNAS, Places, destinations, homes

BLOCK = 2500
"""People made together: their last few days then stay in the processor's cache."""
ALL = 65536
"""Chances are compared with whole numbers below this."""
MOVES_A_DAY = 9.0
"""Times a day at which the average person may move, most of them by day."""
MOVING: Floats = np.array(
    [2, 1, 1, 1, 1, 3, 8, 14, 14, 9, 8, 8, 11, 10, 8, 8, 10, 14, 14, 12, 10, 9, 8, 6], float)
CALLING: Floats = np.array(
    [1.3, .7, .7, .7, .7, 1.3, 4, 7, 9, 10, 11, 11, 12, 12, 11, 11, 11, 12, 13, 13, 12, 10, 5.5, 3], float)
"""How moves and records are spread over the hours from midnight on, in parts of their sum."""
HOMEWARD = np.array([.95] * 5 + [.3] + [.05] * 10 + [.15, .25, .35, .45, .55, .7, .85, .95])
"""Which part of the moves in each hour goes home."""
LIVELY, TALKATIVE = 0.3, 0.8
"""How far people differ in moving and in leaving records: sd of the logarithm."""

SAMPLE, TIMED = 2500, 500
"""Of the first so many people it is asked where they live, and how they spend their hours."""
SMALL = 10_000 * 30
"""People times days of a world that is kept."""
KEPT_WORLDS, KEPT_WALKS = 3, 4
Kept = dict[Hashable, Any]
_WALKS: dict[tuple[int, int], tuple[Places, Places]] = {}


@dataclass(frozen=True)
class World:
    """People and the records of their phones.

    Attributes
    ----------
    records
        In reach of which antenna a phone left a record, by hour and person.
    home : (people,) uint16
        Where each lives.
    spent : (S, 400) uint16
        For the first S people, hours spent at each antenna, recorded or not.
    releases, matched, curves : dict
        What was made of them for an earlier run (``beside.py``).
    """

    records: Records
    home: Places
    spent: NDArray[np.uint16]
    releases: Kept = field(default_factory=dict, compare=False, repr=False)
    matched: Kept = field(default_factory=dict, compare=False, repr=False)
    curves: Kept = field(default_factory=dict, compare=False, repr=False)

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.records.people


def world(people: int, days: int, records: float, seed: int, progress: Progress | None = None) -> World:
    """The people of a seed; the last few small worlds are kept, so that a knob makes them once."""
    if people * days <= SMALL:
        return _kept_world(people, days, records, seed)
    return made(people, days, records, seed, progress)


@lru_cache(maxsize=KEPT_WORLDS)
def _kept_world(people: int, days: int, records: float, seed: int) -> World:
    return made(people, days, records, seed)


def made(people: int, days: int, records: float, seed: int, progress: Progress | None = None) -> World:
    """``people`` followed for ``days``, whose phones leave so many records a day on average."""
    hours = HOURS_A_DAY * days
    recorded = np.empty((hours, people), dtype=np.uint16)
    home = np.empty(people, dtype=np.uint16)
    spent = np.empty((min(people, TIMED), ANTENNAS), dtype=np.uint16)
    blocks = -(-people // BLOCK)
    for block in range(blocks):
        first = block * BLOCK
        count = min(BLOCK, people - first)
        trace, lives = walked(hours, seed, block) if people * days <= SMALL else moved(hours, seed, block)
        home[first: first + count] = lives[:count]
        if block == 0:
            spent[:] = _hours_at_each(trace[:, : len(spent)])
        left = leaves_a_record(hours, records, seed, block)
        np.copyto(recorded[:, first: first + count], np.where(left, trace, NONE)[:, :count])
        if progress is not None:
            progress((block + 1) / blocks, f"{first + count:,} people followed")
    for array in (recorded, home, spent):
        array.flags.writeable = False
    return World(Records(recorded), home, spent)


def walked(hours: int, seed: int, block: int) -> tuple[Places, Places]:
    """The same as ``moved``; the last blocks are kept, and fewer hours are the first of more."""
    walks = _WALKS.get((seed, block))
    if walks is None or len(walks[0]) < hours:
        walks = _WALKS[seed, block] = moved(hours, seed, block)
        while len(_WALKS) > KEPT_WALKS:
            _WALKS.pop(next(iter(_WALKS)), None)
    return walks[0][:hours], walks[1]


def moved(hours: int, seed: int, block: int) -> tuple[Places, Places]:
    """Where the people of a block are, (hours, 2500), and where they live, (2500,)."""
    start, luck = stream(seed, f"trails.people.{block}"), stream(seed, f"trails.moves.{block}")
    lives = homes()[start.integers(0, len(homes()), BLOCK)]
    lively = np.exp(LIVELY * start.standard_normal(BLOCK) - LIVELY**2 / 2)
    moves = _chances(MOVES_A_DAY * MOVING / MOVING.sum(), lively)
    explores = np.minimum(ALL * chance_to_explore(np.arange(1, ANTENNAS + 2)), ALL - 1).astype(np.uint64)
    leads_to = destinations()
    trace = np.empty((hours, BLOCK), dtype=np.uint16)
    trace[0] = lives
    visited = np.zeros((BLOCK, ANTENNAS), dtype=bool)
    visited[np.arange(BLOCK), lives] = True
    known = np.zeros(BLOCK, dtype=np.intp)  # how many places beyond home
    for hour in range(1, hours):
        # four independent draws of 16 bits: moves? home? explores? where, or back to which hour?
        drawn = luck.bit_generator.random_raw(BLOCK)
        trace[hour] = here = trace[hour - 1]
        clock = hour % HOURS_A_DAY
        who = np.flatnonzero((drawn & 0xFFFF).astype(np.uint16) < moves[clock])
        drawn = drawn[who]
        back_to = ((drawn >> 48) * np.uint64(hour) >> 16).astype(np.intp)
        there = trace[back_to, who]
        new = np.flatnonzero((drawn >> 32 & 0xFFFF) < explores[known[who]])
        explorers = who[new]
        found = leads_to[here[explorers], (drawn[new] >> 52).astype(np.intp)]
        there[new] = found
        homeward = (drawn >> 16 & 0xFFFF) < np.uint64(ALL * HOMEWARD[clock])
        there = np.where(homeward, lives[who], there)
        trace[hour, who] = there
        came = ~homeward[new]
        explorers, found = explorers[came], found[came]
        known[explorers] += ~visited[explorers, found]
        visited[explorers, found] = True
    return trace, lives


def leaves_a_record(hours: int, records: float, seed: int, block: int) -> NDArray[np.bool_]:
    """In which hours the phones of a block leave a record, (hours, 2500)."""
    luck = stream(seed, f"trails.records.{block}")
    often = records / HOURS_A_DAY
    uneven = 1 - often  # a phone that leaves a record in every hour has no busy hours
    spread = TALKATIVE * uneven
    talkative = np.exp(spread * luck.standard_normal(BLOCK) - spread**2 / 2)
    chances = _chances(often * (1 + uneven * (CALLING / CALLING.mean() - 1)), talkative)
    left = np.empty((hours, BLOCK), dtype=bool)
    for day in range(0, hours, HOURS_A_DAY):
        drawn = luck.integers(0, ALL, (HOURS_A_DAY, BLOCK), dtype=np.uint16)
        np.less_equal(drawn, chances, out=left[day: day + HOURS_A_DAY])
    return left


def _chances(by_hour: Floats, by_person: Floats) -> NDArray[np.uint16]:
    """Chances as whole numbers below 65,536, (24, people); none is above 1."""
    chance = np.minimum(by_hour[:, None] * by_person, 1.0)
    return np.asarray(np.round((ALL - 1) * chance), dtype=np.uint16)


def _hours_at_each(trace: Places) -> NDArray[np.uint16]:
    """Hours that each person spent at each antenna, (people, 400)."""
    people = trace.shape[1]
    key = trace.astype(np.int64) + ANTENNAS * np.arange(people)
    return np.bincount(key.ravel(), minlength=people * ANTENNAS).reshape(people, ANTENNAS).astype(np.uint16)
