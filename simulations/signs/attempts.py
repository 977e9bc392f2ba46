"""What the settings of an attack come to: signs in, attacked signs and their control out.

White-box attacks follow the gradients of the model they attack. A model without any is attacked by
proxy: the pictures are made for a network on the same components and then shown to it, as an
attacker would (Nicolas Papernot, Patrick McDaniel and Ian Goodfellow, Transferability in machine
learning, 2016). Each attack has its control, a change of the same size that aims at nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar, assert_never

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.seeds import stream
from simulations.signs import models
from simulations.signs.attacks import controls
from simulations.signs.attacks.base import Attacked, Differentiable, Goal, Images, Labels, Reader, attacked
from simulations.signs.attacks.carlini_wagner import carlini_wagner
from simulations.signs.attacks.gradient import fgsm, pgd
from simulations.signs.attacks.hopskipjump import hopskipjump
from simulations.signs.attacks.nes import nes
from simulations.signs.attacks.placement import placed
from simulations.signs.attacks.questions import Asked
from simulations.signs.attacks.sparse import sparse
from simulations.signs.attacks.square import square
from simulations.signs.attacks.sticker import Sticker, black, made, random_colours
from simulations.signs.attacks.universal import pattern, worn
from simulations.signs.classes import COUNT, NUMBER
from simulations.signs.kept import Memory
from simulations.signs.networks import Network
from simulations.signs.result import SignsParameters
from simulations.signs.scenes import Scenes, drawn, photographed, posed

AT_ONCE = {"carlini-wagner": 10, "sparse": 20, "square": 20, "nes": 10, "hopskipjump": 5}
"""Signs worked on between two reports of how far an attack is; the quick ones take more at once."""
MANY_AT_ONCE = 100
PATTERN_SIGNS = 120
"""Photographs that the attacker takes to make one pattern for all signs; none of them is counted."""
START_SIGNS = 12
"""Photographs of the target that the attacker starts from, where only readings are seen."""
STEP_OF = 255.0


@dataclass(frozen=True, eq=False)
class Victim:
    """The model that is attacked, and the one whose gradients are followed: the same, if it has any."""

    name: tuple[str, int]
    reader: Reader
    guide: Differentiable

    @property
    def has_gradients(self) -> bool:
        """Whether an attacker who knows the model can follow it."""
        return self.reader is self.guide


@dataclass(frozen=True, eq=False)
class Signs:
    """Signs before an attack, and what the attacker wants of them."""

    scenes: Scenes
    images: Images
    goal: Goal

    def take(self, which: NDArray[np.generic]) -> Signs:
        """Some of them: by an array of indices or a mask."""
        return Signs(self.scenes.take(which), self.images[which], self.goal.take(which))


@dataclass(frozen=True, eq=False)
class Attempt:
    """Signs after an attack, after its control, and what else the attack tells.

    ``trace`` (t, 2) is of black boxes: questions asked, share won. ``sticker`` is what was stuck on.
    """

    attacked: Attacked
    control: Attacked
    trace: NDArray[np.float64] | None = None
    sticker: Sticker | None = None


def victim(
    parameters: SignsParameters, components: int | None = None, progress: Progress | None = None,
) -> Victim:
    """The model of the settings, with as many components as they say, or as are given."""
    count = int(parameters.components) if components is None else components
    reader = models.reader(parameters.model, count, progress=progress)
    guide = reader if isinstance(reader, Network) else models.network(count, progress=progress)
    return Victim((parameters.model, count), reader, guide)


def attempt(
    parameters: SignsParameters, against: Victim, signs: Signs, seed: int, name: str,
    progress: Progress | None = None,
) -> Attempt:
    """The attack of the settings on some signs, and its control.

    Parameters
    ----------
    signs
        All of one kind where the attack is a sticker: it is made for that kind.
    name
        Which random streams are drawn from: other names, other luck.
    progress
        Told how far slow attacks are. Whatever it raises goes through.
    """
    def luck(what: str) -> np.random.Generator:
        return stream(seed, f"signs.{name}.{what}")

    reader, images, goal = against.reader, signs.images, signs.goal
    eps = parameters.budget / STEP_OF
    trace = None
    match parameters.attack:
        case "none":
            same = attacked(reader, images, images, goal, queries=0)
            return Attempt(same, same)
        case "sticker":
            return _stickered(parameters, against, signs, seed, luck("control"), progress)
        case "noise":
            done = controls.noise(reader, images, goal, eps=eps, rng=luck("noise"))
        case "universal":
            found = pattern_for(parameters, against, seed)
            done = worn(reader, images, goal, found)
        case "square" | "nes" | "hopskipjump":
            done, trace = _asked(parameters, reader, signs, seed, luck("questions"), progress)
        case "fgsm" | "pgd" | "pgd-l2" | "carlini-wagner" | "sparse":
            done = joined([*_in_parts(
                parameters, signs, progress,
                lambda some: _followed(parameters, against.guide, some.images, some.goal))])
            if not against.has_gradients:
                done = attacked(reader, images, done.images, goal, queries=0)
        case _:
            assert_never(parameters.attack)
    return Attempt(done, _control(parameters, reader, done, goal, luck("control")), trace)


def _followed(
    parameters: SignsParameters, guide: Differentiable, images: Images, goal: Goal,
) -> Attacked:
    """The attacks that follow the gradient of each sign."""
    eps = parameters.budget / STEP_OF
    match parameters.attack:
        case "fgsm":
            return fgsm(guide, images, goal, eps=eps)
        case "pgd":
            return pgd(guide, images, goal, eps=eps, steps=parameters.steps)
        case "pgd-l2":
            return pgd(guide, images, goal, eps=parameters.radius, steps=parameters.steps, norm="l2")
        case "carlini-wagner":
            return carlini_wagner(guide, images, goal)
        case "sparse":
            return sparse(guide, images, goal, pixels=parameters.pixels)
    raise ValueError(f"{parameters.attack} follows no gradient")


def _asked(
    parameters: SignsParameters, reader: Reader, signs: Signs, seed: int, rng: np.random.Generator,
    progress: Progress | None,
) -> tuple[Attacked, NDArray[np.float64]]:
    """The attacks that only ask, and the share won by each number of questions."""
    eps, queries = parameters.budget / STEP_OF, parameters.queries

    def one(some: Signs) -> Asked:
        match parameters.attack:
            case "square":
                return square(reader, some.images, some.goal, eps=eps, queries=queries, rng=rng,
                              first_square=parameters.first_square)
            case "nes":
                return nes(reader, some.images, some.goal, eps=eps, queries=queries, rng=rng)
            case "hopskipjump":
                starts = _starts(parameters, seed)
                found = hopskipjump(reader, some.images, some.goal, queries=queries, rng=rng, starts=starts,
                                    radius=parameters.radius)
                return Asked(_within(found.attacked), found.trace)
        raise ValueError(f"{parameters.attack} does not ask")

    parts = [*_in_parts(parameters, signs, progress, one)]
    sizes = np.array([len(part.attacked.images) for part in parts])
    traces = np.stack([part.trace for part in parts])
    trace = np.average(traces, axis=0, weights=sizes) if sizes.any() else traces[0]
    return joined([part.attacked for part in parts]), trace


def _within(found: Attacked) -> Attacked:
    """The same, with signs left as they were where no change was found that is small enough."""
    kept = found.reached[:, None, None, None]
    images = np.where(kept, found.images, found.originals)
    return Attacked(found.originals, images, found.reached, found.queries)


def _starts(parameters: SignsParameters, seed: int) -> Images | None:
    """The attacker's own photographs of what the sign should be read as; None where anything will do."""
    if parameters.target == "any":
        return None
    return photographed(drawn(np.full(START_SIGNS, NUMBER[parameters.target]), seed, "signs.starts"))


