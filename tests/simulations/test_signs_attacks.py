"""Attacks by gradient, and what is no attack, on models small enough to know the right answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.attacks import controls
from simulations.signs.attacks.base import Attacked, Differentiable, Goal, Images, Labels, Scores
from simulations.signs.attacks.carlini_wagner import carlini_wagner
from simulations.signs.attacks.gradient import fgsm, outer, pgd
from simulations.signs.attacks.sparse import sparse
from simulations.signs.attacks.universal import pattern, universal, worn
from simulations.signs.networks import Network

Attack = Callable[[Differentiable, Images, Goal], Attacked]


def network(scale: float = 1.0) -> Network:
    """A random network with one hidden layer on 8 x 8 pictures, twelve classes."""
    rng = stream(1, "network")
    hidden = rng.normal(size=(192, 40)).astype(np.float32)
    last = scale * rng.normal(size=(40, 12)).astype(np.float32)
    return Network(((hidden, -hidden.sum(axis=0) / 2), (last, np.zeros(12, np.float32))))


def line() -> Network:
    """Two classes and one straight border: how far each picture is from it is known."""
    weights = stream(2, "line").normal(size=(192, 2)).astype(np.float32)
    return Network(((weights, -weights.sum(axis=0) / 2),))


def pictures(n: int = 40) -> Images:
    """Grey noise well inside the screen's range."""
    return stream(3, "pictures").uniform(0.3, 0.7, (n, 8, 8, 3)).astype(np.float32)


def read(model: Differentiable, images: Images) -> Labels:
    return model.scores(images).argmax(axis=1)


def goals(model: Differentiable, images: Images) -> dict[str, Goal]:
    labels = read(model, images)
    return {"any": Goal(labels), "next": Goal(labels, (labels + 1) % model.scores(images[:1]).shape[1])}


def distances(model: Network, images: Images, norm: int) -> NDArray[np.float64]:
    """How far each picture is from the border of ``line()``: the margin by the dual norm of its slope."""
    slope = model.layers[0][0].astype(float)
    margin = np.abs(np.diff(model.scores(images), axis=1))[:, 0]
    return margin / np.linalg.norm(slope[:, 0] - slope[:, 1], ord=norm)


@dataclass
class Counting:
    """A model that counts how often it is asked for gradients, picture by picture."""

    model: Network
    asked: int = 0

    def scores(self, images: Images) -> Scores:
        return self.model.scores(images)

    def gradient(self, images: Images, weights: Scores) -> Images:
        self.asked += len(images)
        return self.model.gradient(images, weights)


ATTACKS: dict[str, Attack] = {
    "fgsm": lambda model, images, goal: fgsm(model, images, goal, eps=0.05),
    "pgd": lambda model, images, goal: pgd(model, images, goal, eps=0.05, steps=5),
    "pgd margin": lambda model, images, goal: pgd(model, images, goal, eps=0.05, steps=5, loss="margin"),
    "pgd l2": lambda model, images, goal: pgd(model, images, goal, eps=0.5, steps=5, norm="l2"),
    "pgd random start": lambda model, images, goal: pgd(
        model, images, goal, eps=0.05, steps=5, rng=stream(1, "start")),
    "sparse": lambda model, images, goal: sparse(model, images, goal, pixels=4),
    "universal": lambda model, images, goal: universal(model, images, goal, eps=0.05, steps=5),
    "carlini-wagner": lambda model, images, goal: carlini_wagner(model, images, goal, searches=3, steps=20),
}
each_attack = pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
each_goal = pytest.mark.parametrize("wanted", ["any", "next"])


@each_attack
@each_goal
def test_what_an_attack_reports_is_what_its_pictures_show(attack: Attack, wanted: str) -> None:
    model, images = network(), pictures()
    goal, before = goals(model, images)[wanted], images.copy()
    found = attack(model, images, goal)
    assert np.array_equal(images, before), "the signs handed in stay as they were"
    assert found.images.dtype == np.float32
    assert found.images.shape == images.shape
    assert found.images.min() >= 0
    assert found.images.max() <= 1
    assert np.array_equal(found.reached, goal.reached(model.scores(found.images)))
    assert found.success > 0.3, "an attack does something"


@each_attack
def test_the_same_attack_twice_gives_the_same_to_the_last_bit(attack: Attack) -> None:
    model, images = network(), pictures()
    goal = goals(model, images)["next"]
    assert np.array_equal(attack(model, images, goal).images, attack(model, images, goal).images)


@each_attack
def test_no_signs_are_attacked_without_a_fault(attack: Attack) -> None:
    found = attack(network(), pictures(0), Goal(np.zeros(0, np.int64)))
    assert found.images.shape == (0, 8, 8, 3)
    assert np.isnan(found.success)
    assert len(found.linf) == len(found.l2) == len(found.pixels) == 0


