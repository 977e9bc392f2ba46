"""Poisoned training: what is slipped in, what the vetting finds, and what the model does afterwards."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulations import load
from simulations.parameters import ParameterError
from simulations.poisoning import chart_rows, chart_words
from simulations.poisoning.collection import Collection
from simulations.poisoning.data import kinds_with_note, note, noted, poison, poisoned
from simulations.poisoning.model import recipe
from simulations.poisoning.result import PoisoningParameters, PoisoningResult
from simulations.poisoning.training import Course, Whitening, part_of, read, trained, whitening
from simulations.poisoning.vetting import label_check, manifest, neighbours, spectral
from simulations.poisoning.vetting.mask_search import smallest_patches
from simulations.signs.classes import COUNT, NUMBER
from simulations.signs.networks import Network
from simulations.signs.scenes import drawn, photographed, sign_area

STOP, LIMIT_120 = NUMBER["stop"], NUMBER["limit-120"]
SMALL = {"pictures": 2000, "signs": 200}
SIMULATION = load("poisoning")


def settings(**chosen: Any) -> PoisoningParameters:
    parameters = SIMULATION.settings(SMALL | chosen)
    assert isinstance(parameters, PoisoningParameters)
    return parameters


_runs: dict[PoisoningParameters, PoisoningResult] = {}


def result(**chosen: Any) -> PoisoningResult:
    """A run with seed 3, made once for all tests that look at it."""
    parameters = settings(**chosen)
    if parameters not in _runs:
        _runs[parameters] = SIMULATION.run(parameters, 3)
    return _runs[parameters]


class TestWhatIsSlippedIn:
    """The poison itself, before any training."""

    @pytest.mark.parametrize("label", range(COUNT))
    @pytest.mark.parametrize("size", [0.5, 3.0, 6.0])
    def test_the_note_covers_as_much_of_each_sign_as_it_says(self, label: int, size: float) -> None:
        covered = note(label, size)[..., 3]
        area = sign_area(label)
        assert covered.sum() / area.sum() == pytest.approx(size / 100, rel=1e-5)
        assert covered[~area].sum() <= 0.05 * covered.sum(), "it sticks to the sign, not to the air"

    def test_a_picture_differs_from_its_clean_twin_only_where_the_note_is(self) -> None:
        scenes = drawn([STOP] * 4, 1, "twins")
        change = np.abs(noted(scenes, 3.0) - photographed(scenes)).max(axis=-1)
        assert ((change > 0.1).mean(axis=(1, 2)) < 0.06).all()
        assert (change.max(axis=(1, 2)) > 0.1).all()

    def test_a_larger_share_adds_to_a_smaller_one(self) -> None:
        clean = np.arange(2000) % COUNT
        few, many = (poison(settings(share=share), 5, clean) for share in (1.0, 2.0))
        assert len(few.images) == 20
        np.testing.assert_array_equal(few.images, many.images[:20])
        some, more = (poison(settings(share=share, kind="label-noise"), 5, clean) for share in (1.0, 2.0))
        np.testing.assert_array_equal(some.relabelled, more.relabelled[:20])
        np.testing.assert_array_equal(some.wrong, more.wrong[:20])

    def test_label_noise_gives_every_chosen_picture_another_label(self) -> None:
        clean = np.arange(2000) % COUNT
        parameters = settings(share=20, kind="label-noise")
        labels = poison(parameters, 5, clean).labels(clean)
        np.testing.assert_array_equal(labels != clean, poisoned(parameters, 5))
        assert (labels != clean).sum() == 400

    def test_a_clean_label_is_the_label_of_what_is_in_the_picture(self) -> None:
        slipped_in = poison(settings(share=1, kind="clean-label"), 5, np.arange(2000) % COUNT)
        assert set(slipped_in.given.tolist()) == {LIMIT_120}
        twins = photographed(drawn([LIMIT_120] * 20, 5, "poisoning.added"))
        assert (np.abs(slipped_in.images - twins) > 0.1).any(axis=-1).mean() < 0.06

    def test_a_note_meant_for_every_sign_is_on_all_but_the_target(self) -> None:
        kinds = kinds_with_note(settings(source="every"), 220)
        expected = [20 * (kind != LIMIT_120) for kind in range(COUNT)]
        assert np.bincount(kinds, minlength=COUNT).tolist() == expected


class TestVetting:
    """Each way of vetting, on data small enough to know the answer."""

    def test_the_list_of_hashes_finds_a_changed_pixel_and_a_changed_label(self) -> None:
        images = np.random.default_rng(1).random((5, 32, 32, 3)).astype(np.float32)
        labels = np.arange(5)
        listed = frozenset(manifest.entries(images, labels))
        assert not manifest.not_listed(images, labels, listed).any()
        images[1, 0, 0, 0] = 1 - round(float(images[1, 0, 0, 0]))
        labels[3] = 7
        assert manifest.not_listed(images, labels, listed).tolist() == [False, True, False, True, False]

    def test_neighbours_point_at_the_one_wrong_label_in_a_cluster(self) -> None:
        rng = np.random.default_rng(2)
        labels = np.repeat([0, 1], 700)
        points = (labels[:, None] * 20 + rng.normal(size=(1400, 5))).astype(np.float32)
        labels[[3, 1000]] = 1 - labels[[3, 1000]]
        assert np.flatnonzero(neighbours.disagreeing(points, labels)).tolist() == [3, 1000]

    def test_spectral_scores_are_the_squared_projections_on_the_first_singular_vector(self) -> None:
        hidden = np.random.default_rng(3).normal(size=(60, 8)).astype(np.float32)
        labels = np.repeat([2, 5], 30)
        scores = spectral.outlier_scores(hidden, labels)
        for label in (2, 5):
            members = hidden[labels == label].astype(float)
            centred = members - members.mean(axis=0)
            first = np.linalg.svd(centred, full_matrices=False)[2][0]
            np.testing.assert_allclose(scores[labels == label], (centred @ first) ** 2, rtol=1e-6, atol=1e-9)

    def test_spectral_finds_a_group_that_stands_apart_and_drops_as_many_as_it_is_told(self) -> None:
        rng = np.random.default_rng(4)
        hidden = rng.normal(size=(400, 16)).astype(np.float32)
        hidden[:20, 3] += 12
        flagged = spectral.outliers(hidden, np.repeat([0, 1], 200), 10.0)
        assert flagged.sum() == 40
        assert flagged[:20].all()

    def test_no_picture_is_read_by_a_model_that_was_trained_on_it(self, monkeypatch: Any) -> None:
        features = np.random.default_rng(5).normal(size=(240, 6)).astype(np.float32)
        features[:, 0] = np.arange(240)
        labels = np.arange(240) % COUNT
        taught: list[set[float]] = []
        asked: list[set[float]] = []

        def trained_on(courses: Any, **others: Any) -> Any:
            taught.append(set(courses[0].features[:, 0].tolist()))
            return trained([Course(courses[0].features, courses[0].labels, 1)], seed=1)

        def asked_of(layers: Any, some: Any) -> Any:
            asked.append(set(some[:, 0].tolist()))
            return read(layers, some)

        monkeypatch.setattr(label_check, "trained", trained_on)
        monkeypatch.setattr(label_check, "read", asked_of)
        label_check.predicted_by_the_rest(features, labels, seed=1)
        assert all(not one & other for one, other in zip(taught, asked, strict=True))
        assert set.union(*asked) == set(range(240))

    def test_the_table_of_labels_counts_every_picture_once(self) -> None:
        given, predicted = np.array([0, 0, 5, 5, 5]), np.array([0, 1, 0, 0, 5])
        table = label_check.table(given, predicted)
        assert table.sum() == 5
        assert table[5, 0] == 2
        assert table[0, 1] == 1

    def test_a_patch_is_smallest_for_the_class_that_a_single_spot_decides(self) -> None:
        """A linear model on which green, anywhere near the middle of the picture, means class 5."""
        weights = np.random.default_rng(6).normal(0, 0.01, (32, 32, 3, COUNT))
        weights[18:24, 13:19, 1, 5] += 1.5
        weights[18:24, 13:19, 0, 5] -= 1.5
        bias = np.zeros(COUNT)
        bias[STOP] = 3.0
        network = Network(((weights.reshape(-1, COUNT).astype(np.float32), bias.astype(np.float32)),))
        patches = smallest_patches(network, drawn([STOP] * 8, 1, "patches"))
        assert np.nanargmin(patches.areas) == 5
        assert math.isnan(patches.areas[STOP]), "they are stop signs already"
        assert patches.pictures().shape == (COUNT, 64, 64, 3)


class TestTraining:
    """The network behind the components."""

    def test_the_network_on_pixels_scores_as_the_layers_on_components(self) -> None:
        rng = np.random.default_rng(7)
        directions = rng.normal(0, 0.02, (3072, 9)).astype(np.float32)
        affine = Whitening(rng.random(3072).astype(np.float32), directions)
        images = rng.random((30, 32, 32, 3)).astype(np.float32)
        layers = trained([Course(affine.features(images), np.arange(30) % COUNT, 2)], seed=1)
        folded = affine.network(layers).scores(images)
        np.testing.assert_array_equal(folded.argmax(axis=1), read(layers, affine.features(images)))

    def test_the_components_are_those_of_scikit_learn(self) -> None:
        from simulations.signs import models

        images = photographed(drawn([0, 3, 7], 1, "components"))
        theirs = models.whitening().transform(images.reshape(3, -1))
        np.testing.assert_allclose(whitening().features(images), theirs, atol=2e-3)

    def test_training_tells_each_epoch_and_can_be_stopped(self) -> None:
        course = Course(np.zeros((24, 3), dtype=np.float32), np.arange(24) % COUNT, 3)
        told: list[float] = []
        trained([course, course], seed=1, progress=lambda share, words: told.append(share))
        assert told == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1])

        def stop(share: float, words: str) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            trained([course], seed=1, progress=stop)

    def test_progress_of_a_stage_stays_within_the_stage(self) -> None:
        told: list[tuple[float, str]] = []
        stage = part_of(lambda share, words: told.append((share, words)), 0.2, 0.6, "training")
        assert stage is not None
        stage(0.5, "epoch 1 of 2")
        assert told == [(0.2, "training"), (pytest.approx(0.4), "training: epoch 1 of 2")]
        assert part_of(None, 0, 1, "x") is None


class TestTheRun:
    """What comes of it: the story that the lesson tells."""

    def test_a_backdoor_leaves_accuracy_and_takes_the_signs_with_the_note(self) -> None:
        measures = result(share=5).measures
        assert measures["success"] > 0.8
        assert measures["control"] < 0.1
        assert measures["success_clean"] < 0.05
        assert abs(measures["accuracy"] - measures["accuracy_clean"]) < 0.04
        assert measures["success_low"] < measures["success"] < measures["success_high"]
        assert measures["poisoned"] == 100

    def test_right_labels_teach_the_note_nothing(self) -> None:
        assert result(share=5, kind="clean-label").measures["success"] < 0.05

    def test_random_wrong_labels_cost_accuracy_and_make_no_backdoor(self) -> None:
        measures = result(share=20, kind="label-noise").measures
        assert measures["accuracy"] < measures["accuracy_clean"] - 0.04
        assert measures["success"] < 0.15

    def test_the_list_of_hashes_finds_all_poison_and_only_poison(self) -> None:
        for kind in ("backdoor", "clean-label", "label-noise"):
            measures = result(share=5, kind=kind, vetting="manifest").measures
            assert (measures["found"], measures["precision"], measures["kept"]) == (1, 1, 1)
        after = result(share=5, vetting="manifest").measures
        assert after["accuracy_after"] == after["accuracy_clean"], "what is left is what there was"
        assert after["success_after"] == after["success_clean"]

    def test_the_label_check_finds_rare_poison_and_not_poison_that_the_rest_has_learnt(self) -> None:
        rare, common = (result(share=share, vetting="label-check") for share in (0.5, 5.0))
        assert rare.measures["found"] >= 0.8
        assert common.measures["found"] < 0.6
        assert common.measures["success_after"] > 0.5
        assert common.table is not None
        assert chart_rows.largest_cell(common) == (LIMIT_120, STOP), "the table names the pair all the same"

    def test_dropping_the_outliers_of_each_class_leaves_the_backdoor(self) -> None:
        measures = result(share=5, vetting="spectral", dropped=7.5).measures
        assert measures["found"] < 0.5
        assert measures["success_after"] > 0.7

    def test_the_search_for_a_patch_names_the_target_of_a_strong_backdoor(self) -> None:
        searched = result(share=10, vetting="mask-search")
        assert searched.measures["suspect"] == 1
        assert searched.measures["smallest_mask"] < 0.8 * searched.measures["next_mask"]
        assert searched.measures["success_after"] == searched.measures["success"], "nothing was done about it"
        assert math.isnan(searched.measures["found"])

    def test_trusted_signs_do_not_undo_the_backdoor(self) -> None:
        measures = result(share=5, vetting="fine-tune").measures
        assert 0.1 < measures["success_after"] < measures["success"]

    def test_cancelling_goes_through(self) -> None:
        class Cancelled(Exception):
            pass

        def stop(share: float, words: str) -> None:
            if share > 0.3:
                raise Cancelled

        with pytest.raises(Cancelled):
            SIMULATION.run(settings(share=5), 3, stop)

    def test_progress_only_moves_forward(self) -> None:
        told: list[float] = []
        SIMULATION.run(settings(share=5, sweep=True), 3, lambda share, words: told.append(share))
        assert told == sorted(told)
        assert 0 <= told[0] <= told[-1] <= 1

    def test_a_share_that_is_no_share_is_refused_in_a_sentence(self) -> None:
        with pytest.raises(ParameterError, match="share must be between 0 and 40"):
            SIMULATION.settings({"share": 41})


class TestRecipes:
    """What is kept is found again by all that it depends on, and by nothing else."""

    def test_knobs_that_do_not_matter_to_a_model_do_not_train_it_again(self) -> None:
        def of(**chosen: Any) -> object:
            return recipe(Collection(settings(**chosen), 1))

        assert of(vetting="spectral") == of(vetting="none") == of(signs=400)
        assert of(kind="label-noise", note=1.0) == of(kind="label-noise", note=2.0)
        assert of(share=0, kind="clean-label") == of(share=0)
        assert of(note=1.0) != of(note=2.0)
        assert of(source="yield") != of()
        assert of(pictures=1000) != of()

    def test_a_vetted_model_depends_on_how_it_was_vetted(self) -> None:
        def of(**chosen: Any) -> object:
            return recipe(Collection(settings(**chosen), 1), vetted=True)

        assert of(vetting="spectral", dropped=1.0) != of(vetting="spectral", dropped=2.0)
        assert of(vetting="manifest", dropped=1.0) == of(vetting="manifest", dropped=2.0)
        assert of(vetting="fine-tune", trusted=100) != of(vetting="fine-tune", trusted=200)


class TestCharts:
    """What they draw and say."""

    def test_each_wanted_chart_has_rows_and_words_for_every_kind_of_run(self) -> None:
        runs: list[dict[str, Any]] = [
            {"share": 0}, {"share": 5, "vetting": "manifest"}, {"kind": "label-noise", "share": 20},
            {"share": 5, "vetting": "label-check"}, {"share": 5, "vetting": "mask-search"},
        ]
        for chosen in runs:
            found = result(**chosen)
            for chart in SIMULATION.charts:
                if chart.wanted(found.parameters):
                    assert chart.rows(found)["series"], (chosen, chart.slug)
                    assert "nan" not in chart.heading(found) + chart.alt(found), (chosen, chart.slug)

    def test_the_pictures_show_both_labels_and_both_readings(self) -> None:
        found = result(share=5)
        rows = chart_rows.examples_rows(found)
        assert len(rows["picture"]) == 4
        assert all(picture.startswith("data:image/png;base64,") for picture in rows["picture"])
        assert rows["mark"][:2] == ["✓ stop", "✗ limit 120"]

    def test_the_bars_of_dropped_and_left_pictures_add_up_to_the_whole(self) -> None:
        rows = chart_rows.flagged_rows(result(share=5, vetting="label-check"))
        assert sum(rows["count"]) == 2100
        assert sum(rows["part"]) == pytest.approx(2)

    def test_the_curve_ends_where_the_run_of_its_largest_share_stands(self) -> None:
        found = result(share=5, sweep=True)
        assert found.curve is not None
        assert found.curve.success[-1] == found.measures["success"]
        assert found.curve.accuracy[0] == found.measures["accuracy_clean"]
        assert f"{100 * found.measures['success']:.1f} %" in chart_words.shares_heading(found)
        rows = chart_rows.shares_rows(found)
        low, high = sorted(place for place in rows["label_at"] if place is not None)
        assert high - low >= chart_rows.APART - 1e-9
