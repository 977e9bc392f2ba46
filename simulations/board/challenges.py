"""The challenge of the trade-off board: a combination to be found, and not the only one.

No challenge asks for a best policy, because there is none. The goals are by formula and have no luck
in them; that the solution holds and the obvious try fails at every strength of the invented effect
is a test.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

B1 = Challenge(
    slug="b1",
    title="Found, and not frightened away",
    prompt=(
        "The council has 120 units. It wants at least 12 of those looked for found a day, at most one "
        "person of B stopped wrongly in five days, and a square that is still full: at least nine of ten "
        "who would protest unidentified come. Choose a policy. There are several; the city and its "
        "prices are invented."
    ),
    goals=(
        Goal("hits", at_least=12.0), Goal("false_stops_b", at_most=0.2), Goal("participation", at_least=0.9),
        Goal("over_budget", at_most=0.0),
    ),
    free=("cameras", "list_size", "threshold", "retention", "review", "transparency", "consent"),
    locked={"budget": 120, "effect": "middle"},
    feasible=True,
    solution={"cameras": 60, "list_size": 20_000, "threshold": 6.3, "retention": 0, "review": 3,
              "transparency": 1.0, "consent": "everybody"},
    obvious_try={"cameras": 75, "list_size": 10_000, "threshold": 5.4, "retention": 7, "review": 4,
                 "transparency": 0.0, "consent": "everybody"},
    explanation=(
        "More cameras and a lower threshold find more people, stop more of B wrongly, and empty the "
        "square. A high threshold holds the wrong stops down even with a longer list, and costs nothing. "
        "The square fills again when pictures are deleted at once and everybody knows it; one of the two "
        "is not enough. Look at what this policy gives up: no crime has a picture afterwards, those "
        "looked for know where the cameras are, and most people are still scanned on a day without being "
        "looked for. Whether that is right is not a question that the goals answer."
    ),
)

CHALLENGES = (B1,)
