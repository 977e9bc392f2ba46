"""The predictors' charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart
from simulations.predictors import chart_rows as rows
from simulations.predictors import chart_specs as specs
from simulations.predictors import chart_words as words
from simulations.predictors.result import PredictorsParameters


def of_more_than_two(parameters: PredictorsParameters | None) -> bool:
    """There is something to compare two columns with."""
    return parameters is not None and parameters.columns != "two"


CHARTS: tuple[Chart, ...] = (
    Chart("accuracy", "Accuracy by number of columns", specs.accuracy, rows.accuracy_rows,
          words.accuracy_heading, words.accuracy_alt),
    Chart("errors", "Errors by group", specs.errors, rows.errors_rows, words.errors_heading,
          words.errors_alt),
    Chart("both", "Of whom both are right", specs.both, rows.both_rows, words.both_heading, words.both_alt,
          of_more_than_two),
)
