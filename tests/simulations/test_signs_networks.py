"""A fitted model of scikit-learn becomes a network with the same scores and the true gradient."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.decomposition import PCA, FastICA
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.attacks.base import NoGradients
from simulations.signs.networks import Network, network_of

LABELS = np.arange(240) % 12
FLAT = np.clip(stream(0, "centres").random((12, 3072))[LABELS]
               + 0.2 * stream(0, "noise").normal(size=(240, 3072)), 0, 1)
IMAGES = FLAT.reshape(-1, 32, 32, 3)

MODELS = {
    "pixels, network": MLPClassifier((16,), max_iter=4, random_state=0),
    "whitened, network of two hidden layers": make_pipeline(
        PCA(40, whiten=True, random_state=0), MLPClassifier((16, 14), max_iter=6, random_state=0)),
    "components, logistic": make_pipeline(PCA(40, random_state=0), LogisticRegression()),
    "standardized, logistic": make_pipeline(StandardScaler(), LogisticRegression(max_iter=20)),
    "a pipeline in a pipeline": make_pipeline(
        make_pipeline(StandardScaler(with_mean=False), "passthrough"), PCA(30, whiten=True, random_state=0),
        StandardScaler(with_std=False), MLPClassifier((16,), max_iter=6, random_state=0)),
    "scaled, support vectors": make_pipeline(MinMaxScaler((-1, 1)), LinearSVC(max_iter=40, random_state=0)),
    "ridge": RidgeClassifier(),
}


def fitted(model, labels=LABELS):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # few steps are meant
        return model.fit(FLAT, labels)


@pytest.fixture(scope="module", params=MODELS)
def model(request):
    return fitted(MODELS[request.param])


def own_scores(model) -> np.ndarray:
    if hasattr(model, "decision_function"):
        return model.decision_function(FLAT)
    return np.log(model.predict_proba(FLAT))


def test_a_network_scores_like_the_model_it_was_made_of(model):
    mine, theirs = network_of(model, dtype=np.float64).scores(IMAGES), own_scores(model)
    if not hasattr(model, "decision_function"):  # scikit-learn gives probabilities: compare up to a constant
        mine, theirs = mine - mine.max(axis=1, keepdims=True), theirs - theirs.max(axis=1, keepdims=True)
    np.testing.assert_allclose(mine, theirs, atol=1e-9)


def test_single_precision_reads_the_same(model):
    quick = network_of(model)
    assert quick.dtype == np.float32 and quick.gradient(IMAGES[:2], np.ones((2, 12))).dtype == np.float32
    assert (quick.scores(IMAGES).argmax(axis=1) == model.predict(FLAT)).all()


def test_gradients_equal_finite_differences(model):
    network = network_of(model, dtype=np.float64)
    image, weights = IMAGES[:1], stream(1, "weights").normal(size=(1, 12))
    gradient = network.gradient(image, weights)
    step = 1e-6
    for place in stream(1, "places").integers(3072, size=40):
        moved = np.zeros(3072)
        moved[place] = step
        there, back = (network.scores(image + side * moved.reshape(image.shape)) for side in (1, -1))
        slope = ((there - back) * weights).sum() / (2 * step)
        assert gradient.ravel()[place] == pytest.approx(slope, abs=1e-5)


def test_gradients_equal_autograd(model):
    import autograd
    import autograd.numpy as anp

    network = network_of(model, dtype=np.float64)
    weights = stream(2, "weights").normal(size=(20, 12))

    def loss(flat):
        for depth, (layer, bias) in enumerate(network.layers):
            flat = anp.dot(anp.maximum(flat, 0) if depth else flat, layer) + bias
        return anp.sum(weights * flat)

    oracle = autograd.grad(loss)(FLAT[:20])
    np.testing.assert_allclose(network.gradient(IMAGES[:20], weights).reshape(20, -1), oracle, atol=1e-7)


def test_a_hand_worked_network():
    # one hidden unit: 2x - 1, kept where positive; scores are 3 and -1 times it
    first, last = (np.array([[2.0]]), np.array([-1.0])), (np.array([[3.0, -1.0]]), np.array([0.0, 5.0]))
    network = Network((first, last))
    images = np.array([[1.0], [0.25]])
    assert network.hidden(images).tolist() == [[1.0], [-0.5]]
    assert network.scores(images).tolist() == [[3.0, 4.0], [0.0, 5.0]]
    assert network.gradient(images, np.array([[1.0, 0.0], [1.0, 0.0]])).tolist() == [[6.0], [0.0]]
    assert network.gradient(images, np.array([[1.0, 1.0], [0.0, 1.0]])).tolist() == [[4.0], [0.0]]


def test_two_classes_get_a_score_each():
    for model in (LogisticRegression(), MLPClassifier((8,), max_iter=5, random_state=0)):
        model = fitted(model, LABELS > 5)
        network = network_of(model, dtype=np.float64)
        difference = np.diff(network.scores(IMAGES), axis=1)[:, 0]
        assert ((difference > 0) == model.predict(FLAT)).all()
        np.testing.assert_allclose(1 / (1 + np.exp(-difference)), model.predict_proba(FLAT)[:, 1], atol=1e-9)


def test_asking_changes_neither_the_pictures_nor_the_network():
    network = network_of(fitted(MODELS["whitened, network of two hidden layers"]))
    images, weights = IMAGES[:5].astype(np.float32), np.ones((5, 12))
    before, first = images.copy(), network.scores(images)
    network.gradient(images, weights)
    assert (images == before).all() and (weights == 1).all() and (network.scores(images) == first).all()
    with pytest.raises(ValueError, match="read-only"):
        network.layers[0][0][0, 0] = 1


def test_a_network_survives_being_saved():
    network = network_of(fitted(MODELS["whitened, network of two hidden layers"]))
    again = Network.load(network.save())
    assert len(again.layers) == 3 and (again.scores(IMAGES) == network.scores(IMAGES)).all()
    with pytest.raises(ParameterError, match="no network: 'bias0' is missing"):
        Network.load({"weights0": np.ones((2, 2)), "other": np.ones(2)})


@pytest.mark.parametrize(("model", "reason"), [
    (RandomForestClassifier(3), "flat steps.*black box"),
    (HistGradientBoostingClassifier(max_iter=1), "flat steps.*black box"),
    (DecisionTreeClassifier(), "flat steps.*black box"),
    (SVC(), "votes, which change in steps.*black box"),
    (SVC(kernel="linear"), "votes, which change in steps.*black box"),
    (KNeighborsClassifier(), "nearest training pictures.*black box"),
], ids=lambda value: type(value).__name__ if not isinstance(value, str) else "")
def test_a_model_without_gradients_says_why_and_what_attacks_it(model, reason):
    model = make_pipeline(PCA(5, random_state=0), model).fit(FLAT[:60], LABELS[:60])
    with pytest.raises(NoGradients, match=f"^{type(model[-1]).__name__} .*{reason}"):
        network_of(model)


@pytest.mark.parametrize(("model", "sentence"), [
    (GaussianNB(), "GaussianNB is not handled here: use MLPClassifier"),
    (make_pipeline(FastICA(3, random_state=0, max_iter=1000, tol=0.1), LogisticRegression()),
     "FastICA before a classifier is not handled here"),
    (MLPClassifier((4,), activation="tanh", max_iter=1), r"activation='relu' .*\(got 'tanh'\)"),
], ids=["kind", "transform", "activation"])
def test_a_model_of_the_wrong_kind_gets_a_sentence(model, sentence):
    with pytest.raises(ParameterError, match=sentence):
        network_of(fitted(model))


@pytest.mark.parametrize(("model", "sentence"), [
    (LogisticRegression(), "LogisticRegression must be fitted before it can be attacked"),
    (make_pipeline(PCA(3), MLPClassifier()), "PCA must be fitted"),
    ("a model", r"must be a classifier of scikit-learn \(got str\)"),
], ids=["classifier", "pipeline", "text"])
def test_what_is_not_fitted_gets_a_sentence(model, sentence):
    with pytest.raises(ParameterError, match=sentence):
        network_of(model)


def test_pictures_of_another_size_get_a_sentence():
    network = Network(((np.zeros((3072, 12)), np.zeros(12)),))
    assert network.scores(np.zeros((0, 32, 32, 3))).shape == (0, 12)
    for images in (np.zeros((2, 31, 32, 3)), np.zeros(3072), np.float64(1)):
        with pytest.raises(ParameterError, match="images must be rows of 3072 numbers each"):
            network.scores(images)


@pytest.mark.parametrize("layers", [
    (), ((np.zeros((4, 3)), np.zeros(2)),),
    ((np.zeros((4, 3)), np.zeros(3)), (np.zeros((4, 2)), np.zeros(2))),
])
def test_layers_that_do_not_fit_get_a_sentence(layers):
    with pytest.raises(ParameterError, match="layer"):
        Network(layers)
