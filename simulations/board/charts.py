"""The charts of the trade-off board, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart
from simulations.board import chart_rows as rows
from simulations.board import chart_specs as specs
from simulations.board import chart_words as words

CHARTS: tuple[Chart, ...] = (
    Chart("pareto", "Two outcomes against each other", specs.pareto, rows.pareto_rows,
          words.pareto_heading, words.pareto_alt),
    Chart("outcomes", "Each outcome among the others'", specs.outcomes, rows.outcomes_rows,
          words.outcomes_heading, words.outcomes_alt),
    Chart("people", "Who bears what", specs.people, rows.people_rows, words.people_heading,
          words.people_alt),
)
