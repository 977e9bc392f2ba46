"""The hiring charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn
in ``chart_specs.py`` and ``ranking_chart_specs.py``. All charts of a run together cost well under
a millisecond once the specifications are built.
"""

from __future__ import annotations

from simulations.base import Chart, Drag
from simulations.hiring import chart_rows as rows
from simulations.hiring import chart_specs as specs
from simulations.hiring import chart_words as words
from simulations.hiring import ranking_chart_specs
from simulations.hiring.result import HiringParameters


def of_a_run(parameters: HiringParameters | None) -> bool:
    """A run has it; published counts have not."""
    return parameters is not None


def of_published_counts(parameters: HiringParameters | None) -> bool:
    """Published counts may have it; a run has not."""
    return parameters is None


def with_years(parameters: HiringParameters | None) -> bool:
    """A run has it whose years follow."""
    return parameters is not None and parameters.years > 0


def with_second_attribute(parameters: HiringParameters | None) -> bool:
    """A run has it in which some have the second attribute."""
    return parameters is not None and parameters.second_share > 0


CHARTS: tuple[Chart, ...] = (
    Chart(
        "ranking", "Where each group stands", ranking_chart_specs.ranking, rows.ranking_rows,
        words.ranking_heading, words.ranking_alt, of_a_run,
        (Drag(selection="drag", field="percentile", parameter="hire_rate", scale=-0.01, offset=1.0),),
    ),
    Chart("rates", "Selection rates", specs.rates, rows.rates_rows, words.rates_heading, words.rates_alt),
    Chart("yardsticks", "Two yardsticks", specs.yardsticks, rows.yardsticks_rows,
          words.yardsticks_heading, words.yardsticks_alt, of_a_run),
    Chart("two-labels", "Two labels", specs.two_labels, rows.two_labels_rows,
          words.two_labels_heading, words.two_labels_alt, of_a_run),
    Chart("columns", "What the model sees", specs.columns, rows.columns_rows,
          words.columns_heading, words.columns_alt, of_a_run),
    Chart("years", "The years after", specs.years, rows.years_rows,
          words.years_heading, words.years_alt, with_years),
    Chart("cells", "Group and second attribute", specs.cells, rows.cells_rows,
          words.cells_heading, words.cells_alt, with_second_attribute),
    Chart("strata", "By department", specs.strata, rows.strata_rows,
          words.strata_heading, words.strata_alt, of_published_counts),
)
