"""How far selection rates and the impact ratio may be off by the luck of who applied."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.hiring.measures import Counts, bootstrap_intervals, impact_ratio, ratio
from simulations.seeds import stream


def intervals(hired_or_not: Counts, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """95 % intervals of the selection rates (G, 2) and of the impact ratio (2,).

    ``hired_or_not`` (G, 2) holds those turned away and those hired.
    """

    def rates_and_ratio(drawn: Counts) -> NDArray[np.float64]:
        hired, applied = drawn[..., 1], drawn.sum(axis=-1)
        rates = ratio(hired, applied)
        return np.concatenate([rates, impact_ratio(hired, applied)[..., None]], axis=-1)

    found = bootstrap_intervals(hired_or_not, rates_and_ratio, stream(seed, "bootstrap"))
    return found[:-1], found[-1]
