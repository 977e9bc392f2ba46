"""What a run of the defences simulation costs, by what was measured: whether a page can wait for it."""

from __future__ import annotations

from simulations.defences.result import DefencesParameters

LIVE = 500.0
"""Milliseconds of one processor that a page waits for."""
PASS = 0.021
"""Of one step of an attack on one sign, through a network."""
PASSES = {
    "none": 10.5, "bit-depth": 12.0, "median": 19.0, "blur": 10.0, "jpeg": 31.0, "noise-vote": 18.0,
    "ensemble": 70.0, "masking": 11.0, "detector": 70.0, "adversarial-training": 27.0, "smoothing": 70.0,
    "intervals": 33.0, "linear": 11.0,
}
"""How many attacks on an undefended network a whole curve takes, by defence."""
PASSES_OF_ONE = {
    "none": 2.6, "bit-depth": 3.2, "median": 4.1, "blur": 3.1, "jpeg": 6.3, "noise-vote": 3.5,
    "ensemble": 12.5, "masking": 3.4, "detector": 7.2, "adversarial-training": 6.7, "smoothing": 18.0,
    "intervals": 12.5, "linear": 2.8,
}
"""How many it takes where only the size that is asked for is tried."""
TRANSFORMS = frozenset({"bit-depth", "median", "blur", "jpeg"})


def heavy(parameters: DefencesParameters) -> bool:
    """Whether a run takes more than half a second; one that must train first always does."""
    if parameters.threat == "sticker" or not ready(parameters):
        return True
    passes = PASSES if parameters.curve else PASSES_OF_ONE
    return PASS * parameters.steps * parameters.signs * passes[parameters.defence] > LIVE


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
