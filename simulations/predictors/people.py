"""The invented people: what can be known of each, what two columns say of it, and what others echo.

Three things about a person: youth and prior arrests, which the first two columns give exactly, and
something else that no column gives exactly. Whether somebody is rearrested is drawn with
``log odds = c + s (sqrt(1 - v) (youth + arrests) / sqrt(2) + sqrt(v) else)`` for the strength s and
the news v. Of the 198 further columns two in three are a noisy sum of the three, and one in three
is noise. All constants here are invented.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.predictors.result import ALL_COLUMNS, Floats, PredictorsParameters
from simulations.seeds import stream

ECHO = 0.6
"""How loud an echo of youth or arrests is in a further column at most, beside noise of 1."""
NEWS = 0.3
"""How loud the something else is in such a column, beside noise of 1."""


@dataclass(frozen=True)
class People:
    """So many invented people.

    Attributes
    ----------
    group : (n,) uint8
        0 for A, 1 for B.
    columns : (n, 200) float
        What a model may be given, the two that matter first.
    chance : (n,) float
        Probability of a rearrest.
    rearrested : (n,) bool
    """

    group: NDArray[np.uint8]
    columns: Floats
    chance: Floats
    rearrested: NDArray[np.bool_]


def draw(parameters: PredictorsParameters, seed: int, cohort: str) -> People:
    """``people`` of them; ``cohort`` names who they are, so that others are drawn from other luck."""
    n = parameters.people

    def luck(name: str) -> np.random.Generator:
        return stream(seed, f"{cohort}.{name}")

    group = (luck("group").random(n) < 0.5).astype(np.uint8)
    hidden = luck("person").standard_normal((n, 3))
    hidden[:, 1] += parameters.gap * (group - 0.5)

    columns = np.empty((n, ALL_COLUMNS))
    columns[:, 0], columns[:, 1] = -hidden[:, 0], hidden[:, 1]  # age, prior arrests
    columns[:, 2:] = luck("columns").standard_normal((n, ALL_COLUMNS - 2), dtype=np.float32)
    columns[:, 2:] += hidden @ echoes(seed)

    known = (hidden[:, 0] + hidden[:, 1]) / math.sqrt(2)
    s, v = parameters.strength, parameters.news
    # keeps the share rearrested where it is asked for (MacKay, 1992)
    c = math.log(parameters.rate / (1 - parameters.rate)) * math.sqrt(1 + math.pi * s * s / 8)
    odds = c + s * (math.sqrt(1 - v) * known + math.sqrt(v) * hidden[:, 2])
    chance = 1 / (1 + np.exp(-odds))
    return People(group, columns, chance, luck("rearrest").random(n) < chance)


def echoes(seed: int) -> Floats:
    """What the further columns hold of youth, arrests and the something else: (3, 198)."""
    rng = stream(seed, "echoes")
    further = ALL_COLUMNS - 2
    loud = rng.uniform(-ECHO, ECHO, (3, further))
    loud[2] = NEWS * np.sign(loud[2])
    loud[:, 2::3] = 0  # the fifth column, and every third from there, is noise alone
    return loud
