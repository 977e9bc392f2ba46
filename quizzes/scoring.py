"""Scoring rules: what share of the marks an answer earns. Pure functions with names.

The rules and their names follow the field, so that an author can look them up: PrairieLearn's
checkbox question (net correct, coverage, each answer), Open edX's multi-select problems (every
decision counts; halves) and its numerical "close", H5P's net score.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence, Set

Several = Callable[[Set[str], Set[str], Set[str]], float]
"""(right options, ticked options, all options) -> share from 0 to 1."""


def all_or_nothing(right: Set[str], ticked: Set[str], every: Set[str]) -> float:
    """1 where exactly the right options are ticked."""
    return float(right == ticked)


def net_correct(right: Set[str], ticked: Set[str], every: Set[str]) -> float:
    """max(0, (t - f) / c): right ticks less wrong ticks, over the number of right options."""
    return max(0.0, (len(ticked & right) - len(ticked - right)) / len(right))


def coverage(right: Set[str], ticked: Set[str], every: Set[str]) -> float:
    """(t / c) (t / n): the part of the right options ticked, times the part of ticks that are right."""
    if not ticked:
        return 0.0
    hits = len(ticked & right)
    return hits / len(right) * hits / len(ticked)


def each_answer(right: Set[str], ticked: Set[str], every: Set[str]) -> float:
    """The share of options about which the decision (tick or not) is right."""
    return 1 - len(right ^ ticked) / len(every)


def halves(right: Set[str], ticked: Set[str], every: Set[str]) -> float:
    """One wrong decision halves (3 options or more), two quarter (5 or more), three leave nothing."""
    match len(right ^ ticked):
        case 0:
            return 1.0
        case 1 if len(every) >= 3:
            return 0.5
        case 2 if len(every) >= 5:
            return 0.25
        case _:
            return 0.0


SEVERAL: dict[str, Several] = {
    "all-or-nothing": all_or_nothing,
    "net-correct": net_correct,
    "coverage": coverage,
    "each-answer": each_answer,
    "halves": halves,
}


def near(value: float, answer: float, tolerance: float, close: float | None = None) -> float:
    """1 within the tolerance, 0.5 within ``close`` times the tolerance, else 0."""
    distance = abs(value - answer)
    slack = 1e-9 * max(1.0, abs(answer))  # so that 0.3 is within 0.1 of 0.2
    if distance <= tolerance + slack:
        return 1.0
    return 0.5 if close is not None and distance <= close * tolerance + slack else 0.0


def longest_run(places: Sequence[int]) -> tuple[int, ...]:
    """One longest part of ``places`` that rises, as the values in it (patience sorting)."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(tails, place)
        before[place] = tails[at - 1] if at else None
        tails[at:at + 1] = [place]
    run: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        run.append(last)
        last = before[last]
    return tuple(reversed(run))


def in_order(places: Sequence[int]) -> float:
    """(L - 1) / (n - 1) for the longest rising part L: one item alone is always in order."""
    if len(places) < 2:
        return 1.0
    return (len(longest_run(places)) - 1) / (len(places) - 1)