def _control(
    parameters: SignsParameters, reader: Reader, done: Attacked, goal: Goal, rng: np.random.Generator,
) -> Attacked:
    """A change of the same size that aims at nothing."""
    match parameters.attack:
        case "pgd-l2" | "carlini-wagner" | "hopskipjump":
            return controls.noise_of_length(reader, done.originals, goal, l2=done.l2, rng=rng)
        case "sparse":
            return controls.random_pixels(reader, done.originals, goal, pixels=done.pixels, rng=rng)
    return controls.noise(reader, done.originals, goal, eps=parameters.budget / STEP_OF, rng=rng)


_patterns: Memory[Images] = Memory(16)


def pattern_for(parameters: SignsParameters, against: Victim, seed: int) -> Images:
    """One pattern for all signs of these kinds, made from photographs that nobody counts."""
    kinds, target = kinds_of(parameters), target_of(parameters)

    def make() -> Images:
        labels = np.resize(np.array(kinds, dtype=np.int64), PATTERN_SIGNS)
        images = photographed(drawn(labels, seed, "signs.pattern"))
        goal = goal_of(labels, target)
        return pattern(against.guide, images, goal, eps=parameters.budget / STEP_OF, steps=parameters.steps)

    key = (against.name, parameters.budget, parameters.steps, kinds, target, seed)
    return _patterns.get(key, make)


