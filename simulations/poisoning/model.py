"""The poisoning engine: collect pictures with poison among them, train, vet, train again, count.

Whatever is trained is kept under the recipe that made it, so that the same run costs the next
learner only the counting, which is done on new signs that no model has seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulations.base import Progress
from simulations.poisoning.collection import Collection
from simulations.poisoning.counting import NewSigns, measured
from simulations.poisoning.examples import shown
from simulations.poisoning.result import PoisoningParameters, PoisoningResult, Shares
from simulations.poisoning.training import Course, Layers, part_of, trained
from simulations.poisoning.vetting.verdict import Verdict, courses_after, looked_over
from simulations.signs.kept import kept
from simulations.signs.networks import Network

SHARES = {
    "backdoor": (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0),
    "clean-label": (0.0, 0.5, 1.0, 2.0, 5.0),
    "label-noise": (0.0, 5.0, 10.0, 20.0, 40.0),
}
"""The shares of poison, in per cent, that the curve goes through."""
CODE = tuple(f"simulations.poisoning.{name}" for name in (
    "data", "collection", "training", "model", "vetting.verdict", "vetting.manifest",
    "vetting.label_check", "vetting.neighbours", "vetting.spectral", "vetting.mask_search"))
"""The modules that make what is kept."""

Recipe = dict[str, str | int | float]


def run(parameters: PoisoningParameters, seed: int, progress: Progress | None = None) -> PoisoningResult:
    """One run.

    Parameters
    ----------
    parameters
        The settings.
    seed
        Which pictures are slipped in, how the training starts, and which new signs are counted.
        The clean pictures are always the same.
    progress
        Told how far it is; whatever it raises goes through.
    """
    end = 0.4 if parameters.sweep else 0.95

    def stage(low: float, high: float, doing: str) -> Progress | None:
        return part_of(progress, low * end, high * end, doing)

    collection = Collection(parameters, seed)
    before = model_of(without_poison(collection), stage(0.0, 0.3, "training on the clean pictures"))
    model = model_of(collection, stage(0.3, 0.6, "training on all pictures"))
    verdict = verdict_on(collection, model, stage(0.6, 0.8, "vetting"))
    after = model_after(collection, before, model, verdict, stage(0.8, 1.0, "training after the vetting"))
    new = NewSigns(parameters, seed)
    curve = curve_over_shares(collection, new, part_of(progress, end, 0.95, "")) if parameters.sweep else None
    part_of(progress, 0.95, 1.0, "counting")
    examples = shown(collection, new, model, after)
    return PoisoningResult(
        measures=measured(collection, new, before, model, after, verdict),
        parameters=parameters,
        examples=examples.images,
        example_labels=examples.labels,
        example_kinds=examples.kinds,
        example_words=examples.words,
        table=verdict.table,
        mask_areas=None if verdict.patches is None else verdict.patches.areas,
        masks=None if verdict.patches is None else verdict.patches.pictures(),
        curve=curve,
    )


def without_poison(collection: Collection) -> Collection:
    """The same pictures before anything was slipped in."""
    return replace(collection, parameters=collection.parameters.model_copy(update={"share": 0.0}))


def model_of(collection: Collection, progress: Progress | None = None) -> Layers:
    """The model trained on a collection as it is."""
    return _kept_layers("poisoning-model", recipe(collection), lambda: trained(
        [Course(collection.features, collection.labels)], seed=collection.seed, progress=progress))


def verdict_on(collection: Collection, model: Layers, progress: Progress | None = None) -> Verdict:
    """What the vetting says of a collection and its model."""
    if collection.parameters.vetting in ("none", "fine-tune"):
        return looked_over(collection, model)
    arrays = kept("poisoning-verdict", recipe(collection, vetted=True),
                  lambda: looked_over(collection, model, progress).save(), code=CODE)
    return Verdict.load(arrays)


def model_after(
    collection: Collection, before: Layers, model: Layers, verdict: Verdict, progress: Progress | None = None,
) -> Layers:
    """The model once the vetting was acted upon; the one there was, where nothing follows from it."""
    fine_tuned = collection.parameters.vetting == "fine-tune"
    if not fine_tuned and not verdict.flagged.any():
        return model
    relabelled = collection.parameters.kind == "label-noise"
    if not fine_tuned and not relabelled and np.array_equal(verdict.flagged, collection.poisoned):
        return before  # what is left is exactly the clean pictures
    return _kept_layers("poisoning-after", recipe(collection, vetted=True), lambda: trained(
        courses_after(collection, verdict), seed=collection.seed, progress=progress))


def curve_over_shares(collection: Collection, new: NewSigns, progress: Progress | None = None) -> Shares:
    """Accuracy and success of models trained with one share of poison after the other."""
    shares = SHARES[collection.parameters.kind]
    accuracy, success = [], []
    for index, share in enumerate(shares):
        told = part_of(progress, index / len(shares), (index + 1) / len(shares), f"training with {share:g} %")
        parameters = collection.parameters.model_copy(update={"share": share})
        model = model_of(replace(collection, parameters=parameters), told)
        accuracy.append(new.accuracy(model))
        success.append(new.won(model) / collection.parameters.signs)
    return Shares(np.array(shares), np.array(accuracy), np.array(success))


def recipe(collection: Collection, *, vetted: bool = False) -> Recipe:
    """Everything that a model depends on, and nothing else; ``vetted`` where it is the vetting's."""
    parameters: PoisoningParameters = collection.parameters
    asked: list[str] = ["pictures"]
    if not collection.is_clean:
        asked += ["kind", "share"]
        asked += {"backdoor": ["note", "target", "source"], "clean-label": ["note", "target"],
                  "label-noise": []}[parameters.kind]
    if vetted:
        asked += ["vetting"]
        asked += {"spectral": ["dropped"], "fine-tune": ["trusted"], "mask-search": ["source"]}.get(
            parameters.vetting, [])
    return {"seed": collection.seed, **{name: getattr(parameters, name) for name in asked}}


def _kept_layers(name: str, made_of: Recipe, build: Callable[[], Layers]) -> Layers:
    """The layers that ``build`` trains, or that it trained before."""
    arrays: dict[str, NDArray[Any]] = kept(name, made_of, lambda: Network(build()).save(), code=CODE)
    return Network.load(arrays).layers
