"""Two columns and two hundred, tried on the same people.

A model learns rearrests of so many invented people and is asked about as many others. If further
columns only echo what two of them say, they add nothing but chances to be misled; who is wrongly
flagged follows from where the line is drawn. After Dressel and Farid: The accuracy, fairness, and
limits of predicting recidivism, 2018, on invented people in place of theirs.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.hiring.measures import confusion
from simulations.predictors.fitting import balanced, logistic_weights
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

Flags = NDArray[np.bool_]


def run(
    parameters: PredictorsParameters, seed: int, progress: Progress | None = None
) -> PredictorsResult:
    """Learns from some, predicts others; see ``PredictorsResult``."""
    known, others = draw(parameters, seed, "learnt from"), draw(parameters, seed, "predicted")
    scores_known, scores = _scores(parameters, known, others)
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
    parameters: PredictorsParameters, known: People, others: People
) -> tuple[Floats, Floats]:
    """Log odds of both cohorts (n, len(CURVE)), by how many columns the model is given."""
    middle, spread = known.columns.mean(axis=0), known.columns.std(axis=0)
    curved = parameters.model == "curved"
    sizes = [1 + size + (len(_pairs(size)) if curved else 0) for size in CURVE]
    learnt, asked = (_terms(people.columns, middle, spread, curved) for people in (known, others))
    weight = balanced(known.rearrested) if parameters.threshold == "balanced" else np.ones(len(learnt))
    found = logistic_weights(learnt, known.rearrested, weight, sizes)
    return learnt @ found, asked @ found


def _terms(columns: Floats, middle: Floats, spread: Floats, curved: bool) -> Floats:
    """What the model adds up: the constant, then the columns in standard deviations; in a curved model
    the squares and products of the first two follow these, and those of the first seven the seven.
    """
    terms = np.empty((len(columns), 1 + ALL_COLUMNS))
    terms[:, 0] = 1
    standard = terms[:, 1:]
    np.subtract(columns, middle, out=standard)
    standard /= spread
    if not curved:
        return terms
    few, bent = CURVE[:2]
    first, second = np.array(_pairs(bent)).T
    products = standard[:, first] * standard[:, second]
    soon = len(_pairs(few))
    return np.column_stack([
        terms[:, :1 + few], products[:, :soon], standard[:, few:bent], products[:, soon:], standard[:, bent:],
    ])


def _pairs(size: int) -> list[tuple[int, int]]:
    """Which of the first ``size`` columns are multiplied, those of the first two before the others.

    No more than the first seven are.
    """
    found = itertools.combinations_with_replacement(range(min(size, CURVE[1])), 2)
    return sorted(found, key=lambda pair: pair[1] >= CURVE[0])


def _flagged(parameters: PredictorsParameters, scores: Floats, share: float) -> Flags:
    """Who is flagged, column by column of ``scores``, under the chosen rule."""
    if parameters.threshold != "same-share":
        return scores >= 0
    first = len(scores) - round(share * len(scores))
    line: Floats = np.partition(scores, first, axis=0)[first]
    return scores >= line
