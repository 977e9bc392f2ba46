"""Published pages sent through the same measures as a run: counts, or a ranking with relevances."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulations.ranking import attention, floors
from simulations.ranking.attention import ratio
from simulations.ranking.measured import in_order, of_page
from simulations.ranking.result import Counts, Floats, Page, RankingResult

Share = Annotated[float, Field(ge=0, le=1)]
ALPHA = 0.1
"""Of FA*IR's table beside a published ranking, where none is given: the knob's own default."""


class Pictured(BaseModel):
    """How many of the pictures on a page show B, and B's share in the world."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    pictures: int = Field(ge=1)
    of_b: int = Field(ge=0)
    share_world: Share

    @model_validator(mode="after")
    def no_more_than_there_were(self) -> Pictured:
        if self.of_b > self.pictures:
            raise ValueError(f"of_b must be at most pictures (got {self.of_b} of {self.pictures})")
        return self


class Ranked(BaseModel):
    """One place of a ranking: who stands there, and how relevant they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    group: Literal["A", "B"]
    relevance: Share


class RankingFigures(BaseModel):
    """Counts of a page, or a ranking of everybody there is, best place first."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    pictured: Pictured | None = None
    ranking: tuple[Ranked, ...] = ()
    floor: Share = 0.5
    alpha: float = Field(default=ALPHA, gt=0, lt=1)

    @model_validator(mode="after")
    def one_of_two(self) -> RankingFigures:
        if (self.pictured is None) == (not self.ranking):
            raise ValueError("figures hold one of 'pictured' and 'ranking'")
        return self


def measure_figures(figures: RankingFigures) -> RankingResult:
    """The result of published figures: what they do not tell is undefined, or an empty array."""
    if figures.pictured is not None:
        counts = figures.pictured
        share = counts.of_b / counts.pictures
        relative = ratio(share, counts.share_world)
        measures = {"share_shown": share, "share_world": counts.share_world,
                    "skew": math.log(relative) if relative > 0 else math.nan}
        in_b = np.arange(counts.pictures) >= counts.pictures - counts.of_b
        unknown, none = np.full(counts.pictures, math.nan), np.zeros(counts.pictures, np.bool_)
        page = Page(in_b, unknown, none, ordered=False)
        return _result(measures, page, np.zeros(0, np.int64), np.zeros(0))
    in_b = np.array([place.group == "B" for place in figures.ranking])
    relevance = np.array([place.relevance for place in figures.ranking])
    places = len(in_b)
    looks = attention.by_place(places, 1.0)
    table = np.array(floors.chance_table(places, figures.floor, figures.alpha))
    a, b = attention.exposures(looks, in_b)
    relevance_a, relevance_b = (
        ratio(float(relevance[mine].sum()), int(mine.sum())) for mine in (~in_b, in_b))
    measures = of_page(in_b, float(in_b.mean()), table) | {
        "exposure_a": a, "exposure_b": b, "exposure_ratio": ratio(b, a),
        "relevance_a": relevance_a, "relevance_b": relevance_b,
        "treatment_ratio": ratio(ratio(b, relevance_b), ratio(a, relevance_a)),
        "ndcg": attention.gain(relevance, np.sort(relevance)[::-1]),
    }
    page = Page(in_b, relevance, np.zeros(places, np.bool_))
    return _result(measures, page, table, looks)


def _result(measures: dict[str, float], page: Page, table: Counts, looks: Floats) -> RankingResult:
    nobody = np.zeros(0)
    return RankingResult(
        measures=in_order(measures), parameters=None, start=page, page=page, least_b=table,
        attention=looks, in_b=np.zeros(0, np.bool_), relevance=nobody, scores=nobody,
        share_shown=nobody, exposure_ratio=nobody, ndcg=nobody, belief=nobody,
    )
