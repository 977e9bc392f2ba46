"""A challenge of the predictors simulation: more columns, and nothing more to know."""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

D1 = Challenge(
    slug="d1",
    title="Buy two points with more columns",
    prompt=(
        "All that can be known of these invented people is in their age and their prior arrests. You may "
        "give the model more columns, and let it bend. Make it right about two more people of a hundred "
        "than the same kind of model with two columns is. Or show that nothing does it: hand in what "
        "comes nearest."
    ),
    goals=(Goal("gain", at_least=0.02),),
    free=("columns", "model"),
    locked={"news": 0.0, "people": 3000, "threshold": "balanced"},
    feasible=False,
    solution={"columns": "two", "model": "logistic"},
    obvious_try={"columns": "two-hundred", "model": "curved"},
    explanation=(
        "A column that echoes what is known adds no knowledge, only noise to be misled by, and more so the "
        "fewer people there are to learn from. A model that bends has more to be misled by as well. What is "
        "left is luck, which no column holds. If further columns know something that the two do not, it is "
        "different: turn that up and try again. Whether they do must be found out each time; the number of "
        "columns does not say."
    ),
    near=0.033,
    runs=8,
)

CHALLENGES = (D1,)
