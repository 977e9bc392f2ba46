"""The letter: one decision, told to the person it is about, in plain words.

Each kind of notice adds parts to the one before. Every number is the engine's own; who answers, and
by when, is invented. The letter knows only what its sender knows: not which entries are somebody
else's, but that each could be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulations.base import Rows
from simulations.notice.columns import COLUMNS, Column
from simulations.notice.result import MOST_REASONS, NOTICES, Decision, NoticeResult

Line = tuple[str, str, str]
"""Part, kind (line or item), text."""

OPENING: dict[Decision, tuple[str, str]] = {
    "release": ("You are released until your hearing.", "You are held until your hearing."),
    "loan": ("You get the loan that you asked for.", "You do not get the loan that you asked for."),
}
"""The decision, the better one first."""
TAKEN: dict[Decision, tuple[str, str]] = {
    "release": ("released", "held"), "loan": ("given the loan", "refused")}
LEFT_OUT: dict[Decision, tuple[str, ...]] = {
    "release": (
        "What came of an arrest: a charge, a conviction, or nothing.",
        "Why you missed a date: not told of it, ill, at work, or without a bus.",
        "Who depends on you, and what being held does to your work and your home.",
        "Which group you are in. Where the police look more, there are more arrests.",
    ),
    "loan": (
        "Rent and bills that you pay on time.",
        "Why a payment was late, and whether the debt was rightly yours.",
        "What you need the loan for, and what it costs you not to get it.",
        "Which group you are in. Where lenders report more, there are more entries.",
    ),
}
DAYS = 14
"""Until when somebody can contest, in the invented office of this letter."""


def letter_rows(result: NoticeResult) -> Rows:
    """The letter line by line: as many parts as the chosen notice has."""
    lines = list(_lines(result))
    return {
        "series": ["now"] * len(lines), "part": [part for part, _, _ in lines],
        "kind": [kind for _, kind, _ in lines], "text": [text for _, _, text in lines],
    }


def _lines(result: NoticeResult) -> Iterator[Line]:
    about, level = result.parameters.about, list(NOTICES).index(result.parameters.notice)
    yield "", "line", OPENING[about][result.refused]
    if level == 0:
        yield "", "line", "This letter gives no reasons."
        return
    points, line = apart(result.points, result.line)
    if math.isfinite(result.line):
        yield "", "line", (f"A score decided. You have {points} points; from {line} points on, people are "
                           f"{TAKEN[about][1]}. The average person has 50.")
    else:
        yield "", "line", f"A score decided. You have {points} points; nobody is {TAKEN[about][1]} today."
    for tell in (_reasons, _way, _contest)[:level - 1]:
        yield from tell(result)


def apart(first: float, second: float) -> tuple[str, str]:
    """Two numbers as texts, with as many digits as it takes to tell them apart, one at least."""
    for digits in (1, 2, 3):
        texts = f"{first:.{digits}f}", f"{second:.{digits}f}"
        if texts[0] != texts[1]:
            break
    return texts


def ranked(result: NoticeResult) -> list[tuple[float, Column, float]]:
    """What counted against the person, the largest first: points, column, value."""
    columns = COLUMNS[result.parameters.about]
    table = zip(result.contributions.tolist(), columns, result.values.tolist(), strict=True)
    return sorted((row for row in table if row[0] > 0), key=lambda row: -row[0])


def _reasons(result: NoticeResult) -> Iterator[Line]:
    against, part = ranked(result), "What counted against you most"
    named = against[:MOST_REASONS]
    for points, column, value in named:
        yield part, "item", f"{column.said(value)}: {points:.1f} points more than the average person"
    if not named:
        yield part, "line", "Nothing."
        return
    all_points, these = sum(row[0] for row in against), sum(row[0] for row in named)
    rest = len(against) - len(named)
    if rest:
        others = "one other thing makes" if rest == 1 else f"{rest} other things make"
        yield part, "line", (f"These are {these:.1f} of {all_points:.1f} points against you; "
                             f"{others} the rest.")
    columns = COLUMNS[result.parameters.about]
    helped = sorted(zip(result.contributions.tolist(), columns, result.values.tolist(), strict=True),
                    key=lambda row: row[0])
    if helped[0][0] < 0:
        points, column, value = helped[0]
        yield part, "line", f"For you counted most: {column.said(value)} ({-points:.1f} points fewer)."


def _way(result: NoticeResult) -> Iterator[Line]:
    if not result.refused:
        return
    about, part = result.parameters.about, "What would have changed it"
    better, have = TAKEN[about][0], result.parameters.weeks
    if not result.changes:
        yield part, "line", (f"Nothing that you can change would have been enough to be {better}. "
                             f"{_past(result)}")
        return
    weeks = sum(change.weeks for change in result.changes)
    if weeks > have:
        yield part, "line", f"Nothing that can be done in {many(have, 'week')}. It would have been enough to:"
    else:
        yield part, "line", f"To be {better}, it would have been enough to:"
    for change in result.changes:
        words = _words(about, change.column, change.after - change.before)
        yield part, "item", f"{words} ({many(change.weeks, 'week')})"
    left = result.points - sum(change.points for change in result.changes)
    whole = f"Together {many(weeks, 'week')}; you" if len(result.changes) > 1 else "You"
    points, _ = apart(left, result.line)
    yield part, "line", f"{whole} would have {points} points. No other way is quicker."


def _words(about: Decision, place: int, by: float) -> str:
    return next(step.words for step in COLUMNS[about][place].steps if step.by == by)


def _past(result: NoticeResult) -> str:
    """How much of what counted is out of the person's hands."""
    against = ranked(result)
    fixed = [row for row in against if row[1].changeable == "no"]
    points = sum(row[0] for row in against)
    share = sum(row[0] for row in fixed)
    names = ", ".join(column.name for _, column, _ in fixed)
    return f"Of {points:.1f} points against you, {share:.1f} are for what nobody can change: {names}."


def _contest(result: NoticeResult) -> Iterator[Line]:
    about = result.parameters.about
    for text in LEFT_OUT[about]:
        yield "What was not considered", "item", text
    yield "Where the data come from", "line", sources(about)
    part = "How to contest this"
    yield part, "item", f"Write or come to the review desk within {DAYS} days, with what was left out."
    counted = [(column, value) for column, value in zip(COLUMNS[about], result.values.tolist(), strict=True)
               if column.entries and value > 0]
    if counted:
        check = " and ".join(column.said(value) for column, value in counted)
        one = sum(value for _, value in counted) == 1
        yield part, "item", (f"Check what is on record: {check}. If {'it' if one else 'one'} is not yours, "
                             f"say so.{_fewer(result)}")
    yield part, "item", "A person who can change the decision reads it, and answers with reasons."
    yield part, "item", "Contesting does not count against you."


def _fewer(result: NoticeResult) -> str:
    """What entries fewer would bring, where somebody is refused."""
    if not result.refused:
        return ""
    better = TAKEN[result.parameters.about][0]
    if not result.entries_needed:
        return f" Alone, that would not be enough to be {better}."
    return f" With {result.entries_needed} fewer you would have been {better}."


def sources(about: Decision) -> str:
    """Who gave which columns, in a sentence for each."""
    by_source: dict[str, list[str]] = {}
    for column in COLUMNS[about]:
        by_source.setdefault(column.source, []).append(column.name)
    return " ".join(f"From {source}: {', '.join(names)}." for source, names in by_source.items())


def many(count: float, one: str) -> str:
    """``1 week``, ``26 weeks``."""
    return f"{count:.0f} {one}" + ("" if count == 1 else "s")
