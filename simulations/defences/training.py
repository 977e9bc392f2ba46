"""Training for defence: on transformed signs, and on attacked ones.

Training on attacked signs is a game of two: in every step an attacker changes the pictures of the
batch so that the network as it stands misreads them, and the network learns to read them
nevertheless. The changes grow from nothing to the full budget, because a network that cannot read
yet learns nothing from pictures made to be misread. One step from a random start is
attack enough for this, and costs far less than many.

Sources: Aleksander Madry and others: Towards deep learning models resistant to adversarial attacks,
2018. Eric Wong, Leslie Rice and Zico Kolter: Fast is better than free: revisiting adversarial
training, 2020.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.defences.transforms import Transform
from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs import models
from simulations.signs.attacks.base import Goal, Images, Labels
from simulations.signs.attacks.gradient import outer
from simulations.signs.classes import COUNT
from simulations.signs.kept import Memory, is_kept, kept
from simulations.signs.networks import Network

HIDDEN = 128
COMPONENTS = 150
"""Directions of the pictures that the network trained on attacks sees. What varies little is left out:
a small change moves it far, and it says little."""
EPOCHS = 24
BATCH = 200
RATE = 3e-3
GROWING = 0.3
"""During which share of the training the changes grow to their full size."""
STEP = 1.25
"""The one step of the attack in training, as a multiple of the budget (Wong and others, 2020)."""
_kept: Memory[Network] = Memory(12)
CODE = ("simulations.defences.training", "simulations.defences.transforms")


def on_attacks(
    budget: float, progress: Progress | None = None, *, images: Images | None = None,
    labels: Labels | None = None, epochs: int = EPOCHS, seed: int = 1,
) -> Network:
    """A network trained on signs that are attacked while it learns.

    Parameters
    ----------
    budget
        How far (of 255) the attacker in training may change a pixel. Turned up, larger changes are
        withstood, and fine detail is given up.
    progress
        Told after every few steps; whatever it raises ends the training and goes through.
    images, labels
        What is trained on; the training signs of the course where they are not given.
    epochs
        How often every sign is seen.
    seed
        Of the first weights, the order and the attacker's random starts.

    Raises
    ------
    ParameterError
        Where ``budget`` or ``epochs`` is out of range.
    """
    faults = [f"{name} must be between {low} and {high} (got {value:g})"
              for name, value, low, high in (("budget", budget, 0, 255), ("epochs", epochs, 1, 1000))
              if not low <= value <= high]
    if faults:
        raise ParameterError(faults)
    if images is None or labels is None:
        images, labels = models.training_signs()
    seen, learner = half_whitened(COMPONENTS), _learner(seed)
    batches = -(-len(labels) // BATCH)
    steps, step = epochs * batches, 0
    starts = stream(seed, "defences.training.starts")
    for epoch in range(epochs):
        order = stream(seed, f"defences.training.order {epoch}").permutation(len(labels))
        for batch in np.array_split(order, batches):
            if progress is not None and step % 5 == 0:
                progress(step / steps, f"Training on attacked signs: round {epoch + 1} of {epochs}")
            shown = images[batch]
            if step:  # before the first step there is no network to attack
                grown = min(step / (GROWING * steps), 1.0)
                shown = attacked_once(seen, learner, shown, labels[batch], grown * budget / 255, starts)
            learner.partial_fit(seen.of(shown), labels[batch], classes=np.arange(COUNT))
            step += 1
            learner._optimizer.learning_rate_init = RATE * (1 - 0.9 * step / steps)
    return _on_pixels(seen, learner)


def attacked_once(
    seen: Components, learner: Any, images: Images, labels: Labels, eps: float, rng: np.random.Generator
) -> Images:
    """The pictures after one step from a random start: FGSM as training uses it (Wong and others, 2020)."""
    network = Network(_layers(learner))
    start = np.float32(eps) * (2 * rng.random(images.shape, dtype=np.float32) - 1)
    shown = np.clip(images + start, 0, 1)
    inputs = seen.of(shown)
    outward = outer(network.scores(inputs), Goal(labels), "cross-entropy")
    uphill = (network.gradient(inputs, outward) @ seen.map.T).reshape(images.shape)
    change = np.clip(shown - images + np.float32(STEP * eps) * np.sign(uphill), -eps, eps)
    attacked: Images = np.clip(images + change, 0, 1)
    return attacked


def retrained(name: str, transform: Transform, progress: Progress | None = None) -> Network:
    """The network of the course trained anew on transformed signs; kept under ``name`` for next time."""
    def build() -> dict[str, NDArray[np.floating[Any]]]:
        told = progress or _silent
        told(0.0, "Transforming the training signs")
        images, labels = models.training_signs()
        fitted = models.trained(transform(images), labels, progress=lambda share, what: told(
            0.2 + 0.8 * share, "Training on transformed signs"))
        return fitted.save()

    recipe = {"transform": name}
    return _kept.get(name, lambda: Network.load(kept("defences-retrained", recipe, build, code=CODE)))


def is_retrained(name: str) -> bool:
    """Whether ``retrained`` would answer at once."""
    return name in _kept or is_kept("defences-retrained", {"transform": name}, code=CODE)


@dataclass(frozen=True)
class Components:
    """Principal components as one affine map from flat pictures: ``pixels @ map + shift``."""

    map: NDArray[np.float32]
    shift: NDArray[np.float32]

    def of(self, images: Images) -> NDArray[np.float32]:
        """The components (n, k) of pictures."""
        found: NDArray[np.float32] = images.reshape(len(images), -1) @ self.map + self.shift
        return found


def half_whitened(count: int) -> Components:
    """The first ``count`` components of the training signs, each divided by the root of its spread.

    Whitening divides by the spread itself and makes faint detail as loud as bold shapes; an
    attacker plays on the detail, and training must unlearn it. Halfway, what is bold stays louder.
    """
    fitted = models.whitening(count)
    spread = np.sqrt(fitted.explained_variance_)
    scale = 1 / np.sqrt(spread * np.sqrt(np.mean(spread**2)))
    directions = (fitted.components_ * scale[:, None]).T.astype(np.float32)
    return Components(directions, (-fitted.mean_ @ directions).astype(np.float32))


def _learner(seed: int) -> Any:
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier((HIDDEN,), learning_rate_init=RATE, batch_size=BATCH,
                         random_state=int(stream(seed, "defences.training.weights").integers(2**31)))


def _on_pixels(seen: Components, learner: Any) -> Network:
    """The network on pixels that a learner on components is."""
    (first, shift), *rest = _layers(learner)
    return Network(((seen.map @ first, seen.shift @ first + shift), *rest))


def _layers(learner: Any) -> tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]:
    return tuple((weights.astype(np.float32), bias.astype(np.float32))
                 for weights, bias in zip(learner.coefs_, learner.intercepts_, strict=True))


def _silent(share: float, what: str) -> None:
    """Tells nobody."""
