"""The attackers of the defences: what they keep to, and that who aims is the stronger one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulations import load
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
from simulations.defences.defended import Defended, Steep, defended, reading
from simulations.defences.pursuit import pursued
from simulations.defences.result import DefencesParameters
from simulations.defences.together import Most, Together, majority
from simulations.signs import models
from simulations.signs.attacks.base import Goal, Images, Labels
from simulations.signs.attacks.gradient import pgd
from simulations.signs.networks import Network

SIGNS = 40
SEED = 3


@pytest.fixture(scope="module")
def pictures() -> Images:
    return np.random.default_rng(1).random((6, 32, 32, 3), dtype=np.float32)


@pytest.fixture(scope="module")
def toy() -> Network:
    rng = np.random.default_rng(2)
    first = (0.05 * rng.standard_normal((3072, 16))).astype(np.float32)
    return Network(((first, np.zeros(16, np.float32)),
                    (rng.standard_normal((16, 12)).astype(np.float32), np.zeros(12, np.float32))))


def test_what_broke_with_a_small_change_is_not_attacked_again(toy: Network) -> None:
    scenes, images, labels = models.test_signs(4, 1)
    signs = Signs(scenes, images, labels)
    asked: list[int] = []

    def reads(pictures: Images) -> Labels:
        asked.append(len(pictures))
        return reading(toy)(pictures)

    before = Standing(images.copy(), np.array([True, False, False, False]))
    attempt = Attempt("linf", 3, 1)
    after = attacked_further(attempt, (Way(toy),), signs, 8.0, reads, before, images)
    assert max(asked) == 1
    assert not after.holds[1:].any()
    assert np.array_equal(after.pictures[1:], images[1:])
    assert np.array_equal(before.pictures, images), "what stood before is left as it was"


def test_a_refused_picture_fools_nobody() -> None:
    assert held(np.array([3, REFUSED, 4]), np.array([3, 3, 3])).tolist() == [True, True, False]


@pytest.mark.parametrize("threat", ["linf", "l2", "sticker"])
def test_attackers_and_controls_keep_to_the_size(threat: Any) -> None:
    plain = models.network()
    signs = Signs(*models.test_signs(12, 2))
    attempt = Attempt(threat, 3, 1)
    size = {"linf": 6.0, "l2": 0.7, "sticker": 5.0}[threat]
    everyone = np.arange(len(signs))
    known = attempt.against(Way(plain, "margin", restart=True), signs, everyone, size, reading(plain))
    for made in (attempt.on(Way(plain), signs, size), known, attempt.control(signs, size)):
        change = made - signs.images
        assert made.min() >= 0
        assert made.max() <= 1
        assert np.abs(change).max() > 0
        match threat:
            case "linf":
                assert np.abs(change).max() <= 6 / 255 + 1e-6
            case "l2":
                assert np.sqrt((change**2).sum(axis=(1, 2, 3))).max() <= 0.7 + 1e-5
            case "sticker":
                # a sticker on a twentieth of the sign leaves most of the picture as it was
                assert (np.abs(change).max(axis=3) > 0.02).mean() < 0.1
    assert np.array_equal(attempt.on(Way(plain), signs, 0.0), signs.images)


def never(pictures: Images, which: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.zeros(len(which), dtype=bool)


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_a_pursuit_that_wins_nothing_is_the_usual_attack(norm: Any, toy: Network, pictures: Images) -> None:
    goal, eps = Goal(np.zeros(len(pictures), dtype=np.int64)), {"linf": 8 / 255, "l2": 0.5}[norm]
    usual = pgd(toy, pictures, goal, eps=eps, steps=5, norm=norm)
    found = pursued(Way(toy), pictures, goal, eps=eps, steps=5, norm=norm, fooled=never)
    assert np.allclose(found, usual.images, atol=1e-6)


def test_a_sign_that_is_won_is_left_alone(toy: Network, pictures: Images) -> None:
    labels = toy.scores(pictures).argmax(axis=1)
    shown: list[int] = []

    def fooled(images: Images, which: NDArray[np.intp]) -> NDArray[np.bool_]:
        shown.extend(which.tolist())
        won: NDArray[np.bool_] = toy.scores(images).argmax(axis=1) != labels[which]
        return won

    found = pursued(Way(toy), pictures, Goal(labels), eps=0.5, steps=20, norm="linf", fooled=fooled)
    assert sorted(shown) == sorted(set(shown)), "asked about once, and won"
    assert (toy.scores(found).argmax(axis=1) != labels)[shown].all()


def test_a_random_start_does_not_depend_on_who_else_is_attacked() -> None:
    plain = models.network()
    signs, attempt = Signs(*models.test_signs(12, 2)), Attempt("linf", 2, 1)
    way = Way(plain, "margin", restart=True)
    every = attempt.against(way, signs, np.arange(12), 2.0, reading(plain))
    some = attempt.against(way, signs, np.array([3, 7]), 2.0, reading(plain))
    assert np.abs(every[[3, 7]] - some).max() < 1 / 255


class Voters:
    """Three voters on three values of a picture: two that can be won, each with a bait, and one that cannot.

    All read 0. The first is nearest to 1 (by the first value), the second to 2 (by the second), and
    both can be brought to 3 by the third value, from further away. The third is sure of 0.
    """

    def __init__(self) -> None:
        first = self.voter({0: 1, 1: 0.5, 3: 0.2, 4: 0.9}, {(0, 1): 10, (2, 3): 10})
        second = self.voter({0: 1, 2: 0.5, 3: 0.2, 4: 0.9}, {(1, 2): 10, (2, 3): 10})
        self.three = first, second, self.voter({0: 9}, {})

    @staticmethod
    def voter(at_grey: dict[int, float], slopes: dict[tuple[int, int], float]) -> Network:
        weights, scores = np.zeros((3072, 12)), np.full(12, -9.0)
        for kind, score in at_grey.items():
            scores[kind] = score
        for place, slope in slopes.items():
            weights[place] = slope
        return Network(((weights, scores - weights.sum(axis=0) / 2),))


def test_who_aims_wins_a_vote_that_climbing_all_losses_does_not() -> None:
    """Within 0.1 each value moves a score by 1: enough for 1 and 2 (0.5), and for 3 (0.8).

    Climbing what the voters together lose takes the baits: they read 1, 2 and 0, and the surest has
    it. The nearest reading that two of them can share is 3: by 0.08 of the third value, and no more
    of the first two than leaves 1 and 2 behind it.
    """
    three = Voters().three
    scenes, photographs, _ = models.test_signs(1, 1)
    signs = Signs(scenes, np.full_like(photographs, 0.5), np.zeros(1, dtype=np.int64))
    vote, attempt, size = Most(three, 2), Attempt("linf", 20, 1), 25.5

    def reads(images: Images) -> Labels:
        return majority(three, images)

    near = vote.near(signs.images, signs.labels)[0]
    assert near.argmax() == 3
    assert near[3] == pytest.approx(-0.08, abs=1e-6)
    pairs = [Together((three[i], three[j])) for i, j in ((0, 1), (0, 2), (1, 2))]
    unaimed = [*map(Way, (Together(three), *pairs)), Way(pairs[0], "margin", restart=True)]
    before = Standing(signs.images, np.array([True]))
    failed = attacked_further(attempt, unaimed, signs, size, reads, before, signs.images)
    assert failed.holds.all()
    won = attacked_further(attempt, aimed(vote, signs, 1), signs, size, reads, before, signs.images)
    assert not won.holds.any()
    assert reads(won.pictures).tolist() == [3]
    assert np.abs(won.pictures - signs.images).max() <= 0.1 + 1e-6


def test_of_two_voters_who_pull_apart_the_one_further_behind_is_followed() -> None:
    """A brighter first value brings the first voter to 3 and the second away from it; the third is too far.

    At 0.58 the first has arrived (0.2 + 0.8 = 1, the score of 0), and 1.6 is missing of the second.
    """
    voters = (Voters.voter({0: 1, 3: 0.2}, {(0, 3): 10}), Voters.voter({0: 1, 3: 0.2}, {(0, 3): -10}),
              Voters.voter({0: 9, 3: 0.2}, {(1, 3): 10}))
    picture = np.full((1, 32, 32, 3), 0.5, dtype=np.float32)
    picture.flat[0] = 0.58
    look = Most(voters, 2).look(picture, Goal(np.array([0]), np.array([3])))
    assert look.uphill.flat[0] < -0.9
    assert not look.uphill.flat[1], "two are enough: nobody waits for the third"
    assert not look.past.any()
    assert Most(voters, 1).look(picture + np.float32(0.01), Goal(np.array([0]), np.array([3]))).past.all()


@pytest.mark.parametrize("defence", ["ensemble", "detector", "linear", "adversarial-training"])
def test_who_also_aims_is_never_weaker_sign_by_sign(defence: Any) -> None:
    against = defended(DefencesParameters(defence=defence), SEED)
    signs, attempt = Signs(*models.test_signs(SIGNS, SEED)), Attempt("linf", 10, SEED)
    assert against.aim is not None
    ways: list[Way | Aimed] = [*aimed(against.aim, signs, against.targets), *against.known]
    start = Standing(signs.images, held(against.reads(signs.images), signs.labels))
    unaimed = aiming = start
    for size in (4.0, 8.0):
        usual = attempt.on(against.usual, signs, size)
        unaimed = attacked_further(attempt, against.known, signs, size, against.reads, unaimed, usual)
        aiming = attacked_further(attempt, ways, signs, size, against.reads, aiming, usual)
        assert not (aiming.holds & ~unaimed.holds).any()
        assert np.array_equal(aiming.holds, held(against.reads(aiming.pictures), signs.labels))
        if defence in ("ensemble", "detector"):
            assert aiming.holds.sum() < unaimed.holds.sum()


def test_of_a_linear_model_the_worst_is_found() -> None:
    """For each wrong kind the worst picture is known: every pixel as far as it may go, within the screen."""
    simulation = load("defences")
    result = simulation.run(simulation.settings({"defence": "linear", "budget": 8.0, "signs": SIGNS}), SEED)
    pictures, labels, rows = result.naive.originals, result.labels, np.arange(SIGNS)
    linear = models.reader("logistic")
    assert isinstance(linear, Network)
    ((weights, _),) = linear.layers
    broken = linear.scores(pictures).argmax(axis=1) != labels
    for kind in range(12):
        toward = (weights[:, kind] - weights[:, labels].T).reshape(pictures.shape)
        scores = linear.scores(np.clip(pictures + np.float32(8 / 255) * np.sign(toward), 0, 1))
        broken |= scores[:, kind] > scores[rows, labels]
    assert np.array_equal(result.adaptive.reached, broken)


def test_what_an_aim_takes_for_won_is_won() -> None:
    """On the way to its targets, an aim says "past" only where the defended model is fooled."""
    for defence in ("ensemble", "detector"):
        against = defended(DefencesParameters(defence=defence), SEED)
        signs = Signs(*models.test_signs(SIGNS, SEED))
        said: list[bool] = []
        assert against.aim is not None
        way = aimed(against.aim, signs, 1)[0]

        def fooled(
            images: Images, which: NDArray[np.intp], signs: Signs = signs, against: Defended = against,
            said: list[bool] = said,
        ) -> NDArray[np.bool_]:
            won = ~held(against.reads(images), signs.labels[which])
            said.extend(won.tolist())
            return won

        pursued(way, signs.images, Goal(signs.labels, way.targets), eps=16 / 255, steps=10, norm="linf",
                fooled=fooled)
        assert len(said) > SIGNS / 2
        assert all(said), defence


def test_steep_scores_leave_nothing_for_the_usual_loss_to_follow() -> None:
    plain = models.network()
    _, images, labels = models.test_signs(SIGNS, SEED)
    steep = Steep(plain)
    assert np.array_equal(reading(steep)(images), reading(plain)(images))
    usual = pgd(steep, images, Goal(labels), eps=8 / 255, steps=10)
    other = pgd(steep, images, Goal(labels), eps=8 / 255, steps=10, loss="margin")
    assert usual.success < 0.2
    assert other.success > 0.9
