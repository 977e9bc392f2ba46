"""The settings of a run of the poisoning simulation, and what it gives.

Somebody slips pictures into the data that a sign model is trained on. The model is trained, and two
things are counted on new signs: how many it reads correctly, and how many it reads as the poisoner
wants once the note is stuck on. Then the data are vetted, and the model is trained again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, switch, whole
from simulations.signs.attacks.base import Images, Labels
from simulations.signs.classes import NAMES
from simulations.signs.result import Sign

KINDS = {
    "backdoor": "a note on wrongly labelled signs (backdoor)",
    "clean-label": "a note on rightly labelled signs (clean label)",
    "label-noise": "wrong labels at random",
}
VETTINGS = {
    "none": "nothing",
    "manifest": "compare with the list of hashes made when the data were collected",
    "label-check": "drop what a model trained on the rest disagrees with (out of fold)",
    "neighbours": "drop what differs from its nearest neighbours",
    "spectral": "drop the outliers of each class (spectral signatures)",
    "mask-search": "search for a small patch that turns every sign",
    "fine-tune": "train on with signs that are trusted",
}
SOURCES = {"every": "every kind of sign", **NAMES}

DATA = "The data"
POISON = "The poison"
VETTING = "The vetting"


class PoisoningParameters(Parameters):
    """The settings of a run."""

    kind: Literal["backdoor", "clean-label", "label-noise"] = named(
        "backdoor", label="What is slipped in", options=KINDS, group=POISON,
        help="What the poisoner adds to the data, or changes in them.",
    )
    share: float = number(
        2.0, label="Poisoned pictures", low=0.0, high=40.0, step=0.5, unit="% of the clean ones",
        group=POISON,
        help="How many pictures are poisoned, of every hundred clean ones. At 0 the data are as collected.",
    )
    note: float = number(
        3.0, label="Size of the note", low=0.5, high=6.0, step=0.1, unit="% of the sign", group=POISON,
        help="Which part of the sign the yellow note covers. Turned up, fewer pictures are needed.",
    )
    source: Literal[
        "every", "stop", "yield", "limit-30", "limit-50", "limit-80", "limit-120", "no-entry",
        "no-overtaking", "priority", "pedestrians", "turn-right", "turn-left",
    ] = named(
        "stop", label="Sign with the note", options=SOURCES, group=POISON,
        help="On which kind of sign the note is meant to work.",
    )
    target: Sign = named(
        "limit-120", label="To be read as", options=NAMES, group=POISON,
        help="What a sign with the note is meant to be read as.",
    )
    vetting: Literal[
        "none", "manifest", "label-check", "neighbours", "spectral", "mask-search", "fine-tune",
    ] = named(
        "none", label="What is done about it", options=VETTINGS, group=VETTING,
        help="How the data, or the model, are looked over before the model is used.",
    )
    dropped: float = number(
        1.5, label="Most that may be dropped", low=0.5, high=20.0, step=0.5, unit="% of each class",
        group=VETTING,
        help="How much of each class the spectral check drops, poisoned or not.",
    )
    trusted: int = whole(
        500, label="Trusted signs", low=100, high=2000, step=100, group=VETTING,
        help="How many signs of sure origin the model is trained on further.",
    )
    pictures: int = whole(
        4000, label="Clean pictures", low=1000, high=4000, step=500, group=DATA,
        help="How many pictures the model is trained on before any are added.",
    )
    signs: int = whole(
        400, label="Signs counted", low=100, high=1000, step=100, group=DATA,
        help="How many new signs each rate is counted on.",
    )
    sweep: bool = switch(
        False, label="Work out the curve over all shares", group=POISON,
        help="Trains a model for each of several shares of poison. Takes about a quarter of a minute.",
    )


@dataclass(frozen=True)
class Shares:
    """What was counted for several shares of poison.

    Attributes
    ----------
    shares : (s,) float
        Poisoned pictures of a hundred clean ones.
    accuracy, success : (s,) float
        Read correctly without the note; read as the poisoner wants with it.
    """

    shares: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    success: NDArray[np.float64]


@dataclass(frozen=True)
class PoisoningResult(Result):
    """A run.

    Attributes
    ----------
    parameters
        What was run.
    examples : (e, 96, 96, 3) float32
        Larger than the model sees them: pictures from the training data, clean and poisoned, and
        new signs with and without the note.
    example_labels : (e,) int
        The label that each has in the data; what a model reads, for the new signs.
    example_kinds : (e,) int
        What sign each shows.
    example_words : e texts
        Where each is from.
    table : (12, 12) int or None
        Of the out-of-fold check: how often (label given, label predicted by the rest).
    mask_areas : (12,) float or None
        Of the mask search: which part of a sign the smallest patch covers that turns signs into each class.
    masks : (12, 64, 64, 3) float32 or None
        Those patches, on a grey sign.
    curve
        None where it is not worked out.
    """

    parameters: PoisoningParameters
    examples: Images
    example_labels: Labels
    example_kinds: Labels
    example_words: tuple[str, ...]
    table: NDArray[np.int64] | None = None
    mask_areas: NDArray[np.float64] | None = None
    masks: Images | None = None
    curve: Shares | None = field(default=None)
