"""What the charts on trails say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. Where a figure is undefined, or no traces are handed out, the
sentence says so. All of it is about people who do not exist, and says that too.
"""

from __future__ import annotations

import math

from simulations.trails.chart_rows import (
    PUBLISHED,
    PUBLISHED_NAME,
    hours_words,
    merged_words,
    person,
    when,
)
from simulations.trails.result import TrailsResult
from simulations.wording import percent

NO_TRACES = "No traces are handed out, so there is nothing to match"


def unicity_heading(result: TrailsResult) -> str:
    """Who is singled out by the points known."""
    points = result.parameters.points
    if result.parameters.defence == "aggregate":
        return f"{NO_TRACES}: nobody is singled out, whatever is known of them"
    if not points:
        return "Without a single point known, nobody is singled out"
    return f"{_points(points)} {'single' if points > 1 else 'singles'} out " \
           f"{_hundred(result.measures['unique'])} invented people"


def unicity_alt(result: TrailsResult) -> str:
    """The same for every number of points."""
    now, coarse, tenth = (
        ", ".join(f"{percent(result.curve[line, points])} by {points}" for points in (1, 2, 4, 8, 12))
        for line in range(3)
    )
    return (
        f"Share of synthetic people singled out by the number of points known. This release: {now}. "
        f"With 16 antennas together and whole days: {coarse}. In a tenth of the crowd: {tenth}. "
        f"Published for {PUBLISHED_NAME}: {percent(PUBLISHED[1])} by {PUBLISHED[0]}."
    )


def trail_heading(result: TrailsResult) -> str:
    """How many traces fit what is known of the person followed."""
    if result.parameters.defence == "aggregate":
        return NO_TRACES
    if len(result.left) < 2:
        return f"Nothing is known of {person(result)}: {_all_fit(result)}"
    left = int(result.left[-1])
    fit = "one trace fits" if left == 1 else f"{left:,} traces fit"
    return f"{_points(len(result.left) - 1)} on the map of {person(result)}, and {fit}"


def trail_alt(result: TrailsResult) -> str:
    """The points in words, with how many traces fit after each."""
    visited = f"Map of a synthetic town with the {len(result.visited)} places of {person(result)}, " \
              f"sized by the hours spent there."
    if not len(result.known):
        return f"{visited} No point is marked."
    marked = "; ".join(
        f"point {number}, {when(day, clock, result.parameters.hours_in_one)}: {result.left[number]:,} fit"
        for number, (day, clock, _) in enumerate(result.known.tolist(), start=1)
    )
    return f"{visited} Points known: {marked}."


def _all_fit(result: TrailsResult) -> str:
    everybody = int(result.left[0])
    return "the only trace fits" if everybody == 1 else f"all {everybody:,} traces fit"


def candidates_heading(result: TrailsResult) -> str:
    """How fast the traces that fit become few."""
    if result.parameters.defence == "aggregate":
        return NO_TRACES
    if len(result.left) < 2:
        return f"Without a point, {_all_fit(result)}"
    everybody, first, last = (f"{result.left[index]:,}" for index in (0, 1, -1))
    more = f", {last} after {len(result.left) - 1}" if len(result.left) > 2 else ""
    return f"Of {everybody} synthetic traces, {first} {'fits' if first == '1' else 'fit'} the first " \
           f"point{more}"


def candidates_alt(result: TrailsResult) -> str:
    """The counts point by point."""
    if len(result.left) < 1:
        return f"{NO_TRACES}."
    mine = ", ".join(f"{value:,} after {points}" for points, value in enumerate(result.left.tolist()))
    median = ", ".join(
        f"{value:,.0f} after {points}"
        for points, value in enumerate(result.candidates[: len(result.left)].tolist())
    )
    return f"Synthetic traces that fit the points known, on a scale of powers of ten. Of {person(result)}: " \
           f"{mine}. Of the median person: {median}."


