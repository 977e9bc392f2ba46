"""What the sign charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. For a model without gradients the sentence says that the pictures
were made for another.
"""

from __future__ import annotations

import math

import numpy as np

from simulations.signs.chart_rows import (
    MODEL_WORDS,
    attacks,
    own_name,
    read_as,
    share,
)
from simulations.signs.classes import CLASSES, NAMES, NUMBER
from simulations.signs.result import BLACK_BOX, MODELS, WITHOUT_A_MODEL, SignsResult


def wanted(result: SignsResult) -> str:
    """What the attacker wants a sign to be read as."""
    target = result.parameters.target
    return "something else" if target == "any" else NAMES[target]


def _whose(result: SignsResult) -> str:
    """For which model the pictures were made, if not for the one that reads them."""
    own = result.measures["gradients"] or result.parameters.attack in BLACK_BOX | WITHOUT_A_MODEL
    return "" if own else "; the pictures were made for the neural network"


def triptych_heading(result: SignsResult) -> str:
    """What the sign is read as, before and after."""
    own = own_name(result)
    before, _ = read_as(result.scores_before)
    if not attacks(result):
        tried = result.parameters.attack != "none" and result.parameters.sign != result.parameters.target
        found = "No change was found that is small enough: this" if tried else "This"
        return f"{found} {_sign(own)} is read as {before}"
    after, given = read_as(result.scores_after)
    aimless, _ = read_as(result.scores_control)
    if result.parameters.attack == "noise":
        return f"With random noise this {_sign(own)} is {'still ' if after == before else ''}read as {after}"
    if after == before:
        return f"Attacked, this {_sign(own)} is still read as {after}{_whose(result)}"
    tail = f"; changed as much at random it is read as {aimless}"
    return f"Attacked, this {_sign(own)} is read as {after}, with {share(given)}{tail}{_whose(result)}"


def triptych_alt(result: SignsResult) -> str:
    """The pictures in a row, with what each is read as."""
    before, sure = read_as(result.scores_before)
    parts = [f"A picture of a {_sign(own_name(result))}, read as {before} with {share(sure)}."]
    if attacks(result):
        after, then = read_as(result.scores_after)
        aimless, _ = read_as(result.scores_control)
        size = 255 * float(np.abs(result.shown.change).max())
        parts += [
            f"The change, made visible: at most {size:.0f} of 255 steps at any pixel.",
            f"The sign after it, read as {after} with {share(then)}.",
            f"The sign after a change of the same size that aims at nothing, read as {aimless}.",
        ]
    return " ".join(parts)


def curve_heading(result: SignsResult) -> str:
    """What the attack and noise of the same size win at the largest size."""
    if result.curve is None or not math.isfinite(result.curve.attacked[-1]):
        return "No signs could be attacked"
    budget = result.parameters.budget
    won, noise = (np.interp(budget, result.curve.budgets, line)
                  for line in (result.curve.attacked, result.curve.noise))
    by = {"fgsm": "in one step", "pgd": "in many steps"}.get(result.parameters.curve, "")
    return (f"At {budget:g} of 255, the aimed change {by} has {share(won)} of the signs read as "
            f"{wanted(result)}; noise of that size {share(noise)}")


def curve_alt(result: SignsResult) -> str:
    """The same at the end of the curve, and what is proved."""
    if result.curve is None or not math.isfinite(result.curve.attacked[-1]):
        return curve_heading(result) + "."
    last = result.curve.budgets[-1]
    text = (f"Two lines over the size of the change, from none to {last:g} of 255: signs read as "
            f"{wanted(result)} under attack end at {share(result.curve.attacked[-1])}, under noise at "
            f"{share(result.curve.noise[-1])}.")
    if np.isfinite(result.curve.proved).any():
        here = np.interp(result.parameters.budget, result.curve.budgets, result.curve.proved)
        text += (f" A third line is proved: at {result.parameters.budget:g} of 255 no change at all can turn "
                 f"{share(here)} of the signs.")
    return text


def wall_heading(result: SignsResult) -> str:
    """How many of the views are read wrongly, and as what."""
    if result.wall_read is None:
        return "There is no sticker"
    views = len(result.wall_read)
    wrong = int((result.wall_read != NUMBER[result.parameters.sign]).sum())
    size = f"With {100 * result.measures['area_covered']:.3g}\u00a0% of it covered"
    if result.parameters.target == "any":
        return f"{size}, the sign is misread from {wrong} of {views} views"
    won = int((result.wall_read == NUMBER[result.parameters.target]).sum())
    made = result.parameters.colours in ("one-view", "many-views")
    unseen = " that the sticker was not made for" if made else ""
    return (f"{size}, the sign is read as {wanted(result)} from {won} of {views} views{unseen}, "
            f"and misread from {wrong}")


