"""A run: a page is shown, clicked on and learnt from, round after round.

The ranker never learns who is of which group, and everybody is as relevant. Still the first guess
decides whom users see; they can only click on what they see; and the page learns from their clicks.
After the feedback that Matthew Kay, Cynthia Matuszek and Sean Munson (2015) suppose, with attention
and exposure as Ashudeep Singh and Thorsten Joachims (2018) have them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulations.base import Progress
from simulations.ranking import attention, floors
from simulations.ranking.clicks import Learnt, Order, drawn
from simulations.ranking.measured import reported
from simulations.ranking.pool import Pool, made
from simulations.ranking.result import Flags, Floats, RankingParameters, RankingResult
from simulations.seeds import stream

MOST_ITEMS = 1000
"""Luck is drawn for so many items in each round, so that a larger pool leaves it as it was."""


def run(parameters: RankingParameters, seed: int, progress: Progress | None = None) -> RankingResult:
    """One run of the search page."""
    p = parameters
    pool = made(seed, p.items, share_b=p.share_world, stereotype=p.stereotype)
    learnt = Learnt(pool.first_guess, p.learns_from)
    editor = Editor(p, pool, seed)
    # whoever looks clicks if the item is relevant, and users pass over some of B
    wanted = pool.relevance * np.where(pool.in_b, 1 - p.user_bias, 1.0)
    luck = stream(seed, "clicks").standard_normal((p.rounds, MOST_ITEMS))[:, : p.items]
    clicked, ever = np.zeros(p.items), np.zeros(p.items, np.bool_)
    pages = []
    for round_ in range(p.rounds):
        shown = editor.page(learnt.scores, round_)
        pages.append(shown)
        items = shown.items
        looked, often = shown.looked[items], shown.shown[items]
        share = drawn(looked * wanted[items], p.searches, luck[round_, items]) / p.searches
        learnt.learn(items, shown=often, looked=looked, clicked=share)
        clicked[items] += share
        ever[items] = True
    last = editor.page(learnt.scores, p.rounds)
    pages.append(last)
    ever[last.items] = True
    return reported(p, pool, pages, looks=editor.looks, scores=learnt.scores, clicked=clicked,
                    pool_seen=float(ever.mean()))


@dataclass(frozen=True)
class Shown:
    """What the searches of one round were shown.

    Attributes
    ----------
    order : (top,) int
        The page (where there are two, the one shown more often), best place first.
    items : (m,) int
        All that were on a page.
    shown, looked : (n,) float
        Share of the searches that showed the item, and of the users who looked at it.
    drawn : (n,) bool, or None
        Which items were put on the page by chance; None where none were.
    """

    order: Order
    items: Order
    shown: Floats
    looked: Floats
    drawn: Flags | None


class Editor:
    """Makes a page of scores: chance gets its places, then the intervention comes."""

    def __init__(self, parameters: RankingParameters, pool: Pool, seed: int) -> None:
        p = self._p = parameters
        self._pool = pool
        self.looks = attention.by_place(p.top, p.eta)
        self._table = floor_of(p)
        self._addition = 0.0
        if p.exploration:
            self._places = stream(seed, "places given to chance").random((p.rounds + 1, p.top))
            self._rest = stream(seed, "whom chance picks").random((p.rounds + 1, MOST_ITEMS))[:, : p.items]

    def page(self, scores: Floats, round_: int) -> Shown:
        """What a round's searches are shown."""
        p, top = self._p, self._p.top
        order: Order = np.argsort(-scores, kind="stable")
        by_chance = None
        if p.exploration:
            order, by_chance = self._explored(order, round_)
        steps_in = p.intervention != "none" and (round_ < p.stops_after or p.stops_after >= p.rounds)
        shown, looked = np.zeros(p.items), np.zeros(p.items)
        if steps_in and p.intervention == "equal-exposure":
            standing = scores
            if by_chance is not None:  # whoever chance put on a place has its score
                standing = np.empty(p.items)
                standing[order] = np.sort(scores)[::-1]
            mixture = attention.of_exposure(
                standing, self._pool.in_b, self.looks, near=self._addition)
            self._addition = mixture.addition
            for page, share in ((mixture.often, mixture.share), (mixture.rarely, 1 - mixture.share)):
                shown[page] += share
                looked[page] += share * self.looks
            return Shown(mixture.often, np.flatnonzero(shown), shown, looked, by_chance)
        page = floors.keeping(order, self._pool.in_b, self._table) if steps_in else order[:top]
        shown[page], looked[page] = 1.0, self.looks
        return Shown(page, page, shown, looked, by_chance)

    def _explored(self, order: Order, round_: int) -> tuple[Order, Flags]:
        """``order`` with some of the first places given to items drawn from the rest."""
        top = self._p.top
        rest = order[top:]
        places = np.flatnonzero(self._places[round_] < self._p.exploration)[: len(rest)]
        picked = np.argsort(self._rest[round_, rest], kind="stable")[: len(places)]
        order, by_chance = order.copy(), np.zeros(len(order), np.bool_)
        by_chance[rest[picked]] = True
        order[places], order[top + picked] = rest[picked], order[places]
        return order, by_chance


def floor_of(p: RankingParameters) -> tuple[int, ...]:
    """The fewest of B that the intervention, where it is a floor, asks for in the first 1, 2, ... places."""
    if p.intervention == "floor":
        return floors.share_table(p.top, p.floor)
    return floors.chance_table(p.top, p.floor, p.alpha)
