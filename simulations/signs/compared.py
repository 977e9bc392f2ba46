"""What becomes of an attack elsewhere: on models it was not made for, and with other components.

Pictures made for one model often fool another that has learnt the same features, and hardly one that
has learnt others (Nicolas Papernot, Patrick McDaniel and Ian Goodfellow, Transferability in machine
learning, 2016).
"""

from __future__ import annotations

from simulations.base import Progress
from simulations.signs import models
from simulations.signs.attacks.base import Attacked, Goal, Reader
from simulations.signs.attempts import attempt, victim
from simulations.signs.counted import accuracy, counted
from simulations.signs.result import COMPONENTS, SignsParameters

ANOTHER_START = 1
OTHERS = ("network", "logistic", "svc", "forest")
"""The models that are shown the pictures; their measures are named ``transfer_`` and this."""
ON_COMPONENTS = frozenset({"pca-mlp", "pca-logistic"})


def transferred(
    parameters: SignsParameters, found: Attacked, goal: Goal, progress: Progress | None = None,
) -> dict[str, float]:
    """Which share of the pictures each of the other models reads as the attacker wants."""
    shares = {}
    for done, name in enumerate(OTHERS):
        if progress is not None:
            progress(done / len(OTHERS), "Showing the pictures to other models")
        won = goal.reached(_other(name, int(parameters.components)).scores(found.images))
        shares[name] = float(won.mean()) if len(won) else float("nan")
    return shares


def _other(name: str, components: int) -> Reader:
    if name == "network":
        return models.network(components, ANOTHER_START)
    return models.reader("pca-logistic" if name == "logistic" else name, components)


def by_components(
    parameters: SignsParameters, seed: int, progress: Progress | None = None,
) -> dict[str, tuple[float, float]] | None:
    """Accuracy, and success of the same attack, by the number of components that the model keeps.

    None for models that work on pixels.
    """
    if parameters.model not in ON_COMPONENTS:
        return None
    found = {}
    for done, components in enumerate(COMPONENTS):
        if progress is not None:
            progress(done / len(COMPONENTS), f"The same attack against {components} components")
        against = victim(parameters, int(components))
        signs = counted(parameters, against, seed)
        there = attempt(parameters, against, signs, seed, "counted").attacked
        found[components] = accuracy(against, seed), there.success
    return found
