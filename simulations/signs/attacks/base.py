"""What every attack takes, and what it gives back: images, what they really cost, and who is fooled.

An attack is handed a model, signs, what they are, and perhaps what they should be read as. It
returns pictures that can be shown to any model. What it changed is measured afterwards from the
pictures themselves, so that no attack reports a budget that it did not keep.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.float32]
"""(n, 32, 32, 3), red, green and blue between 0 and 1."""
Labels = NDArray[np.int64]
"""(n,), the numbers of classes (``simulations.signs.classes.NUMBER``)."""
Scores = NDArray[np.float64]
"""(n, 12), one score for each class: logits, or whatever a model ranks classes by."""


class NoGradients(TypeError):
    """A model that has no gradient to follow; the sentence says why, and what attacks it instead."""


class Reader(Protocol):
    """Any model that reads signs: what a black-box attack may ask."""

    def scores(self, images: Images) -> Scores:
        """Scores of each class: log-probabilities, logits or decision values."""


class Differentiable(Reader, Protocol):
    """A model whose insides the attacker knows: what a white-box attack may ask."""

    def gradient(self, images: Images, weights: Scores) -> Images:
        """Gradient, by every pixel, of ``(weights * scores(images)).sum(axis=1)``.

        ``weights`` (n, 12) is the gradient of any loss by the scores (the chain rule's outer part).
        """


@dataclass(frozen=True)
class Goal:
    """What the attacker wants of each sign.

    Attributes
    ----------
    labels : (n,) int
        What the signs are.
    targets : (n,) int or None
        What they should be read as; None where any wrong reading will do.
    """

    labels: Labels
    targets: Labels | None = None

    def reached(self, scores: Scores) -> NDArray[np.bool_]:
        """Which signs (n,) are read as the attacker wants. A tie is no success."""
        margin = self.margin(scores)
        return margin > 0

    def margin(self, scores: Scores) -> NDArray[np.float64]:
        """How far (n,) each sign is past the border that the attacker wants to cross; above 0 is past.

        Targeted: score of the target less the best other. Untargeted: the best other score less
        that of what the sign is (Carlini and Wagner, 2017, their f6 with the sign turned).
        """
        own = self.labels if self.targets is None else self.targets
        rows = np.arange(len(scores))
        others = np.array(scores, dtype=float)
        mine = others[rows, own].copy()
        others[rows, own] = -np.inf
        best = others.max(axis=1)
        margin: NDArray[np.float64] = best - mine if self.targets is None else mine - best
        return margin

    def take(self, which: NDArray[np.generic]) -> Goal:
        """The goal for some of the signs only (an index array or a mask)."""
        targets = None if self.targets is None else self.targets[which]
        return Goal(self.labels[which], targets)


@dataclass(frozen=True)
class Attacked:
    """What an attack made of some signs.

    Attributes
    ----------
    originals, images : (n, 32, 32, 3) float32
        Before and after.
    reached : (n,) bool
        Whether the model that was attacked reads each as the attacker wanted.
    queries : (n,) int
        How often that model was asked for each sign (a gradient counts as one).
    """

    originals: Images
    images: Images
    reached: NDArray[np.bool_]
    queries: NDArray[np.int64]

    @property
    def change(self) -> Images:
        """(n, 32, 32, 3) after less before, between -1 and 1."""
        return self.images - self.originals

    @property
    def linf(self) -> NDArray[np.float64]:
        """(n,) largest change of any pixel's red, green or blue; 8/255 is a change by 8 of 255 steps."""
        largest: NDArray[np.float64] = np.abs(_flat(self.change)).max(axis=1)
        return largest

    @property
    def l2(self) -> NDArray[np.float64]:
        """(n,) root of the summed squares of all changes."""
        lengths: NDArray[np.float64] = np.sqrt((_flat(self.change) ** 2).sum(axis=1))
        return lengths

    @property
    def pixels(self) -> NDArray[np.int64]:
        """(n,) how many of the 1,024 pixels were changed at all."""
        counts: NDArray[np.int64] = (self.change != 0).any(axis=-1).sum(axis=(1, 2))
        return counts

    @property
    def success(self) -> float:
        """The share of the signs on which the attack reached its goal; nan without signs."""
        return float(self.reached.mean()) if len(self.reached) else float("nan")


def attacked(
    model: Reader, originals: Images, images: Images, goal: Goal, queries: NDArray[np.int64] | int,
) -> Attacked:
    """The record of an attack: the pictures are clipped to what a screen can show, and read again."""
    shown = np.clip(images, 0, 1).astype(np.float32)
    asked = np.broadcast_to(np.asarray(queries, dtype=np.int64), (len(shown),)).copy()
    return Attacked(originals, shown, goal.reached(model.scores(shown)), asked)


def softmax(scores: Scores) -> Scores:
    """Probabilities (n, 12) from scores."""
    exact = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Scores = exact / exact.sum(axis=1, keepdims=True)
    return shares


def _flat(change: Images) -> NDArray[np.float64]:
    return change.reshape(len(change), math.prod(change.shape[1:])).astype(np.float64)
