"""What Julia Dressel and Hany Farid found, to stand beside ours: other people, other data.

The accuracy, fairness, and limits of predicting recidivism, Science Advances 4 (1), 2018, tables 1
and 2: rearrests of 7,214 people in Broward County, Florida.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """One column of table 2: how often a predictor is right, and its errors, white before black."""

    name: str
    features: int
    accuracy: float
    false_positive: tuple[float, float]
    false_negative: tuple[float, float]


TWO = Found("logistic regression", 2, 0.668, (0.253, 0.456), (0.461, 0.216))
SEVEN = Found("logistic regression", 7, 0.666, (0.253, 0.429), (0.473, 0.242))
COMPAS = Found("COMPAS", 137, 0.654, (0.235, 0.448), (0.477, 0.280))
FOUND = (TWO, SEVEN, COMPAS)
