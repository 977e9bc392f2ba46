"""Success over sizes of change: of an attack, of noise, and what is proved beyond all attacks.

The security evaluation curve (Battista Biggio, Giorgio Fumera and Fabio Roli, Security evaluation of
pattern classifiers under attack, 2014): one budget says little, the whole curve says what a model
stands. For a linear model it can be proved what no change of a size can do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.seeds import stream
from simulations.signs.attacks.base import Goal, Images
from simulations.signs.attacks.controls import coins
from simulations.signs.attacks.gradient import direction, pgd
from simulations.signs.attempts import STEP_OF, Signs, Victim
from simulations.signs.networks import Network
from simulations.signs.radius import linear_radius
from simulations.signs.result import Curve, SignsParameters

BUDGETS = (0.0, 1.0, 2.0, 4.0, 8.0, 12.0, 16.0)
"""Of 255: the sizes at which the curve is worked out."""
MOST = 200
"""Signs that it is worked out over, at most."""


def curve(
    parameters: SignsParameters, against: Victim, signs: Signs, seed: int, progress: Progress | None = None,
) -> Curve:
    """The curve over ``BUDGETS`` of the attack that the settings name for it, on the first of the signs."""
    images, goal = signs.images[:MOST], signs.goal.take(np.arange(len(signs.images[:MOST])))
    tossed = coins(stream(seed, "signs.curve.noise"), images.shape)
    uphill = direction(against.guide, images, goal) if parameters.curve == "fgsm" else tossed
    won, by_noise = [], []
    for done, budget in enumerate(BUDGETS):
        if progress is not None:
            progress(done / len(BUDGETS), f"Curve: changes by {budget:g} of 255")
        eps = np.float32(budget / STEP_OF)
        if not budget:
            made = images
        elif parameters.curve == "fgsm":
            made = np.clip(images + eps * uphill, 0, 1)
        else:
            made = pgd(against.guide, images, goal, eps=float(eps), steps=parameters.steps).images
        won.append(_share(against, made, goal))
        by_noise.append(_share(against, np.clip(images + eps * tossed, 0, 1), goal))
    return Curve(np.array(BUDGETS), np.array(won), np.array(by_noise), proved(against, images, goal))


def proved(against: Victim, images: Images, goal: Goal) -> NDArray[np.float64]:
    """The share of the signs that no change of each size can have read as wanted; nan if not linear."""
    if not isinstance(against.reader, Network) or len(against.reader.layers) > 1 or not len(images):
        return np.full(len(BUDGETS), np.nan)
    radius = linear_radius(against.reader, images, goal.labels, targets=goal.targets)
    return np.array([(radius >= budget / STEP_OF).mean() for budget in BUDGETS])


def _share(against: Victim, images: Images, goal: Goal) -> float:
    return float(goal.reached(against.reader.scores(images)).mean()) if len(images) else float("nan")
