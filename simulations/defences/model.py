"""The defences engine: one model defended, two attackers, and what is proved.

Every size of change is tried from small to large, on the same signs. The shares at the size that is
asked for are read off where that curve passes it, so the bars and the curve tell of the same
attacks. Where no curve is wanted, only the size that is asked for is tried.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.defences.attackers import (
    REFUSED,
    Aimed,
    Attempt,
    Signs,
    Standing,
    Way,
    aimed,
    attacked_further,
    held,
)
from simulations.defences.defended import Defended, defended, reading
from simulations.defences.reported import MEASURES
from simulations.defences.result import SIZES, DefenceCurve, DefencesParameters, DefencesResult, size_of
from simulations.intervals import wilson
from simulations.signs import models
from simulations.signs.attacks.base import Attacked, Images, Labels
from simulations.signs.kept import Memory


@dataclass(frozen=True)
class Fought:
    """What both attackers came to at one size of change."""

    size: float
    naive: Images
    standing: Standing


Ladder = tuple[Fought, ...]

_defended: Memory[Defended] = Memory(8)
_signs: Memory[Signs] = Memory(4)
_usual: Memory[Images] = Memory(16)
_fought: Memory[Ladder] = Memory(4)
_radii: Memory[NDArray[np.float64]] = Memory(8)


def run(parameters: DefencesParameters, seed: int, progress: Progress | None = None) -> DefencesResult:
    """One run: defend the model, let both attackers try, prove what can be proved, and count.

    Parameters
    ----------
    parameters
        The settings.
    seed
        Which signs are met, and all other luck. The networks are the same at every seed.
    progress
        Told how far it is. Whatever it raises ends the run and goes through.
    """
    told = _Told(progress)
    told(0.0, "Preparing the defence")
    against = _defended.get(_defence_key(parameters, seed),
                            lambda: defended(parameters, seed, told.part(0.0, 0.3)))
    told(0.3, "Photographing signs")
    signs = _signs.get((parameters.signs, seed), lambda: Signs(*models.test_signs(parameters.signs, seed)))
    attempt = Attempt(parameters.threat, parameters.steps, seed, told.again)
    fought = _fought.get(_curve_key(parameters, seed),
                         lambda: _curve(attempt, parameters, against, signs, told))
    told(0.8, "Attacking with the change that is asked for")
    now = _at_size(attempt, parameters, against, signs, fought)
    fought = fought if parameters.curve else (now,)
    told(0.85, "Working out what is proved")
    radii = _proved_radii(parameters, against, signs, seed)
    told(0.95, "Counting")

    clean, naive, worst = map(against.reads, (signs.images, now.naive, now.standing.pictures))
    shown = _worth_showing(signs.labels, clean, naive, worst)
    return DefencesResult(
        measures=_measured(attempt, parameters, against, signs, now, clean, naive, radii),
        parameters=parameters,
        labels=signs.labels,
        naive=_attacked(signs, now.naive, ~held(naive, signs.labels), parameters.steps),
        adaptive=_attacked(signs, now.standing.pictures, ~now.standing.holds,
                           parameters.steps * (1 + _tries(attempt, against))),
        read_clean=clean,
        read_naive=naive,
        read_adaptive=worst,
        radii=radii,
        shown=shown,
        seen=against.seen(np.stack([signs.images[shown], now.naive[shown], now.standing.pictures[shown]])),
        curve=_drawn(attempt, against, signs, fought, clean, radii),
    )


def _curve(
    attempt: Attempt, parameters: DefencesParameters, against: Defended, signs: Signs, told: _Told,
) -> Ladder:
    """Both attackers at every size, from small to large."""
    if not parameters.curve:
        return ()
    sizes, fought = SIZES[parameters.threat], []
    standing, ways = _untouched(against, signs), _ways(attempt, against, signs)
    for index, size in enumerate(sizes):
        told(0.3 + 0.5 * index / len(sizes), f"Attacking: size {index + 1} of {len(sizes)}")
        naive = _usual_pictures(attempt, parameters, against.usual, signs, size)
        standing = attacked_further(attempt, ways, signs, size, against.reads, standing, naive)
        fought.append(Fought(size, naive, standing))
    return tuple(fought)


def _at_size(
    attempt: Attempt, parameters: DefencesParameters, against: Defended, signs: Signs, fought: Ladder
) -> Fought:
    """What both come to at the size that is asked for: a point of the curve, or one step beyond it."""
    size = size_of(parameters)
    for one in fought:
        if one.size == size:
            return one
    before = [one.standing for one in fought if one.size < size]
    standing = before[-1] if before else _untouched(against, signs)
    if size <= 0:
        return Fought(size, signs.images, standing)
    naive = _usual_pictures(attempt, parameters, against.usual, signs, size)
    return Fought(size, naive, attacked_further(
        attempt, _ways(attempt, against, signs), signs, size, against.reads, standing, naive))


def _ways(attempt: Attempt, against: Defended, signs: Signs) -> tuple[Way | Aimed, ...]:
    """What one who knows tries: aims first, as they win most, and then everything else.

    Stickers, which start anywhere in any case, are made in one way for each model, and aim at nothing.
    """
    if attempt.threat == "sticker":
        return tuple({id(way.model): way for way in reversed(against.known)}.values())
    if against.aim is None:
        return against.known
    return *aimed(against.aim, signs, against.targets), *against.known


def _tries(attempt: Attempt, against: Defended) -> int:
    """How many ways one who knows has."""
    if attempt.threat == "sticker":
        return len({id(way.model) for way in against.known})
    return len(against.known) + (against.targets if against.aim is not None else 0)


def _untouched(against: Defended, signs: Signs) -> Standing:
    return Standing(signs.images, held(against.reads(signs.images), signs.labels))


def _usual_pictures(
    attempt: Attempt, parameters: DefencesParameters, way: Way, signs: Signs, size: float
) -> Images:
    """The pictures of the attacker who does not know: the same for all defences but masking."""
    follows = "masking" if way.model is not models.network() else "plain"
    key = (follows, attempt.threat, attempt.steps, attempt.seed, len(signs), size)
    return _usual.get(key, lambda: attempt.on(way, signs, size))


def _proved_radii(
    parameters: DefencesParameters, against: Defended, signs: Signs, seed: int
) -> NDArray[np.float64] | None:
    """How far (n,) each sign is certified, as the threat counts; None where nothing is proved."""
    proof = against.radii
    if proof is None or parameters.threat == "sticker":
        return None
    key = (_defence_key(parameters, seed), parameters.threat, len(signs), seed)
    return _radii.get(key, lambda: proof(signs.images, signs.labels, parameters.threat))


def certified(radii: NDArray[np.float64], size: float) -> NDArray[np.bool_]:
    """Which signs (n,) no change of ``size`` can turn."""
    sure: NDArray[np.bool_] = (radii >= size) & (radii > 0)
    return sure


def _proved(radii: NDArray[np.float64] | None, size: float) -> float:
    """The share certified at ``size``; nan where nothing is proved."""
    return math.nan if radii is None else float(certified(radii, size).mean())


def _drawn(
    attempt: Attempt, against: Defended, signs: Signs, fought: Ladder, clean: Labels,
    radii: NDArray[np.float64] | None,
) -> DefenceCurve:
    start = float(held(clean, signs.labels).mean())
    at = [(one.size, _held_share(against, signs, one.naive), float(one.standing.holds.mean()),
           _held_share(against, signs, attempt.control(signs, one.size)), _proved(radii, one.size),
           _detected(against, one.naive, signs.labels)) for one in fought]
    columns = np.array([(0.0, start, start, start, _proved(radii, 0.0), math.nan), *at]).T
    return DefenceCurve(*columns)


def _held_share(against: Defended, signs: Signs, images: Images) -> float:
    return float(held(against.reads(images), signs.labels).mean())


def _detected(against: Defended, images: Images, labels: Labels) -> float:
    """The share of the pictures that fool the undefended model which a detector refuses."""
    if not against.refuses:
        return math.nan
    fooled = reading(models.network())(images) != labels
    return float((against.reads(images[fooled]) == REFUSED).mean()) if fooled.any() else math.nan


def _measured(
    attempt: Attempt, parameters: DefencesParameters, against: Defended, signs: Signs, now: Fought,
    clean: Labels, naive: Labels, radii: NDArray[np.float64] | None,
) -> dict[str, float]:
    """Every measure that is declared, in that order; nan where it is undefined."""
    labels, holds = signs.labels, now.standing.holds
    low, high = wilson(int(holds.sum()), len(holds))
    plain = models.network()
    unhelped = _usual_pictures(attempt, parameters, Way(plain), signs, now.size)
    found = {
        "clean": float((clean == labels).mean()),
        "naive": float(held(naive, labels).mean()),
        "adaptive": float(holds.mean()),
        "adaptive_low": low,
        "adaptive_high": high,
        "proved": _proved(radii, now.size),
        "unknown": math.nan if radii is None else float((holds & ~certified(radii, now.size)).mean()),
        "control": _held_share(against, signs, attempt.control(signs, now.size)),
        "undefended": float((reading(plain)(unhelped) == labels).mean()),
        "detected": _detected(against, now.naive, labels),
        "refused_clean": float((clean == REFUSED).mean()) if against.refuses else math.nan,
        "median_radius": float(np.median(radii)) if radii is not None else math.nan,
    }
    return {measure.name: found[measure.name] for measure in MEASURES}


def _worth_showing(labels: Labels, clean: Labels, naive: Labels, worst: Labels) -> int:
    """The first sign of which the pictures tell the most: read, still held by luck, and then broken."""
    read, broken = clean == labels, ~held(worst, labels)
    for telling in (read & broken & held(naive, labels), read & broken, read):
        if telling.any():
            return int(telling.argmax())
    return 0


def _attacked(signs: Signs, images: Images, reached: NDArray[np.bool_], steps: int) -> Attacked:
    return Attacked(signs.images, images, reached, np.full(len(signs), steps, dtype=np.int64))


def _defence_key(parameters: DefencesParameters, seed: int) -> tuple[object, ...]:
    """What the defended model depends on, without what does not matter to it."""
    own: dict[str, tuple[object, ...]] = {
        "bit-depth": (parameters.bits,), "jpeg": (parameters.quality,), "noise-vote": (seed,),
        "smoothing": (parameters.noise, parameters.samples, seed),
        "adversarial-training": (parameters.trained_at, parameters.yourself),
        "intervals": (parameters.trained_at, parameters.yourself),
    }
    return parameters.defence, *own.get(parameters.defence, ())


def _curve_key(parameters: DefencesParameters, seed: int) -> tuple[object, ...]:
    return (_defence_key(parameters, seed), parameters.threat, parameters.steps, parameters.signs,
            parameters.curve, seed)


class _Told:
    """What is told of the work: each stage once, and again whenever a piece of it is done."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._last = 0.0, ""

    def __call__(self, share: float, words: str) -> None:
        self._last = share, words
        self.again()

    def again(self) -> None:
        """The same as before: whoever listens may end the work here."""
        if self._progress is not None:
            self._progress(*self._last)

    def part(self, low: float, high: float) -> Progress:
        """What is told of a part of the work, as a part of the whole."""
        return lambda share, words: self(low + share * (high - low), words)
