"""Stickers: where they go, how they are seen, and from how many unseen views they work."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.attacks.base import Goal
from simulations.signs.attacks.expectation import Looks, Views
from simulations.signs.attacks.gradient import ascent
from simulations.signs.attacks.placement import BLOCK, Mask, Placement, placed, tape
from simulations.signs.attacks.sticker import STEP, Adam, Sticker, black, made, random_colours, views
from simulations.signs.classes import COUNT, NUMBER
from simulations.signs.networks import Network, network_of
from simulations.signs.scenes import Scenes, drawn, photographed, posed, sign_area

STOP, LIMIT_30, LIMIT_80 = NUMBER["stop"], NUMBER["limit-30"], NUMBER["limit-80"]
UNSEEN = 200
"""Views a rate is measured on: its standard error is at most 0.036."""


@pytest.fixture(scope="module")
def model() -> Network:
    """A small network on whitened components, which reads nearly all signs."""
    from sklearn.decomposition import PCA
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline

    labels = np.arange(1800) % COUNT
    pictures = photographed(drawn(labels, 1, "to learn from")).reshape(len(labels), -1)
    network = MLPClassifier((64,), max_iter=200, batch_size=100, tol=1e-3, random_state=1)
    return network_of(make_pipeline(PCA(250, whiten=True, random_state=1), network).fit(pictures, labels))


@pytest.fixture(scope="module")
def mask(model: Network) -> Mask:
    return placed("gradient", STOP, 0.04, model=model, target=LIMIT_30)


@pytest.fixture(scope="module")
def sticker(model: Network, mask: Mask) -> Sticker:
    return made(model, STOP, LIMIT_30, mask)


@pytest.fixture(scope="module")
def unseen() -> Scenes:
    return drawn(np.full(UNSEEN, STOP), 7, "never seen by the attacker")


@pytest.fixture(scope="module")
def rate(model: Network, unseen: Scenes) -> Callable[[Sticker], float]:
    """From which share of the unseen views a stickered stop sign is read as limit 30."""
    return lambda sticker: views(model, sticker, STOP, LIMIT_30, unseen).success


def untrained() -> Network:
    rng = stream(1, "untrained")
    return Network(((rng.normal(size=(3072, 12)).astype(np.float32), np.zeros(12, np.float32)),))


# What it does


def test_a_sticker_made_for_many_views_works_from_most_views_it_was_not_made_for(
    sticker: Sticker, rate: Callable[[Sticker], float],
) -> None:
    assert rate(sticker) > 0.6
    assert sticker.area <= 0.04


def test_a_sticker_made_for_one_view_works_there_and_less_elsewhere(
    model: Network, mask: Mask, sticker: Sticker, rate: Callable[[Sticker], float],
) -> None:
    here = posed(STOP, 4)
    for_one = made(model, STOP, LIMIT_30, mask, views=1, scenes=here)
    assert views(model, for_one, STOP, LIMIT_30, here).reached.all()
    assert rate(for_one) < rate(sticker) - 0.15


def test_random_colours_and_black_tape_in_the_same_place_do_little(
    mask: Mask, sticker: Sticker, rate: Callable[[Sticker], float],
) -> None:
    at_random = np.mean([rate(random_colours(mask, STOP, stream(seed, "control"))) for seed in range(4)])
    assert at_random < rate(sticker) - 0.4
    assert rate(black(mask, STOP)) < rate(sticker) - 0.3


def test_where_it_sticks_matters(model: Network, sticker: Sticker, rate: Callable[[Sticker], float]) -> None:
    bars = made(model, STOP, LIMIT_30, placed("bars", STOP, 0.04))
    assert rate(bars) < rate(sticker) - 0.25


def test_a_draft_finds_most_of_what_a_full_run_finds(
    model: Network, mask: Mask, sticker: Sticker, rate: Callable[[Sticker], float],
) -> None:
    assert rate(made(model, STOP, LIMIT_30, mask, views=16, steps=15)) > rate(sticker) - 0.2


def test_where_anything_wrong_will_do_less_area_is_enough(model: Network, unseen: Scenes) -> None:
    small = made(model, STOP, None, placed("gradient", STOP, 0.03, model=model))
    assert views(model, small, STOP, None, unseen).success > 0.6


def test_tape_that_lengthens_the_middle_of_a_3_reads_as_an_80_without_asking_any_model(
    model: Network,
) -> None:
    strip = black(tape(LIMIT_30), LIMIT_30)
    scenes = drawn(np.full(UNSEEN, LIMIT_30), 7, "never seen by the attacker")
    bare = Sticker(strip.mask, np.zeros_like(strip.overlay), 0.0)
    assert strip.area < 0.02
    assert views(model, bare, LIMIT_30, LIMIT_80, scenes).success < 0.1
    assert views(model, strip, LIMIT_30, LIMIT_80, scenes).success > 0.5


# How it is seen


def test_without_blur_and_tone_curve_the_attacker_sees_what_the_camera_takes() -> None:
    mask = placed("centre", STOP, 0.1)
    scenes = drawn(np.full(6, STOP), 3, "an exact camera")
    still = np.zeros(6, np.float32)
    scenes = dataclasses.replace(scenes, cameras=dataclasses.replace(
        scenes.cameras, blur=still, noise=still, gamma=still + 1, light=still + 0.8, haze=still + 0.05,
        tint=np.ones((6, 3), np.float32)))
    sticker = random_colours(mask, STOP, stream(1, "exact"))
    seen = plain_looks(scenes, mask).seen(sticker.overlay[mask][:, :3])
    assert np.abs(seen - photographed(scenes, overlay=sticker.overlay)).max() < 1e-5


def test_the_way_back_is_the_gradient_of_what_is_seen(model: Network, mask: Mask) -> None:
    looks = plain_looks(drawn(np.full(4, STOP), 3, "finite differences"), mask)
    exact = Network(tuple((w.astype(float), b.astype(float)) for w, b in model.layers))
    goal = Goal(np.full(4, STOP), np.full(4, LIMIT_30))
    colours: Any = stream(1, "colours").uniform(0.3, 0.7, (int(mask.sum()), 3))
    way = stream(2, "way").normal(size=colours.shape)

    def margin(along: float) -> float:
        return float(goal.margin(exact.scores(looks.seen(colours + along * way))).mean())

    back = looks.back(ascent(exact, looks.seen(colours), goal, "margin"))
    assert (margin(1e-5) - margin(-1e-5)) / 2e-5 == pytest.approx(float((back * way).sum()), rel=1e-4)


def plain_looks(scenes: Scenes, mask: Mask) -> Looks:
    """All views once, in their own light and without more noise."""
    looks = Views(scenes, mask).look(len(scenes), stream(1, "looks"))
    return dataclasses.replace(looks, light=np.ones_like(looks.light), noise=np.zeros_like(looks.noise))


def test_views_are_drawn_anew_each_time(mask: Mask) -> None:
    pool, rng = Views(drawn(np.full(6, STOP), 3, "pool"), mask), stream(1, "looks")
    first, second = pool.look(2, rng), pool.look(2, rng)
    assert len(first.bare) == 2
    assert not np.array_equal(first.noise, second.noise)
    assert not np.array_equal(first.light, second.light)
    assert len(pool.look(100, rng).bare) == 6


# Where it sticks


@pytest.mark.parametrize(("placement", "label", "area"), [
    *itertools.product(["centre", "bars"], range(COUNT), [0.005, 0.06, 0.15]),
    *itertools.product(["gradient"], [STOP, NUMBER["yield"], NUMBER["priority"]], [0.005, 0.06]),
])
def test_a_sticker_stays_on_the_sign_and_uses_the_area_it_may_cover(
    placement: Placement, label: int, area: float,
) -> None:
    sign = sign_area(label)
    mask = placed(placement, label, area, model=untrained(), target=(label + 1) % COUNT)
    assert not (mask & ~sign).any()
    assert mask.sum() <= area * sign.sum()
    assert mask.sum() >= area * sign.sum() - 1


def test_placement_by_gradient_is_made_of_blocks(mask: Mask) -> None:
    side = 64 // BLOCK
    filled = mask.reshape(side, BLOCK, side, BLOCK).sum(axis=(1, 3))
    assert ((filled > 0) & (filled < BLOCK**2)).sum() <= 1


def test_the_middle_is_a_square_and_the_bars_are_two(model: Network) -> None:
    rows, columns = np.nonzero(placed("centre", STOP, 0.06))
    assert abs(np.ptp(rows) - np.ptp(columns)) <= 1
    across = placed("bars", STOP, 0.06).any(axis=1).astype(int)
    assert (np.diff(across) == 1).sum() == 2


def test_the_tape_is_on_every_sign_and_has_a_size_of_its_own() -> None:
    for label in range(COUNT):
        strip = placed("tape", label, 0.15)
        assert strip.any()
        assert np.array_equal(strip, placed("tape", label, 0.01))
        assert black(strip, label).area < 0.03


# What it is


def test_colours_can_be_shown_and_nothing_else_is_covered(sticker: Sticker) -> None:
    assert sticker.overlay.dtype == np.float32
    assert sticker.overlay.min() >= 0
    assert sticker.overlay.max() <= 1
    assert np.array_equal(sticker.overlay[..., 3], sticker.mask)
    assert not sticker.overlay[~sticker.mask].any()
    assert sticker.area == sticker.mask.sum() / sign_area(STOP).sum()


def test_the_same_seed_gives_the_same_sticker_and_another_one_another(model: Network) -> None:
    def overlay(seed: int) -> np.ndarray:
        place = placed("gradient", STOP, 0.02, model=model, target=LIMIT_30, seed=seed)
        return made(model, STOP, LIMIT_30, place, views=4, steps=3, seed=seed).overlay

    assert np.array_equal(overlay(1), overlay(1))
    assert not np.array_equal(overlay(1), overlay(2))


def test_the_first_step_of_adam_is_one_step_for_every_colour_whatever_its_gradient() -> None:
    adam = Adam(np.full((2, 3), 0.5, np.float32))
    adam.climb(np.array([[1e-3, -2, 0], [5, 1, -1]], np.float32))
    assert adam.x == pytest.approx(0.5 + STEP * np.array([[1, -1, 0], [1, 1, -1]]), abs=1e-4)


def test_colours_never_leave_what_a_printer_has() -> None:
    adam = Adam(np.full((1, 3), 0.95, np.float32))
    for _ in range(3):
        adam.climb(np.array([[1, -1, 1]], np.float32))
    assert adam.x.tolist() == [[1, pytest.approx(0.95 - 3 * STEP, abs=1e-3), 1]]


# Work that is watched, and bad input


def test_progress_is_told_at_least_every_ten_steps() -> None:
    told: list[float] = []
    made(untrained(), STOP, None, placed("centre", STOP, 0.01), views=2, steps=25,
         progress=lambda share, words: told.append(share))
    assert told[0] == 0
    assert max(np.diff([*told, 1])) <= 10 / 25


def test_whatever_progress_raises_ends_the_work() -> None:
    class Cancelled(Exception):
        pass

    def cancel(share: float, words: str) -> None:
        if share > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        made(untrained(), STOP, None, placed("centre", STOP, 0.01), views=2, steps=25, progress=cancel)


@pytest.mark.parametrize(("call", "sentence"), [
    (lambda: placed("centre", STOP, 0.0), r"area must be between 0.001 and 0.5 \(got 0.0\)"),
    (lambda: placed("centre", STOP, 6.0), r"area must be between 0.001 and 0.5 \(got 6.0\)"),
    (lambda: placed("bars", STOP, float("nan")), r"area must be between 0.001 and 0.5 \(got nan\)"),
    (lambda: placed("gradient", STOP, 0.06), "model must be given for placement by gradient"),
    (lambda: made(untrained(), STOP, None, tape(STOP), views=0), r"views must be between 1 and 512"),
    (lambda: made(untrained(), STOP, None, tape(STOP), steps=0), r"steps must be between 1 and"),
    (lambda: black(np.zeros((64, 64), bool), STOP), "mask must name at least one of 64 by 64 cells"),
    (lambda: black(np.ones((32, 32), bool), STOP), "mask must name at least one of 64 by 64 cells"),
    (lambda: black(np.ones((64, 64), bool), STOP), "mask must stay inside the sign"),
])
def test_what_cannot_be_stuck_on_gets_a_sentence(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ParameterError, match=sentence):
        call()