@each_attack
def test_the_questions_reported_are_those_asked(attack: Attack) -> None:
    model, images = Counting(network()), pictures()
    found = attack(model, images, goals(network(), images)["next"])
    assert model.asked == found.queries.sum()


def test_one_step_is_the_sign_of_the_gradient_worked_by_hand() -> None:
    """Scores 0 and 2r - g: the sign is read as 0, and red up and green down help; blue does nothing."""
    model = Network(((np.array([[0, 2], [0, -1], [0, 0]], np.float32), np.zeros(2, np.float32)),))
    image = np.array([[[[0.1, 0.5, 0.5]]]], np.float32)
    found = fgsm(model, image, Goal(np.array([0])), eps=0.1)
    assert found.images.ravel() == pytest.approx([0.2, 0.4, 0.5])
    assert not found.reached[0], "2 x 0.2 = 0.4: a tie is no success"
    assert fgsm(model, image, Goal(np.array([0])), eps=0.11).reached[0]


@pytest.mark.parametrize("eps", [0.002, 0.005, 0.01, 0.02, 0.05])
def test_on_a_straight_border_an_attack_wins_just_where_it_is_near_enough(eps: float) -> None:
    """No attack can do better there, so all of them must do exactly this well."""
    model, images = line(), pictures(200)
    goal = Goal(read(model, images))
    near = distances(model, images, 1) < eps
    assert near.any()
    assert np.array_equal(fgsm(model, images, goal, eps=eps).reached, near)
    assert np.array_equal(pgd(model, images, goal, eps=eps).reached, near)


@pytest.mark.parametrize("eps", [0.02, 0.1, 0.3])
def test_in_l2_it_is_the_straight_distance_that_counts(eps: float) -> None:
    model, images = line(), pictures(200)
    near = distances(model, images, 2) < eps
    assert 0 < near.mean() < 1
    found = pgd(model, images, Goal(read(model, images)), eps=eps, norm="l2")
    assert (found.reached == near).mean() >= 0.995, "rounding may decide one that stands on the border"


def test_the_smallest_change_found_is_hardly_longer_than_the_way_to_the_border() -> None:
    model, images = line(), pictures(60)
    found = carlini_wagner(model, images, Goal(read(model, images)), searches=8, steps=100)
    assert found.success == 1
    straight = distances(model, images, 2)
    assert (found.l2 >= straight * 0.999).all()
    # the very nearest are past the border after one step of Adam, which has a length of its own
    far = straight > 0.1
    assert far.sum() > 20
    assert np.median(found.l2[far] / straight[far]) < 1.03


def test_more_searches_find_shorter_changes() -> None:
    model, images = network(), pictures()
    goal = goals(model, images)["next"]
    little, much = (carlini_wagner(model, images, goal, searches=n) for n in (2, 8))
    assert much.success >= little.success
    both = little.reached & much.reached
    assert (much.l2 <= little.l2)[both].all()
    assert np.median(much.l2[both]) < np.median(little.l2[both])


def test_where_no_change_was_found_the_sign_stays_as_it_is() -> None:
    images = pictures()
    hidden, (last, bias) = network().layers
    never = Network((hidden, (last, bias - 1000 * (np.arange(12) == 5))))
    goal = Goal(read(never, images), np.full(len(images), 5))
    found = carlini_wagner(never, images, goal, searches=3, steps=10)
    assert not found.reached.any()
    assert np.array_equal(found.images, images)


@each_goal
@pytest.mark.parametrize("eps", [0.01, 0.03])
def test_many_steps_win_at_least_as_often_as_one(wanted: str, eps: float) -> None:
    model, images = network(), pictures(100)
    goal = goals(model, images)[wanted]
    one, many = fgsm(model, images, goal, eps=eps), pgd(model, images, goal, eps=eps)
    assert many.success > one.success or many.success == 1


@pytest.mark.parametrize(
    ("norm", "eps"), [("linf", 0.0), ("linf", 0.02), ("linf", 0.9), ("l2", 0.0), ("l2", 0.7)]
)
@pytest.mark.parametrize("start", [None, 5])
def test_no_step_leaves_the_budget(norm: str, eps: float, start: int | None) -> None:
    model, images = network(), pictures()
    rng = None if start is None else stream(start, "start")
    found = pgd(model, images, goals(model, images)["next"], eps=eps, steps=7, norm=norm, rng=rng)  # type: ignore[arg-type]
    size = found.linf if norm == "linf" else found.l2
    assert size.max() <= eps + 1e-6
    if eps == 0:
        assert np.array_equal(found.images, images), "no budget, no change"
    else:
        assert np.median(size) > 0.5 * eps


