"""One challenge that can be met, and one that cannot."""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

CHALLENGES = (
    Challenge(
        slug="high", title="High", prompt="Bring the rate up.", goals=(Goal("rate", at_least=0.8),),
        free=("push", "mode"), locked={"size": 50}, feasible=True,
        solution={"push": 0.9, "mode": "double"}, obvious_try={"push": 1.0},
        explanation="Doubling does it.", runs=4, start={"push": 0.2},
    ),
    Challenge(
        slug="beyond", title="Beyond", prompt="Bring the rate up.", goals=(Goal("rate", at_least=0.7),),
        free=("push",), locked={}, feasible=False,
        solution={"push": 1.0}, obvious_try={"push": 0.4}, near=0.25,
        explanation="Half of the push is at most a half.", runs=4,
    ),
)
