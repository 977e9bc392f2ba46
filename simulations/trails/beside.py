"""What stands beside a run: the same records at other coarseness, and handed out in other ways.

Both are tried on a few hundred people, and kept for the next run to which they belong too: turning
a knob that moves along a grid does not make the grid anew.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

import numpy as np

from simulations.trails import flows, law
from simulations.trails.matching import Release, points_of, unicity
from simulations.trails.population import World
from simulations.trails.records import without_rare
from simulations.trails.result import Floats, TrailsParameters

LARGE = 20_000
TENTH = 10
MOST_KEPT = 32
_KEPT: OrderedDict[Hashable, Any] = OrderedDict()
_ALONE = threading.Lock()


class Way(NamedTuple):
    """One way to hand out the records, to compare others with."""

    name: str
    merged: int = 1
    hours: int = 1
    defence: str = "none"
    days: int = 60


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


class Beside(NamedTuple):
    """What is compared with a run and does not change with what is handed out in it.

    Attributes
    ----------
    coarse, tenth : (13,) float
        Share singled out by 0 to 12 points at 16 antennas and whole days, and in a tenth of the crowd.
    traded : (W, 2) float
        For each of ``WAYS`` the share singled out by the points known, and the error of the flows.
    """

    coarse: Floats
    tenth: Floats
    traded: Floats


def grid(release: Release, parameters: TrailsParameters, seed: int) -> Floats:
    """Share singled out by coarseness of the map (5 rows) and of the clock (5 columns).

    0 throughout where no traces are handed out or no point is known.
    """
    if parameters.defence == "aggregate" or not parameters.points:
        return np.zeros((len(law.MERGED), len(law.HOURS)))
    targets = np.arange(fewer(release.people))

    def cell(merged: int, hours: int) -> float:
        coarser = Release(release.records, merged, hours)
        known = points_of(coarser, targets, parameters.attacker, seed, most=parameters.points,
                          one_day=parameters.defence == "rotate")
        return float(unicity(coarser, known)[-1])

    same: dict[str, Any] = {"person": 1, "epsilon": 1.0}
    if parameters.defence != "drop-rare":
        same |= {"coarse_space": "1", "hours": "1", "rare": 2}
    found: Floats = _kept(("grid", parameters.model_copy(update=same), seed), lambda: np.array(
        [[cell(merged, hours) for hours in law.HOURS] for merged in law.MERGED]))
    return found


def fewer(people: int) -> int:
    """Of how many people it is asked here whether they are singled out; each costs more in a crowd."""
    return min(200 if people <= LARGE else 100, people)


def beside(people: World, parameters: TrailsParameters, seed: int) -> Beside:
    """What stands beside a run, whatever is handed out in it."""
    same: dict[str, Any] = {
        "person": 1, "coarse_space": "1", "hours": "1", "retention": 30, "defence": "none"}
    key = ("beside", parameters.model_copy(update=same), seed)
    found: Beside = _kept(key, lambda: _beside(people, parameters, seed))
    return found


def _beside(people: World, parameters: TrailsParameters, seed: int) -> Beside:
    targets = np.arange(fewer(people.people))
    truth = flows.counted(people.records)

    def tried(way: Way) -> tuple[float, float]:
        records = people.records.kept(way.days)
        if way.defence == "drop-rare":
            records = without_rare(records, way.merged, way.hours, parameters.rare)
        release = Release(records, way.merged, way.hours)
        wrong = flow_error(release, truth, way.defence, parameters.epsilon, seed)
        if way.defence == "aggregate" or not parameters.points:
            return 0.0, wrong
        known = points_of(release, targets, parameters.attacker, seed, most=parameters.points,
                          one_day=way.defence == "rotate")
        return float(unicity(release, known)[-1]), wrong

    fine, coarse = Release(people.records), Release(people.records, 16, 24)
    some = max(people.people // TENTH, 1)
    first = points_of(fine, targets[:some], parameters.attacker, seed)
    return Beside(
        coarse=unicity(coarse, points_of(coarse, targets, parameters.attacker, seed)),
        tenth=unicity(fine, first, crowd=some),
        traded=np.array([tried(way) for way in WAYS]),
    )


def flow_error(release: Release, truth: Floats, defence: str, epsilon: float, seed: int) -> float:
    """How far the flows that can be worked out from the release are off; nan where nothing is kept."""
    if not release.records.table.size:
        return math.nan
    if defence == "aggregate":
        return flows.error(flows.with_noise(release.records, release.hours, epsilon, seed), truth)
    return flows.error(flows.counted(release.records, release.hours), truth)


def _kept(key: Hashable, make: Callable[[], Any]) -> Any:
    """What was made for ``key``, kept for the next that asks; the oldest of many is forgotten."""
    with _ALONE:
        if key in _KEPT:
            return _KEPT[key]
    made = make()
    with _ALONE:
        _KEPT[key] = made
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return made
