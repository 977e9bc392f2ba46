"""Several models as one: how three of them vote, and what an attacker who must fool all of them follows.

Fooling one model is easy, and what fools one often fools another that learnt the same. An attacker
who knows all of them looks for one picture that all of them misread, and climbs their losses together.
Where most votes win, it is enough that most misread it alike: whoever aims at one wrong reading need
not know beforehand which of them those will be.

Source: Warren He, James Wei, Xinyun Chen, Nicholas Carlini and Dawn Song: Adversarial example
defenses: ensembles of weak defenses are not strong, 2017. That the weakest link of a goal is what to
climb: Florian Tramèr and others: On adaptive attacks to adversarial example defenses, 2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulations.defences.pursuit import Look, lead, leads
from simulations.signs.attacks.base import Differentiable, Goal, Images, Labels, Reader, Scores, softmax

TOLD_APART = 0.5 / 255
"""How much further from the border a model must be to be followed e times as much as another."""


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


@dataclass(frozen=True)
class Most:
    """Models of which so many are to be fooled alike (an ``Aim``): those that are nearest, the last first.

    Attributes
    ----------
    models
        Who votes, or who must be fooled at once.
    enough
        How many of them must read the same wrong kind.
    """

    models: tuple[Differentiable, ...]
    enough: int

    def look(self, images: Images, goal: Goal) -> Look:
        """Mostly the way of whoever is furthest behind among those that are nearest to the goal."""
        found, ways = zip(*(lead(model, images, goal) for model in self.models), strict=True)
        ahead = np.array(found)
        last = np.sort(ahead, axis=0)[-self.enough]
        weight = np.exp(-np.maximum(ahead - last, 0) / TOLD_APART) * (ahead >= last)
        uphill: Images = np.zeros_like(images)
        for share, way in zip(weight.astype(np.float32), ways, strict=True):
            uphill += share[:, None, None, None] * way
        return Look(uphill, last > 0)

    def near(self, images: Images, labels: Labels) -> Scores:
        """How near (n, 12) each wrong reading is to the last of those that are enough."""
        found = [leads(model, images, labels) for model in self.models]
        nearest: Scores = np.sort(found, axis=0)[-self.enough]
        return nearest


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
