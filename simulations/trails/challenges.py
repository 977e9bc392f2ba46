"""The challenges on trails, each with what reaches it and what fails.

Goals lie at least four standard errors of the pooled mean from what the solution reaches and from
what the obvious try reaches; the tests run both, and search the other ways to hand out the records.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

G1 = Challenge(
    slug="g1",
    title="Three points are enough",
    prompt=(
        "A city has hidden the names, put four antennas together and made four hours one, and calls its "
        "records anonymous. Show how little an outsider needs: with at most three points of each "
        "person, single out at least 80 of 100 people. Choose how many points, and which."
    ),
    goals=(Goal("unique", at_least=0.80), Goal("points_known", at_most=3)),
    free=("points", "attacker"),
    locked={"coarse_space": "4", "hours": "4"},
    feasible=True,
    runs=8,
    solution={"points": 3, "attacker": "rare"},
    obvious_try={"points": 3, "attacker": "random"},
    explanation=(
        "Three points picked at random leave too many people with a double, and points at home and at work "
        "leave more: neighbours and colleagues share them. One visit to a place where few people go says "
        "more than an evening at home. Published figures are for points picked at random: they are kind to "
        "whoever hands out the data."
    ),
)

G2 = Challenge(
    slug="g2",
    title="Useful, and nobody singled out",
    prompt=(
        "A planner needs to know how people are spread over the districts, hour by hour, within 10 %. "
        "Hand that out so that fewer than 20 of 100 people are singled out by four points. You may "
        "coarsen the map and the clock, delete early, change pseudonyms every day, leave out rare places, or "
        "hand out counts with noise."
    ),
    goals=(Goal("unique", at_most=0.20), Goal("flow_error", at_most=0.10)),
    free=("coarse_space", "hours", "retention", "defence", "rare", "epsilon"),
    locked={"points": 4, "attacker": "random"},
    feasible=True,
    runs=8,
    solution={"defence": "aggregate", "epsilon": 2.0},
    obvious_try={"coarse_space": "16", "hours": "24"},
    explanation=(
        "As long as traces are handed out, four points pick one of them, unless the clock is so coarse "
        "that the hours, which the planner needs, are gone. A new pseudonym every day does not stop it "
        "either: four points of one day single out that day. The planner never needed traces. Counts "
        "answer the question, and noise keeps any one person from showing in them; with too little "
        "epsilon the noise drowns the flows, so there is something left to weigh."
    ),
)

G3 = Challenge(
    slug="g3",
    title="Delete before it tells where people live",
    prompt=(
        "Traces are handed out as they are, and all that you may choose is after how many days records are "
        "deleted. Keep enough for the planner's flows to be right within 10 %, and so little that "
        "fewer than half of all homes are found."
    ),
    goals=(Goal("home_found", at_most=0.50), Goal("flow_error", at_most=0.10)),
    free=("retention",),
    locked={},
    feasible=True,
    runs=12,
    solution={"retention": 2},
    obvious_try={"retention": 7},
    explanation=(
        "A week at night tells where nearly everybody lives, two days tell less than half of it, and what "
        "the planner loses by deleting early is little: a few days of a whole town say how it moves. "
        "Deleting early hides homes, not people: four points still single out nearly everybody within the "
        "days that are kept."
    ),
)

CHALLENGES = (G1, G2, G3)
