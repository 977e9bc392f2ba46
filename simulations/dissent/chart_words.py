"""What the dissent charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own, and each heading says that a mechanism is shown, not a forecast:
the strength of the effect is invented.
"""

from __future__ import annotations

import math

import numpy as np

from simulations.dissent.chart_rows import RECORDED, per_hundred, recorded
from simulations.dissent.result import LEVELS, STRENGTHS, DissentResult, Floats
from simulations.wording import listed, percent

MODEL = "In this model"


def cliff_heading(result: DissentResult) -> str:
    """Where turnout halves at the chosen strength, and over which stretch it falls."""
    if not len(result.curve):
        return "Nobody is watched in this crowd"
    at, width = result.measures["cliff_at"], result.measures["cliff_width"]
    strength = f"at the invented strength {result.parameters.strength:.2f}"
    if not result.measures["participation_without"] > 0:
        return f"{MODEL} nobody comes, watched or not"
    if not math.isfinite(at):
        if result.curve[0, 0] <= result.measures["participation_without"] / 2:
            return f"{MODEL}, {strength}, fear alone has more than halved turnout before anybody is " \
                   "identified"
        return f"{MODEL}, {strength}, turnout never falls to half: " \
               f"{percent(result.curve[-1, 0])} take part when identification is certain"
    halves = f"{MODEL}, {strength}, turnout halves at a chance of {percent(at)} of being identified"
    return f"{halves}; nearly all of it is lost within {points(width)}" if math.isfinite(width) else halves


def cliff_alt(result: DissentResult) -> str:
    """The line at a few chances, the band, and where the other strengths have their cliff."""
    if not len(result.curve):
        return cliff_heading(result) + "."
    picks = [(LEVELS[index], result.curve[index]) for index in (0, 5, 10, 20)]
    parts = [f"{percent(share)} at {percent(chance)} ({percent(low)} to {percent(high)} by town)"
             for chance, (share, low, high) in picks]
    others = [f"strength {strength:.1f} {_falls(shares)}"
              for strength, shares in zip(STRENGTHS, result.strengths, strict=True)]
    return (
        "Share of people who take part, against the chance of being identified: "
        f"{listed(parts)}. {percent(result.measures['private'])} privately agree at every chance. The "
        f"chosen chance is {percent(result.parameters.identified)}: "
        f"{percent(result.measures['participation'])} take part. "
        f"Fainter lines show other values of the invented strength: {listed(others)}. "
        "A mechanism, not a forecast."
    )


def voices_heading(result: DissentResult) -> str:
    """How many agree, how many show it, and that nobody was arrested."""
    measures = result.measures
    if not measures["private"] > 0:
        return f"{MODEL} nobody agrees with the protest"
    agree, joined = (people(100 * measures[name]) for name in ("private", "participation"))
    shown, lost = f"{agree} of 100 agree, {joined} show it", measures["lost_voices"]
    if lost < 0.5:
        return f"{MODEL} {shown}: nobody stays away for fear of being identified"
    return f"{MODEL} {shown}: {people(lost)} of {result.people:,} stay away because they could be " \
           "identified, and nobody is arrested"


def voices_alt(result: DissentResult) -> str:
    """The hundred dots of both strips, counted."""
    agree = float(result.agree.sum())
    parts = []
    for name, joined in (("if nobody could be identified", result.measures["participation_without"]),
                         ("as it is", result.measures["participation"])):
        count = joined * result.people
        shown = per_hundred([count, agree - count, result.people - agree])
        parts.append(f"{name}, {shown[0]} agree and take part, {shown[1]} agree and stay at home and "
                     f"{shown[2]} do not agree")
    return f"A hundred people as dots: {'; '.join(parts)}."


def towns_heading(result: DissentResult) -> str:
    """In how many towns the square is full, half full and nearly empty."""
    full, half = result.measures["full"], result.measures["halfway"]
    if not math.isfinite(full):
        return f"{MODEL} nobody comes in any town, watched or not"
    count = len(result.turnout)
    if count == 1:
        only = "full" if full else "half full" if half else "nearly empty"
        return f"{MODEL} one town is drawn, and its square is {only}"
    parts = [f"{words} in {round(count * share)}" for share, words in (
        (full, "full"), (half, "half full"), (1 - full - half, "nearly empty"))]
    return f"{MODEL}, of {count} towns drawn alike the square is {listed(parts)}"


def towns_alt(result: DissentResult) -> str:
    """The same with the range of turnout."""
    measures = result.measures
    return (
        f"Each town as a square at its turnout. {towns_heading(result)}. Nine towns of ten lie from "
        f"{percent(measures['participation_low'])} to {percent(measures['participation_high'])}; the mean is "
        f"{percent(measures['participation'])}. Full means at least three quarters of those who would come "
        "unidentified, nearly empty at most a quarter."
    )


