"""What the courtroom charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. Where a figure is undefined the sentence says so and why.
"""

from __future__ import annotations

import math

from simulations.courtroom.chart_rows import OFFENCES, STAGES, YARDSTICKS, funnel_rows, shares_of
from simulations.courtroom.reported import by_offence
from simulations.courtroom.result import GROUPS, Counts, CourtroomResult
from simulations.hiring.measures import accuracies, ratio
from simulations.wording import percent

CLOSE = 0.005
"""Shares of the same people that differ by less are told as the same."""
LUCK = 3.0
"""Groups that differ by fewer standard errors are told as about the same."""
FEW = 30
"""Fewer people than that are told beside a share of them."""


def _nothing_learnt(result: CourtroomResult) -> str:
    """Why there is no score; empty where there is."""
    if result.deciles.any():
        return ""
    missing = "arrest" if result.parameters.learns_from == "arrests" else "offence"
    return f"The record holds no {missing}, so the tool learns nothing and tells nobody apart"


def _empty(result: CourtroomResult) -> str:
    """Which group has nobody before the court; empty where both have."""
    people = result.flagged.sum(axis=(1, 2, 3))
    absent = [name for name, count in zip(GROUPS, people.tolist(), strict=True) if not count]
    if not absent:
        return ""
    return f"Nobody of group {absent[0]} is before the court, so there is nothing to compare"


def _both(result: CourtroomResult, measure: str) -> str:
    """``A 32.0 %, B 49.1 %``."""
    a, b = (percent(result.measures[f"{measure}_{slot}"]) for slot in "ab")
    return f"A {a}, B {b}"


def _by_luck(people: Counts, of: Counts) -> bool:
    """Whether shares of two groups differ so little that luck explains it.

    z = (p1 - p2) / sqrt(p1 (1 - p1) / n1 + p2 (1 - p2) / n2) lies within ``LUCK``.
    """
    share = ratio(people, of)
    return bool(abs(share[1] - share[0]) <= LUCK * math.sqrt(float((share * (1 - share) / of).sum())))


def _more(result: CourtroomResult, row: int) -> str:
    """In which group a comparison of ``YARDSTICKS`` is higher: ``more often in B (A 32.0 %, B 49.1 %)``."""
    what, yardstick, measure = YARDSTICKS[row]
    gap = result.measures[f"{measure}_gap"]
    if _by_luck(*shares_of(result, what, yardstick)):
        return f"about as often in both groups ({_both(result, measure)})"
    return f"more often in {'B' if gap > 0 else 'A'} ({_both(result, measure)})"


def yardsticks_heading(result: CourtroomResult) -> str:
    """What an audit of the record finds of the flags, and what is true of them."""
    if _empty(result):
        return _empty(result)
    found = result.measures
    if not math.isfinite(found["record_ppv_gap"]):
        nobody = not result.flagged[..., 1].any()
        why = _nothing_learnt(result) if _nothing_learnt(result) and nobody else \
            "Nobody is flagged" if nobody else "Nobody in one of the groups is flagged"
        return f"{why}: the share of flags that are right is undefined"
    return f"By arrests, flags are right {_more(result, 0)}; by offences, people are flagged wrongly " \
           f"{_more(result, 3)}"


def yardsticks_alt(result: CourtroomResult) -> str:
    """All four comparisons."""
    parts = [
        f"{what.lower()}, by {yardstick}: {_both(result, measure)}" for what, yardstick, measure in YARDSTICKS
    ]
    return "Two groups on four scales of shares, joined where they belong together. " \
           f"{yardsticks_heading(result)}. In full: {'; '.join(parts)}."


def calibration_heading(result: CourtroomResult) -> str:
    """How often people with the highest scores would offend, and would be arrested."""
    if _nothing_learnt(result):
        return f"{_nothing_learnt(result)}: there is no score to sort by"
    if _empty(result):
        return _empty(result)
    top = result.deciles[:, -1]
    arrests, offences = (ratio(top[:, place], top[:, 0]).tolist() for place in (2, 1))
    if not all(map(math.isfinite, arrests)):
        absent = GROUPS[0] if not math.isfinite(arrests[0]) else GROUPS[1]
        return f"Nobody of group {absent} is in the highest tenth, so its rates there are undefined"
    few = [f" (only {many:,} of {name})" for name, many in zip(GROUPS, top[:, 0].tolist(), strict=True)
           if many < FEW]
    return f"In the highest tenth of the score{''.join(few)}, {percent(arrests[1])} of B would be arrested " \
           f"and {percent(arrests[0])} of A; {percent(offences[1])} of B and {percent(offences[0])} of A " \
           "would offend"


