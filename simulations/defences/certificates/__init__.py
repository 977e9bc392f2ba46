"""What can be proved of a model that reads signs: three certificates.

A certificate says that no change of a given size, whoever makes it, moves the reading of one sign.
It is exact for a linear model, a bound on intervals for a small network, and for a smoothed
model a statement that is wrong with a small known probability. All hold up to the rounding of the
numbers that a network counts in.
"""

from simulations.defences.certificates.intervals import interval_certified, interval_radius
from simulations.defences.certificates.relaxed import relaxed_certified, relaxed_radius
from simulations.defences.certificates.smoothed import Smoothed, smoothed_scores
from simulations.defences.certificates.smoothing import (
    Certificates,
    certificates,
    smoothing_radius,
    vote,
)
from simulations.signs.radius import linear_radius

__all__ = [
    "Certificates", "Smoothed", "certificates", "interval_certified", "interval_radius", "linear_radius",
    "relaxed_certified", "relaxed_radius", "smoothed_scores", "smoothing_radius", "vote",
]
