"""What a run of the sign simulation costs, by what was measured: whether a page can wait for it."""

from __future__ import annotations

from simulations.signs import curve, models
from simulations.signs.compared import ANOTHER_START, ON_COMPONENTS
from simulations.signs.counted import count_of
from simulations.signs.result import COMPONENTS, SignsParameters

LIVE = 500.0
"""Milliseconds of one processor that a page waits for."""
BASE = 20.0
"""Of a run that attacks nothing."""
PASS = 0.04
"""Of a network's gradient for one sign, among many."""
PATTERN = 130.0
"""Of one pattern for all signs, with 20 steps."""
CARLINI_WAGNER = 18.0
"""Of the smallest change for one sign."""
EACH_QUESTION = {"square": 0.02, "nes": 0.03, "hopskipjump": 0.055}
"""Of one question about one sign, and what the attack makes of the answer."""
EACH_READING = {"svc": 0.2, "forest": 0.4}
"""Of reading one sign, where that takes long."""


def heavy(parameters: SignsParameters) -> bool:
    """Whether a run takes more than half a second; models that must be trained first always do."""
    return not _ready(parameters) or _milliseconds(parameters) > LIVE


def _ready(parameters: SignsParameters) -> bool:
    """Whether all models that the run needs are kept."""
    components = int(parameters.components)
    needed = {(parameters.model, components, 0)}
    if parameters.model in ("svc", "forest"):
        needed.add(("pca-mlp", components, 0))
    if parameters.compare == "models":
        needed |= {("pca-mlp", components, ANOTHER_START), ("pca-logistic", components, 0),
                   ("svc", components, 0), ("forest", components, 0)}
    if parameters.compare == "components" and parameters.model in ON_COMPONENTS:
        needed |= {(parameters.model, int(each), 0) for each in COMPONENTS}
    return all(models.ready(*each) for each in needed)


def _milliseconds(parameters: SignsParameters) -> float:
    count = count_of(parameters)
    attack = _attack(parameters, count)
    drawn = 0.0
    if parameters.curve != "none":
        passes = len(curve.BUDGETS) * (parameters.steps if parameters.curve == "pgd" else 1)
        drawn = PASS * passes * min(count, curve.MOST)
    again = len(COMPONENTS) if parameters.compare == "components" else 0
    shown = 4 * count * EACH_READING.get(parameters.model, 0.0)
    return BASE + attack + drawn + shown + again * (BASE + attack)


def _attack(parameters: SignsParameters, count: int) -> float:
    match parameters.attack:
        case "none" | "noise" | "fgsm":
            return 2 * PASS * count
        case "pgd" | "pgd-l2":
            return PASS * parameters.steps * count
        case "sparse":
            return 2 * PASS * parameters.pixels * count
        case "carlini-wagner":
            return CARLINI_WAGNER * count
        case "universal":
            return PATTERN * parameters.steps / 20
        case "sticker":
            return LIVE if parameters.colours == "many-views" else 2 * count
        case "square" | "nes" | "hopskipjump":
            each = EACH_QUESTION[parameters.attack] + EACH_READING.get(parameters.model, 0.0)
            return each * parameters.queries * count
