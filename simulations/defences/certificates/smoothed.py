"""A smoothed network as its attacker sees it: with a gradient.

The scores are logarithms of the mean probability over noisy copies, so that the cross-entropy of the
smoothed model is what an attack follows, and not the mean of the copies' own losses. The copies
are the same at every question: for them the gradient is exact, and averaging over the attack's
randomness is done once.

Source: Hadi Salman and others, "Provably Robust Deep Learning via Adversarially Trained Smoothed
Classifiers", 2019 (SmoothAdv); the mean over copies is what Anish Athalye and others, "Obfuscated
Gradients Give a False Sense of Security", 2018, call expectation over transformation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulations.defences.certificates.smoothing import checked, flows, hidden_copies, hidden_noise
from simulations.seeds import stream
from simulations.signs.attacks.base import Images, Scores

if TYPE_CHECKING:
    from simulations.signs.networks import Network

Floats = NDArray[np.float64]


def smoothed_scores(
    network: Network, images: Images, sigma: float, samples: int, rng: np.random.Generator
) -> Scores:
    """The mean probabilities (n, 12) over noisy copies of each sign. Raises ParameterError."""
    checked(sigma, samples, fewest=1)
    return np.exp(_mean(network, images, hidden_noise(network, sigma, samples, rng)))


class Smoothed:
    """The smoothed network to its attacker: ``Differentiable``, and the same at every question.

    Parameters
    ----------
    network
        What is shown the noisy copies.
    sigma
        Standard deviation of their noise, where 1 is from black to white.
    samples
        How many copies. More of them tell the attacker more, and cost more.
    seed
        Of the noise.

    Raises
    ------
    ParameterError
        Where ``sigma`` is not above 0 and at most 10, or ``samples`` not between 1 and a million.
    """

    def __init__(self, network: Network, sigma: float, samples: int = 64, seed: int = 1) -> None:
        checked(sigma, samples, fewest=1)
        self.network = network
        self.noise = hidden_noise(network, sigma, samples, stream(seed, "smoothing: attacker"))

    def scores(self, images: Images) -> Scores:
        """Logarithms (n, 12) of the mean probabilities over the copies."""
        return _mean(self.network, images, self.noise)

    def gradient(self, images: Images, weights: Scores) -> Images:
        """Gradient (n, 32, 32, 3), by every pixel, of ``(weights * scores(images)).sum(axis=1)``."""
        behind, later = self.network.layers[0], self.network.layers[1:]
        found = np.empty((len(images), len(behind[0])))
        for part, inputs in hidden_copies(self.network, images, self.noise):
            received = flows(self.network, inputs)
            logarithms = _log_softmax(received[-1])
            # how much each copy adds to the mean probability of each class
            parts = np.exp(logarithms - logarithms.max(axis=1, keepdims=True))
            parts *= weights[part, None, :] / parts.sum(axis=1, keepdims=True)
            back = parts - np.exp(logarithms) * parts.sum(axis=2, keepdims=True)
            for (layer, _), flow in zip(reversed(later), reversed(received[:-1]), strict=True):
                back = (back @ layer.T) * (flow > 0)
            found[part] = back.sum(axis=1) @ behind[0].T
        return found.reshape(images.shape).astype(images.dtype)


def _mean(network: Network, images: Images, noise: NDArray[np.float32]) -> Scores:
    """Logarithms (n, 12) of the mean probabilities."""
    means = np.empty((len(images), len(network.layers[-1][1])))
    for part, inputs in hidden_copies(network, images, noise):
        logarithms = _log_softmax(flows(network, inputs)[-1])
        top = logarithms.max(axis=1, keepdims=True)
        means[part] = top[:, 0] + np.log(np.exp(logarithms - top).mean(axis=1))
    return means


def _log_softmax(scores: NDArray[np.floating[Any]]) -> Floats:
    exact = scores.astype(float) - scores.max(axis=2, keepdims=True)
    logarithms: Floats = exact - np.log(np.exp(exact).sum(axis=2, keepdims=True))
    return logarithms
