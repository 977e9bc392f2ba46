"""Colours of the charts, chosen once: the same thing keeps its colour everywhere.

Every mark colour has a contrast of at least 3 to 1 on white and on the dark background, so that
one specification serves both themes. Hues follow Okabe and Ito (Color Universal Design, 2008),
some of them darkened for white; the groups stay apart under the common kinds of colour
blindness. Colour never stands alone: a shape, a dash, a place or a word says the same.
"""

from __future__ import annotations

GROUPS = ("#0072B2", "#D55E00", "#996C63")
"""Groups A, B and C: blue, vermilion, brown."""
GROUP_SHAPES = ("circle", "square", "triangle-up")
"""The mark of each group where several stand on one line."""
TRUTH = "#008A65"
"""What is really so, which no employer, judge or camera sees whole: green, a circle."""
LABEL = "#A67C00"
"""What the record says of it: ochre, a square."""
HARM = "#CC0044"
"""What a decision does to somebody wrongly: crimson, hollow."""
HIT = "#7A6FD0"
"""What a decision gets right for whoever decides: violet, a triangle."""
MUTED = "#808080"
"""Whatever is only there for comparison: grey."""

LIGHT_INK = "#262730"
DARK_INK = "#FAFAFA"
INK = f"luminance(background) < 0.2 ? '{DARK_INK}' : '{LIGHT_INK}'"
"""Vega expression for the colour of text and rules: it follows the background of the theme."""
PAPER = "background"
"""Vega expression for the colour behind the chart, to keep marks apart."""

THIN_DASH = (4, 3)
"""How the pinned run is drawn, beside the run of now in full lines."""
LABEL_SIZE = 14
"""Pixels of a direct label; nothing in a chart is smaller than 12."""
SMALL_SIZE = 12
