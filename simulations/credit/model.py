"""One run: a rule on the published table, the rates that follow, and what every other rule earns.

Nothing is drawn at random but one thing: how far the gaps could lie from these with as many people
drawn again from the same. Everything else is arithmetic on published shares.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from simulations.base import Progress
from simulations.credit.curves import Curves, published_curves
from simulations.credit.result import EACH, LETTERS, CreditParameters, CreditResult, Decision, Floats
from simulations.credit.rules import decide, profit
from simulations.credit.scores import PEOPLE
from simulations.hiring.measures import ratio
from simulations.seeds import stream

DRAWS = 400
"""How often as many people are drawn again."""


def run(parameters: CreditParameters, seed: int, progress: Progress | None = None) -> CreditResult:
    """Sets the thresholds of the rule, counts, and sets those of every other rule beside it."""
    curves = published_curves()
    decisions = {rule: decide(rule, curves, parameters) for rule in EACH}
    earned = {rule: profit(curves, decision, parameters.loss) for rule, decision in decisions.items()}
    most = earned["max-profit"]
    compared = {rule: (earned[rule] / most, spread(decision.tpr)) for rule, decision in decisions.items()}
    decision = decisions[parameters.rule]
    found = measured(curves, decision) | _gaps_again(curves, decision, seed)
    found["profit"] = 1000 * earned[parameters.rule]
    share = compared[parameters.rule][0]
    found["profit_share"] = share if share >= 0 else math.nan
    return CreditResult(in_order(found), parameters, decision, compared)


def measured(curves: Curves, decision: Decision) -> dict[str, float]:
    """The rates of each group and their gaps."""
    people = curves.good + curves.bad
    paid, unpaid = curves.good * decision.tpr, curves.bad * decision.fpr
    rates: dict[str, Floats] = {
        "approved": (paid + unpaid) / people, "tpr": decision.tpr, "fpr": decision.fpr,
        "repaid": ratio(paid, paid + unpaid),
        "refused": np.array(PEOPLE) * (curves.good - paid) / people,
        "certain": decision.certain, "lot": decision.lot,
    }
    found = {f"{name}_{letter}": float(value) for name, values in rates.items()
             for letter, value in zip(LETTERS, values, strict=True)}
    found["approved"] = float((paid + unpaid).sum())
    return found | {f"{name}_gap": spread(rates[name]) for name in ("approved", "tpr", "fpr", "repaid")}


def spread(rates: Floats) -> float:
    """The highest minus the lowest; nan where one is."""
    return float(rates.max() - rates.min())


def in_order(found: dict[str, float]) -> dict[str, float]:
    """The measures in the order in which they are declared."""
    from simulations.credit.reported import MEASURES

    return {measure.name: found[measure.name] for measure in MEASURES}


def _gaps_again(curves: Curves, decision: Decision, seed: int) -> dict[str, float]:
    """Between what the middle 95 % of the gaps lie, with as many people drawn again.

    A share of n people varies by sqrt(share (1 - share) / n): with thousands of them the normal
    curve stands for the binomial. Turning a knob leaves the luck of each draw as it was.
    """
    repay, late = _luck(seed)
    number = np.array(PEOPLE, np.float64)
    good, bad = (number * part / (curves.good + curves.bad) for part in (curves.good, curves.bad))
    tpr, fpr = (np.clip(rate + luck * np.sqrt(rate * (1 - rate) / of), 0, 1)
                for rate, luck, of in ((decision.tpr, repay, good), (decision.fpr, late, bad)))
    found: dict[str, float] = {}
    for name, rates in (("approved", (good * tpr + bad * fpr) / number), ("tpr", tpr), ("fpr", fpr)):
        gaps = np.sort(rates.max(axis=1) - rates.min(axis=1))
        found[f"{name}_gap_low"] = float(gaps[int(0.025 * DRAWS)])
        found[f"{name}_gap_high"] = float(gaps[int(0.975 * DRAWS) - 1])
    return found


@lru_cache(maxsize=8)
def _luck(seed: int) -> tuple[Floats, Floats]:
    """How lucky each draw is among those who repay, and among those who do not: (DRAWS, 4) each."""
    repay, late = (stream(seed, f"people drawn again, {kind}").standard_normal((DRAWS, len(LETTERS)))
                   for kind in ("who repay", "who do not"))
    return repay, late
