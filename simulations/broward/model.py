"""One run: two thresholds on the forty counts, the rates that follow, and all other pairs.

Nothing is drawn at random but one thing: how far the gaps could lie from these with as many people
drawn again from the same (Bradley Efron's bootstrap, 1979). Everything else is arithmetic on
published counts.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simulations.base import Progress
from simulations.broward.counts import NOT_REARRESTED, REARRESTED
from simulations.broward.feasible import feasible, flagged_from, tables
from simulations.broward.reported import of_table, within
from simulations.broward.result import LOWEST, BrowardParameters, BrowardResult, Counts, Feasible, Floats
from simulations.hiring.measures import ratio
from simulations.seeds import stream

DRAWS = 400
"""How often as many people are drawn again."""


def run(parameters: BrowardParameters, seed: int, progress: Progress | None = None) -> BrowardResult:
    """Flags from the two thresholds on, counts, and tries every other pair."""
    by_decile = counted(parameters.record)
    by_threshold = tables(by_decile)
    black, white = (threshold - LOWEST for threshold in parameters.thresholds)
    table = np.stack([by_threshold[black, 0], by_threshold[white, 1]])
    pairs = feasible(by_threshold, tolerance=parameters.tolerance)
    found = of_table(table) | of_pairs(pairs) | _gaps_again(parameters, seed)
    found["gaps_within"] = within(found, parameters.tolerance)
    return BrowardResult(found, parameters, by_decile, table, pairs)


def counted(record: str) -> Counts:
    """The forty counts of a record: (2, 2, 10) by group, rearrest and decile."""
    return np.stack([np.array(NOT_REARRESTED), np.array(REARRESTED[record])], axis=1)


def of_pairs(pairs: Feasible) -> dict[str, float]:
    """How many of all pairs pass, and the best accuracy among them; nan where none does."""
    errors = pairs.held[0] & pairs.held[1]
    return {
        "pairs_equal_errors": float(errors.sum()),
        "pairs_all_three": float((errors & pairs.held[2]).sum()),
        "best_accuracy": float(pairs.accuracy.max()),
        "best_accuracy_equal_errors": float(pairs.accuracy[errors].max()) if errors.any() else float("nan"),
    }


def _gaps_again(parameters: BrowardParameters, seed: int) -> dict[str, float]:
    """Between what the middle 95 % of the gaps lie, with as many people drawn again."""
    flagged = _flagged_again(parameters.record, seed)
    everybody = flagged[..., 0]
    at = [threshold - LOWEST for threshold in parameters.thresholds]
    above = np.stack([flagged[:, group, :, at[group]] for group in range(2)], axis=1)
    rates: dict[str, Floats] = {
        "fpr": ratio(above[..., 0], everybody[..., 0]),
        "fnr": ratio(everybody[..., 1] - above[..., 1], everybody[..., 1]),
        "ppv": ratio(above[..., 1], above.sum(axis=-1)),
    }
    found = {}
    for name, by_group in rates.items():
        gaps = by_group[:, 0] - by_group[:, 1]
        # nan in any draw makes both ends nan: undefined
        ends = np.sort(gaps)[[int(0.025 * DRAWS), int(0.975 * DRAWS) - 1]] if not np.isnan(gaps).any() \
            else np.full(2, np.nan)
        found[f"{name}_gap_low"], found[f"{name}_gap_high"] = (float(end) for end in ends)
    return found


@lru_cache(maxsize=8)
def _flagged_again(record: str, seed: int) -> Counts:
    """People drawn again, flagged at each threshold: (DRAWS, 2, 2, 11).

    Each group keeps its size. Turning a threshold flags other people of the same draws.
    """
    by_decile = counted(record)
    drawn = np.empty((DRAWS, *by_decile.shape), np.int64)
    for group, name in enumerate(("Black", "White")):
        cells = by_decile[group].ravel()
        again = stream(seed, f"people drawn again, {name}").multinomial(
            cells.sum(), cells / cells.sum(), size=DRAWS)
        drawn[:, group] = again.reshape(DRAWS, 2, -1)
    return flagged_from(drawn)
