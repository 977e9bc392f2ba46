"""The challenges of the poisoning simulation, each with what reaches it and what fails.

Goals lie at least four standard errors of the pooled mean from what the solution reaches and from
what the obvious try reaches; the tests run both.
"""

from __future__ import annotations

from simulations.challenge import Challenge, Goal

D3 = Challenge(
    slug="d3",
    title="Vet the data",
    prompt=(
        "Somebody could write to the folder in which the training pictures lie, and may have slipped in "
        "stop signs with a note. Choose how the data are vetted, so that at most one stop sign with the "
        "note in ten is read as the poisoner wants, and so that at least 95 of 100 clean pictures are "
        "left: they were expensive to collect, and a model that lost them reads worse."
    ),
    goals=(Goal("success_after", at_most=0.10), Goal("kept", at_least=0.95)),
    free=("vetting", "dropped", "trusted"),
    locked={"kind": "backdoor", "share": 5.0, "pictures": 2000, "signs": 200},
    feasible=True,
    runs=8,
    solution={"vetting": "manifest"},
    obvious_try={"vetting": "spectral", "dropped": 4.5},
    explanation=(
        "A list of hashes does not have to tell poison from pictures: it knows what was there before. "
        "The other ways look for something odd, and this much poison is not odd: the rest of the data "
        "has learnt it too, so the label check agrees with it; every class loses the same share "
        "of outliers, so most that are dropped are clean; and clean pictures disagree with their "
        "neighbours so often that too many are lost. "
        "Training on with trusted signs makes the model forget a part of it. The list must be made when "
        "the data are collected, and kept where whoever writes to the data cannot write."
    ),
)

CHALLENGES = (D3,)
