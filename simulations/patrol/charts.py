"""The patrol charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart
from simulations.patrol import chart_rows as rows
from simulations.patrol import chart_specs as specs
from simulations.patrol import chart_words as words

CHARTS: tuple[Chart, ...] = (
    Chart("fan", "Patrols day by day", specs.fan, rows.fan_rows, words.fan_heading, words.fan_alt),
    Chart("record", "Crime, patrols and record", specs.record, rows.record_rows, words.record_heading,
          words.record_alt),
    Chart("ends", "Where cities end", specs.ends, rows.ends_rows, words.ends_heading, words.ends_alt),
)
