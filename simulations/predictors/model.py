"""Two columns and two hundred, tried on the same people.

A model learns rearrests of so many invented people and is asked about as many others. If further
columns only echo what two of them say, they add nothing but chances to be misled; who is wrongly
flagged follows from where the line is drawn. After Dressel and Farid: The accuracy, fairness, and
limits of predicting recidivism, 2018, on invented people in place of theirs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.hiring.measures import confusion
from simulations.predictors.fitting import balanced, logistic_weights, waves
from simulations.predictors.people import People, draw
from simulations.predictors.reported import counted, order_of, ordered
from simulations.predictors.result import (
    ALL_COLUMNS,
    COLUMNS,
    CURVE,
    Floats,
    PredictorsParameters,
    PredictorsResult,
)
from simulations.seeds import stream

WAVES = 100
"""How many random cosines the curved model is made of."""

Flags = NDArray[np.bool_]


def run(
    parameters: PredictorsParameters, seed: int, progress: Progress | None = None
) -> PredictorsResult:
    """Learns from some, predicts others; see ``PredictorsResult``."""
    known, others = draw(parameters, seed, "learnt from"), draw(parameters, seed, "predicted")
    scores_known, scores = _scores(parameters, known, others, seed)
    share = float(known.rearrested.mean())
    flagged = _flagged(parameters, scores, share)
    learnt = _flagged(parameters, scores_known, share) == known.rearrested[:, None]

    right = flagged == others.rearrested[:, None]
    chosen = CURVE.index(COLUMNS[parameters.columns])
    counts, counts_two = (
        confusion(others.rearrested, flagged[:, place], others.group, 2) for place in (chosen, 0))
    both = np.bincount(2 * right[:, 0] + right[:, chosen], minlength=4).reshape(2, 2)
    measures = ordered({
        **counted(counts, counts_two, both),
        "accuracy_best": float(np.maximum(others.chance, 1 - others.chance).mean()),
        "accuracy_learnt": float(learnt[:, chosen].mean()),
        "auc": order_of(scores[:, chosen], others.rearrested),
        "agreement": float((flagged[:, 0] == flagged[:, chosen]).mean()),
    })
    return PredictorsResult(
        measures, parameters, right.mean(axis=0), learnt.mean(axis=0), counts, counts_two, both)


def _scores(
    parameters: PredictorsParameters, known: People, others: People, seed: int
) -> tuple[Floats, Floats]:
    """Log odds of both cohorts (n, len(CURVE)), by how many columns the model is given."""
    middle, spread = known.columns.mean(axis=0), known.columns.std(axis=0)
    cohorts = [(people.columns - middle) / spread for people in (known, others)]
    yes = known.rearrested
    weight = balanced(yes) if parameters.threshold == "balanced" else np.ones(yes.size)
    if parameters.model == "logistic":
        straight = [_with_constant(columns) for columns in cohorts]
        found = logistic_weights(straight[0], yes, weight, [size + 1 for size in CURVE])
        return straight[0] @ found, straight[1] @ found
    turns = stream(seed, "turns").standard_normal((ALL_COLUMNS, WAVES))
    shifts = stream(seed, "shifts").uniform(0, 2 * np.pi, WAVES)
    scores = np.empty((2, yes.size, len(CURVE)))
    for place, size in enumerate(CURVE):
        curved = [_with_constant(waves(columns, size, turns, shifts)) for columns in cohorts]
        found = logistic_weights(curved[0], yes, weight, [WAVES + 1])
        for cohort in range(2):
            scores[cohort, :, place] = curved[cohort] @ found[:, 0]
    return scores[0], scores[1]


def _with_constant(columns: Floats) -> Floats:
    return np.column_stack([np.ones(len(columns)), columns])


def _flagged(parameters: PredictorsParameters, scores: Floats, share: float) -> Flags:
    """Who is flagged, column by column of ``scores``, under the chosen rule."""
    if parameters.threshold != "same-share":
        return scores >= 0
    first = len(scores) - round(share * len(scores))
    line: Floats = np.partition(scores, first, axis=0)[first]
    return scores >= line
