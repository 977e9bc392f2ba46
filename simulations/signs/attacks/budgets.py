"""What an attack may be asked for: sizes and counts outside their range get a sentence each."""

from __future__ import annotations

from simulations.authored import shortened
from simulations.parameters import ParameterError

MOST_STEPS = 10_000
MOST_L2 = 55.5
"""No change of a picture is larger: the root of 3,072 values, each changed from black to white."""


def checked(*asked: tuple[str, float, float, float]) -> None:
    """Nothing, where each ``(name, value, low, high)`` is in its range; else ParameterError, all at once."""
    faults = [
        f"{name} must be between {low:g} and {high:g} (got {shortened(value)})"
        for name, value, low, high in asked if not low <= value <= high
    ]
    if faults:
        raise ParameterError(faults)
