"""A fitted model of scikit-learn as layers that an attacker can follow: scores and input gradients.

Standardizing and whitening by principal components are affine, so they fold exactly into the first
layer of what follows them. What is left is a small network of ReLU layers on pixels (one layer for
a linear model), whose gradient by the pixels is the chain rule written out once: Rumelhart, Hinton
and Williams, "Learning representations by back-propagating errors", Nature 323 (1986).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from simulations.parameters import ParameterError
from simulations.signs.attacks.base import Images, NoGradients, Scores

Floats = NDArray[np.floating[Any]]
Layer = tuple[Floats, Floats]
"""Weights (in, out) and biases (out,)."""


@dataclass(frozen=True, eq=False)
class Network:
    """A chain of affine layers with ``max(0, .)`` between them; implements ``Differentiable``.

    Attributes
    ----------
    layers
        Weights (in, out) and biases (out,) of each, from pixels to scores. Read-only. All of one
        type, float32 for speed or float64 where the last digit counts.
    """

    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        _check(self.layers)
        object.__setattr__(self, "layers", tuple((_fixed(w), _fixed(b)) for w, b in self.layers))

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of numbers that the network counts in."""
        return self.layers[0][0].dtype

    def astype(self, dtype: DTypeLike) -> Network:
        """The same network counting in another type."""
        return Network(tuple((w.astype(dtype), b.astype(dtype)) for w, b in self.layers))

    def scores(self, images: Images) -> Scores:
        """Scores (n, 12): logits of a network or a logistic regression, else decision values."""
        signal = self._flat(images)
        for weights, bias in self.layers[:-1]:
            signal = _relu(signal @ weights + bias)
        weights, bias = self.layers[-1]
        return (signal @ weights + bias).astype(np.float64)

    def gradient(self, images: Images, weights: Scores) -> Images:
        """Gradient, by every pixel, of ``(weights * scores(images)).sum(axis=1)``.

        Where a unit stands exactly at 0 its slope counts as 0.
        """
        signal, open_units = self._flat(images), []
        for layer, bias in self.layers[:-1]:
            signal = signal @ layer + bias
            open_units.append(signal > 0)
            _relu(signal)
        back = np.asarray(weights, dtype=self.dtype) @ self.layers[-1][0].T
        for (layer, _), is_open in zip(self.layers[-2::-1], open_units[::-1], strict=True):
            back *= is_open
            back = back @ layer.T
        by_pixel: Images = back.reshape(np.shape(images))
        return by_pixel

    def hidden(self, images: Images) -> Floats:
        """What the first layer gives (n, units) before its ReLU: an affine function of the pixels."""
        weights, bias = self.layers[0]
        before: Floats = self._flat(images) @ weights + bias
        return before

    def save(self) -> dict[str, Floats]:
        """The network as named arrays, for ``load``."""
        return {f"{kind}{depth}": array for depth, layer in enumerate(self.layers)
                for kind, array in zip(("weights", "bias"), layer, strict=True)}

    @classmethod
    def load(cls, arrays: Mapping[str, NDArray[Any]]) -> Network:
        """The network that ``save`` wrote down. Raises ParameterError where it is none."""
        try:
            return cls(tuple((arrays[f"weights{depth}"], arrays[f"bias{depth}"])
                             for depth in range(len(arrays) // 2)))
        except KeyError as missing:
            raise ParameterError([f"these arrays are no network: {missing} is missing"]) from None

    def _flat(self, images: Images) -> Floats:
        expected = self.layers[0][0].shape[0]
        count = len(images) if np.ndim(images) else 0
        if np.ndim(images) < 2 or np.size(images) != count * expected:
            raise ParameterError(
                [f"images must be rows of {expected} numbers each (got an array {np.shape(images)})"])
        return np.asarray(images, dtype=self.dtype).reshape(count, expected)


def network_of(fitted: Any, *, dtype: DTypeLike = np.float32) -> Network:
    """The network that a fitted classifier of scikit-learn is, on pixels.

    Parameters
    ----------
    fitted
        An ``MLPClassifier`` (ReLU or identity), a linear classifier (``LogisticRegression``,
        ``LinearSVC``, ``RidgeClassifier``, ...), or a pipeline that ends in one of them behind any of
        ``StandardScaler``, ``MinMaxScaler`` and ``PCA``.
    dtype
        What the network counts in. Folding is always done in float64.

    Raises
    ------
    NoGradients
        For a model in which there is nothing to follow; the sentence says why.
    ParameterError
        For a model that is not fitted, or is of a kind that is not handled here.
    """
    *transforms, classifier = _steps(fitted)
    layers = _layers_of(classifier)
    for transform in reversed(transforms):
        layers[0] = _folded(transform, *layers[0])
    return Network(tuple(layers)).astype(dtype)


def _steps(fitted: Any) -> Iterator[Any]:
    """The estimators of a pipeline in order, and of the pipelines in it."""
    from sklearn.exceptions import NotFittedError
    from sklearn.pipeline import Pipeline
    from sklearn.utils.validation import check_is_fitted

    if isinstance(fitted, Pipeline):
        for _, step in fitted.steps:
            if step not in (None, "passthrough"):
                yield from _steps(step)
        return
    try:
        check_is_fitted(fitted)
    except NotFittedError:
        raise ParameterError([f"{_name(fitted)} must be fitted before it can be attacked"]) from None
    except TypeError:
        kind = _name(fitted)
        raise ParameterError([f"a model must be a classifier of scikit-learn (got {kind})"]) from None
    yield fitted


def _folded(transform: Any, weights: Floats, bias: Floats) -> Layer:
    """The layer that does ``transform`` and then the layer given."""
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    match transform:
        case PCA():
            directions = np.asarray(transform.components_, dtype=np.float64).T
            if transform.whiten:
                spread = np.sqrt(np.asarray(transform.explained_variance_, dtype=np.float64))
                directions = directions / np.maximum(spread, np.finfo(transform.components_.dtype).eps)
            weights = directions @ weights
            return weights, bias - transform.mean_ @ weights
        case StandardScaler():
            if transform.with_std:
                weights = weights / transform.scale_[:, None]
            return weights, (bias - transform.mean_ @ weights if transform.with_mean else bias)
        case MinMaxScaler(clip=False):
            return weights * transform.scale_[:, None], bias + transform.min_ @ weights
    raise ParameterError([
        f"{_name(transform)} before a classifier is not handled here: its gradient would be needed as well; "
        "use StandardScaler, MinMaxScaler or PCA"])


def _layers_of(classifier: Any) -> list[Layer]:
    """The layers of a classifier in float64, one score for each class."""
    from sklearn.neural_network import MLPClassifier

    if sentence := _why_none(classifier):
        raise NoGradients(sentence)
    if isinstance(classifier, MLPClassifier):
        if classifier.activation != "relu":
            raise ParameterError([
                f"an MLPClassifier must be fitted with activation='relu' to be attacked here "
                f"(got {classifier.activation!r})"])
        pairs = list(zip(classifier.coefs_, classifier.intercepts_, strict=True))
    elif hasattr(classifier, "coef_") and hasattr(classifier, "decision_function"):
        pairs = [(np.atleast_2d(classifier.coef_).T, np.atleast_1d(classifier.intercept_))]
    else:
        raise ParameterError([
            f"{_name(classifier)} is not handled here: use MLPClassifier or a linear classifier, "
            "or ask the model as a black box"])
    layers: list[Layer] = [
        (np.asarray(w, dtype=np.float64), np.asarray(b, dtype=np.float64)) for w, b in pairs]
    weights, bias = layers[-1]
    if weights.shape[1] == 1:  # of two classes scikit-learn scores the second only
        layers[-1] = np.hstack([np.zeros_like(weights), weights]), np.hstack([0 * bias, bias])
    return layers


INSTEAD = ("That does not make it safe: ask it as a black box, or attack a network that was trained on the "
           "same signs and show it those pictures.")


def _why_none(classifier: Any) -> str:
    """Why a classifier has no gradient to follow, and what attacks it instead; "" where it may have."""
    from sklearn.ensemble import (
        ExtraTreesClassifier,
        GradientBoostingClassifier,
        HistGradientBoostingClassifier,
        RandomForestClassifier,
    )
    from sklearn.neighbors import KNeighborsClassifier, RadiusNeighborsClassifier
    from sklearn.svm import SVC, NuSVC
    from sklearn.tree import BaseDecisionTree

    match classifier:
        case (RandomForestClassifier() | ExtraTreesClassifier() | GradientBoostingClassifier()
              | HistGradientBoostingClassifier() | BaseDecisionTree()):
            why = ("asks whether numbers are above or below thresholds, so its scores are flat steps: the "
                   "gradient is zero wherever it exists and points nowhere.")
        case SVC() | NuSVC():
            why = ("lets every pair of classes vote and ranks the classes by their votes, which change in "
                   "steps: each pair has a smooth score, but the ranking has none to follow.")
        case KNeighborsClassifier() | RadiusNeighborsClassifier():
            why = ("counts the labels of the nearest training pictures, and counts change in steps: the "
                   "gradient is zero wherever it exists and points nowhere.")
        case _:
            return ""
    return f"{_name(classifier)} {why} {INSTEAD}"


def _check(layers: tuple[Layer, ...]) -> None:
    """Raise ParameterError where layers do not fit onto each other."""
    if not layers:
        raise ParameterError(["a network must have at least one layer (got none)"])
    width = np.shape(layers[0][0])[:1]
    for depth, (weights, bias) in enumerate(layers):
        if np.ndim(weights) != 2 or weights.shape[:1] != width or np.shape(bias) != weights.shape[1:]:
            raise ParameterError([
                f"layer {depth} must take what comes before it and have a bias for each unit "
                f"(got weights {np.shape(weights)}, bias {np.shape(bias)})"])
        width = weights.shape[1:]


def _fixed(array: Floats) -> Floats:
    """The same numbers, which nobody may change through this view."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def _relu(signal: Floats) -> Floats:
    """``max(0, signal)``, in place."""
    return np.maximum(signal, 0, out=signal)


def _name(estimator: Any) -> str:
    return type(estimator).__name__
