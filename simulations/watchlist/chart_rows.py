"""What the watchlist charts draw: one small tidy table for each, made of a result's counts.

The same rows are drawn, shown as the table behind the chart, saved as CSV and put in the notebook.
They are plain lists, ``series`` says "now"; whoever lays a pinned run beside it writes "pinned".
"""

from __future__ import annotations

import math
from typing import Any

from simulations.base import Rows
from simulations.intervals import wilson
from simulations.tables import known, table
from simulations.watchlist.deployments import DEPLOYMENTS
from simulations.watchlist.reported import PER, ratio
from simulations.watchlist.result import LOWEST, STEP, WatchlistResult
from simulations.wording import called

ICONS = 1000
"""How many alarms are drawn."""
KINDS = ("right", "wrong")
CURVES = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
"""Shares of false alarms for which precision is drawn against the prior."""
CURVES_HIT = 0.9
"""The share found that these curves take."""
PRIORS = tuple(10 ** (-6 + step / 8) for step in range(33))
"""From 1 in a million to 1 in 100."""
REACHES = tuple(digit * 10.0**power for power in range(6) for digit in (1, 2, 5))

_SCORES = ("group", "slot", "score", "unlisted", "listed", "cut", "moves")
_ALARMS = ("alarms", "count", "of", "per_1000", "first", "precision", "low", "high")
_GROUPS = ("group", "slot", "slots", "people", "false_alarms", "per_100k", "low", "high", "stopped",
           "stopped_per_100k", "reach")
_PRIOR = ("kind", "name", "prior", "precision", "label")
_FUNNEL = ("stage", "row", "people", "reach")


def scores_rows(result: WatchlistResult) -> Rows:
    """A row for each group and bin of scores: how many people not listed, and listed, are in it.

    ``score`` is the bin's lower end; the first, one step below the lowest threshold, holds all that
    score less. ``moves`` is 1 where the group's threshold is the one that is dragged.
    """
    if result.parameters is None:
        return table(_SCORES, [])
    cuts, own = result.parameters.thresholds, result.parameters.own_threshold
    rows: list[tuple[Any, ...]] = []
    for slot, name in enumerate(result.group_names):
        floors = result.floors[slot].tolist()
        counts = zip(result.unlisted[slot].tolist(), result.listed[slot].tolist(), strict=True)
        for place, (floor, (unlisted, listed)) in enumerate(zip(floors, counts, strict=True)):
            if place + 1 < len(floors) and floors[place + 1] == floor:
                continue  # the threshold stands on a step of its knob: this bin has no width
            score = floor if math.isfinite(floor) else round(LOWEST - STEP, 2)
            rows.append((called(name), slot, score, unlisted, listed, cuts[slot], int(slot == 0 or not own)))
    return table(_SCORES, rows)


def alarms_rows(result: WatchlistResult) -> Rows:
    """Two rows, right alarms and wrong ones: how many, and how many of 1,000 alarms."""
    alerts, true = result.measures["alerts"], result.measures["true_alerts"]
    precision = _precision(result)
    right = round(ICONS * precision) if math.isfinite(precision) else None
    low, high = known(result.measures["precision_low"]), known(result.measures["precision_high"])
    counts = (true, alerts - true)
    icons = (right, None if right is None else ICONS - right)
    return table(_ALARMS, [
        (kind, whole(count), whole(alerts), dots or 0, 0 if place == 0 else icons[0] or 0,
         known(precision), low, high)
        for place, (kind, count, dots) in enumerate(zip(KINDS, counts, icons, strict=True))
    ])


def groups_rows(result: WatchlistResult) -> Rows:
    """A row for each group: false alarms and wrong stops, also per 100,000 people of the group."""
    groups = by_group(result)
    if len(groups) < 2:
        return table(_GROUPS, [])
    most = max((rate if high is None else high for _, _, _, rate, _, high, _, _ in groups
                if rate is not None), default=0.0)
    reach = next((reach for reach in REACHES if most <= reach), float(PER))
    return table(_GROUPS, [
        (name, slot, len(groups), people, false, rate, low, high, stopped, stop_rate, reach)
        for slot, (name, people, false, rate, low, high, stopped, stop_rate) in enumerate(groups)
    ])


