"""The challenges of the sign simulation, each with what reaches it and what fails.

Goals lie at least four standard errors of the pooled mean from what the solution reaches and from
what the obvious try reaches; the tests run both.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

ROUNDED = 0.01
"""Steps of 255 by which a budget may seem passed: pictures are kept in single precision."""

A1 = Challenge(
    slug="a1",
    title="From stop to 120",
    prompt=(
        "Have stop signs read as limit 120. You know the model and may change the picture that it gets, "
        "but red, green and blue of any pixel by no more than 8 of 255 steps. "
        "At least 80 of 100 stop signs that nobody has seen must be read as limit 120."
    ),
    goals=(Goal("success", at_least=0.80), Goal("largest", at_most=8 + ROUNDED)),
    free=("attack", "budget", "steps"),
    locked={"signs": 100, "curve": "none"},
    feasible=True,
    runs=8,
    solution={"attack": "pgd", "budget": 8.0, "steps": 20},
    obvious_try={"attack": "noise", "budget": 8.0},
    start={"attack": "noise"},
    explanation=(
        "Noise pushes every pixel somewhere, and the pushes cancel: what one adds to the score of limit "
        "120 another takes away. The gradient says for every pixel which way to push, and three thousand "
        "small pushes in the right directions add up. One step does nearly as well here, because "
        "this model is close to linear between a picture and its neighbours."
    ),
)

A2 = Challenge(
    slug="a2",
    title="From stop to 120, with half as much",
    prompt=(
        "Have stop signs read as limit 120 with a change of no more than 4 of 255 steps of any pixel's red, "
        "green or blue. At least 70 of 100 stop signs that nobody has seen must be read so."
    ),
    goals=(Goal("success", at_least=0.70), Goal("largest", at_most=4 + ROUNDED)),
    free=("attack", "budget", "steps"),
    locked={"signs": 400, "curve": "none"},
    feasible=True,
    runs=8,
    solution={"attack": "pgd", "budget": 4.0, "steps": 20},
    obvious_try={"attack": "fgsm", "budget": 4.0},
    explanation=(
        "One step follows the gradient where the sign is now, as if it were the same everywhere. With "
        "little to spend that is too rough: a few small steps, each with a new look at the gradient, win "
        "signs that one large step misses. More than about ten steps find hardly anything more."
    ),
)

A3 = Challenge(
    slug="a3",
    title="Ten pixels",
    prompt=(
        "Change at most ten of the 1,024 pixels of each stop sign, as far as you like, so that at least 80 "
        "of 100 are read as something else. Whatever it is read as will do."
    ),
    goals=(Goal("success", at_least=0.80), Goal("pixels_changed", at_most=10)),
    free=("attack", "budget", "radius"),
    locked={"target": "any", "pixels": 10, "signs": 100, "curve": "none"},
    feasible=True,
    runs=8,
    solution={"attack": "sparse"},
    obvious_try={"attack": "fgsm"},
    explanation=(
        "A small change can be small in many ways. FGSM and PGD change every pixel a little; the attack on "
        "a few pixels asks the gradient which pixel matters most, sets it to an extreme, and asks again. A "
        "model that stands one kind of small change has not been shown to stand another."
    ),
)

A4 = Challenge(
    slug="a4",
    title="A small sticker",
    prompt=(
        "Now you cannot touch the picture, only the sign. Cover at most 4 % of a stop sign so that it is "
        "read as limit 30 in at least 70 of 100 views, near and far, from the side, bright and dark, none "
        "of which you have seen."
    ),
    goals=(Goal("success", at_least=0.70), Goal("area_covered", at_most=0.04)),
    free=("placement", "colours", "area"),
    locked={"attack": "sticker", "target": "limit-30", "signs": 200, "curve": "none"},
    feasible=True,
    runs=8,
    solution={"placement": "gradient", "colours": "many-views", "area": 4.0},
    start={"placement": "centre"},
    obvious_try={"placement": "centre", "colours": "many-views", "area": 4.0},
    explanation=(
        "Both halves are needed. Where it sticks: the model looks at some parts of a sign more than at "
        "others, and the gradient says which. Which colours: made for one view they are lost when the sign "
        "is turned or the light changes; averaged over many views they hold where nobody looked before. "
        "Random colours in the same place do little, so it is not the covering that does it."
    ),
)

A5 = Challenge(
    slug="a5",
    title="Five hundred questions",
    prompt=(
        "You do not know the model. You may ask it about each sign 500 times, and it answers with its "
        "probabilities. Change no pixel by more than 16 of 255 steps, and have at least 80 of 100 stop "
        "signs read as limit 120."
    ),
    goals=(Goal("success", at_least=0.80), Goal("largest", at_most=16 + ROUNDED)),
    free=("first_square", "budget"),
    locked={"attack": "square", "queries": 500, "signs": 60, "curve": "none"},
    feasible=True,
    runs=8,
    solution={"first_square": 0.5, "budget": 16.0},
    obvious_try={"first_square": 0.05, "budget": 16.0},
    explanation=(
        "The attack tries a change of one square and keeps it if the answer gets better. Small squares seem "
        "careful, but each of them moves the answer so little that five hundred questions are used up on "
        "the way. Large ones first, then smaller, get there. It takes no gradient: to hide the gradients of "
        "a model, or its insides, is no defence while it still answers with its probabilities."
    ),
)

CHALLENGES = (A1, A2, A3, A4, A5)
