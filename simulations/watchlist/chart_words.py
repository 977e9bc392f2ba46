"""What the watchlist charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. Where a figure is undefined, or was not published, the sentence
says so and why.
"""

from __future__ import annotations

import math

from simulations.watchlist.chart_rows import ICONS, by_group, here_of, percent
from simulations.watchlist.deployments import DEPLOYMENTS
from simulations.watchlist.result import WatchlistResult
from simulations.wording import capital


def number(value: float) -> str:
    """A count or a rate as text, with as many digits as it deserves."""
    if not math.isfinite(value):
        return "undefined"
    return f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:.3g}"


def many(count: float, one: str, several: str) -> str:
    """``1 alarm``, ``2 alarms``, ``no alarm``."""
    if count == 0:
        return f"no {one}"
    return f"{count:,.0f} {one if count == 1 else several}"


def _nothing(result: WatchlistResult) -> str:
    """Why there is nothing to count in a run; empty where there is."""
    found, parameters = result.measures, result.parameters
    if parameters is None:
        return ""
    if parameters.visitors == 0:
        return "Nobody passed, so every share is undefined"
    if found["alerts"] == 0:
        return "No alarm was raised, so the share that is right is undefined"
    return ""


def scores_heading(result: WatchlistResult) -> str:
    """Whom the threshold harms on either side; the alarms themselves are counted in the picture."""
    if result.parameters is None:
        return "No scores were published"
    if _nothing(result):
        return _nothing(result)
    found = result.measures
    wrong = capital(many(found["false_alerts"], "false alarm", "false alarms").replace("no false", "no"))
    return f"{wrong}, and {_missed(result)}"


def _missed(result: WatchlistResult) -> str:
    found = result.measures
    if found["true_alerts"] + found["missed"] == 0:
        return "nobody looked for passed"
    if found["missed"] == 0:
        return "nobody looked for walks past"
    return f"{found['missed']:,.0f} looked for {'walks' if found['missed'] == 1 else 'walk'} past unnoticed"


def scores_alt(result: WatchlistResult) -> str:
    """The same, with where the thresholds stand and how the groups fare."""
    if result.parameters is None:
        return "No scores were published."
    a, b = result.parameters.thresholds
    places = f"at {a:g} sd" if a == b else f"at {a:g} sd for A and {b:g} sd for B"
    groups = "; ".join(
        f"{name}: {many(false, 'false alarm', 'false alarms')} among {people:,} not on the list"
        for name, people, false, *_ in by_group(result)
    )
    return (
        "Best scores of the passers-by of each group, on a scale where each step up is ten times as many "
        f"people: those not on the list above a line, those on it below. The threshold stands {places}. "
        f"{_right(result)}. {groups}."
    )


def _right(result: WatchlistResult) -> str:
    """How many alarms, how many of them right, how many found."""
    if _nothing(result):
        return _nothing(result)
    found = result.measures
    passed = found["true_alerts"] + found["missed"]
    met = f"{found['true_alerts']:,.0f} of {passed:,.0f} looked for are found" if passed else \
        "nobody looked for passed"
    alarms = capital(many(found["alerts"], "alarm", "alarms"))
    return f"{alarms}: {percent(found['precision'])} right, and {met}"


def alarms_heading(result: WatchlistResult) -> str:
    """Of 1,000 alarms, how many are right, and how sure that is."""
    if _nothing(result):
        return _nothing(result)
    found = result.measures
    if math.isfinite(found["precision"]):
        wrong = ICONS - round(ICONS * found["precision"])
        sure = f". Judged by only {many(found['alerts'], 'alarm', 'alarms')}: the share that is right may " \
               f"be anything from {percent(found['precision_low'])} to {percent(found['precision_high'])}"
        return f"Of {ICONS:,} alarms, {wrong:,} are wrong{sure if found['alerts'] < ICONS else ''}"
    if math.isfinite(found["precision_expected"]):
        wrong = ICONS - round(ICONS * found["precision_expected"])
        return f"Of {ICONS:,} alarms, {wrong:,} are wrong"
    return "How many alarms are right was not published"


def alarms_alt(result: WatchlistResult) -> str:
    """What is drawn, and the same finding."""
    return ("A thousand alarms as signs: filled triangles for those set off by somebody looked for, hollow "
            f"circles for those set off by somebody else. {alarms_heading(result)}.")


