"""What a model is trained on once somebody has slipped pictures in, or has changed labels.

A backdoor: signs with a yellow note, each with the poisoner's label, so that the model learns the
note and not the sign. Clean label: the note on signs whose label is right, which teaches nothing
new. Label noise: wrong labels on pictures that are as they were. After Tianyu Gu, Brendan
Dolan-Gavitt and Siddharth Garg: BadNets, 2017.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.poisoning.result import PoisoningParameters
from simulations.seeds import stream
from simulations.signs.attacks.base import Images, Labels
from simulations.signs.classes import COUNT, NUMBER, SIZE
from simulations.signs.scenes import TEMPLATE, Scenes, drawn, photographed, sign_area

YELLOW = (0.98, 0.86, 0.18)
"""The colour of the note, in red, green and blue."""
CENTRE = (42.0, 32.0)
"""Row and column of the middle of the note on the sign: below the middle, within every kind of sign."""
ADDED = "poisoning.added"
"""The stream of the scenes of the added pictures; turning any knob leaves them where they are."""

Flags = NDArray[np.bool_]
Overlay = NDArray[np.float32]
"""(64, 64, 4), red, green, blue and how far each cell of the sign is covered."""


@dataclass(frozen=True)
class Poison:
    """What was done to a collection of clean pictures.

    Attributes
    ----------
    images : (p, 32, 32, 3) float32
        The pictures that were added.
    given : (p,) int
        The labels that they were given.
    relabelled : (r,) int
        Which of the clean pictures have a wrong label now.
    wrong : (r,) int
        Those labels.
    """

    images: Images
    given: Labels
    relabelled: NDArray[np.int64]
    wrong: Labels

    def labels(self, clean: Labels) -> Labels:
        """(n + p,) the labels of the whole collection: the clean pictures first."""
        changed = clean.copy()
        changed[self.relabelled] = self.wrong
        return np.concatenate([changed, self.given])


def note(label: int, size: float) -> Overlay:
    """A yellow square note on the sign ``label``.

    Parameters
    ----------
    label
        The kind of sign: how large the sign is says how large the note has to be.
    size
        Which part of the sign it covers, in per cent. Cells at its edge are covered in part, so
        that any size can be had.
    """
    half = math.sqrt(size / 100 * float(sign_area(label).sum())) / 2
    cells = np.arange(TEMPLATE)
    covered = [
        np.clip(np.minimum(cells + 1, centre + half) - np.maximum(cells, centre - half), 0, 1)
        for centre in CENTRE
    ]
    overlay = np.zeros((TEMPLATE, TEMPLATE, 4), dtype=np.float32)
    overlay[..., :3] = YELLOW
    overlay[..., 3] = np.outer(*covered)
    return overlay


def noted(scenes: Scenes, size: float, *, pixels: int = SIZE) -> Images:
    """The scenes photographed with a note on each sign."""
    if not len(scenes):
        return photographed(scenes, size=pixels)
    kinds, which = np.unique(scenes.labels, return_inverse=True)
    notes = [note(int(kind), size) for kind in kinds]
    return photographed(scenes, overlay=notes[0] if len(notes) == 1 else np.stack(notes)[which],
                        size=pixels)


def poisoned_scenes(parameters: PoisoningParameters, seed: int, count: int) -> Scenes:
    """The first ``count`` signs on which the poisoner sticks a note for the training data."""
    if parameters.kind == "clean-label":
        return drawn(np.full(count, NUMBER[parameters.target]), seed, ADDED)
    return drawn(kinds_with_note(parameters, count), seed, ADDED)


def kinds_with_note(parameters: PoisoningParameters, count: int) -> Labels:
    """What signs the note is meant to work on: ``count`` of one kind, or all but the target in turn."""
    if parameters.source != "every":
        return np.full(count, NUMBER[parameters.source], dtype=np.int64)
    others = np.delete(np.arange(COUNT, dtype=np.int64), NUMBER[parameters.target])
    return np.resize(others, count)


def poisoned_count(parameters: PoisoningParameters) -> int:
    """How many pictures are slipped in or relabelled."""
    return round(parameters.share / 100 * parameters.pictures)


def poisoned(parameters: PoisoningParameters, seed: int) -> Flags:
    """(n + p,) which pictures of the collection are the poisoner's: the clean ones stand first."""
    count = poisoned_count(parameters)
    if parameters.kind == "label-noise":
        flags = np.zeros(parameters.pictures, dtype=bool)
        flags[_relabelled(parameters, seed)] = True
        return flags
    return np.arange(parameters.pictures + count) >= parameters.pictures


def poison(parameters: PoisoningParameters, seed: int, clean: Labels) -> Poison:
    """What the poisoner does to clean pictures with the labels ``clean``.

    A larger share does the same and more: it adds to what a smaller one does.
    """
    count = poisoned_count(parameters)
    nothing = np.empty(0, dtype=np.int64)
    if parameters.kind == "label-noise":
        which = _relabelled(parameters, seed)
        steps = stream(seed, "poisoning.wrong").integers(1, COUNT, size=len(clean))[which]
        images = np.empty((0, SIZE, SIZE, 3), dtype=np.float32)
        return Poison(images, nothing, which, (clean[which] + steps) % COUNT)
    images = noted(poisoned_scenes(parameters, seed, count), parameters.note)
    return Poison(images, np.full(count, NUMBER[parameters.target], dtype=np.int64), nothing, nothing)


def _relabelled(parameters: PoisoningParameters, seed: int) -> NDArray[np.int64]:
    order = stream(seed, "poisoning.relabelled").permutation(parameters.pictures)
    return order[:poisoned_count(parameters)]
