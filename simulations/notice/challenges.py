"""The challenge of the notice: a way for both groups alike.

Goals lie at least four standard errors of the pooled mean from what the solution and the obvious try
reach. The tests try every line and every number of weeks on a record that is not alike.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

N1 = Challenge(
    slug="n1",
    title="A way for both groups alike",
    prompt=(
        "Of those held, people of B are told more often than people of A that nothing they can change "
        "would have been enough. Even that out: the shares without a way at most 7 points apart, and at "
        "most half of all those held without one. You may change how many are held, how many weeks they "
        "have, and how both groups are recorded."
    ),
    goals=(Goal("way_gap", at_least=-0.07, at_most=0.07), Goal("without_a_way", at_most=0.5)),
    free=("refused", "weeks", "recorded_b"),
    locked={"about": "release", "wrong_entries": 0},
    feasible=True,
    solution={"recorded_b": 1.0},
    obvious_try={"weeks": 60},
    explanation=(
        "More time, or another line, moves both groups and leaves the difference: what people of B have "
        "more of is entries, and no work or address takes an entry away. Give nobody any time and both "
        "groups are alike, with no way at all. Where the record is made alike, so are the ways. A letter "
        "cannot repair a record; it can only show it, so that somebody contests it."
    ),
    runs=40,
)

CHALLENGES = (N1,)
