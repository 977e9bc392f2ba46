"""The defences simulation: what each defence does, what breaks it, and what is proved."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import median_filter, uniform_filter

from simulations import load
from simulations.authored import ContentError
from simulations.defences import detector, model, train, trained_nets, training, transforms
from simulations.defences.attackers import (
    REFUSED,
    held,
)
from simulations.defences.defended import Defended, defended, reading
from simulations.defences.result import DEFENCES, SIZES, DefencesParameters, DefencesResult
from simulations.defences.together import Together, majority
from simulations.parameters import ParameterError
from simulations.signs import models
from simulations.signs.attacks.base import Goal, Images, Scores, softmax
from simulations.signs.attacks.gradient import pgd
from simulations.signs.networks import Network

DEFENCES_SIMULATION = load("defences")
SIGNS = 40
SEED = 3
TWO_OF_A_HUNDRED = 0.05
"""What an adaptive attack may leave of 40 signs where facts and runs of 100 say nothing is left."""


def run(**settings: Any) -> DefencesResult:
    parameters = DEFENCES_SIMULATION.settings({"signs": SIGNS, **settings})
    result: DefencesResult = DEFENCES_SIMULATION.run(parameters, SEED)
    return result


@pytest.fixture(scope="module")
def pictures() -> Images:
    return np.random.default_rng(1).random((6, 32, 32, 3), dtype=np.float32)


@pytest.fixture(scope="module")
def toy() -> Network:
    rng = np.random.default_rng(2)
    first = (0.05 * rng.standard_normal((3072, 16))).astype(np.float32)
    return Network(((first, np.zeros(16, np.float32)),
                    (rng.standard_normal((16, 12)).astype(np.float32), np.zeros(12, np.float32))))


# --- transforms -------------------------------------------------------------------------------


def test_the_median_and_the_blur_are_scipys(pictures: Images) -> None:
    window = (1, 3, 3, 1)
    assert np.array_equal(transforms.median(pictures), median_filter(pictures, size=window, mode="nearest"))
    blurred = uniform_filter(pictures, size=window, mode="nearest")
    assert np.allclose(transforms.blur(pictures), blurred, atol=1e-6)


@pytest.mark.parametrize(("bits", "colours"), [(1, 2), (3, 8), (8, 256)])
def test_so_many_bits_leave_so_many_steps(bits: int, colours: int) -> None:
    every_step = np.linspace(0, 1, 3072, dtype=np.float32).reshape(1, 32, 32, 3)
    assert len(np.unique(transforms.fewer_colours(every_step, bits))) == colours


def test_compression_throws_away_more_at_lower_quality() -> None:
    _, images, _ = models.test_signs(12, 1)
    lost = [float(np.abs(transforms.jpeg(images, quality) - images).mean()) for quality in (95, 75, 30, 10)]
    assert lost == sorted(lost)
    assert 0 < lost[0] < lost[-1] < 0.2


@pytest.mark.parametrize(("call", "sentence"), [
    (lambda images: transforms.fewer_colours(images, 0), r"bits must be between 1 and 8 \(got 0\)"),
    (lambda images: transforms.jpeg(images, 96), r"quality must be between 1 and 95 \(got 96\)"),
    (lambda images: training.on_attacks(300.0), r"budget must be between 0 and 255 \(got 300\)"),
    (lambda images: training.on_attacks(8, epochs=0), r"epochs must be between 1 and 1000 \(got 0\)"),
])
def test_a_value_out_of_range_gets_a_sentence(call: Any, sentence: str, pictures: Images) -> None:
    with pytest.raises(ParameterError, match=sentence):
        call(pictures)


def test_a_gradient_goes_past_a_transform_and_through_a_blur(toy: Network, pictures: Images) -> None:
    weights = np.eye(12)[np.arange(6)]
    coarse = transforms.Transformed(toy, lambda images: transforms.fewer_colours(images, 3))
    straight = toy.gradient(transforms.fewer_colours(pictures, 3), weights)
    assert np.array_equal(coarse.gradient(pictures, weights), straight)
    # a blur is linear: the difference of scores is exactly the gradient times the difference of pictures
    blurred = transforms.Transformed(
        Network((_linear(toy),)), transforms.blur, transforms.way_back(transforms.blur))
    inner = np.zeros_like(pictures)
    inner[:, 8:24, 8:24] = 0.1  # edges repeat, so a blur is its own way back only away from them
    gained = ((blurred.scores(pictures + inner) - blurred.scores(pictures)) * weights).sum(axis=1)
    steep = (blurred.gradient(pictures, weights) * inner).sum(axis=(1, 2, 3))
    assert np.allclose(gained, steep, atol=1e-4)


def test_what_is_remembered_of_a_transform_is_not_taken_for_other_pictures(
    toy: Network, pictures: Images
) -> None:
    behind = transforms.Transformed(toy, transforms.median)
    changed = pictures.copy()
    first = behind.scores(changed)
    changed[:] = 1 - changed  # in place: the same array with other pictures in it
    assert not np.allclose(behind.scores(changed), first)
    assert np.array_equal(behind.scores(pictures), first)


def _linear(network: Network) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    (first, _), (last, bias) = network.layers
    return (first @ last).astype(np.float32), bias.astype(np.float32)


# --- several models ---------------------------------------------------------------------------


class Fixed:
    """A reader that always says the same."""

    def __init__(self, scores: Sequence[float]) -> None:
        self.said = np.array([[*scores, *[-9.0] * (12 - len(scores))]])

    def scores(self, images: Images) -> Scores:
        return np.repeat(self.said, len(images), axis=0)


@pytest.mark.parametrize(("voters", "read"), [
    (([9, 0, 0], [0, 9, 0], [0, 9, 0]), 1),
    (([9, 0, 0], [0, 1, 0], [0, 0, 1]), 0),
    (([9, 0, 0], [9, 0, 0], [0, 0, 99]), 0),
])
def test_most_votes_win_and_a_draw_goes_to_the_surest(
    voters: Sequence[Sequence[float]], read: int, pictures: Images
) -> None:
    assert (majority([Fixed(voter) for voter in voters], pictures) == read).all()


def test_models_together_score_the_mean_of_their_log_probabilities(toy: Network, pictures: Images) -> None:
    other = Network((_linear(toy),))
    both = Together((toy, other)).scores(pictures)
    logs = np.log(softmax(toy.scores(pictures))), np.log(softmax(other.scores(pictures)))
    assert np.allclose(both, (logs[0] + logs[1]) / 2)


def test_a_steep_model_does_not_have_its_way_over_the_others(toy: Network, pictures: Images) -> None:
    """Each pulls as hard: with one a thousand times as steep the direction is the same."""
    other, weights = Network((_linear(toy),)), np.eye(12)[np.arange(6)] - 1 / 12
    (first, shift), (last, bias) = toy.layers
    steep = Network(((first, shift), (1000 * last, 1000 * bias)))
    calm = Together((toy, other)).gradient(pictures, weights)
    assert np.allclose(Together((steep, other)).gradient(pictures, weights), calm, atol=1e-4)


# --- the detector -----------------------------------------------------------------------------


def test_a_detector_refuses_the_share_that_it_is_set_to() -> None:
    plain = models.network()
    _, images, _ = models.test_signs(200, 5)
    watch = detector.set_on(plain, images)
    assert watch.refuses(images).mean() == pytest.approx(detector.REFUSED_CLEAN, abs=1 / 200)


def test_stronger_attacks_look_calmer_to_a_detector() -> None:
    result = run(defence="detector")
    at = dict(zip(result.curve.sizes.tolist(), result.curve.detected.tolist(), strict=True))
    assert at[4.0] > 0.6
    assert at[16.0] < 0.2
    assert result.measures["refused_clean"] < 0.2
    assert result.measures["clean"] <= 1 - result.measures["refused_clean"]


# --- the run ----------------------------------------------------------------------------------


@pytest.mark.parametrize("defence", ["bit-depth", "median", "blur", "jpeg", "masking"])
def test_a_defence_that_holds_for_the_ignorant_falls_to_the_one_who_knows(defence: str) -> None:
    measures = run(defence=defence).measures
    assert measures["clean"] > 0.9
    assert measures["naive"] > measures["undefended"] + 0.2
    assert measures["adaptive"] <= TWO_OF_A_HUNDRED
    assert measures["control"] > 0.9


def test_noise_without_training_for_it_stops_nobody() -> None:
    measures = run(defence="noise-vote").measures
    assert measures["clean"] > 0.9
    assert measures["naive"] <= TWO_OF_A_HUNDRED


def test_training_on_attacked_signs_holds_and_a_sticker_gets_past_it() -> None:
    held_small = run(defence="adversarial-training")
    assert held_small.measures["clean"] > 0.9
    assert held_small.measures["adaptive"] > 0.65
    sticker = run(defence="adversarial-training", threat="sticker", steps=5)
    assert sticker.measures["adaptive"] < held_small.measures["adaptive"] - 0.15
    assert sticker.measures["control"] > 0.8
    assert math.isnan(sticker.measures["proved"])


@pytest.mark.parametrize("settings", [
    {"defence": "linear", "threat": "linf"},
    {"defence": "linear", "threat": "l2"},
    {"defence": "intervals", "threat": "linf"},
    {"defence": "intervals", "threat": "l2"},
    {"defence": "smoothing", "threat": "l2", "samples": 500, "steps": 10},
    {"defence": "smoothing", "threat": "linf", "samples": 500, "steps": 10},
], ids=lambda settings: f"{settings['defence']}-{settings['threat']}")
def test_nothing_that_is_proved_is_broken_at_any_size(settings: dict[str, Any]) -> None:
    result = run(**settings)
    curve, knob = result.curve, {"linf": "budget", "l2": "radius"}[settings["threat"]]
    for size in curve.sizes[1:]:
        at = run(**settings, **{knob: float(size)})
        assert at.radii is not None
        proved = model.certified(at.radii, float(size))
        assert not (proved & at.adaptive.reached).any(), "sign by sign: no proved one is broken"
        assert at.measures["unknown"] == (~proved & ~at.adaptive.reached).mean()
    assert (curve.adaptive <= curve.naive + 1e-12).all()
    assert (np.diff(curve.proved) <= 0).all()
    assert (np.diff(curve.adaptive) <= 0).all()
    assert result.radii is not None
    assert (result.radii[result.read_clean != result.labels] == 0).all()


def test_the_knowing_attacker_does_at_least_what_the_other_does() -> None:
    for defence in DEFENCES:
        if defence in ("smoothing", "jpeg", "detector", "ensemble"):
            continue  # asked elsewhere, or the same code at a higher price
        measures = run(defence=defence).measures
        assert measures["adaptive"] <= measures["naive"], defence


def test_the_bars_stand_on_the_curve_and_move_with_the_budget_alone() -> None:
    curve = run(defence="none").curve
    for place, size in enumerate(SIZES["linf"], start=1):
        measures = run(defence="none", budget=float(size)).measures
        assert measures["adaptive"] == curve.adaptive[place]
        assert measures["naive"] == curve.naive[place]
    between = run(defence="none", budget=3.0).measures["adaptive"]
    assert curve.adaptive[2] <= between <= curve.adaptive[1]
    nothing = run(defence="none", budget=0.0)
    assert nothing.measures["adaptive"] == nothing.measures["naive"] == curve.adaptive[0]
    assert not np.any(nothing.adaptive.change)


def test_a_small_change_stays_within_what_was_asked() -> None:
    result = run(defence="none", budget=3.0)
    assert result.naive.linf.max() <= 3 / 255 + 1e-6
    assert result.adaptive.linf.max() <= 3 / 255 + 1e-6
    assert np.array_equal(result.naive.reached, ~held(result.read_naive, result.labels))
    assert np.array_equal(result.adaptive.reached, ~held(result.read_adaptive, result.labels))


@pytest.mark.parametrize("threat", ["linf", "l2"])
def test_without_a_curve_the_size_that_is_asked_for_is_tried_at_once(threat: Any) -> None:
    whole, one = (run(defence="linear", threat=threat, curve=curve) for curve in (True, False))
    assert one.measures["clean"] == whole.measures["clean"]
    assert one.measures["naive"] == whole.measures["naive"]
    assert one.measures["proved"] == whole.measures["proved"]
    assert one.measures["adaptive"] == pytest.approx(whole.measures["adaptive"], abs=TWO_OF_A_HUNDRED)
    assert one.curve.sizes.tolist() == [0.0, {"linf": 8.0, "l2": 0.5}[threat]]
    assert one.curve.adaptive[1] == one.measures["adaptive"]
    drawn = {chart.slug for chart in DEFENCES_SIMULATION.charts if chart.wanted(one.parameters)}
    assert drawn == {"three-bars", "pictures", "radii"}
    slow = DEFENCES_SIMULATION.settings({"defence": "adversarial-training"})
    assert DEFENCES_SIMULATION.heavy(slow)
    assert not DEFENCES_SIMULATION.heavy(slow.model_copy(update={"curve": False}))


class Left(Exception):
    """The page was left."""


@pytest.mark.parametrize("settings", [
    {"defence": "adversarial-training", "yourself": True, "trained_at": "4"},
    {"defence": "none", "threat": "sticker", "area": 4.0},
])
def test_a_run_that_is_stopped_stops_and_the_next_starts_anew(settings: dict[str, Any]) -> None:
    told: list[float] = []

    def stop(share: float, words: str) -> None:
        told.append(share)
        if share > 0.02:
            raise Left

    parameters = DEFENCES_SIMULATION.settings({"signs": 20, **settings})
    for _ in range(2):
        told.clear()
        with pytest.raises(Left):
            DEFENCES_SIMULATION.run(parameters, 77, stop)
        assert told[0] == 0.0


def test_progress_goes_from_nothing_to_nearly_all_and_never_back() -> None:
    told: list[float] = []
    parameters = DEFENCES_SIMULATION.settings({"defence": "linear", "signs": 20})
    DEFENCES_SIMULATION.run(parameters, 78, lambda share, words: told.append(share))
    assert told == sorted(told)
    assert told[0] == 0.0
    assert 0.9 < told[-1] <= 1.0


# --- training, and what comes along -----------------------------------------------------------


def test_training_on_attacked_signs_makes_them_harder_to_attack() -> None:
    images, labels = models.training_signs()
    some = training.on_attacks(8, images=images[:1200], labels=labels[:1200], epochs=6)
    _, shown, kinds = models.test_signs(60, 4)
    assert (reading(some)(shown) == kinds).mean() > 0.6
    kept = 1 - pgd(some, shown, Goal(kinds), eps=8 / 255, steps=10).success
    assert kept > 0.3
    assert kept > 1 - pgd(models.network(), shown, Goal(kinds), eps=8 / 255, steps=10).success + 0.2


def test_the_networks_that_come_along_are_those_of_the_manifest_and_read_signs() -> None:
    assert set(trained_nets.manifest()) == set(train.recipes())
    _, images, labels = models.test_signs(120, 6)
    for name in trained_nets.manifest():
        network = trained_nets.trained(name)
        assert (network.scores(images).argmax(axis=1) == labels).mean() > 0.85, name


def test_a_network_survives_being_written_and_read(toy: Network, pictures: Images, tmp_path: Path) -> None:
    trained_nets.write("toy", toy, tmp_path)
    again = trained_nets.trained("toy", tmp_path)
    assert np.allclose(again.scores(pictures), toy.scores(pictures), rtol=0.02, atol=0.05)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["manifest.json", "toy.npz"]


@pytest.mark.parametrize(("damage", "sentence"), [
    (lambda folder: (folder / "toy.npz").write_bytes(b"other"), "not the one that manifest.json names"),
    (lambda folder: (folder / "toy.npz").unlink(), "this file of a trained network is missing"),
    (lambda folder: (folder / "manifest.json").write_text("{}"), "the network 'toy' is not in manifest.json"),
    (lambda folder: (folder / "manifest.json").write_text("no"), "the network 'toy' is not in manifest.json"),
])
def test_a_swapped_or_missing_network_is_refused_with_what_to_do(
    damage: Any, sentence: str, toy: Network, tmp_path: Path
) -> None:
    trained_nets.write("toy", toy, tmp_path)
    damage(tmp_path)
    with pytest.raises(ContentError, match=sentence) as caught:
        trained_nets.trained("toy", tmp_path)
    assert "python -m simulations.defences.train" in str(caught.value)


def test_an_unknown_network_to_train_gets_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["smooth"]) == 2
    assert "there is no network smooth; there are adversarial-4" in capsys.readouterr().err


# --- charts and challenges --------------------------------------------------------------------


def test_the_charts_tell_what_the_engine_found() -> None:
    result = run(defence="intervals", budget=4.0)
    told = {chart.slug: (chart.rows(result), chart.heading(result), chart.alt(result))
            for chart in DEFENCES_SIMULATION.charts if chart.wanted(result.parameters)}
    assert set(told) == {"three-bars", "curve", "pictures", "radii"}
    rows, heading, _ = told["three-bars"]
    assert rows["share"] == [result.measures[name] for name in ("clean", "naive", "adaptive", "proved")]
    assert f"{100 * result.measures['adaptive']:.0f} of 100" in heading
    rows, _, sentence = told["radii"]
    at = rows["radius"].index(4.0)
    assert rows["share"][at] == result.measures["proved"]
    assert f"{100 * result.measures['proved']:.1f} %" in sentence
    rows, _, _ = told["pictures"]
    assert [text[:1] for text in rows["mark"]] == [
        "✓" if read[result.shown] == result.labels[result.shown] else "✗"
        for read in (result.read_clean, result.read_naive, result.read_adaptive)]


def test_a_refused_picture_is_marked_as_refused() -> None:
    result = run(defence="detector", budget=2.0)
    refused = np.flatnonzero(result.read_naive == REFUSED)
    assert len(refused)
    chart = next(chart for chart in DEFENCES_SIMULATION.charts if chart.slug == "pictures")
    rows = chart.rows(dataclasses.replace(result, shown=int(refused[0])))
    assert rows["mark"][1] == "– refused"
    assert rows["tone"][1] == "plain"


def test_the_charts_are_drawn_with_a_pinned_run_beside() -> None:
    now, before = run(defence="linear"), run(defence="intervals")
    for chart in DEFENCES_SIMULATION.charts:
        if chart.gallery or not chart.wanted(now.parameters):
            continue
        rows, earlier = chart.rows(now), chart.rows(before)
        both = {name: [*rows[name], *earlier[name]] for name in rows}
        both["series"] = [*rows["series"], *("pinned" for _ in earlier["series"])]
        values = [dict(zip(both, row, strict=True)) for row in zip(*both.values(), strict=True)]
        json.dumps(values, allow_nan=False)
        alt.Chart.from_dict({**chart.spec(), "data": {"values": values}}).to_dict()


def test_the_defended_model_is_made_for_every_defence() -> None:
    for defence in DEFENCES:
        made = defended(DefencesParameters(defence=defence), SEED)
        assert isinstance(made, Defended)
        assert made.known, defence
        assert made.targets == (3 if defence in ("ensemble", "detector") else 1)
    assert SIZES["linf"][-1] == 16
