"""The exact radius of a linear model: how far a picture must be moved before another class wins.

The difference of two linear scores is linear, so the nearest border is found by one division: the
lead of the class over another, by the dual norm of the difference of their weights. No attack can
do it with less, and one does it with exactly as much where pixels may leave 0 to 1. They may not,
so for pictures the radius is on the safe side.

Source: Matthias Hein and Maksym Andriushchenko, "Formal Guarantees on the Robustness of a Classifier
against Adversarial Manipulation", 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from simulations.parameters import ParameterError
from simulations.signs.attacks.base import Images, Labels

if TYPE_CHECKING:
    from simulations.signs.networks import Network

DUAL = {"linf": 1, "l2": 2}
"""The norm of the weights that goes with each norm of the change."""


def linear_radius(
    network: Network, images: Images, labels: Labels, norm: Literal["linf", "l2"] = "linf",
    *, targets: Labels | None = None,
) -> NDArray[np.float64]:
    """The radius (n,) within which no sign is read as another (as its target); 0 where it is already.

    Parameters
    ----------
    network
        A network of one layer: logistic regression, a linear support vector machine.
    images : (n, 32, 32, 3)
    labels : (n,) int
        What the signs are.
    norm
        ``linf``: the largest change of any pixel, where 1 is from black to white; ``l2``: the root
        of the summed squares of all changes.
    targets : (n,) int
        What an attacker wants each read as; any other class where it is not given.

    Raises
    ------
    ParameterError
        For a network of more layers, or an unknown norm.
    """
    faults = []
    if len(network.layers) != 1:
        faults.append("the exact radius needs a model of one layer "
                      f"(got {len(network.layers)}): take interval bounds or smoothing instead")
    if norm not in DUAL:
        faults.append(f"norm must be one of {', '.join(DUAL)} (got {norm})")
    if faults:
        raise ParameterError(faults)
    [(weights, bias)] = network.layers
    scores = images.reshape(len(images), len(weights)) @ weights.astype(float) + bias
    lead = scores[np.arange(len(labels)), labels][:, None] - scores
    apart = np.linalg.norm(weights[:, :, None] - weights[:, None, :].astype(float), DUAL[norm], axis=0)
    # two classes of the same weights keep their distance for ever, and a class its own
    with np.errstate(divide="ignore", invalid="ignore"):
        radius = np.where(apart[labels] > 0, lead / apart[labels], np.where(lead > 0, np.inf, 0.0))
    rows = np.arange(len(labels))
    radius[rows, labels] = np.inf
    found: NDArray[np.float64] = radius.min(axis=1) if targets is None else radius[rows, targets]
    return np.maximum(found, 0.0)
