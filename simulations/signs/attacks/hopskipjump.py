"""HopSkipJump: an attack that sees only what the model reads, never a score.

It starts from a picture that is already read as wanted, however different, and draws it towards the
sign until it stands at the border. There it tries random changes: which of them stay on the wanted
side tells the slope of the border. It steps away from the border along that slope, is drawn towards
the sign again, and comes out closer. The change shrinks, and is read as wanted all the time.

After Chen, Jordan and Wainwright, "HopSkipJumpAttack: a query-efficient decision-based attack"
(2020), Algorithm 2 for L2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulations.signs.attacks.base import Attacked, Goal, Images, Reader
from simulations.signs.attacks.budgets import MOST_L2, checked
from simulations.signs.attacks.questions import MOST, Asked, Questions

TRIES = 100
"""Pictures tried, at most, until one is read as wanted."""
FIRST_DELTA = 0.1
"""Size of the random changes at the first estimate, when nothing is known of the distance yet."""
STEPS = 25
"""How often a step is halved before it is given up."""
TINY = 1e-30

Which = NDArray[np.int64]


def hopskipjump(
    model: Reader, images: Images, goal: Goal, *, queries: int, rng: np.random.Generator,
    starts: Images | None = None, radius: float | None = None, first: int = 50, gamma: float = 300.0,
) -> Asked:
    """The smallest changes of ``images`` (in L2) that are found to be read as wanted.

    Parameters
    ----------
    model
        Anything that reads; of its scores only the largest is looked at.
    images : (n, 32, 32, 3) float32
        The signs.
    goal
        What they are, and what they should be read as.
    queries
        How many pictures may be shown to the model for each sign, 1 to 100,000.
    rng
        Where the noise comes from. What happens to a sign does not depend on the signs behind it.
    starts : (k, 32, 32, 3) float32, optional
        The attacker's own pictures to start from, tried in random order before noise is. To have a
        sign read as a certain other one, give pictures of the other: noise may never be read as it.
    radius
        A sign counts as won, and is left alone, once the change is no larger than this in L2. Without
        it every change that is read as wanted counts, and all questions are used to shrink it.
    first
        Questions for the first estimate of the slope (the paper's B0, there 100), 2 to 1,000; the t-th
        takes the root of t times as many. Fewer are better where few questions are allowed.
    gamma
        How closely the border is approached, in units of ``d**-1.5``, 1 to 1,000 (1 in the paper), and
        so how large the random changes are that feel for the slope. Larger ones point better on these
        signs, and a border that is only needed roughly is found with fewer questions.

    Raises
    ------
    ParameterError
        For a value out of range.
    """
    checked(("queries", queries, 1, MOST), ("radius", radius or 0, 0, MOST_L2), ("first", first, 2, 1_000),
            ("gamma", gamma, 1, 1_000))
    run = _Run(Questions(model, goal, queries), images, rng, radius)
    size = math.prod(images.shape[1:])
    theta = gamma * size**-1.5
    halvings = math.ceil(math.log2(1 / theta))

    which = run.start(starts)
    border = run.projected(run.found.copy(), which, halvings)
    delta = np.full(len(images), FIRST_DELTA)
    t = 0
    while len(which := run.open_for(halvings + 4)):
        t += 1
        slope = run.slopes(border, which, delta, round(first * math.sqrt(t)), keep=halvings + 2)
        away = run.stepped(border, which, slope, t)
        delta[which] = math.sqrt(size) * theta * run.distance(away, which)
        border = run.projected(away, which, halvings)
    ask = run.ask
    return Asked(Attacked(images, run.found, np.isfinite(ask.won), ask.asked), ask.trace(), run.sizes())


class _Run:
    """The signs under attack, and the closest picture of each that was seen to be read as wanted.

    Pictures are handed on as arrays of all n signs, of which only those ``which`` are touched.
    """

    def __init__(
        self, ask: Questions, images: Images, rng: np.random.Generator, radius: float | None,
    ) -> None:
        self.ask, self.images, self.radius = ask, images, radius
        self.streams = rng.spawn(len(images))
        self.found = images.copy()
        self.closest = np.full(len(images), np.inf)
        self.grid = ask.grid()
        self.smallest = np.full((len(images), len(self.grid)), np.inf)

    def open_for(self, questions: int) -> Which:
        """The signs that have a picture to go on from, are not done, and may be asked about so often."""
        done = self.closest <= (0.0 if self.radius is None else self.radius)
        return np.flatnonzero(np.isfinite(self.closest) & ~done & (self.ask.left() >= questions))

    def distance(self, pictures: Images, which: Which) -> NDArray[np.float64]:
        """L2 (k,) between ``pictures`` and the signs."""
        change = pictures[which].astype(np.float64) - self.images[which]
        length: NDArray[np.float64] = np.sqrt((change**2).sum(axis=(1, 2, 3)))
        return length

    def wanted(self, pictures: Images, which: Which) -> NDArray[np.bool_]:
        """Asks whether each picture (one for each of ``which``) is read as wanted; keeps the closest."""
        yes: NDArray[np.bool_] = self.ask.margins(pictures[which], which) > 0
        far = self.distance(pictures, which)
        nearer = which[yes & (far < self.closest[which])]
        self.found[nearer] = pictures[nearer]
        self.closest[nearer] = self.distance(pictures, nearer)
        self.smallest[nearer, np.searchsorted(self.grid, self.ask.asked[nearer])] = self.closest[nearer]
        within = nearer if self.radius is None else nearer[self.closest[nearer] <= self.radius]
        self.ask.win(within[np.isinf(self.ask.won[within])])
        return yes

    def start(self, starts: Images | None) -> Which:
        """The signs that have a picture read as wanted, after trying the given ones, then noise."""
        own = np.zeros((0, *self.images.shape[1:]), np.float32) if starts is None else starts
        orders = [stream.permutation(len(own)) for stream in self.streams]
        tried = np.empty_like(self.images)
        for attempt in range(TRIES):
            which = np.flatnonzero(np.isinf(self.closest) & (self.ask.left() > 0))
            if not len(which):
                break
            for i in which:
                tried[i] = (own[orders[i][attempt]] if attempt < len(own)
                            else self.streams[i].random(tried[i].shape, np.float32))
            self.wanted(tried, which)
        return self.open_for(1)

    def projected(self, pictures: Images, which: Which, halvings: int) -> Images:
        """``pictures`` drawn straight towards the signs, up to the border, by binary search."""
        near, far = np.zeros(len(pictures)), np.ones(len(pictures))

        def blended(share: NDArray[np.float64]) -> Images:
            part = share.astype(np.float32)[:, None, None, None]
            return (1 - part) * self.images + part * pictures

        for _ in range(halvings):
            which = np.intersect1d(which, self.open_for(1))
            if not len(which):
                break
            middle = (near + far) / 2
            yes = self.wanted(blended(middle), which)
            far[which[yes]], near[which[~yes]] = middle[which[yes]], middle[which[~yes]]
        return blended(far)

    def slopes(
        self, border: Images, which: Which, delta: NDArray[np.float64], count: int, *, keep: int,
    ) -> Images:
        """Which way the border slopes at each picture: a direction of length 1 into the wanted side.

        The mean of ``count`` random directions (fewer where fewer than ``keep`` questions would be left)
        of length ``delta``, counted for where they stay on the wanted side, against where they do not.
        """
        slope = np.zeros_like(border)
        for i in which:
            some = min(count, int(self.ask.left()[i]) - keep)
            noise = self.streams[i].standard_normal((some, *border.shape[1:]), np.float32)
            noise /= np.sqrt((noise**2).sum(axis=(1, 2, 3), keepdims=True))
            shown = np.clip(border[i] + np.float32(delta[i]) * noise, 0, 1)
            side = np.where(self.ask.margins(shown, np.full(some, i)) > 0, 1.0, -1.0)
            if abs(side.mean()) < 1:
                side -= side.mean()  # the paper's baseline: less variance where most fall on one side
            mean = np.tensordot(side.astype(np.float32), shown - border[i], axes=1)
            slope[i] = mean / max(float(np.linalg.norm(mean)), TINY)
        return slope

    def stepped(self, border: Images, which: Which, slope: Images, t: int) -> Images:
        """``border`` moved along ``slope``, by half as far each time until it is read as wanted."""
        away = border.copy()
        length = np.zeros(len(border), np.float32)
        length[which] = self.distance(border, which) / math.sqrt(t)
        for _ in range(STEPS):
            which = np.intersect1d(which, self.open_for(1))
            if not len(which):
                break
            tried = np.clip(border + length[:, None, None, None] * slope, 0, 1)
            yes = self.wanted(tried, which)
            away[which[yes]] = tried[which[yes]]
            which = which[~yes]
            length[which] /= 2
        return away

    def sizes(self) -> NDArray[np.float64]:
        """(t, 2): questions asked, median of the smallest change found by then, nan without one."""
        if not len(self.images):
            return np.column_stack([self.grid, np.full(len(self.grid), np.nan)])
        median = np.median(np.minimum.accumulate(self.smallest, axis=1), axis=0)
        return np.column_stack([self.grid, np.where(np.isfinite(median), median, np.nan)])
