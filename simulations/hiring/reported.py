"""What a hiring run reports: each measure declared once, and computed from the counts alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.base import Measure
from simulations.hiring.measures import (
    Counts,
    Rates,
    accuracies,
    false_positive_rates,
    fisher,
    impact_ratio,
    precisions,
    ratio,
    true_positive_rates,
    two_proportion_z,
    two_sided_p,
)

LETTERS = "abc"


def _by_group(name: str, label: str, help: str, better: str = "neither") -> tuple[Measure, ...]:
    return tuple(
        Measure(f"{name}_{letter}", f"{label}, {letter.upper()}", help.format(letter.upper()),
                better=better)  # type: ignore[arg-type]
        for letter in LETTERS
    )


MEASURES: tuple[Measure, ...] = (
    *_by_group("selection_rate", "Selection rate", "Share of {} that is hired: 0 nobody, 1 everybody."),
    Measure("impact_ratio", "Impact ratio",
            "Lowest selection rate of a group divided by the highest. 1 is equal rates, 0 that a group "
            "is never hired. US guidelines take less than 0.80 as a sign to look closer.",
            "ratio", "higher"),
    Measure("rate_difference", "Difference in selection rates",
            "Lowest selection rate of a group less the highest. 0 is equal rates.", "points", "higher"),
    Measure("z", "Standard errors apart",
            "How many standard errors the highest and the lowest selection rate lie apart; a standard error "
            "is how far chance alone typically moves them. Beyond 1.96, chance would do it less than once in "
            "twenty times.", "ratio"),
    Measure("p_value", "Chance alone (two-proportion test)",
            "How often equal treatment would give a difference at least this large: near 0 % hardly ever, "
            "100 % always."),
    Measure("fisher_p", "Chance alone (Fisher's exact test)",
            "How often equal treatment would give a difference at least this large, by an exact count that "
            "also holds for few people: near 0 % hardly ever, 100 % always."),
    Measure("accuracy_history", "Agrees with past decisions",
            "Share of applicants on whom the model decides as the people before would have: 1 is "
            "always. It rewards repeating their prejudice.", better="neither"),
    Measure("accuracy_truth", "Right about how people do",
            "Share of applicants who are hired and do well or are turned away and would not have: 1 is "
            "always. No employer can see it for those turned away.", better="higher"),
    Measure("good_hires", "Hired who do well",
            "Of those hired, the share who do the job well: 1 is all of them.", better="higher"),
    *_by_group("good_hires", "Hired who do well", "Of those hired from {}, the share who do well.", "higher"),
    *_by_group("true_positive_rate", "Found among those who would do well",
               "Of those in {} who would do well, the share hired: 1 means that nobody is missed.", "higher"),
    *_by_group("false_positive_rate", "Hired of those who would not do well",
               "Of those in {} who would not do well, the share hired.", "lower"),
    *_by_group("missed_talent", "Missed of those who would do well",
               "Of those in {} who would do well, the share turned away: 0 means that nobody is missed.",
               "lower"),
    Measure("opportunity_difference", "Difference in talent found",
            "Lowest true positive rate of a group less the highest. 0 is equal opportunity for those who "
            "would do well.", "points", "higher"),
    Measure("share_b_hired", "Share of B among those hired",
            "Which part of those hired is in group B: 0 none, 1 all."),
    Measure("cell_ratio", "Lowest ratio by group and second attribute",
            "Lowest selection rate of any group with or without the second attribute, divided by the "
            "highest. 1 is equal rates in every one of them.", "ratio", "higher"),
    Measure("impact_ratio_last", "Impact ratio, last year",
            "The impact ratio in the last year shown; this year's where none follow.", "ratio", "higher"),
    Measure("workforce_b_last", "Share of B in the workforce, last year",
            "Which part of those employed is in group B in the last year shown."),
    Measure("applicants_b_last", "Share of B among applicants, last year",
            "Which part of those who apply is in group B in the last year shown."),
)


def nothing_known() -> dict[str, float]:
    """Every measure, undefined."""
    return {measure.name: float("nan") for measure in MEASURES}


def selection(hired: Counts, applied: Counts) -> dict[str, float]:
    """The measures that need no more than who applied and who was selected, by group.

    Parameters
    ----------
    hired, applied : (G,) int
    """
    rates = ratio(hired, applied)
    found = {f"selection_rate_{LETTERS[index]}": float(rate) for index, rate in enumerate(rates[:3])}
    found["impact_ratio"] = float(impact_ratio(hired, applied))
    if len(hired) > 1:
        found["share_b_hired"] = float(ratio(hired[1], hired.sum()))
    if np.isnan(rates).any():
        return found
    low, high = int(np.argmin(rates)), int(np.argmax(rates))
    if low == high:  # all rates equal
        low, high = 0, 1
    found["rate_difference"] = float(rates[low] - rates[high])
    found["z"] = float(two_proportion_z(hired[high], applied[high], hired[low], applied[low]))
    found["p_value"] = two_sided_p(found["z"])
    found["fisher_p"] = fisher(int(hired[high]), int(applied[high]), int(hired[low]), int(applied[low]))
    return found


def measured(counts: Counts, cells: Counts, yearly: NDArray[np.float64]) -> dict[str, float]:
    """All measures of a run; nan where one is undefined.

    Parameters
    ----------
    counts, cells, yearly
        As in ``HiringResult``.
    """
    by_truth = counts.sum(axis=2)
    everyone = counts.sum(axis=0)
    rates: dict[str, Rates] = {
        "good_hires": precisions(by_truth),
        "true_positive_rate": true_positive_rates(by_truth),
        "false_positive_rate": false_positive_rates(by_truth),
    }
    rates["missed_talent"] = 1 - rates["true_positive_rate"]
    found = nothing_known()
    found |= selection(by_truth[..., 1].sum(axis=1), by_truth.sum(axis=(1, 2)))
    for name, values in rates.items():
        found |= {f"{name}_{LETTERS[index]}": float(value) for index, value in enumerate(values)}
    found["accuracy_history"] = float(accuracies(everyone.sum(axis=0)))
    found["accuracy_truth"] = float(accuracies(everyone.sum(axis=1)))
    found["good_hires"] = float(precisions(everyone.sum(axis=1)))
    opportunity = rates["true_positive_rate"]
    found["opportunity_difference"] = float(opportunity.min() - opportunity.max())
    present = cells[cells.sum(axis=(1, 2, 3)) > 0].sum(axis=2)
    found["cell_ratio"] = float(impact_ratio(present[..., 1].sum(axis=1), present.sum(axis=(1, 2))))
    last = yearly[-1]
    found["impact_ratio_last"] = float(last[0])
    found["workforce_b_last"], found["applicants_b_last"] = float(last[2]), float(last[3])
    return found


