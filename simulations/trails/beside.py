"""A release looked at, and what stands beside it: other coarseness, and other ways to hand out.

Every way to hand out the same records is asked the same: of how many people does one trace fit 0 to
12 points? What was found is kept with the people, for the next run to which it belongs too, so that a
knob that is turned costs only what it changes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from simulations.trails import flows, homes, law
from simulations.trails.matching import Known, Release, candidates, points_of, singled_out, unicity
from simulations.trails.population import World
from simulations.trails.records import Records, without_rare
from simulations.trails.result import MOST_DAYS, MOST_POINTS, Counts, Floats, TrailsParameters

LARGE = 20_000
TENTH = 10
MOST_RELEASES, MOST_MATCHED, MOST_KEPT = 5, 16, 300
"""So much is kept of the same people: copies of their records, traces looked for, and curves."""
Found = TypeVar("Found")


class Way(NamedTuple):
    """One way to hand out the records, to compare others with."""

    name: str
    merged: int = 1
    hours: int = 1
    defence: str = "none"
    days: int = MOST_DAYS
    rare: int = 0

    @property
    def what(self) -> tuple[Any, ...]:
        """What is handed out, whatever it is called."""
        return self[1:]


WAYS = (
    Way("names removed, no more"),
    Way("16 antennas together", merged=16),
    Way("4 antennas, 4 hours", merged=4, hours=4),
    Way("16 antennas, whole days", merged=16, hours=24),
    Way("a new pseudonym every day", defence="rotate"),
    Way("rare places left out", defence="drop-rare"),
    Way("3 days kept", days=3),
    Way("counts with noise", defence="aggregate"),
)


class Matched(NamedTuple):
    """What an attacker knows of K people, and what is left once it is looked for.

    Attributes
    ----------
    known
        The points.
    left : (K, 13) int
        How many traces fit 0 to 12 of them.
    alone : (K, 13) bool
        Whether one does, which is the person's own.
    """

    known: Known
    left: Counts
    alone: NDArray[np.bool_]


def release(people: World, way: Way) -> Release:
    """The records that are handed out in a way, or of which counts are."""
    left_out = (way.rare, way.merged, way.hours) if way.defence == "drop-rare" else None
    days = min(way.days, people.records.days)
    if days == people.records.days and left_out is None:
        return Release(people.records, way.merged, way.hours)

    def handed() -> Records:
        records = people.records.kept(days)
        return records if left_out is None else without_rare(records, way.merged, way.hours, way.rare)

    return Release(_kept(people.releases, (days, left_out), handed, MOST_RELEASES), way.merged, way.hours)


def matched(people: World, way: Way, asked: int, attacker: str, seed: int) -> Matched:
    """The first so many people looked for in a release."""
    def looked_for() -> Matched:
        handed = release(people, way)
        known = points_of(handed, asked, attacker, seed, one_day=way.defence == "rotate")
        left = candidates(handed, known)
        return Matched(known, left, singled_out(left, known))

    return _kept(people.matched, (way.what, asked, attacker, seed), looked_for, MOST_MATCHED)


def curve(
    people: World, way: Way, asked: int, attacker: str, seed: int, *, crowd: int | None = None
) -> Floats:
    """Share singled out by 0 to 12 points, (13,); 0 where no traces are handed out."""
    def looked_for() -> Floats:
        handed = release(people, way)
        known = points_of(handed, asked, attacker, seed, one_day=way.defence == "rotate")
        return unicity(handed, known, crowd=crowd)

    if way.defence == "aggregate":
        return np.zeros(MOST_POINTS + 1)
    return _kept(people.curves, ("points", way.what, asked, attacker, seed, crowd), looked_for, MOST_KEPT)


def fewer(people: int) -> int:
    """Of how many people it is asked here whether they are singled out; each costs more in a crowd."""
    return min(200 if people <= LARGE else 100, people)


def grid(people: World, parameters: TrailsParameters, seed: int) -> Floats:
    """Share singled out by coarseness of the map (5 rows) and of the clock (5 columns), all days kept."""
    points, asked = parameters.points, fewer(people.people)
    return np.array([
        [curve(people, Way("", merged, hours), asked, parameters.attacker, seed)[points]
         for hours in law.HOURS] for merged in law.MERGED])


def lines(people: World, attacker: str, seed: int) -> tuple[Floats, Floats]:
    """Share singled out by 0 to 12 points at 16 antennas and whole days, and in a tenth of the crowd."""
    asked, some = fewer(people.people), max(people.people // TENTH, 1)
    return (curve(people, Way("", 16, 24), asked, attacker, seed),
            curve(people, Way(""), min(asked, some), attacker, seed, crowd=some))


def traded(people: World, parameters: TrailsParameters, seed: int) -> Floats:
    """For each of ``WAYS`` the share singled out by the points known, and the error of the flows."""
    ways = [way._replace(rare=parameters.rare) if way.defence == "drop-rare" else way for way in WAYS]
    asked = fewer(people.people)
    return np.array([
        (curve(people, way, asked, parameters.attacker, seed)[parameters.points],
         flow_error(people, way, parameters.epsilon, seed)) for way in ways])


def flow_error(people: World, way: Way, epsilon: float, seed: int) -> float:
    """How far the flows that can be worked out from the release are off; nan where nothing is kept."""
    def off() -> float:
        handed = release(people, way)
        if not handed.records.table.size:
            return math.nan
        truth = flows.counted(people.records)
        if way.defence == "aggregate":
            at_most = _kept(people.curves, ("counted", handed.records.days, way.hours, seed),
                            lambda: flows.at_most_counted(handed.records, way.hours, seed), MOST_KEPT)
            return flows.error(flows.with_noise(at_most, handed.records.days, epsilon, seed), truth)
        return flows.error(flows.counted(handed.records, way.hours), truth)

    noise = epsilon if way.defence == "aggregate" else 0.0
    return _kept(people.curves, ("flows", way.what, noise, seed), off, MOST_KEPT)


def homes_found(people: World, way: Way) -> Floats:
    """Share of homes found from the last 0, 1, ... of all days: (days + 1,)."""
    def looked_for() -> Floats:
        return homes.found(release(people, way), people.home, one_day=way.defence == "rotate")

    way = way._replace(days=MOST_DAYS)
    if way.defence == "aggregate":
        return np.zeros(people.records.days + 1)
    return _kept(people.curves, ("homes", way.what), looked_for, MOST_KEPT)


def _kept(store: dict[Hashable, Any], key: Hashable, make: Callable[[], Found], most: int) -> Found:
    """What was made for ``key``, kept for the next that asks; the oldest of many is forgotten."""
    found: Found | None = store.get(key)
    if found is None:
        found = make()
        store[key] = found
        while len(store) > most:
            store.pop(next(iter(store)), None)
    return found
