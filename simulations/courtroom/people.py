"""The invented people before the court: what they would do, and what the police have recorded of them.

Risk is a tendency that nobody sees. It makes an offence likelier, and earlier ones; each offence is
recorded only if the police detect it, which they may do more often in one group. So two people alike
in conduct can differ in record: the idea of Kristian Lum and William Isaac, To predict and serve?, 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit

from simulations.courtroom.result import CourtroomParameters, Floats
from simulations.seeds import stream

Flags = NDArray[np.bool_]

BASE, SLOPE = -0.2, 1.2
"""Log-odds of an offence at risk 0, and how much one standard deviation of risk adds. Invented."""
PRIORS_BASE, PRIORS_SLOPE = 0.5, 0.6
"""Logarithm of the mean number of earlier offences at risk 0, and what risk adds. Invented."""
AGE_MEAN, AGE_SLOPE, AGE_SD = 35.0, -6.0, 8.0
"""Years at risk 0, what risk takes off, and how widely age spreads around that. Invented."""
AGE_LOW, AGE_HIGH = 18.0, 80.0


@dataclass(frozen=True)
class Cohort:
    """People, one entry for each.

    Attributes
    ----------
    in_b : (n,) bool
        Whether the person is in group B.
    offence, arrest : (n,) bool
        Whether they would offend if released, and whether an arrest would record it.
    priors : (n,) float
        Earlier offences that the police recorded.
    age : (n,) float
        Years.
    """

    in_b: Flags
    offence: Flags
    arrest: Flags
    priors: Floats
    age: Floats


def draw(parameters: CourtroomParameters, size: int, seed: int, cohort: str) -> Cohort:
    """``size`` people. Each variable has its own stream, so a knob leaves the same people as they were."""

    def luck(name: str) -> Floats:
        return stream(seed, f"{cohort} {name}").random(size)

    in_b = luck("group") < parameters.share_b
    detection = np.where(in_b, parameters.detection_b, parameters.detection_a)
    risk = stream(seed, f"{cohort} risk").standard_normal(size)
    risk += np.where(in_b, shift_for(parameters.offending_b), shift_for(parameters.offending_a))
    # Y ~ Bern(sigmoid(base + slope risk)); O = Y Bern(detection)
    offence = luck("offence") < expit(BASE + SLOPE * risk)
    arrest = offence & (luck("arrest") < detection)
    # Poisson(e^(base + slope risk)) earlier offences, of which each is recorded with the same chance
    priors = poisson(luck("priors"), np.exp(PRIORS_BASE + PRIORS_SLOPE * risk) * detection)
    age = AGE_MEAN + AGE_SLOPE * risk + AGE_SD * stream(seed, f"{cohort} age").standard_normal(size)
    return Cohort(in_b, offence, arrest, priors, np.clip(age, AGE_LOW, AGE_HIGH))


@lru_cache(maxsize=64)
def shift_for(offending: float) -> float:
    """The mean risk of a group in which the share ``offending`` would offend."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    weights = weights / weights.sum()

    def surplus(shift: float) -> float:
        return float(weights @ expit(BASE + SLOPE * (nodes + shift))) - offending

    return float(brentq(surplus, -8.0, 8.0))


def poisson(luck: Floats, mean: Floats) -> Floats:
    """The Poisson count (n,) at quantile ``luck``: it only grows where ``mean`` does.

    Counts up from 0 until the distribution function passes ``luck``, among those whom it has not passed.
    """
    found = np.zeros(len(luck))
    left = np.arange(len(luck))
    chance = np.exp(-mean)
    passed = chance.copy()
    count = 0
    while True:
        going = (luck > passed) & (chance > 0)
        if not going.any():
            return found
        count += 1
        left, luck, mean = left[going], luck[going], mean[going]
        chance = chance[going] * mean / count
        passed = passed[going] + chance
        found[left] = count
