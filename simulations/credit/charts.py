"""The credit charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart
from simulations.credit import chart_rows as rows
from simulations.credit import chart_specs as specs
from simulations.credit import chart_words as words

CHARTS: tuple[Chart, ...] = (
    Chart("groups", "Who gets a loan", specs.groups, rows.groups_rows,
          words.groups_heading, words.groups_alt),
    Chart("rules", "What each rule earns", specs.rules, rows.rules_rows, words.rules_heading,
          words.rules_alt),
    Chart("roc", "What thresholds give", specs.roc, rows.roc_rows, words.roc_heading, words.roc_alt),
)
