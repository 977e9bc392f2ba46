"""Published deployments and audits: counts, or rates, sent through the same measures as a run.

A deployment publishes how many alarms there were and how many were right, sometimes how many faces
were scanned, never how many of those looked for walked past. What was not published stays undefined.
"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulations.watchlist.reported import counted, expected
from simulations.watchlist.result import Counts, Floats, Known, WatchlistResult

Share = Annotated[float, Field(ge=0, le=1)]


class Deployment(BaseModel):
    """Alarms of a deployment: how many, how many of them right, and of how many people scanned."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    alerts: int = Field(ge=0)
    true_alerts: int = Field(ge=0)
    scanned: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def no_more_than_there_were(self) -> Deployment:
        if self.true_alerts > self.alerts:
            raise ValueError(f"true_alerts must be at most alerts (got {self.true_alerts} of {self.alerts})")
        if self.scanned is not None and self.alerts > self.scanned:
            raise ValueError(f"alerts must be at most scanned (got {self.alerts} of {self.scanned})")
        return self


class Rates(BaseModel):
    """A system by its rates: of those listed, and of the others, the share that sets off an alarm."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    prior: Share
    hit_rate: Share
    false_rate: Share


class GroupRate(BaseModel):
    """An audit's share of false alarms in one group."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    group: str
    false_rate: Share


class WatchlistFigures(BaseModel):
    """A deployment's counts, a system's rates, or an audit by group (the first group named is A)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    deployment: Deployment | None = None
    rates: Rates | None = None
    audit: tuple[GroupRate, ...] = ()

    @model_validator(mode="after")
    def one_of_three(self) -> WatchlistFigures:
        if (self.deployment is not None) + (self.rates is not None) + bool(self.audit) != 1:
            raise ValueError("figures hold one of 'deployment', 'rates' and 'audit'")
        if self.audit and not 2 <= len({rate.group for rate in self.audit}) == len(self.audit) <= 3:
            raise ValueError("an audit needs two or three groups, each named once")
        return self


def measure_figures(figures: WatchlistFigures) -> WatchlistResult:
    """The result of published figures: what they do not tell is undefined, or an empty array."""
    if figures.audit:
        return _audit(figures.audit)
    none = np.full(1, math.nan)
    if figures.rates is not None:
        rates = figures.rates
        hits, false = np.array([rates.hit_rate]), np.array([rates.false_rate])
        known = Known(none, none, none, none, none, none, math.nan)
        found = counted(known) | expected(rates.prior, np.ones(1), hits, false)
        return _result(found, known, ("Everyone",), false, hits)
    assert figures.deployment is not None
    counts = figures.deployment
    scanned = none if counts.scanned is None else np.array([float(counts.scanned)])
    alerts, true = np.array([float(counts.alerts)]), np.array([float(counts.true_alerts)])
    known = Known(scanned, alerts, true, none, none, none, math.nan)
    found = counted(known)
    return _result(found, known, ("Everyone",), np.array([found["false_per_100k"] / 100_000]), none)


def _audit(audit: tuple[GroupRate, ...]) -> WatchlistResult:
    """False alarms by group: the ratio of the highest to the first, and what each is per 100,000."""
    false = np.array([rate.false_rate for rate in audit])
    unknown = np.full(len(audit), math.nan)
    known = Known(unknown, unknown, unknown, unknown, unknown, unknown, math.nan)
    rates = expected(math.nan, np.full(len(audit), math.nan), unknown, false)
    found = counted(known) | {
        "false_per_100k_a": 100_000 * float(false[0]), "false_per_100k_b": 100_000 * float(false[-1]),
        "rate_ratio": rates["rate_ratio_expected"], "rate_ratio_expected": rates["rate_ratio_expected"],
    }
    return _result(found, known, tuple(rate.group for rate in audit), false, unknown)


def _result(
    measures: dict[str, float], known: Known, names: tuple[str, ...], false: Floats, hits: Floats
) -> WatchlistResult:
    none: Counts = np.zeros((2, 0), np.int64)
    return WatchlistResult(measures, None, known, names, np.zeros((2, 0)), none, none, false, hits)