def wall_alt(result: SignsResult) -> str:
    """The same as a sentence, with what it is read as most often."""
    if result.wall_read is None:
        return "No pictures."
    most = np.bincount(result.wall_read, minlength=len(CLASSES))
    best = CLASSES[int(most.argmax())].name
    return (f"{len(result.wall_read)} small pictures of the same stickered sign, turned, near and far, "
            f"bright and dark. {wall_heading(result)}. Most often it is read as {best} ({int(most.max())}). "
            "A tick stands for read as it is, a cross for what the attacker wants, ≠ for anything else.")


def readings_heading(result: SignsResult) -> str:
    """What the model gives most to, before and after."""
    before, first = read_as(result.scores_before)
    after, then = read_as(result.scores_after)
    if before == after:
        return f"The model gives {share(then)} to {after}, {share(first)} before"
    return f"The model gave {share(first)} to {before}; now it gives {share(then)} to {after}"


def readings_alt(result: SignsResult) -> str:
    """The same as a sentence."""
    return f"Twelve bars, one for each kind of sign. {readings_heading(result)}."


def source_target_heading(result: SignsResult) -> str:
    """How many signs are read as something else, and as what most."""
    table = result.readings
    signs, right = int(table.sum()), int(np.trace(table))
    if not signs:
        return "No signs were counted"
    off = table * (1 - np.eye(len(table), dtype=int))
    if not off.sum():
        return f"All {signs} signs are still read as what they are"
    most = CLASSES[int(off.sum(axis=0).argmax())].name
    return (f"{signs - right} of {signs} signs are read as something else, "
            f"most often as {most} ({int(off.sum(axis=0).max())})")


def source_target_alt(result: SignsResult) -> str:
    """The largest cells off the diagonal."""
    off = result.readings * (1 - np.eye(len(result.readings), dtype=int))
    largest = np.argsort(off, axis=None)[::-1][:3]
    cells = [divmod(int(cell), len(off)) for cell in largest if off.flat[cell]]
    told = "; ".join(f"{CLASSES[own].name} as {CLASSES[read].name}, {int(off[own, read])} times"
                     for own, read in cells)
    whole = f"A table of what signs are against what they are read as. {source_target_heading(result)}."
    return f"{whole} Most often: {told}." if told else whole


def questions_heading(result: SignsResult) -> str:
    """How much was won with how many questions."""
    if result.trace is None or not len(result.trace):
        return "No questions were asked"
    asked, won = result.trace[-1]
    if not math.isfinite(won):
        return "No signs could be attacked"
    half = result.trace[result.trace[:, 1] >= 0.5]
    tail = f", half of them after {int(half[0, 0]):,}" if len(half) else ""
    return f"After {int(asked):,} questions about each sign, {share(float(won))} are won{tail}"


def questions_alt(result: SignsResult) -> str:
    """The same as a sentence."""
    return (f"A line that rises with the questions asked of a model whose insides nobody sees. "
            f"{questions_heading(result)}.")


def models_heading(result: SignsResult) -> str:
    """Which other model is fooled most, and which least."""
    known = [(won, name) for name, won in (result.transfer or {}).items() if math.isfinite(won)]
    if not known:
        return "No other models were shown the pictures"
    most, least = max(known), min(known)
    made = MODELS[result.parameters.model]
    return (f"Of the pictures made for the {made}, {share(most[0])} also fool {MODEL_WORDS[most[1]]}; "
            f"{MODEL_WORDS[least[1]]}: {share(least[0])}")


def models_alt(result: SignsResult) -> str:
    """All of them."""
    told = "; ".join(f"{MODEL_WORDS[name]} {share(won)}" for name, won in (result.transfer or {}).items())
    return f"Marks for each model that was shown the same pictures: {told}."


def components_heading(result: SignsResult) -> str:
    """From the fewest to the most components: accuracy, and what the attack wins."""
    found = list((result.by_components or {}).items())
    if not found:
        return "This model does not work on components"
    (few, (first, won)), (many, (last, lost)) = found[0], found[-1]
    stays = f"From {few} to {many} components accuracy goes from {share(first)} to {share(last)}"
    if not math.isfinite(won) or not math.isfinite(lost):
        return f"{stays}; no signs were attacked"
    return f"{stays}, attacks that succeed from {share(won)} to {share(lost)}"


def components_alt(result: SignsResult) -> str:
    """Every number of components."""
    told = "; ".join(f"{name} components: read correctly {share(right)}, attacked {share(won)}"
                     for name, (right, won) in (result.by_components or {}).items())
    return f"Two lines over the number of components kept. {told}."


def _sign(name: str) -> str:
    return name if name.endswith("sign") else f"{name} sign"
