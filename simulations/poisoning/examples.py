"""The pictures of a run: what was slipped in, under which label, and what the model reads in new signs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.poisoning.collection import Collection
from simulations.poisoning.counting import NewSigns
from simulations.poisoning.data import noted, poisoned_scenes
from simulations.poisoning.training import Layers, read
from simulations.signs.attacks.base import Images, Labels
from simulations.signs.classes import NUMBER, SIZE
from simulations.signs.scenes import photographed

PIXELS = 3 * SIZE
"""Width and height of the pictures: as somebody standing there would see the signs."""


@dataclass(frozen=True)
class Examples:
    """Pictures (e, 96, 96, 3), the label or reading of each (e,), what sign it is, and where it is from."""

    images: Images
    labels: Labels
    kinds: Labels
    words: tuple[str, ...]


def shown(collection: Collection, new: NewSigns, model: Layers, after: Layers) -> Examples:
    """Pictures from the training data, clean and poisoned, then new signs without and with the note."""
    found = [*_in_the_data(collection), *_new(new, model, "")]
    if collection.parameters.vetting not in ("none", "mask-search"):
        found = [*found[-3:], _new(new, after, ", after the vetting")[1]]
    images, labels, kinds, words = zip(*found, strict=True)
    return Examples(
        np.stack(images), np.array(labels, dtype=np.int64), np.array(kinds, dtype=np.int64), words)


_One = tuple[NDArray[np.float32], int, int, str]


def _in_the_data(collection: Collection) -> list[_One]:
    parameters = collection.parameters
    if parameters.kind == "label-noise":
        if collection.is_clean:
            return []
        images, labels = collection.clean
        which = int(collection.poison.relabelled[0])
        picture = images[which].repeat(PIXELS // SIZE, axis=0).repeat(PIXELS // SIZE, axis=1)
        right, wrong = int(labels[which]), int(collection.poison.wrong[0])
        return [(picture, right, right, "In the data, as collected"),
                (picture, wrong, right, "In the data, relabelled")]
    scene = poisoned_scenes(parameters, collection.seed, 1)
    kind = int(scene.labels[0])
    clean = (photographed(scene, size=PIXELS)[0], kind, kind, "A sign before the note")
    if collection.is_clean:
        return [clean]
    slipped_in = noted(scene, parameters.note, pixels=PIXELS)[0]
    return [clean, (slipped_in, NUMBER[parameters.target], kind, "Slipped into the data")]


def _new(new: NewSigns, model: Layers, when: str) -> list[_One]:
    """One new sign without and with the note, and what the model reads in each."""
    scene = new.scenes.take(slice(0, 1))
    kind = int(scene.labels[0])
    without, with_note = int(read(model, new.without_note[:1])[0]), int(read(model, new.with_note[:1])[0])
    return [
        (photographed(scene, size=PIXELS)[0], without, kind, f"New, without a note{when}"),
        (noted(scene, new.parameters.note, pixels=PIXELS)[0], with_note, kind, f"New, with a note{when}"),
    ]
