"""The letter, and the charts beside it, in the order in which they are shown.

What the letter says stands in ``letter_rows.py``, what the others draw in ``chart_rows.py``, what is
said of them in ``chart_words.py``, how they are drawn in ``chart_specs.py``.
"""

from __future__ import annotations

from simulations.base import Chart, Drag
from simulations.chart_specs import letter
from simulations.notice import chart_rows as rows
from simulations.notice import chart_specs as specs
from simulations.notice import chart_words as words
from simulations.notice.letter_rows import letter_rows

CHARTS: tuple[Chart, ...] = (
    Chart("letter", "The letter", letter, letter_rows, words.letter_heading, words.letter_alt, letter=True),
    Chart("reasons", "What counted", specs.reasons, rows.reasons_rows, words.reasons_heading,
          words.reasons_alt),
    Chart("notices", "What each notice lets people do", specs.notices, rows.notices_rows,
          words.notices_heading, words.notices_alt),
    Chart("ways", "Who has a way, and how long it takes", specs.ways, rows.ways_rows, words.ways_heading,
          words.ways_alt, drags=(Drag(selection="drag", field="week", parameter="weeks"),)),
)
