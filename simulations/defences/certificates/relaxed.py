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

from simulations.defences.certificates.intervals import bisected, box, checked_eps, interval_lead
from simulations.parameters import ParameterError
from simulations.signs.attacks.base import Images, Labels

if TYPE_CHECKING:
    from simulations.signs.networks import Network

Floats = NDArray[np.float64]
BLOCK = 500
"""How many leads are bounded at once: bounds what memory they take."""


def relaxed_certified(network: Network, images: Images, labels: Labels, eps: float) -> NDArray[np.bool_]:
    """Which signs (n,) are proved to be read as what they are, whatever changes by ``eps`` or less.

    As ``interval_certified``, which it never proves less than, for networks of one hidden layer.
    Raises ParameterError for other networks and where ``eps`` is not between 0 and 1.
    """
    checked_eps(eps)
    _checked_layers(network)
    asked = np.ones((len(labels), len(network.layers[-1][1])), dtype=bool)
    certified: NDArray[np.bool_] = np.all(
        _proved(network, images, labels, np.full(len(labels), eps), asked), axis=1
    )
    return certified


def relaxed_radius(network: Network, images: Images, labels: Labels, *, most: float = 16 / 255) -> Floats:
    """The largest change (n,) up to ``most`` within which each sign is certified; 0 where none is."""
    checked_eps(most)
    _checked_layers(network)
    asked = np.ones((len(labels), len(network.layers[-1][1])), dtype=bool)

    def certified(which: NDArray[np.intp], eps: Floats) -> NDArray[np.bool_]:
        proved = _proved(network, images[which], labels[which], eps, asked[which])
        holds: NDArray[np.bool_] = np.all(proved, axis=1)
        # what holds at this budget holds at all smaller ones, the only ones still to come for these
        asked[which[~holds]] &= ~proved[~holds]
        return holds

    return bisected(certified, len(labels), most)


def _checked_layers(network: Network) -> None:
    if len(network.layers) != 2:
        raise ParameterError([
            "bounds by lines need a network of one hidden layer "
            f"(got {len(network.layers) - 1}): take interval bounds instead"
        ])


def _proved(
    network: Network, images: Images, labels: Labels, eps: Floats, asked: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Whether (n, 12) the true class is ahead of each other all over the box; true where not asked."""
    # a lower line may be worse at its end than the interval is: what either proves is proved
    proved: NDArray[np.bool_] = ~asked | (interval_lead(network, images, labels, eps) > 0)
    (first, shift), (last, bias) = network.layers
    middle, half = box(network, images, eps)
    centre, reach = middle @ first + shift, half @ np.abs(first)
    low, high = centre - reach, centre + reach
    # the two lines of each neuron: upper * (input - low), and lower * input
    uncertain = (low < 0) & (high > 0)
    upper = np.where(uncertain, high / np.where(uncertain, high - low, 1.0), (low >= 0).astype(float))
    lower = np.where(uncertain, (high > -low).astype(float), upper)
    raised = np.where(uncertain, -upper * low, 0.0)
    signs, others = np.nonzero(~proved)
    for start in range(0, len(signs), BLOCK):
        sign, other = signs[start:start + BLOCK], others[start:start + BLOCK]
        over = last.T[labels[sign]] - last.T[other].astype(float)
        slope = np.where(over > 0, lower[sign], upper[sign]) * over
        ends = slope @ first.T.astype(float)
        lead = (
            (slope * centre[sign]).sum(axis=1) + (np.minimum(over, 0) * raised[sign]).sum(axis=1)
            + bias[labels[sign]] - bias[other] - (np.abs(ends) * half[sign]).sum(axis=1)
        )
        proved[sign, other] = lead > 0
    return proved
