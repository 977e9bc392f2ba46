"""Exploration and preferential return: when somebody who moves goes somewhere new.

Of all moves a share rho S^-gamma goes to a new place, where S is how many places the mover knows
already; every other move goes back to a known place, the likelier the more time was spent there.
The number of places known then has a closed form, S(n), against which the rule is tested.

Source: Chaoming Song, Tal Koren, Pu Wang and Albert-Laszlo Barabasi, Modelling the scaling
properties of human mobility, Nature Physics 6, 2010. The constants are the paper's, as scikit-mobility
(``skmob/models/epr.py``) gives them.
"""

from __future__ import annotations

import numpy as np

from simulations.trails.result import Counts, Floats

RHO = 0.6
GAMMA = 0.21


def chance_to_explore(known: Counts | Floats) -> Floats:
    """How likely the next move goes to a new place, for those who know so many: rho S^-gamma."""
    return RHO * np.asarray(known, dtype=float) ** -GAMMA


def places_known(moves: int) -> float:
    """Places known after so many moves, in the mean field.

    From dS/dn = rho S^-gamma:  S(n) = [1 + rho (1 + gamma) n]^(1 / (1 + gamma)).

    >>> round(places_known(469), 2)
    124.08
    """
    return float((1 + RHO * (1 + GAMMA) * moves) ** (1 / (1 + GAMMA)))
