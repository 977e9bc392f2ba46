"""The people decided about, and those of the past: invented, column by column.

Both groups live alike. What differs is what was recorded: somebody of B has more entries for the
same conduct where ``recorded_b`` is above 1. Every column has a stream of its own, so that the knobs
change the record of the same people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.notice.result import Decision, Flags, Floats
from simulations.seeds import stream

SHARE_B = 0.4
MOST_ENTRIES = 12
"""More entries of one kind than this count as this many."""


@dataclass(frozen=True)
class People:
    """Invented people.

    Attributes
    ----------
    recorded : (n, K) float
        The record: one column for each of the decision's.
    lived : (n, K) float
        The same, with entries as people of A would have them for this conduct.
    in_b : (n,) bool
        Whether somebody is in group B.
    """

    recorded: Floats
    lived: Floats
    in_b: Flags


Luck = Callable[[str], Floats]
"""Numbers between 0 and 1, one for each person, from the stream of that name."""


def entries(luck: Floats, mean: float | Floats) -> Floats:
    """How many entries people have: geometric with that mean, by inversion (many none, few a lot)."""
    ratio = mean / (1 + np.asarray(mean))  # P(k) = (1 - ratio) ratio^k
    return np.minimum(np.floor(np.log1p(-luck) / np.log(ratio)), MOST_ENTRIES)


def drawn(about: Decision, recorded_b: float, seed: int, count: int, when: str) -> People:
    """``count`` people of the time ``when``; more of them keep those who were there."""
    def luck(name: str) -> Floats:
        return stream(seed, f"{when} {name}").random(count)

    in_b = luck("group") < SHARE_B
    often = np.where(in_b, recorded_b, 1.0)
    columns = release(luck, often) if about == "release" else loan(luck, often)
    return People(np.stack([recorded for recorded, _ in columns], axis=1),
                  np.stack([lived for _, lived in columns], axis=1), in_b)


def release(luck: Luck, often: Floats) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """The columns of ``columns.RELEASE``, as recorded and as lived."""
    arrests, missed = luck("arrests"), luck("missed dates")
    plain: tuple[NDArray[Any], ...] = (
        np.floor(18 + 42 * luck("age") ** 1.6),
        np.searchsorted([0.4, 0.72, 0.92], luck("charge"), side="right") + 1.0,
        (luck("work") < 0.55).astype(float),
        (luck("address") < 0.7).astype(float),
        np.where(luck("kept any") < 0.3, np.floor(13 * luck("check-ins")), 0.0),
        (luck("reminders") < 0.45).astype(float),
    )
    age, charge, *rest = ((column, column) for column in plain)
    return [age, (entries(arrests, 1.5 * often), entries(arrests, 1.5)),
            (entries(missed, 0.5 * often), entries(missed, 0.5)), charge, *rest]


def loan(luck: Luck, often: Floats) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """The columns of ``columns.LOAN``, as recorded and as lived."""
    late, sold = luck("late payments"), luck("debts sold on")
    plain: tuple[NDArray[Any], ...] = (
        np.floor(18 + 34 * luck("income") ** 1.5),
        np.floor(16 * luck("debts") ** 1.8),
        np.floor(72 * luck("time at address") ** 1.4),
        np.floor(101 * luck("limit used")),
        np.searchsorted([0.5, 0.78, 0.93], luck("other applications"), side="right").astype(float),
        np.floor(2 + 14 * luck("sum asked for")),
    )
    income, debts, *rest = ((column, column) for column in plain)
    return [income, debts, (entries(late, 1.2 * often), entries(late, 1.2)),
            (entries(sold, 0.4 * often), entries(sold, 0.4)), *rest]
