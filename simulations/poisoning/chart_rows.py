"""What the poisoning charts draw: one small tidy table for each, made of a result.

The same rows are drawn, shown as the table behind the chart, saved as CSV and put in the notebook.
"""

from __future__ import annotations

import math

import numpy as np

from simulations.base import Rows
from simulations.poisoning.result import PoisoningResult
from simulations.signs.classes import CLASSES, NUMBER
from simulations.signs.pictures import data_uri
from simulations.tables import table
from simulations.wording import percent

STAGES = (
    ("Before anything was slipped in", "accuracy_clean", "success_clean"),
    ("Trained with the poison", "accuracy", "success"),
    ("After the vetting", "accuracy_after", "success_after"),
)
"""What the two shares of each stage are called in the measures."""
DROPPING = ("manifest", "label-check", "neighbours", "spectral")
"""The ways of vetting that point at pictures."""
AREA_REACHES = (0.05, 0.1, 0.2, 0.4, 1.0)
"""How far the axis of patches goes: the first that holds them all."""
APART = 0.08
"""How far apart the words at the ends of the lines stand."""

_EXAMPLES = ("picture", "title", "read", "mark", "tone")
_STAGES = ("stage", "row", "correct", "poisoner", "wanted")
_SHARES = ("poison", "line", "slot", "share", "label_at")
_TABLE = ("given", "predicted", "row", "column", "pictures", "kind")
_MASKS = ("sign", "row", "area", "target", "smallest", "reach")
_FLAGGED = ("pictures", "row", "outcome", "slot", "count", "part", "start")


def examples_rows(result: PoisoningResult) -> Rows:
    """A row for each picture: in the data with its label, or new with what the model reads."""
    rows = []
    for image, label, kind, words in zip(
        map(data_uri, result.examples), result.example_labels.tolist(), result.example_kinds.tolist(),
        result.example_words, strict=True,
    ):
        right, new = label == kind, words.startswith("New")
        said = "read as" if new else "its label:"
        mark = f"{'✓' if right else '✗'} {CLASSES[label].name}"
        tone = "bad" if not right else "good" if new else "plain"
        rows.append((image, words, said, mark, tone))
    return table(_EXAMPLES, rows)


def stages_rows(result: PoisoningResult) -> Rows:
    """A row for each stage: read correctly, and with the note as the poisoner wants."""
    measures, target = result.measures, target_name(result)
    stages = STAGES[:2] if result.parameters.vetting in ("none", "mask-search") else STAGES
    return table(_STAGES, [
        (stage, row, measures[correct], measures[success], target)
        for row, (stage, correct, success) in enumerate(stages)
    ])


def shares_rows(result: PoisoningResult) -> Rows:
    """A row for each share of poison and each line; ``label_at`` says where the words at its end stand."""
    if result.curve is None:
        return table(_SHARES, [])
    lines = (("read correctly", result.curve.accuracy), ("with the note", result.curve.success))
    ends = _apart(*(float(values[-1]) for _, values in lines))
    shares = result.curve.shares.tolist()
    return table(_SHARES, [
        (poison, line, slot, value, ends[slot] if poison == shares[-1] else None)
        for slot, (line, values) in enumerate(lines)
        for poison, value in zip(shares, values.tolist(), strict=True)
    ])


def _apart(first: float, second: float) -> tuple[float, float]:
    """Two places on a scale from 0 to 1, moved apart where words beside them would touch."""
    if abs(first - second) >= APART:
        return first, second
    middle = min(max((first + second) / 2, APART / 2), 1 - APART / 2)
    upper, lower = middle + APART / 2, middle - APART / 2
    return (upper, lower) if first >= second else (lower, upper)


def table_rows(result: PoisoningResult) -> Rows:
    """A row for each pair of labels, given and predicted by the rest, with how many pictures have it."""
    if result.table is None:
        return table(_TABLE, [])
    most = largest_cell(result)
    return table(_TABLE, [
        (given.name, predicted.name, row, column, int(result.table[row, column]),
         "agree" if row == column else "largest" if (row, column) == most else "differ")
        for row, given in enumerate(CLASSES) for column, predicted in enumerate(CLASSES)
    ])


def masks_rows(result: PoisoningResult) -> Rows:
    """A row for each class, the smallest patch first; classes without a patch last."""
    if result.mask_areas is None:
        return table(_MASKS, [])
    areas = result.mask_areas.tolist()
    order = sorted(range(len(areas)), key=lambda one: (not math.isfinite(areas[one]), areas[one]))
    order = [one for one in order if math.isfinite(areas[one])]
    reach = next((end for end in AREA_REACHES if end >= max((areas[one] for one in order), default=0)), 1.0)
    target = NUMBER[result.parameters.target]
    return table(_MASKS, [
        (CLASSES[one].name, row, areas[one], int(one == target), int(row == 0), reach)
        for row, one in enumerate(order)
    ])


def patches_rows(result: PoisoningResult) -> Rows:
    """A row for each class for which a patch was found: the patch on a grey sign."""
    if result.masks is None or result.mask_areas is None:
        return table(_EXAMPLES, [])
    rows = masks_rows(result)
    numbers = {one.name: index for index, one in enumerate(CLASSES)}
    return table(_EXAMPLES, [
        (data_uri(result.masks[numbers[name]], scale=2), name, f"{percent(area)} of a sign",
         "poisoner's target" if target else "", "bad" if target else "plain")
        for name, area, target in zip(rows["sign"], rows["area"], rows["target"], strict=True)
    ])


def flagged_rows(result: PoisoningResult) -> Rows:
    """Two rows for the poisoned pictures and two for the clean: dropped, and left in the data."""
    if result.parameters.vetting not in DROPPING:
        return table(_FLAGGED, [])
    return table(_FLAGGED, [
        (f"{kind} pictures", row, outcome, slot, count, count / whole, start / whole)
        for row, (kind, dropped, whole) in enumerate(by_flag(result)) if whole
        for slot, (outcome, count, start) in enumerate(
            (("dropped", dropped, 0), ("left in", whole - dropped, dropped)))
    ])


# --- words and numbers ------------------------------------------------------------------------


def by_flag(result: PoisoningResult) -> list[tuple[str, int, int]]:
    """Of the poisoned and of the clean pictures: how many were dropped, and how many there are."""
    measures = result.measures
    poisoned, found = round(measures["poisoned"]), measures["found"]
    hits = round(found * poisoned) if math.isfinite(found) else 0
    clean = result.parameters.pictures
    if result.parameters.kind == "label-noise":
        clean -= poisoned
    return [("Poisoned", hits, poisoned), ("Clean", round(measures["flagged"]) - hits, clean)]


def largest_cell(result: PoisoningResult) -> tuple[int, int] | None:
    """The pair (given, predicted) of different labels that most pictures have; None without a table."""
    if result.table is None:
        return None
    differing = result.table - np.diag(np.diag(result.table))
    row, column = np.unravel_index(int(differing.argmax()), differing.shape)
    return (int(row), int(column)) if differing.any() else None


def target_name(result: PoisoningResult) -> str:
    """What a sign with the note is meant to be read as."""
    return CLASSES[NUMBER[result.parameters.target]].name


def source_name(result: PoisoningResult) -> str:
    """On which signs the note is meant to work, as ``stop signs``."""
    source = result.parameters.source
    return "signs" if source == "every" else f"{CLASSES[NUMBER[source]].name} signs"
