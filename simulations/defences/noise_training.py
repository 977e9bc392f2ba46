"""Training a network on noisy signs, so that most noisy copies of a sign are read as what it is.

A smoothed model is as good as its network is at reading noise, and a network that never saw any is
lost. So every sign is shown anew in every round, with other noise. Principal components turn the
noise of the pixels into independent noise on each component, so it is drawn there, and each
component is scaled by the spread of sign and noise together.

Source: Jeremy Cohen, Elan Rosenfeld and Zico Kolter, "Certified Adversarial Robustness via Randomized
Smoothing", 2019.
"""

from __future__ import annotations

import copy

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.classes import COUNT
from simulations.signs.models import SEED, whitening
from simulations.signs.networks import Network, network_of
from simulations.signs.scenes import drawn, photographed

SIGMAS = (0.12, 0.25, 0.5)
"""The noise that networks come along for."""
SIGNS = 12_000
"""Signs to train on: three times as many as the other models see, because noise hides much of each."""
COMPONENTS = 100
UNITS = 128
EPOCHS = 40
_AT_ONCE = 500


def train(
    sigma: float, progress: Progress | None = None, *, signs: int = SIGNS, epochs: int = EPOCHS,
    seed: int = 1,
) -> Network:
    """The network trained on signs with Gaussian noise.

    Parameters
    ----------
    sigma
        Standard deviation of the noise, where 1 is from black to white.
    progress
        Told what is being done. What it raises ends the training.
    signs, epochs
        How many signs are drawn, and how often each is seen, with other noise each time.
    seed
        Of the first weights, of the order and of the noise.

    Raises
    ------
    ParameterError
        With a sentence for each value out of range.
    """
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline

    _check(sigma, signs, epochs)
    say = progress or _quietly
    say(0.0, "Drawing signs to train on")
    pca = copy.copy(whitening(COMPONENTS))
    # scaled by the spread of sign and noise together: faint components are not blown up to noise
    pca.explained_variance_ = pca.explained_variance_ + sigma**2
    labels = np.arange(signs, dtype=np.int64) % COUNT
    scenes = drawn(labels, SEED, "training")
    seen = np.empty((signs, COMPONENTS), dtype=np.float32)
    for first in range(0, signs, _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        say(0.3 * first / signs, "Drawing signs to train on")
        images = photographed(scenes.take(np.arange(signs)[part]))
        seen[part] = pca.transform(images.reshape(len(images), -1))
    noise = (sigma / np.sqrt(pca.explained_variance_)).astype(np.float32)
    rng = stream(seed, f"smoothing: training on noise {sigma:g}")
    drawing = np.random.RandomState(int(rng.integers(2**31)))  # the classifier takes no newer generator
    classifier = MLPClassifier((UNITS,), random_state=drawing)
    for epoch in range(epochs):
        say(0.3 + 0.7 * epoch / epochs, "Training on noisy signs")
        noisy: NDArray[np.float32] = seen + noise * rng.standard_normal(seen.shape, dtype=np.float32)
        classifier.partial_fit(noisy, labels, classes=np.arange(COUNT))
    return network_of(make_pipeline(pca, classifier))


def _check(sigma: float, signs: int, epochs: int) -> None:
    faults = []
    if not 0 < sigma <= 10:
        faults.append(f"sigma must be above 0 and at most 10 (got {sigma:g})")
    if not 10 * COUNT <= signs <= 100_000:
        faults.append(f"signs must be between {10 * COUNT} and 100,000 (got {signs:,})")
    if not 1 <= epochs <= 1000:
        faults.append(f"epochs must be between 1 and 1,000 (got {epochs:,})")
    if faults:
        raise ParameterError(faults)


def _quietly(share: float, doing: str) -> None:
    """Nobody is told."""
