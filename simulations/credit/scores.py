"""The published table: how the scores of each group are spread, and how many at each score repay.

Nothing is read until it is asked for. Source, licence and wording stand at the head of
``transrisk.csv``; how many people each group has is from the same report (Federal Reserve, 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from simulations.credit.result import Floats

PEOPLE = (18_274, 133_165, 14_702, 7_906)
"""People with a score and a record, by group: Black, White, Hispanic, Asian."""
_COLUMNS = ("black", "white", "hispanic", "asian")


@dataclass(frozen=True)
class Scores:
    """The table, group by group in the order of ``GROUPS``.

    Attributes
    ----------
    score : (n,) float
        0 to 100, lowest first.
    share : (4, n) float
        Share of the group with that score; each row adds up to 1.
    repay : (4, n) float
        Of those, the share that repays.
    people : (4,) float
        How many people.
    """

    score: Floats
    share: Floats
    repay: Floats
    people: Floats


@lru_cache(maxsize=1)
def published() -> Scores:
    """The table as it was published."""
    with (Path(__file__).parent / "transrisk.csv").open(encoding="utf-8") as file:
        lines = [line for line in file if not line.startswith("#")]
    names, values = lines[0].strip().split(","), np.loadtxt(lines[1:], delimiter=",", dtype=np.float64)
    column = dict(zip(names, values.T, strict=True))
    below = np.stack([column[f"below_{letter}"] for letter in _COLUMNS]) / 100
    late = np.stack([column[f"late_{letter}"] for letter in _COLUMNS]) / 100
    share: Floats = np.diff(below, axis=1, prepend=0.0)
    return Scores(column["score"], share, 1 - late, np.array(PEOPLE, np.float64))
