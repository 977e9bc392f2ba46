"""The tool: a logistic regression on two columns of the record, earlier arrests and age.

It never sees the group, and need not: whoever is watched more closely has more earlier arrests. Age and
earlier arrests did about as well as a commercial tool in Julia Dressel and Hany Farid, The accuracy,
fairness, and limits of predicting recidivism, 2018.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from simulations.courtroom.people import Cohort, Flags
from simulations.courtroom.result import Floats

STEPS = 25
RIDGE = 1e-6
"""A trace of shrinkage for each person, so that a record that one column explains wholly still has an
answer."""
PRIORS_UNIT, AGE_CENTRE, AGE_UNIT = 2.0, 35.0, 10.0
"""Columns are brought to about one unit before fitting; it changes no score."""


def columns(people: Cohort) -> Floats:
    """What the tool sees of each person: 1, earlier arrests, age: (3, n)."""
    return np.stack([
        np.ones(len(people.age)), people.priors / PRIORS_UNIT, (people.age - AGE_CENTRE) / AGE_UNIT])


def fitted(seen: Floats, yes: Flags) -> Floats | None:
    """The coefficients (3,) of a logistic regression; None where all records say the same.

    Newton's method: beta <- beta + (X W X')^-1 X (y - p), W = p (1 - p), until nothing moves.
    """
    if yes.all() or not yes.any():
        return None
    beta = np.zeros(len(seen))
    ridge = RIDGE * seen.shape[1] * np.eye(len(seen))
    for _ in range(STEPS):
        p = expit(beta @ seen)
        step = np.linalg.solve((seen * (p * (1 - p))) @ seen.T + ridge, seen @ (yes - p) - ridge @ beta)
        beta = beta + step
        if np.abs(step).max() < 1e-7:
            break
    return beta


def flags(score: Floats, share: float) -> Flags:
    """Whether each person is among the top ``share`` of scores; those tied at the border are not."""
    flagged = round(share * len(score))
    if flagged >= len(score):
        return np.ones(len(score), bool)
    border = np.partition(score, len(score) - flagged - 1)[len(score) - flagged - 1]
    return np.asarray(score > border)
