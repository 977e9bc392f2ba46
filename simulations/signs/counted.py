"""Which signs are counted: new ones, of the kinds that are attacked, read correctly before.

A sign that is misread anyway is no success of an attacker, so those are left out first. Accuracy is
of other signs, of all twelve kinds, that nobody attacks.
"""

from __future__ import annotations

import numpy as np

from simulations.signs import models
from simulations.signs.attacks.base import Images, Labels
from simulations.signs.attempts import Signs, Victim, goal_of, kinds_of, target_of
from simulations.signs.kept import Memory
from simulations.signs.result import SignsParameters
from simulations.signs.scenes import Scenes

FOR_ACCURACY = 480
"""Signs of all twelve kinds on which accuracy is measured."""
MOST = {"carlini-wagner": 40, "hopskipjump": 20}
"""Signs counted at most, where each takes long; the intervals show what that costs."""

Taken = tuple[Scenes, Images, Labels]
_taken: Memory[Taken] = Memory(8)
_of_all_kinds: Memory[Taken] = Memory(3)
_accuracies: Memory[float] = Memory(256)


def counted(parameters: SignsParameters, against: Victim, seed: int) -> Signs:
    """The signs to attack. None, where every kind asked for is the target's own."""
    count, kinds = count_of(parameters), kinds_of(parameters)
    scenes, images, labels = _taken.get(
        (count, seed, kinds), lambda: models.test_signs(count, seed, kinds=kinds))
    signs = Signs(scenes, images, goal_of(labels, target_of(parameters)))
    right = against.reader.scores(images).argmax(axis=1) == labels
    return signs if right.all() else signs.take(np.flatnonzero(right))


def count_of(parameters: SignsParameters) -> int:
    """How many signs are photographed to be counted."""
    return min(parameters.signs, MOST.get(parameters.attack, parameters.signs)) if kinds_of(parameters) else 0


def accuracy(against: Victim, seed: int) -> float:
    """The share of signs of all kinds, not attacked, that the model reads as what they are."""
    def measure() -> float:
        _, images, labels = _of_all_kinds.get(seed, lambda: models.test_signs(FOR_ACCURACY, seed))
        return float((against.reader.scores(images).argmax(axis=1) == labels).mean())

    return _accuracies.get((against.name, seed), measure)
