"""The watchlist charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py`` and ``score_chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart, Drag
from simulations.watchlist import chart_rows as rows
from simulations.watchlist import chart_specs as specs
from simulations.watchlist import chart_words as words
from simulations.watchlist import score_chart_specs
from simulations.watchlist.result import WatchlistParameters


def of_a_run(parameters: WatchlistParameters | None) -> bool:
    """A run has it; published counts have not."""
    return parameters is not None


CHARTS: tuple[Chart, ...] = (
    Chart("scores", "Scores and the threshold", score_chart_specs.scores, rows.scores_rows,
          words.scores_heading, words.scores_alt, of_a_run,
          (Drag(selection="drag", field="score", parameter="threshold"),)),
    Chart("alarms", "A thousand alarms", specs.alarms, rows.alarms_rows, words.alarms_heading,
          words.alarms_alt),
    Chart("groups", "False alarms by group", specs.groups, rows.groups_rows, words.groups_heading,
          words.groups_alt),
    Chart("prior", "How rare those looked for are", specs.prior, rows.prior_rows, words.prior_heading,
          words.prior_alt),
    Chart("funnel", "Scanned for each one found", specs.funnel, rows.funnel_rows, words.funnel_heading,
          words.funnel_alt),
)
