"""The urn that steers a patrol.

The record is an urn: a ball for each crime of A, and of B. Each day's patrol goes to A with
probability nA / (nA + nB); a crime that it finds there puts one more ball of that district into the
urn. A district without a patrol gets no ball however much crime it has, so the record feeds on
itself. Source: Ensign, Friedler, Neville, Scheidegger and Venkatasubramanian: Runaway feedback
loops in predictive policing, 2018, with the correction as in their published code (``polya.py``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.patrol.reported import measured
from simulations.patrol.result import MOST_RUNS, PatrolParameters, PatrolResult
from simulations.seeds import stream

Luck = NDArray[np.float32]


def run(parameters: PatrolParameters, seed: int, progress: Progress | None = None) -> PatrolResult:
    """So many cities over so many days; see ``PatrolResult``."""
    days, runs = parameters.days, parameters.runs
    went, crime, kept = (_luck(seed, name, days, runs) for name in ("patrol", "crime", "kept"))
    # both districts share the day's luck: the patrol meets one of them only
    found = np.stack([crime < parameters.rate_a, crime < parameters.rate_b], axis=1)
    told = _told(parameters, seed)
    corrected = parameters.correction == "importance"

    urn = np.empty((2, runs), dtype=np.float32)
    urn[0], urn[1] = parameters.start_a, parameters.start_b
    shares = np.empty((days + 1, runs), dtype=np.float32)
    patrolled = np.empty((days, 2, runs), dtype=bool)
    for day in range(days):
        share = np.divide(urn[0], urn[0] + urn[1], out=shares[day])
        here = patrolled[day]
        np.less(went[day], share, out=here[0])
        np.logical_not(here[0], out=here[1])
        added = here & found[day]
        if corrected:
            # let in with probability min(1, n_other / n_own)
            added &= kept[day] * urn < urn[::-1]
        urn += added
        if told is not None:
            urn += told[day]
    np.divide(urn[0], urn[0] + urn[1], out=shares[days])

    discovered = np.count_nonzero(patrolled & found, axis=0)
    reported = np.zeros_like(discovered) if told is None else np.count_nonzero(told, axis=0)
    patrols = np.count_nonzero(patrolled, axis=0)
    measures = measured(parameters, shares[-1].astype(np.float64), discovered, reported, patrols)
    return PatrolResult(measures, parameters, shares, discovered, reported, patrols)


def _told(parameters: PatrolParameters, seed: int) -> NDArray[np.bool_] | None:
    """Whether residents report a crime, by day, district and city; None where they never do."""
    if not parameters.reports:
        return None
    return np.stack([
        _luck(seed, f"reports {name}", parameters.days, parameters.runs) < parameters.reports * rate
        for name, rate in (("A", parameters.rate_a), ("B", parameters.rate_b))
    ], axis=1)


def _luck(seed: int, name: str, days: int, runs: int) -> Luck:
    """Uniform numbers (days, runs): more days or more cities leave the others as they were."""
    return stream(seed, name).random((days, MOST_RUNS), dtype=np.float32)[:, :runs]
