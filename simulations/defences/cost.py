"""What a run of the defences simulation costs, by what was measured: whether a page can wait for it."""

from __future__ import annotations

from simulations.defences.result import DefencesParameters

LIVE = 500.0
"""Milliseconds of one processor that a page waits for."""
PASS = 0.021
"""Of one step of an attack on one sign, through a network."""
PASSES = {
    "none": 9.5, "bit-depth": 11.0, "median": 18.0, "blur": 10.0, "jpeg": 33.0, "noise-vote": 18.0,
    "ensemble": 50.0, "masking": 11.0, "detector": 38.0, "adversarial-training": 19.0, "smoothing": 70.0,
    "intervals": 28.0, "linear": 9.0,
}
"""How many attacks on an undefended network a whole curve takes, by defence."""
TRANSFORMS = frozenset({"bit-depth", "median", "blur", "jpeg"})


def heavy(parameters: DefencesParameters) -> bool:
    """Whether a run takes more than half a second; one that must train first always does."""
    if parameters.threat == "sticker" or not ready(parameters):
        return True
    return PASS * parameters.steps * parameters.signs * PASSES[parameters.defence] > LIVE


def ready(parameters: DefencesParameters) -> bool:
    """Whether all networks that the run needs are kept."""
    from simulations.defences import training
    from simulations.defences.defended import OTHER_COMPONENTS, name_of
    from simulations.signs import models

    if not models.ready("pca-mlp"):
        return False
    if parameters.defence in TRANSFORMS:
        return training.is_retrained(name_of(parameters))
    if parameters.defence == "ensemble":
        return models.ready("pca-mlp", OTHER_COMPONENTS) and models.ready("logistic")
    if parameters.defence == "linear":
        return models.ready("logistic")
    return not (parameters.yourself and parameters.defence in ("adversarial-training", "intervals"))
