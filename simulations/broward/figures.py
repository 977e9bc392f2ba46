"""Published figures: a table of counts for each group, or three rates from which a fourth follows.

Counts go through the same measures as a run. Given the share rearrested, the precision and the false
negative rate, the false positive rate is no longer free: Alexandra Chouldechova, Fair prediction with
disparate impact, 2017.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulations.broward.reported import by_group, implied_fpr, nothing_known, of_table
from simulations.broward.result import BrowardResult, Counts, Floats
from simulations.hiring.measures import ratio

Share = Annotated[float, Field(ge=0, le=1)]
People = Annotated[int, Field(ge=0)]


class Table(BaseModel):
    """The four numbers of a group."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    flagged_rearrested: People
    flagged_not_rearrested: People
    passed_rearrested: People
    passed_not_rearrested: People


class Tables(BaseModel):
    """The counts of both groups."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    black: Table
    white: Table


class Rates(BaseModel):
    """Three rates of a group; its false positive rate follows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rearrested: Annotated[float, Field(ge=0, lt=1)]
    ppv: Annotated[float, Field(gt=0, le=1)]
    fnr: Share

    @property
    def fpr(self) -> float:
        """What the identity leaves for the false positive rate."""
        return implied_fpr(self.rearrested, self.ppv, self.fnr)

    @model_validator(mode="after")
    def there_are_so_many(self) -> Rates:
        if self.rearrested == 0 or self.fnr == 1:
            raise ValueError("these rates flag nobody who was rearrested, and then ppv is 0 or undefined: "
                             "raise rearrested or lower fnr")
        if self.fpr > 1:
            raise ValueError(
                f"these rates would need a false positive rate of {self.fpr:.3f}, and there is none above 1: "
                "raise ppv or fnr")
        return self


class BothRates(BaseModel):
    """The rates of both groups."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    black: Rates
    white: Rates


class BrowardFigures(BaseModel):
    """The counts of both groups, or three rates of each."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    counts: Tables | None = None
    rates: BothRates | None = None

    @model_validator(mode="after")
    def one_of_two(self) -> BrowardFigures:
        if (self.counts is None) == (self.rates is None):
            raise ValueError("figures hold either 'counts' or 'rates', not both or neither")
        return self


def measure_figures(figures: BrowardFigures) -> BrowardResult:
    """The result of published figures; the pairs of thresholds are undefined."""
    if figures.counts is not None:
        table = np.array([
            [[group.passed_not_rearrested, group.flagged_not_rearrested],
             [group.passed_rearrested, group.flagged_rearrested]]
            for group in (figures.counts.black, figures.counts.white)
        ], np.int64)
        return _result(of_table(table), table)
    assert figures.rates is not None
    return _result(nothing_known() | by_group(_followed(figures.rates)), np.zeros((0, 2, 2), np.int64))


def _followed(rates: BothRates) -> dict[str, tuple[float, float]]:
    """All rates of both groups, from three of each."""
    groups = (rates.black, rates.white)
    p, ppv, fnr, fpr = (
        np.array([getattr(group, name) for group in groups]) for name in ("rearrested", "ppv", "fnr", "fpr"))
    flagged: Floats = p * (1 - fnr) + (1 - p) * fpr
    found: dict[str, Floats] = {
        "fpr": fpr, "fnr": fnr, "ppv": ppv, "npv": ratio((1 - p) * (1 - fpr), 1 - flagged),
        "accuracy": p * (1 - fnr) + (1 - p) * (1 - fpr), "flagged": flagged, "rearrested": p,
    }
    return {name: (float(both[0]), float(both[1])) for name, both in found.items()}


def _result(found: dict[str, float], table: Counts) -> BrowardResult:
    found["gaps_within"] = math.nan
    return BrowardResult(found, None, np.zeros((2, 2, 0), np.int64), table, None)
