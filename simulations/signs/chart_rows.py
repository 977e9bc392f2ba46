"""What the sign charts draw: small tables by column, out of a run.

Every table has the column ``series``. Pictures go as addresses that hold them; small ones, of which
there are many, as WebP.
"""

from __future__ import annotations

import math

import numpy as np

from simulations.base import Rows
from simulations.signs.attacks.base import Scores
from simulations.signs.classes import CLASSES, COUNT, NUMBER
from simulations.signs.pictures import data_uri, magnified, small_uri
from simulations.signs.result import SignsResult

FINEST = 255.0
ABOVE, BELOW, APART = 0.06, 0.09, 0.08
"""Between a line and its name, and between two names, as shares of the chart's height."""
MODEL_WORDS = {
    "network": "the same network from another start",
    "logistic": "logistic regression, same components",
    "svc": "kernel machine, other components",
    "forest": "random forest on pixels",
}
"""The models that are shown pictures made for another, as a chart names them."""


def read_as(scores: Scores) -> tuple[str, float]:
    """What a sign is read as, and the share that the model gives to it."""
    best = int(scores.argmax())
    return CLASSES[best].name, float(scores[best])


def mark(name: str, own: str) -> str:
    """A symbol and what was read: right, or anything else."""
    return f"{'✓' if name == own else '✗'} {name}"


def own_name(result: SignsResult) -> str:
    """What the shown sign is."""
    return CLASSES[NUMBER[result.parameters.sign]].name


def attacks(result: SignsResult) -> bool:
    """Whether anything was done to the shown sign."""
    return bool(np.any(result.shown.change))


def triptych_rows(result: SignsResult) -> Rows:
    """The sign, the change made large, the sign after it, and after a change that aims at nothing."""
    own = own_name(result)
    before, images = result.shown.originals[0], [result.shown.originals[0]]
    titles = ["As it is"]
    scores: list[Scores | None] = [result.scores_before]
    if attacks(result):
        factor = magnification(result)
        images += [magnified(result.shown.change[0], factor), result.shown.images[0], result.shown_control[0]]
        titles += [f"The change, {factor:g} times" if factor != 1 else "The change",
                   "With noise" if result.parameters.attack == "noise" else "Attacked",
                   "Changed as much, at random"]
        scores += [None, result.scores_after, result.scores_control]
    readings = [None if one is None else read_as(one) for one in scores]
    changed = [np.abs(image - before).max() * FINEST if one is not None else math.nan
               for image, one in zip(images, readings, strict=True)]
    return {
        "series": ["now"] * len(images),
        "picture": [data_uri(image) for image in images],
        "title": titles,
        "read": ["grey is unchanged" if one is None else f"with {share(one[1])} read as" for one in readings],
        "mark": ["" if one is None else mark(one[0], own) for one in readings],
        "tone": ["plain" if one is None else "good" if one[0] == own else "bad" for one in readings],
        "largest change, of 255": [None if math.isnan(one) else round(float(one), 1) for one in changed],
    }


def magnification(result: SignsResult) -> float:
    """How many times the change is shown, so that its largest part is as bright as can be."""
    largest = float(np.abs(result.shown.change).max())
    for factor in (20.0, 10.0, 5.0, 2.0):
        if factor * largest <= 0.5:
            return factor
    return 1.0


def curve_rows(result: SignsResult) -> Rows:
    """The share of signs won at each size of change: by the attack, by noise; and what is proved."""
    table: dict[str, list[object]] = {name: [] for name in
                                      ("series", "kind", "budget", "share", "last", "label_at", "at")}
    if result.curve is None or not np.isfinite(result.curve.attacked).all():
        return table
    lines = [("attack", result.curve.attacked), ("noise", result.curve.noise)]
    if np.isfinite(result.curve.proved).any():
        lines.append(("proved", 1 - result.curve.proved))
    named_at = _beside([(kind, float(line[-2]), float(line[-1])) for kind, line in lines])
    for kind, line in lines:
        for place, (budget, won) in enumerate(zip(result.curve.budgets, line, strict=True)):
            last = place == len(line) - 1
            table["series"].append("now")
            table["kind"].append(kind)
            table["budget"].append(float(budget))
            table["share"].append(float(won))
            table["last"].append(int(last))
            table["label_at"].append(named_at[kind] if last else None)
            table["at"].append(float(result.parameters.budget))
    return table


