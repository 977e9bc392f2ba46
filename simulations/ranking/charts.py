"""The charts of the search page, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py`` and ``page_chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart
from simulations.ranking import chart_rows as rows
from simulations.ranking import chart_specs as specs
from simulations.ranking import chart_words as words
from simulations.ranking import page_chart_specs
from simulations.ranking.result import RankingParameters


def of_a_run(parameters: RankingParameters | None) -> bool:
    """A run has it; a published page has not."""
    return parameters is not None


def of_rounds(parameters: RankingParameters | None) -> bool:
    """A run with clicks has it."""
    return parameters is not None and parameters.rounds > 0


CHARTS: tuple[Chart, ...] = (
    Chart("page", "The page", page_chart_specs.page, rows.page_rows, words.page_heading, words.page_alt),
    Chart("rounds", "Week after week", specs.rounds, rows.rounds_rows, words.rounds_heading,
          words.rounds_alt, of_rounds),
    Chart("exposure", "Attention and relevance", specs.exposure, rows.exposure_rows, words.exposure_heading,
          words.exposure_alt),
    Chart("frontier", "Quality against attention", specs.frontier, rows.frontier_rows,
          words.frontier_heading, words.frontier_alt, of_a_run),
    Chart("share", "Share in the first places", specs.share, rows.share_rows, words.share_heading,
          words.share_alt),
    Chart("floor", "The table of FA*IR", specs.floor, rows.floor_rows, words.floor_heading, words.floor_alt),
    Chart("occupations", "Forty-five occupations", specs.occupations, rows.occupations_rows,
          words.occupations_heading, words.occupations_alt),
)
