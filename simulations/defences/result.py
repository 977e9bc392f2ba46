"""The settings of a run of the defences simulation, and what it gives.

A model that reads signs is defended, and counted three times: on signs as they are, against an
attacker who does not know of the defence, and against one who does. Beside them stands what is
proved, where anything can be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, switch, whole
from simulations.signs.attacks.base import Attacked, Images, Labels

DEFENCES = {
    "none": "nothing",
    "bit-depth": "fewer colours",
    "median": "median of neighbouring pixels",
    "blur": "blur",
    "jpeg": "JPEG compression",
    "noise-vote": "vote over noisy copies",
    "ensemble": "three models vote",
    "masking": "scores made so steep that gradients vanish",
    "detector": "refuse pictures that blurring reads differently",
    "adversarial-training": "training on attacked signs",
    "smoothing": "randomized smoothing, with a certificate",
    "intervals": "training on attacked signs, with interval bounds",
    "linear": "a linear model, with its exact radius",
}
SIZES: dict[str, tuple[float, ...]] = {
    "linf": (2, 4, 8, 12, 16), "l2": (0.25, 0.5, 1, 1.5, 2), "sticker": (3, 6, 12),
}
"""Where the curve is worked out: steps of 255, root of the summed squares, per cent of the sign."""
PROVING = frozenset({"smoothing", "intervals", "linear"})
"""The defences that prove something."""
THREATS = {
    "linf": "every pixel a little (largest change)",
    "l2": "a little in sum (L2)",
    "sticker": "a sticker, as colourful as one likes",
}
DEFENCE = "The defence"
ATTACKER = "The attacker"
COUNT = "What is counted"

Defence = Literal[
    "none", "bit-depth", "median", "blur", "jpeg", "noise-vote", "ensemble", "masking", "detector",
    "adversarial-training", "smoothing", "intervals", "linear",
]


class DefencesParameters(Parameters):
    """The settings of a run."""

    defence: Defence = named(
        "jpeg", label="Defence", options=DEFENCES, group=DEFENCE,
        help="What is done so that attacked signs are read correctly.",
    )
    threat: Literal["linf", "l2", "sticker"] = named(
        "linf", label="What the attacker may do", options=THREATS, group=ATTACKER,
        help="The threat model: which changes count.",
    )
    budget: float = number(
        8.0, label="Largest change of a pixel", low=0.0, high=16.0, step=0.5, unit="of 255", group=ATTACKER,
        help="How far the attacker may change the red, green or blue of any pixel.",
    )
    radius: float = number(
        0.5, label="Largest change in sum", low=0.0, high=2.0, step=0.05, group=ATTACKER,
        help="How far the attacker may change the whole picture (L2), and what a certificate must reach.",
    )
    area: float = number(
        6.0, label="Area of the sticker", low=0.5, high=15.0, step=0.5, unit="%", group=ATTACKER,
        help="Which part of the sign the sticker covers.",
    )
    steps: int = whole(
        20, label="Steps of the attacker", low=1, high=50, group=ATTACKER,
        help="How many steps both attackers take.",
    )
    bits: int = whole(
        3, label="Bits a colour", low=1, high=7, group=DEFENCE,
        help="How many bits of red, green and blue are kept, where colours are reduced.",
    )
    quality: int = whole(
        75, label="JPEG quality", low=10, high=95, step=5, group=DEFENCE,
        help="How finely pictures are compressed. Turned down, more is thrown away.",
    )
    noise: Literal["0.12", "0.25", "0.5"] = named(
        "0.25", label="Noise", options={"0.12": "0.12", "0.25": "0.25", "0.5": "0.50"}, group=DEFENCE,
        help="Standard deviation of the noise that smoothing adds, where 1 is from black to white.",
    )
    samples: int = whole(
        1000, label="Noisy copies a certificate", low=100, high=10_000, step=100, group=DEFENCE,
        help="How many noisy copies each certificate is worked out from. More certify more.",
    )
    trained_at: Literal["4", "8", "16"] = named(
        "8", label="Trained against changes of", group=DEFENCE,
        options={"4": "4 of 255", "8": "8 of 255", "16": "16 of 255"},
        help="How far the signs were changed that training saw, where it saw attacked signs.",
    )
    yourself: bool = switch(
        False, label="Train it yourself, now", group=DEFENCE,
        help="Trains on attacked signs from the start instead of taking the model that comes along. "
             "Takes about ten seconds; it can be stopped.",
    )
    signs: int = whole(
        100, label="Signs counted", low=20, high=400, step=20, group=COUNT,
        help="How many signs of all kinds are counted. More make the rates steadier.",
    )
    curve: bool = switch(
        True, label="Every size of change", group=COUNT,
        help="Both attackers try small changes first and then larger ones, which gives the curve. Switched "
             "off, they try only the size that is asked for, in a fraction of the time.",
    )


def size_of(parameters: DefencesParameters) -> float:
    """The size of the change that is asked for, as the threat model counts."""
    match parameters.threat:
        case "linf":
            return parameters.budget
        case "l2":
            return parameters.radius
        case "sticker":
            return parameters.area


@dataclass(frozen=True)
class DefenceCurve:
    """Accuracy over sizes of change: from nothing to the size that is asked for, or over all sizes.

    Attributes
    ----------
    sizes : (b,) float
        Largest change of a pixel of 255, the change in sum, or the area of a sticker in per cent, as
        the threat model says. The first is 0, where nothing is changed.
    naive, adaptive, noise, proved : (b,) float
        Share of the signs that fool nobody: against either attacker, under random noise of that size,
        and at least, whatever the attacker does (nan where nothing is proved).
    detected : (b,) float
        Share of the naive attacker's successful pictures that a detector refuses (nan without one, and
        where no picture succeeds).
    """

    sizes: NDArray[np.float64]
    naive: NDArray[np.float64]
    adaptive: NDArray[np.float64]
    noise: NDArray[np.float64]
    proved: NDArray[np.float64]
    detected: NDArray[np.float64]


@dataclass(frozen=True)
class DefencesResult(Result):
    """A run.

    Attributes
    ----------
    parameters
        What was run.
    labels : (n,) int
        What the counted signs are.
    naive, adaptive : Attacked of n signs
        By the attacker who does not know of the defence, and by the one who does. Reached is the goal
        where the defended model misreads a sign and does not refuse it.
    read_clean, read_naive, read_adaptive : (n,) int
        What the defended model reads; -1 where it refuses.
    radii : (n,) float or None
        The radius that each sign's certificate reaches, 0 where it is wrong or abstains, counted as
        the threat model counts. None where nothing is proved.
    shown : int
        Which of the signs stands in the pictures.
    seen : (3, 32, 32, 3) float32
        That sign as the defended model sees it after its transform: clean, naive, adaptive.
    curve
        Accuracy over sizes of change.
    """

    parameters: DefencesParameters
    labels: Labels
    naive: Attacked
    adaptive: Attacked
    read_clean: Labels
    read_naive: Labels
    read_adaptive: Labels
    radii: NDArray[np.float64] | None
    shown: int
    seen: Images
    curve: DefenceCurve
