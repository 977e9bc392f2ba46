"""The challenges of dissent, each with what reaches it and what fails.

The strength of the effect is invented, so no challenge asks for it, and no grade hangs on its number:
D1 and D3 are graded at that one of the strengths swept which is worst for the learner's settings, and
that D2 cannot be done holds at each of them. Goals lie at least four standard errors
of the pooled mean from what the solution reaches and from what the obvious try reaches.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

D1 = Challenge(
    slug="d1",
    title="An empty square, and nobody changed their mind",
    prompt=(
        "A spokesman points at an empty square: nobody was arrested, nobody was hindered, so hardly "
        "anybody can have agreed with the protest. Find a town that proves him wrong: at least 65 of 100 "
        "privately agree, nobody is arrested, and at most 20 of 100 take part, however strongly "
        "identification acts on people. Nobody has measured that, so it counts at each of the strengths "
        "that the chart draws as thin lines, and the one at which most come decides."
    ),
    goals=(Goal("participation_most", at_most=0.2), Goal("private", at_least=0.65),
           Goal("arrests", at_most=0.0)),
    free=("identified", "opinion"),
    locked={"strength": 0.3},
    feasible=True,
    start={"identified": 0.0},
    solution={"identified": 1.0, "opinion": 0.7},
    obvious_try={"identified": 0.0, "opinion": 0.15},
    explanation=(
        "Fewer opinions also empty the square, but then the spokesman is right. A higher chance of being "
        "identified empties it while private opinion stays where it was: the square shows what people "
        "dare, not what they think. Timur Kuran calls the difference preference falsification. It also "
        "misleads those who rule, and those who agree with them."
    ),
)

D2 = Challenge(
    slug="d2",
    title="Half a protest",
    prompt=(
        "An adviser promises a compromise: identify just so many that about half of those come who would "
        "come otherwise, in an ordinary town. Find the chance of being identified at which between 45 and "
        "65 of 100 of them come on average, and which leaves at least half of the towns with half a "
        "protest (between a quarter and three quarters of the turnout). Or show that there is none: hand "
        "in the chance that comes nearest. The strength of the effect is locked at an invented value; "
        "whether such a chance exists does not hang on it, only where the nearest is."
    ),
    goals=(Goal("kept", at_least=0.45, at_most=0.65), Goal("halfway", at_least=0.5)),
    free=("identified",),
    locked={"strength": 0.35},
    feasible=False,
    solution={"identified": 0.2},
    obvious_try={"identified": 0.5},
    explanation=(
        "There is a chance at which the mean turnout is about half. But it is the mean of full squares and "
        "nearly empty ones: either the first ones bring the next, or nobody follows. A dial that is turned "
        "evenly does not act evenly. Nobody can order a little deterrence here, and nobody in the town can "
        "tell from the square how near the edge it stood. That hangs on how alike people are: with a much "
        "wider spread of thresholds, turnout slides, and half a protest is common."
    ),
    near=0.5,
)

D3 = Challenge(
    slug="d3",
    title="Bring them back, and change no mind",
    prompt=(
        "Cameras recognise three of ten who come to this square, and few come. No rule is published: two "
        "of ten people know how many are recognised, the others assume six of ten. Bring back at least "
        "three quarters of those who would come if nobody could be identified, without anybody changing "
        "their mind: still at most 72 of 100 agree. You decide how many are identified, how many people "
        "get to know it, and how often the software takes somebody for somebody else. Nobody has measured "
        "how strongly being identified acts on people, so it counts at each of the strengths that the "
        "chart draws as thin lines, and the one that keeps most people away decides."
    ),
    goals=(Goal("kept_least", at_least=0.75), Goal("private", at_most=0.72)),
    free=("identified", "transparency", "misidentified", "opinion"),
    locked={"strength": 0.3, "feared": 0.6},
    feasible=True,
    start={"transparency": 0.2},
    solution={"identified": 0.0, "transparency": 1.0},
    obvious_try={"identified": 0.0, "transparency": 0.2},
    explanation=(
        "Better software spares people who were never there; it brings nobody back, because those who "
        "come are identified as before. Persuading more people is not what was asked. Identifying nobody is "
        "not enough while nobody knows it, and publishing the rule is not enough while the rule is harsh: "
        "restraint and publicity only work together. That is why a limit on recognition at protests "
        "belongs in a published policy that somebody outside checks."
    ),
)

CHALLENGES = (D1, D2, D3)
