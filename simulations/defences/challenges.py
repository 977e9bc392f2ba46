"""The challenges of the defences simulation, each with what reaches it and what fails.

Goals lie at least four standard errors of the pooled mean from what the solution reaches and from
what the obvious try reaches; the tests run both.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

D1 = Challenge(
    slug="d1",
    title="Hold against one who knows",
    prompt=(
        "The attacker may change every pixel by 8 of 255, has read everything that you wrote about your "
        "defence, and runs whatever attack does most against it. Choose a defence, and set it, so that at "
        "least 70 of 100 signs still hold, and so that at least 95 of 100 are read correctly when nobody "
        "attacks."
    ),
    goals=(Goal("adaptive", at_least=0.70), Goal("clean", at_least=0.95)),
    free=("defence", "bits", "quality", "noise", "trained_at"),
    locked={"threat": "linf", "budget": 8.0, "steps": 20, "signs": 100, "curve": False},
    feasible=True,
    runs=8,
    solution={"defence": "adversarial-training", "trained_at": "8"},
    obvious_try={"defence": "jpeg", "quality": 30},
    explanation=(
        "Fewer colours, blurs and compression stop the attack that was made without them, and nothing "
        "else: whoever attacks through them gets nearly every sign. Steep scores hide the gradient "
        "from one kind of attack, and the change that another finds works all the same. Training on "
        "attacked signs leaves the attacker who knows everything with little to find, and so may a vote "
        "over noisy copies by a model that was trained on noise. Either is made for small changes "
        "everywhere; a sticker is another matter."
    ),
)

D2 = Challenge(
    slug="d2",
    title="Prove it",
    prompt=(
        "No more races with attackers: you are asked for a proof. Choose a defence so that at least 60 "
        "of 100 signs are certified to be read as what they are, whatever changes the picture by no more "
        "than 0.5 in sum (L2, where 1 is from black to white)."
    ),
    goals=(Goal("proved", at_least=0.60),),
    free=("defence", "noise"),
    locked={"threat": "l2", "radius": 0.5, "samples": 1000, "steps": 2, "signs": 100, "curve": False},
    feasible=True,
    runs=8,
    solution={"defence": "smoothing", "noise": "0.25"},
    obvious_try={"defence": "smoothing", "noise": "0.12"},
    start={"noise": "0.12"},
    explanation=(
        "A vote over noisy copies is certified as far as the noise reaches: the more copies agree, the "
        "further, but never beyond a few times the noise. With little noise no certificate gets as far as "
        "0.5, however clear the vote; more noise certifies further. These drawn signs are still read under "
        "it; photographs are read worse. A linear model can be certified exactly, and these signs are "
        "simple enough for one. "
        "Training on attacked signs may hold as many; its bounds are made for single pixels and prove "
        "nothing this far in sum."
    ),
)

CHALLENGES = (D1, D2)