def traded_heading(result: TrailsResult) -> str:
    """What this release costs in privacy and in use."""
    unique, wrong = result.measures["unique"], result.measures["flow_error"]
    if not math.isfinite(wrong):
        return "Nothing is kept: nobody is singled out, and the flows are undefined"
    return f"As set now: {_hundred(unique)} invented people singled out, flows off by {percent(wrong)}"


def traded_alt(result: TrailsResult) -> str:
    """Every way with its two numbers."""
    ways = "; ".join(
        f"{name}: {percent(unique)} singled out, flows off by {percent(wrong)}"
        for name, (unique, wrong) in zip(result.choices, result.traded.tolist(), strict=True)
    )
    return f"{traded_heading(result)}. Other ways to hand out the same synthetic records: {ways}."


def homes_heading(result: TrailsResult) -> str:
    """How many homes the days kept give away."""
    kept, found = result.parameters.kept_days, result.measures["home_found"]
    if result.parameters.defence == "aggregate":
        return "Counts do not follow anybody home: no home is found"
    if not kept:
        return "Where nothing is kept, no home is found"
    return f"{_days(kept)} of records {'give' if kept > 1 else 'gives'} away where {_hundred(found)} " \
           "invented people live"


def homes_alt(result: TrailsResult) -> str:
    """The share for each number of days."""
    shares = ", ".join(f"{percent(share)} after {int(days)}" for days, share in result.homes.tolist())
    return f"Share of synthetic people whose home is found, by the days of records kept: {shares}."


def grid_heading(result: TrailsResult) -> str:
    """What the coarsest map and clock leave, and what the finest do."""
    fine, coarse = float(result.grid[0, 0]), float(result.grid[-1, -1])
    return f"At the finest map and clock {_hundred(fine)} invented people are singled out, at the " \
           f"coarsest {_number(coarse)}"


def grid_alt(result: TrailsResult) -> str:
    """The corners and edges of the grid."""
    return (
        "Share of synthetic people singled out, by how many antennas and hours are one. "
        f"1 antenna and 1 hour: {percent(result.grid[0, 0])}; {merged_words(16)} and 1 hour: "
        f"{percent(result.grid[-1, 0])}; 1 antenna and {hours_words(24)}: {percent(result.grid[0, -1])}; "
        f"{merged_words(16)} and {hours_words(24)}: {percent(result.grid[-1, -1])}."
    )


def law_heading(result: TrailsResult) -> str:
    """What twice as coarse hides, here and by the published law: 2^beta - 1 of all people."""
    beta = result.measures["fitted_beta"]
    if not math.isfinite(beta):
        return "The law is undefined here: coarseness changes nothing"
    here, there = (_number(2**power - 1) for power in (beta, result.measures["published_beta"]))
    return f"A map or clock twice as coarse hides about {here} of 100 invented people; by the law of 1.5 " \
           f"million phones it would be {there}"


def law_alt(result: TrailsResult) -> str:
    """The fit in a sentence."""
    found = result.measures
    if not math.isfinite(found["fitted_beta"]):
        return law_heading(result) + "."
    return (
        "Share of synthetic people singled out in 25 releases against antennas times hours that are one, on "
        f"a scale of powers of two. The fitted law has the power {found['fitted_beta']:.3f}, the published "
        f"one {found['published_beta']:.3f}. {law_heading(result)}. The fit, with alpha "
        f"{found['fitted_alpha']:.2f}, explains {percent(found['fit_r2'])} of the variation."
    )


# --- words ------------------------------------------------------------------------------------


def _points(points: int) -> str:
    names = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
             "Eleven", "Twelve")
    return f"{names[points]} point" + ("" if points == 1 else "s")


def _days(days: int) -> str:
    return "One day" if days == 1 else f"{days} days"


def _number(share: float) -> str:
    """A share as people of 100, one decimal where the hundred would hide the rest."""
    people = 100 * share
    return f"{people:.1f}" if 0 < people < 1 or 99 < people < 100 else f"{people:.0f}"


def _hundred(share: float) -> str:
    return f"{_number(share)} of 100"
