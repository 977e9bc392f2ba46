"""What a watchlist run reports: each measure declared once, and computed from counts and rates.

Shares of false alarms are so small that they are told per 100,000 people, or as one in so many.
What has no denominator (precision without an alarm, hits where nobody looked for passed) is nan,
and printed as "undefined".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulations.base import Measure
from simulations.intervals import wilson
from simulations.watchlist.result import Floats, Known

PER = 100_000


@dataclass(frozen=True)
class Rate(Measure):
    """People of 100,000: from less than one to thousands, so three digits are printed, or all whole ones."""

    def text(self, value: float, *, finer: int = 0) -> str:
        """``value`` as printed everywhere: 1352.55 as ``1,353``, 6.667 as ``6.67``."""
        if not math.isfinite(value):
            return "undefined"
        decimals = 2 - math.floor(math.log10(abs(value))) if value else 0
        return f"{value:,.{max(decimals, 0) + finer}f}"

MEASURES: tuple[Measure, ...] = (
    Measure("precision", "Alarms that are right",
            "Of all alarms, the share set off by somebody looked for: 0 none, 1 all of them. Undefined "
            "where there was no alarm.", better="higher"),
    Measure("precision_low", "Alarms that are right, at least",
            "Lower end of the 95 % interval (Wilson): how few it could be, by luck alone."),
    Measure("precision_high", "Alarms that are right, at most",
            "Upper end of the 95 % interval (Wilson): how many it could be, by luck alone."),
    Measure("hit_rate", "Found of those looked for",
            "Of those on the list who passed, the share that set off an alarm: 1 means that nobody was "
            "missed. Undefined where none of them passed.", better="higher"),
    Rate("false_per_100k", "False alarms per 100,000 people",
            "Of 100,000 passers-by who are not on the list, how many set off an alarm.",
            "ratio", "lower"),
    Measure("one_false_in", "One false alarm in how many people",
            "How many people not on the list are scanned for each false alarm. Undefined where there was "
            "none.", "count", "higher"),
    Rate("true_per_100k", "Right alarms per 100,000 people",
            "Of 100,000 passers-by, how many set off an alarm and are looked for. It shows how rare they "
            "are, less those missed.", "ratio"),
    Measure("scanned_per_true", "People scanned for each right alarm",
            "How many faces are compared for one person found. Undefined where nobody was.",
            "count", "lower"),
    Measure("alerts", "Alarms", "How often the software raised an alarm, in all days together.", "count"),
    Measure("true_alerts", "Right alarms", "Alarms set off by somebody looked for.", "count", "higher"),
    Measure("false_alerts", "False alarms", "Alarms set off by somebody else.", "count", "lower"),
    Measure("missed", "Missed", "People looked for who passed without an alarm.", "count", "lower"),
    Measure("true_stops", "Rightly stopped",
            "Right alarms that the reviewer let through.", "count", "higher"),
    Measure("false_stops", "Wrongly stopped",
            "False alarms that the reviewer let through: people stopped for looking like somebody else, in "
            "all days together.", "count", "lower"),
    Measure("false_stops_a_day", "Wrongly stopped a day",
            "People stopped on a day for looking like somebody else.", "ratio", "lower", 1),
    Measure("stop_precision", "Stops that are right",
            "Of those stopped after the review, the share looked for: 1 is all of them.", better="higher"),
    Rate("false_per_100k_a", "False alarms per 100,000, A",
            "Of 100,000 passers-by of A who are not on the list, how many set off an alarm.",
            "ratio", "lower"),
    Rate("false_per_100k_b", "False alarms per 100,000, B",
            "Of 100,000 passers-by of B who are not on the list, how many set off an alarm.",
            "ratio", "lower"),
    Rate("false_stops_per_100k_a", "Wrongly stopped per 100,000, A",
            "Of 100,000 people of A scanned, how many are stopped for looking like somebody else.",
            "ratio", "lower"),
    Rate("false_stops_per_100k_b", "Wrongly stopped per 100,000, B",
            "Of 100,000 people of B scanned, how many are stopped for looking like somebody else.",
            "ratio", "lower"),
    Measure("rate_ratio", "False alarms: how many times as often in B",
            "False alarms per person in the last group divided by that in A: 1 is as often, 10 ten times as "
            "often. Undefined where A has none.", "ratio", "neither", 1),
    Measure("hit_rate_a", "Found of those looked for, A",
            "Of those of A on the list who passed, the share found.", better="higher"),
    Measure("hit_rate_b", "Found of those looked for, B",
            "Of those of B on the list who passed, the share found.", better="higher"),
    Measure("precision_expected", "Alarms that are right, by the formula",
            "What the share of right alarms tends to over many days: P h / (P h + (1 - P) f), with the "
            "share P on the list, hits h and false alarms f.", better="higher"),
    Measure("hit_rate_expected", "Found of those looked for, by the formula",
            "Probability that somebody on the list who passes sets off an alarm.", better="higher"),
    Measure("hit_rate_a_expected", "Found of those looked for, by the formula, A",
            "Probability that somebody of A on the list sets off an alarm.", better="higher"),
    Measure("hit_rate_b_expected", "Found of those looked for, by the formula, B",
            "Probability that somebody of B on the list sets off an alarm.", better="higher"),
    Rate("false_per_100k_expected", "False alarms per 100,000 people, by the formula",
            "What false alarms per 100,000 tend to over many days: 1 - (1 - m)^N for each person, with N "
            "faces on the list and probability m that two different people match.", "ratio", "lower"),
    Measure("one_false_in_expected", "One false alarm in how many people, by the formula",
            "How many people not on the list are scanned for each false alarm, over many days.",
            "count", "higher"),
    Measure("rate_ratio_expected", "False alarms: how many times as often in B, by the formula",
            "What the ratio of false alarms tends to over many days: 1 is as often.", "ratio", "neither", 1),
    Measure("parity_expected", "Equality of false alarms, by the formula",
            "False alarms per person in the group that has fewer, divided by those in the group that has "
            "more: 1 is equal, 0.1 a tenfold difference.", "ratio", "higher"),
    Measure("false_stops_a_day_expected", "Wrongly stopped a day, by the formula",
            "People stopped on a day for looking like somebody else, on average.", "ratio", "lower", 1),
)


def ratio(part: float, whole: float, times: float = 1.0) -> float:
    """``times * part / whole``; nan where there is no whole."""
    return times * part / whole if whole > 0 else math.nan


def nothing_known() -> dict[str, float]:
    """Every measure, undefined."""
    return {measure.name: math.nan for measure in MEASURES}


def counted(known: Known) -> dict[str, float]:
    """The measures that need counts alone; nan where what they need was not published.

    The last group is B, where there are several.
    """
    found = nothing_known()
    scanned, alerts, true, listed = (
        float(counts.sum()) for counts in (known.scanned, known.alerts, known.true_alerts, known.listed))
    false, true_stops, false_stops = (
        alerts - true, float(known.true_stops.sum()), float(known.false_stops.sum()))
    # those missed on the list are so few among those scanned that they may be unknown
    others = scanned - (listed if math.isfinite(listed) else true)
    found |= {
        "precision": ratio(true, alerts), "hit_rate": ratio(true, listed),
        "false_per_100k": ratio(false, others, PER), "one_false_in": ratio(others, false),
        "true_per_100k": ratio(true, scanned, PER), "scanned_per_true": ratio(scanned, true),
        "alerts": alerts, "true_alerts": true, "false_alerts": false, "missed": listed - true,
        "true_stops": true_stops, "false_stops": false_stops,
        "false_stops_a_day": ratio(false_stops, known.days),
        "stop_precision": ratio(true_stops, true_stops + false_stops),
    }
    if math.isfinite(true) and math.isfinite(alerts):
        found["precision_low"], found["precision_high"] = wilson(round(true), round(alerts))
    if len(known.scanned) > 1:
        found |= _by_group(known)
    return found


def _by_group(known: Known) -> dict[str, float]:
    """The measures of A and of the last group."""
    found: dict[str, float] = {}
    innocent = known.scanned - np.where(np.isfinite(known.listed), known.listed, known.true_alerts)
    for letter, group in (("a", 0), ("b", -1)):
        false = float(known.alerts[group] - known.true_alerts[group])
        found[f"false_per_100k_{letter}"] = ratio(false, float(innocent[group]), PER)
        found[f"false_stops_per_100k_{letter}"] = ratio(
            float(known.false_stops[group]), float(known.scanned[group]), PER)
        found[f"hit_rate_{letter}"] = ratio(float(known.true_alerts[group]), float(known.listed[group]))
    found["rate_ratio"] = ratio(found["false_per_100k_b"], found["false_per_100k_a"])
    return found


def expected(
    prior: float, share: Floats, hits: Floats, false: Floats, *, stops_a_day: float = math.nan
) -> dict[str, float]:
    """The measures in closed form.

    Parameters
    ----------
    prior
        Probability P that a passer-by is listed.
    share, hits, false : (G,)
        Of each group: its share of the crowd, the probability that somebody listed sets off an
        alarm, and that somebody else does.
    stops_a_day
        People stopped wrongly on a day, on average.
    """
    hit, wrong = float(share @ hits), float(share @ false)
    present = false[share > 0]
    parity = ratio(float(present.min()), float(present.max())) if len(present) > 1 else math.nan
    return {
        # precision = P h / (P h + (1 - P) f)
        "precision_expected": ratio(prior * hit, prior * hit + (1 - prior) * wrong),
        "hit_rate_expected": hit, "hit_rate_a_expected": float(hits[0]),
        "hit_rate_b_expected": float(hits[-1]),
        "false_per_100k_expected": PER * wrong, "one_false_in_expected": ratio(1, wrong),
        "rate_ratio_expected": ratio(float(false[-1]), float(false[0])),
        "parity_expected": parity,
        "false_stops_a_day_expected": stops_a_day,
    }
