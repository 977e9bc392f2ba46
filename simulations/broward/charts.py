"""The Broward charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py`` and ``decile_chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart, Drag
from simulations.broward import chart_rows as rows
from simulations.broward import chart_specs as specs
from simulations.broward import chart_words as words
from simulations.broward import decile_chart_specs
from simulations.broward.result import BrowardParameters


def of_a_run(parameters: BrowardParameters | None) -> bool:
    """A run has it; published figures have not."""
    return parameters is not None


CHARTS: tuple[Chart, ...] = (
    Chart("deciles", "Deciles and two thresholds", decile_chart_specs.deciles, rows.deciles_rows,
          words.deciles_heading, words.deciles_alt, of_a_run,
          (Drag(selection="drag", field="place", parameter="threshold_black", only=("slot", 0)),
           Drag(selection="drag", field="place", parameter="threshold_white", only=("slot", 1)))),
    Chart("rates", "Rates by group", specs.rates, rows.rates_rows, words.rates_heading, words.rates_alt),
    Chart("map", "All pairs of thresholds", specs.pairs, rows.map_rows, words.map_heading, words.map_alt,
          of_a_run),
    Chart("calibration", "Rearrest by decile", specs.calibration, rows.calibration_rows,
          words.calibration_heading, words.calibration_alt, of_a_run),
)
