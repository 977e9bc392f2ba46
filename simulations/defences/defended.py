"""The defended models: what each reads, what an attacker who knows it follows, and what it can prove.

All but the smoothed and the retrained ones stand on the same network, the one that the module on
attacks breaks. Noise that a defence draws is drawn anew for the attacker, who knows how it is drawn
and not what comes up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.defences import detector, training, transforms
from simulations.defences.attackers import REFUSED, Threat, Way
from simulations.defences.pursuit import Aim
from simulations.defences.result import DefencesParameters
from simulations.defences.together import Most, Together, majority
from simulations.defences.trained_nets import trained
from simulations.seeds import stream
from simulations.signs import models
from simulations.signs.attacks.base import Differentiable, Images, Labels, Reader, Scores
from simulations.signs.classes import COUNT
from simulations.signs.networks import Network
from simulations.signs.scenes import drawn, photographed

Radii = NDArray[np.float64]
Proof = Callable[[Images, Labels, Threat], Radii]
STEEPNESS = 100.0
"""What masking multiplies the scores by."""
VOTE_NOISE = 0.1
"""Standard deviation of the noise that the vote of an untrained model adds, 1 from black to white."""
COPIES = 200
"""How many noisy copies vote on each reading."""
ATTACKED_COPIES = 32
"""How many noisy copies an attacker averages over."""
OTHER_COMPONENTS = 100
"""The second voter of the ensemble; the third is a linear model on pixels."""
TARGETS = 3
"""How many wrong readings are aimed at where several models are to be fooled; one is enough for one
model. Aiming at all eleven broke no other of 300 signs, at no size."""
WATCHED = 600
"""On how many signs, that the model was not trained on, a detector's threshold is set."""
MOST_LINF = 16 / 255
"""Certificates by bounds are worked out up to this change of a pixel."""


@dataclass(frozen=True)
class Defended:
    """A defended model.

    Attributes
    ----------
    reads
        What it reads (n,); ``REFUSED`` where it refuses.
    usual
        What an attacker does who does not know of the defence.
    known
        What one tries who does, beside the other's pictures.
    aim
        What one aims with who does, at the wrong readings that are nearest; tried before all others.
    targets
        At how many of them.
    seen
        What the model sees of a picture.
    radii
        How far each sign (n,) is certified, counted as the threat counts; 0 where it is misread.
        None where nothing can be proved.
    refuses
        Whether it can refuse a picture.
    """

    reads: Callable[[Images], Labels]
    usual: Way
    known: tuple[Way, ...]
    aim: Aim | None = None
    targets: int = 1
    seen: transforms.Transform = transforms.unchanged
    radii: Proof | None = None
    refuses: bool = False


def defended(parameters: DefencesParameters, seed: int, progress: Progress | None = None) -> Defended:
    """The model that ``parameters`` defend; trained now where it is not kept."""
    plain = models.network()
    usual = Way(plain)
    match parameters.defence:
        case "none":
            return Defended(reading(plain), usual, _white_box(plain), _alone(plain))
        case "bit-depth" | "median" | "blur" | "jpeg":
            transform = transform_of(parameters)
            retrained = training.retrained(name_of(parameters), transform, progress)
            behind = transforms.Transformed(retrained, transform, transforms.way_back(transform))
            return Defended(reading(behind), usual, _white_box(behind), _alone(behind), seen=transform)
        case "noise-vote":
            return _voting(plain, VOTE_NOISE, seed, usual)
        case "ensemble":
            three = (plain, models.network(components=OTHER_COMPONENTS), _linear())
            # two of three are enough, so every two of them are tried, and the two weakest twice
            pairs = [Together((three[i], three[j])) for i, j in ((0, 1), (0, 2), (1, 2))]
            ways = *map(Way, (Together(three), *pairs)), Way(pairs[0], "margin", restart=True)
            return Defended(partial(majority, three), usual, ways, Most(three, 2), TARGETS)
        case "masking":
            steep = Steep(plain)
            return Defended(reading(steep), Way(steep), (Way(steep, "margin"), Way(plain)))
        case "detector":
            return _detecting(plain, usual)
        case "adversarial-training" | "intervals":
            model = _trained_on_attacks(parameters, progress)
            proved = _bounded(model) if parameters.defence == "intervals" else None
            return Defended(reading(model), usual, _white_box(model), _alone(model), radii=proved)
        case "smoothing":
            model = trained(f"smoothing-{parameters.noise}")
            sigma = float(parameters.noise)
            return _voting(model, sigma, seed, usual, _smoothed(model, sigma, parameters.samples, seed))
        case "linear":
            model = _linear()
            return Defended(reading(model), usual, _white_box(model), _alone(model), radii=_exact(model))
    assert_never(parameters.defence)


