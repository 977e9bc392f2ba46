"""What the charts of the search page draw: one small tidy table for each, made of a result.

The same rows are drawn, shown as the table behind the chart, saved as CSV and put in the notebook.
They are plain lists, ``series`` says "now"; whoever lays a pinned run beside it writes "pinned".
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulations.base import Rows
from simulations.ranking import attention, floors
from simulations.ranking.attention import Mixture, ratio
from simulations.ranking.occupations import OCCUPATIONS
from simulations.ranking.result import GROUPS, RankingResult
from simulations.tables import known, spread, table

MOST = 1.5
"""Ratios are drawn up to here; a larger one stands at the edge, with its number."""
CURVE = tuple(step / 10 for step in range(1, 15))
"""Ratios of attention along the curve of what they cost in quality."""
_WORDS_APART = 0.06
"""How far words at the end of lines keep apart, of the height of the axis."""
NAMED = ("chief executive officer", "author", "nurse")

_PAGE = ("page", "place", "group", "slot", "by_chance", "relevance", "columns", "after", "ordered")
_ROUNDS = ("week", "shown", "belief", "world", "reach", "shown_at", "belief_at")
_EXPOSURE = ("what", "row", "of_a", "of_b", "b_for_each_a", "drawn", "before")
_FRONTIER = ("kind", "name", "exposure_ratio", "ndcg", "row")
_SHARE = ("page", "places", "of_b", "share", "world", "last")
_FLOOR = ("places", "of_b", "at_least", "below", "expected", "last")
_OCCUPATIONS = ("kind", "name", "share_world", "share_shown", "label")


def page_rows(result: RankingResult) -> Rows:
    """A row for each place of the page before any click ("first") and of the last page ("last")."""
    pages = [("last", result.page)]
    if result.parameters is not None:
        pages = [("first", result.start), *pages]
    after = result.parameters.rounds if result.parameters is not None else None
    line = columns if result.parameters is not None else columns_alone
    return table(_PAGE, [
        (name, place + 1, GROUPS[int(in_b)], int(in_b), int(by_chance), known(relevance),
         line(len(page.in_b)), after, int(page.ordered))
        for name, page in pages
        for place, (in_b, by_chance, relevance) in enumerate(zip(
            page.in_b.tolist(), page.explored.tolist(), page.relevance.tolist(), strict=True))
    ])


def columns(places: int) -> int:
    """How many stand in a line of the page, so that it has five lines at most."""
    return 10 if places <= 50 else 20


def columns_alone(places: int) -> int:
    """The same for a published page, which has the room of two: a few stand one below the other."""
    return 1 if places <= 11 else 10 if places <= 110 else 20


def rounds_rows(result: RankingResult) -> Rows:
    """A row for each week: B's share on the page, what users believe, and the truth.

    ``shown_at`` and ``belief_at`` are where the words at the end of the lines stand: in the last row.
    """
    world = result.measures["share_world"]
    shown, belief = result.share_shown.tolist(), result.belief.tolist()
    reach = 0.5 if max([*shown, *belief, world], default=0.0) <= 0.5 else 1.0
    if not shown:
        return table(_ROUNDS, [])
    ends = [reach * place for place in spread([shown[-1] / reach, belief[-1] / reach], _WORDS_APART)]
    last = len(shown) - 1
    return table(_ROUNDS, [
        (number, share, believed, world, reach, *(ends if number == last else (None, None)))
        for number, (share, believed) in enumerate(zip(shown, belief, strict=True))
    ])


def exposure_rows(result: RankingResult) -> Rows:
    """For relevance, places, attention and clicks: what an item of A gets, one of B, and their ratio.

    ``before`` is the ratio on the page before any click, where there is one.
    """
    found = result.measures
    a_shown = ratio(1 - found["share_shown"], 1 - found["share_world"])
    b_shown = ratio(found["share_shown"], found["share_world"])
    b_before = ratio(found["share_start"], found["share_world"])
    a_before = ratio(1 - found["share_start"], 1 - found["share_world"])
    rows = [
        ("Relevance", found["relevance_a"], found["relevance_b"],
         ratio(found["relevance_b"], found["relevance_a"]), math.nan),
        ("Places on the page", math.nan, math.nan, ratio(b_shown, a_shown), ratio(b_before, a_before)),
        ("Attention", found["exposure_a"], found["exposure_b"], found["exposure_ratio"],
         found["exposure_start"]),
        ("Clicks in all weeks", math.nan, math.nan, found["clicks_ratio"], math.nan),
    ]
    return table(_EXPOSURE, [
        (what, row, known(a), known(b), known(times), known(min(times, MOST)), known(min(before, MOST)))
        for row, (what, a, b, times, before) in enumerate(rows)
    ])


def frontier_rows(result: RankingResult) -> Rows:
    """Quality against attention: the last scores ranked in several ways, and the page as it was shown.

    ``curve`` gives B more and more attention at the least cost in score; ``way`` is an intervention.
    """
    p = result.parameters
    if p is None or not result.in_b.any() or result.in_b.all():
        return table(_FRONTIER, [])
    scores = result.scores
    best = np.sort(result.relevance)[::-1][: p.top]
    order = np.argsort(-scores, kind="stable")

    def at(mixture: Mixture) -> tuple[float | None, float | None]:
        looked, quality = np.zeros(p.items), 0.0
        for page, share in ((mixture.often, mixture.share), (mixture.rarely, 1 - mixture.share)):
            looked[page] += share * result.attention
            quality += share * attention.gain(result.relevance[page], best)
        a, b = attention.exposures(looked, result.in_b)
        return known(ratio(b, a)), known(quality)

    def alone(page: attention.Order) -> Mixture:
        return Mixture(page, page, 1.0, 0.0)

    def kept(floor: tuple[int, ...]) -> Mixture:
        return alone(floors.keeping(order, result.in_b, floor))

    def mixed(times: float) -> Mixture:
        return attention.of_exposure(scores, result.in_b, result.attention, times=times)

    curve = [("curve", f"{times:g} for each of A", *at(mixed(times)), None) for times in CURVE]
    ways = (
        ("as scored", alone(order[: p.top])),
        ("FA*IR", kept(floors.chance_table(p.top, p.floor, p.alpha))),
        ("floor", kept(floors.share_table(p.top, p.floor))),
        ("equal attention", mixed(1.0)),
    )
    marks = [("way", name, *at(way), row) for row, (name, way) in enumerate(ways)]
    here = known(result.measures["exposure_ratio"]), known(result.measures["ndcg"])
    return table(_FRONTIER, [*curve, *marks, ("here", "this page", *here, None)])


def share_rows(result: RankingResult) -> Rows:
    """Share of B in the first 1, 2, ... places, before any click and on the last page."""
    if not result.page.ordered:
        return table(_SHARE, [])
    pages = [("last", result.page)]
    if result.parameters is not None:
        pages = [("first", result.start), *pages]
    world = result.measures["share_world"]
    return table(_SHARE, [
        (name, k, of_b, of_b / k, world, len(page.in_b))
        for name, page in pages
        for k, of_b in enumerate(np.cumsum(page.in_b).tolist(), start=1)
    ])


def floor_rows(result: RankingResult) -> Rows:
    """How many of B stand in the first 1, 2, ... places, and how many FA*IR's table asks for."""
    if not result.page.ordered:
        return table(_FLOOR, [])
    floor = None if result.parameters is None else result.parameters.floor
    places = len(result.page.in_b)
    counted = np.cumsum(result.page.in_b).tolist()
    return table(_FLOOR, [
        (k, of_b, least, int(of_b < least), None if floor is None else floor * k, places)
        for k, (of_b, least) in enumerate(zip(counted, result.least_b.tolist(), strict=True), start=1)
    ])


def occupations_rows(result: RankingResult) -> Rows:
    """Forty-five occupations as counted, and this page."""
    rows: list[tuple[Any, ...]] = [
        ("occupation", job.name, job.share_world, job.share_shown, job.name if job.name in NAMED else None)
        for job in OCCUPATIONS
    ]
    here = (known(result.measures["share_world"]), known(result.measures["share_shown"]))
    return table(_OCCUPATIONS, [*rows, ("here", "this page", *here, "this page")])
