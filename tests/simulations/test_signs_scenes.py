"""Rendered signs: the same scene is the same picture, and every picture is what it says it is."""

import base64
import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from simulations.parameters import ParameterError
from simulations.signs import scenes as module
from simulations.signs.backgrounds import painted
from simulations.signs.camera import taken
from simulations.signs.classes import CLASSES, COUNT, NUMBER
from simulations.signs.pictures import data_uri, magnified
from simulations.signs.scenes import TEMPLATE, drawn, photographed, posed, sign_area, sign_maps
from simulations.signs.templates import FINE, template

ALL = np.arange(COUNT)


def still(*names):
    return {name: np.zeros(1, np.float32) for name in names}


def note(rows=slice(28, 36), columns=slice(28, 36), colour=(1.0, 0.9, 0.2)):
    overlay = np.zeros((TEMPLATE, TEMPLATE, 4), np.float32)
    overlay[rows, columns] = (*colour, 1)
    return overlay


def test_a_picture_is_of_the_size_and_range_that_models_take():
    images = photographed(drawn(ALL, 1, "test"))
    assert images.shape == (COUNT, 32, 32, 3)
    assert images.dtype == np.float32
    assert images.min() >= 0
    assert images.max() <= 1
    assert images.std(axis=(1, 2, 3)).min() > 0.02


def test_a_scene_does_not_depend_on_how_many_are_drawn():
    few, many = drawn(ALL[:5], 3, "test"), drawn(np.tile(ALL, 30), 3, "test")
    assert np.array_equal(photographed(few), photographed(many)[:5])


def test_a_scene_taken_out_of_many_gives_the_same_picture():
    scenes = drawn(np.tile(ALL, 3), 3, "test")
    images = photographed(scenes)
    which = np.array([30, 2, 17])
    assert np.array_equal(photographed(scenes.take(which)), images[which])
    assert len(scenes.take(scenes.labels == 4)) == 3


def test_the_same_seed_and_name_give_the_same_pictures_and_others_give_others():
    first = photographed(drawn(ALL, 5, "train"))
    assert np.array_equal(first, photographed(drawn(ALL, 5, "train")))
    for other in (drawn(ALL, 6, "train"), drawn(ALL, 5, "test")):
        assert np.abs(first - photographed(other)).mean(axis=(1, 2, 3)).min() > 0.01


def test_many_pictures_are_those_of_few_whatever_is_worked_on_at_once(monkeypatch):
    scenes = drawn(ALL, 2, "test")
    together = photographed(scenes)
    monkeypatch.setattr(module, "_AT_ONCE", 5)
    assert np.array_equal(photographed(scenes), together)


def test_no_scene_gives_no_picture():
    assert photographed(drawn([], 1, "test")).shape == (0, 32, 32, 3)


