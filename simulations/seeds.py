"""The luck of a run: one seed, and from it a stream of its own for every random variable.

So a knob that is turned changes what happens to the *same* people (common random numbers; Miller
and others do the same in WhyNot, 2020).
"""

from __future__ import annotations

import zlib

import numpy as np

from simulations.authored import shortened
from simulations.parameters import ParameterError

MOST_SEED = 2**31 - 1


def checked_seed(seed: int | str) -> int:
    """``seed`` as a whole number from 0 to 2^31 - 1; raises ParameterError."""
    try:
        value = int(seed)
    except (ValueError, TypeError):
        value = -1
    if not 0 <= value <= MOST_SEED:
        rule = f"seed must be a whole number between 0 and {MOST_SEED}"
        raise ParameterError([f"{rule} (got {shortened(seed)})"])
    return value


def stream(seed: int, name: str) -> np.random.Generator:
    """The random stream of one variable of a run, the same whatever else is drawn.

    Drawing more from it leaves what was drawn first as it was, so a larger population keeps the
    people of the smaller one.
    """
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(name.encode())]))
