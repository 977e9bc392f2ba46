"""What the charts say: the finding above each, and the sentence for those who cannot see it."""

from __future__ import annotations

import math

from simulations.notice.chart_rows import CAN_CHANGE, GROUPS
from simulations.notice.columns import COLUMNS
from simulations.notice.letter_rows import TAKEN, apart, letter_rows, many, ranked
from simulations.notice.result import NOTICES, NoticeResult
from simulations.wording import percent


def letter_heading(result: NoticeResult) -> str:
    """The decision, and what the person can do with the letter."""
    about, level = result.parameters.about, result.parameters.notice
    better, worse = TAKEN[about]
    points, line = apart(result.points, result.line)
    if not result.refused:
        if math.isinf(result.line):
            return f"{better.capitalize()}, as everybody is"
        return f"{better.capitalize()}, with {points} points where the line is {line}"
    wrong = result.values.sum() - result.corrected.sum()
    if wrong and result.corrected_points < result.line:
        entries = "an entry that is" if wrong == 1 else f"{wrong:.0f} entries that are"
        known = "the letter says how to have it put right" if level == "contest" else (
            "nobody says how to contest it" if level in ("reasons", "way") else
            "the letter does not show the record")
        return f"{worse.capitalize()} for {entries} somebody else\u2019s, and {known}"
    if level in ("decision", "score"):
        return f"{worse.capitalize()}, by a letter that names no reason"
    if level == "reasons":
        count = min(len(ranked(result)), 4)
        return f"{worse.capitalize()}, with {many(count, 'reason')} and no word of what would change it"
    weeks = sum(change.weeks for change in result.changes)
    if not result.changes:
        return f"{worse.capitalize()}, and nothing that this person can change would have been enough"
    if weeks > result.parameters.weeks:
        return f"{worse.capitalize()}: what would change it takes {many(weeks, 'week')}, and there are " \
               f"{result.parameters.weeks}"
    return f"{worse.capitalize()}: {many(weeks, 'week')} of changes would have been enough"


def letter_alt(result: NoticeResult) -> str:
    """What the letter is, and how many parts it has; its words can be read themselves."""
    parts = [part for part in dict.fromkeys(letter_rows(result)["part"]) if part]
    listed = f" Its parts: {'; '.join(parts)}." if parts else ""
    return f"A letter to person {result.parameters.person}. {letter_heading(result)}.{listed}"


def reasons_heading(result: NoticeResult) -> str:
    """How much of what counts against the person is theirs to change."""
    against = ranked(result)
    if not against:
        return "Nothing counts against this person"
    points = sum(row[0] for row in against)
    own = sum(row[0] for row in against if row[1].changeable != "no")
    return f"Of {points:.1f} points against this person, {own:.1f} are for something that can be changed"


def reasons_alt(result: NoticeResult) -> str:
    """Every column with its points."""
    columns = COLUMNS[result.parameters.about]
    said = "; ".join(
        f"{column.said(value)} {points:+.1f} ({CAN_CHANGE[column.changeable]})"
        for column, value, points in zip(columns, result.values.tolist(), result.contributions.tolist(),
                                         strict=True))
    wrong = result.values.sum() - result.corrected.sum()
    entries = "the entry" if wrong == 1 else f"the {wrong:.0f} entries"
    corrected = f" Without {entries} of somebody else: {result.corrected_points:.1f} points." if wrong else ""
    return (f"Points of each column, more or fewer than the average person: {said}. Together "
            f"{result.points:.1f} points, where 50 is average.{corrected}")


def notices_heading(result: NoticeResult) -> str:
    """What the chosen notice lets people do, beside the fullest."""
    if not len(result.weeks):
        return "Nobody is refused, so what a notice brings is undefined"
    chosen = float(result.acting[list(NOTICES).index(result.parameters.notice)])
    most = float(result.acting[-1])
    if result.parameters.notice == "contest":
        return f"Told everything, {percent(most)} of those refused can do something; the others cannot"
    return f"With this notice {percent(chosen)} of those refused learn of something that helps; with all " \
           f"of it {percent(most)}"


def notices_alt(result: NoticeResult) -> str:
    """The share for each kind of notice."""
    said = "; ".join(f"{words}: {percent(share)}"
                     for words, share in zip(NOTICES.values(), result.acting.tolist(), strict=True))
    return ("Of those refused, the share whose notice names something that would change the decision, by "
            f"what it says: {said}.")


def ways_heading(result: NoticeResult) -> str:
    """How many have no way, in each group."""
    measures, weeks = result.measures, result.parameters.weeks
    if not len(result.weeks):
        return "Nobody is refused, so nobody needs a way"
    none_a, none_b = (measures[f"without_a_way_{side}"] for side in "ab")
    return (f"Within {many(weeks, 'week')}, {percent(none_a)} of A\u2019s refused and {percent(none_b)} of "
            f"B\u2019s have no way")


def ways_alt(result: NoticeResult) -> str:
    """The same, with how long the one in the middle takes."""
    medians = "; ".join(
        f"{group}: {result.measures[f'weeks_median_{group.lower()}']:.0f} weeks" for group in GROUPS
        if math.isfinite(result.measures[f"weeks_median_{group.lower()}"]))
    middle = f" The way of the one in the middle of those who have one takes, {medians}." if medians else ""
    return (f"Two rising lines: of those refused in each group, the share whose cheapest way takes at most "
            f"so many weeks. {ways_heading(result)}.{middle}")