def reading(model: Reader) -> Callable[[Images], Labels]:
    """What ``model`` scores highest."""
    def reads(images: Images) -> Labels:
        read: Labels = model.scores(images).argmax(axis=1)
        return read

    return reads


@dataclass(frozen=True)
class Steep:
    """The same readings from scores ``STEEPNESS`` times as large, whose cross-entropy has no slope left."""

    network: Network

    def scores(self, images: Images) -> Scores:
        """Scores (n, 12), far apart."""
        return STEEPNESS * self.network.scores(images)

    def gradient(self, images: Images, weights: Scores) -> Images:
        """The gradient, as far as numbers of 32 bits hold it: what is smaller is zero."""
        held = np.where(np.abs(weights) < np.finfo(np.float32).tiny, 0.0, STEEPNESS * weights)
        return self.network.gradient(images, held)


def _white_box(model: Differentiable) -> tuple[Way, ...]:
    """Both losses, from the sign itself and from a random start."""
    return Way(model), Way(model, "margin", restart=True)


def _alone(model: Differentiable) -> Most:
    """Aims at one model."""
    return Most((model,), 1)


def name_of(parameters: DefencesParameters) -> str:
    """The transform with its setting, such as ``jpeg-75``."""
    match parameters.defence:
        case "bit-depth":
            return f"bit-depth-{parameters.bits}"
        case "jpeg":
            return f"jpeg-{parameters.quality}"
    return parameters.defence


def transform_of(parameters: DefencesParameters) -> transforms.Transform:
    """What is done to each picture before it is read."""
    match parameters.defence:
        case "bit-depth":
            return partial(transforms.fewer_colours, bits=parameters.bits)
        case "median":
            return transforms.median
        case "blur":
            return transforms.blur
        case "jpeg":
            return partial(transforms.jpeg, quality=parameters.quality)
    return transforms.unchanged


def _linear() -> Network:
    """Logistic regression on pixels, as a network of one layer."""
    model = models.reader("logistic")
    assert isinstance(model, Network)
    return model


def _trained_on_attacks(parameters: DefencesParameters, progress: Progress | None) -> Network:
    if parameters.yourself:
        return training.on_attacks(float(parameters.trained_at), progress)
    return trained(f"adversarial-{parameters.trained_at}")


def _voting(
    model: Network, sigma: float, seed: int, usual: Way,
    radii: Proof | None = None,
) -> Defended:
    """A vote over noisy copies, attacked through the mean over other noisy copies."""
    from simulations.defences.certificates import Smoothed, vote

    theirs = int(stream(seed, "defences.their noise").integers(2**31))
    followed = Smoothed(model, sigma, ATTACKED_COPIES, theirs)
    reads = partial(vote, model, sigma=sigma, samples=COPIES, seed=seed)
    return Defended(reads, usual, (Way(followed), Way(followed, "margin", restart=True)), radii=radii)


def _detecting(plain: Network, usual: Way) -> Defended:
    watch = detector.set_on(plain, photographed(drawn(np.resize(np.arange(COUNT), WATCHED), 0, "detector")))

    def reads(images: Images) -> Labels:
        return np.where(watch.refuses(images), REFUSED, plain.scores(images).argmax(axis=1))

    # the median is the harder of the two to satisfy, so it is also followed without the other
    ways = Way(detector.copies(plain)), Way(detector.copies(plain, (transforms.median,)), "margin")
    return Defended(reads, usual, ways, detector.Unseen(plain, watch.threshold), TARGETS, refuses=True)


def _exact(network: Network) -> Proof:
    from simulations.defences.certificates import linear_radius

    def radii(images: Images, labels: Labels, threat: Threat) -> Radii:
        if threat == "l2":
            return linear_radius(network, images, labels, "l2")
        return 255 * linear_radius(network, images, labels, "linf")

    return radii


def _bounded(network: Network) -> Proof:
    """Bounds on every pixel's interval. What holds in a box holds in the ball inside it."""
    from simulations.defences.certificates import relaxed_radius

    def radii(images: Images, labels: Labels, threat: Threat) -> Radii:
        found = relaxed_radius(network, images, labels, most=MOST_LINF)
        return found if threat == "l2" else 255 * found

    return radii


def _smoothed(network: Network, sigma: float, samples: int, seed: int) -> Proof:
    """Certificates by smoothing. A box is held where the ball around it is."""
    from simulations.defences.certificates import smoothing_radius

    def radii(images: Images, labels: Labels, threat: Threat) -> Radii:
        found = smoothing_radius(network, images, labels, sigma=sigma, samples=samples, seed=seed)
        return found if threat == "l2" else 255 * found / math.sqrt(images[0].size)

    return radii