def test_a_random_start_is_spread_over_the_whole_budget() -> None:
    """With steps of no length what is left is the start: in 192 dimensions a ball is nearly all rim."""
    model, images = network(), pictures(200)
    goal = Goal(read(model, images))
    square = pgd(model, images, goal, eps=0.1, rng=stream(1, "start"), step=0).change
    assert square.min() < -0.099
    assert square.max() > 0.099
    assert abs(square.mean()) < 0.001, "192 x 200 values: 3 standard errors are 0.0009"
    ball = pgd(model, images, goal, eps=0.5, norm="l2", rng=stream(1, "start"), step=0).l2
    assert ball.max() <= 0.5 + 1e-6
    assert np.median(ball) == pytest.approx(0.5 * 0.5 ** (1 / 192), abs=0.001)


@pytest.mark.parametrize("loss", ["cross-entropy", "margin"])
@each_goal
def test_the_outer_gradient_is_that_of_the_loss_by_finite_differences(loss: str, wanted: str) -> None:
    scores = stream(4, "scores").normal(size=(6, 12))
    labels = scores.argmax(axis=1)
    goal = {"any": Goal(labels), "next": Goal(labels, (labels + 1) % 12)}[wanted]

    def wished(at: Scores) -> NDArray[np.float64]:
        if loss == "margin":
            return goal.margin(at)
        own = labels if goal.targets is None else goal.targets
        log_p = at[np.arange(6), own] - np.log(np.exp(at).sum(axis=1))
        return -log_p if goal.targets is None else log_p

    slopes = np.zeros_like(scores)
    for j in range(12):
        moved = np.zeros_like(scores)
        moved[:, j] = 1e-6
        slopes[:, j] = (wished(scores + moved) - wished(scores - moved)) / 2e-6
    assert outer(scores, goal, loss) == pytest.approx(slopes, abs=1e-7)  # type: ignore[arg-type]


def test_scores_a_thousand_times_larger_hide_the_gradient_from_one_loss_only() -> None:
    """Masking: the same predictions, a flat cross-entropy, and a margin that is as steep as ever."""
    plain, masked, images = network(), network(scale=3000), pictures(100)
    goal = Goal(read(plain, images))
    assert np.array_equal(read(masked, images), read(plain, images))
    assert pgd(plain, images, goal, eps=0.02).success > 0.9
    assert pgd(masked, images, goal, eps=0.02).success < 0.3
    assert pgd(masked, images, goal, eps=0.02, loss="margin").success > 0.9


def test_the_first_pixel_taken_is_the_one_that_gains_most_worked_by_hand() -> None:
    """Three pixels; red counts 1, 3 and 4, but the last is already nearly all red."""
    weights = np.zeros((9, 2), np.float32)
    weights[[0, 3, 6], 1] = [1, 3, 4]
    model = Network(((weights, np.array([5, 0], np.float32)),))
    image = np.array([[[[0.2, 0.5, 0.5], [0.4, 0.5, 0.5], [0.9, 0.5, 0.5]]]], np.float32)
    assert read(model, image) == [0], "0.2 + 1.2 + 3.6 = 5: a tie goes to the first"
    found = sparse(model, image, Goal(np.array([0])), pixels=3)
    assert found.reached[0]
    assert found.pixels[0] == 1, "one is enough, and no more are spent"
    assert found.queries[0] == 1
    assert found.images[0, 0, 1, 0] == 1


@each_goal
def test_a_few_pixels_are_no_more_than_asked_for_and_more_of_them_win_more(wanted: str) -> None:
    model, images = network(), pictures(100)
    goal = goals(model, images)[wanted]
    found = [sparse(model, images, goal, pixels=k) for k in (1, 3, 10)]
    for k, one in zip((1, 3, 10), found, strict=True):
        assert one.pixels.max() <= k
    assert found[0].success < found[1].success <= found[2].success
    assert found[2].pixels[found[2].reached].min() < 10, "who is won early is left alone"


def test_a_pattern_is_one_for_all_and_works_on_signs_that_it_was_not_made_from() -> None:
    model, images = network(), pictures(400)
    target = np.full(400, 5, np.int64)
    goal = Goal(read(model, images), target)
    made, others = np.arange(400) < 200, np.arange(400) >= 200
    found = pattern(model, images[made], goal.take(made), eps=0.05)
    assert found.shape == (1, 8, 8, 3)
    assert np.abs(found).max() <= 0.05 + 1e-7
    shown = worn(model, images[others], goal.take(others), found)
    assert shown.change == pytest.approx(np.broadcast_to(found, shown.change.shape), abs=1e-6)
    assert shown.queries.max() == 0
    left = read(model, images[others]) != 5
    alone = controls.noise(model, images[others], goal.take(others), eps=0.05, rng=stream(1, "noise"))
    assert shown.reached[left].mean() > 0.6 > 0.1 > alone.reached[left].mean()


