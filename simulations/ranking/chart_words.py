"""What the charts of the search page say: the finding above each, and the sentence for those who
cannot see it. Every number is the engine's own; what has no denominator is "undefined", and why.
"""

from __future__ import annotations

import math

from simulations.base import Measure
from simulations.ranking.attention import ratio
from simulations.ranking.occupations import OCCUPATIONS
from simulations.ranking.reported import MEASURES
from simulations.ranking.result import INTERVENTIONS, RankingResult
from simulations.wording import percent

_MEASURE: dict[str, Measure] = {measure.name: measure for measure in MEASURES}


def said(result: RankingResult, name: str) -> str:
    """A measure as it is printed everywhere."""
    return _MEASURE[name].text(result.measures[name])


def after(result: RankingResult) -> str:
    """``After 40 weeks``, or that nobody has clicked yet."""
    rounds = result.parameters.rounds if result.parameters is not None else 0
    if rounds == 0:
        return "Before any click"
    return f"After {rounds} week{'s' if rounds > 1 else ''}"


def empty_group(result: RankingResult) -> str:
    """Why a comparison of the groups is undefined; empty where it is not."""
    world = result.measures["share_world"]
    if world == 0:
        return "nobody in the archive is of B"
    if world == 1:
        return "nobody in the archive is of A"
    return ""


def page_heading(result: RankingResult) -> str:
    """How many on the page are of B, and how many there are."""
    world, shown = said(result, "share_world"), said(result, "share_shown")
    if result.parameters is None:
        if not result.page.ordered:
            return f"B has {shown} of the pictures; in the world it is {world}"
        return f"As ranked, B has {int(result.page.in_b.sum())} of {len(result.page.in_b)} places"
    return f"{after(result)}, B has {shown} of the page; in the world it is {world}"


def page_alt(result: RankingResult) -> str:
    """Who stands where, in words."""
    page = result.page.in_b
    if not result.page.ordered:
        return f"{page_heading(result)}: {int(page.sum())} of {len(page)}, in no published order."
    places = [str(place + 1) for place in page.nonzero()[0].tolist()]
    where = f"B stands at places {', '.join(places)}" if places else "no place shows B"
    first = "" if result.parameters is None else \
        f" Before any click, B had {int(result.start.in_b.sum())} of {len(result.start.in_b)} places."
    return ("The page as tiles, best place first: pale circles for A, full squares for B. "
            f"{page_heading(result)}; {where}.{first}")


def rounds_heading(result: RankingResult) -> str:
    """From which share to which, and what users come to believe."""
    if result.parameters is None:
        return "One page was published, not its history"
    began, ended = said(result, "share_start"), said(result, "share_shown")
    if began != ended:
        moved = f"goes from {began} to {ended}"
    elif float(result.share_shown.min()) == float(result.share_shown.max()):
        moved = f"begins and stays at {ended}"
    else:
        moved = f"begins and ends at {ended}"
    world, belief = said(result, "share_world"), said(result, "belief")
    return f"B's share of the page {moved}; users come to believe {belief}, where {world} is true"


def rounds_alt(result: RankingResult) -> str:
    """The lines, from the first week to the last."""
    if result.parameters is None:
        return "No history was published."
    shown = result.share_shown
    low, high = percent(float(shown.min())), percent(float(shown.max()))
    return (f"B's share of the page over {result.parameters.rounds} weeks, between {low} and {high}, "
            f"with what users believe B's share in the world to be. {rounds_heading(result)}.")


def exposure_heading(result: RankingResult) -> str:
    """How much attention B gets for each of A, beside its relevance."""
    times = result.measures["exposure_ratio"]
    if math.isfinite(times):
        relevance = ratio(result.measures["relevance_b"], result.measures["relevance_a"])
        times_as = f"is {relevance:.2f} times as relevant" if math.isfinite(relevance) else \
            "how many times as relevant is undefined: nothing of A is"
        return (f"An item of B gets {said(result, 'exposure_ratio')} of the attention of one of A, and "
                f"{times_as}")
    if not result.page.ordered:
        return "Who was looked at was not published"
    return f"Attention for B by that for A is undefined: {empty_group(result) or 'nobody sees A'}"


