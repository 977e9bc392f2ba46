"""A run on the board: the outcomes of one policy, among those of all others that can be paid for.

Outcomes are by formula and the same with every seed; the seed is the luck of one month. The other
policies are worked out once for each strength of the effect, and kept.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from simulations.base import Progress
from simulations.board import city
from simulations.board.consequences import SHARES, Consequences, consequences
from simulations.board.frontier import COMPARED, beating, frontier, wanted
from simulations.board.policies import Policies, grid, own
from simulations.board.reported import MEASURES
from simulations.board.result import BoardParameters, BoardResult, Counts, Flags, Floats
from simulations.seeds import stream
from simulations.watchlist.chance import binomial

SHOWN = 240
"""How many policies are drawn beside the frontier."""


def run(parameters: BoardParameters, seed: int, progress: Progress | None = None) -> BoardResult:
    """One run: what follows from the policy, and where it stands among the others."""
    policy = own(parameters)
    found = consequences(policy, parameters.effect)
    every = alternatives(parameters.effect)
    paid_for = every["cost"] <= parameters.budget
    others = {name: values[paid_for] for name, values in every.items()}
    beaten_by = float(beating(wanted(others, COMPARED), wanted(found.outcomes, COMPARED)[0]).sum())
    if not paid_for.any():
        beaten_by = math.nan  # unbeaten by nobody is no praise
    measures = {
        **measured(found, parameters), **month(found, policy, seed),
        "beaten_by": beaten_by, "affordable": float(paid_for.mean()),
    }
    return BoardResult(
        measures={measure.name: measures[measure.name] for measure in MEASURES},
        parameters=parameters,
        others=others,
        frontier=frontier(wanted(others, (parameters.across, parameters.up))),
        shown=_shown(paid_for),
        burdens=burdens(found, policy),
    )


@lru_cache(maxsize=4)
def alternatives(effect: str) -> dict[str, Floats]:
    """The outcomes of all policies of the grid, by name: (P,) each."""
    return consequences(grid(), effect).outcomes


def measured(found: Consequences, parameters: BoardParameters) -> dict[str, float]:
    """The measures of one policy; nan where there is no denominator."""
    outcomes = {name: float(values[0]) for name, values in found.outcomes.items()}
    stops_a, stops_b = outcomes["false_stops_a"], outcomes["false_stops_b"]
    turnout_a, turnout_b, low, high = found.turnout[0].tolist()
    return outcomes | {
        "over_budget": max(0.0, outcomes["cost"] - parameters.budget),
        "false_stops": stops_a + stops_b,
        "stop_precision": _ratio(outcomes["hits"], outcomes["hits"] + stops_a + stops_b),
        "stop_ratio": _ratio(stops_b / float(SHARES[1]), stops_a / float(SHARES[0])),
        "scanned_per_hit": _ratio(outcomes["scanned"], outcomes["hits"]),
        "alerts": float(found.alerts[0]),
        "reviewed": float(found.reviewed[0]),
        "identified": float(found.identified[0]),
        "participation_a": turnout_a, "participation_b": turnout_b,
        "participation_low": low, "participation_high": high,
    }


def month(found: Consequences, policy: Policies, seed: int) -> dict[str, float]:
    """What one month brings: each count drawn around what it is on average."""
    groups = np.round(city.MONTH * city.PEOPLE * policy.others[0] * SHARES)
    people = np.array([*groups, groups.sum()])
    chances = city.MONTH * np.array([*found.false_stops[:, 0], found.hits[0]]) / people
    drawn = binomial(stream(seed, "month").random(3), people, chances)
    return {"false_stops_month_a": float(drawn[0]), "false_stops_month_b": float(drawn[1]),
            "hits_month": float(drawn[2])}


def burdens(found: Consequences, policy: Policies) -> Floats:
    """Of 100 people of A and B: as ``BoardResult.burdens`` says, (4, 2)."""
    people = city.PEOPLE * SHARES
    a_year = -np.expm1(-city.YEAR * found.false_stops[:, 0] / people)  # at least once
    both = np.ones(2)
    return 100 * np.stack([
        both * found.scanned[0] / city.PEOPLE, both * found.homes[0], 1 - found.turnout[0, :2], a_year])


def _shown(paid_for: Flags) -> Counts:
    """Policies to be drawn, by their place among those paid for: the first so many of a fixed order."""
    order = stream(0, "policies shown").permutation(len(paid_for))
    place = np.cumsum(paid_for) - 1
    chosen: Counts = place[order[paid_for[order]][:SHOWN]]
    return chosen


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan
