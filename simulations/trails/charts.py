"""The charts on trails, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn
in ``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart
from simulations.trails import chart_rows as rows
from simulations.trails import chart_specs as specs
from simulations.trails import chart_words as words
from simulations.trails.result import TrailsParameters, coarseness_alone


def with_traces(parameters: TrailsParameters) -> bool:
    """Traces are handed out."""
    return parameters.defence != "aggregate"


CHARTS: tuple[Chart, ...] = (
    Chart("unicity", "Singled out by points known", specs.unicity, rows.unicity_rows,
          words.unicity_heading, words.unicity_alt),
    Chart("trail", "One trail on the map", specs.trail, rows.trail_rows, words.trail_heading,
          words.trail_alt, with_traces),
    Chart("traded", "Hidden against useful", specs.traded, rows.traded_rows, words.traded_heading,
          words.traded_alt),
    Chart("candidates", "Traces that fit", specs.candidates, rows.candidates_rows,
          words.candidates_heading, words.candidates_alt, with_traces),
    Chart("homes", "Homes found", specs.homes, rows.homes_rows, words.homes_heading, words.homes_alt),
    Chart("grid", "Coarser map, coarser clock", specs.grid, rows.grid_rows, words.grid_heading,
          words.grid_alt, coarseness_alone),
    Chart("law", "The law of coarseness", specs.power_law, rows.law_rows, words.law_heading,
          words.law_alt, coarseness_alone),
)
