"""What is counted on new signs, with and without the note: the measures of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulations.intervals import wilson
from simulations.poisoning.collection import Collection
from simulations.poisoning.data import kinds_with_note, noted
from simulations.poisoning.result import PoisoningParameters
from simulations.poisoning.training import Features, Layers, read, whitening
from simulations.poisoning.vetting.verdict import DROPPING, Verdict
from simulations.signs.attacks.base import Images, Labels
from simulations.signs.classes import COUNT, NUMBER
from simulations.signs.kept import Memory
from simulations.signs.scenes import Scenes, drawn, photographed

_held: Memory[Features] = Memory(12)
"""The signs counted lately, so that another way of vetting is counted on the same without drawing them."""


@dataclass(frozen=True)
class NewSigns:
    """Signs that no model has seen, as components: of all kinds, and of the kind that gets the note."""

    parameters: PoisoningParameters
    seed: int

    @cached_property
    def kinds(self) -> Labels:
        """What the signs of all kinds are."""
        return np.arange(self.parameters.signs, dtype=np.int64) % COUNT

    @property
    def of_all_kinds(self) -> Features:
        """As many signs of every kind."""
        key = ("new", self.seed, self.parameters.signs)
        return _held.get(key, lambda: _features(photographed(drawn(self.kinds, self.seed, "poisoning.new"))))

    @cached_property
    def scenes(self) -> Scenes:
        """The signs on which a note is stuck."""
        kinds = kinds_with_note(self.parameters, self.parameters.signs)
        return drawn(kinds, self.seed, "poisoning.noted")

    @property
    def with_note(self) -> Features:
        """Those signs with the note."""
        key = ("noted", *self._which, self.parameters.note)
        return _held.get(key, lambda: _features(noted(self.scenes, self.parameters.note)))

    @property
    def without_note(self) -> Features:
        """The same signs without it."""
        return _held.get(("plain", *self._which), lambda: _features(photographed(self.scenes)))

    @property
    def _which(self) -> tuple[int, int, str, str]:
        every = self.parameters.source == "every"
        target = self.parameters.target if every else ""
        return self.seed, self.parameters.signs, self.parameters.source, target

    def accuracy(self, model: Layers) -> float:
        """The share of signs of all kinds that the model reads correctly."""
        return float((read(model, self.of_all_kinds) == self.kinds).mean())

    def won(self, model: Layers) -> int:
        """How many of the signs with the note the model reads as the poisoner wants."""
        return int((read(model, self.with_note) == NUMBER[self.parameters.target]).sum())

    def won_anyway(self, model: Layers) -> int:
        """How many of the same signs it reads so without the note."""
        return int((read(model, self.without_note) == NUMBER[self.parameters.target]).sum())


def _features(images: Images) -> Features:
    return whitening().features(images)


def measured(
    collection: Collection, new: NewSigns, before: Layers, model: Layers, after: Layers, verdict: Verdict,
) -> dict[str, float]:
    """The measures of a run, in the order in which they are declared.

    ``before`` was trained on the clean pictures, ``model`` on the collection, ``after`` once it was vetted.
    """
    parameters, poisoned, flagged = collection.parameters, collection.poisoned, verdict.flagged
    won, signs = new.won(model), parameters.signs
    low, high = wilson(won, signs)
    hits, points = int((flagged & poisoned).sum()), parameters.vetting in DROPPING
    smallest, following, suspect = _masks(verdict, NUMBER[parameters.target])
    return {
        "accuracy": new.accuracy(model),
        "success": won / signs,
        "success_low": low,
        "success_high": high,
        "control": new.won_anyway(model) / signs,
        "accuracy_clean": new.accuracy(before),
        "success_clean": new.won(before) / signs,
        "accuracy_after": new.accuracy(after),
        "success_after": new.won(after) / signs,
        "poisoned": float(poisoned.sum()),
        "flagged": float(flagged.sum()),
        "found": hits / int(poisoned.sum()) if points and poisoned.any() else math.nan,
        "kept": 1 - int((flagged & ~poisoned).sum()) / int((~poisoned).sum()),
        "precision": hits / int(flagged.sum()) if flagged.any() else math.nan,
        "smallest_mask": smallest,
        "next_mask": following,
        "suspect": suspect,
    }


def _masks(verdict: Verdict, target: int) -> tuple[float, float, float]:
    """The smallest patch of the target, the smallest of any other class, and whether the first is smaller."""
    if verdict.patches is None:
        return math.nan, math.nan, math.nan
    areas = verdict.patches.areas
    others = np.delete(areas, target)
    mine, following = float(areas[target]), math.nan
    if np.isfinite(others).any():
        following = float(np.nanmin(others))
    named = math.isfinite(mine) and not mine > following
    return mine, following, float(named)
