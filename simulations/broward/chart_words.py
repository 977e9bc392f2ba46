"""What the Broward charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. Where a rate has no denominator the sentence says so, and why.
"""

from __future__ import annotations

import math

from simulations.broward.chart_rows import calibration_rows
from simulations.broward.counts import GROUPS
from simulations.broward.reported import LETTERS
from simulations.broward.result import HIGHEST, MAPPED, RECORDS, BrowardResult
from simulations.wording import capital, listed, percent

_NAMED = {"fpr": "false positives", "fnr": "false negatives", "ppv": "precision"}


def points(share: float) -> str:
    """A tolerance in points: ``5 points``."""
    number = round(100 * share, 6)
    return f"{number:g} point{'' if number == 1 else 's'}"


def _both(result: BrowardResult, rate: str) -> str:
    black, white = (percent(result.measures[f"{rate}_{letter}"]) for letter in LETTERS)
    return f"{black} of Black and {white} of White defendants"


def _unflagged(result: BrowardResult) -> list[str]:
    """The groups of which nobody is flagged, so that precision is undefined."""
    return [name for name, letter in zip(GROUPS, LETTERS, strict=True)
            if not math.isfinite(result.measures[f"ppv_{letter}"])]


def _why(result: BrowardResult) -> str:
    return f"undefined, because no {' and no '.join(_unflagged(result))} defendant is flagged"


def deciles_heading(result: BrowardResult) -> str:
    """Who is flagged without having been rearrested."""
    return f"Flagged, of those not rearrested: {_both(result, 'fpr')}"


def deciles_alt(result: BrowardResult) -> str:
    """What is drawn, where the thresholds stand, and how many are on the wrong side of them."""
    if result.parameters is None:
        return "No counts by decile were published."
    found = result.measures
    parts = [
        f"{name}: {cut}; {found[f'wrongly_flagged_{letter}']:,.0f} flagged and not "
        f"rearrested, {found[f'wrongly_passed_{letter}']:,.0f} not flagged and rearrested"
        for name, letter, cut in zip(GROUPS, LETTERS, (_cut(cut) for cut in result.parameters.thresholds),
                                     strict=True)
    ]
    return (
        "People of each group by decile of the score: those rearrested within two years above a line, those "
        f"not rearrested below it, with a threshold for each group. {'; '.join(parts)}. "
        f"{deciles_heading(result)}."
    )


def _cut(threshold: int) -> str:
    return "nobody is flagged" if threshold == HIGHEST else f"flagged from decile {threshold} on"


def rates_heading(result: BrowardResult) -> str:
    """Which of the three gaps are small enough to count as equal."""
    if result.parameters is None:
        return deciles_heading(result)
    tolerance, found = result.parameters.tolerance, result.measures
    held = [words for rate, words in _NAMED.items() if abs(found[f"{rate}_gap"]) <= tolerance]
    missed = [words for rate, words in _NAMED.items() if abs(found[f"{rate}_gap"]) > tolerance]
    within = f"within {points(tolerance)}"
    if _unflagged(result):
        told = [f"{listed(words)} {_are(words)} {where}{within}"
                for words, where in ((held, ""), (missed, "not ")) if words]
        return capital(", ".join([*told, f"precision is {_why(result)}"]))
    if not missed:
        return f"All three are {within}: {listed(held)}"
    if not held:
        return f"None of the three is {within}: {listed(missed)}"
    return capital(f"{listed(held)} {_are(held)} {within}; {listed(missed)} {_are(missed)} not")


def rates_alt(result: BrowardResult) -> str:
    """Every rate of both groups."""
    rates = "; ".join(
        f"{words} {percent(result.measures[f'{rate}_black'])} and {percent(result.measures[f'{rate}_white'])}"
        for rate, words in {**_NAMED, "accuracy": "accuracy"}.items()
    )
    return (
        "Four rates, each with a circle for Black and a square for White defendants, joined by a line, and "
        f"ProPublica's published values as diamonds. Black and White: {rates}. {rates_heading(result)}."
    )


def map_heading(result: BrowardResult) -> str:
    """How many of all pairs keep the error rates equal, and how many all three."""
    if result.parameters is None:
        return "No pairs of thresholds were published"
    errors, all_three = (int(result.measures[name]) for name in ("pairs_equal_errors", "pairs_all_three"))
    within = f"within {points(result.parameters.tolerance)}"
    if not errors:
        return f"None of 81 pairs of thresholds keeps both error rates {within}"
    keeps = "keeps" if errors == 1 else "keep"
    keep = f"Of 81 pairs of thresholds, {errors} {keeps} both error rates {within}"
    if not all_three:
        return f"{keep}, none precision too"
    return f"{keep}, {all_three} precision too"


def map_alt(result: BrowardResult) -> str:
    """What is drawn, where this pair stands, and how accurate the best pairs are."""
    if result.parameters is None:
        return "No pairs of thresholds were published."
    black, white = result.parameters.thresholds
    outside = "" if {black, white} <= set(MAPPED) else ", outside the map"
    found = result.measures
    best = "" if math.isnan(found["best_accuracy_equal_errors"]) else (
        f" The most accurate of those with equal error rates agrees with the record in "
        f"{percent(found['best_accuracy_equal_errors'])}, the most accurate of all in "
        f"{percent(found['best_accuracy'])}.")
    return (
        "A map of all pairs of thresholds from 2 to 10, for White defendants across and for Black ones "
        "upwards, with a letter where a gap is within the tolerance: F for false positives, N for false "
        f"negatives, P for precision. This pair is {black} for Black and {white} for White{outside}. "
        f"{map_heading(result)}.{best}"
    )


def calibration_heading(result: BrowardResult) -> str:
    """How far the groups' shares rearrested lie apart at the same decile."""
    far = _farthest(result)
    if far is None:
        return "No shares by decile were published"
    gap, decile = far
    return (f"At the same decile, the shares rearrested are at most {100 * gap:.1f} points apart "
            f"(decile {decile})")


def calibration_alt(result: BrowardResult) -> str:
    """The share rearrested at the lowest, a middle and the highest decile of each group."""
    if result.parameters is None:
        return "No shares by decile were published."
    rows = calibration_rows(result)
    parts = []
    for slot, name in enumerate(GROUPS):
        shares = [share for share, own in zip(rows["share"], rows["slot"], strict=True) if own == slot]
        parts.append(f"{name}: {percent(shares[0])} at decile 1, {percent(shares[4])} at 5, "
                     f"{percent(shares[9])} at 10")
    return (f"The share rearrested by decile, a line for each group with what luck leaves open. "
            f"{'; '.join(parts)}. The record is {RECORDS[result.parameters.record]}. "
            f"{calibration_heading(result)}.")


def _farthest(result: BrowardResult) -> tuple[float, int] | None:
    """The largest difference of the groups' shares at one decile, and the decile."""
    rows = calibration_rows(result)
    half = len(rows["share"]) // 2
    pairs = zip(rows["share"][:half], rows["share"][half:], rows["decile"][:half], strict=True)
    gaps = [(abs(black - white), decile) for black, white, decile in pairs
            if black is not None and white is not None]
    return max(gaps, default=None)


def _are(words: list[str]) -> str:
    return "is" if words == ["precision"] else "are"
