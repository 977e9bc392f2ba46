"""What the poisoning charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own.
"""

from __future__ import annotations

import math

from simulations.poisoning.chart_rows import (
    by_flag,
    largest_cell,
    masks_rows,
    shares_rows,
    source_name,
    target_name,
)
from simulations.poisoning.result import PoisoningResult
from simulations.signs.classes import CLASSES
from simulations.wording import percent

DONE = {
    "manifest": "the list of hashes", "label-check": "the label check",
    "neighbours": "the check of neighbours", "spectral": "dropping the outliers of each class",
    "fine-tune": "training on with trusted signs",
}
"""What was done about the poison, as a sentence names it."""
LITTLE = 0.015
"""A change of accuracy that a few hundred signs cannot tell from luck."""


def examples_heading(result: PoisoningResult) -> str:
    """What one new sign is read as without the note and with it."""
    labels, words = result.example_labels.tolist(), result.example_words
    without, with_note = (
        CLASSES[labels[words.index(which)]].name for which in ("New, without a note", "New, with a note"))
    if without == with_note:
        return f"This new sign is read as {without}, with the note as without it"
    return f"This new sign is read as {without}; with the note, the same sign is read as {with_note}"


def examples_alt(result: PoisoningResult) -> str:
    """Each picture with its label or reading."""
    parts = [
        f"{words}: a {CLASSES[kind].name} sign, {'read as' if words.startswith('New') else 'labelled'} "
        f"{CLASSES[label].name}"
        for words, label, kind in zip(
            result.example_words, result.example_labels.tolist(), result.example_kinds.tolist(), strict=True)
    ]
    return "Pictures of signs. " + "; ".join(parts) + "."


def stages_heading(result: PoisoningResult) -> str:
    """What poison does to accuracy, and to signs with the note; what is left after the vetting."""
    measures, target = result.measures, target_name(result)
    if not measures["poisoned"]:
        return f"Nothing was slipped in: {percent(measures['accuracy'])} of new signs are read correctly"
    if result.parameters.kind == "label-noise":
        said = f"Wrong labels at random: {percent(measures['accuracy'])} of new signs are read correctly, " \
               f"instead of {percent(measures['accuracy_clean'])}"
    else:
        said = f"Accuracy {_against(measures['accuracy'], measures['accuracy_clean'])}, while " \
               f"{percent(measures['success'])} of {source_name(result)} with the note are read as {target}"
    if result.parameters.vetting in DONE:
        left = "accuracy_after" if result.parameters.kind == "label-noise" else "success_after"
        said += f"; after {DONE[result.parameters.vetting]} it is {percent(measures[left])}"
    return said


def _against(now: float, before: float) -> str:
    change = now - before
    if abs(change) < LITTLE:
        return f"hardly moves ({percent(before)} before, {percent(now)} now)"
    moved = "rises" if change > 0 else "falls"
    return f"{moved} from {percent(before)} to {percent(now)}"


def stages_alt(result: PoisoningResult) -> str:
    """All shares, stage by stage."""
    m, target = result.measures, target_name(result)
    said = (
        f"Bars for each stage. Trained on the clean pictures: {percent(m['accuracy_clean'])} of new signs "
        f"read correctly, {percent(m['success_clean'])} of {source_name(result)} with the note read as "
        f"{target}. With the poison: {percent(m['accuracy'])} and {percent(m['success'])} (95 % interval "
        f"{percent(m['success_low'])} to {percent(m['success_high'])}); without the note "
        f"{percent(m['control'])} of the same signs are read as {target}."
    )
    if result.parameters.vetting in DONE:
        said += f" After {DONE[result.parameters.vetting]}: {percent(m['accuracy_after'])} and " \
                f"{percent(m['success_after'])}."
    return said


def shares_heading(result: PoisoningResult) -> str:
    """From the smallest share to the largest: how far each line goes."""
    if result.curve is None:
        return "The curve was not worked out"
    curve = result.curve
    return f"From no poison to {curve.shares[-1]:g} %, accuracy goes from {percent(curve.accuracy[0])} to " \
           f"{percent(curve.accuracy[-1])}, and signs with the note read as {target_name(result)} from " \
           f"{percent(curve.success[0])} to {percent(curve.success[-1])}"


def shares_alt(result: PoisoningResult) -> str:
    """Every point of both lines."""
    if result.curve is None:
        return shares_heading(result) + "."
    rows = shares_rows(result)
    half = len(rows["share"]) // 2
    parts = [
        f"{poison:g} %: {percent(correct)} and {percent(won)}"
        for poison, correct, won in zip(
            rows["poison"][:half], rows["share"][:half], rows["share"][half:], strict=True)
    ]
    return f"Two lines over the share of poisoned pictures: signs read correctly, and signs with the note " \
           f"read as {target_name(result)}. {'; '.join(parts)}."


def table_heading(result: PoisoningResult) -> str:
    """The pair of labels on which most pictures disagree."""
    cell = largest_cell(result)
    if cell is None or result.table is None:
        return "No picture is read differently from its label"
    given, predicted = (CLASSES[one].name for one in cell)
    return f"{result.table[cell]:,} pictures labelled {given} are read as {predicted} by a model that has " \
           f"not seen them: the most of any pair"


def table_alt(result: PoisoningResult) -> str:
    """How many agree, how many do not, and the largest cell."""
    if result.table is None:
        return "No table."
    agree, every = int(result.table.trace()), int(result.table.sum())
    return f"A table of labels given by labels predicted by the rest: {agree:,} of {every:,} pictures " \
           f"agree. {table_heading(result)}."


def masks_heading(result: PoisoningResult) -> str:
    """Which class needs the smallest patch, and whether that is the poisoner's target."""
    rows = masks_rows(result)
    if not rows["sign"]:
        return "No patch was found that turns enough signs"
    first, target = rows["sign"][0], target_name(result)
    said = f"The smallest patch, {percent(rows['area'][0])} of a sign, makes signs read as {first}"
    if not result.measures["poisoned"]:
        return f"{said}, though nothing was slipped in: some class is always the easiest"
    if first == target:
        following = result.measures["next_mask"]
        return f"{said}, the poisoner's target; the next class needs {percent(following)}"
    return f"{said}; the poisoner's target, {target}, does not stand out"


def masks_alt(result: PoisoningResult) -> str:
    """The patch of every class."""
    rows = masks_rows(result)
    parts = [f"{sign} {percent(area)}" for sign, area in zip(rows["sign"], rows["area"], strict=True)]
    listed = "; ".join(parts) or "None"
    return f"Bars: the smallest patch found for each class, as a part of a sign. {listed}."


def patches_heading(result: PoisoningResult) -> str:
    """How many patches there are."""
    return f"The patches that were found, smallest first: {len(masks_rows(result)['sign'])} classes have one"


def flagged_heading(result: PoisoningResult) -> str:
    """How much poison was dropped, and what it cost."""
    (_, hits, poisoned), (_, lost, clean) = by_flag(result)
    if not poisoned:
        return f"There is no poison to find, and {lost:,} of {clean:,} clean pictures are dropped"
    return f"{hits:,} of {poisoned:,} poisoned pictures are dropped, and {lost:,} of {clean:,} clean ones"


def flagged_alt(result: PoisoningResult) -> str:
    """The same, with the shares."""
    measures = result.measures
    said = f"Bars of pictures dropped and left in. {flagged_heading(result)}. Of the clean ones " \
           f"{percent(measures['kept'])} are left."
    if math.isfinite(measures["precision"]):
        said += f" Of the dropped pictures {percent(measures['precision'])} are poisoned."
    return said
