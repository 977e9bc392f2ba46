"""Pictures whose nearest neighbours have another label.

For each picture the nearest others are looked up, and it is suspect where most of them have
another label than its own. After Andrea Paudice, Luis Munoz-Gonzalez and Emil Lupu: Label
sanitization against label flipping poisoning attacks, 2018.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Labels
from simulations.signs.classes import COUNT

NEIGHBOURS = 10
"""How many neighbours vote on each picture."""
COMPONENTS = 60
"""Along how many components distance is measured: along more of them, all pictures are about as far away."""
_AT_ONCE = 500


def disagreeing(features: NDArray[np.float32], labels: Labels) -> NDArray[np.bool_]:
    """(n,) whether most of the nearest neighbours of each picture have another label.

    Parameters
    ----------
    features : (n, d) float
        Pictures as points; the distance is Euclid's, along the first components.
    labels : (n,) int
        What they are said to be.
    """
    features = features[:, :COMPONENTS]
    squares = (features**2).sum(axis=1)
    suspect = np.zeros(len(labels), dtype=bool)
    for start in range(0, len(labels), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        distances = squares - 2 * features[some] @ features.T  # squared, less what is the same for all
        own = np.arange(len(distances))
        distances[own, start + own] = np.inf
        nearest = np.argpartition(distances, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        votes = (labels[nearest][:, :, None] == np.arange(COUNT)).sum(axis=1)
        suspect[some] = votes[own, labels[some]] <= NEIGHBOURS // 2
    return suspect
