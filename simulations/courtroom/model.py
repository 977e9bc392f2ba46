"""The courtroom engine: from a record to a tool, from its flags to a judge, from there to the appeals.

The tool learns from earlier people. Because these and those now before the court are invented, each
decision can be held against the truth as well as against the record.
"""

from __future__ import annotations

import numpy as np

from simulations.base import Progress
from simulations.courtroom import people, tool
from simulations.courtroom.people import Cohort, Flags
from simulations.courtroom.reported import measured
from simulations.courtroom.result import Counts, CourtroomParameters, CourtroomResult, Floats
from simulations.seeds import stream

MOST_RECORDED = 5_000
"""How many earlier people stand in the record at most: two columns need no more."""
FOLLOWS = np.linspace(0.0, 1.0, 21)
"""How often a judge follows the tool in the sweep; the run's own setting is put among them."""
TENTHS = 10


def run(parameters: CourtroomParameters, seed: int, progress: Progress | None = None) -> CourtroomResult:
    """One run: learn from the record, flag, judge, hear appeals."""
    now = people.draw(parameters, parameters.people, seed, "now")
    score = scores(parameters, now, seed)
    # without a score everybody is tied, and none or all are flagged
    flagged = tool.flags(np.zeros(parameters.people) if score is None else score, parameters.flag_share)
    view, aside = own_views(parameters, now, seed, flagged)
    detained = np.where(aside >= parameters.follow, view, flagged)
    released, appeals = heard(parameters, now, seed, detained)
    last = detained & ~released
    by_tool, by_judge, in_the_end = (_cells(now, decided) for decided in (flagged, detained, last))
    follows = np.unique(np.append(FOLLOWS, parameters.follow))
    overrides = float((detained != flagged).mean())
    measures = measured(by_tool, by_judge, in_the_end, appeals, overrides=overrides)
    return CourtroomResult(
        measures, parameters, by_tool, by_judge, in_the_end, appeals, _deciles(now, score), follows,
        _sweep(now, flagged, view, aside, follows),
    )


def scores(parameters: CourtroomParameters, now: Cohort, seed: int) -> Floats | None:
    """The tool's score of each person (n,); None where the record taught it nothing."""
    record = people.draw(parameters, min(parameters.people, MOST_RECORDED), seed, "record")
    yes = record.arrest if parameters.learns_from == "arrests" else record.offence
    beta = tool.fitted(tool.columns(record), yes)
    return None if beta is None else np.asarray(beta @ tool.columns(now))


def own_views(
    parameters: CourtroomParameters, now: Cohort, seed: int, flagged: Flags
) -> tuple[Flags, Floats]:
    """Of each person, what the judge alone would decide, and from which ``follow`` on the tool decides.

    The judge prefers an own view with probability ``1 - follow``, and with ``uneven`` more where the tool
    flags somebody of A or does not flag somebody of B.
    """
    right = stream(seed, "judge right").random(parameters.people) < parameters.skill
    view = now.offence == right
    aside = stream(seed, "judge aside").random(parameters.people)
    return view, aside + parameters.uneven * (now.in_b != flagged)


def heard(
    parameters: CourtroomParameters, now: Cohort, seed: int, detained: Flags
) -> tuple[Flags, Counts]:
    """Who is released on appeal (n,), and the counts that ``CourtroomResult.appeals`` holds."""
    asks = stream(seed, "appeal").random(parameters.people)
    filed = detained & (asks < np.where(now.in_b, parameters.appeal_b, parameters.appeal_a))
    room = round(parameters.capacity * parameters.people)
    hearing = filed
    if filed.sum() > room:
        lot = np.where(filed, stream(seed, "lot").random(parameters.people), np.inf)
        hearing = np.zeros(parameters.people, bool)
        hearing[np.argpartition(lot, room)[:room]] = True
    succeeds = np.where(now.offence, parameters.review_errs, parameters.review_finds)
    released = hearing & (stream(seed, "review").random(parameters.people) < succeeds)
    steps = [_by_offence(now, who) for who in (detained, filed, hearing, released)]
    return released, np.stack(steps, axis=-1)


# --- counting ---------------------------------------------------------------------------------


def _cells(now: Cohort, decided: Flags) -> Counts:
    """People by group, would offend, would be arrested, decided: (2, 2, 2, 2)."""
    code = _code(now.in_b, now.offence, now.arrest, decided)
    return np.bincount(code, minlength=16).reshape(2, 2, 2, 2)


def _by_offence(now: Cohort, who: Flags) -> Counts:
    """Those among ``who`` by group and would offend: (2, 2)."""
    return np.bincount(_code(now.in_b[who], now.offence[who]), minlength=4).reshape(2, 2)


def _deciles(now: Cohort, score: Floats | None) -> Counts:
    """People, would offend, would be arrested, by group and tenth of the score: (2, 10, 3)."""
    if score is None:
        return np.zeros((2, TENTHS, 3), np.int64)
    first = np.arange(1, TENTHS) * len(score) // TENTHS  # whose score is the lowest of each further tenth
    tenth = np.searchsorted(np.partition(score, first)[first], score, side="right")
    code = TENTHS * now.in_b + tenth
    counts = [np.bincount(code[who], minlength=2 * TENTHS) for who in (slice(None), now.offence, now.arrest)]
    return np.stack(counts, axis=-1).reshape(2, TENTHS, 3)


def _sweep(now: Cohort, flagged: Flags, view: Flags, aside: Floats, follows: Floats) -> Counts:
    """People by how often the judge follows, group, would offend, detained by the judge: (F, 2, 2, 2).

    The tool decides about a person at every ``follow`` above their ``aside``, the own view at the others,
    so one count of people by the place of ``aside`` among ``follows`` gives every judge of the sweep.
    """
    place = np.searchsorted(follows, aside, side="right")  # the own view decides at follows[:place]
    size = len(follows) + 1
    code = size * _code(now.in_b, now.offence, flagged, view) + place
    counts = np.bincount(code, minlength=16 * size).reshape(2, 2, 2, 2, size)
    by_tool = np.cumsum(counts, axis=-1)[..., :-1]  # place <= index: the tool decides there
    by_view = counts.sum(axis=-1, keepdims=True) - by_tool
    decided = by_tool.sum(axis=3) + by_view.sum(axis=2)  # group, offence, decided, follow
    return np.ascontiguousarray(np.moveaxis(decided, -1, 0))


def _code(*of: Flags) -> Counts:
    """The number that these yes and no spell, the first of them highest."""
    code = np.zeros(len(of[0]), np.int64)
    for flag in of:
        code = 2 * code + flag
    return code
