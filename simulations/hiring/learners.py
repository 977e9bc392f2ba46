"""What is fitted to the record: learners of scikit-learn, each giving a score and its columns' weights.

A logistic regression is fitted by Newton's method, which for a handful of columns needs few looks
at the data; a first fit on a small part of a large record tells it where to start, and saves half
of them. Libraries are imported when they are first needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulations.hiring.population import Flags, Floats, Groups

PILOT = 5_000
"""On how many records a logistic regression looks first, where there are at least four times as many."""
DEPTH, LEAF = 6, 20
"""A decision tree's depth at most, and the people in each of its leaves at least."""
TREES, TREE_LEAVES, RATE = 40, 8, 0.15
"""Gradient boosting: how many trees, of how many leaves, each added at which rate."""
LOOKED_AT = 1_000
"""On how many people the weights of a boosted model's columns are estimated."""


@dataclass(frozen=True)
class Learnt:
    """A fitted model.

    Attributes
    ----------
    score
        Scores (n,) of people given the columns (K, n) and groups (n,); a higher one is better.
    weights : (K,) float
        Weight of each column that the model saw.
    ties
        Whether two people can have the same score.
    """

    score: Callable[[Floats, Groups], Floats]
    weights: Floats
    ties: bool


def nothing_learnt(columns: int) -> Learnt:
    """What is learnt where all records say the same: everybody is equal."""
    return Learnt(lambda seen, group: np.zeros(seen.shape[1]), np.zeros(columns), ties=True)


def logistic(columns: Floats, yes: Flags, weights: Floats | None = None) -> Learnt:
    """Logistic regression; a column's weight is its coefficient for one standard deviation."""
    from sklearn import config_context
    from sklearn.linear_model import LogisticRegression

    label, seen = yes.astype(np.float64), columns.T
    with config_context(assume_finite=True, skip_parameter_validation=True):
        fitted = LogisticRegression(solver="newton-cholesky", tol=1e-6, warm_start=True)
        if len(label) >= 4 * PILOT and 0 < label[:PILOT].sum() < PILOT:
            fitted.fit(seen[:PILOT], label[:PILOT], None if weights is None else weights[:PILOT])
        fitted.fit(seen, label, weights)
    coefficients = fitted.coef_[0]
    return Learnt(
        lambda seen, group: np.asarray(coefficients @ seen),
        coefficients * columns.std(axis=1), ties=False,
    )


def tree(columns: Floats, yes: Flags, weights: Floats | None = None) -> Learnt:
    """A decision tree of bounded depth; a column's weight is its share of the impurity removed."""
    from sklearn.tree import DecisionTreeClassifier

    fitted = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=LEAF, random_state=0)
    fitted.fit(columns.T, yes, sample_weight=weights)
    return Learnt(lambda seen, group: chances(fitted, seen), fitted.feature_importances_, ties=True)


def boosting(columns: Floats, yes: Flags, weights: Floats | None = None) -> Learnt:
    """Gradient boosting; a column's weight is its share of how far scores move when it is shuffled."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    fitted = HistGradientBoostingClassifier(
        max_iter=TREES, max_leaf_nodes=TREE_LEAVES, learning_rate=RATE, early_stopping=False, random_state=0
    )
    fitted.fit(columns.T, yes, sample_weight=weights)
    weights_of_columns = share_moved(lambda seen: chances(fitted, seen), columns)
    return Learnt(lambda seen, group: chances(fitted, seen), weights_of_columns, ties=True)


def learner(kind: str) -> Callable[[Floats, Flags, Floats | None], Learnt]:
    """The learner of this name (``HiringParameters.model``)."""
    match kind:
        case "logistic":
            return logistic
        case "tree":
            return tree
        case "boosting":
            return boosting
        case _:
            raise ValueError(f"there is no learner '{kind}'")


def share_moved(score: Callable[[Floats], Floats], columns: Floats) -> Floats:
    """How far scores move when each column is shuffled, as shares of the sum: (K,)."""
    looked_at = columns[:, :LOOKED_AT]
    before = score(looked_at)
    moved = np.empty(len(columns))
    for index in range(len(columns)):
        shuffled = looked_at.copy()
        shuffled[index] = np.roll(shuffled[index], 1)
        moved[index] = np.abs(score(shuffled) - before).mean()
    return moved / max(float(moved.sum()), 1e-12)


def chances(fitted: Any, columns: Floats) -> Floats:
    """The fitted model's chance of a yes for each person."""
    return np.asarray(fitted.predict_proba(columns.T)[:, 1])
