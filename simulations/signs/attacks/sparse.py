"""An attack on a few pixels, each changed as far as it likes.

After each step the gradient tells which untouched pixel promises most if its red, green and blue
are set to 0 or 1, whichever helps; that one is taken too, and those taken before are set anew by
the gradient as it is now. A sign stops when it is read as wanted, so that no pixel is spent in
vain. It is the greedy idea of Nicolas Papernot and others (The limitations of deep learning in
adversarial settings, 2016), with whole pixels and the margin in place of pairs of features.
"""

from __future__ import annotations

import numpy as np

from simulations.signs.attacks.base import Attacked, Differentiable, Goal, Images, attacked
from simulations.signs.attacks.budgets import checked
from simulations.signs.attacks.gradient import outer


def sparse(model: Differentiable, images: Images, goal: Goal, *, pixels: int = 10) -> Attacked:
    """At most ``pixels`` pixels (1 to 1,024) changed, all channels of each.

    Raises ParameterError where ``pixels`` is out of range.
    """
    n, height, width, channels = images.shape
    checked(("pixels", pixels, 1, height * width))
    original = images.reshape(n, height * width, channels)
    x = original.copy()
    taken = np.zeros((n, height * width), bool)
    asked = np.zeros(n, np.int64)
    for _ in range(pixels):
        scores = model.scores(x.reshape(images.shape))
        left = np.flatnonzero(~goal.reached(scores))
        if not len(left):
            break
        weights = outer(scores[left], goal.take(left), "margin")
        uphill = model.gradient(x[left].reshape(-1, height, width, channels), weights)
        uphill = uphill.reshape(len(left), -1, channels)
        corners = (uphill > 0).astype(np.float32)
        # what the margin gains, to first order, if the pixel goes from what it was to its corner
        gain = (uphill * (corners - original[left])).sum(axis=-1)
        gain[taken[left]] = -np.inf
        taken[left, gain.argmax(axis=1)] = True
        x[left] = np.where(taken[left][..., None], corners, x[left])
        asked[left] += 1
    return attacked(model, images, x.reshape(images.shape), goal, queries=asked)
