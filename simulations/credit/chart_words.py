"""What the credit charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. Where a rate has no denominator the sentence says so, and why.
"""

from __future__ import annotations

import math

from simulations.credit.chart_rows import NAMES, RATES, much_by_lot
from simulations.credit.result import EACH, GROUPS, LETTERS, CreditResult
from simulations.wording import capital, listed, percent

_EQUAL = 0.0005
"""Rates that differ by less than this are printed alike."""


def _apart(gap: float) -> str:
    """How far apart the groups are."""
    return "equal" if gap < _EQUAL else f"{100 * gap:.1f} points apart"


def _profit(share: float) -> str:
    """A profit as a share of the most possible."""
    return f"{percent(share)} of the most possible profit" if share >= 0 else "a loss"


def groups_heading(result: CreditResult) -> str:
    """Who gets a loan of those who repay, in the group where fewest do and where most do."""
    rates = [(result.measures[f"tpr_{letter}"], name) for letter, name in zip(LETTERS, GROUPS, strict=True)]
    (lowest, few), (highest, many) = min(rates), max(rates)
    if highest - lowest < _EQUAL:
        return f"Of those who repay, {percent(lowest)} get a loan in every group"
    return (f"Of those who repay, {percent(lowest)} of {few} and {percent(highest)} of {many} applicants "
            "get a loan")


def groups_alt(result: CreditResult) -> str:
    """Every rate of every group."""
    rates = "; ".join(
        f"{words}: " + ", ".join(f"{name} {percent(result.measures[f'{rate}_{letter}'])}"
                                 for letter, name in zip(LETTERS, GROUPS, strict=True))
        for rate, words in RATES.items()
    )
    nobody = [name for letter, name in zip(LETTERS, GROUPS, strict=True)
              if not math.isfinite(result.measures[f"repaid_{letter}"])]
    why = (f" What is repaid is undefined where nobody gets a loan: {listed(nobody)}." if nobody else "")
    return ("Four rates, each with a mark for every group and a line from the lowest to the highest. "
            f"{rates}.{why} {groups_heading(result)}.")


def rules_heading(result: CreditResult) -> str:
    """What the rule earns, and how far apart it leaves the groups."""
    share, gap = result.compared[result.parameters.rule]
    said = f"{capital(NAMES[result.parameters.rule])}: {_profit(share)}"
    return f"{said}, loans to those who repay {_apart(gap)}"


def rules_alt(result: CreditResult) -> str:
    """What every rule earns, and its gap."""
    rules = [rule for rule in EACH if rule != "own" or result.parameters.rule == "own"]
    told = "; ".join(f"{NAMES[rule]}: {_profit(result.compared[rule][0])}, loans to those who repay "
                     f"{_apart(result.compared[rule][1])}" for rule in rules)
    return (f"A bar for each rule: its profit as a share of the most possible, where a loan pays from "
            f"{percent(result.parameters.break_even)} repaid. {capital(told)}. {rules_heading(result)}.")


def roc_heading(result: CreditResult) -> str:
    """Whether the groups meet at one point, and for whom a lot decides."""
    by_lot = much_by_lot(result)
    fpr, tpr = (result.measures[f"{name}_gap"] for name in ("fpr", "tpr"))
    if max(fpr, tpr) < _EQUAL:
        met = "All groups meet at one point"
        if not by_lot:
            return met
        share, name = by_lot[0]
        return f"{met}, and a lot decides for {percent(share)} of {name} applicants"
    return f"Loans to those who repay are {_apart(tpr)}, to those who do not {_apart(fpr)}"


def roc_alt(result: CreditResult) -> str:
    """Where each group stands on its curve, and from which score on a loan is certain."""
    told = []
    for slot, (name, letter) in enumerate(zip(GROUPS, LETTERS, strict=True)):
        rates = (f"{percent(result.measures[f'tpr_{letter}'])} of those who repay and "
                 f"{percent(result.measures[f'fpr_{letter}'])} of those who do not")
        told.append(f"{name}: {rates}, {where(result, slot)}")
    return ("A curve for each group with everything that a threshold gives: loans to those who repay "
            "upwards, to those who do not across, and a mark where the rule puts the group. "
            f"{'; '.join(told)}. {roc_heading(result)}.")


def where(result: CreditResult, slot: int) -> str:
    """From which score on a loan is certain for a group, and from which a lot decides."""
    certain, lot_from = result.decision.certain[slot], result.decision.lot_from[slot]
    sure = "nobody is certain of a loan" if math.isnan(certain) else f"certain from score {certain:g}"
    if result.decision.lot[slot] > 0:
        return f"{sure}, by lot from {lot_from:g}"
    return sure