def calibration_alt(result: CourtroomResult) -> str:
    """What is drawn, and the lowest and highest tenth of each group."""
    parts = []
    for slot, name in enumerate(GROUPS):
        for kind, place in ((OFFENCES, 1), ("arrests", 2)):
            rates = ratio(result.deciles[slot, :, place], result.deciles[slot, :, 0]).tolist()
            parts.append(f"group {name}, {kind}: {percent(rates[0])} in the lowest tenth, "
                         f"{percent(rates[-1])} in the highest")
    return (
        "Share who would offend (full lines, circles) and who would be arrested (dashed, squares) by tenth "
        f"of the score, a pair of lines for each group. {calibration_heading(result)}. In full: "
        f"{'; '.join(parts)}."
    )


def funnel_heading(result: CourtroomResult) -> str:
    """How many of 1,000 are detained wrongly in the end, and what appeals did about it."""
    if _empty(result):
        return _empty(result)
    found = result.measures
    a, b = found["detained_wrongly_a"], found["detained_wrongly_b"]
    start = f"Detained wrongly in the end: {a:.0f} of 1,000 people of A, {b:.0f} of 1,000 of B"
    return f"{start}. {appeals_words(result)}"


def appeals_words(result: CourtroomResult) -> str:
    """What came of the appeals."""
    found = result.measures
    if not found["appeals_filed"]:
        return "Nobody appeals" if result.appeals[..., 0].any() else "Nobody is detained, so nobody appeals"
    if found["unheard"] == 1:
        return "There is no room to hear any appeal"
    unheard = f"; {percent(found['unheard'])} of the appeals are not heard, for want of room" \
        if found["unheard"] > 0 else ""
    return f"Appeals freed {found['released_rightly']:.0f} of 1,000 people judged rightly and " \
           f"{found['released_wrongly']:.0f} wrongly{unheard}"


def funnel_alt(result: CourtroomResult) -> str:
    """Every step with its numbers."""
    rows = funnel_rows(result)
    parts = []
    for row, stage in enumerate(STAGES):
        a, b = rows["per_1000"][2 * row], rows["per_1000"][2 * row + 1]
        told = ["undefined" if value is None else f"{value:.0f}" for value in (a, b)]
        parts.append(f"{stage.lower()}: A {told[0]}, B {told[1]}")
    return (
        "Bars for each group from the tool's wrong flags to those detained wrongly in the end, of 1,000 "
        f"people of the group. In full: {'; '.join(parts)}. {funnel_heading(result)}."
    )


def judge_heading(result: CourtroomResult) -> str:
    """Whether decisions are more often right with this judge than with the tool alone."""
    found, follow = result.measures, result.parameters.follow
    own = float(accuracies(result.sweep[0].sum(axis=0)))
    if follow == 1 and not result.parameters.uneven:
        return f"The tool decides alone and is right in {percent(found['judge_accuracy'])} of cases; " \
               f"the judge alone would be in {percent(own)}"
    gain = found["judge_accuracy"] - found["tool_accuracy"]
    told = "as often as" if abs(gain) < CLOSE else \
        f"{100 * abs(gain):.1f} points {'more' if gain > 0 else 'less'} often than"
    gap, wrongly = found["judge_fpr_gap"], by_offence(result.judged)[:, 0]
    if not math.isfinite(gap):
        groups = "how the groups differ is undefined"
    elif _by_luck(wrongly[:, 1], wrongly.sum(axis=-1)):
        groups = "both groups are detained wrongly about equally often"
    else:
        more, less = ("B", "A") if gap > 0 else ("A", "B")
        groups = f"{more} is detained wrongly {100 * abs(gap):.1f} points more often than {less}"
    return f"A judge who follows in {100 * follow:.0f} % of cases is right in " \
           f"{percent(found['judge_accuracy'])}, {told} the tool alone; {groups}"


def judge_alt(result: CourtroomResult) -> str:
    """The lines at both ends and here."""
    ends = accuracies(result.sweep.sum(axis=1))
    return (
        "How often decisions are right, and how often people of each group are detained wrongly, against how "
        "often the judge follows the tool, before any appeal. Right with a judge who never follows: "
        f"{percent(float(ends[0]))}; who always follows: {percent(float(ends[-1]))}. Detained wrongly here: "
        f"{_both(result, 'judge_fpr')}. {judge_heading(result)}."
    )