def groups_heading(result: DissentResult) -> str:
    """How many of those who agree are silent in each group."""
    silent = [result.measures["silent_a"], result.measures["silent_b"]]
    parts = [f"{percent(share)} in group {letter}"
             for letter, share in zip("AB", silent, strict=True) if math.isfinite(share)]
    if not parts:
        return f"{MODEL} nobody agrees with the protest"
    return f"{MODEL}, of those who agree, {listed(parts)} are silent"


def groups_alt(result: DissentResult) -> str:
    """The same with what B has to lose."""
    stake = result.parameters.stake_b
    more = "as much" if stake == 1 else f"{stake:.1f} times as much"
    return f"A hundred of those who agree in each group as dots. {groups_heading(result)}. Group B has " \
           f"{more} to lose by being identified as group A."


def rounds_heading(result: DissentResult) -> str:
    """After how many rounds the square is still, and how full."""
    measures = result.measures
    end, calm = measures["participation"], measures["participation_without"]
    if result.parameters.crowd.startswith("ladder"):
        return f"{_rounds(measures['rounds'])} until nobody else joins: {percent(end, 0)} take part"
    return f"{MODEL} {percent(end)} take part once nobody else joins, on average after " \
           f"{_rounds(measures['rounds'])}; unidentified it is {percent(calm)} after " \
           f"{_rounds(measures['rounds_without'])}"


def rounds_alt(result: DissentResult) -> str:
    """Where both lines begin and end."""
    parts = [
        f"{name} from {percent(float(line[min(1, len(line) - 1)]))} after the first round to "
        f"{percent(float(line[-1]))}"
        for name, line in (("as it is", result.by_round), ("unidentified", result.by_round_without))
    ]
    return f"Share who take part after each round, mean over the towns: {listed(parts)}."


def thresholds_heading(result: DissentResult) -> str:
    """How many come alone, watched and unwatched."""
    if not result.wanted.sum():
        return f"{MODEL} nobody agrees with the protest"
    now, calm = float(result.wanted[0]), float(result.wanted_without[0])
    return f"{MODEL}, of 100 who agree {people(calm)} would come alone if nobody could be identified; " \
           f"{people(now)} do"


def thresholds_alt(result: DissentResult) -> str:
    """Those who come alone and those whom no crowd brings."""
    if not result.wanted.sum():
        return thresholds_heading(result) + "."
    parts = [
        f"{name} {people(float(bins[0]))} of 100 come alone, {people(float(bins[1:11].sum()))} want at most "
        f"half of those around them, {people(float(bins[11:21].sum()))} more than half, and "
        f"{people(float(bins[21]))} come in no company"
        for name, bins in (("unidentified,", result.wanted_without), ("as it is,", result.wanted))
    ]
    return f"Histogram of thresholds among those who agree: {'; '.join(parts)}."


def ladder_heading(result: DissentResult) -> str:
    """What one person's threshold does."""
    joined = int(result.turnout[0])
    if result.parameters.crowd == "ladder-with-gap":
        return f"One threshold of 100 changed, from 1 to 2: {joined} of 100 takes part"
    return f"Each waits for exactly as many as came before: {joined} of 100 take part"


def ladder_alt(result: DissentResult) -> str:
    """Who joins whom."""
    joined = int(result.turnout[0])
    if result.parameters.crowd == "ladder-with-gap":
        return (
            "A hundred people as marks with their thresholds: 0, 2, 2, 3 and so on to 99. The first takes "
            f"part, nobody is content with one, and it ends there: {joined} of 100. The mean threshold is a "
            "hundredth of a person higher than on the full ladder."
        )
    return "A hundred people as marks with their thresholds, 0 to 99, one each: the first brings the " \
           f"second, both bring the third, and so on: {joined} of 100 take part."


def record_heading(result: DissentResult) -> str:
    """How many are on the record, and how many of them were at home."""
    own, home, against = recorded(result)
    whole = own + home + against
    if not whole > 0:
        return f"{MODEL} nobody is on the record"
    return f"{MODEL} {people(whole)} of {result.people:,} are on the record; {people(home + against)} of " \
           f"them stayed at home, {people(against)} even against the protest"


def record_alt(result: DissentResult) -> str:
    """The three counts."""
    parts = [f"{who[0].lower()}{who[1:]}: {people(count)}"
             for who, count in zip(RECORDED, recorded(result), strict=True)]
    return f"People on the record in a town, mean: {'; '.join(parts)}."


# --- words ------------------------------------------------------------------------------------


def points(value: float) -> str:
    """A difference of shares as text, without a sign."""
    return f"{100 * value:.0f} points"


def people(count: float) -> str:
    """A mean count of people: whole from ten on, with a digit below."""
    if not math.isfinite(count):
        return "an undefined number"
    if count >= 9.95 or math.isclose(count, round(count), abs_tol=0.05):
        return f"{round(count):,}"
    return f"{count:.1f}"


def _rounds(count: float) -> str:
    return f"{count:.0f} round{'' if round(count) == 1 else 's'}"


def _falls(shares: Floats) -> str:
    below = np.flatnonzero(shares <= shares[0] / 2)
    if not below.size:
        return "never halves it"
    return f"halves it by {percent(float(LEVELS[below[0]]), 0)}"
