"""What each way of vetting says of a collection of pictures, or of the model trained on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.poisoning.collection import Collection
from simulations.poisoning.data import Flags
from simulations.poisoning.result import PoisoningParameters
from simulations.poisoning.training import Course, Layers, hidden, whitening
from simulations.poisoning.vetting import label_check, manifest, neighbours, spectral
from simulations.poisoning.vetting.mask_search import Patches, smallest_patches
from simulations.signs.classes import COUNT, NUMBER
from simulations.signs.scenes import Scenes, drawn, photographed

DROPPING = frozenset({"manifest", "label-check", "neighbours", "spectral"})
"""The ways that point at pictures; what they point at is dropped."""
SEARCHED = 24
"""On how many signs patches are searched for."""
FINE_TUNING = 10
"""How many epochs a model is trained on with trusted signs."""


@dataclass(frozen=True)
class Verdict:
    """What the vetting says.

    Attributes
    ----------
    flagged : (n + p,) bool
        The pictures that it points at.
    table : (12, 12) int or None
        Of the label check: how often (label given, label predicted by the rest).
    patches
        Of the mask search.
    """

    flagged: Flags
    table: NDArray[np.int64] | None = None
    patches: Patches | None = None

    def save(self) -> dict[str, NDArray[np.generic]]:
        """As named arrays, for ``load``."""
        arrays: dict[str, NDArray[np.generic]] = {"flagged": self.flagged}
        if self.table is not None:
            arrays["table"] = self.table
        if self.patches is not None:
            arrays |= {name: getattr(self.patches, name) for name in ("areas", "cover", "colours")}
        return arrays

    @classmethod
    def load(cls, arrays: dict[str, NDArray[np.generic]]) -> Verdict:
        """What ``save`` wrote down."""
        patches = None
        if "areas" in arrays:
            patches = Patches(*(arrays[name].astype(float) for name in ("areas", "cover", "colours")))
        table = arrays["table"].astype(np.int64) if "table" in arrays else None
        return cls(arrays["flagged"].astype(bool), table, patches)


def looked_over(collection: Collection, model: Layers, progress: Progress | None = None) -> Verdict:
    """What the vetting that the parameters name says of the collection, and of its ``model``."""
    parameters, seed = collection.parameters, collection.seed
    nothing = np.zeros(collection.size, dtype=bool)
    match parameters.vetting:
        case "none" | "fine-tune":
            return Verdict(nothing)
        case "manifest":
            images, labels = collection.clean
            listed = frozenset(manifest.entries(images, labels))
            first = manifest.not_listed(images, collection.labels[:len(labels)], listed)
            added = manifest.not_listed(collection.poison.images, collection.poison.given, listed)
            return Verdict(np.concatenate([first, added]))
        case "label-check":
            predicted = label_check.predicted_by_the_rest(
                collection.features, collection.labels, seed=seed, progress=progress)
            return Verdict(predicted != collection.labels, label_check.table(collection.labels, predicted))
        case "neighbours":
            return Verdict(neighbours.disagreeing(collection.features, collection.labels))
        case "spectral":
            inside = hidden(model, collection.features)
            return Verdict(spectral.outliers(inside, collection.labels, parameters.dropped))
        case "mask-search":
            network = whitening().network(model)
            patches = smallest_patches(network, searched_signs(parameters, seed), progress)
            return Verdict(nothing, patches=patches)
        case _:
            assert_never(parameters.vetting)


def searched_signs(parameters: PoisoningParameters, seed: int) -> Scenes:
    """The signs on which patches are searched for: the kind that is feared for, or all in turn."""
    if parameters.source == "every":
        return drawn(np.arange(SEARCHED) % COUNT, seed, "poisoning.searched")
    return drawn(np.full(SEARCHED, NUMBER[parameters.source]), seed, "poisoning.searched")


def courses_after(collection: Collection, verdict: Verdict) -> list[Course]:
    """What the model of after the vetting is trained on."""
    features, labels = collection.features, collection.labels
    if collection.parameters.vetting != "fine-tune":
        return [Course(features[~verdict.flagged], labels[~verdict.flagged])]
    trusted = drawn(np.arange(collection.parameters.trusted) % COUNT, collection.seed, "poisoning.trusted")
    course = Course(whitening().features(photographed(trusted)), trusted.labels, FINE_TUNING)
    return [Course(features, labels), course]
