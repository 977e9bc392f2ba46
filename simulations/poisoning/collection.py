"""The pictures that a model is trained on: the clean ones, and what somebody did to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulations.poisoning.data import Flags, Poison, poison, poisoned, poisoned_count
from simulations.poisoning.result import PoisoningParameters
from simulations.poisoning.training import Features, whitening
from simulations.signs.attacks.base import Images, Labels
from simulations.signs.kept import Memory
from simulations.signs.models import training_signs

_clean_features: Memory[Features] = Memory(1)


@dataclass(frozen=True)
class Collection:
    """The collection of one run, each part made when something asks for it.

    The clean pictures stand first, and are the same in every run.
    """

    parameters: PoisoningParameters
    seed: int

    @property
    def size(self) -> int:
        """How many pictures there are in all."""
        added = 0 if self.parameters.kind == "label-noise" else poisoned_count(self.parameters)
        return self.parameters.pictures + added

    @property
    def is_clean(self) -> bool:
        """Whether nothing was done to it."""
        return poisoned_count(self.parameters) == 0

    @cached_property
    def poisoned(self) -> Flags:
        """(n + p,) which are the poisoner's."""
        return poisoned(self.parameters, self.seed)

    @cached_property
    def clean(self) -> tuple[Images, Labels]:
        """The clean pictures, with the labels that they should have."""
        images, labels = training_signs()
        return images[:self.parameters.pictures], labels[:self.parameters.pictures]

    @cached_property
    def poison(self) -> Poison:
        """What was done to them."""
        return poison(self.parameters, self.seed, self.clean[1])

    @cached_property
    def labels(self) -> Labels:
        """(n + p,) the labels that they have."""
        return self.poison.labels(self.clean[1])

    @cached_property
    def features(self) -> Features:
        """(n + p, 400) all pictures as components."""
        clean = _clean_features.get("all", lambda: whitening().features(training_signs()[0]))
        added = whitening().features(self.poison.images)
        return np.concatenate([clean[:self.parameters.pictures], added])
