"""What a run's pages come to: share, attention, quality and belief of each round, and the measures.

Belief follows what Matthew Kay, Cynthia Matuszek and Sean Munson (2015) found for one sitting:
people take over a little of what a page shows. That it adds up round after round is ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simulations.ranking import attention, floors
from simulations.ranking.attention import ratio
from simulations.ranking.pool import Pool
from simulations.ranking.reported import MEASURES
from simulations.ranking.result import Counts, Flags, Floats, Page, RankingParameters, RankingResult

if TYPE_CHECKING:
    from simulations.ranking.model import Shown

PULL = 0.07
"""How much of what a page shows users take over in a round, as a share of their belief. Kay, Matuszek and
Munson found that what people were shown decided on average 7 % of what they said afterwards; that it adds
up round after round is invented."""


def reported(
    p: RankingParameters, pool: Pool, pages: Sequence[Shown], *, looks: Floats, scores: Floats,
    clicked: Floats, pool_seen: float,
) -> RankingResult:
    """The result of a run from its ``pages``, round by round.

    Parameters
    ----------
    looks : (top,)
        Share of users who look at each place.
    scores : (n,)
        By which the last page was made.
    clicked : (n,)
        Clicks on each item, in all rounds together, for each search of a round.
    pool_seen
        Share of the items that were on a page at least once.
    """
    in_b = pool.in_b
    orders = np.array([shown.order for shown in pages])
    looked = np.array([shown.looked for shown in pages])
    of_b, all_looked = looked[:, in_b].sum(axis=1), looked.sum(axis=1)
    b = int(in_b.sum())
    a = p.items - b
    share_shown = in_b[orders].mean(axis=1)
    exposure_a = (all_looked - of_b) / a if a else np.full(len(pages), math.nan)
    exposure_b = of_b / b if b else np.full(len(pages), math.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        exposure_ratio = np.where(exposure_a > 0, exposure_b / exposure_a, math.nan)
    weights = attention.discount(p.top)
    best = np.sort(pool.relevance)[::-1][: p.top]
    ndcg = (pool.relevance[orders] @ weights) / float(best @ weights)  # DCG / DCG of the best page
    belief = believed(b / p.items, share_shown[:-1])
    table = np.array(floors.chance_table(p.top, p.floor, p.alpha))
    start, page = (page_of(shown, pool) for shown in (pages[0], pages[-1]))
    relevance_a, relevance_b = (ratio(float(pool.relevance[mine].sum()), int(mine.sum()))
                                for mine in (~in_b, in_b))
    clicks_a, clicks_b = (ratio(float(clicked[mine].sum()), int(mine.sum())) for mine in (~in_b, in_b))
    measures = of_page(page.in_b, b / p.items, table) | {
        "share_start": float(share_shown[0]),
        "exposure_a": float(exposure_a[-1]), "exposure_b": float(exposure_b[-1]),
        "exposure_ratio": float(exposure_ratio[-1]), "exposure_start": float(exposure_ratio[0]),
        "relevance_a": relevance_a, "relevance_b": relevance_b,
        "treatment_ratio": float(exposure_ratio[-1]) * ratio(relevance_a, relevance_b),
        "clicks_ratio": ratio(clicks_b, clicks_a),
        "ndcg": float(ndcg[-1]),
        "belief": float(belief[-1]), "belief_gap": float(belief[-1]) - b / p.items,
        "pool_seen": pool_seen,
    }
    return RankingResult(
        measures=in_order(measures), parameters=p, start=start, page=page, least_b=table,
        attention=looks, in_b=in_b, relevance=pool.relevance, scores=scores,
        share_shown=share_shown, exposure_ratio=exposure_ratio, ndcg=ndcg, belief=belief,
    )


def of_page(in_b: Flags, share_world: float, table: Counts) -> dict[str, float]:
    """What can be said of a page from who stands where, and how many of B there are."""
    share = ratio(float(in_b.sum()), len(in_b))
    relative = ratio(share, share_world)
    return {
        "share_shown": share, "share_world": share_world,
        "share_first_ten": ratio(float(in_b[:10].sum()), len(in_b[:10])),
        "skew": math.log(relative) if relative > 0 else math.nan,  # ln(shown / world)
        "below_floor": float(floors.places_below(in_b, table)) if len(in_b) else math.nan,
    }


def in_order(found: Mapping[str, float]) -> dict[str, float]:
    """``found`` as the measures are declared; nan for those that it does not have."""
    return {measure.name: found.get(measure.name, math.nan) for measure in MEASURES}


def believed(start: float, shown: Floats) -> Floats:
    """What users believe B's share to be before the first page, and after each: b + PULL (shown - b)."""
    belief = [start]
    for share in shown.tolist():
        belief.append(belief[-1] + PULL * (share - belief[-1]))
    return np.array(belief)


def page_of(shown: Shown, pool: Pool) -> Page:
    """The page as a record."""
    order = shown.order
    by_chance = np.zeros(len(order), np.bool_) if shown.drawn is None else shown.drawn[order]
    return Page(pool.in_b[order], pool.relevance[order], by_chance)
