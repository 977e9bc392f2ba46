"""The engine: a score is fitted, everybody gets points, a line is drawn, and one person gets a letter.

The decision is made on the record as it is. What a notice says, and what a corrected record would
have brought, change nothing of it: that is what the letter and the measures are about.
"""

from __future__ import annotations

import numpy as np

from simulations.base import Progress
from simulations.notice import ways
from simulations.notice.columns import COLUMNS
from simulations.notice.people import drawn
from simulations.notice.result import (
    ENOUGH,
    EVERYBODY,
    NOTICES,
    PERSONS,
    Decision,
    Flags,
    Floats,
    NoticeParameters,
    NoticeResult,
)
from simulations.notice.scoring import fitted, score_of


def run(parameters: NoticeParameters, seed: int, progress: Progress | None = None) -> NoticeResult:
    """One run: everybody decided about, and the person of the notice."""
    about = parameters.about
    people = drawn(about, parameters.recorded_b, seed, EVERYBODY, "now")
    score = score_of(fitted(about, parameters.recorded_b, seed), people.recorded)
    order = np.argsort(-score.points(people.recorded), kind="stable")
    records, in_b = people.recorded[order], people.in_b[order]
    points, contributions = score.points(records), score.contributions(records)
    line = line_of(points, parameters.refused)
    refused = points >= line

    those, above = records[refused], points[refused] - line
    found = ways.cheapest(about, those, score.weights, above)
    weeks = ways.weeks_of(about, found)
    has_way = weeks <= parameters.weeks
    lighter = records - without_entries(about, records, score.weights, parameters.wrong_entries)
    flips = (lighter[refused] @ score.weights) > above
    by_reason = ways.first_reason_suffices(
        about, those, contributions[refused], score.weights, above, parameters.weeks)
    acting = [_share(known) for known in
              (np.zeros_like(flips), np.zeros_like(flips), by_reason, has_way, has_way | flips)]

    place = place_of(parameters.person)
    is_refused = bool(refused[place])
    own = int(found[place]) if is_refused else -1
    own_weeks = float(weeks[place]) if is_refused else float("nan")
    corrected = records[place] - lighter[place]
    corrected_points = float(score.points(corrected))
    fewer = entries_needed(about, records[place], score.weights, points[place] - line) if is_refused else 0
    stuck = _by_group("without_a_way", ~has_way, in_b[refused])
    measures = {
        **stuck,
        "way_gap": stuck["without_a_way_b"] - stuck["without_a_way_a"],
        **_medians(weeks, has_way, in_b[refused]),
        "can_act": acting[list(NOTICES).index(parameters.notice)],
        "flips_if_corrected": _share(flips),
        **_by_group("refused", refused, in_b),
        "person_refused": float(is_refused),
        "person_points": float(points[place]),
        "line_points": line if np.isfinite(line) else float("nan"),
        "person_weeks": own_weeks if np.isfinite(own_weeks) else float("nan"),
        "person_flips": float(is_refused and corrected_points < line),
        "reasons_needed": float(reasons_needed(contributions[place])) if is_refused else float("nan"),
    }
    return NoticeResult(
        measures, parameters, is_refused, float(points[place]), line, records[place], contributions[place],
        ways.changes_of(about, own, records[place], score.weights), corrected, corrected_points,
        fewer, weeks, in_b[refused], np.array(acting), score.weights,
    )


def line_of(points: Floats, share: float) -> float:
    """Where the line stands between those refused and the next, ``points`` (n,) falling."""
    count = round(share * len(points))
    return float((points[count - 1] + points[count]) / 2) if count else float("inf")


def place_of(person: int) -> int:
    """The place of a person, 1 to 200, in the order of everybody's points."""
    return (person - 1) * (EVERYBODY // PERSONS) + EVERYBODY // PERSONS // 2


def without_entries(about: Decision, records: Floats, weights: Floats, wrong: int) -> Floats:
    """``records`` (n, K) without ``wrong`` of their entries: of the kind that weighs most first."""
    corrected, left = records.copy(), np.full(len(records), float(wrong))
    places = [place for place, column in enumerate(COLUMNS[about]) if column.entries]
    for place in sorted(places, key=lambda place: -weights[place]):
        taken = np.minimum(left, corrected[:, place])
        corrected[:, place] -= taken
        left -= taken
    return corrected


def entries_needed(about: Decision, record: Floats, weights: Floats, above: float) -> int:
    """How many entries fewer bring one person below the line; 0 where all of them do not."""
    kinds = [place for place, column in enumerate(COLUMNS[about]) if column.entries]
    for wrong in range(1, int(record[kinds].sum()) + 1):
        if float((record - without_entries(about, record[None], weights, wrong)[0]) @ weights) > above:
            return wrong
    return 0


def reasons_needed(contributions: Floats) -> int:
    """How many reasons, the largest first, make four fifths of what counts against somebody."""
    against = np.sort(contributions[contributions > 0])[::-1]
    return int(np.searchsorted(np.cumsum(against), ENOUGH * against.sum()) + 1)


def _share(flags: Flags) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


def _by_group(name: str, flags: Flags, in_b: Flags) -> dict[str, float]:
    return {name: _share(flags), f"{name}_a": _share(flags[~in_b]), f"{name}_b": _share(flags[in_b])}


def _medians(weeks: Floats, has_way: Flags, in_b: Flags) -> dict[str, float]:
    sides = {"": has_way, "_a": has_way & ~in_b, "_b": has_way & in_b}
    return {
        f"weeks_median{side}": float(np.median(weeks[those])) if those.any() else float("nan")
        for side, those in sides.items()
    }
