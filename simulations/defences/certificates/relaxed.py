"""Tighter bounds for the same small network: each neuron between two lines, instead of in an interval.

While its input is between ``low`` and ``high``, a ReLU lies below the line from (low, 0) to
(high, high), and above either zero or its input. With the lines put in its place the whole network is
linear, and its lowest lead over a box of pixels is exact: the pixels are remembered all the way,
which intervals forget. The model is the same; only more of what holds is proved.

Source: Huan Zhang, Tsui-Wei Weng, Pin-Yu Chen, Cho-Jui Hsieh and Luca Daniel, "Efficient Neural
Network Robustness Certification with General Activation Functions", 2018 (CROWN).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulations.base import ParameterError
from simulations.defences.certificates.intervals import bisected, box, checked_eps, interval_lead
from simulations.signs.attacks.base import Images, Labels

if TYPE_CHECKING:
    from simulations.signs.networks import Network

Floats = NDArray[np.float64]
BLOCK = 50
"""How many signs are bounded at once: bounds what memory they take."""


def relaxed_certified(network: Network, images: Images, labels: Labels, eps: float) -> NDArray[np.bool_]:
    """Which signs (n,) are proved to be read as what they are, whatever changes by ``eps`` or less.

    As ``interval_certified``, which it never proves less than, for networks of one hidden layer.
    Raises ParameterError for other networks and where ``eps`` is not between 0 and 1.
    """
    checked_eps(eps)
    _checked_layers(network)
    everyone = np.arange(len(labels))
    return _certified(network, images, labels, everyone, np.full(len(labels), eps))


def relaxed_radius(network: Network, images: Images, labels: Labels, *, most: float = 16 / 255) -> Floats:
    """The largest change (n,) up to ``most`` within which each sign is certified; 0 where none is."""
    checked_eps(most)
    _checked_layers(network)
    return bisected(
        lambda which, eps: _certified(network, images, labels, which, eps), len(labels), most
    )


def _checked_layers(network: Network) -> None:
    if len(network.layers) != 2:
        raise ParameterError([
            "bounds by lines need a network of one hidden layer "
            f"(got {len(network.layers) - 1}): take interval bounds instead"
        ])


def _certified(
    network: Network, images: Images, labels: Labels, which: NDArray[np.intp], eps: Floats,
) -> NDArray[np.bool_]:
    certified = np.zeros(len(which), dtype=bool)
    for start in range(0, len(which), BLOCK):
        part = slice(start, start + BLOCK)
        lead = _lead(network, images[which[part]], labels[which[part]], eps[part])
        certified[part] = (lead > 0).all(axis=1)
    return certified


def _lead(network: Network, images: Images, labels: Labels, eps: Floats) -> Floats:
    """Lower bounds (n, 12) of the lead of the true class over each other; infinite over itself."""
    (first, shift), (last, bias) = network.layers
    middle, half = box(network, images, eps)
    centre, reach = middle @ first + shift, half @ np.abs(first)
    low, high = centre - reach, centre + reach
    over = last.T[labels][:, None, :] - last.T.astype(float)
    # the two lines of each neuron: upper * (input - low), and lower * input
    uncertain = (low < 0) & (high > 0)
    upper = np.where(uncertain, high / np.where(uncertain, high - low, 1.0), (low >= 0).astype(float))
    lower = np.where(uncertain, (high > -low).astype(float), upper)
    slope = np.where(over > 0, lower[:, None, :], upper[:, None, :]) * over
    offset = np.minimum(over, 0) * np.where(uncertain, -upper * low, 0.0)[:, None, :]
    ends = slope @ first.T.astype(float)
    lead: Floats = (
        np.einsum("nch,nh->nc", slope, centre) + offset.sum(axis=2) + bias[labels][:, None] - bias
        - np.einsum("ncp,np->nc", np.abs(ends), half)
    )
    # a lower line may be worse at its end than the interval is: the better of two true bounds is true
    return np.maximum(lead, interval_lead(network, images, labels, eps))
