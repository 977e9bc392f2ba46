"""The two attackers of a defence: one who does not know of it, and one who does.

The first runs the usual attack on the model that was there before. The second follows the gradient
of what is really in use: past a transform, averaged over noise, summed over models, by a loss that
does not vanish; aims at the wrong readings that are nearest; and tries every way in turn, the first
one's pictures among them. A sign counts as held only if all of them fail, because a weak attack
flatters a defence.

Sources: Anish Athalye, Nicholas Carlini and David Wagner: Obfuscated gradients give a false sense
of security, 2018. Florian Tramèr, Nicholas Carlini, Wieland Brendel and Aleksander Madry: On
adaptive attacks to adversarial example defenses, 2020. The loop and what it aims at: ``pursuit``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray

from simulations.defences.pursuit import Aim, Look, pursued
from simulations.seeds import stream
from simulations.signs.attacks import controls
from simulations.signs.attacks.base import Differentiable, Goal, Images, Labels
from simulations.signs.attacks.gradient import L2, Ball, LInf, Loss, outer, pgd
from simulations.signs.scenes import Scenes, photographed

Threat = Literal["linf", "l2", "sticker"]
REFUSED = -1
"""The reading of a picture that a detector refuses."""
STICKER_VIEWS = 16
"""Over how many views each step of a sticker averages."""


@dataclass(frozen=True)
class Signs:
    """The signs that are counted: (n,) scenes, their photographs, and what they are."""

    scenes: Scenes
    images: Images
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, which: NDArray[np.intp]) -> Signs:
        """Some of them."""
        return Signs(self.scenes.take(which), self.images[which], self.labels[which])


@dataclass(frozen=True)
class Way:
    """One way to attack: what is followed, which loss is climbed, and from where.

    ``restart`` begins from a random change within the budget instead of from the sign as it is.
    """

    model: Differentiable
    loss: Loss = "cross-entropy"
    restart: bool = False

    def look(self, images: Images, goal: Goal) -> Look:
        """Which way ``loss`` grows, and where the model misreads."""
        scores = self.model.scores(images)
        uphill = self.model.gradient(images, outer(scores, goal, self.loss))
        return Look(uphill, goal.reached(scores))


@dataclass(frozen=True)
class Aimed:
    """A way that aims: each of some signs at one wrong reading (n,)."""

    aim: Aim
    targets: Labels

    def look(self, images: Images, goal: Goal) -> Look:
        """Which way leads to the goal's targets."""
        return self.aim.look(images, goal)


def aimed(aim: Aim, signs: Signs, count: int) -> tuple[Aimed, ...]:
    """Ways that aim at the nearest wrong readings of the signs, the nearest first."""
    nearest = np.argsort(-aim.near(signs.images, signs.labels), axis=1, kind="stable")
    return tuple(Aimed(aim, nearest[:, place].astype(np.int64)) for place in range(count))


@dataclass(frozen=True)
class Standing:
    """The worst pictures (n, 32, 32, 3) so far, and which signs (n,) hold against all of them."""

    pictures: Images
    holds: NDArray[np.bool_]


