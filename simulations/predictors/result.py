"""What a comparison of predictors gives, and the parameters that it takes: read by engine and charts.

The people are invented. Two columns, age and prior arrests, are read exactly; up to 198 more echo
what the two say, with noise, or are noise alone. A model learns from so many people whether they
were rearrested, and is tried on as many others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulations.base import Result
from simulations.parameters import Parameters, named, number, whole

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]

ALL_COLUMNS = 200
COLUMNS = {"two": 2, "seven": 7, "fifty": 50, "two-hundred": ALL_COLUMNS}
"""How many columns each choice is."""
CURVE = (2, 7, 20, 50, 100, ALL_COLUMNS)
"""For how many columns the curve is worked out: the first so many of all."""
GROUPS = ("A", "B")
COLUMN_WORDS = {
    "two": "2: age and prior arrests", "seven": "7", "fifty": "50", "two-hundred": "200",
}
MODELS = {"logistic": "straight: logistic regression", "curved": "curved: with squares and products"}
THRESHOLDS = {
    "as-it-comes": "where rearrest is likelier than not",
    "balanced": "both outcomes weigh alike",
    "same-share": "flag as many as were rearrested",
}

PREDICTOR = "The predictor"
PEOPLE = "The people"


class PredictorsParameters(Parameters):
    """The settings of a run."""

    columns: Literal["two", "seven", "fifty", "two-hundred"] = named(
        "two-hundred", label="Columns", options=COLUMN_WORDS, group=PREDICTOR,
        help="How many columns the model is given: the first two are age and prior arrests, the others come "
             "on top.",
    )
    news: float = number(
        0.0, label="What only the further columns know", low=0.0, high=1.0, step=0.05, group=PEOPLE,
        help="Which part of what can be known of a rearrest is not in age and prior arrests. At 0 the "
             "further columns only echo the two. Turned up, they bring news, and the two know less.",
    )
    threshold: Literal["as-it-comes", "balanced", "same-share"] = named(
        "balanced", label="Who is flagged", options=THRESHOLDS, group=PREDICTOR,
        help="Where the line is drawn. As it comes: at a probability of one half. Balanced: the fit counts "
             "those rearrested as much as all others together. Same share: as many are flagged as were "
             "rearrested among those learnt from.",
    )
    model: Literal["logistic", "curved"] = named(
        "logistic", label="Model", options=MODELS, group=PREDICTOR,
        help="Straight: a weighted sum of the columns. Curved: also of the squares and products of the "
             "first seven, so that it can bend.",
    )
    people: int = whole(
        3000, label="People learnt from", low=500, high=7000, step=250, group=PEOPLE,
        help="How many people the model learns from; as many others are predicted. Turned up, many columns "
             "mislead it less.",
    )
    gap: float = number(
        0.85, label="More prior arrests in B", low=0.0, high=1.5, step=0.05, group=PEOPLE,
        unit="standard deviations",
        help="How many more prior arrests people of B have on record. Whether because of more offences or "
             "of more policing, no column says. At 0 the groups are alike.",
    )
    rate: float = number(
        0.46, label="Rearrested", low=0.1, high=0.9, step=0.02, group=PEOPLE,
        help="About which share of all people is rearrested.",
    )
    strength: float = number(
        0.9, label="How much can be known", low=0.0, high=2.0, step=0.1, unit="log odds", group=PEOPLE,
        help="How much the odds of a rearrest change with what can be known of a person. At 0 it is luck "
             "alone; turned up, everybody could be predicted better. Invented, and chosen so that accuracy "
             "comes near the published one.",
    )


@dataclass(frozen=True)
class PredictorsResult(Result):
    """A comparison of predictors, as counts.

    Attributes
    ----------
    parameters
        What was run.
    curve : (6,) float
        Accuracy on the others with the first ``CURVE`` columns, under the chosen rule and model.
    learnt : (6,) float
        The same on those learnt from.
    counts : (2, 2, 2) int
        People predicted by group, whether rearrested, and whether flagged, with the chosen columns.
    counts_two : (2, 2, 2) int
        The same with two columns.
    both : (2, 2) int
        People predicted by whether two columns are right about them, and whether the chosen are.
    """

    parameters: PredictorsParameters
    curve: Floats
    learnt: Floats
    counts: Counts
    counts_two: Counts
    both: Counts