def _beside(ends: list[tuple[str, float, float]]) -> dict[str, float]:
    """How high the name of each line stands, by its last two values: above it, or below the attack's
    where there is room. None stands on the axis or on another, and they are in the order of the lines.
    """
    wished = {
        kind: before - BELOW if kind == "attack" and before > 0.25 else last + ABOVE
        for kind, before, last in ends
    }
    places, floor = {}, ABOVE
    for kind in sorted(wished, key=lambda kind: (wished[kind], kind != "noise")):
        places[kind] = max(wished[kind], floor)
        floor = places[kind] + APART
    return places


def wall_rows(result: SignsResult) -> Rows:
    """The stickered sign from views that the sticker was not made for."""
    table: dict[str, list[object]] = {name: [] for name in
                                      ("series", "picture", "title", "read", "mark", "tone", "read as")}
    if result.wall is None or result.wall_read is None:
        return table
    wanted, own = result.parameters.target, NUMBER[result.parameters.sign]
    for image, read in zip(result.wall, result.wall_read, strict=True):
        right, won = int(read) == own, wanted != "any" and int(read) == NUMBER.get(wanted, -1)
        table["series"].append("now")
        table["picture"].append(small_uri(image))
        table["title"].append("")
        table["read"].append("")
        table["mark"].append("✓" if right else "✗" if won or wanted == "any" else "≠")
        table["tone"].append("good" if right else "bad" if won or wanted == "any" else "plain")
        table["read as"].append(CLASSES[int(read)].name)
    return table


def readings_rows(result: SignsResult) -> Rows:
    """The share that the model gives to each kind, before the attack and after."""
    return {
        "series": ["now"] * COUNT,
        "kind": [one.name for one in CLASSES],
        "before": [float(one) for one in result.scores_before],
        "after": [float(one) for one in result.scores_after],
    }


def source_target_rows(result: SignsResult) -> Rows:
    """How often signs of each kind are read as each after the attack."""
    pairs = [(own, read) for own in range(COUNT) for read in range(COUNT)]
    counted = result.readings.sum(axis=1)
    return {
        "series": ["now"] * len(pairs),
        "sign": [CLASSES[own].name for own, _ in pairs],
        "read": [CLASSES[read].name for _, read in pairs],
        "signs": [int(result.readings[own, read]) for own, read in pairs],
        "share": [float(result.readings[own, read] / counted[own]) if counted[own] else 0.0
                  for own, read in pairs],
        "right": [int(own == read) for own, read in pairs],
    }


def questions_rows(result: SignsResult) -> Rows:
    """The share of signs won, by questions asked so far."""
    if result.trace is None or not len(result.trace):
        return {"series": [], "asked": [], "share": [], "last": []}
    steps = result.trace[np.unique(np.linspace(0, len(result.trace) - 1, 120).astype(int))]
    return {
        "series": ["now"] * len(steps),
        "asked": [int(one) for one in steps[:, 0]],
        "share": [float(one) if math.isfinite(one) else None for one in steps[:, 1]],
        "last": [0] * (len(steps) - 1) + [1],
    }


def models_rows(result: SignsResult) -> Rows:
    """Which share of the pictures made for this model fool others."""
    shares = [("the model they were made for", result.measures["success"])]
    shares += [(MODEL_WORDS[name], won) for name, won in (result.transfer or {}).items()]
    return {
        "series": ["now"] * len(shares),
        "model": [name for name, _ in shares],
        "share": [won if math.isfinite(won) else None for _, won in shares],
        "own": [int(place == 0) for place in range(len(shares))],
        "row": list(range(len(shares))),
    }


def components_rows(result: SignsResult) -> Rows:
    """Accuracy, and success of the same attack, by the number of components."""
    table: dict[str, list[object]] = {"series": [], "kind": [], "components": [], "share": [], "last": [],
                                      "here": []}
    for place, kind in enumerate(("accuracy", "success")):
        found = list((result.by_components or {}).items())
        for number, (components, values) in enumerate(found):
            table["series"].append("now")
            table["kind"].append(kind)
            table["components"].append(int(components))
            table["share"].append(values[place] if math.isfinite(values[place]) else None)
            table["last"].append(int(number == len(found) - 1))
            table["here"].append(int(components == result.parameters.components))
    return table


def share(value: float) -> str:
    """A share in per cent as people say it, never quite all where it is not."""
    if not math.isfinite(value):
        return "an undefined share"
    if 0.995 <= value < 1:
        return "over 99\u00a0%"
    return "under 1\u00a0%" if 0 < value < 0.005 else f"{100 * value:.0f}\u00a0%"
