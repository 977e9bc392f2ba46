"""The models read signs well; how well they resist has little to do with it."""

from __future__ import annotations

import functools
import threading

import numpy as np
import pytest

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs import models
from simulations.signs.attacks.base import Goal
from simulations.signs.attacks.gradient import pgd
from simulations.signs.classes import NUMBER
from simulations.signs.kept import FOLDER, Memory
from simulations.signs.models import MODELS, Asked, network, reader, ready, trained, training_signs, whitening
from simulations.signs.networks import Network, network_of

EPS = 8 / 255


@functools.cache
def unseen(count: int = 600):
    _, images, labels = models.test_signs(count, 1)
    return images, labels


def accuracy(model) -> float:
    images, labels = unseen()
    return (model.scores(images).argmax(axis=1) == labels).mean()


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A small world of its own, with nothing trained or kept yet."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    monkeypatch.setattr(models, "TRAINING", 240)
    monkeypatch.setattr(models, "COMPONENTS", 70)
    monkeypatch.setattr(models, "EPOCHS", 3)
    for name in ("_signs", "_whitenings", "_networks", "_others"):
        monkeypatch.setattr(models, name, Memory(9))


@pytest.mark.parametrize(("model", "least"), [
    ("pca-mlp", 0.96), ("pca-logistic", 0.96), ("logistic", 0.96), ("svc", 0.96), ("forest", 0.9),
])
def test_every_model_reads_signs_that_it_has_not_seen(model, least):
    scores = reader(model).scores(unseen()[0])
    assert scores.shape == (600, 12) and scores.dtype == np.float64 and np.isfinite(scores).all()
    assert accuracy(reader(model)) >= least


def success(model: Network, kind: str, target: str | None) -> float:
    """How many correctly read signs are read as wanted after 20 steps of at most 8/255."""
    images, labels = unseen()
    right = model.scores(images).argmax(axis=1) == labels
    if kind:
        right &= labels == NUMBER[kind]
    images, labels = images[right][:150], labels[right][:150]
    goal = Goal(labels, None if target is None else np.full(len(labels), NUMBER[target]))
    return pgd(model, images, goal, eps=EPS, steps=20).success


def test_more_components_keep_the_accuracy_and_lose_the_robustness():
    few, many = network(60), network(400)
    assert accuracy(few) == pytest.approx(accuracy(many), abs=0.02)
    assert success(few, "", None) < 0.55 and success(many, "", None) > 0.97
    assert success(few, "stop", "limit-120") < 0.3 and success(many, "stop", "limit-120") > 0.85


def test_another_start_is_as_accurate_and_as_easily_attacked():
    first, other = network(400, 0), network(400, 1)
    assert (first.layers[0][0] != other.layers[0][0]).any()
    assert success(other, "stop", "limit-120") > 0.85


def test_logistic_regression_on_pixels_does_not_read_a_stop_sign_as_120():
    assert success(reader("logistic"), "stop", "limit-120") < 0.05


def test_noise_of_the_same_size_is_no_attack():
    images, _ = unseen()
    noise = np.sign(stream(5, "noise").normal(size=images.shape)).astype(np.float32)
    before, after = (network().scores(shown).argmax(axis=1) for shown in (images, images + EPS * noise))
    assert (before != after).mean() < 0.03


def test_signs_to_train_on_and_to_test_on_are_never_the_same():
    train, labels = training_signs(24)
    assert train.dtype == np.float32 and train.min() >= 0 and train.max() <= 1
    assert (np.bincount(labels) == 2).all()
    _, same_seed, _ = models.test_signs(24, models.SEED)
    assert np.abs(train - same_seed).mean(axis=(1, 2, 3)).min() > 0.02


def test_signs_to_test_on_are_of_the_kinds_asked_for():
    scenes, images, labels = models.test_signs(5, 3, kinds=[7, 2])
    assert list(labels) == list(scenes.labels) == [7, 2, 7, 2, 7] and images.shape == (5, 32, 32, 3)
    assert (models.test_signs(3, 3, kinds=[7, 2])[1] == images[:3]).all()


