"""What takes long to simulate, looked up: turnout and homes, made once by the engines they are from.

``turnout.csv`` and ``homes.csv`` hold means of many runs of ``dissent`` and ``trails`` on a grid;
between its points they are interpolated. ``python -m simulations.board.remade`` makes them again.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from scipy.interpolate import RegularGridInterpolator

from simulations.board.result import Floats

STRENGTHS = {"weak": 0.1, "middle": 0.3, "strong": 1.0}
"""The strength of the effect in the simulation of dissent; without effect nobody stays away."""
TURNOUT = ("a", "b", "low", "high")
"""What is kept of turnout: of each group, and in a bad and a good town."""
FOLDER = Path(__file__).parent


def turnout(effect: str, transparency: Floats, identified: Floats) -> Floats:
    """Share kept of the turnout of those unidentified: of A, of B, in a bad and in a good town.

    Parameters
    ----------
    effect
        How strongly identification acts, by its name.
    transparency : (P,)
        Share who know the real chance of being identified.
    identified : (P,)
        That chance.

    Returns
    -------
    (P, 4) float, 1 where all come.
    """
    if effect == "none":
        return np.ones((len(identified), len(TURNOUT)))
    found: Floats = _turnout_table(effect)(np.column_stack([transparency, identified]))
    return found


def homes(days: Floats) -> Floats:
    """Share of people whose home is read from so many days of records: (P,)."""
    at, found = _homes_table()
    return np.interp(days, at, found)


def read(name: str) -> list[dict[str, str]]:
    """The rows of one of the tables."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _turnout_table(effect: str) -> RegularGridInterpolator:
    rows = [row for row in read("turnout.csv") if row["effect"] == effect]
    known, chance = (sorted({float(row[name]) for row in rows}) for name in ("transparency", "identified"))
    values = np.array([[float(row[name]) for name in TURNOUT] for row in rows])
    return RegularGridInterpolator((known, chance), values.reshape(len(known), len(chance), len(TURNOUT)))


@cache
def _homes_table() -> tuple[Floats, Floats]:
    rows = read("homes.csv")
    return (np.array([float(row["days"]) for row in rows]),
            np.array([float(row["found"]) for row in rows]))