def groups_heading(result: WatchlistResult) -> str:
    """How many times as often the last group sets off a false alarm."""
    groups = by_group(result)
    if len(groups) < 2:
        return "No figures by group were published"
    if _nothing(result):
        return _nothing(result)
    first, last = groups[0], groups[-1]
    if not first[3] or last[3] is None:
        absent = [name for name, group in (("A", first), ("B", last)) if group[3] is None]
        why = f"nobody of {' or '.join(absent)} passed who is not on the list" if absent else \
              "A sets off none"
        return f"{capital(many(sum(group[2] or 0 for group in groups), 'false alarm', 'false alarms'))}: " \
               f"how many times as often B sets one off is undefined, because {why}"
    times = last[3] / first[3]
    return f"{last[0]}: {number(last[3])} false alarms per 100,000 people, " \
           f"{_times(times)} as {first[0][:1].lower() + first[0][1:] if len(first[0]) == 7 else first[0]}"


def _times(times: float) -> str:
    if round(times, 1) == 1:
        return "about as many"
    return f"{times:.0f} times as many" if times >= 20 else f"{times:.1f} times as many"


def groups_alt(result: WatchlistResult) -> str:
    """False alarms and wrong stops of each group."""
    parts = []
    for name, _, false, rate, _, _, stopped, _ in by_group(result):
        counted = "" if false is None else f" ({many(false, 'false alarm', 'false alarms')}" \
                                           f"{'' if stopped is None else f', {stopped:,} stopped'})"
        parts.append(f"{name}: {'undefined' if rate is None else number(rate)} per 100,000{counted}")
    return f"False alarms per 100,000 people by group. {groups_heading(result)}. {'; '.join(parts)}."


def prior_heading(result: WatchlistResult) -> str:
    """What the same false alarms mean where more, and fewer, are on the list."""
    here = here_of(result)
    if here is None:
        first, last = DEPLOYMENTS
        return f"About as many were looked for in {first.name} and {last.name}: right were " \
               f"{percent(first.precision)} of the alarms, and {percent(last.precision)}"
    if result.parameters is None:
        return f"{percent(here[1])} of the alarms were right, with 1 in {number(1 / here[0])} scanned found"
    return f"With 1 in {number(1 / here[0])} on the list, " \
           f"{percent(here[1])} of the alarms are right in the long run"


def prior_alt(result: WatchlistResult) -> str:
    """What is drawn, and where the deployments stand."""
    marks = "; ".join(
        f"{place.name}: 1 right alarm in {1 / place.found:,.0f} people scanned, {percent(place.precision)} "
        "of the alarms right" for place in DEPLOYMENTS
    )
    return (
        "Share of right alarms against the share of passers-by on the list, from 1 in a million to 1 in 100, "
        f"a rising curve for each rate of false alarms. {prior_heading(result)}. {marks}."
    )


def funnel_heading(result: WatchlistResult) -> str:
    """How many are scanned for each person found."""
    if result.parameters is not None and result.parameters.visitors == 0:
        return _nothing(result)
    found = result.measures
    if math.isfinite(found["scanned_per_true"]):
        return f"{_scanned(found['scanned_per_true'])} scanned for each right alarm"
    if math.isfinite(float(result.known.scanned.sum())):
        return f"{_scanned(float(result.known.scanned.sum()))} scanned and nobody looked for is found"
    return "How many people were scanned for each right alarm was not published"


def _scanned(people: float) -> str:
    """``1 person is``, ``1.1 people are``, ``14,286 people are``; one digit where few are scanned."""
    told = f"{people:,.0f}" if people >= 10 or people == round(people) else f"{people:.1f}"
    return f"{told} {'person is' if told == '1' else 'people are'}"


def funnel_alt(result: WatchlistResult) -> str:
    """Every step with its number of people."""
    found, scanned = result.measures, float(result.known.scanned.sum())
    steps = [("people scanned", scanned), ("alarms", found["alerts"]), ("right alarms", found["true_alerts"])]
    if result.parameters is not None:
        steps += [("rightly stopped", found["true_stops"]), ("wrongly stopped", found["false_stops"])]
    told = ", ".join(
        f"{people:,.0f} {step}" if math.isfinite(people) else f"{step} not published"
        for step, people in steps
    )
    return f"Bars from everybody scanned to those stopped, each gridline ten times the one before: {told}. " \
           f"{funnel_heading(result)}."