def prior_rows(result: WatchlistResult) -> Rows:
    """Curves of precision against the share listed, this run's own, and where deployments stand."""
    rows: list[tuple[Any, ...]] = [
        ("curve", f"1 in {1 / false:,.0f}", prior, precision_at(prior, CURVES_HIT, false), None)
        for false in CURVES for prior in PRIORS
    ]
    here = here_of(result)
    if result.parameters is not None and result.parameters.visitors:
        hit = result.measures["hit_rate_expected"]
        false = result.measures["false_per_100k_expected"] / PER
        rows += [("own", "these settings", prior, known(precision_at(prior, hit, false)), None)
                 for prior in PRIORS]
    if here is not None and PRIORS[0] <= here[0] <= PRIORS[-1]:
        rows.append(("here", "these settings", here[0], here[1], percent(here[1])))
    rows += [
        ("deployment", place.name, place.found, place.precision, f"{place.name}: {percent(place.precision)}")
        for place in DEPLOYMENTS
    ]
    return table(_PRIOR, rows)


def funnel_rows(result: WatchlistResult) -> Rows:
    """A row for each step from everybody scanned to those rightly stopped; None where unpublished."""
    found, scanned = result.measures, float(result.known.scanned.sum())
    stages = [
        ("People scanned", scanned), ("Alarms", found["alerts"]), ("Right alarms", found["true_alerts"]),
    ]
    if result.parameters is not None:
        stages += [("Rightly stopped", found["true_stops"]), ("Wrongly stopped", found["false_stops"])]
    most = max((people for _, people in stages if math.isfinite(people)), default=1.0)
    reach = 10.0 ** max(5, math.ceil(math.log10(max(most, 1.0))))
    return table(_FUNNEL, [(stage, row, whole(people), reach) for row, (stage, people) in enumerate(stages)])


# --- counting ---------------------------------------------------------------------------------


def by_group(result: WatchlistResult) -> list[tuple[Any, ...]]:
    """Of each group: name, people not listed, false alarms, per 100,000 with its interval, wrong stops,
    and these per 100,000 people scanned.
    """
    found = []
    for index, name in enumerate(result.group_names):
        people, alerts, true, stopped = (float(counts[index]) for counts in (
            result.known.scanned, result.known.alerts, result.known.true_alerts, result.known.false_stops))
        listed = float(result.known.listed[index])
        others, false = people - listed, alerts - true
        if math.isfinite(others) and math.isfinite(false):
            low, high = (known(PER * end) for end in wilson(round(false), round(others)))
            rate = known(ratio(false, others, PER))
        else:
            low = high = None
            rate = known(PER * float(result.false_rates[index]))
        found.append((called(name), whole(others), whole(false), rate, low, high, whole(stopped),
                      known(ratio(stopped, people, PER))))
    return found


def precision_at(prior: float, hit: float, false: float) -> float:
    """P h / (P h + (1 - P) f)."""
    return ratio(prior * hit, prior * hit + (1 - prior) * false)


def here_of(result: WatchlistResult) -> tuple[float, float] | None:
    """The share listed and the precision of this run, or of published counts; None where undefined."""
    if result.parameters is not None:
        here = result.parameters.prior, result.measures["precision_expected"]
    else:
        here = result.measures["true_per_100k"] / PER, result.measures["precision"]
        if any(here[1] == place.precision for place in DEPLOYMENTS):
            return None  # it stands there already
    return here if all(map(math.isfinite, here)) and here[0] > 0 else None


def _precision(result: WatchlistResult) -> float:
    """Precision as counted; by the formula where rates were given and nothing was counted."""
    counted = result.measures["precision"]
    by_formula = result.parameters is None and not math.isfinite(counted)
    return result.measures["precision_expected"] if by_formula else counted


# --- tables and words -------------------------------------------------------------------------


def whole(value: float) -> int | None:
    """A count; None where it is unknown."""
    return round(value) if math.isfinite(value) else None


def percent(value: float) -> str:
    """A share as text, with the digits that it deserves near 0 and 1."""
    if not math.isfinite(value):
        return "undefined"
    digits = 2 if 0 < value < 0.01 or 0.99 < value < 1 else 1
    return f"{100 * value:.{digits}f} %"
