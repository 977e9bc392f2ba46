"""A run of the sign simulation: what is counted, what is compared, and the story that it tells."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulations.signs import cost, models
from simulations.signs.attempts import Victim, victim
from simulations.signs.classes import COUNT, NUMBER
from simulations.signs.curve import BUDGETS
from simulations.signs.model import WALL, run
from simulations.signs.networks import Network
from simulations.signs.radius import linear_radius
from simulations.signs.result import ATTACKS, SignsParameters, SignsResult
from simulations.signs.scenes import sign_area

STOP, FAST = NUMBER["stop"], NUMBER["limit-120"]


def ran(seed: int = 1, **settings: Any) -> SignsResult:
    return run(SignsParameters(**({"signs": 20, "curve": "none"} | settings)), seed)


QUICK = {"queries": 100, "steps": 5}
each_attack = pytest.mark.parametrize("attack", list(ATTACKS))


@each_attack
def test_the_measures_are_what_the_arrays_show(attack: str) -> None:
    found = ran(attack=attack, **QUICK)
    done, measures = found.counted, found.measures
    count = len(found.labels)
    assert count == len(done.images) >= 15
    assert measures["success"] == pytest.approx(done.reached.mean())
    assert measures["success_low"] <= measures["success"] <= measures["success_high"]
    assert found.readings.sum() == count
    assert np.array_equal(found.readings.sum(axis=1), np.bincount(found.labels, minlength=COUNT))
    assert measures["wrong"] == pytest.approx(1 - np.trace(found.readings) / count)
    assert measures["success"] == pytest.approx(found.readings[:, FAST].sum() / count)
    assert measures["largest"] == pytest.approx(255 * np.abs(done.change).max())
    assert measures["confidence"] == pytest.approx(found.scores_after.max())
    for scores in (found.scores_before, found.scores_after, found.scores_control):
        assert scores.sum() == pytest.approx(1)
    assert found.large.shape == (192, 192, 3)
    assert (found.trace is None) == (attack not in ("square", "nes", "hopskipjump"))
    assert (found.wall is None) == (attack != "sticker")


@each_attack
def test_only_signs_that_were_read_correctly_are_counted(attack: str) -> None:
    found = ran(attack=attack, target="any", attacked="all", **QUICK)
    read = models.network().scores(found.counted.originals).argmax(axis=1)
    assert np.array_equal(read, found.labels)


def test_of_all_kinds_the_target_itself_is_left_out() -> None:
    found = ran(attacked="all", signs=40)
    assert len(set(found.labels)) == COUNT - 1
    assert FAST not in found.labels


def test_a_sign_that_is_the_target_already_is_not_attacked() -> None:
    found = ran(sign="limit-120")
    assert len(found.labels) == 0
    assert math.isnan(found.measures["success"])
    assert math.isnan(found.measures["largest"])
    assert math.isfinite(found.measures["accuracy"])
    assert np.array_equal(found.shown.images, found.shown.originals)


def test_turning_the_budget_changes_what_happens_to_the_same_signs() -> None:
    small, large = ran(budget=2.0), ran(budget=8.0)
    assert np.array_equal(small.counted.originals, large.counted.originals)
    assert small.measures["success"] < large.measures["success"]
    assert small.measures["accuracy"] == large.measures["accuracy"]


def test_more_signs_keep_the_first_ones() -> None:
    few, many = ran(signs=20), ran(signs=40)
    assert np.array_equal(many.counted.originals[: len(few.labels)], few.counted.originals)


def test_another_seed_meets_other_signs() -> None:
    assert not np.array_equal(ran(1).counted.originals, ran(2).counted.originals)


@pytest.mark.parametrize("attack", ["noise", "fgsm", "pgd", "universal", "square", "nes"])
def test_without_a_budget_nothing_changes(attack: str) -> None:
    found = ran(attack=attack, budget=0.0, **QUICK)
    assert found.measures["largest"] == 0
    assert found.measures["success"] == 0


@pytest.mark.parametrize("attack", ["fgsm", "pgd", "universal", "square", "nes"])
def test_no_attack_and_no_control_leaves_the_budget(attack: str) -> None:
    found = ran(attack=attack, budget=8.0, **QUICK)
    assert 0 < found.measures["largest"] <= 8 + 1e-3
    control = np.abs(found.shown_control - found.shown.originals).max()
    assert control == pytest.approx(8 / 255, abs=1e-5)


def test_what_does_not_get_within_the_radius_is_left_as_it_was() -> None:
    found = ran(attack="hopskipjump", target="any", radius=0.6, queries=600)
    done = found.counted
    assert 0 < done.success < 1
    assert done.l2.max() <= 0.6 + 1e-3
    assert np.array_equal(done.l2 > 0, done.reached)


def test_the_trace_of_a_black_box_climbs_to_what_it_reached() -> None:
    found = ran(attack="square", target="any", budget=16.0, queries=200)
    assert found.trace is not None
    asked, won = found.trace.T
    assert (np.diff(asked) > 0).all()
    assert (np.diff(won) >= 0).all()
    assert asked[-1] == 200
    assert won[-1] == pytest.approx(found.measures["success"])
    assert found.measures["questions"] <= 200


# The story


def test_a_change_that_noise_of_its_size_cannot_make() -> None:
    """100 signs: 0.9 lies seven standard errors below the 0.99 that was measured."""
    found = ran(signs=100)
    assert found.measures["success"] > 0.9
    assert found.measures["control"] < 0.05
    assert found.measures["largest"] == pytest.approx(8, abs=1e-3)


def test_fewer_components_read_as_well_and_stand_more() -> None:
    compared = ran(signs=40, compare="components").by_components
    assert compared is not None
    assert list(compared) == ["60", "100", "200", "300", "400"]
    accuracies, successes = zip(*compared.values(), strict=True)
    assert min(accuracies) > 0.96
    assert max(accuracies) - min(accuracies) < 0.03
    assert successes[0] < 0.5 < 0.85 < successes[-1]
    assert successes[-1] == pytest.approx(ran(signs=40).measures["success"])


def test_a_model_on_pixels_resists_and_what_is_proved_holds() -> None:
    found = ran(model="logistic", signs=40, target="any", attacked="all", curve="pgd")
    assert ran(model="logistic").measures["success"] < 0.2
    assert found.curve is not None
    assert np.array_equal(found.curve.budgets, BUDGETS)
    assert found.curve.proved[0] == 1
    assert (found.curve.attacked <= 1 - found.curve.proved + 1e-9).all()
    assert (np.diff(found.curve.proved) <= 0).all()
    assert found.curve.attacked[-1] > 0.4, "and at twice the size it does not"


def test_the_curve_meets_the_attack_at_the_same_budget() -> None:
    found = ran(signs=40, attack="pgd", steps=5, curve="pgd", budget=4.0)
    assert found.curve is not None
    at = BUDGETS.index(4.0)
    assert found.curve.attacked[at] == pytest.approx(found.measures["success"], abs=1e-9)
    assert found.curve.attacked[0] == found.curve.noise[0] == 0
    assert np.isnan(found.curve.proved).all(), "a network with a hidden layer is not linear"


def test_a_linear_radius_is_where_the_sign_turns_worked_by_hand() -> None:
    """Scores 3r, g and b: at (.5, .9, .6) class 0 leads by 0.6, and eps moves that lead by 4 eps."""
    network = Network(((np.diag([3, 1, 1]).astype(np.float32), np.zeros(3, np.float32)),))
    image = np.array([[[[0.5, 0.9, 0.6]]]], np.float32)
    assert linear_radius(network, image, np.array([0])) == pytest.approx([0.15])
    assert linear_radius(network, image, np.array([0]), targets=np.array([2])) == pytest.approx([0.9 / 4])
    assert linear_radius(network, image, np.array([1])) == pytest.approx([0]), "misread anyway"


def test_a_forest_has_no_gradients_and_is_shown_what_was_made_for_the_network() -> None:
    network, forest = (ran(model=model, attacked="all", target="any") for model in ("pca-mlp", "forest"))
    assert network.measures["gradients"] == 1
    assert forest.measures["gradients"] == 0
    assert forest.measures["questions"] == 0
    assert np.array_equal(forest.shown.images, network.shown.images)
    assert network.measures["success"] > 0.9
    assert forest.measures["success"] < 0.5
    # asked as a black box it can be attacked after all, without gradients
    asked = ran(model="forest", target="any", attack="square", budget=16.0, queries=50)
    assert asked.measures["questions"] > 0


def test_pictures_move_on_to_models_that_learnt_the_same_features_only() -> None:
    found = ran(signs=60, target="any", attacked="all", compare="models")
    assert found.transfer is not None
    assert found.measures["transfer_network"] == found.transfer["network"]
    assert min(found.transfer["network"], found.transfer["logistic"]) > 0.5
    assert max(found.transfer["svc"], found.transfer["forest"]) < 0.25
    assert math.isnan(ran().measures["transfer_network"])


def test_a_sticker_works_from_views_that_it_was_not_made_for_and_random_colours_do_not() -> None:
    found = ran(attack="sticker", target="limit-30", signs=60)
    assert found.measures["success"] > 0.5 > 0.2 > found.measures["control"]
    covered = found.measures["area_covered"]
    assert covered <= 0.06 + 1e-9
    assert covered > 0.06 - 3 / sign_area(STOP).sum()
    assert found.wall is not None
    assert found.wall_read is not None
    assert found.wall.shape == (WALL, 32, 32, 3)
    assert (found.wall_read == NUMBER["limit-30"]).mean() == pytest.approx(found.measures["success"], abs=0.3)


def test_signs_that_take_long_are_fewer() -> None:
    assert len(ran(attack="carlini-wagner", signs=60).labels) <= 40


# How it is run


def test_progress_climbs_and_changes_nothing() -> None:
    told: list[tuple[float, str]] = []
    settings = SignsParameters(
        attack="square", queries=50, signs=40, curve="pgd", steps=2, compare="components")
    watched = run(settings, 5, lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    assert all(words for _, words in told)
    assert watched.measures == pytest.approx(run(settings, 5).measures, nan_ok=True)


class Cancelled(Exception):
    """Whoever waited has gone."""


@pytest.mark.parametrize("after", [0.0, 0.3, 0.7])
def test_what_progress_raises_ends_the_run(after: float) -> None:
    def stop(share: float, words: str) -> None:
        if share >= after:
            raise Cancelled

    settings = SignsParameters(attack="carlini-wagner", signs=20, curve="pgd", steps=1, budget=3.5 + after)
    with pytest.raises(Cancelled):
        run(settings, 6, stop)


@pytest.mark.parametrize(
    ("settings", "is_heavy"),
    [
        ({}, False), ({"attack": "noise"}, False), ({"attack": "universal"}, False), ({"signs": 400}, False),
        ({"signs": 400, "steps": 50}, True), ({"attack": "carlini-wagner"}, True),
        ({"attack": "sticker"}, True), ({"attack": "sticker", "colours": "black"}, False),
        ({"attack": "square"}, True), ({"attack": "square", "queries": 100}, False),
        ({"curve": "pgd", "signs": 400}, True), ({"attack": "hopskipjump", "queries": 5000}, True),
        ({"model": "forest", "attack": "square", "queries": 100}, True),
    ],
    ids=str,
)
def test_what_takes_more_than_half_a_second_is_heavy(
    settings: dict[str, Any], is_heavy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "ready", lambda model, components, start: True)
    assert cost.heavy(SignsParameters(**settings)) is is_heavy


@pytest.mark.parametrize(
    ("settings", "missing"),
    [({}, ("pca-mlp", 400, 0)), ({"model": "svc"}, ("pca-mlp", 400, 0)), ({"model": "svc"}, ("svc", 400, 0)),
     ({"compare": "models"}, ("pca-mlp", 400, 1)), ({"compare": "components"}, ("pca-mlp", 60, 0))],
    ids=str,
)
def test_a_run_is_heavy_until_its_models_are_trained(
    settings: dict[str, Any], missing: tuple[str, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "ready", lambda *asked: asked != missing)
    assert cost.heavy(SignsParameters(**settings))
    monkeypatch.setattr(models, "ready", lambda *asked: True)
    assert not cost.heavy(SignsParameters(**settings))


def test_a_model_with_gradients_is_its_own_guide() -> None:
    own: Victim = victim(SignsParameters(model="logistic"))
    assert own.has_gradients
    assert own.guide is own.reader
