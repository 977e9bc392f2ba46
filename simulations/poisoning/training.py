"""The model that is trained on what was collected: a small network on fixed whitened components.

The components are those of the clean pictures, worked out once; only the network behind them is
trained anew, epoch by epoch, so that a run can be watched and stopped. Adam on mini-batches as
scikit-learn's ``MLPClassifier`` does it: Diederik Kingma and Jimmy Ba, 2015.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.seeds import stream
from simulations.signs import models
from simulations.signs.attacks.base import Images, Labels
from simulations.signs.classes import COUNT
from simulations.signs.networks import Layer, Network

EPOCHS = 30
"""How often a model sees every picture."""
UNITS = 128

Layers = tuple[Layer, ...]
Features = NDArray[np.float32]
"""(n, k), pictures as whitened components."""


@dataclass(frozen=True, eq=False)
class Whitening:
    """An affine map from pixels to whitened components: ``(pixels - mean) @ directions``.

    Attributes
    ----------
    mean : (3072,) float
    directions : (3072, k) float
        Each divided by the standard deviation along it.
    """

    mean: NDArray[np.float32]
    directions: NDArray[np.float32]

    def features(self, images: Images) -> Features:
        """The pictures as components."""
        flat = images.reshape(len(images), len(self.mean))
        return flat @ self.directions - self.mean @ self.directions

    def network(self, layers: Sequence[Layer]) -> Network:
        """The network on pixels that ``layers`` on components are: the map folds into the first layer."""
        (weights, bias), *others = layers
        return Network((
            (self.directions @ weights, bias - (self.mean @ self.directions) @ weights), *others,
        ))


@functools.lru_cache(maxsize=1)
def whitening() -> Whitening:
    """The components of the clean pictures, the same for every model here."""
    fitted = models.whitening()
    directions = fitted.components_ / np.sqrt(fitted.explained_variance_)[:, None]
    return Whitening(fitted.mean_.astype(np.float32), np.ascontiguousarray(directions.T, dtype=np.float32))


@dataclass(frozen=True)
class Course:
    """Pictures that a model is trained on, and how often it sees each of them."""

    features: Features
    labels: Labels
    epochs: int = EPOCHS


def trained(
    courses: Sequence[Course], *, seed: int, name: str = "model", progress: Progress | None = None,
) -> Layers:
    """A network's layers on components after one course of training upon another.

    Parameters
    ----------
    courses
        What it is trained on, in order. The second goes on from where the first ended.
    seed, name
        Which random start, and which order of the pictures.
    progress
        Called after every epoch.
    """
    from sklearn.neural_network import MLPClassifier

    start = int(stream(seed, f"poisoning.{name}").integers(2**31))
    model = MLPClassifier((UNITS,), random_state=start)
    epochs, done = sum(course.epochs for course in courses), 0
    for course in courses:
        features = course.features.astype(np.float32, copy=False)
        for _ in range(course.epochs):
            model.partial_fit(features, course.labels, classes=np.arange(COUNT))
            done += 1
            if progress is not None:
                progress(done / epochs, f"epoch {done} of {epochs}")
    return tuple(zip(model.coefs_, model.intercepts_, strict=True))


def hidden(layers: Sequence[Layer], features: Features) -> NDArray[np.float32]:
    """(n, 128) the last hidden layer for each picture, after its ReLU."""
    weights, bias = layers[0]
    inside: NDArray[np.float32] = np.maximum(features @ weights + bias, 0)
    return inside


def read(layers: Sequence[Layer], features: Features) -> Labels:
    """(n,) what the network reads in each picture."""
    weights, bias = layers[-1]
    found: Labels = (hidden(layers, features) @ weights + bias).argmax(axis=1)
    return found


def part_of(progress: Progress | None, low: float, high: float, doing: str) -> Progress | None:
    """``progress`` for one stage, from ``low`` to ``high`` of the whole; whatever it raises goes through."""
    if progress is None:
        return None
    told: Callable[[float, str], None] = progress

    def stage(share: float, words: str) -> None:
        told(low + (high - low) * share, f"{doing}: {words}" if words else doing)

    stage(0.0, "")
    return stage
