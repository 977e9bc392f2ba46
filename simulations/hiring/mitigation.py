"""What can be done about the difference: before training, in training, and after it.

Reweighing follows Kamiran and Calders: Data preprocessing techniques for classification without
discrimination, 2012. Removing correlation and training under a constraint (Agarwal and others: A
reductions approach to fair classification, 2018) are fairlearn's own, which is imported when it
is first asked for. Thresholds by group are in ``ranking``.
"""

from __future__ import annotations

import threading
import warnings

import numpy as np

from simulations.hiring import learners
from simulations.hiring.learners import Learnt
from simulations.hiring.measures import ratio
from simulations.hiring.population import Flags, Floats, Groups

CONSTRAINED_ON = 20_000
"""On how many records at most a model is trained under a constraint: it takes dozens of fits."""
DIFFERENCE_BOUND = 0.01
"""How far a group's predicted rate may lie from everyone's, in training under a constraint."""

_quietly = threading.Lock()  # warnings.catch_warnings changes the whole process


def reweighing(yes: Flags, group: Groups, groups: int) -> Floats:
    """A weight for each record that makes label and group independent.

    ``w(g, y) = P(g) P(y) / P(g, y)``: records of those passed over more than others weigh more.

    Returns
    -------
    (n,) float
    """
    together = np.bincount(2 * group.astype(np.int64) + yes, minlength=2 * groups).reshape(groups, 2)
    expected = together.sum(axis=1, keepdims=True) * together.sum(axis=0) / max(1, len(yes))
    weights = ratio(expected, together)
    return np.asarray(weights[group, yes.astype(np.int64)])


def in_group(group: Groups, groups: int) -> Floats:
    """A row for every group but A, 1 for its members: (G - 1, n)."""
    return np.asarray(group == np.arange(1, groups, dtype=np.uint8)[:, None], dtype=np.float64)


def without_correlation(
    columns: Floats, yes: Flags, group: Groups, groups: int, kind: str
) -> tuple[Learnt, Floats]:
    """A model of columns from which what is linear in the group has been taken out.

    Returns it and the columns (K, n) that it saw.
    """
    from fairlearn.preprocessing import CorrelationRemover

    count = len(columns)
    remover = CorrelationRemover(sensitive_feature_ids=list(range(count, count + groups - 1)))
    remover.fit(np.vstack([columns, in_group(group, groups)]).T)

    def cleared(seen: Floats, members: Groups) -> Floats:
        return np.asarray(remover.transform(np.vstack([seen, in_group(members, groups)]).T)).T

    seen = cleared(columns, group)
    learnt = learners.learner(kind)(seen, yes, None)
    return Learnt(
        lambda columns, members: learnt.score(cleared(columns, members), members),
        learnt.weights, learnt.ties,
    ), seen


def constrained(columns: Floats, yes: Flags, group: Groups, kind: str) -> Learnt:
    """A mixture of models trained so that both groups are predicted a yes equally often.

    The score is the mixture's mean chance of a yes, by the weight of each of its models.
    """
    from fairlearn.reductions import DemographicParity, ExponentiatedGradient

    few = slice(0, CONSTRAINED_ON)
    search = ExponentiatedGradient(
        _estimator(kind), DemographicParity(difference_bound=DIFFERENCE_BOUND)
    )
    with _quietly, warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"fairlearn\.")
        warnings.filterwarnings("ignore", category=FutureWarning, module=r"fairlearn\.")
        search.fit(columns[:, few].T, yes[few].astype(np.int64), sensitive_features=group[few])
    # by its index: the order of the weights is not that of the models
    mixture = [
        (float(share), search.predictors_[index]) for index, share in search.weights_.items() if share > 0
    ]
    weights = np.zeros(len(columns))
    for share, fitted in mixture:
        if hasattr(fitted, "coef_"):
            weights += share * fitted.coef_[0] * columns[:, few].std(axis=1)
        elif hasattr(fitted, "feature_importances_"):
            weights += share * fitted.feature_importances_

    def score(seen: Floats, members: Groups) -> Floats:
        total = np.zeros(seen.shape[1])
        for share, fitted in mixture:
            chances = np.asarray(fitted.predict_proba(seen.T))
            # a model that met one answer only knows the chance of that one
            total += share * (chances[:, 1] if chances.shape[1] == 2 else float(fitted.classes_[0]))
        return total

    if kind == "boosting":
        weights = learners.share_moved(lambda seen: score(seen, group), columns)
    return Learnt(score, weights, ties=True)


def _estimator(kind: str) -> object:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.tree import DecisionTreeClassifier

    if kind == "tree":
        return DecisionTreeClassifier(
            max_depth=learners.DEPTH, min_samples_leaf=learners.LEAF, random_state=0
        )
    if kind == "boosting":
        return HistGradientBoostingClassifier(
            max_iter=learners.TREES, max_leaf_nodes=learners.TREE_LEAVES, learning_rate=learners.RATE,
            early_stopping=False, random_state=0,
        )
    return LogisticRegression(solver="newton-cholesky")
