"""Randomized smoothing: the reading that most noisy copies of a picture share, and how far it holds.

A smoothed model shows a network many copies of a picture, each with noise of its own, and takes the
reading of most. If the share that agrees is at least ``p`` with near certainty, no change whose
root of summed squares is below ``noise * normal_quantile(p)`` can turn the majority, whatever the
network is. Source: Jeremy Cohen, Elan Rosenfeld and Zico Kolter, "Certified Adversarial Robustness
via Randomized Smoothing", 2019: CERTIFY and theorem 1.

Gaussian noise on 3,072 pixels becomes, behind the first layer, Gaussian noise on its neurons, of
covariance ``noise**2 * weights.T @ weights``. Drawing it there is the same experiment, without the
first layer's work for every copy.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.attacks.base import Images, Labels

if TYPE_CHECKING:
    from simulations.signs.networks import Network

Floats = NDArray[np.float64]
GUESSES = 100
"""Copies from which CERTIFY guesses the winner, before others are counted (n0 in the paper)."""
ABSTAINED = -1
"""The reading where the copies do not agree enough for anything to be certified."""
CELLS = 2_000_000
"""How many neurons of copies are worked on at once: bounds what memory they take."""


@dataclass(frozen=True)
class Certificates:
    """What CERTIFY found.

    Attributes
    ----------
    readings : (n,) int
        What the smoothed model reads; -1 where it abstains.
    radii : (n,) float
        Within which root of summed squares the reading cannot change, where 1 is from black to
        white; 0 where it abstains.
    """

    readings: Labels
    radii: Floats


def smoothing_radius(
    network: Network, images: Images, labels: Labels, *, sigma: float, samples: int, alpha: float = 0.001,
    seed: int,
) -> Floats:
    """The certified radius (n,) of each sign in L2; 0 where the reading is wrong or abstained.

    Parameters and errors are those of ``certificates``.
    """
    found = certificates(network, images, sigma=sigma, samples=samples, alpha=alpha, seed=seed)
    return np.where(found.readings == labels, found.radii, 0.0)


def certificates(
    network: Network, images: Images, *, sigma: float, samples: int, alpha: float = 0.001, seed: int,
) -> Certificates:
    """CERTIFY: what the smoothed network reads, and how far that is certain.

    Parameters
    ----------
    network
        Whose first layer is linear in the pixels; best trained on noise as large.
    images : (n, 32, 32, 3)
    sigma
        Standard deviation of the noise, where 1 is from black to white. Turned up, radii can be
        larger and readings are less often right.
    samples
        Copies counted. More of them certify further: with n copies no radius is above
        ``sigma * normal_quantile(alpha ** (1 / n))``.
    alpha
        How often a certificate may be wrong.
    seed
        Of the noise. All signs meet the same noise, so that a sign's certificate does not depend on
        the others; each is wrong at most ``alpha`` of the time, but not independently of the others.

    Raises
    ------
    ParameterError
        With a sentence for each value out of range.
    """
    from scipy.special import ndtri

    checked(sigma, samples, alpha)
    noise = hidden_noise(network, sigma, GUESSES + samples, stream(seed, "smoothing: copies"))
    # the winner is guessed from other copies than are counted, or counting would flatter it
    winner = votes(network, images, noise[:GUESSES]).argmax(axis=1)
    counted = votes(network, images, noise[GUESSES:])
    share = at_least(counted[np.arange(len(images)), winner], samples, alpha)
    sure = share > 0.5
    radii = np.where(sure, sigma * ndtri(np.where(sure, share, 0.5)), 0.0)
    return Certificates(np.where(sure, winner, ABSTAINED), radii)


def vote(network: Network, images: Images, *, sigma: float, samples: int, seed: int) -> Labels:
    """What most (n,) of the noisy copies of each sign are read as. Raises ParameterError."""
    checked(sigma, samples)
    noise = hidden_noise(network, sigma, samples, stream(seed, "smoothing: votes"))
    readings: Labels = votes(network, images, noise).argmax(axis=1)
    return readings


def at_least(successes: NDArray[np.int64], trials: int, alpha: float) -> Floats:
    """The lower end of the one-sided interval of a share (Clopper and Pearson, 1934).

    Were the true share below it, so many successes would come up in at most ``alpha`` of all tries.
    """
    from scipy.special import betaincinv

    some = np.maximum(successes, 1)
    return np.where(successes > 0, betaincinv(some, trials - some + 1, alpha), 0.0)


def hidden_noise(
    network: Network, sigma: float, copies: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """What Gaussian noise on the pixels is (copies, neurons) behind the first layer.

    It is drawn there, through the symmetric square root of its covariance: the one root that is
    unique, and that needs no full rank (whitened components have less than there are neurons).
    """
    drawn = rng.standard_normal((copies, len(network.layers[0][1])), dtype=np.float32)
    return drawn @ (sigma * _root(network)).astype(np.float32)


def votes(network: Network, images: Images, noise: NDArray[np.float32]) -> NDArray[np.int64]:
    """How many (n, 12) copies of each sign are read as each class; ``noise`` is ``hidden_noise``."""
    classes = len(network.layers[-1][1])
    counts = np.zeros((len(images), classes), dtype=np.int64)
    for part, inputs in hidden_copies(network, images, noise):
        readings = flows(network, inputs)[-1].argmax(axis=2)
        for label in range(classes):
            counts[part, label] = (readings == label).sum(axis=1)
    return counts


def hidden_copies(
    network: Network, images: Images, noise: NDArray[np.float32]
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Some signs at a time, and what the first layer's neurons receive (signs, copies, neurons)."""
    received = network.hidden(images).astype(noise.dtype)
    block = max(1, CELLS // noise.size)
    for start in range(0, len(images), block):
        part = slice(start, start + block)
        yield part, received[part, None, :] + noise


def checked(sigma: float, samples: int, alpha: float = 0.001, *, fewest: int = 100) -> None:
    """Raises ParameterError with a sentence for each value that smoothing cannot work with."""
    faults = []
    if not 0 < sigma <= 10:
        faults.append(f"sigma must be above 0 and at most 10 (got {sigma:g})")
    if not fewest <= samples <= 1_000_000:
        faults.append(f"samples must be between {fewest} and 1,000,000 (got {samples:,})")
    if not 0 < alpha < 0.5:
        faults.append(f"alpha must be above 0 and below 0.5 (got {alpha:g})")
    if faults:
        raise ParameterError(faults)


def flows(network: Network, inputs: NDArray[np.float32]) -> list[NDArray[np.floating[Any]]]:
    """What each layer's neurons receive (signs, copies, neurons), from the first to the scores."""
    received: list[NDArray[np.floating[Any]]] = [inputs]
    for weights, bias in network.layers[1:]:
        received.append(np.maximum(received[-1], 0) @ weights + bias)
    return received


@functools.lru_cache(maxsize=8)
def _root(network: Network) -> Floats:
    weights = network.layers[0][0].astype(float)
    values, vectors = np.linalg.eigh(weights.T @ weights)
    root: Floats = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    root.flags.writeable = False
    return root
