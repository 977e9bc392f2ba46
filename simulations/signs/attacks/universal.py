"""One pattern for all signs: the same change, added to whatever is seen.

The gradient is summed over many signs, and the pattern climbs it in small steps within its budget.
Such patterns exist because models read different signs by the same features (Seyed-Mohsen
Moosavi-Dezfooli and others, Universal adversarial perturbations, 2017; made by projected gradient
steps as in Ali Shafahi and others, Universal adversarial training, 2020). It should be counted on
signs that it was not made from.
"""

from __future__ import annotations

import numpy as np

from simulations.signs.attacks.base import Attacked, Differentiable, Goal, Images, Reader, attacked
from simulations.signs.attacks.budgets import MOST_STEPS, checked
from simulations.signs.attacks.gradient import Loss, ascent


def pattern(
    model: Differentiable, images: Images, goal: Goal, *, eps: float, steps: int = 20,
    loss: Loss = "cross-entropy",
) -> Images:
    """The pattern (1, 32, 32, 3), between -eps and eps, that helps the attacker most over all ``images``.

    Raises ParameterError where ``eps`` (0 to 1) or ``steps`` (at least 1) is out of range.
    """
    checked(("eps", eps, 0, 1), ("steps", steps, 1, MOST_STEPS))
    length = np.float32(2.5 * eps / steps)
    found = np.zeros((1, *images.shape[1:]), np.float32)
    for _ in range(steps):
        uphill = ascent(model, np.clip(images + found, 0, 1), goal, loss).sum(axis=0, keepdims=True)
        found = np.clip(found + length * np.sign(uphill), -eps, eps)
    return found


def worn(model: Reader, images: Images, goal: Goal, found: Images) -> Attacked:
    """``found`` added to each of the signs; asks the model nothing."""
    return attacked(model, images, images + found, goal, queries=0)


def universal(
    model: Differentiable, images: Images, goal: Goal, *, eps: float, steps: int = 20,
    loss: Loss = "cross-entropy",
) -> Attacked:
    """A pattern made from these signs, worn by these signs; see ``pattern``."""
    found = pattern(model, images, goal, eps=eps, steps=steps, loss=loss)
    shown = worn(model, images, goal, found)
    return Attacked(images, shown.images, shown.reached, np.full(len(images), steps))
