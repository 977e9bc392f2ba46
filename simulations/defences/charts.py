"""The defences charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart
from simulations.defences import chart_rows as rows
from simulations.defences import chart_specs as specs
from simulations.defences import chart_words as words
from simulations.defences.result import PROVING, DefencesParameters


def with_curve(parameters: DefencesParameters | None) -> bool:
    """A run has it that tries every size of change."""
    return parameters is None or parameters.curve


def with_detector(parameters: DefencesParameters | None) -> bool:
    """A run over all sizes has it whose defence refuses pictures."""
    return with_curve(parameters) and parameters is not None and parameters.defence == "detector"


def with_proof(parameters: DefencesParameters | None) -> bool:
    """A run has it whose defence proves something against these changes."""
    return parameters is not None and parameters.defence in PROVING and parameters.threat != "sticker"


CHARTS: tuple[Chart, ...] = (
    Chart("three-bars", "Clean, attacked, and proved", specs.three_bars, rows.bars_rows, words.bars_heading,
          words.bars_alt),
    Chart("curve", "Over all sizes of change", specs.curve, rows.curve_rows, words.curve_heading,
          words.curve_alt, with_curve),
    Chart("pictures", "One sign, as the defended model sees it", specs.pictures, rows.pictures_rows,
          words.pictures_heading, words.pictures_alt, gallery=3),
    Chart("detector", "Attacks refused", specs.detector, rows.detector_rows, words.detector_heading,
          words.detector_alt, with_detector),
    Chart("radii", "Certified radii", specs.radii, rows.radii_rows, words.radii_heading, words.radii_alt,
          with_proof),
)