def test_fewer_components_are_the_first_of_the_same():
    flat = unseen()[0][:5].reshape(5, -1)
    few, many = whitening(60).transform(flat), whitening(400).transform(flat)
    np.testing.assert_allclose(few, many[:, :60], atol=1e-4)


def test_training_twice_gives_the_same_network(small):
    images, labels = training_signs(240)
    one, again = (trained(images, labels, components=30, epochs=2) for _ in range(2))
    other = trained(images, labels, components=30, epochs=2, start=1)
    assert all((a == b).all() for a, b in zip(sum(one.layers, ()), sum(again.layers, ()), strict=True))
    assert (one.layers[0][0] != other.layers[0][0]).any()


@pytest.mark.parametrize("model", MODELS)
def test_a_model_is_ready_once_it_was_asked_for(small, model):
    assert not ready(model, 40, 1)
    first = reader(model, 40, 1)
    assert ready(model, 40, 1) and reader(model, 40, 1) is first


@pytest.mark.parametrize("model", ["pca-mlp", "pca-logistic", "logistic"])
def test_the_next_process_reads_what_this_one_trained(small, monkeypatch, model):
    first = reader(model, 40, 1)
    monkeypatch.setattr(models, "_networks", Memory(9))
    monkeypatch.setattr(models, "_fitted", lambda *_: pytest.fail("trained again"))
    assert ready(model, 40, 1)
    images, _ = unseen(60)
    assert (reader(model, 40, 1).scores(images) == first.scores(images)).all()


def test_two_who_ask_for_the_same_network_train_it_once(small, monkeypatch):
    fitted, times, together = models._fitted, [], threading.Barrier(2)
    monkeypatch.setattr(models, "_fitted", lambda *given: times.append(given) or fitted(*given))

    def work():
        together.wait()
        network(40)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == 1 and ready("pca-mlp", 40)


def test_training_says_how_far_it_is_and_can_be_stopped(small):
    class Enough(Exception):
        pass

    told = []

    def stop(share, doing):
        told.append((share, doing))
        if doing.startswith("Training"):
            raise Enough

    with pytest.raises(Enough):
        network(40, progress=stop)
    assert not ready("pca-mlp", 40)
    network(40, progress=lambda share, doing: told.append((share, doing)))
    shares = [share for share, _ in told[3:]]
    assert shares == sorted(shares) and 0 <= shares[0] <= shares[-1] <= 1
    assert [doing for _, doing in told[:3]] == [
        "Drawing signs to train on", "Finding the components", "Training the network"]


@pytest.mark.parametrize("model", MODELS)
def test_every_model_says_how_far_its_training_is(small, model):
    told = []
    reader(model, 40, progress=lambda share, doing: told.append((share, doing)))
    assert told[0] == (0.0, "Drawing signs to train on") and told[-1][1].startswith("Training the")
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    told.clear()
    reader(model, 40, progress=lambda share, doing: told.append((share, doing)))
    assert told == []


def test_what_can_only_be_asked_scores_as_it_predicts(small):
    images, _ = unseen(60)
    for model in ("svc", "forest"):
        asked = reader(model)
        assert isinstance(asked, Asked)
        predicted = asked.classifier.predict(images.reshape(60, -1))
        assert (asked.scores(images).argmax(axis=1) == predicted).mean() > 0.98  # votes may tie
        with pytest.raises(TypeError, match="black box"):
            network_of(asked.classifier)


@pytest.mark.parametrize(("ask", "sentence"), [
    (lambda: reader("cnn"), r"model must be one of pca-mlp, .* \(got cnn\)"),
    (lambda: ready("cnn"), r"model must be one of"),
    (lambda: network(0), r"components must be a whole number between 1 and 400 \(got 0\)"),
    (lambda: reader("pca-logistic", 401), r"components must be .* \(got 401\)"),
    (lambda: whitening(401), r"components must be .* \(got 401\)"),
    (lambda: network(60, -1), r"start must be a whole number from 0 \(got -1\)"),
], ids=range(6))
def test_what_there_is_not_gets_a_sentence(ask, sentence):
    with pytest.raises(ParameterError, match=sentence):
        ask()
