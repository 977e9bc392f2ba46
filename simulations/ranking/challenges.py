"""The challenges of the search page, each with what reaches it and what fails.

Goals lie at least four standard errors of the pooled mean from what the solution reaches and from
what the obvious try reaches. The tests run both, and try every setting where none is said to do.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

_SEEN = Goal("exposure_ratio", at_least=0.8)
_GOOD = Goal("ndcg", at_least=0.97)
USERS = 0.3
"""How much users pass over B in two of the challenges."""

S2 = Challenge(
    slug="s2",
    title="Seen as much, and as good a page",
    prompt=(
        "The first guess is stereotyped; users are not. Set up the page so that after 40 weeks an item of "
        "B gets at least four fifths of the attention of one of A, and the quality of the page (nDCG) is "
        "at least 0.970."
    ),
    goals=(_SEEN, _GOOD),
    free=("learns_from", "exploration", "intervention", "floor"),
    locked={"stereotype": 0.6, "user_bias": 0.0},
    feasible=True,
    solution={"intervention": "floor", "floor": 0.3},
    obvious_try={"exploration": 0.2},
    explanation=(
        "A floor does it, and the page is better than without one: the first guess was wrong about B, so "
        "that those of B whom the floor brings up are more relevant than those of A who make room. Exploring "
        "gives B a chance too, but whatever is drawn from the whole archive is on average only average, and "
        "the page pays for it. Weighted clicks correct those of B who are on the page, and never hear of "
        "those who are not."
    ),
)

S3 = Challenge(
    slug="s3",
    title="Biased users, and nobody intervenes",
    prompt=(
        "Now users pass over three in ten of the clicks that B deserves. Without an intervention, choose "
        "what the ranking learns from and how many places are given to chance, so that an item of B gets at "
        "least four fifths of the attention of one of A at a quality of at least 0.970. Or show that it "
        "cannot be done: hand in settings that you tried."
    ),
    goals=(_SEEN, _GOOD),
    free=("learns_from", "exploration"),
    locked={"stereotype": 0.6, "user_bias": USERS, "intervention": "none"},
    feasible=False,
    solution={"learns_from": "nothing", "exploration": 0.5},
    obvious_try={"learns_from": "ips", "exploration": 0.1},
    explanation=(
        "Clicks are all that the ranking has, and they hold the users' stereotype. Weighting them by the "
        "place takes out the place and nothing else: the ranking then learns exactly that users pass over B, "
        "and shows B less than one that learns nothing at all. More clicks make it more certain of it. "
        "Chance brings B nearer at the cost of the page, and half of the page is not enough of it. Every "
        "setting misses by far, which is the proof, so that any is evidence. Something that does not come "
        "from clicks has to say what the page should show."
    ),
    near=0.9,
)

S3_OWN = Challenge(
    slug="s3-own",
    title="Biased users, and somebody intervenes",
    prompt=(
        "The same users, the same two goals: four fifths of the attention for B, and a quality of at least "
        "0.970. Now you may intervene."
    ),
    goals=(_SEEN, _GOOD),
    free=("learns_from", "intervention", "floor"),
    locked={"stereotype": 0.6, "user_bias": USERS},
    feasible=True,
    solution={"learns_from": "ips", "intervention": "floor", "floor": 0.3},
    obvious_try={"learns_from": "ips"},
    explanation=(
        "A floor, or equal attention, says how much of the page is B's, and the clicks only decide who of B "
        "it is: within the group users' bias falls on all alike. The quality that is measured here is true "
        "relevance. Counted in clicks the page would look worse for the floor, and a team that watches "
        "clicks alone would take it off again. Who sets the floor, and by which share, is a decision that "
        "needs a reason and a name."
    ),
)

S5 = Challenge(
    slug="s5",
    title="As few as were found",
    prompt=(
        "In July 2013, 11 of 98 pictures of chief executives showed a woman, where 27 % were women. Find a "
        "stereotype in the first guess with which the page, on average over many archives, shows between 9 "
        "and 13 % of B."
    ),
    goals=(Goal("share_shown", at_least=0.09, at_most=0.13),),
    free=("stereotype",),
    locked={"share_world": 0.27, "top": 100, "items": 480, "user_bias": 0.0, "learns_from": "clicks",
            "intervention": "none", "exploration": 0.0},
    feasible=True,
    solution={"stereotype": 0.55},
    obvious_try={"stereotype": 0.3},
    start={"stereotype": 0.0},
    explanation=(
        "Several values do, and the same page would come of a weaker first guess and users who pass over B. "
        "That a simulation can be made to show what was found does not say that it came about in this way: "
        "a fitted number proves nothing. What it does show is how small an error about everybody, added to "
        "the score of all of B, is enough where only the best have a place."
    ),
    runs=96,
)

CHALLENGES = (S2, S3, S3_OWN, S5)
