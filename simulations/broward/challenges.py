"""The challenges of the Broward counts, each with what reaches it and what fails.

Nothing here is left to luck: the goals are on rates of published counts. The tests try all pairs of
thresholds, from everybody flagged to nobody.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

_EQUAL = 0.05
_WIDER = 0.08
_FREE = ("threshold_black", "threshold_white")
_RUNS = 8

J2 = Challenge(
    slug="j2",
    title="Equal error rates, and accurate",
    prompt=(
        "Give each group its own threshold, so that false positive rates are within five points of each "
        "other, false negative rates too, and flag and record still agree for 64.5 % of all."
    ),
    goals=(
        Goal("fpr_gap", at_least=-_EQUAL, at_most=_EQUAL),
        Goal("fnr_gap", at_least=-_EQUAL, at_most=_EQUAL),
        Goal("accuracy", at_least=0.645),
    ),
    free=_FREE,
    locked={"record": "two-year"},
    feasible=True,
    solution={"threshold_black": 7, "threshold_white": 5},
    obvious_try={"threshold_black": 6, "threshold_white": 5},
    explanation=(
        "Equal error rates need a threshold for Black defendants about two deciles above that for White "
        "ones. It costs about a point of accuracy. It also means that the same score is acted on in one "
        "group and not in the other, and that a flag says more about a Black defendant than about a White "
        "one: precision is no longer equal. Whether that is the right way to be equal is not in the counts."
    ),
    runs=_RUNS,
)

J3 = Challenge(
    slug="j3",
    title="All three equal",
    prompt=(
        "Now let precision be equal too: false positive rates, false negative rates and precision, each "
        "within five points. Or show that no pair of thresholds does it: hand in one at which two of the "
        "three hold."
    ),
    goals=(Goal("gaps_within", at_least=3),),
    free=_FREE,
    locked={"record": "two-year", "tolerance": _EQUAL},
    feasible=False,
    solution={"threshold_black": 7, "threshold_white": 5},
    obvious_try={"threshold_black": 5, "threshold_white": 5},
    explanation=(
        "In every group FPR = p / (1 - p) (1 - PPV) / PPV (1 - FNR), where p is the share rearrested. If "
        "precision and false negatives are equal and p is not, false positives cannot be, whatever the "
        "thresholds and whatever the score (Chouldechova, 2017; Kleinberg, Mullainathan and Raghavan showed "
        "the like for scores). The shares rearrested are so far apart here that not even closeness within "
        "five points is left: none of the pairs has it. Flagging everybody or nobody makes both error rates "
        "equal, and precision unequal or undefined. Somebody has to choose what to give up, and for whom."
    ),
    near=1.0,
    runs=_RUNS,
)

J3_WIDER = Challenge(
    slug="j3-wider",
    title="All three equal, more loosely",
    prompt=(
        "Call rates equal within eight points instead of five. Find a pair of thresholds at which all three "
        "are equal: false positive rates, false negative rates and precision."
    ),
    goals=(Goal("gaps_within", at_least=3),),
    free=_FREE,
    locked={"record": "two-year", "tolerance": _WIDER},
    feasible=True,
    solution={"threshold_black": 9, "threshold_white": 7},
    obvious_try={"threshold_black": 7, "threshold_white": 5},
    explanation=(
        "The identity forbids exact equality, not closeness. Near the top of the scale few people are "
        "flagged at all, so that false positives are rare and misses are common in both groups, and the "
        "gaps shrink with them. The price is accuracy, and most people who were rearrested are passed over. "
        "A tolerance is a choice as much as a threshold is."
    ),
    runs=_RUNS,
)

CHALLENGES = (J2, J3, J3_WIDER)
