"""The settings of a run of the sign simulation, and what it gives: read by engine and charts.

A model reads 32 x 32 pictures of twelve kinds of traffic signs. Signs that it was not trained on
are attacked, and counted by whether the attacker got what was wanted. Budgets are in steps of 255,
the steps of a screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, whole
from simulations.signs.attacks.base import Attacked, Images, Labels, Scores
from simulations.signs.classes import NAMES

MODELS = {
    "pca-mlp": "neural network on whitened components",
    "pca-logistic": "logistic regression on whitened components",
    "logistic": "logistic regression on pixels",
    "svc": "support vector machine (kernel)",
    "forest": "random forest",
}
COMPONENTS = {"60": "60", "100": "100", "200": "200", "300": "300", "400": "400"}
ATTACKS = {
    "none": "nothing",
    "noise": "random noise",
    "fgsm": "one step (FGSM)",
    "pgd": "many steps (PGD)",
    "pgd-l2": "many steps, small in sum (PGD, L2)",
    "carlini-wagner": "the smallest change that works (Carlini and Wagner)",
    "sparse": "a few pixels",
    "universal": "one pattern for all signs",
    "sticker": "a sticker on the sign",
    "square": "black box, by scores (Square)",
    "nes": "black box, by scores (NES)",
    "hopskipjump": "black box, by readings alone (HopSkipJump)",
}
BLACK_BOX = frozenset({"square", "nes", "hopskipjump"})
WITHOUT_A_MODEL = frozenset({"none", "noise"})
PLACEMENTS = {
    "centre": "a square in the middle",
    "bars": "two bars, above and below",
    "gradient": "where the gradient is largest",
    "tape": "a strip beside the middle of the first digit",
}
COLOURS = {
    "random": "random colours",
    "black": "black tape",
    "one-view": "made for one view",
    "many-views": "made for many views",
}
TARGETS = {"any": "anything wrong", **NAMES}

Model = Literal["pca-mlp", "pca-logistic", "logistic", "svc", "forest"]
Components = Literal["60", "100", "200", "300", "400"]
Attack = Literal[
    "none", "noise", "fgsm", "pgd", "pgd-l2", "carlini-wagner", "sparse", "universal", "sticker",
    "square", "nes", "hopskipjump",
]
Sign = Literal[
    "stop", "yield", "limit-30", "limit-50", "limit-80", "limit-120", "no-entry", "no-overtaking",
    "priority", "pedestrians", "turn-right", "turn-left",
]
Target = Literal[
    "any", "stop", "yield", "limit-30", "limit-50", "limit-80", "limit-120", "no-entry", "no-overtaking",
    "priority", "pedestrians", "turn-right", "turn-left",
]

SIGN = "The sign"
MODEL = "The model"
ATTACK = "The attack"
STICKER = "The sticker"
QUERIES = "The black box"
COUNT = "What is counted"


class SignsParameters(Parameters):
    """The settings of a run."""

    sign: Sign = named(
        "stop", label="Sign", options=NAMES, group=SIGN,
        help="The sign that is shown, and attacked.",
    )
    target: Target = named(
        "limit-120", label="To be read as", options=TARGETS, group=ATTACK,
        help="What the attacker wants the sign to be read as.",
    )
    attack: Attack = named(
        "pgd", label="Attack", options=ATTACKS, group=ATTACK,
        help="How the picture is changed. Random noise is no attack: it is there to compare with.",
    )
    budget: float = number(
        8.0, label="Largest change of a pixel", low=0.0, high=16.0, step=0.5, unit="of 255", group=ATTACK,
        help="How far noise, FGSM, PGD, the universal pattern, Square and NES may change the red, green "
             "or blue of any pixel. Turned up, more gets through, and more can be seen.",
    )
    model: Model = named(
        "pca-mlp", label="Model", options=MODELS, group=MODEL,
        help="Which model of scikit-learn reads the signs.",
    )
    components: Components = named(
        "400", label="Components kept", options=COMPONENTS, group=MODEL,
        help="How many principal components the model works on, where it works on components. More of "
             "them keep finer detail, which attacks use.",
    )
    steps: int = whole(
        20, label="Steps", low=1, high=50, group=ATTACK,
        help="How many steps PGD and the universal pattern take. More find more.",
    )
    radius: float = number(
        1.0, label="Largest change in sum", low=0.0, high=3.0, step=0.05, group=ATTACK,
        help="How far PGD in L2 may change the whole picture: the root of the summed squares of all changes. "
             "HopSkipJump has won a sign once it gets below it.",
    )
    pixels: int = whole(
        10, label="Pixels changed", low=1, high=50, group=ATTACK,
        help="How many of the 1,024 pixels the attack on a few pixels may change, as far as it likes.",
    )
    area: float = number(
        6.0, label="Area of the sticker", low=0.5, high=15.0, step=0.5, unit="%", group=STICKER,
        help="Which part of the sign the sticker covers.",
    )
    placement: Literal["centre", "bars", "gradient", "tape"] = named(
        "gradient", label="Where it sticks", options=PLACEMENTS, group=STICKER,
        help="Where on the sign the sticker is. The strip has a size of its own.",
    )
    colours: Literal["random", "black", "one-view", "many-views"] = named(
        "many-views", label="Colours", options=COLOURS, group=STICKER,
        help="How the colours of the sticker were chosen. Made for many views: worked out over positions "
             "and light that are drawn anew, so that it also works from those it was not made for.",
    )
    queries: int = whole(
        500, label="Questions allowed", low=50, high=5000, step=50, group=QUERIES,
        help="How often a black-box attack may ask the model about each sign.",
    )
    first_square: float = number(
        0.3, label="Size of the first squares", low=0.05, high=0.8, step=0.05, group=QUERIES,
        help="Which part of the picture the Square attack changes at once when it begins.",
    )
    attacked: Literal["this", "all"] = named(
        "this", label="Signs attacked", options={"this": "only signs of this kind", "all": "all kinds"},
        group=COUNT,
        help="Whether signs of the chosen kind are counted, or of all kinds but the target.",
    )
    signs: int = whole(
        60, label="Signs counted", low=20, high=400, step=20, group=COUNT,
        help="How many signs, not seen in training, are attacked. More make the rates steadier.",
    )
    curve: Literal["none", "fgsm", "pgd"] = named(
        "fgsm", label="Curve over all changes", group=COUNT,
        options={"none": "not drawn", "fgsm": "by one step", "pgd": "by many steps (takes a moment)"},
        help="Which attack the curve over all sizes of change is worked out with.",
    )
    compare: Literal["nothing", "models", "components"] = named(
        "nothing", label="Compare with", group=COUNT,
        options={"nothing": "nothing", "models": "other models shown the same pictures",
                 "components": "other numbers of components"},
        help="Other models are shown the pictures made for this one (transfer), or the same attack is run "
             "against other numbers of components.",
    )
    turned: int = whole(
        0, label="Seen from the side", low=-60, high=60, step=5, unit="degrees", group=SIGN,
        help="From how far to the side the sign in the picture is seen.",
    )
    light: float = number(
        1.0, label="Light", low=0.3, high=1.6, step=0.1, group=SIGN,
        help="How much light falls on the sign in the picture; 1 is a bright day.",
    )
    blur: float = number(
        0.4, label="Blur", low=0.0, high=2.0, step=0.1, unit="pixels", group=SIGN,
        help="How far the camera blurs the sign in the picture.",
    )


@dataclass(frozen=True)
class Curve:
    """Success over sizes of change.

    Attributes
    ----------
    budgets : (b,) float
        Largest change of a pixel, of 255.
    attacked, noise : (b,) float
        Share of the signs read as the attacker wants: under attack, and under random noise of the
        same size.
    proved : (b,) float
        Share of the signs that no change of this size can move (linear models only), else nan.
    """

    budgets: NDArray[np.float64]
    attacked: NDArray[np.float64]
    noise: NDArray[np.float64]
    proved: NDArray[np.float64]


@dataclass(frozen=True)
class SignsResult(Result):
    """A run.

    Attributes
    ----------
    parameters
        What was run.
    shown : Attacked of 1 sign
        The sign in the pictures: before, after.
    shown_control : (1, 32, 32, 3) float32
        The same sign with a change of the same size that is no attack.
    large : (192, 192, 3) float32
        The same scene as a person would see it, before the camera makes 32 x 32 pixels of it.
    scores_before, scores_after, scores_control : (12,) float
        Probabilities of the shown sign.
    labels : (n,) int
        What the counted signs are.
    counted : Attacked of n signs
        Of the counted signs that were read correctly.
    readings : (12, 12) int
        How often (what it is, what it is read as after the attack).
    wall : (64, 32, 32, 3) float32 or None
        Posed views of the stickered sign, which the sticker was not made for.
    wall_read : (64,) int or None
        What the model reads in each.
    curve
        None where it is not drawn.
    trace : (t, 2) float or None
        Of black boxes: questions asked, share of the signs won by then.
    transfer
        Share of the pictures made for this model that other models read as the attacker wants, by name.
    by_components
        By number of components: accuracy, success of the attack.
    """

    parameters: SignsParameters
    shown: Attacked
    shown_control: Images
    large: NDArray[np.float32]
    scores_before: Scores
    scores_after: Scores
    scores_control: Scores
    labels: Labels
    counted: Attacked
    readings: NDArray[np.int64]
    wall: Images | None = None
    wall_read: Labels | None = None
    curve: Curve | None = None
    trace: NDArray[np.float64] | None = None
    transfer: dict[str, float] | None = None
    by_components: dict[str, tuple[float, float]] | None = None
