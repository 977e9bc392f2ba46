"""Black-box attacks: what they may see, what they count, and what they find."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.svm import SVC

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.attacks.base import Goal, Images, Reader, Scores
from simulations.signs.attacks.hopskipjump import hopskipjump
from simulations.signs.attacks.nes import nes
from simulations.signs.attacks.questions import Asked
from simulations.signs.attacks.square import HALVED, side_of, square
from simulations.signs.classes import COUNT
from simulations.signs.networks import Network

Attack = Callable[..., Asked]
EPS = 8 / 255


def by_square(model: Reader, images: Images, goal: Goal, queries: int, seed: int = 1) -> Asked:
    return square(model, images, goal, eps=EPS, queries=queries, rng=stream(seed, "square"))


def by_nes(model: Reader, images: Images, goal: Goal, queries: int, seed: int = 1) -> Asked:
    return nes(model, images, goal, eps=EPS, queries=queries, rng=stream(seed, "nes"))


def by_hopskipjump(model: Reader, images: Images, goal: Goal, queries: int, seed: int = 1) -> Asked:
    return hopskipjump(model, images, goal, queries=queries, rng=stream(seed, "hopskipjump"))


ALL = [by_square, by_nes, by_hopskipjump]
WITHIN_EPS = [by_square, by_nes]


class Told:
    """A model that remembers every picture that it was shown."""

    def __init__(self, model: Reader) -> None:
        self.model, self.shown = model, list[Images]()

    def scores(self, images: Images) -> Scores:
        self.shown.append(images.copy())
        return self.model.scores(images)


class Readings:
    """A model that tells what it reads, and nothing else."""

    def __init__(self, model: Reader) -> None:
        self.model = model

    def scores(self, images: Images) -> Scores:
        return np.eye(COUNT)[self.model.scores(images).argmax(axis=1)]


class Fitted:
    """A classifier of scikit-learn that has no gradient."""

    def __init__(self, classifier: RandomForestClassifier | SVC) -> None:
        self.classifier = classifier

    def scores(self, images: Images) -> Scores:
        flat = images.reshape(len(images), -1)
        if isinstance(self.classifier, SVC):
            return np.asarray(self.classifier.decision_function(flat))
        return np.log(np.maximum(self.classifier.predict_proba(flat), 1e-3))


def network(*widths: int, sharp: float = 1.0) -> Network:
    """Random layers from 3,072 pixels to twelve scores."""
    rng = stream(0, "weights")
    sizes = [3072, *widths, COUNT]
    return Network(tuple(
        ((sharp * rng.standard_normal((a, b)) / np.sqrt(a)).astype(np.float32), np.zeros(b, np.float32))
        for a, b in itertools.pairwise(sizes)))


def blocks(count: int, seed: int = 0) -> Images:
    """Pictures of eight by eight blocks of one colour each."""
    small = stream(seed, "pictures").random((count, 8, 8, 3), np.float32)
    return small.repeat(4, axis=1).repeat(4, axis=2)


NET = network(64, sharp=3.0)
IMAGES = blocks(12)
LABELS: NDArray[np.int64] = NET.scores(IMAGES).argmax(axis=1)
GOAL = Goal(LABELS)
TARGETED = Goal(LABELS, NET.scores(IMAGES).argsort(axis=1)[:, -2])


@pytest.mark.parametrize("goal", [GOAL, TARGETED], ids=["any wrong", "targeted"])
@pytest.mark.parametrize("attack", WITHIN_EPS)
def test_no_pixel_changes_by_more_than_was_allowed(attack: Attack, goal: Goal) -> None:
    done = attack(NET, IMAGES, goal, 150).attacked
    assert done.linf.max() <= EPS + 1e-6
    assert done.linf.max() > 0.4 * EPS
    assert done.images.min() >= 0 and done.images.max() <= 1
    assert done.images.dtype == np.float32


@pytest.mark.parametrize("goal", [GOAL, TARGETED], ids=["any wrong", "targeted"])
@pytest.mark.parametrize("queries", [1, 2, 3, 37, 152])
@pytest.mark.parametrize("attack", ALL)
def test_every_question_is_counted_and_no_more_are_asked_than_allowed(
    attack: Attack, queries: int, goal: Goal,
) -> None:
    told = Told(NET)
    done = attack(told, IMAGES, goal, queries).attacked
    assert sum(map(len, told.shown)) == done.queries.sum()
    assert done.queries.max() <= queries


@pytest.mark.parametrize("attack", ALL)
def test_only_pictures_are_shown_that_a_camera_could_take(attack: Attack) -> None:
    told = Told(NET)
    attack(told, IMAGES, GOAL, 120)
    if attack is not by_nes:  # its patterns may stick out a little while it feels for the slope
        assert all(shown.min() >= 0 and shown.max() <= 1 for shown in told.shown)
    assert all(shown.dtype == np.float32 for shown in told.shown)


@pytest.mark.parametrize("goal", [GOAL, TARGETED], ids=["any wrong", "targeted"])
@pytest.mark.parametrize("attack", ALL)
def test_who_is_fooled_is_what_the_model_reads(attack: Attack, goal: Goal) -> None:
    done = attack(NET, IMAGES, goal, 200).attacked
    assert done.reached.any()
    np.testing.assert_array_equal(done.reached, goal.reached(NET.scores(done.images)))


@pytest.mark.parametrize("attack", ALL)
def test_the_same_seed_gives_the_same_pictures_and_another_seed_others(attack: Attack) -> None:
    once, again, other = (attack(NET, IMAGES, GOAL, 120, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(once.attacked.images, again.attacked.images)
    np.testing.assert_array_equal(once.trace, again.trace)
    assert (once.attacked.images != other.attacked.images).any()


@pytest.mark.parametrize("attack", ALL)
def test_what_happens_to_a_sign_does_not_depend_on_the_signs_behind_it(attack: Attack) -> None:
    few, many = attack(NET, IMAGES[:4], GOAL.take(np.arange(4)), 120), attack(NET, IMAGES, GOAL, 120)
    np.testing.assert_allclose(few.attacked.images, many.attacked.images[:4], atol=1e-5)
    np.testing.assert_array_equal(few.attacked.queries, many.attacked.queries[:4])


@pytest.mark.parametrize("attack", ALL)
def test_the_originals_are_left_as_they_were(attack: Attack) -> None:
    images = IMAGES.copy()
    attack(NET, images, GOAL, 60)
    np.testing.assert_array_equal(images, IMAGES)


@pytest.mark.parametrize("attack", ALL)
def test_the_trace_rises_from_nothing_to_all_that_was_won(attack: Attack) -> None:
    asked = attack(NET, IMAGES, GOAL, 200)
    questions, won = asked.trace.T
    assert (questions[0], won[0]) == (0, 0)
    assert questions[-1] == 200
    assert won[-1] == pytest.approx(asked.attacked.success)
    assert (np.diff(won) >= 0).all() and (np.diff(questions) > 0).all()


@pytest.mark.parametrize("attack", WITHIN_EPS)
def test_a_sign_is_left_alone_once_it_is_won(attack: Attack) -> None:
    asked = attack(NET, IMAGES, GOAL, 300)
    done = asked.attacked
    assert (done.queries[done.reached] < 300).any()
    assert (done.queries[~done.reached] >= 300 - 2).all()
    questions, won = asked.trace.T
    for at in (50, 150):
        assert won[np.searchsorted(questions, at)] == pytest.approx(
            (done.reached & (done.queries <= questions[np.searchsorted(questions, at)])).mean())


@pytest.mark.parametrize("attack", ALL)
def test_more_questions_win_no_fewer_signs(attack: Attack) -> None:
    few, many = (attack(NET, IMAGES, TARGETED, queries).attacked for queries in (20, 600))
    assert many.success >= few.success


@pytest.mark.parametrize("attack", ALL)
def test_no_signs_give_an_empty_answer_without_a_question(attack: Attack) -> None:
    class NeverAsked:
        def scores(self, images: Images) -> Scores:
            raise AssertionError("it was asked about nothing")

    asked = attack(NeverAsked(), IMAGES[:0], GOAL.take(np.arange(0)), 10)
    assert asked.attacked.images.shape == (0, 32, 32, 3)
    assert np.isnan(asked.attacked.success)
    assert len(asked.trace) == 11


FOREST = RandomForestClassifier(20, random_state=0)
KERNEL = SVC()


@pytest.mark.parametrize("classifier", [FOREST, KERNEL], ids=["forest", "kernel machine"])
def test_models_without_gradients_are_attacked_too(classifier: RandomForestClassifier | SVC) -> None:
    labels = np.arange(120) % COUNT
    noise = stream(4, "noise").normal(0, 0.05, (120, 32, 32, 3))
    images = np.clip(0.4 + 0.1 * blocks(COUNT, seed=3)[labels] + noise, 0, 1).astype(np.float32)
    classifier.fit(images.reshape(120, -1), labels)
    model, some = Fitted(classifier), np.arange(8)
    right = some[model.scores(images[some]).argmax(axis=1) == labels[some]]
    goal = Goal(labels[right])
    scored = square(model, images[right], goal, eps=64 / 255, queries=100, rng=stream(1, "s"))
    read = by_hopskipjump(model, images[right], goal, 200)
    for asked in (scored, read):
        assert asked.attacked.success > 0.5
        np.testing.assert_array_equal(
            asked.attacked.reached, goal.reached(model.scores(asked.attacked.images)))


@pytest.mark.parametrize(("settings", "fault"), [
    ({"queries": 0}, "queries must be between 1 and 100000 (got 0)"),
    ({"queries": 100_001}, "queries must be between 1 and 100000 (got 100001)"),
    ({"eps": 3}, "eps must be between 0 and 1 (got 3)"),
    ({"eps": -0.1}, "eps must be between 0 and 1 (got -0.1)"),
    ({"eps": float("nan")}, "eps must be between 0 and 1 (got nan)"),
    ({"first_square": 0}, "first_square must be between 0.001 and 1 (got 0)"),
    ({"first_square": 1.5}, "first_square must be between 0.001 and 1 (got 1.5)"),
])
def test_square_says_what_is_out_of_range(settings: dict[str, float], fault: str) -> None:
    with pytest.raises(ParameterError) as raised:
        square(NET, IMAGES, GOAL, **{"eps": EPS, "queries": 10, "rng": stream(1, "s"), **settings})  # type: ignore[arg-type]
    assert raised.value.faults == (fault,)


@pytest.mark.parametrize(("attack", "settings", "named"), [
    (nes, {"eps": 2.0}, ["eps"]),
    (nes, {"queries": 0}, ["queries"]),
    (nes, {"samples": 1, "sigma": 0.0}, ["samples", "sigma"]),
    (nes, {"step": 2.0}, ["step"]),
    (nes, {"momentum": 1.0}, ["momentum"]),
    (hopskipjump, {"queries": 200_000}, ["queries"]),
    (hopskipjump, {"radius": -1.0}, ["radius"]),
    (hopskipjump, {"first": 0, "gamma": 0.0}, ["first", "gamma"]),
])
def test_all_that_is_out_of_range_is_said_at_once(
    attack: Attack, settings: dict[str, float], named: list[str],
) -> None:
    usual: dict[str, object] = {"queries": 10, "rng": stream(1, "s")}
    if attack is nes:
        usual["eps"] = EPS
    with pytest.raises(ParameterError) as raised:
        attack(NET, IMAGES, GOAL, **{**usual, **settings})
    assert [fault.split()[0] for fault in raised.value.faults] == named
    assert all(" must be between " in fault for fault in raised.value.faults)


# Square

def test_square_sides_follow_the_published_schedule() -> None:
    """p is halved after 10, 50, 200, ... of 10,000 steps: with p = 0.8, sides 29, 20, 14, 10, 7, ..."""
    at = [0, 10, 11, 50, 51, 200, 201, 500, 501, 1000, 1001, 2000, 2001, 4000, 4001, 6000, 6001, 8000, 8001]
    assert [side_of(0.8, step, 10_000, 32) for step in at] == [
        29, 29, 20, 20, 14, 14, 10, 10, 7, 7, 5, 5, 4, 4, 3, 3, 2, 2, 1]
    assert side_of(0.8, 10, 500, 32) == side_of(0.8, 200, 10_000, 32)
    assert side_of(1.0, 0, 500, 32) == 31
    assert list(HALVED) == sorted(HALVED)


def test_square_begins_with_upright_stripes() -> None:
    told = Told(NET)
    square(told, np.full_like(IMAGES, 0.5), GOAL, eps=EPS, queries=1, rng=stream(1, "s"))
    change = told.shown[0] - 0.5
    np.testing.assert_array_equal(change, np.broadcast_to(change[:, :1], change.shape))
    np.testing.assert_allclose(np.abs(change), EPS, atol=1e-6)
    assert 0.4 < (change[:, 0] > 0).mean() < 0.6


def test_square_never_asks_again_what_it_knows() -> None:
    """Squares may be one pixel here, so that one in eight would repeat the picture if it were let."""
    told = Told(network(64, sharp=0.0))  # no picture is better than another, so the first stays
    square(told, IMAGES[:1], GOAL.take(np.arange(1)), eps=EPS, queries=300, rng=stream(1, "s"),
           first_square=0.01)
    first = told.shown[0]
    assert len(told.shown) == 300
    assert all((shown != first).any() for shown in told.shown[1:])


def test_square_changes_one_square_at_a_time() -> None:
    told = Told(network(64, sharp=0.0))
    square(told, np.full_like(IMAGES[:1], 0.5), GOAL.take(np.arange(1)), eps=EPS, queries=100,
           rng=stream(1, "s"), first_square=0.3)
    for step, shown in enumerate(told.shown[1:]):
        changed = (shown != told.shown[0])[0].any(axis=-1)
        side = side_of(0.3, step, 100, 32)
        assert np.ptp(np.flatnonzero(changed.any(axis=1))) < side
        assert np.ptp(np.flatnonzero(changed.any(axis=0))) < side


def test_square_reaches_every_corner_of_the_picture() -> None:
    told = Told(network(64, sharp=0.0))
    square(told, np.full_like(IMAGES[:1], 0.5), GOAL.take(np.arange(1)), eps=EPS, queries=600,
           rng=stream(1, "s"), first_square=0.3)
    touched = np.any([(shown != told.shown[0])[0].any(axis=-1) for shown in told.shown[1:]], axis=0)
    assert touched[0].any() and touched[-1].any() and touched[:, 0].any() and touched[:, -1].any()


def test_square_with_nothing_to_change_asks_once() -> None:
    done = square(NET, IMAGES, GOAL, eps=0, queries=500, rng=stream(1, "s")).attacked
    assert (done.queries == 1).all() and not done.reached.any() and done.linf.max() == 0


def test_square_does_better_than_its_stripes() -> None:
    done = by_square(NET, IMAGES, GOAL, 200).attacked
    first = by_square(NET, IMAGES, GOAL, 1).attacked
    assert (GOAL.margin(NET.scores(done.images)) >= GOAL.margin(NET.scores(first.images))).all()
    assert done.success > first.success


# NES

def test_nes_finds_the_direction_of_the_gradient_without_being_told() -> None:
    linear = network()
    labels = linear.scores(IMAGES).argmax(axis=1)
    goal = Goal(labels, (labels + 3) % COUNT)
    inner = np.clip(IMAGES, 0.2, 0.8)
    done = nes(linear, inner, goal, eps=0.01, step=0.01, queries=1001, samples=1000, momentum=0,
               rng=stream(1, "nes")).attacked
    weights = linear.layers[0][0]
    scores = linear.scores(inner)
    scores[np.arange(len(inner)), goal.targets] = -np.inf
    truth = (weights[:, goal.targets] - weights[:, scores.argmax(axis=1)]).T
    agree = (np.sign(done.change.reshape(len(inner), -1)) == np.sign(truth)).mean()
    # cosine to the gradient is about root(500 / (500 + 3072)) = 0.37: so many signs agree, 0.5 were chance
    assert agree == pytest.approx(0.5 + np.arcsin(0.37) / np.pi, abs=0.03)


def test_nes_gets_nothing_from_a_model_that_only_tells_what_it_reads() -> None:
    done = by_nes(Readings(NET), IMAGES, GOAL, 150).attacked
    assert done.success < by_nes(NET, IMAGES, GOAL, 150).attacked.success


# HopSkipJump

def test_hopskipjump_needs_no_scores() -> None:
    scored, read = (by_hopskipjump(model, IMAGES, GOAL, 200) for model in (NET, Readings(NET)))
    np.testing.assert_array_equal(scored.attacked.images, read.attacked.images)


def test_hopskipjump_comes_close_to_the_nearest_border_of_a_linear_model() -> None:
    """There the nearest border is known: the smallest margin by the length of its weights."""
    linear = network()
    images = np.clip(IMAGES, 0.25, 0.75)
    labels = linear.scores(images).argmax(axis=1)
    weights, scores, rows = linear.layers[0][0].astype(float), linear.scores(images), np.arange(len(images))
    margins = scores[rows, labels][:, None] - scores
    lengths = np.linalg.norm(weights[:, labels].T[:, None] - weights.T[None], axis=2)
    margins[rows, labels], lengths[rows, labels] = np.inf, 1
    nearest = (margins / lengths).min(axis=1)[:6]
    far, close = (by_hopskipjump(linear, images[:6], Goal(labels[:6]), queries).attacked.l2
                  for queries in (100, 5000))
    assert (close >= nearest * (1 - 1e-4)).all()
    assert np.median(close / nearest) < 1.5
    assert np.median(far / nearest) > 2 * np.median(close / nearest)


def test_hopskipjump_only_ever_comes_closer() -> None:
    asked = by_hopskipjump(NET, IMAGES, GOAL, 500)
    assert asked.sizes is not None
    questions, sizes = asked.sizes.T
    found = np.isfinite(sizes)
    assert (questions[0], found[0]) == (0, False)
    assert (np.diff(sizes[found]) <= 0).all()
    assert sizes[-1] == pytest.approx(np.median(asked.attacked.l2), rel=1e-6)
    assert asked.attacked.reached.all()


def test_hopskipjump_starts_from_the_attackers_own_picture_to_reach_a_target() -> None:
    own = blocks(400, seed=9)
    read = NET.scores(own).argmax(axis=1)
    target = int(np.bincount(read).argmax())
    some = np.flatnonzero(target != LABELS)
    goal = Goal(LABELS[some], np.full(len(some), target))
    asked = hopskipjump(NET, IMAGES[some], goal, queries=300, rng=stream(1, "h"),
                        starts=own[read == target][:5])
    assert asked.attacked.reached.all()
    first = asked.trace[np.searchsorted(asked.trace[:, 0], 1):][0]
    assert first[1] == 1, "the first picture that it tries is read as the target"


def test_hopskipjump_that_finds_no_start_leaves_the_sign_as_it_was() -> None:
    class Stubborn:
        def scores(self, images: Images) -> Scores:
            return np.eye(COUNT)[np.zeros(len(images), int)]

    done = by_hopskipjump(Stubborn(), IMAGES, Goal(np.zeros(12, np.int64)), 500)
    assert not done.attacked.reached.any()
    assert done.attacked.linf.max() == 0
    assert (done.attacked.queries == 100).all()
    assert done.sizes is not None and np.isnan(done.sizes[:, 1]).all()


def test_hopskipjump_with_a_radius_counts_only_changes_within_it() -> None:
    free = by_hopskipjump(NET, IMAGES, GOAL, 400).attacked
    radius = float(np.median(free.l2))
    done = hopskipjump(NET, IMAGES, GOAL, queries=400, rng=stream(1, "hopskipjump"), radius=radius).attacked
    np.testing.assert_array_equal(done.reached, done.l2 <= radius)
    assert 0 < done.success < 1
    assert (done.queries[done.reached] < 400).any()