@pytest.mark.parametrize("label", ALL, ids=[one.slug for one in CLASSES])
def test_a_sign_is_drawn_opaque_and_leaves_the_corners_free(label):
    sign = template(int(label))
    area = sign_area(int(label))
    assert sign.shape == (TEMPLATE, TEMPLATE, 4)
    assert area[TEMPLATE // 2, TEMPLATE // 2]
    assert 0.35 < area.mean() < 0.85
    assert sign[[0, 0, -1, -1], [0, -1, 0, -1], 3].max() == 0
    assert (sign[..., :3] <= sign[..., 3:] + 1e-6).all()


def test_a_finer_drawing_is_the_same_sign():
    for label in range(COUNT):
        fine = template(label, FINE).reshape(TEMPLATE, 4, TEMPLATE, 4, 4).mean(axis=(1, 3))
        assert np.abs(fine - template(label)).mean() < 0.01


def test_no_two_kinds_look_alike():
    flat = np.stack([template(label) for label in range(COUNT)]).reshape(COUNT, -1)
    apart = np.abs(flat[:, None] - flat).mean(axis=2) + np.eye(COUNT)
    assert apart.min() > 0.01


def test_right_and_left_are_mirror_images_and_no_picture_is_mirrored():
    right, left = template(NUMBER["turn-right"]), template(NUMBER["turn-left"])
    assert np.abs(right - left[:, ::-1]).mean() < 0.2 * np.abs(right - left).mean()
    half = np.zeros((TEMPLATE, TEMPLATE))
    half[:, TEMPLATE // 2:] = 1
    for warp in sign_maps(drawn(np.tile(ALL, 5), 4, "test")):
        right_half, left_half = (warp @ side.ravel() for side in (half, 1 - half))
        columns = np.tile(np.arange(32), 32)
        assert np.average(columns, weights=right_half) > np.average(columns, weights=left_half) + 5


def test_a_sign_that_faces_the_camera_stands_where_its_pose_says():
    scene = posed(NUMBER["no-entry"], 1)
    one = np.ones(1, np.float32)
    straight = still("tilted", "turned", "leaned", "across", "down")
    pose = dataclasses.replace(scene.poses, **straight, size=one, aspect=one)
    (warp,) = sign_maps(dataclasses.replace(scene, poses=pose))
    # Two cells to a pixel: each pixel is the mean of the four cells that it covers
    plane = np.random.default_rng(0).random((TEMPLATE, TEMPLATE))
    seen = (warp @ plane.ravel()).reshape(32, 32)
    covered = plane.reshape(32, 2, 32, 2).mean(axis=(1, 3))
    assert np.allclose(seen, covered, atol=1e-4)

    moved = dataclasses.replace(pose, across=0.25 * one, down=-0.125 * one)
    (warp,) = sign_maps(dataclasses.replace(scene, poses=moved))
    shifted = (warp @ plane.ravel()).reshape(32, 32)
    assert np.allclose(shifted[:-2, 4:], covered[2:, :-4], atol=1e-4)


def test_the_side_that_is_turned_away_looks_smaller():
    square = np.ones(TEMPLATE * TEMPLATE)
    facing = sign_maps(posed(0, 3))[0] @ square
    for turned in (40.0, -40.0):
        scene = posed(0, 3, turned=turned)
        upright = dataclasses.replace(scene.poses, **still("tilted", "leaned", "across", "down"))
        seen = (sign_maps(dataclasses.replace(scene, poses=upright))[0] @ square).reshape(32, 32)
        columns = np.flatnonzero(seen.max(axis=0) > 0.9)
        left, right = seen[:, columns[1]].sum(), seen[:, columns[-2]].sum()
        assert (left > 1.2 * right) if turned > 0 else (right > 1.2 * left)
        assert seen.sum() < 0.9 * facing.sum()


def test_what_is_photographed_is_the_map_of_the_sign_before_its_background():
    scenes = drawn(ALL, 8, "test")
    maps = sign_maps(scenes)
    signs = np.stack([
        warp @ template(label).reshape(-1, 4) for warp, label in zip(maps, range(COUNT), strict=True)
    ]).reshape(COUNT, 32, 32, 4).astype(np.float32)
    behind = painted(scenes.backgrounds, scenes.poses.across, 32)
    expected = taken(behind * (1 - signs[..., 3:]) + signs[..., :3], scenes.cameras)
    assert np.abs(photographed(scenes) - expected).max() < 1e-5
    assert maps[0].shape == (1024, 4096)
    assert max(np.diff(warp.indptr).max() for warp in maps) == 4


def test_a_sticker_sticks_to_the_sign_and_moves_with_it():
    scenes = drawn(np.zeros(6, int), 8, "test")
    plain, stuck = photographed(scenes), photographed(scenes, overlay=note())
    for image, other, warp in zip(plain, stuck, sign_maps(scenes), strict=True):
        changed = np.abs(image - other).max(axis=2)
        below = (warp @ note()[..., 3].ravel()).reshape(32, 32) > 0.5
        assert changed[below].min() > 0.02
        # The blur spreads it by a few pixels, no further
        rows, columns = np.nonzero(changed > 0)
        assert np.ptp(rows) < 16
        assert np.ptp(columns) < 16


def test_a_sticker_beside_the_sign_falls_off():
    scenes = drawn([NUMBER["priority"]], 8, "test")
    corner = note(slice(0, 8), slice(0, 8))
    assert np.array_equal(photographed(scenes), photographed(scenes, overlay=corner))


def test_each_sign_can_have_a_sticker_of_its_own():
    scenes = drawn([0, 0, 5], 8, "test")
    each = np.stack([note(), np.zeros_like(note()), note(colour=(0, 0, 0))])
    images = photographed(scenes, overlay=each)
    for index in range(3):
        alone = photographed(scenes.take([index]), overlay=each[index])[0]
        assert np.allclose(images[index], alone, atol=1e-6)
    assert np.allclose(images[1], photographed(scenes)[1], atol=1e-6)


def test_a_clear_sticker_changes_nothing():
    scenes = drawn(ALL, 8, "test")
    clear = np.zeros((TEMPLATE, TEMPLATE, 4), np.float32)
    for size in (32, 96):
        assert np.allclose(photographed(scenes, overlay=clear, size=size), photographed(scenes, size=size))


def test_a_large_picture_shows_the_same_scene_more_sharply():
    for label in range(COUNT):
        scene = posed(label, 2, turned=20)
        large, small = photographed(scene, size=192)[0], photographed(scene)[0]
        assert large.shape == (192, 192, 3)
        reduced = large.reshape(32, 6, 32, 6, 3).mean(axis=(1, 3))
        # Without the camera's blur and noise, but of the same thing in the same place
        assert np.corrcoef(reduced.ravel(), small.ravel())[0, 1] > 0.97


def test_a_large_picture_shows_the_sticker_too():
    scene = posed(0, 2)
    changed = np.abs(photographed(scene, size=192) - photographed(scene, overlay=note(), size=192))
    assert 0.005 < (changed.max(axis=3) > 0.1).mean() < 0.03


def test_more_light_makes_brighter_and_more_blur_smoother():
    by_light = [photographed(posed(3, 2, light=light)).mean() for light in (0.3, 0.7, 1.0, 1.6)]
    assert by_light == sorted(by_light)
    blurred = [photographed(posed(3, 2, blur=blur)) for blur in (0, 0.4, 1, 2)]
    by_blur = [np.abs(np.diff(image, axis=1)).mean() for image in blurred]
    assert by_blur == sorted(by_blur, reverse=True)


def test_a_scene_set_by_hand_is_whole_in_its_picture():
    area = {label: sign_area(label) for label in range(COUNT)}
    for seed in range(8):
        for label in range(COUNT):
            seen = (sign_maps(posed(label, seed))[0] @ area[label].astype(float).ravel()).reshape(32, 32)
            assert max(seen[0].max(), seen[-1].max(), seen[:, 0].max(), seen[:, -1].max()) < 0.6


@pytest.mark.parametrize(("make", "sentence"), [
    (lambda: drawn([0, 12], 1, "test"), "labels must be whole numbers from 0 to 11"),
    (lambda: drawn([-1], 1, "test"), "labels must be"),
    (lambda: posed(0, 1, turned=90), r"turned must be between -80 and 80 \(got 90\)"),
    (lambda: posed(0, 1, light=float("nan"), blur=-1), "light must be .* blur must be"),
    (lambda: photographed(posed(0, 1), overlay=note()[:32, :32]), "overlay must have the shape"),
    (lambda: photographed(posed(0, 1), size=4000), "size must be between 8 and 1,024"),
])
def test_what_cannot_be_drawn_is_said(make, sentence):
    with pytest.raises(ParameterError, match=sentence):
        make()


def test_a_picture_for_the_browser_is_that_picture():
    image = photographed(posed(0, 1))[0]
    address = data_uri(image, scale=3)
    assert address.startswith("data:image/png;base64,")
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))))
    assert shown.shape == (96, 96, 3)
    assert np.array_equal(shown[1::3, 1::3], (image * 255).round().astype(np.uint8))


def test_only_a_picture_is_made_an_address():
    with pytest.raises(ParameterError, match=r"image must have the shape \(height, width, 3\)"):
        data_uri(np.zeros((1, 32, 32, 3), np.float32))


def test_a_change_magnified_is_grey_where_nothing_changed():
    change = np.zeros((2, 2, 3), np.float32)
    change[0, 0] = (0.02, -0.02, 0.5)
    shown = magnified(change, 10)
    assert np.allclose(shown[0, 0], (0.7, 0.3, 1.0))
    assert np.allclose(shown[1], 0.5)