_stickers: Memory[Sticker] = Memory(32)


def sticker_for(
    parameters: SignsParameters, against: Victim, seed: int, progress: Progress | None = None,
) -> Sticker:
    """The sticker of the settings: its place, then its colours."""
    label, target = NUMBER[parameters.sign], target_of(parameters)

    def make() -> Sticker:
        mask = placed(parameters.placement, label, parameters.area / 100, model=against.guide, target=target,
                      seed=seed)
        match parameters.colours:
            case "random":
                return random_colours(mask, label, stream(seed, "signs.sticker.colours"))
            case "black":
                return black(mask, label)
            case "one-view":
                return made(against.guide, label, target, mask, views=1, seed=seed, scenes=posed(label, seed),
                            progress=progress)
            case "many-views":
                return made(against.guide, label, target, mask, seed=seed, progress=progress)
        assert_never(parameters.colours)

    key = (against.name, label, target, parameters.area, parameters.placement, parameters.colours, seed)
    return _stickers.get(key, make)


def _stickered(
    parameters: SignsParameters, against: Victim, signs: Signs, seed: int, rng: np.random.Generator,
    progress: Progress | None,
) -> Attempt:
    """The same scenes photographed with the sticker on the sign, and with one of random colours."""
    found = sticker_for(parameters, against, seed, progress)
    plain = random_colours(found.mask, NUMBER[parameters.sign], rng)
    done, control = (
        attacked(against.reader, signs.images, photographed(signs.scenes, overlay=one.overlay), signs.goal,
                 queries=0)
        for one in (found, plain)
    )
    return Attempt(done, control, sticker=found)


Part = TypeVar("Part")


def _in_parts(
    parameters: SignsParameters, signs: Signs, progress: Progress | None, one: Callable[[Signs], Part],
) -> Iterator[Part]:
    """``one`` of some signs after the other, the same parts whoever watches."""
    count = len(signs.images)
    size = AT_ONCE.get(parameters.attack, MANY_AT_ONCE)
    for start in range(0, max(count, 1), size):
        if progress is not None:
            progress(start / max(count, 1), f"Attacking signs: {start} of {count}")
        yield one(signs.take(np.arange(start, min(start + size, count))))


def joined(parts: Sequence[Attacked]) -> Attacked:
    """Several attacks of one kind as one."""
    return Attacked(*(np.concatenate([getattr(part, name) for part in parts])
                      for name in ("originals", "images", "reached", "queries")))


def target_of(parameters: SignsParameters) -> int | None:
    """The number of what signs should be read as; None where anything wrong will do."""
    return None if parameters.target == "any" else NUMBER[parameters.target]


def goal_of(labels: Labels, target: int | None) -> Goal:
    """What the attacker wants of signs that are ``labels``."""
    return Goal(labels, None if target is None else np.full(len(labels), target, dtype=np.int64))


def kinds_of(parameters: SignsParameters) -> tuple[int, ...]:
    """The kinds of signs that are attacked: never the target's own, which are read as it already."""
    every = range(COUNT)
    asked = every if parameters.attacked == "all" and parameters.attack != "sticker" else (
        NUMBER[parameters.sign],)
    return tuple(kind for kind in asked if kind != target_of(parameters))
