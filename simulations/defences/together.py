"""Several models as one: how three of them vote, and what an attacker who must fool all of them follows.

Fooling one model is easy, and what fools one often fools another that learnt the same. An attacker
who knows all of them looks for one picture that all of them misread, and climbs their losses together.

Source: Warren He, James Wei, Xinyun Chen, Nicholas Carlini and Dawn Song: Adversarial example
defenses: ensembles of weak defenses are not strong, 2017.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulations.signs.attacks.base import Differentiable, Images, Labels, Reader, Scores, softmax


@dataclass(frozen=True)
class Together:
    """Models taken as one: scores (n, 12) are the mean of the logarithms of their probabilities."""

    models: tuple[Differentiable, ...]

    def scores(self, images: Images) -> Scores:
        """The mean over the models of the logarithm of each class's probability."""
        scores: Scores = np.mean([_log_shares(model.scores(images)) for model in self.models], axis=0)
        return scores

    def gradient(self, images: Images, weights: Scores) -> Images:
        """The mean direction, by every pixel, of ``(weights * scores(images)).sum(axis=1)`` over the models.

        Each model's gradient is made as long as the others' first: one model that is far steeper would
        otherwise have its way, and the rest would never be fooled. So this points uphill for all of
        them, but is not the gradient of the mean.
        """
        total: Images = np.zeros_like(images)
        sums = weights.sum(axis=1, keepdims=True)
        alike = np.abs(sums).max(initial=0) < 1e-9  # as the gradients of both losses are
        for model in self.models:
            # the logarithm of a share is a score less what all of them add up to
            by_score = weights if alike else weights - softmax(model.scores(images)) * sums
            steep = model.gradient(images, by_score)
            length = np.abs(steep).mean(axis=(1, 2, 3), keepdims=True)
            total += steep / np.maximum(length, np.float32(1e-12))
        mean: Images = total / np.float32(len(self.models))
        return mean


def majority(models: Sequence[Reader], images: Images) -> Labels:
    """What most (n,) of the models read; where each reads something else, the one they think likeliest."""
    shares = np.array([softmax(model.scores(images)) for model in models])
    votes = (shares == shares.max(axis=2, keepdims=True)).sum(axis=0)
    # a vote counts for more than all probabilities together, which are below 1
    read: Labels = (votes + shares.mean(axis=0) / 2).argmax(axis=1)
    return read


def _log_shares(scores: Scores) -> Scores:
    lowered = scores - scores.max(axis=1, keepdims=True)
    logs: Scores = lowered - np.log(np.exp(lowered).sum(axis=1, keepdims=True))
    return logs