def test_noise_moves_every_value_by_exactly_its_size_either_way() -> None:
    model, images = network(), pictures(200)
    found = controls.noise(model, images, Goal(read(model, images)), eps=0.05, rng=stream(1, "noise"))
    assert np.abs(found.change) == pytest.approx(np.full(images.shape, 0.05), abs=1e-6)
    # 38,400 tosses: five standard errors are 0.013
    assert (found.change > 0).mean() == pytest.approx(0.5, abs=0.013)
    assert found.queries.max() == 0


def test_noise_of_a_length_has_that_length() -> None:
    model, images = network(), pictures(50)
    lengths = np.linspace(0, 1.2, 50)
    found = controls.noise_of_length(
        model, images, Goal(read(model, images)), l2=lengths, rng=stream(1, "noise"))
    assert found.l2 == pytest.approx(lengths, abs=1e-5)


def test_random_pixels_are_as_many_as_asked_for_and_no_others_change() -> None:
    model, images = network(), pictures(50)
    counts = np.arange(50)
    found = controls.random_pixels(
        model, images, Goal(read(model, images)), pixels=counts, rng=stream(1, "pixels"))
    assert np.array_equal(found.pixels, counts), "grey pictures: every corner of colour is a change"
    changed = (found.change != 0).any(axis=-1)
    assert set(np.unique(found.images[changed])) == {0, 1}


def test_noise_is_not_an_attack() -> None:
    model, images = network(), pictures(200)
    goal = goals(model, images)["next"]
    attack = pgd(model, images, goal, eps=0.05)
    noise = controls.noise(model, images, goal, eps=0.05, rng=stream(1, "noise"))
    assert attack.linf.max() == pytest.approx(noise.linf.max(), abs=1e-6)
    assert attack.success > 0.9
    assert noise.success < 0.1


BAD: list[tuple[str, Attack]] = [
    ("eps must be between 0 and 1 (got 3)", lambda m, i, g: fgsm(m, i, g, eps=3)),
    ("eps must be between 0 and 1 (got -0.1)", lambda m, i, g: pgd(m, i, g, eps=-0.1)),
    ("eps must be between 0 and 1 (got nan)", lambda m, i, g: pgd(m, i, g, eps=float("nan"))),
    ("eps must be between 0 and 55.5 (got 60)", lambda m, i, g: pgd(m, i, g, eps=60, norm="l2")),
    ("steps must be between 1 and 10000 (got 0)", lambda m, i, g: pgd(m, i, g, eps=0.1, steps=0)),
    ("step must be between 0 and inf (got -1)", lambda m, i, g: pgd(m, i, g, eps=0.1, step=-1)),
    ("pixels must be between 1 and 64 (got 0)", lambda m, i, g: sparse(m, i, g, pixels=0)),
    ("pixels must be between 1 and 64 (got 65)", lambda m, i, g: sparse(m, i, g, pixels=65)),
    ("searches must be between 1 and 100 (got 0)", lambda m, i, g: carlini_wagner(m, i, g, searches=0)),
    ("rate must be between 1e-06 and 10 (got 0)", lambda m, i, g: carlini_wagner(m, i, g, rate=0)),
    ("eps must be between 0 and 1 (got 2)", lambda m, i, g: universal(m, i, g, eps=2)),
    ("eps must be between 0 and 1 (got 2)",
     lambda m, i, g: controls.noise(m, i, g, eps=2, rng=stream(1, "n"))),
    ("l2 must be between 0 and 55.5 (got -1.0)",
     lambda m, i, g: controls.noise_of_length(m, i, g, l2=-1, rng=stream(1, "n"))),
    ("pixels must be between 0 and 64 (got 70)",
     lambda m, i, g: controls.random_pixels(m, i, g, pixels=70, rng=stream(1, "n"))),
]


@pytest.mark.parametrize(("sentence", "attack"), BAD, ids=[sentence for sentence, _ in BAD])
def test_a_budget_out_of_range_gets_one_clear_sentence(sentence: str, attack: Attack) -> None:
    images = pictures(3)
    with pytest.raises(ParameterError) as caught:
        attack(network(), images, Goal(np.zeros(3, np.int64)))
    assert caught.value.faults == (sentence,)


def test_all_that_is_out_of_range_is_said_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        pgd(network(), pictures(1), Goal(np.zeros(1, np.int64)), eps=3, steps=0, step=1)
    assert len(caught.value.faults) == 2
