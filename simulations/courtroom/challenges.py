"""The challenges of the courtroom simulation, each with what reaches it and what fails.

Goals lie at least four standard errors of the pooled mean from what the solution reaches and from what
the obvious try reaches. The tests run both, and search every setting where none is said to do.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

PEOPLE = 40_000
"""Enough that luck is small beside the goals."""

J6 = Challenge(
    slug="j6",
    title="Fifteen reviews for a hundred people",
    prompt=(
        "The tool decides, and B is watched more closely. The court can hear fifteen reviews for each "
        "hundred people judged. Choose which part of those detained in each group is helped to appeal, so "
        "that the groups' rates of wrong detention come within 3 points of each other, and at most 118 of "
        "1,000 people stay detained wrongly."
    ),
    goals=(
        Goal("review_load", at_most=0.15),
        Goal("fpr_gap", at_least=-0.03, at_most=0.03),
        Goal("detained_wrongly", at_most=118.0),
    ),
    free=("appeal_a", "appeal_b"),
    locked={"people": PEOPLE, "follow": 1.0, "capacity": 1.0},
    feasible=True,
    solution={"appeal_a": 0.18, "appeal_b": 0.5},
    obvious_try={"appeal_a": 0.36, "appeal_b": 0.36},
    explanation=(
        "The same help for both groups repairs the same part of two unequal harms, so most of the gap stays. "
        "More help where more is wrong closes it within as many reviews, and frees about as many people. "
        "Help for B alone would close it too, but leaves many more detained wrongly. All of it comes after "
        "the harm: every one of those released was detained first, and the record that caused it stays as "
        "it was."
    ),
)

JUDGE_KNOWS = Challenge(
    slug="judge-knows",
    title="A judge who knows something",
    prompt=(
        "The judge's own view is right three times in four; the tool is right less often. For each "
        "departure from the tool there must be a written reason, and there is time for one in four people. "
        "Choose how often the judge follows, so that at least 68 of 100 decisions are right."
    ),
    goals=(Goal("judge_accuracy", at_least=0.68), Goal("overrides", at_most=0.25)),
    free=("follow",),
    locked={"people": PEOPLE, "skill": 0.75},
    feasible=True,
    solution={"follow": 0.5},
    obvious_try={"follow": 0.8},
    explanation=(
        "Oversight makes decisions better only as far as the one who oversees knows something that the tool "
        "does not, and uses it. A judge who mostly agrees adds little, however good. With a view that is "
        "right six times in ten, as at first, every departure would make decisions worse on average: a human "
        "in the loop is no repair by itself."
    ),
    start={"follow": 0.8},
)

JUDGE_UNEVEN = Challenge(
    slug="judge-uneven",
    title="A judge who departs unevenly",
    prompt=(
        "The judge sets a flag aside more often for A, and the lack of one more often for B. Choose how "
        "often the judge follows the tool, so that at least 61 of 100 decisions are right and the groups' "
        "rates of wrong detention are at most 10 points apart. Or show that nothing does it: hand in the "
        "setting that comes nearest."
    ),
    goals=(Goal("judge_accuracy", at_least=0.61), Goal("judge_fpr_gap", at_least=-0.1, at_most=0.1)),
    free=("follow",),
    locked={"people": PEOPLE, "skill": 0.6, "uneven": 0.3},
    feasible=False,
    solution={"follow": 0.15},
    obvious_try={"follow": 1.0},
    explanation=(
        "The more the tool counts, the more cases there are in which departing from it can be uneven, on "
        "top of the tool's own gap. The gap shrinks only where the judge hardly ever follows, and there the "
        "decisions are little better than the judge's own view. How often to follow is the wrong knob: what "
        "would help is even treatment, which has to be measured by group, or a view that is worth more. That "
        "the share of right decisions looks much the same with and without the unevenness is why nobody "
        "notices it there."
    ),
    near=0.022,
    runs=20,
)

CHALLENGES = (J6, JUDGE_KNOWS, JUDGE_UNEVEN)
