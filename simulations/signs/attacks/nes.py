"""NES: a gradient estimated from scores, then followed as if it were known.

The picture is shown with many random patterns laid over it, each also the other way round. Patterns
that move the scores the right way, added up by how far they move them, point along the gradient.
Each pixel then takes a step that way, and is kept within what is allowed.

After Ilyas, Engstrom, Athalye and Lin, "Black-box adversarial attacks with limited queries and
information" (2018), Algorithm 1 in the query-limited setting, with the momentum of their code.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Attacked, Goal, Images, Reader
from simulations.signs.attacks.budgets import checked
from simulations.signs.attacks.questions import MOST, Asked, Questions

PICTURES = 2_000
"""How many pictures are shown at a time, to bound memory."""


def nes(
    model: Reader, images: Images, goal: Goal, *, eps: float, queries: int,
    rng: np.random.Generator, samples: int = 50, sigma: float = 0.01, step: float | None = None,
    momentum: float = 0.9,
) -> Asked:
    """What following an estimated gradient makes of ``images`` within ``eps`` of each pixel.

    Parameters
    ----------
    model
        Anything that gives scores. One whose scores stay the same under small changes (a forest)
        gives nothing to estimate from.
    images : (n, 32, 32, 3) float32
        The signs.
    goal
        What they are, and what they should be read as.
    eps
        Largest change of any pixel's red, green or blue, 0 to 1.
    queries
        How many pictures may be shown to the model for each sign, 1 to 100,000. A sign is left alone
        as soon as it is won.
    rng
        Where the patterns come from.
    samples
        Questions for each estimate, 2 to 10,000; half of them are the other way round. More make it
        better, and leave fewer steps.
    sigma
        Standard deviation of the patterns, 0.0001 to 1. Larger ones see past small unevenness.
    step
        How far each pixel moves in one step, 0 to 1; a quarter of ``eps`` where it is not given.
    momentum
        How much of the last direction is kept, 0 to 0.99: estimates are poor, their running mean is less so.

    Raises
    ------
    ParameterError
        For a value out of range.
    """
    step = eps / 4 if step is None else step
    checked(("queries", queries, 1, MOST), ("eps", eps, 0, 1), ("samples", samples, 2, 10_000),
            ("sigma", sigma, 1e-4, 1), ("step", step, 0, 1), ("momentum", momentum, 0, 0.99))
    ask = Questions(model, goal, queries)
    streams = rng.spawn(len(images))
    lower, upper = np.clip(images - np.float32(eps), 0, 1), np.clip(images + np.float32(eps), 0, 1)

    found, direction = images.copy(), np.zeros_like(images)
    open_ = np.arange(len(images))
    left = queries
    while left >= 3 and len(open_):
        pairs = min(samples, left - 1) // 2
        for some in np.array_split(open_, -(-len(open_) * 2 * pairs // PICTURES)):
            patterns = np.stack([streams[i].standard_normal((pairs, *images.shape[1:]), np.float32)
                                 for i in some])
            estimate = _estimated(ask, found[some], some, patterns, sigma)
            direction[some] = momentum * direction[some] + (1 - momentum) * estimate
        moved = found[open_] + np.float32(step) * np.sign(direction[open_])
        found[open_] = np.clip(moved, lower[open_], upper[open_])
        won = ask.margins(found[open_], open_) > 0
        ask.win(open_[won])
        open_ = open_[~won]
        left -= 2 * pairs + 1
    return Asked(Attacked(images, found, np.isfinite(ask.won), ask.asked), ask.trace())


def _estimated(
    ask: Questions, pictures: Images, which: NDArray[np.int64], patterns: NDArray[np.float32], sigma: float,
) -> Images:
    """Gradient of the margin by the pixels, estimated by antithetic sampling.

    ``patterns`` (k, pairs, 32, 32, 3) are standard normal; each is tried both ways.
    """
    pairs = patterns.shape[1]
    change = np.float32(sigma) * patterns
    here = pictures[:, None]
    shown = np.stack([here + change, here - change], axis=2).reshape(-1, *pictures.shape[1:])
    margins = ask.margins(shown, np.repeat(which, 2 * pairs)).reshape(len(which), pairs, 2)
    slopes = ((margins[..., 0] - margins[..., 1]) / (2 * sigma)).astype(np.float32)
    estimate: Images = np.einsum("kp,kp...->k...", slopes, patterns) / pairs
    return estimate