@dataclass(frozen=True)
class Attempt:
    """How an attack is run, whatever it follows.

    Attributes
    ----------
    threat
        What the attacker may do.
    steps
        How many steps each attack takes.
    seed
        Of random starts and of what a sticker is made from.
    tick
        Called before every piece of work; whatever it raises ends the attack and goes through.
    """

    threat: Threat
    steps: int
    seed: int
    tick: Callable[[], None] = lambda: None

    def on(self, way: Way, signs: Signs, size: float) -> Images:
        """The pictures that ``way`` makes of ``signs`` with a change of ``size``, as the threat counts it."""
        self.tick()
        if size <= 0 or not len(signs):
            return signs.images
        match self.threat:
            case "linf":
                return self._pgd(way, signs, size / 255, "linf")
            case "l2":
                return self._pgd(way, signs, size, "l2")
            case "sticker":
                return self._stickers(way, signs, size)
        assert_never(self.threat)

    def against(
        self, way: Way | Aimed, signs: Signs, which: NDArray[np.intp], size: float,
        reads: Callable[[Images], Labels],
    ) -> Images:
        """The same of some of the signs (numbers ``which``), each left alone once ``reads`` is fooled by it.

        A random start depends on the sign and not on which others are still attacked.
        """
        some = signs.take(which)
        if self.threat == "sticker":
            assert isinstance(way, Way), "a sticker is made for a kind of sign and not aimed"
            return self.on(way, some, size)
        self.tick()
        if size <= 0 or not len(some):
            return some.images
        norm, eps = self.threat, size / 255 if self.threat == "linf" else size
        start = None
        if isinstance(way, Way) and way.restart:
            ball: Ball = LInf() if norm == "linf" else L2()
            shape = len(signs), signs.images[0].size
            start = ball.inside(stream(self.seed, "defences.restart"), shape, eps)[which]

        def fooled(images: Images, those: NDArray[np.intp]) -> NDArray[np.bool_]:
            return ~held(reads(images), some.labels[those])

        goal = Goal(some.labels, way.targets[which] if isinstance(way, Aimed) else None)
        return pursued(way, some.images, goal, eps=eps, steps=self.steps, norm=norm, fooled=fooled,
                       start=start)

    def control(self, signs: Signs, size: float) -> Images:
        """The signs after a change of ``size`` that aims at nothing."""
        if size <= 0:
            return signs.images
        rng = stream(self.seed, "defences.control")
        goal, nobody = Goal(signs.labels), _Nobody()
        match self.threat:
            case "linf":
                return controls.noise(nobody, signs.images, goal, eps=size / 255, rng=rng).images
            case "l2":
                return controls.noise_of_length(nobody, signs.images, goal, l2=size, rng=rng).images
            case "sticker":
                from simulations.signs.attacks.placement import placed
                from simulations.signs.attacks.sticker import random_colours

                return _stuck_on(signs, lambda label: random_colours(
                    placed("centre", label, size / 100), label, rng).overlay)
        assert_never(self.threat)

    def _pgd(self, way: Way, signs: Signs, eps: float, norm: Literal["linf", "l2"]) -> Images:
        rng = stream(self.seed, "defences.restart") if way.restart else None
        return pgd(way.model, signs.images, Goal(signs.labels), eps=eps, steps=self.steps, norm=norm,
                   loss=way.loss, rng=rng).images

    def _stickers(self, way: Way, signs: Signs, area: float) -> Images:
        """One sticker for each kind of sign, where the gradient is largest, made for many views."""
        from simulations.signs.attacks.placement import placed
        from simulations.signs.attacks.sticker import made

        def overlay(label: int) -> NDArray[np.float32]:
            self.tick()
            mask = placed("gradient", label, area / 100, model=way.model, seed=self.seed)
            return made(way.model, label, None, mask, views=STICKER_VIEWS, steps=self.steps,
                        seed=self.seed, loss=way.loss).overlay

        return _stuck_on(signs, overlay)


def attacked_further(
    attempt: Attempt, ways: Sequence[Way | Aimed], signs: Signs, size: float,
    reads: Callable[[Images], Labels], before: Standing, known: Images,
) -> Standing:
    """What stands after every way has been tried with changes of ``size`` on the signs that still hold.

    What broke a sign with a smaller change breaks it with a larger one, so only signs that still
    hold are attacked again, and the share that holds never rises.

    Parameters
    ----------
    ways
        What the attacker tries, one after the other.
    reads
        What the defended model reads, ``REFUSED`` where it refuses.
    before
        What smaller changes left.
    known
        Pictures of this size that the attacker has already: those of the one who does not know.
    """
    pictures, holds = before.pictures.copy(), before.holds.copy()
    for way in (None, *ways):
        which = np.flatnonzero(holds)
        if not len(which):
            break
        tried = known[which] if way is None else attempt.against(way, signs, which, size, reads)
        pictures[which] = tried
        holds[which] = held(reads(tried), signs.labels[which])
    return Standing(pictures, holds)


def held(read: Labels, labels: Labels) -> NDArray[np.bool_]:
    """Which signs (n,) fool nobody: read as what they are, or refused."""
    holds: NDArray[np.bool_] = (read == labels) | (read == REFUSED)
    return holds


def _stuck_on(signs: Signs, overlay: Callable[[int], NDArray[np.float32]]) -> Images:
    """The signs photographed again, each with the sticker of its kind (64, 64, 4)."""
    kinds = np.unique(signs.labels)
    laid = np.stack([overlay(int(label)) for label in kinds])
    return photographed(signs.scenes, overlay=laid[np.searchsorted(kinds, signs.labels)])


class _Nobody:
    """A reader for controls, which ask no model."""

    def scores(self, images: Images) -> NDArray[np.float64]:
        return np.zeros((len(images), 12))
