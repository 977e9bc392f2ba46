"""Spectral signatures: the outliers of each class along its strongest direction are dropped.

Poisoned pictures of a class share the note, and the hidden layer should separate them from the
others along the direction in which the class varies most. After Brandon Tran, Jerry Li and
Aleksander Madry: Spectral signatures in backdoor attacks, 2018.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Labels


def outlier_scores(hidden: NDArray[np.float32], labels: Labels) -> NDArray[np.float64]:
    """(n,) how far each picture lies along the strongest direction of its class.

    Parameters
    ----------
    hidden : (n, h) float
        The last hidden layer of the model that was trained on these pictures.
    labels : (n,) int
        What they are said to be.
    """
    scores = np.zeros(len(labels))
    for label in np.unique(labels):
        members = labels == label
        centred = hidden[members].astype(float)
        centred -= centred.mean(axis=0)
        _, directions = np.linalg.eigh(centred.T @ centred)
        scores[members] = (centred @ directions[:, -1]) ** 2
    return scores


def outliers(hidden: NDArray[np.float32], labels: Labels, dropped: float) -> NDArray[np.bool_]:
    """(n,) the ``dropped`` per cent of each class that lie farthest out, whether poisoned or not."""
    scores = outlier_scores(hidden, labels)
    flagged = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        count = math.ceil(dropped / 100 * len(members))
        flagged[members[np.argsort(-scores[members], kind="stable")[:count]]] = True
    return flagged
