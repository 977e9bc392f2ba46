"""The challenges of the watchlist simulation, each with what reaches it and what fails.

Counted goals lie at least four standard errors of the pooled mean from what the solution reaches and
from what the obvious try reaches; goals by the formula have no luck in them. The tests run both, and
search every threshold where none is said to do.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

DAYS = 366
"""A leap year: enough that luck is small beside the goals."""

G2 = Challenge(
    slug="g2",
    title="Nine alarms in ten right, and seven in ten found",
    prompt=(
        "One in 10,000 passers-by is on a list of 10,000 faces. Choose the threshold so that, over a "
        "year, at least nine of ten alarms are right, and at least seven of ten of those looked for are "
        "found."
    ),
    goals=(Goal("precision", at_least=0.9), Goal("hit_rate", at_least=0.7)),
    free=("threshold",),
    locked={"wanted": 100, "list_size": 10_000, "shift_b": 0.0, "days": DAYS},
    feasible=True,
    solution={"threshold": 6.1},
    obvious_try={"threshold": 5.5},
    explanation=(
        "Of 10,000 people one is looked for, so nine right alarms in ten leave room for about one false "
        "alarm in 100,000 people. A threshold at which the software is wrong about one person in several "
        "thousand looks accurate, and most of its alarms are wrong. The way to so few false alarms leads "
        "past some of those looked for; there is a narrow band in which both goals hold, and it closes "
        "when fewer are looked for or the list grows."
    ),
)

SHIFT = 0.42
"""A tenfold difference in false alarms where they are rare."""
_EQUAL = (
    Goal("parity_expected", at_least=0.8),
    Goal("hit_rate_expected", at_least=0.7),
    Goal("false_per_100k_expected", at_most=50.0),
)

G3 = Challenge(
    slug="g3",
    title="One threshold, equal false alarms",
    prompt=(
        "The software scores people of B against strangers' faces a little higher. Everybody is judged by"
        " one threshold. Choose it so that the group with fewer false alarms per person has at least four"
        " fifths as many as the other, at least seven of ten of those looked for are found, and at most "
        "50 of 100,000 people set off a false alarm. Or show that no threshold does it: hand in the one "
        "that comes nearest."
    ),
    goals=_EQUAL,
    free=("threshold",),
    locked={"shift_b": SHIFT, "own_threshold": False},
    feasible=False,
    solution={"threshold": 5.6},
    obvious_try={"threshold": 6.2},
    explanation=(
        "A false alarm comes from the far tail of the scores, and out there a small shift multiplies: the"
        " higher the threshold, the rarer false alarms are in both groups, and the more unequal. They "
        "even out only where the threshold is so low that almost everybody is stopped. The same threshold"
        " is not the same treatment; what would help is better software, a threshold that knows the "
        "group, or no deployment."
    ),
    near=0.71,
    runs=8,
)

G3_OWN = Challenge(
    slug="g3-own",
    title="Two thresholds, equal false alarms",
    prompt=(
        "The same software and the same three goals: false alarms at least four fifths as frequent in the"
        " one group as in the other, seven of ten found, at most 50 false alarms for 100,000 people. Now "
        "B may have a threshold of its own. Choose both."
    ),
    goals=_EQUAL,
    free=("threshold", "threshold_b"),
    locked={"shift_b": SHIFT, "own_threshold": True},
    feasible=True,
    solution={"threshold": 5.6, "threshold_b": 6.0},
    obvious_try={"threshold": 5.5, "threshold_b": 5.6},
    explanation=(
        "A threshold for B that is higher by the shift gives both groups the same false alarms. It is "
        "paid for: those looked for who are in B are found less often than those in A, and the camera "
        "must judge who is in B before it knows who anybody is. Which of the two should be equal, or "
        "whether the camera should stay off, is not a question that the software answers."
    ),
    runs=8,
)

G5 = Challenge(
    slug="g5",
    title="A list two hundred times as long",
    prompt=(
        "The list grows from 1,000 faces to 200,000; as many of the passers-by are on it as before. "
        "Before, less than one person in two days was stopped wrongly. Choose the threshold so that this "
        "stays so over a year, and at least six of ten of those looked for are still found."
    ),
    goals=(Goal("false_stops_a_day", at_most=0.5), Goal("hit_rate", at_least=0.6)),
    free=("threshold",),
    locked={"list_size": 200_000, "shift_b": 0.0, "days": DAYS},
    feasible=True,
    solution={"threshold": 6.35},
    obvious_try={"threshold": 5.5},
    explanation=(
        "While false alarms are rare they grow in proportion to the list: two hundred times the faces, "
        "two hundred times the people stopped. Raising the threshold takes it back, and is paid for in "
        "people looked for who walk past. A longer list is never free: it costs stops, or hits."
    ),
)

CHALLENGES = (G2, G3, G3_OWN, G5)
