"""Goals to reach, what reaches them, and what many try first."""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

CHALLENGES = (
    Challenge(
        slug="even",
        title="Even out the winners",
        prompt="The handicap cannot be taken away. Let at least 45 % of the winners come from group B.",
        goals=(Goal("winners_b", at_least=0.45),),
        free=("dice", "blind"),
        locked={"handicap": 3.0},
        feasible=True,
        solution={"blind": True},
        obvious_try={"dice": 10},
        runs=40,
        explanation="More dice make luck smaller and leave the handicap; only looking at the throws helps.",
    ),
)
