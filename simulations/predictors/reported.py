"""What a comparison of predictors reports: each measure declared once, and computed from counts.

Rates are those of people who were predicted, not learnt from. What has no denominator is nan, and
printed as "undefined".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from simulations.base import Measure
from simulations.hiring.measures import accuracies, false_negative_rates, false_positive_rates, ratio
from simulations.intervals import Z
from simulations.predictors.result import Counts

MEASURES: tuple[Measure, ...] = (
    Measure("accuracy", "Right about",
            "Of the people predicted, the share of whom it is right: 1 is everybody.", better="higher"),
    Measure("accuracy_two", "Right about, with two columns",
            "The same model with age and prior arrests only.", better="higher"),
    Measure("gain", "Gained by the further columns",
            "Accuracy with the chosen columns less that with two, of the same people: 0 is nothing gained.",
            "points", "higher"),
    Measure("gain_low", "Gained, at least",
            "Lower end of the 95 % interval of the gain, from those of whom only one of the two is right.",
            "points"),
    Measure("gain_high", "Gained, at most", "Upper end of the 95 % interval of the gain.", "points"),
    Measure("accuracy_majority", "Right about, always saying the commoner",
            "What somebody reaches who says of everybody what is commoner."),
    Measure("accuracy_best", "Right about, at most",
            "What somebody reaches who knows each probability exactly, luck not included."),
    Measure("accuracy_learnt", "Right about those learnt from",
            "Accuracy on the people from whom the model learnt: it flatters a model of many columns."),
    Measure("auc", "Order (AUC)",
            "Chance that somebody who was rearrested scores above somebody who was not: 0.5 is a coin, 1 is "
            "perfect.", "ratio", "higher", 3),
    Measure("agreement", "Told alike by two columns",
            "Share of people whom two columns and the chosen ones flag alike."),
    Measure("flagged", "Flagged", "Share of the people predicted who are flagged."),
    Measure("accuracy_a", "Right about, A", "Accuracy among people of A.", better="higher"),
    Measure("accuracy_b", "Right about, B", "Accuracy among people of B.", better="higher"),
    Measure("fpr_a", "Wrongly flagged, A",
            "Of those of A who were not rearrested, the share flagged (false positive rate).",
            better="lower"),
    Measure("fpr_b", "Wrongly flagged, B",
            "Of those of B who were not rearrested, the share flagged (false positive rate).",
            better="lower"),
    Measure("fnr_a", "Missed, A",
            "Of those of A who were rearrested, the share not flagged (false negative rate).",
            better="lower"),
    Measure("fnr_b", "Missed, B",
            "Of those of B who were rearrested, the share not flagged (false negative rate).",
            better="lower"),
    Measure("fpr_gap", "Wrongly flagged, B less A",
            "False positive rate of B less that of A: 0 is as often.", "points"),
    Measure("fpr_gap_two", "Wrongly flagged, B less A, with two columns",
            "The same with age and prior arrests only.", "points"),
    Measure("rate_a", "Rearrested, A", "Share of the people of A who were rearrested."),
    Measure("rate_b", "Rearrested, B", "Share of the people of B who were rearrested."),
)


def counted(counts: Counts, counts_two: Counts, both: Counts) -> dict[str, float]:
    """The measures that need counts alone.

    Parameters
    ----------
    counts, counts_two, both
        As in ``PredictorsResult``.
    """
    everybody = int(counts.sum())
    low, gain, high = gained(both)
    fpr, fnr, fpr_two = (false_positive_rates(counts), false_negative_rates(counts),
                         false_positive_rates(counts_two))
    right, rates = accuracies(counts), ratio(counts[:, 1].sum(axis=1), counts.sum(axis=(1, 2)))
    truth = float(counts[:, 1].sum() / everybody)
    return {
        "accuracy": float(both[:, 1].sum() / everybody),
        "accuracy_two": float(both[1].sum() / everybody),
        "gain": gain, "gain_low": low, "gain_high": high,
        "accuracy_majority": max(truth, 1 - truth),
        "flagged": float(counts[:, :, 1].sum() / everybody),
        **{f"{name}_{letter}": float(rate[group])
           for name, rate in (("accuracy", right), ("fpr", fpr), ("fnr", fnr), ("rate", rates))
           for group, letter in enumerate("ab")},
        "fpr_gap": float(fpr[1] - fpr[0]), "fpr_gap_two": float(fpr_two[1] - fpr_two[0]),
    }


def gained(both: Counts) -> tuple[float, float, float]:
    """Lower end, gain and upper end: how much oftener the chosen columns are right than two are.

    Both are asked of the same people, so only those count of whom one is right and the other wrong:
    with shares p and q of them, ``d = p - q`` and ``se^2 = (p + q - d^2) / n``.
    """
    n = int(both.sum())
    won, lost = both[0, 1] / n, both[1, 0] / n
    gain = float(won - lost)
    half = Z * math.sqrt(max(float(won + lost) - gain**2, 0.0) / n)
    return gain - half, gain, gain + half


def ordered(measures: Mapping[str, float]) -> dict[str, float]:
    """The measures in the order of their declaration."""
    return {measure.name: float(measures[measure.name]) for measure in MEASURES}


def order_of(scores: NDArray[Any], truth: NDArray[Any]) -> float:
    """The area under the ROC curve, from ranks; nan where only one outcome is there.

    ``AUC = (sum of the ranks of those for whom it is true - m (m + 1) / 2) / (m k)``
    """
    from scipy.stats import rankdata

    m = int(truth.sum())
    k = truth.size - m
    if m == 0 or k == 0:
        return math.nan
    return float((rankdata(scores)[truth].sum() - m * (m + 1) / 2) / (m * k))
