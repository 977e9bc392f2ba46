"""The courtroom charts, in the order in which they are shown.

What each draws stands in ``chart_rows.py``, what it says in ``chart_words.py``, how it is drawn in
``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart, Drag
from simulations.courtroom import chart_rows as rows
from simulations.courtroom import chart_specs as specs
from simulations.courtroom import chart_words as words

CHARTS: tuple[Chart, ...] = (
    Chart("yardsticks", "Two yardsticks", specs.yardsticks, rows.yardsticks_rows, words.yardsticks_heading,
          words.yardsticks_alt),
    Chart("funnel", "From a wrong flag to a review", specs.funnel, rows.funnel_rows, words.funnel_heading,
          words.funnel_alt),
    Chart("judge", "How often the judge follows", specs.judge, rows.judge_rows, words.judge_heading,
          words.judge_alt, drags=(Drag(selection="drag", field="follow", parameter="follow"),)),
    Chart("calibration", "Arrests and offences by score", specs.calibration, rows.calibration_rows,
          words.calibration_heading, words.calibration_alt),
)
