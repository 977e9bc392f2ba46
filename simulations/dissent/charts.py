"""The dissent charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py`` and ``cliff_chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart, Drag
from simulations.dissent import chart_rows as rows
from simulations.dissent import chart_specs as specs
from simulations.dissent import chart_words as words
from simulations.dissent import cliff_chart_specs
from simulations.dissent.result import WARM_UPS, DissentParameters


def of_a_hundred(parameters: DissentParameters | None) -> bool:
    """The warm-ups have it."""
    return parameters is not None and parameters.crowd in WARM_UPS


def of_towns(parameters: DissentParameters | None) -> bool:
    """Towns that are drawn have it; the warm-ups have not."""
    return parameters is not None and parameters.crowd not in WARM_UPS


def of_two_groups(parameters: DissentParameters | None) -> bool:
    """Towns in which there are both groups have it."""
    return of_towns(parameters) and parameters is not None and 0 < parameters.share_b < 1


CHARTS: tuple[Chart, ...] = (
    Chart("cliff", "Turnout and the chance of being identified", cliff_chart_specs.cliff, rows.cliff_rows,
          words.cliff_heading, words.cliff_alt, of_towns,
          (Drag(selection="drag", field="chance", parameter="identified"),)),
    Chart("voices", "What people think and what they show", specs.voices, rows.voices_rows,
          words.voices_heading, words.voices_alt, of_towns),
    Chart("towns", "Town by town", specs.towns, rows.towns_rows, words.towns_heading, words.towns_alt,
          of_towns),
    Chart("ladder", "A hundred thresholds", specs.ladder, rows.ladder_rows, words.ladder_heading,
          words.ladder_alt, of_a_hundred),
    Chart("rounds", "Round by round", specs.rounds, rows.rounds_rows, words.rounds_heading,
          words.rounds_alt),
    Chart("groups", "Who falls silent", specs.groups, rows.groups_rows, words.groups_heading,
          words.groups_alt, of_two_groups),
    Chart("record", "Who ends up on the record", specs.record, rows.record_rows, words.record_heading,
          words.record_alt, of_towns),
    Chart("thresholds", "How much company people want", specs.thresholds, rows.thresholds_rows,
          words.thresholds_heading, words.thresholds_alt, of_towns),
)
