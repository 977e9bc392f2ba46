"""What a run reports: rates by group and their gaps, and how to get them from a table of counts.

Every rate is a ratio of the four numbers of a group: flagged or not, rearrested or not. Given the
share rearrested p, three of them cannot move freely: FPR = p / (1 - p) (1 - PPV) / PPV (1 - FNR)
(Alexandra Chouldechova, Fair prediction with disparate impact, 2017).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from simulations.base import Measure
from simulations.broward.result import Counts
from simulations.hiring.measures import (
    accuracies,
    false_negative_rates,
    false_positive_rates,
    precisions,
    ratio,
    selection_rates,
)

LETTERS = ("black", "white")
_OF = {"black": "Black", "white": "White"}


def _pair(
    name: str, label: str, help: str, better: str = "neither", form: str = "share",
) -> tuple[Measure, Measure]:
    """The same measure of Black and of White defendants."""
    black, white = (
        Measure(f"{name}_{group}", f"{label}, {_OF[group]}", help.format(_OF[group]), form, better)  # type: ignore[arg-type]
        for group in LETTERS
    )
    return black, white


def _gap(name: str, label: str, of: str) -> tuple[Measure, Measure, Measure]:
    """A gap, and between what it would lie with other people of the same kind."""
    luck = "Counted again among as many people, drawn from these at random, 19 of 20 gaps lie {} this."
    return (
        Measure(f"{name}_gap", f"{label}: Black minus White",
                f"{of} among Black defendants minus that among White ones: 0 is equal, +10 points means "
                "ten more of a hundred Black defendants than of a hundred White ones.", "points"),
        Measure(f"{name}_gap_low", f"{label}: low end of the gap", luck.format("above"), "points"),
        Measure(f"{name}_gap_high", f"{label}: high end of the gap", luck.format("below"), "points"),
    )


MEASURES: tuple[Measure, ...] = (
    *_pair("fpr", "Flagged of those not rearrested",
           "The false positive rate: of the {} defendants who were not rearrested within two years, the "
           "share flagged. 0 means that none is flagged wrongly, 1 that all are.", "lower"),
    *_pair("fnr", "Not flagged of those rearrested",
           "The false negative rate: of the {} defendants who were rearrested within two years, the share "
           "not flagged. 0 means that none is passed over, 1 that all are.", "lower"),
    *_pair("ppv", "Rearrested of those flagged",
           "The precision, or positive predictive value: of the {} defendants who were flagged, the share "
           "rearrested within two years. 1 means that every flag is borne out; undefined where nobody is "
           "flagged.", "higher"),
    *_pair("npv", "Not rearrested of those not flagged",
           "The negative predictive value: of the {} defendants who were not flagged, the share not "
           "rearrested within two years. Undefined where everybody is flagged.", "higher"),
    *_pair("accuracy", "Accuracy",
           "Share of the {} defendants for whom flag and record agree: 1 is always, 0 never.", "higher"),
    *_pair("flagged", "Flagged", "Share of the {} defendants who are flagged."),
    *_pair("rearrested", "Rearrested",
           "Share of the {} defendants who were rearrested within two years, by the record that is counted. "
           "No threshold moves it."),
    Measure("accuracy", "Accuracy",
            "Share of Black and White defendants together for whom flag and record agree: 1 is always, 0 "
            "never.", better="higher"),
    *_gap("fpr", "Flagged of those not rearrested", "The false positive rate"),
    *_gap("fnr", "Not flagged of those rearrested", "The false negative rate"),
    *_gap("ppv", "Rearrested of those flagged", "The precision"),
    Measure("accuracy_gap", "Accuracy: Black minus White",
            "Accuracy among Black defendants minus that among White ones: 0 is equal.", "points"),
    *_pair("wrongly_flagged", "People flagged and not rearrested",
           "How many {} defendants were flagged and not rearrested within two years.", "lower", "count"),
    *_pair("wrongly_passed", "People not flagged and rearrested",
           "How many {} defendants were not flagged and were rearrested within two years.", "lower", "count"),
    Measure("gaps_within", "Of three gaps, within the tolerance",
            "How many of the three gaps (false positives, false negatives, precision) are within the "
            "tolerance: 3 is all. An undefined gap is not.", "count", "higher"),
    Measure("pairs_equal_errors", "Pairs with equal error rates",
            "At how many of the 81 pairs of thresholds (2 to 10 each) the gaps of false positives and of "
            "false negatives are both within the tolerance.", "count"),
    Measure("pairs_all_three", "Pairs with all three equal",
            "At how many of the 81 pairs of thresholds (2 to 10 each) the gap of precision is within the "
            "tolerance too.", "count"),
    Measure("best_accuracy", "Highest accuracy of any pair",
            "The accuracy of the pair of thresholds that has the highest, of all 81.", better="higher"),
    Measure("best_accuracy_equal_errors", "Highest accuracy with equal error rates",
            "The accuracy of the best pair of those whose error rates are equal within the tolerance; "
            "undefined where there is none.", better="higher"),
    *_pair("fpr_forced", "Forced by equal precision and misses",
           "The false positive rate that {} defendants would have, given the share of them rearrested, if "
           "precision and false negative rate were the same in both groups, namely those of both together: "
           "0 is none, 1 is all, and more than 1 cannot be."),
    Measure("identity_error", "Chouldechova's identity, off by",
            "The largest difference between a group's false positive rate and p / (1 - p) (1 - PPV) / PPV "
            "(1 - FNR): 0 but for rounding, at every threshold. Undefined where nobody is flagged.",
            "ratio", digits=6),
)


def implied_fpr(rearrested: float, ppv: float, fnr: float) -> float:
    """FPR = p / (1 - p) (1 - PPV) / PPV (1 - FNR); nan where p is 1 or PPV is 0."""
    # TP = n p (1 - FNR), and FP = TP (1 - PPV) / PPV, of n (1 - p) people not rearrested
    if not rearrested < 1 or not ppv > 0:
        return math.nan
    return rearrested / (1 - rearrested) * (1 - ppv) / ppv * (1 - fnr)


def of_table(table: Counts) -> dict[str, float]:
    """The measures that four numbers a group give, all others undefined.

    Parameters
    ----------
    table : (2, 2, 2) int
        People by group, rearrest and flag.
    """
    found = nothing_known()
    rates = {
        "fpr": false_positive_rates(table), "fnr": false_negative_rates(table), "ppv": precisions(table),
        "npv": ratio(table[:, 0, 0], table[:, :, 0].sum(axis=-1)), "accuracy": accuracies(table),
        "flagged": selection_rates(table),
        "rearrested": ratio(table[:, 1].sum(axis=-1), table.sum(axis=(1, 2))),
    }
    found |= by_group({name: (float(black), float(white)) for name, (black, white) in rates.items()})
    both = table.sum(axis=0)
    found["accuracy"] = float(accuracies(both))
    ppv, fnr = float(precisions(both)), float(false_negative_rates(both))
    for group, letter in enumerate(LETTERS):
        found[f"wrongly_flagged_{letter}"] = float(table[group, 0, 1])
        found[f"wrongly_passed_{letter}"] = float(table[group, 1, 0])
        found[f"fpr_forced_{letter}"] = implied_fpr(float(rates["rearrested"][group]), ppv, fnr)
    return found


def by_group(rates: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """The measures of rates by group (Black, White): each rate, its gap, and how far the identity is off."""
    found: dict[str, float] = {}
    for name, (black, white) in rates.items():
        found[f"{name}_black"], found[f"{name}_white"] = black, white
        if name in ("fpr", "fnr", "ppv", "accuracy"):
            found[f"{name}_gap"] = black - white
    off = [abs(fpr - implied_fpr(p, ppv, fnr)) for fpr, p, ppv, fnr in zip(
        *(rates[name] for name in ("fpr", "rearrested", "ppv", "fnr")), strict=True)]
    found["identity_error"] = math.nan if any(map(math.isnan, off)) else max(off)
    return found


def within(found: Mapping[str, float], tolerance: float) -> float:
    """How many of the three gaps are within the tolerance; an undefined one is not."""
    return float(sum(abs(found[f"{name}_gap"]) <= tolerance for name in ("fpr", "fnr", "ppv")))


def nothing_known() -> dict[str, float]:
    """Every measure, undefined."""
    return {measure.name: math.nan for measure in MEASURES}
