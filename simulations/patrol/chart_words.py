"""What the patrol charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. A share of patrols is that of a day's patrol, after the last day.
"""

from __future__ import annotations

import math

from simulations.patrol.chart_rows import stages
from simulations.patrol.reported import NEARLY_ALL
from simulations.patrol.result import PatrolResult
from simulations.wording import percent, plain


def fan_heading(result: PatrolResult) -> str:
    """Where patrols go, where crime happens, and how far luck spreads it."""
    found = result.measures
    return (
        f"{percent(found['share_a_mean'])} of patrols go to A, where {percent(found['share_true'])} of crime "
        f"happens; by luck a city ends anywhere from {percent(found['share_a_low'])} to "
        f"{percent(found['share_a_high'])}"
    )


def fan_alt(result: PatrolResult) -> str:
    """How the share moves from the first day to the last."""
    parameters = result.parameters
    first = parameters.start_a / (parameters.start_a + parameters.start_b)
    return (
        f"Share of patrols that go to A over {parameters.days:,} days: the mean of {parameters.runs} cities "
        f"that differ by luck alone, bands that hold half of them and nine of ten, and six single cities. "
        f"All begin at {percent(first)}. {fan_heading(result)}. {_limit(result)}"
    )


def _limit(result: PatrolResult) -> str:
    limit = result.measures["share_limit"]
    if math.isfinite(limit):
        return f"In the very long run it comes to {percent(limit)}."
    return "Nothing pulls it anywhere: where it ends is undefined, and a matter of how it began and of luck."


def record_heading(result: PatrolResult) -> str:
    """What the record says of the two districts, and what is so."""
    found = result.measures
    truth = (f"there is {plain(found['crime_ratio'])} times as much" if found["crime_ratio"] != 1
             else "there is as much in both")
    if not math.isfinite(found["recorded_ratio"]):
        return f"No crime of B came on record, so how many times as much A has is undefined; {truth}"
    return f"New on record is {plain(found['recorded_ratio'])} times as much crime in A as in B; {truth}"


def record_alt(result: PatrolResult) -> str:
    """The three shares of A, and the counts."""
    happens, patrolled, recorded = (percent(share) for share in stages(result))
    found = result.measures
    return (
        f"Three bars from A to B. A has {happens} of the crime that happens, {patrolled} of the days "
        f"patrolled and {recorded} of the crime that came on record: {plain(found['recorded_a'], 1)} of A "
        f"and {plain(found['recorded_b'], 1)} of B in a city, mean. {record_heading(result)}."
    )


def ends_heading(result: PatrolResult) -> str:
    """How many cities ran away."""
    found, runs = result.measures, result.parameters.runs
    away = round(found["run_away"] * runs)
    if away:
        send = "sends" if away == 1 else "send"
        return (f"{away} of {runs} cities {send} nine of ten patrols, or more, to one district; in each of "
                f"them {percent(found['share_true'])} of crime happens in A")
    return (f"No city of {runs} sends nine of ten patrols to one district; on average they end "
            f"{100 * found['miss']:.1f} points away from where crime is")


def ends_alt(result: PatrolResult) -> str:
    """What is drawn, and the same finding."""
    found = result.measures
    return (
        f"Cities by the share of patrols that goes to A after the last day, in steps of five per cent; "
        f"from {percent(NEARLY_ALL, 0)} in one district on a city counts as run away. Their mean is "
        f"{percent(found['share_a_mean'])}, their standard deviation {percent(found['share_a_sd'])}; crime "
        f"in A is {percent(found['share_true'])}. {ends_heading(result)}."
    )
