"""A run on trails: people, what is handed out of their records, and what that gives away.

Everybody who is singled out is known by records that the release itself holds. Other ways to hand
out the same records are tried beside the chosen one (``beside.py``), on fewer people, so that a
learner sees at once what a choice buys and costs.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.intervals import wilson
from simulations.trails import flows, law
from simulations.trails.beside import (
    WAYS,
    Way,
    flow_error,
    grid,
    homes_found,
    lines,
    matched,
    release,
    traded,
)
from simulations.trails.matching import TARGETS, Known, Release, on_fullest_day
from simulations.trails.population import World, world
from simulations.trails.reported import MEASURES
from simulations.trails.result import (
    HOURS_A_DAY,
    MOST_DAYS,
    MOST_POINTS,
    Counts,
    Floats,
    TrailsParameters,
    TrailsResult,
    coarseness_alone,
)

DAYS = (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60)
"""For so many days kept it is tried to find homes."""
ASKED, SMALL_TOWN = 1000, 10_000
"""Of so many people it is asked whether they are singled out, where the town is small."""


def run(parameters: TrailsParameters, seed: int, progress: Progress | None = None) -> TrailsResult:
    """One run: people, their records, what is handed out, and what attacker and planner make of it.

    Parameters
    ----------
    parameters
        The settings.
    seed
        Which people there are. The same seed means the same people and the same points known of
        them at any setting.
    progress
        Told what is being done.
    """
    tell = progress or (lambda share, words: None)
    people = world(parameters.people, parameters.days, parameters.records, seed,
                   lambda share, words: tell(0.4 * share, words))
    tell(0.4, "looking for people by the points known")
    way = handed_out(parameters)
    handed = release(people, way)
    traces, one_day = parameters.defence != "aggregate", parameters.defence == "rotate"
    looked = way if traces else Way("")
    known, left, alone = matched(people, looked, asked(people.people), parameters.attacker, seed)
    alone = alone & traces
    tell(0.5, "trying coarser maps and clocks")
    coarser = grid(people, parameters, seed) if coarseness_alone(parameters) else np.zeros(
        (len(law.MERGED), len(law.HOURS)))
    tell(0.7, "comparing other ways to hand out the records")
    others = traded(people, parameters, seed)
    tell(0.9, "looking for homes")
    found_homes = homes_by_days_kept(people, parameters)
    fit = law.fitted(coarser)
    point, followed = parameters.points, parameters.person - 1
    low, high = wilson(int(alone[:, point].sum()), len(alone))
    measures = {
        "unique": alone[:, point].mean(),
        "unique_low": low,
        "unique_high": high,
        "median_candidates": np.median(left[:, point]) if traces else math.nan,
        "points_known": point,
        "exposed": exposed(handed, known, alone[:, point], point, one_day=one_day),
        "home_found": found_homes[found_homes[:, 0] == parameters.kept_days, 1][0],
        "flow_error": flow_error(people, way, parameters.epsilon, seed),
        "guess_bound": math.nan if traces else flows.guess_bound(parameters.epsilon),
        "records_kept": len(handed.records) if traces else 0,
        "records_a_month": 30 * len(people.records) / people.people / parameters.days,
        "places_a_month": (people.spent > 0).sum(axis=1).mean(),
        "top_place_share": people.spent.max(axis=1).mean() / len(people.records.table),
        "fitted_alpha": fit.alpha,
        "fitted_beta": fit.beta,
        "fit_r2": fit.r2,
        "published_beta": law.published_beta(point),
        "person_points": np.argmax(alone[followed]) if alone[followed].any() else math.nan,
        "person_candidates": left[followed, point] if traces else math.nan,
    }
    nobody = np.full(MOST_POINTS + 1, np.nan)
    return TrailsResult(
        measures={measure.name: float(measures[measure.name]) for measure in MEASURES},
        parameters=parameters,
        lines=("this release", "16 antennas, whole days", "a tenth of the people"),
        curve=np.stack([alone.mean(axis=0), *lines(people, parameters.attacker, seed)]),
        candidates=np.median(left, axis=0) if traces else nobody,
        grid=coarser,
        visited=_visited(people, followed),
        known=_known_of(handed, known, followed, point) if traces else np.empty((0, 3), dtype=np.int64),
        left=left[followed, : 1 + min(point, int(known.count[followed]))] if traces else left[followed, :0],
        homes=found_homes,
        choices=tuple(way.name for way in WAYS),
        traded=others,
    )


def handed_out(parameters: TrailsParameters) -> Way:
    """The way to hand out the records that the settings choose."""
    return Way(
        "", parameters.merged, parameters.hours_in_one, parameters.defence,
        days=parameters.kept_days if parameters.kept_days < parameters.days else MOST_DAYS,
        rare=parameters.rare if parameters.defence == "drop-rare" else 0,
    )


def asked(people: int) -> int:
    """Of how many people it is asked whether they are singled out: as many as in the study in a crowd."""
    return min(ASKED if people <= SMALL_TOWN else TARGETS, people)


def homes_by_days_kept(people: World, parameters: TrailsParameters) -> Floats:
    """Days kept, and the share of homes found: (R, 2); no row is of more days than there are."""
    rows = sorted({day for day in DAYS if day <= parameters.days} | {parameters.kept_days})
    return np.column_stack([rows, homes_found(people, handed_out(parameters))[rows]])


def exposed(
    release: Release, known: Known, alone: NDArray[np.bool_], points: int, *, one_day: bool
) -> float:
    """Records beyond the points known in the trace of the median person singled out."""
    who = np.flatnonzero(alone)
    if not len(who):
        return math.nan
    own = release.records.of_first(len(alone))
    there = np.ones(len(own.who), dtype=bool)
    if one_day:
        there = on_fullest_day(own, there, len(alone), release.records.days)
    many = np.bincount(own.who[there], minlength=len(alone))
    return float(np.median(many[who] - np.minimum(known.count[who], points)))


def _visited(people: World, person: int) -> Counts:
    """Where one person spent time: antenna and hours, most first, (V, 2)."""
    spent = people.spent[person].astype(np.int64)
    place = np.argsort(-spent, kind="stable")
    place = place[spent[place] > 0]
    return np.column_stack([place, spent[place]])


def _known_of(release: Release, known: Known, person: int, points: int) -> Counts:
    """Day, hour of the day and antenna of the points known of one person, (P, 3)."""
    count = min(points, int(known.count[person]))
    hour = known.hour[person, :count] // release.hours * release.hours + release.records.first
    day, clock = np.divmod(hour, HOURS_A_DAY)
    return np.column_stack([day + 1, clock, known.antenna[person, :count]]).astype(np.int64)
