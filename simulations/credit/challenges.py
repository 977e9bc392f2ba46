"""The challenge of the credit scores, with what reaches it and what fails.

Nothing here is left to luck: the goals are on rates of a published table.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

C1 = Challenge(
    slug="c1",
    title="Equal opportunity by hand",
    prompt=(
        "Set a threshold for each group, so that of those who repay nearly the same share of every group "
        "gets a loan (within three points), and the lender still earns 92 % of the most possible."
    ),
    goals=(Goal("tpr_gap", at_most=0.03), Goal("profit_share", at_least=0.92)),
    free=("threshold_black", "threshold_white", "threshold_hispanic", "threshold_asian"),
    locked={"rule": "own", "break_even": 0.82},
    feasible=True,
    solution={"threshold_black": 29.5, "threshold_white": 45.5, "threshold_hispanic": 34.5,
              "threshold_asian": 45.5},
    obvious_try={"threshold_black": 41.0, "threshold_white": 41.0, "threshold_hispanic": 41.0,
                 "threshold_asian": 41.0},
    explanation=(
        "With one threshold, those who repay are refused far more often in the groups whose scores are "
        "lower. Equal opportunity needs a lower threshold there and a higher one elsewhere, and costs some "
        "profit: fewer of the loans at the lower thresholds are repaid. Refusing everybody would be equal "
        "too, and earn nothing. What is made equal is a share of those who repay, so it rests on a record of "
        "who did; and it leaves unequal who gets a loan, and how many loans are repaid. Whether a lender may "
        "set thresholds by group is a question of law, and not answered by what it would earn."
    ),
    runs=8,
)

CHALLENGES = (C1,)
