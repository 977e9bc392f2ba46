"""The sign engine: a model that reads signs, one sign shown and many counted, attacked and compared.

The shown sign is posed by hand and goes through the same attack as those that are counted. All is
invented: the signs are drawn, so as many new ones can be photographed as are wanted.
"""

from __future__ import annotations

import math

import numpy as np

from simulations.base import Progress
from simulations.intervals import wilson
from simulations.signs import compared
from simulations.signs.attacks.base import Labels, softmax
from simulations.signs.attempts import (
    STEP_OF,
    Attempt,
    Signs,
    Victim,
    attempt,
    goal_of,
    kinds_of,
    target_of,
    victim,
)
from simulations.signs.classes import COUNT, NUMBER
from simulations.signs.counted import accuracy, count_of, counted
from simulations.signs.curve import curve
from simulations.signs.kept import Memory
from simulations.signs.reported import MEASURES
from simulations.signs.result import Curve, SignsParameters, SignsResult
from simulations.signs.scenes import drawn, photographed, posed

LARGE = 192
"""Width and height, in pixels, of the sign as a person would see it."""
WALL = 64
"""Views on the wall of a stickered sign."""

_curves: Memory[Curve] = Memory(32)


def run(parameters: SignsParameters, seed: int, progress: Progress | None = None) -> SignsResult:
    """One run: show a sign, attack it, and count what the attack does to signs like it.

    Parameters
    ----------
    parameters
        The settings.
    seed
        Which signs are met, and all other luck. The models are the same at every seed.
    progress
        Told how far it is. Whatever it raises goes through.
    """
    told = progress or _nobody
    against = victim(parameters, progress=_part(progress, 0.0, 0.1))
    told(0.1, "Photographing signs")
    right = accuracy(against, seed)
    signs = counted(parameters, against, seed)
    one = _shown_sign(parameters, seed)

    whole = attempt(parameters, against, signs, seed, "counted", _part(progress, 0.15, 0.6))
    told(0.6, "Attacking the sign that is shown")
    shown = _shown_attempt(parameters, against, one, seed)
    drawn_curve = _curve(parameters, against, signs, seed, _part(progress, 0.65, 0.8))
    elsewhere = None
    if parameters.compare == "models":
        elsewhere = compared.transferred(parameters, whole.attacked, signs.goal, _part(progress, 0.8, 1.0))
    components = None
    if parameters.compare == "components":
        components = compared.by_components(parameters, seed, _part(progress, 0.8, 1.0))

    read = against.reader.scores(whole.attacked.images).argmax(axis=1)
    after = softmax(against.reader.scores(shown.attacked.images))[0]
    overlay = None if shown.sticker is None else shown.sticker.overlay
    wall = _wall(parameters, against, shown, seed)
    return SignsResult(
        measures=_measured(right, signs, whole, read, float(after.max()), against, elsewhere),
        parameters=parameters,
        shown=shown.attacked,
        shown_control=shown.control.images,
        large=photographed(one.scenes, overlay=overlay, size=LARGE)[0],
        scores_before=softmax(against.reader.scores(one.images))[0],
        scores_after=after,
        scores_control=softmax(against.reader.scores(shown.control.images))[0],
        labels=signs.goal.labels,
        counted=whole.attacked,
        readings=_table(signs.goal.labels, read),
        wall=None if wall is None else wall.images,
        wall_read=None if wall is None else against.reader.scores(wall.images).argmax(axis=1),
        curve=drawn_curve,
        trace=whole.trace,
        transfer=elsewhere,
        by_components=components,
    )


def _shown_sign(parameters: SignsParameters, seed: int) -> Signs:
    scenes = posed(NUMBER[parameters.sign], seed, turned=parameters.turned, light=parameters.light,
                   blur=parameters.blur)
    return Signs(scenes, photographed(scenes), goal_of(scenes.labels, target_of(parameters)))


def _shown_attempt(parameters: SignsParameters, against: Victim, one: Signs, seed: int) -> Attempt:
    """The attack on the shown sign; nothing is done to one that is already what it should be read as."""
    if parameters.sign == parameters.target:
        parameters = parameters.model_copy(update={"attack": "none"})
    return attempt(parameters, against, one, seed, "shown")


def _curve(
    parameters: SignsParameters, against: Victim, signs: Signs, seed: int, progress: Progress | None,
) -> Curve | None:
    """The curve, which is the same whatever is done to the shown sign and however large the budget."""
    if parameters.curve == "none":
        return None
    steps = parameters.steps if parameters.curve == "pgd" else 0
    key = (against.name, parameters.curve, steps, parameters.target, kinds_of(parameters),
           count_of(parameters), seed)
    return _curves.get(key, lambda: curve(parameters, against, signs, seed, progress))


def _wall(parameters: SignsParameters, against: Victim, shown: Attempt, seed: int) -> Signs | None:
    """Views of the stickered sign from where the sticker was not made for; None without a sticker."""
    if shown.sticker is None:
        return None
    labels = np.full(WALL, NUMBER[parameters.sign], dtype=np.int64)
    scenes = drawn(labels, seed, "signs.wall")
    images = photographed(scenes, overlay=shown.sticker.overlay)
    return Signs(scenes, images, goal_of(labels, target_of(parameters)))


def _table(labels: Labels, read: Labels) -> np.ndarray:
    """How often (what it is, what it is read as): (12, 12)."""
    return np.bincount(COUNT * labels + read, minlength=COUNT * COUNT).reshape(COUNT, COUNT)


def _measured(
    right: float, signs: Signs, whole: Attempt, read: Labels, confidence: float, against: Victim,
    elsewhere: dict[str, float] | None,
) -> dict[str, float]:
    """Every measure that is declared, in that order; nan where it is undefined."""
    done, count = whole.attacked, len(signs.images)
    low, high = wilson(int(done.reached.sum()), count)
    found = {
        "accuracy": right,
        "success": done.success,
        "success_low": low,
        "success_high": high,
        "control": whole.control.success,
        "wrong": _mean(read != signs.goal.labels),
        "largest": STEP_OF * float(done.linf.max()) if count else math.nan,
        "size": _median(done.l2),
        "pixels_changed": _median(done.pixels),
        "area_covered": math.nan if whole.sticker is None else whole.sticker.area,
        "questions": _median(done.queries),
        "confidence": confidence,
        "gradients": float(against.has_gradients),
    }
    for name in compared.OTHERS:
        found[f"transfer_{name}"] = math.nan if elsewhere is None else elsewhere[name]
    return {measure.name: found[measure.name] for measure in MEASURES}


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else math.nan


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if len(values) else math.nan


def _nobody(share: float, words: str) -> None:
    """Nobody watches."""


def _part(progress: Progress | None, low: float, high: float) -> Progress | None:
    """What is told of a part of the work, as a part of the whole."""
    if progress is None:
        return None
    return lambda share, words: progress(low + share * (high - low), words)
