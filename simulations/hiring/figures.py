"""Published cases: counts, or a closed form, sent through the same measures as a run.

An audit trains no model. Its counts of who applied and who was selected go through the measures
that a run goes through; what was not counted stays undefined.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulations.hiring.intervals import intervals
from simulations.hiring.measures import Counts
from simulations.hiring.reported import nothing_known, selection
from simulations.hiring.result import GROUPS, HiringResult

FIGURE_SEED = 1
"""The seed of the bootstrap behind the intervals of published counts."""


class Count(BaseModel):
    """How many of a group applied and were selected, in one department where there are several."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    group: str
    applied: int = Field(ge=0)
    selected: int = Field(ge=0)
    stratum: str = ""

    @model_validator(mode="after")
    def no_more_than_applied(self) -> Count:
        if self.selected > self.applied:
            raise ValueError(
                f"selected must be at most applied in '{self.group}' {self.stratum}".strip()
                + f" (got {self.selected} of {self.applied})"
            )
        return self


class NormalScores(BaseModel):
    """Selection from the top of normal scores, in closed form.

    ``difference`` is how far the second group's mean lies above the first's (below, where
    negative), in standard deviations; ``selection_rate`` the share of everyone that is selected;
    ``share`` the second group's share of applicants.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    difference: float
    selection_rate: Annotated[float, Field(gt=0, lt=1)]
    share: Annotated[float, Field(gt=0, lt=1)]


class HiringFigures(BaseModel):
    """Either counts (the first group named is A) or normal scores.

    Strata (departments) are added up, and kept beside the sum.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    counts: tuple[Count, ...] = ()
    normal_scores: NormalScores | None = None

    @model_validator(mode="after")
    def one_of_two(self) -> HiringFigures:
        if bool(self.counts) == (self.normal_scores is not None):
            raise ValueError("figures hold either 'counts' or 'normal_scores'")
        if self.counts and not 2 <= len({count.group for count in self.counts}) <= 3:
            raise ValueError("counts need two or three groups")
        cells = [(count.stratum, count.group) for count in self.counts]
        if len(set(cells)) < len(cells):
            raise ValueError("a group stands twice in one stratum")
        return self

    @property
    def group_names(self) -> tuple[str, ...]:
        """The groups in the order in which they are first named."""
        return tuple(dict.fromkeys(count.group for count in self.counts))

    @property
    def strata(self) -> tuple[tuple[str, Counts], ...]:
        """Name and (G, 2) applied and selected of each stratum, in the order of their naming."""
        names = self.group_names
        tables: dict[str, Counts] = {}
        for count in self.counts:
            table = tables.setdefault(count.stratum, np.zeros((len(names), 2), np.int64))
            table[names.index(count.group)] = count.applied, count.selected
        return tuple(tables.items())


def measure_figures(figures: HiringFigures) -> HiringResult:
    """The result of published figures: what they do not tell is undefined, or an empty array."""
    if figures.normal_scores is not None:
        return _result(_in_closed_form(figures.normal_scores), GROUPS[:2])
    strata = figures.strata
    total = np.sum([table for _, table in strata], axis=0)
    applied, selected = total[:, 0], total[:, 1]
    rate_interval, ratio_interval = intervals(
        np.stack([applied - selected, selected], axis=1), FIGURE_SEED
    )
    return replace(
        _result(selection(selected, applied), figures.group_names),
        rate_interval=rate_interval, ratio_interval=ratio_interval,
        strata=strata,
    )


def _in_closed_form(scores: NormalScores) -> dict[str, float]:
    """Selection from the top of everyone, with the cut at which ``selection_rate`` are selected."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    def selected(cut: float) -> tuple[float, float]:
        return float(ndtr(-cut)), float(ndtr(scores.difference - cut))

    def too_many(cut: float) -> float:
        a, b = selected(cut)
        return (1 - scores.share) * a + scores.share * b - scores.selection_rate

    far = 10 + abs(scores.difference)
    a, b = selected(brentq(too_many, -far, far, xtol=1e-14))
    return {
        "selection_rate_a": a, "selection_rate_b": b, "impact_ratio": min(a, b) / max(a, b),
        "rate_difference": -abs(a - b), "share_b_hired": scores.share * b / scores.selection_rate,
    }


def _result(known: dict[str, float], names: tuple[str, ...]) -> HiringResult:
    groups = len(names)
    empty = np.zeros(0)
    return HiringResult(
        measures=nothing_known() | known, parameters=None,
        counts=np.zeros((0, 2, 2, 2), np.int64), binned=np.zeros((0, 100, 2, 2), np.int64),
        cells=np.zeros((0, 2, 2, 2), np.int64),
        rate_interval=np.full((groups, 2), np.nan), ratio_interval=np.full(2, np.nan),
        column_names=(), column_weights=empty, column_gaps=empty, yearly=np.zeros((0, 4)),
        group_names=names,
    )