def exposure_alt(result: RankingResult) -> str:
    """Each ratio in words."""
    began = result.measures["exposure_start"]
    before = f", before any click {said(result, 'exposure_start')}" if math.isfinite(began) else ""
    return (
        "What an item of B has for each that one of A has, where 1 is as much. Relevance: "
        f"{said(result, 'relevance_b')} against {said(result, 'relevance_a')}. Attention: "
        f"{said(result, 'exposure_b')} against {said(result, 'exposure_a')}, a ratio of "
        f"{said(result, 'exposure_ratio')}{before}. Clicks: a ratio of {said(result, 'clicks_ratio')}."
    )


def frontier_heading(result: RankingResult) -> str:
    """Where the page stands between attention and quality."""
    if result.parameters is None:
        return "How else the page could be ranked was not published"
    if empty_group(result):
        return f"There is nothing to weigh: {empty_group(result)}"
    return (f"This page: quality {said(result, 'ndcg')}, and for an item of B "
            f"{said(result, 'exposure_ratio')} of the attention of one of A")


def frontier_alt(result: RankingResult) -> str:
    """What is drawn, and the finding."""
    ways = "" if result.parameters is None else \
        f" The intervention is: {INTERVENTIONS[result.parameters.intervention]}."
    return ("Quality of the page against the attention that an item of B gets for each of A: the last scores "
            "ranked as they are, by FA*IR, by a floor and for equal attention, and a curve along which B "
            f"gets more and more attention at the least cost in score. {frontier_heading(result)}.{ways}")


def share_heading(result: RankingResult) -> str:
    """Share of B in the first places, and on the whole page."""
    if not result.page.ordered:
        return "Where on the page B stands was not published"
    first = min(10, len(result.page.in_b))
    return (f"B has {said(result, 'share_first_ten')} of the first {first} places, "
            f"{said(result, 'share_shown')} of the page and {said(result, 'share_world')} of the world")


def share_alt(result: RankingResult) -> str:
    """What is drawn, and the finding."""
    return ("Share of B in the first places of the page, from the first place alone to the whole page, "
            f"against its share in the world. {share_heading(result)}.")


def floor_heading(result: RankingResult) -> str:
    """At how many places the page fails FA*IR's test, and where first."""
    places = len(result.page.in_b)
    if not result.page.ordered:
        return "Where on the page B stands was not published"
    counted = result.page.in_b.cumsum()
    below = (counted < result.least_b).nonzero()[0]
    if not len(below):
        return f"The page passes FA*IR: nowhere fewer of B than its table asks for (at place {places}, " \
               f"{int(result.least_b[-1])} at least)"
    archive = int(result.in_b.sum())
    short = f"; the archive has only {archive} of B" if result.parameters is not None and \
        archive < int(result.least_b[-1]) else ""
    return (f"The page fails FA*IR at {len(below)} of {places} places, first at place {int(below[0]) + 1}: "
            f"{int(counted[below[0]])} of B, at least {int(result.least_b[below[0]])} asked for{short}")


def floor_alt(result: RankingResult) -> str:
    """The table itself, and the finding."""
    table = " ".join(str(least) for least in result.least_b.tolist())
    return ("How many of B stand in the first places, as a staircase, and the fewest that FA*IR's table "
            f"allows. The table is {table or 'empty'}. {floor_heading(result)}.")


def occupations_heading(result: RankingResult) -> str:
    """How many occupations show fewer women than there are, with the best known."""
    fewer = sum(job.share_shown < job.share_world for job in OCCUPATIONS)
    job = next(job for job in OCCUPATIONS if job.name == "chief executive officer")
    return (f"In 2013, pages showed fewer women than there were for {fewer} of {len(OCCUPATIONS)} "
            f"occupations; for chief executives {percent(job.share_shown)}, of {percent(job.share_world)}")


def occupations_alt(result: RankingResult) -> str:
    """What is drawn, and where this page stands."""
    return ("Share of women on pages of pictures against their share among those who work, one dot for each "
            f"of {len(OCCUPATIONS)} occupations, with a line on which the two are the same. "
            f"{occupations_heading(result)}. This page: {said(result, 'share_shown')} shown, "
            f"{said(result, 'share_world')} in the world.")
