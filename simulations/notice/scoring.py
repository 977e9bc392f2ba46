"""The score: a logistic regression on past cases, told as points against the average person.

A linear score is a sum, so that each column's part in it can be told exactly: its weight times how
far the person is from the average. Those parts sum to the points above or below 50.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulations.notice.columns import COLUMNS
from simulations.notice.people import drawn
from simulations.notice.result import AVERAGE, SPREAD, Decision, Floats
from simulations.seeds import stream

PAST = 4_000
"""How many past cases the score is fitted to."""
USUAL = -0.9
"""Log odds that the average past case went wrong."""
STEPS, CLOSE = 12, 1e-10
"""Newton's steps at most, and the change at which it stops."""


@dataclass(frozen=True)
class Score:
    """Points of a person: ``AVERAGE + weights @ (record - mean)``.

    Attributes
    ----------
    weights : (K,) float
        Points for one more of each column.
    mean : (K,) float
        The record of the average person.
    """

    weights: Floats
    mean: Floats

    def contributions(self, records: Floats) -> Floats:
        """Points that each column brings, against the average person: (n, K) of records (n, K)."""
        found: Floats = self.weights * (records - self.mean)
        return found

    def points(self, records: Floats) -> Floats:
        """Points (n,) of records (n, K)."""
        found: Floats = AVERAGE + self.contributions(records).sum(axis=-1)
        return found


def logistic(columns: Floats, wrong: Floats) -> Floats:
    """Coefficients (1 + K,), the constant first, of a logistic regression by Newton's method."""
    design = np.column_stack([np.ones(len(columns)), columns])
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-design @ weights))
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(curvature, design.T @ (wrong - chance))
        weights += step
        if np.abs(step).max() < CLOSE:
            break
    return weights


def fitted(about: Decision, recorded_b: float, seed: int) -> Floats:
    """Weights (K,) learnt from past cases, whose records were made as those of today.

    Whether a case went wrong follows from what people did, the weights from what was recorded.
    """
    past = drawn(about, recorded_b, seed, PAST, "past")
    effects = np.array([column.effect for column in COLUMNS[about]])
    odds = USUAL + (past.lived - past.lived.mean(axis=0)) @ effects
    wrong = stream(seed, "went wrong").random(PAST) < 1 / (1 + np.exp(-odds))
    scale = past.recorded.std(axis=0)
    standard = (past.recorded - past.recorded.mean(axis=0)) / scale
    weights: Floats = logistic(standard, wrong.astype(float))[1:] / scale
    return weights


def score_of(weights: Floats, records: Floats) -> Score:
    """``weights`` in points, such that everybody of ``records`` has 50 on average and a spread of 10."""
    return Score(weights * SPREAD / float((records @ weights).std()), records.mean(axis=0))
