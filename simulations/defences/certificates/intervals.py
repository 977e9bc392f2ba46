"""Interval bounds: what every neuron can be while each pixel moves within its own interval.

Each layer turns intervals into intervals, and the lead of a class over another has one at the end.
Where its lower end is above zero, nothing within the budget changes the reading. Where it is not,
nothing is known: the intervals forget that the neurons depend on the same pixels.

The last layer is taken for each pair of classes at once, which is tighter than subtracting two
intervals. Source: Sven Gowal and others, "On the Effectiveness of Interval Bound Propagation for
Training Verifiably Robust Models", 2018.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulations.parameters import ParameterError
from simulations.signs.attacks.base import Images, Labels

if TYPE_CHECKING:
    from simulations.signs.networks import Network

Floats = NDArray[np.float64]
HALVINGS = 8
"""How often the interval in which a radius lies is halved: to 1 in 256 of the largest."""


def interval_certified(network: Network, images: Images, labels: Labels, eps: float) -> NDArray[np.bool_]:
    """Which signs (n,) are proved to be read as what they are, whatever changes by ``eps`` or less.

    Parameters
    ----------
    network
        ReLU layers and a linear one.
    images : (n, 32, 32, 3)
        Between 0 and 1, where every changed picture stays as well.
    labels : (n,) int
        What the signs are; one that is misread is never certified.
    eps
        The largest change of any pixel, where 1 is from black to white. Turned up, less is proved.

    Raises
    ------
    ParameterError
        Where ``eps`` is not between 0 and 1.
    """
    checked_eps(eps)
    return _certified(network, images, labels, eps)


def interval_radius(network: Network, images: Images, labels: Labels, *, most: float = 16 / 255) -> Floats:
    """The largest change (n,) up to ``most`` within which each sign is certified; 0 where none is."""
    checked_eps(most)
    return bisected(
        lambda which, eps: _certified(network, images[which], labels[which], eps),
        len(labels), most,
    )


def bisected(
    certified: Callable[[NDArray[np.intp], Floats], NDArray[np.bool_]], count: int, most: float,
) -> Floats:
    """The largest budget (n,) at which each is certified, from below, by halving.

    ``certified(which, eps)`` answers for some of them at a budget of their own (k,).
    """
    everyone = np.arange(count)
    low, high = np.zeros(count), np.full(count, most)
    low[certified(everyone, high)] = most
    open_ = everyone[low < most]
    open_ = open_[certified(open_, low[open_])]
    for _ in range(HALVINGS if len(open_) else 0):
        middle = (low[open_] + high[open_]) / 2
        holds = certified(open_, middle)
        low[open_] = np.where(holds, middle, low[open_])
        high[open_] = np.where(holds, high[open_], middle)
    return low


def box(network: Network, images: Images, eps: float | Floats) -> tuple[Floats, Floats]:
    """Middle and half-width (n, pixels) of what each pixel can be and still be shown."""
    flat = images.reshape(len(images), len(network.layers[0][0])).astype(float)
    width = np.broadcast_to(np.asarray(eps, dtype=float), len(flat))[:, None]
    return halves(np.clip(flat - width, 0, 1), np.clip(flat + width, 0, 1))


def halves(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Middle and half-width of intervals given by their ends."""
    return (low + high) / 2, (high - low) / 2


def checked_eps(eps: float) -> None:
    """Raises ParameterError where ``eps`` is not a change that a pixel can make."""
    if not 0 <= eps <= 1:
        raise ParameterError([f"eps must be between 0 and 1 (got {eps:g})"])


def _certified(network: Network, images: Images, labels: Labels, eps: float | Floats) -> NDArray[np.bool_]:
    lowest = interval_lead(network, images, labels, eps).min(axis=1)
    certified: NDArray[np.bool_] = lowest > 0
    return certified


def interval_lead(network: Network, images: Images, labels: Labels, eps: float | Floats) -> Floats:
    """Lower ends (n, 12) of the lead of the true class over each other; infinite over itself."""
    middle, half = box(network, images, eps)
    for weights, bias in network.layers[:-1]:
        middle, half = middle @ weights + bias, half @ np.abs(weights)
        middle, half = halves(np.maximum(middle - half, 0), np.maximum(middle + half, 0))
    weights, bias = network.layers[-1]
    lead = np.empty((len(labels), len(bias)))
    for label in np.unique(labels):
        its = labels == label
        over = weights[:, [label]] - weights.astype(float)
        lead[its] = middle[its] @ over + (bias[label] - bias) - half[its] @ np.abs(over)
        lead[its, label] = np.inf
    return lead
