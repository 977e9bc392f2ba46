"""Where an outcome stands in a picture: from 0, the worst, to 1, the best, the same in every run.

Outcomes that range over several powers of ten are pressed together, u = asinh(value / c), which is
even up to about c and logarithmic beyond; what lies past the end is drawn at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulations.board.city import PEOPLE
from simulations.board.result import MORE_IS_WANTED, Floats


@dataclass(frozen=True)
class Axis:
    """How one outcome is drawn and said.

    ``title`` heads the axis, and ``reached`` says a value in a sentence; ``top`` is where the axis
    ends; ``even_to`` is c, or 0 where it is even all along; ``ticks`` are values with their labels;
    ``form`` prints a value.
    """

    title: str
    reached: str
    top: float
    ticks: tuple[tuple[float, str], ...]
    form: str
    even_to: float = 0.0

    def along(self, values: Floats) -> Floats:
        """How far along, from 0 to 1, more being more."""
        inside = np.clip(values, 0.0, self.top)
        if not self.even_to:
            return inside / self.top
        far: Floats = np.arcsinh(inside / self.even_to) / np.arcsinh(self.top / self.even_to)
        return far


_STOPS = ((0.0, "0"), (0.1, "0.1"), (1.0, "1"), (10.0, "10"), (100.0, "100+"))
_SHARES = tuple((share / 4, f"{25 * share} %") for share in range(5))

AXES: Final[Mapping[str, Axis]] = {
    "hits": Axis("people found a day", "{} people found a day", 60,
                 ((0, "0"), (5, "5"), (10, "10"), (20, "20"), (40, "40")), "{:.1f}", 10),
    "cases": Axis("crimes with a useful picture a day", "a useful picture of {} crimes a day", 26,
                  ((0, "0"), (5, "5"), (10, "10"), (15, "15"), (20, "20"), (25, "25")), "{:.1f}"),
    "false_stops_a": Axis("wrong stops a day, group A", "{} wrong stops a day in A", 100, _STOPS, "{:.2f}",
                          0.1),
    "false_stops_b": Axis("wrong stops a day, group B", "{} wrong stops a day in B", 100, _STOPS, "{:.2f}",
                          0.1),
    "scanned": Axis("people scanned a day", "{} people scanned a day", PEOPLE,
                    tuple((count * 100_000, f"{count}00,000" if count else "0") for count in range(4)),
                    "{:,.0f}"),
    "homes": Axis("homes given away", "{} of homes given away", 1, _SHARES, "share"),
    "participation": Axis("turnout kept", "{} of the turnout kept", 1, _SHARES, "share"),
    "cost": Axis("cost in units", "a cost of {} units", 300,
                 ((0, "0"), (100, "100"), (200, "200"), (300, "300+")), "{:,.0f}"),
}


def places(name: str, values: Floats) -> Floats:
    """Where values of an outcome stand, from 0 to 1; the wanted end is 1."""
    along = AXES[name].along(values)
    return along if name in MORE_IS_WANTED else 1 - along


def said(name: str, value: float) -> str:
    """A value of an outcome as text."""
    form = AXES[name].form
    if form == "share":
        return f"{100 * value:.1f} %"
    if value == 0:
        return "0"
    if value >= 100:
        return f"{value:,.0f}"
    least = 10.0 ** -int(form[-3]) if form[-2] == "f" and form[-3] != "0" else 1.0
    return f"under {form.format(least)}" if value < least / 2 else form.format(value)
