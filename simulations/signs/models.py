"""The models that read signs: a small network on whitened components, and four to set beside it.

All are scikit-learn's, trained on the same rendered signs. Principal components scaled to equal
spread ("whitened") give faint detail the same weight as bold shapes. The more of them a model is
given, the more it leans on detail that nobody sees, and that is what attacks use: the accuracy
stays, the robustness goes. The idea that models lean on features that predict well and break easily
is from Ilyas and others, "Adversarial Examples Are Not Bugs, They Are Features", 2019.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.attacks.base import Images, Labels, Reader, Scores
from simulations.signs.classes import COUNT
from simulations.signs.kept import Memory, is_kept, kept
from simulations.signs.networks import Network, network_of
from simulations.signs.scenes import Scenes, drawn, photographed

MODELS = ("pca-mlp", "pca-logistic", "logistic", "svc", "forest")
TRAINING = 4000
"""Signs that the models are trained on."""
SEED = 0
"""Of the training signs. Signs to test on have another name, so no seed of theirs repeats them."""
COMPONENTS = 400
"""The most principal components that a model is given; fewer are the first of the same."""
UNITS = 128
EPOCHS = 30
FEW_COMPONENTS = 60
"""What the support vector machine works on."""
TREES = 80
_AT_ONCE = 500

_signs: Memory[tuple[NDArray[np.uint8], Labels]] = Memory(2)
_whitenings: Memory[Any] = Memory(2)
_networks: Memory[Network] = Memory(40)
_others: Memory[Reader] = Memory(6)


def training_signs(count: int = TRAINING) -> tuple[Images, Labels]:
    """Pictures (count, 32, 32, 3) and labels (count,) to train on, as many of each kind."""
    pictures, labels = _signs.get(count, lambda: _kept_signs(count))
    return pictures * np.float32(1 / 255), labels


def test_signs(
    count: int, seed: int, kinds: Sequence[int] | None = None,
) -> tuple[Scenes, Images, Labels]:
    """Scenes, pictures and labels that no model was trained on.

    Parameters
    ----------
    count
        How many. The first are the same however many are asked for.
    seed
        Other seeds give other signs.
    kinds
        Which labels, in turn; all twelve where it is not given.
    """
    labels = _in_turn(count, range(COUNT) if kinds is None else kinds)
    scenes = drawn(labels, seed, "test")
    return scenes, photographed(scenes), labels


test_signs.__test__ = False  # type: ignore[attr-defined]  # its name is no test's


def network(components: int = COMPONENTS, start: int = 0, *, progress: Progress | None = None) -> Network:
    """The neural network on so many whitened components, from the random start of that number."""
    return _network("pca-mlp", components, start, progress)


def reader(
    model: str, components: int = COMPONENTS, start: int = 0, *, progress: Progress | None = None,
) -> Reader:
    """One of ``MODELS``; those with gradients come as a ``Network``.

    Parameters
    ----------
    components
        For "pca-mlp" and "pca-logistic" only.
    start
        Another random start of "pca-mlp" or "forest"; the others have none.
    progress
        Told what is being done where the model must be trained first.
    """
    match _checked(model):
        case "pca-mlp" | "pca-logistic" | "logistic":
            return _network(model, components, start, progress)
        case "svc":
            return _others.get("svc", lambda: _support_vectors(progress))
        case _:
            return _others.get(("forest", start), lambda: _forest(start, progress))


def ready(model: str, components: int = COMPONENTS, start: int = 0) -> bool:
    """Whether ``reader`` would answer at once, because the model is in memory or on disk.

    "svc" and "forest" are never on disk: each process trains them when they are first asked for.
    """
    match _checked(model):
        case "svc":
            return "svc" in _others
        case "forest":
            return ("forest", start) in _others
        case _:
            recipe = _recipe(model, components, start)
            return tuple(recipe.values()) in _networks or is_kept("signs-network", recipe)


def trained(
    images: Images, labels: Labels, *, components: int = COMPONENTS, start: int = 0, epochs: int = EPOCHS,
    whitening: Any = None, progress: Progress | None = None,
) -> Network:
    """The network of ``network``, trained on any signs.

    Parameters
    ----------
    whitening
        A fitted ``PCA`` to go through (``whitening()`` is that of the training signs); one of these
        images where it is not given, which takes longer than the training itself.
    progress
        Told before each epoch. What it raises ends the training.
    """
    pca = whitening if whitening is not None else _whitening_of(images, components)
    pca = first_components(pca, components)
    classifier = _multilayer(pca.transform(_flat(images)), labels, start, epochs, progress)
    return network_of(_pipeline(pca, classifier))


def whitening(components: int = COMPONENTS) -> Any:
    """The fitted ``PCA`` of the training signs, scaled to equal spread; not to be changed."""
    return first_components(_whitenings.get(COMPONENTS, _kept_whitening), components)


def first_components(pca: Any, components: int) -> Any:
    """A fitted ``PCA`` that keeps the first so many components of another."""
    import copy

    most = len(pca.components_)
    _check_components(components, most)
    first = copy.copy(pca)
    first.n_components = first.n_components_ = components
    for name in ("components_", "explained_variance_", "explained_variance_ratio_", "singular_values_"):
        if hasattr(pca, name):
            setattr(first, name, getattr(pca, name)[:components])
    return first


@dataclass(frozen=True, eq=False)
class Asked:
    """A fitted classifier of scikit-learn that can only be asked; implements ``Reader``.

    Attributes
    ----------
    classifier
        What is asked, on pixels.
    least
        A probability below this (the vote of a fraction of a tree) counts as this, so that its
        logarithm is finite.
    """

    classifier: Any
    least: float = 1e-3

    def scores(self, images: Images) -> Scores:
        """Decision values (n, 12) where the classifier has them, else logarithms of probabilities."""
        flat = _flat(images)
        if hasattr(self.classifier, "decision_function"):
            values: Scores = self.classifier.decision_function(flat).astype(np.float64)
            return values
        shares = self.classifier.predict_proba(flat).astype(np.float64)
        logs: Scores = np.log(np.maximum(shares, self.least))
        return logs


def _network(model: str, components: int, start: int, progress: Progress | None) -> Network:
    recipe = _recipe(model, components, start)

    def arrays() -> dict[str, NDArray[Any]]:
        return _fitted(model, components, start, progress).save()

    def make() -> Network:
        return Network.load(kept("signs-network", recipe, arrays))

    return _networks.get(tuple(recipe.values()), make)


def _recipe(model: str, components: int, start: int) -> dict[str, str | int]:
    """What a network depends on; without what does not matter to it."""
    _check_components(components, COMPONENTS)
    if start < 0:
        raise ParameterError([f"start must be a whole number from 0 (got {start})"])
    return {"model": model, "components": components if model != "logistic" else 0,
            "start": start if model == "pca-mlp" else 0, "training": TRAINING}


def _fitted(model: str, components: int, start: int, progress: Progress | None) -> Network:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    say = progress or _quietly
    say(0.0, "Drawing signs to train on")
    images, labels = training_signs(TRAINING)
    if model == "logistic":
        say(0.4, "Training the model")
        pixels = _pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
        return network_of(pixels.fit(_flat(images), labels))
    say(0.4, "Finding the components")
    pca = whitening(components)
    if model == "pca-mlp":
        return trained(images, labels, components=components, start=start, whitening=pca,
                       progress=lambda share, doing: say(0.75 + 0.25 * share, doing))
    say(0.75, "Training the model")
    logistic = LogisticRegression(max_iter=1000).fit(pca.transform(_flat(images)), labels)
    return network_of(_pipeline(pca, logistic))


def _multilayer(
    inputs: NDArray[np.floating[Any]], labels: Labels, start: int, epochs: int, progress: Progress | None,
) -> Any:
    """A fitted ``MLPClassifier``, epoch by epoch."""
    from sklearn.neural_network import MLPClassifier

    drawing = np.random.RandomState(_state("network", start))  # the classifier takes no newer generator
    classifier = MLPClassifier((UNITS,), random_state=drawing)
    for epoch in range(epochs):
        (progress or _quietly)(epoch / epochs, "Training the network")
        classifier.partial_fit(inputs, labels, classes=np.arange(COUNT))
    return classifier


def _support_vectors(progress: Progress | None) -> Reader:
    from sklearn.svm import SVC

    say = progress or _quietly
    say(0.0, "Drawing signs to train on")
    images, labels = training_signs(TRAINING)
    say(0.4, "Finding the components")
    pca = whitening(FEW_COMPONENTS)
    say(0.75, "Training the model")
    return Asked(_pipeline(pca, SVC().fit(pca.transform(_flat(images)), labels)))


def _forest(start: int, progress: Progress | None) -> Reader:
    from sklearn.ensemble import RandomForestClassifier

    say = progress or _quietly
    say(0.0, "Drawing signs to train on")
    images, labels = training_signs(TRAINING)
    say(0.4, "Training the model")
    forest = RandomForestClassifier(TREES, max_features=8, random_state=_state("forest", start))
    return Asked(forest.fit(_flat(images), labels))


def _kept_signs(count: int) -> tuple[NDArray[np.uint8], Labels]:
    labels = _in_turn(count, range(COUNT))

    def pictures() -> dict[str, NDArray[Any]]:
        scenes = drawn(labels, SEED, "training")
        rounded = np.empty((count, 32, 32, 3), np.uint8)
        for first in range(0, count, _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            rounded[part] = np.rint(photographed(scenes.take(part)) * 255)
        return {"pictures": rounded}

    found = kept("signs-training", {"count": count, "seed": SEED}, pictures)["pictures"]
    for array in (found, labels):
        array.flags.writeable = False
    return found, labels


def _kept_whitening() -> Any:
    from sklearn.decomposition import PCA

    def arrays() -> dict[str, NDArray[Any]]:
        fitted = _whitening_of(training_signs(TRAINING)[0], COMPONENTS)
        return {name: getattr(fitted, name) for name in ("components_", "mean_", "explained_variance_")}

    pca = PCA(COMPONENTS, whiten=True)
    recipe = {"components": COMPONENTS, "training": TRAINING}
    for name, array in kept("signs-whitening", recipe, arrays).items():
        array.flags.writeable = False
        setattr(pca, name, array)
    pca.n_components_ = COMPONENTS
    pca.n_features_in_ = pca.mean_.size
    return pca


def _whitening_of(images: Images, components: int) -> Any:
    from sklearn.decomposition import PCA

    # One power iteration halves the time of the default, and costs 0.2 points of the variance kept
    pca = PCA(components, whiten=True, svd_solver="randomized", iterated_power=1,
              random_state=_state("components", 0))
    return pca.fit(_flat(images))


def _pipeline(*steps: Any) -> Any:
    from sklearn.pipeline import make_pipeline

    return make_pipeline(*steps)


def _in_turn(count: int, kinds: Sequence[int]) -> Labels:
    return np.resize(np.asarray(kinds, dtype=np.int64), count)


def _flat(images: Images) -> NDArray[np.float32]:
    return np.asarray(images, dtype=np.float32).reshape(len(images), -1)


def _state(name: str, start: int) -> int:
    """The random state of a fit, of a stream of its own."""
    return int(stream(start, f"signs/{name}").integers(2**31))


def _checked(model: str) -> str:
    if model not in MODELS:
        raise ParameterError([f"model must be one of {', '.join(MODELS)} (got {model})"])
    return model


def _check_components(components: int, most: int) -> None:
    if not 1 <= components <= most:
        raise ParameterError([f"components must be a whole number between 1 and {most} (got {components})"])


def _quietly(share: float, doing: str) -> None:
    """Nobody is told."""
