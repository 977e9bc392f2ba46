"""What a run of patrols reports: each measure declared once, and computed from counts.

A share of patrols is the chance that the next patrol goes to A. What has no denominator is nan,
and printed as "undefined".
"""

from __future__ import annotations

import math

import numpy as np

from simulations.base import Measure
from simulations.patrol.result import Counts, Floats, PatrolParameters

NEARLY_ALL = 0.9
"""From this share on in one district a city counts as run away."""

MEASURES: tuple[Measure, ...] = (
    Measure("share_a_mean", "Patrols that go to A",
            "Share of patrols that go to A after the last day, mean over all cities: 0 none, 1 all of them."),
    Measure("share_true", "Crime that happens in A",
            "Share of all crime that happens in A: where patrols would go if they followed crime."),
    Measure("share_a_sd", "How far cities spread",
            "Standard deviation of the share that goes to A, over cities that differ by luck alone: 0 means "
            "that all end alike.", better="lower"),
    Measure("share_a_low", "Patrols that go to A, low end", "One city in twenty ends below this share."),
    Measure("share_a_high", "Patrols that go to A, high end", "One city in twenty ends above this share."),
    Measure("off", "Mean away from the truth",
            "How far the mean share of patrols in A is from A's share of crime: 0 is where crime is.",
            better="lower"),
    Measure("miss", "A city away from the truth",
            "How far a city's share of patrols in A is from A's share of crime, mean over cities: 0 means "
            "that every city follows crime.", better="lower"),
    Measure("run_away", "Cities run away",
            "Share of cities in which nine of ten patrols, or more, go to one district: 0 none, 1 all.",
            better="lower"),
    Measure("share_limit", "Patrols that go to A in the very long run",
            "Where the mean drift of the record comes to rest. Undefined where nothing pulls it anywhere: "
            "equal crime, no correction and no reports."),
    Measure("crime_ratio", "Crime: how many times as much in A",
            "Crime in A divided by crime in B: 1 is as much.", "ratio"),
    Measure("recorded_ratio", "On record: how many times as much in A",
            "Crimes of A found or reported in all days, divided by those of B, of all cities together: 1 is "
            "as much. Undefined where none of B was.", "ratio"),
    Measure("recorded_a", "On record in A",
            "Crimes of A found or reported, mean of a city.", "ratio", digits=1),
    Measure("recorded_b", "On record in B",
            "Crimes of B found or reported, mean of a city.", "ratio", digits=1),
    Measure("discovered", "Found by patrols",
            "Crimes that patrols found, mean of a city.", "ratio", digits=1),
    Measure("patrolled_a", "Days patrolled in A",
            "Share of all days on which the patrol was in A, all cities together."),
)


def share_limit(parameters: PatrolParameters) -> float:
    """The share of patrols in A at which the mean drift of the record is 0, and stays; nan where any is.

    With found crime s a and (1 - s) b, and reports r a and r b, A's part of what is added equals s
    where ``s^2 (a - b) + s (b - a + r (a + b)) - r a = 0``.
    """
    a, b, r = parameters.rate_a, parameters.rate_b, parameters.reports
    if parameters.correction == "importance":
        return parameters.share_true
    if a == b:
        return 0.5 if r else math.nan
    linear = b - a + r * (a + b)
    root = math.sqrt(linear * linear + 4 * (a - b) * r * a)
    # of the two roots the one within 0 to 1 to which the drift leads
    return abs((root - linear) / (2 * (a - b)))


def measured(
    parameters: PatrolParameters, last: Floats, discovered: Counts, told: Counts, patrols: Counts,
) -> dict[str, float]:
    """Every measure of a run.

    Parameters
    ----------
    last : (R,)
        The share of patrols that go to A after the last day, city by city.
    discovered, told, patrols
        As in ``PatrolResult``.
    """
    true = parameters.share_true
    recorded = (discovered + told).sum(axis=1)
    low, high = np.quantile(last, (0.05, 0.95))
    runs = last.size
    return {
        "share_a_mean": float(last.mean()), "share_true": true,
        "share_a_sd": float(last.std(ddof=1)), "share_a_low": float(low), "share_a_high": float(high),
        "off": abs(float(last.mean()) - true), "miss": float(np.abs(last - true).mean()),
        "run_away": float(np.mean((last >= NEARLY_ALL) | (last <= 1 - NEARLY_ALL))),
        "share_limit": share_limit(parameters),
        "crime_ratio": parameters.rate_a / parameters.rate_b,
        "recorded_ratio": float(recorded[0] / recorded[1]) if recorded[1] else math.nan,
        "recorded_a": float(recorded[0] / runs), "recorded_b": float(recorded[1] / runs),
        "discovered": float(discovered.sum() / runs),
        "patrolled_a": float(patrols[0].sum() / (parameters.days * runs)),
    }
