"""What a dissent run reports: each measure declared once, and computed from the result's counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulations.base import Measure
from simulations.dissent.result import FEW_TOWNS, LEVELS, WARM_UPS, Counts, DissentResult, Floats


@dataclass(frozen=True)
class People(Measure):
    """A mean number of people, with a digit where they are few: the same in tiles, words and charts."""

    def text(self, value: float, *, finer: int = 0) -> str:
        """``value`` as printed everywhere: 41.96 as ``42``, 9.61 as ``9.6``."""
        if not math.isfinite(value):
            return "undefined"
        if value >= 9.95 or math.isclose(value, round(value), abs_tol=0.05):
            return f"{round(value, finer) if finer else round(value):,}"
        return f"{value:.{1 + finer}f}"


MEASURES: tuple[Measure, ...] = (
    Measure("participation", "Take part",
            "Share of all people who take part in the end, mean over the towns: 0 is nobody, 1 everybody."),
    Measure("participation_low", "Take part, in a bad town",
            "The same share in the town at the 5th percentile: 0 is nobody, 1 everybody."),
    Measure("participation_high", "Take part, in a good town",
            "The same share in the town at the 95th percentile: 0 is nobody, 1 everybody."),
    Measure("participation_without", "Would take part unidentified",
            "Share of the same people who take part where nobody can be identified and all know it."),
    Measure("kept", "Turnout kept",
            "Those who take part as a share of those who would if nobody could be identified: 1 is all "
            "of them, 0 none."),
    Measure("private", "Privately agree",
            "Share of all people who agree with the protest, whatever they do: being watched does not "
            "move it."),
    Measure("participation_most", "Take part, whatever the strength",
            "Share of all people who take part at that strength of the effect, of the four that are swept, "
            "at which most do: what is invented cannot make it more. In the first eight towns; 0 is nobody, "
            "undefined for the crowds of a hundred."),
    Measure("kept_least", "Turnout kept, whatever the strength",
            "Turnout kept at that strength of the effect, of the four that are swept, at which least is: "
            "what is invented cannot make it less. In the first eight towns; 1 is all of them, undefined for "
            "the crowds of a hundred."),
    Measure("gap", "Agree, and do not show it",
            "Share who privately agree less the share who take part. 0 means that the square shows what "
            "people think.", "points"),
    Measure("silent", "Silent among those who agree",
            "Of those who privately agree, the share who stay at home: 0 nobody, 1 everybody."),
    Measure("silent_a", "Silent among those who agree, A", "The same in group A: 0 nobody, 1 everybody."),
    Measure("silent_b", "Silent among those who agree, B",
            "The same in group B, which has more to lose: 0 nobody, 1 everybody."),
    People("lost_voices", "Voices lost",
            "How many people of a town stay at home who would take part if nobody could be identified: "
            "0 is nobody.", "count"),
    Measure("arrests", "Arrests", "How many people are arrested: 0, at every setting.", "count"),
    Measure("full", "Towns with a full square",
            "Share of the towns in which at least three quarters of those come who would come "
            "unidentified: 1 is every town."),
    Measure("halfway", "Towns with half a protest",
            "Share of the towns in which more than a quarter and less than three quarters of those come "
            "who would come unidentified: 0 is no town."),
    Measure("cliff_at", "Turnout halves at",
            "The chance of being identified at which the mean turnout is half of what it is without. It "
            "hangs on the invented strength; undefined where turnout never halves."),
    Measure("cliff_width", "From nine tenths to one",
            "By how much the chance of being identified rises while turnout falls from nine tenths to one "
            "tenth of what it is without: the smaller, the steeper the cliff. Undefined where it does not "
            "fall so far."),
    Measure("rounds", "Rounds until still",
            "After how many rounds nobody else joins, mean over the towns: 0 means that nobody ever came.",
            "ratio", digits=1),
    Measure("rounds_without", "Rounds until still, unidentified",
            "The same where nobody can be identified.", "ratio", digits=1),
    Measure("reckoned", "Chance that people reckon with",
            "The chance of being identified that people have in mind, mean over all: the real one for "
            "those who know it, the feared one for the others."),
    People("recorded", "People recorded",
            "How many people of a town end up on the record, under whatever name: 0 is nobody.", "count"),
    People("bystanders_recorded", "Recorded though at home",
            "How many of them stayed at home, and are on the record because somebody else was given "
            "their name: 0 is nobody.", "count", "lower"),
    People("supporters_recorded", "Recorded though against the protest",
            "How many of them do not even agree with the protest: 0 is nobody.", "count", "lower"),
)


FULL, FEW = 0.75, 0.25
"""From which share of the turnout unidentified a square is full, and up to which it is empty."""


def measured(
    result: DissentResult, *, without: Counts, rounds: Counts, rounds_without: Counts, reckoned: float
) -> dict[str, float]:
    """All measures of a run; nan where one is undefined.

    Parameters
    ----------
    result
        The run's counts; its measures are not read.
    without
        How many take part in each town where nobody can be identified, (towns,).
    rounds, rounds_without
        In which round the last one joined, in each town, (towns,).
    reckoned
        The chance of being identified that people have in mind, mean over all.
    """
    people, turnout, parameters = result.people, result.turnout, result.parameters
    chance = 0.0 if parameters.crowd in WARM_UPS else parameters.identified
    agree, joined = float(result.agree.sum()), float(turnout.mean())
    participation, private = joined / people, agree / people
    calm = float(without.mean())
    low, high = np.quantile(turnout, (0.05, 0.95)) / people
    came = without > 0
    kept_by_town = turnout[came] / without[came]
    recorded = chance * joined
    wrong_name = parameters.misidentified * recorded
    at, width = cliff(result.curve, calm / people)
    swept = [float(np.interp(chance, LEVELS, line)) for line in result.strengths]
    return {
        "participation": participation,
        "participation_low": float(low),
        "participation_high": float(high),
        "participation_without": calm / people,
        "kept": _ratio(joined, calm),
        "private": private,
        "participation_most": max(swept, default=float("nan")),
        "kept_least": _ratio(min(swept, default=float("nan")), float(without[:FEW_TOWNS].mean()) / people),
        "gap": private - participation,
        "silent": _ratio(agree - joined, agree),
        "silent_a": _ratio(float(result.agree[0] - result.joined[0]), float(result.agree[0])),
        "silent_b": _ratio(float(result.agree[1] - result.joined[1]), float(result.agree[1])),
        "lost_voices": calm - joined,
        "arrests": 0.0,
        "full": float((kept_by_town >= FULL).mean()) if came.any() else float("nan"),
        "halfway": float(((kept_by_town > FEW) & (kept_by_town < FULL)).mean()) if came.any()
        else float("nan"),
        "cliff_at": at,
        "cliff_width": width,
        "rounds": float(rounds.mean()),
        "rounds_without": float(rounds_without.mean()),
        "reckoned": 0.0 if parameters.crowd in WARM_UPS else reckoned,
        "recorded": recorded,
        "bystanders_recorded": wrong_name * (1 - participation),
        "supporters_recorded": wrong_name * (1 - private),
    }


def cliff(curve: Floats, without: float) -> tuple[float, float]:
    """Where turnout halves, and how wide it falls from nine tenths to one; nan where it does not.

    Parameters
    ----------
    curve
        As in ``DissentResult``.
    without
        Share who take part where nobody can be identified.
    """
    if not len(curve) or without <= 0:
        return float("nan"), float("nan")
    kept = curve[:, 0] / without
    return _falls_to(kept, 0.5), _falls_to(kept, 0.1) - _falls_to(kept, 0.9)


def _falls_to(kept: Floats, share: float) -> float:
    """The chance of being identified at which ``kept``, which only falls, reaches ``share``."""
    below = np.flatnonzero(kept <= share)
    if not below.size or below[0] == 0:
        return float("nan")  # it never falls so far, or what people fear has made it fall before
    after = int(below[0])
    part = (kept[after - 1] - share) / (kept[after - 1] - kept[after])
    return float(LEVELS[after - 1] + part * (LEVELS[after] - LEVELS[after - 1]))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")
