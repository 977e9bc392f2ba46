"""Challenges of the patrol simulation: a record that leads patrols away from crime."""

from __future__ import annotations

from simulations.challenge import Challenge, Goal
from simulations.parameters import Value

_AWAY: dict[str, Value] = {
    "rate_a": 0.3, "rate_b": 0.5, "start_a": 12, "start_b": 4, "reports": 0.0, "runs": 200,
}
"""Less crime in A, and a record that says otherwise."""

P1 = Challenge(
    slug="p1",
    title="Patrols where crime is",
    prompt=(
        "A has 0.3 crimes to find a day and B has 0.5, but the record begins with 12 crimes of A and 4 of "
        "B. Bring patrols to where crime is: on average within 3 points of A's share of crime, and with "
        "cities that differ by luck alone no further apart than a standard deviation of 5 points. Neither "
        "the crime nor the record of the first day is yours to change."
    ),
    goals=(Goal("off", at_most=0.03), Goal("share_a_sd", at_most=0.05)),
    free=("days", "correction"),
    locked=_AWAY,
    feasible=True,
    solution={"days": 1500, "correction": "importance"},
    obvious_try={"days": 2000, "correction": "none"},
    explanation=(
        "Waiting does not help: where patrols are frequent, crime is found, and what is found sends more "
        "patrols. The correction lets in less of what is found where patrols are frequent, so that the "
        "record grows in proportion to crime, not to patrols. It needs time as well: the crimes of the "
        "first day stay on record, and weigh less only as others are added. The correction mends where "
        "patrols go. Whether anybody should be patrolled by such a record is another question."
    ),
    runs=8,
)

P2 = Challenge(
    slug="p2",
    title="Only wait for more data",
    prompt=(
        "Both districts have the same crime; the record begins at 60 to 40. There is no correction, and "
        "nobody reports anything: the only knob is for how many days patrols go out. Bring the mean "
        "within 3 points of the truth. Or show that no number of days does it: hand in one that you tried."
    ),
    goals=(Goal("off", at_most=0.03),),
    free=("days",),
    locked={"rate_a": 0.4, "rate_b": 0.4, "start_a": 60, "start_b": 40, "reports": 0.0,
            "correction": "none", "runs": 200},
    feasible=False,
    solution={"days": 1000},
    obvious_try={"days": 2000},
    explanation=(
        "With equal crime each day's patrol adds to either district in proportion to what it has on record "
        "already. The mean share stays at 60 per cent on the first day and on every later one: more data "
        "of the same kind confirm the record, whatever the truth. That every number of days fails alike is "
        "the proof, so any is evidence."
    ),
    near=0.12,
    runs=8,
)

CHALLENGES = (P1, P2)
