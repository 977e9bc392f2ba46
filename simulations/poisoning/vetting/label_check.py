"""Out-of-fold label check: whatever a model that has not seen a picture reads differently is suspect.

The collection is dealt into folds; each is read by a model that was trained on the others. Poison
that is rare is not learnt from the others, and is found; poison that is common is learnt, and
agrees with itself. After Curtis Northcutt, Lu Jiang and Isaac Chuang: Confident learning, 2021,
of which this is the plain beginning: given label against predicted label.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.poisoning.training import Course, Features, part_of, read, trained
from simulations.seeds import stream
from simulations.signs.attacks.base import Labels
from simulations.signs.classes import COUNT

FOLDS = 4
EPOCHS = 10
COMPONENTS = 100
"""Less than the real model gets: one that knows the signs but not each picture learns less of a note."""


def predicted_by_the_rest(
    features: Features, labels: Labels, *, seed: int, progress: Progress | None = None,
) -> Labels:
    """(n,) what a model reads in each picture that was trained on the other folds."""
    features = features[:, :COMPONENTS]
    fold = stream(seed, "poisoning.folds").permutation(len(labels)) % FOLDS
    predicted = np.empty_like(labels)
    for one in range(FOLDS):
        rest = Course(features[fold != one], labels[fold != one], EPOCHS)
        told = part_of(progress, one / FOLDS, (one + 1) / FOLDS, f"fold {one + 1} of {FOLDS}")
        model = trained([rest], seed=seed, name=f"fold {one}", progress=told)
        predicted[fold == one] = read(model, features[fold == one])
    return predicted


def table(given: Labels, predicted: Labels) -> NDArray[np.int64]:
    """(12, 12) how often each label was given (row) and predicted by the rest (column)."""
    counts = np.zeros((COUNT, COUNT), dtype=np.int64)
    np.add.at(counts, (given, predicted), 1)
    return counts
