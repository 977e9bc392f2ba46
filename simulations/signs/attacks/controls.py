"""What is no attack: changes of the same size that aim at nothing.

An attack is worth its name only if a change of its own size does less when it is random. So each
attack is shown beside one of these: noise of the same largest change, noise of the same length, or
as many pixels of random colours. None of them asks the model anything; it is only asked afterwards
whether the goal was reached.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Attacked, Goal, Images, Reader, attacked
from simulations.signs.attacks.budgets import MOST_L2, checked


def noise(model: Reader, images: Images, goal: Goal, *, eps: float, rng: np.random.Generator) -> Attacked:
    """Every pixel value moved by ``eps`` (0 to 1), up or down by the toss of a coin."""
    checked(("eps", eps, 0, 1))
    return attacked(model, images, images + np.float32(eps) * coins(rng, images.shape), goal, queries=0)


def coins(rng: np.random.Generator, shape: tuple[int, ...]) -> Images:
    """-1 or 1, each as likely, one toss a value: the direction of ``noise``."""
    heads = np.frombuffer(rng.bytes(-(-int(np.prod(shape)) // 8)), np.uint8)
    tossed = np.unpackbits(heads, count=int(np.prod(shape))).reshape(shape)
    return tossed.astype(np.float32) * 2 - 1


def noise_of_length(
    model: Reader, images: Images, goal: Goal, *, l2: NDArray[np.float64] | float, rng: np.random.Generator,
) -> Attacked:
    """Gaussian noise whose squares sum to ``l2`` squared: one length for each sign (n,), or for all.

    Values that leave the screen's range are clipped, so that in very dark or bright pictures a little
    less than asked remains.
    """
    lengths = np.broadcast_to(np.asarray(l2, dtype=float), (len(images),))
    checked(*(("l2", length, 0, MOST_L2) for length in sorted({*lengths.tolist()})))
    drawn = rng.standard_normal(images.shape, dtype=np.float32)
    drawn *= (lengths / np.sqrt((drawn**2).sum(axis=(1, 2, 3)))).astype(np.float32)[:, None, None, None]
    return attacked(model, images, images + drawn, goal, queries=0)


def random_pixels(
    model: Reader, images: Images, goal: Goal, *, pixels: NDArray[np.int64] | int, rng: np.random.Generator,
) -> Attacked:
    """So many random pixels (one number for each sign (n,), or for all) set to random corners of colour.

    Each of red, green and blue becomes 0 or 1, as the attack on a few pixels makes them.
    """
    n, height, width, channels = images.shape
    counts = np.broadcast_to(np.asarray(pixels, dtype=np.int64), (n,))
    checked(*(("pixels", count, 0, height * width) for count in sorted({*counts.tolist()})))
    order = rng.random((n, height * width)).argsort(axis=1)
    chosen = order.argsort(axis=1) < counts[:, None]
    colours = rng.integers(0, 2, (n, height * width, channels)).astype(np.float32)
    changed = np.where(chosen[..., None], colours, images.reshape(n, -1, channels)).reshape(images.shape)
    return attacked(model, images, changed, goal, queries=0)
