"""The poisoning charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn
in ``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart
from simulations.poisoning import chart_rows as rows
from simulations.poisoning import chart_specs as specs
from simulations.poisoning import chart_words as words
from simulations.poisoning.result import PoisoningParameters


def over_shares(parameters: PoisoningParameters) -> bool:
    """A run has it that was asked for the curve."""
    return parameters.sweep


def with_a_table(parameters: PoisoningParameters) -> bool:
    """A run has it whose labels were checked."""
    return parameters.vetting == "label-check"


def with_patches(parameters: PoisoningParameters) -> bool:
    """A run has it that searched for patches."""
    return parameters.vetting == "mask-search"


def with_pictures_dropped(parameters: PoisoningParameters) -> bool:
    """A run has it whose vetting points at pictures."""
    return parameters.vetting in rows.DROPPING


CHARTS: tuple[Chart, ...] = (
    Chart("examples", "In the data, and on the road", specs.examples, rows.examples_rows,
          words.examples_heading, words.examples_alt, gallery=4),
    Chart("before-after", "Before and after", specs.stages, rows.stages_rows,
          words.stages_heading, words.stages_alt),
    Chart("shares", "Over shares of poison", specs.poison_shares, rows.shares_rows,
          words.shares_heading, words.shares_alt, over_shares),
    Chart("flagged", "What the vetting drops", specs.flagged, rows.flagged_rows,
          words.flagged_heading, words.flagged_alt, with_pictures_dropped),
    Chart("given-predicted", "Labels given and predicted", specs.given_predicted, rows.table_rows,
          words.table_heading, words.table_alt, with_a_table),
    Chart("masks", "Smallest patches", specs.masks, rows.masks_rows,
          words.masks_heading, words.masks_alt, with_patches),
    Chart("patches", "The patches", specs.patches, rows.patches_rows,
          words.patches_heading, words.masks_alt, with_patches, gallery=6),
)
