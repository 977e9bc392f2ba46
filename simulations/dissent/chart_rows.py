"""What the dissent charts draw: one small tidy table for each, made of a result's counts.

``series`` says "now"; whoever lays a pinned run beside it writes "pinned" there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from simulations.base import Rows
from simulations.dissent.reported import FEW, FULL
from simulations.dissent.result import LEVELS, STRENGTHS, DissentResult, Floats
from simulations.tables import table

KINDS = ("agrees and takes part", "agrees and stays at home", "does not agree")
RECORDED = (
    "Took part, under their own name",
    "Stayed at home, agrees with the protest",
    "Stayed at home, against the protest",
)
ROUNDS = 100
"""How many rounds of a line are drawn at most; of longer ones, evenly many are left out."""
REACHES = (10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480)
"""How far an axis of rounds goes: the first that holds them all, so that it seldom moves."""
TOWN_STEP = 0.025
"""How wide a step is at which towns stand upon each other."""
CLEAR = 0.055
"""How far the words of a line stand from it."""
BIN = 0.05
"""How wide a bin of the histogram of thresholds is."""

_CLIFF = ("line", "chance", "share", "low", "high", "chosen", "private", "named")
_DOTS = ("strip", "row", "kind", "people", "per_100", "first", "agree_100", "silent_100")
_TOWNS = ("share", "shown", "place", "reach", "quarter", "three_quarters")
_ROUNDS = ("line", "round", "share", "reach", "ending", "label_at", "private", "private_at")
_BINS = ("threshold", "ends", "watched", "unwatched", "reach")
_LADDER = ("person", "threshold", "joined", "changed")
_RECORD = ("who", "row", "people", "reach")


def cliff_rows(result: DissentResult) -> Rows:
    """A row for each line and chance of being identified: the share who take part.

    The lines are the chosen strength, with the band from the 5th to the 95th percentile of the
    towns, and other strengths; ``named`` is where on the line the name of a strength stands.
    """
    if not len(result.curve):
        return table(_CLIFF, [])
    parameters, private = result.parameters, result.measures["private"]
    chances, chosen = LEVELS.tolist(), parameters.identified
    line = dict(zip(chances, result.curve.tolist(), strict=True))
    line.setdefault(chosen, [result.measures[f"participation{end}"] for end in ("", "_low", "_high")])
    rows: list[tuple[Any, ...]] = [
        ("chosen", chance, *numbers, chosen, private, False) for chance, numbers in sorted(line.items())
    ]
    for turn, (strength, shares) in enumerate(zip(STRENGTHS, result.strengths, strict=True)):
        name = f"{strength:.1f}"
        here = -1 if math.isclose(strength, parameters.strength) else place_of_name(shares, turn)
        rows += [
            (name, chance, share, None, None, chosen, private, index == here)
            for index, (chance, share) in enumerate(zip(chances, shares.tolist(), strict=True))
        ]
    return table(_CLIFF, rows)


def place_of_name(shares: Floats, turn: int) -> int:
    """The index nearest to where a falling line is half as high as where it begins.

    A line that stays level has its name further right the later its turn: clear of the dragged rule,
    and of the names of other level lines.
    """
    if shares.min() > shares[0] / 2:
        return len(shares) * (2 + turn) // 7
    return int(np.argmin(np.abs(shares - shares[0] / 2)))


def voices_rows(result: DissentResult) -> Rows:
    """Three rows where nobody can be identified, and three as it is: people by kind, also of 100."""
    people, agree = result.people, float(result.agree.sum())
    calm = result.measures["participation_without"] * people
    return dots([
        (name, [joined, agree - joined, people - agree])
        for name, joined in (("Nobody identified", calm), ("As it is", result.joined.sum()))
    ])


def towns_rows(result: DissentResult) -> Rows:
    """A row for each town: its turnout, shown in steps of 2.5 points, and how many stand below it."""
    calm = result.measures["participation_without"]
    shares = np.sort(result.turnout / result.people)
    steps = np.minimum((shares / TOWN_STEP).astype(int), round(1 / TOWN_STEP) - 1)
    counts = np.bincount(steps)
    first = np.cumsum(counts) - counts
    reach = next(reach for reach in (10, 20, 40, 100) if counts.max() <= reach)
    return table(_TOWNS, [
        (share, (step + 0.5) * TOWN_STEP, number - first[step].item(), reach, FEW * calm, FULL * calm)
        for number, (share, step) in enumerate(zip(shares.tolist(), steps.tolist(), strict=True))
    ])


def groups_rows(result: DissentResult) -> Rows:
    """Two rows for each group, of those who agree in it: who takes part, and who stays at home."""
    return dots([
        (f"Group {letter}", [joined, agree - joined, 0.0])
        for letter, agree, joined in zip("AB", result.agree.tolist(), result.joined.tolist(), strict=True)
    ])


def rounds_rows(result: DissentResult) -> Rows:
    """A row for each line and round: the share who take part after it, mean over the towns.

    ``label_at`` and ``private_at`` are where the words of a line and of private opinion stand.
    """
    lines = {"unidentified": result.by_round_without, "as it is": result.by_round}
    private, longest = result.measures["private"], max(map(len, lines.values())) - 1
    reach = next(reach for reach in (*REACHES, longest) if longest <= reach)
    places = apart(private, *(float(shares[-1]) for shares in lines.values()))
    rows: list[tuple[Any, ...]] = []
    for (name, shares), place in zip(lines.items(), places[1:], strict=True):
        last = len(shares) - 1
        kept = np.unique(np.linspace(0, last, min(last + 1, ROUNDS)).round().astype(int)).tolist()
        numbers = [*kept, reach] if last < reach else kept  # still from then on
        rows += [
            (name, number, float(shares[min(number, last)]), reach, number == last, place, private, places[0])
            for number in numbers
        ]
    return table(_ROUNDS, rows)


def apart(private: float, calm: float, now: float) -> tuple[float, float, float]:
    """Where the words of three lines stand that end so high, one below the other, on a scale to 1."""
    middle = max(calm - CLEAR, 2 * CLEAR + 0.04)
    low = max(min(now + CLEAR, middle - 1.5 * CLEAR), CLEAR)
    return max(private + CLEAR, middle + 1.5 * CLEAR), middle, low


def thresholds_rows(result: DissentResult) -> Rows:
    """A row for each bin of thresholds: people of a hundred who agree, watched and unwatched."""
    edges = [-BIN, *np.linspace(0, 1, 21).tolist(), 1 + BIN]
    most = max(result.wanted.max(), result.wanted_without.max())
    reach = next(reach for reach in (20.0, 40.0, 60.0, 80.0, 100.0) if most <= reach)
    return table(_BINS, [
        (low, high, watched, unwatched, reach)
        for low, high, watched, unwatched in zip(
            edges[:-1], edges[1:], result.wanted.tolist(), result.wanted_without.tolist(), strict=True)
    ])


def ladder_rows(result: DissentResult) -> Rows:
    """A row for each of the hundred: their threshold in people, and whether they take part."""
    thresholds = np.repeat(np.arange(len(result.wanted)), result.wanted.astype(int)).tolist()
    joined = int(result.turnout[0])
    changed = result.parameters.crowd == "ladder-with-gap"
    return table(_LADDER, [
        (person, threshold, person < joined, changed and person == 1)
        for person, threshold in enumerate(thresholds)
    ])


def record_rows(result: DissentResult) -> Rows:
    """A row for each kind of people on the record: how many of them in a town."""
    counts = recorded(result)
    reach = next((reach for reach in (10, 30, 100, 300, 1000, 3000, 10_000) if max(counts) <= reach), 30_000)
    return table(_RECORD, [
        (who, row, count, reach) for row, (who, count) in enumerate(zip(RECORDED, counts, strict=True))
    ])


# --- counting ---------------------------------------------------------------------------------


def recorded(result: DissentResult) -> tuple[float, float, float]:
    """How many of each kind in ``RECORDED`` are on the record, mean over the towns."""
    whole, home, against = (
        result.measures[name] for name in ("recorded", "bystanders_recorded", "supporters_recorded"))
    return whole - home, home - against, against


def dots(strips: Sequence[tuple[str, Sequence[float]]]) -> Rows:
    """A row for each strip and kind with people in it; ``first`` is the first of the kind's dots."""
    rows: list[tuple[Any, ...]] = []
    for row, (name, counts) in enumerate(strips):
        shares = per_hundred(counts)
        rows += [
            (name, row, kind, float(count), shares[index], sum(shares[:index]), shares[0] + shares[1],
             shares[1])
            for index, (kind, count) in enumerate(zip(KINDS, counts, strict=True))
        ]
    return table(_DOTS, rows)


def per_hundred(counts: Sequence[float]) -> list[int]:
    """``counts`` as people out of 100, rounded so that they add up to 100 (largest remainders)."""
    total = float(sum(counts))
    if total <= 0:
        return [0] * len(counts)
    exact = [100 * count / total for count in counts]
    whole = [math.floor(share + 1e-9) for share in exact]
    by_remainder = sorted(range(len(counts)), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: 100 - sum(whole)]:
        whole[index] += 1
    return whole
