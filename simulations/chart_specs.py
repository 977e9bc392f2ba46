"""What the charts of all simulations are drawn with: ink, axes, words beside marks.

A chart is one Vega-Lite view without data, as wide as what holds it and of a fixed height, so that
it can be read on a phone and on a projector and nothing jumps. The run of now is drawn full, a
pinned one dashed or hollow beside it, published figures as diamonds. Text follows the
background of the theme (``palette.INK``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from simulations.palette import GROUPS, INK, LABEL_SIZE, PAPER, SMALL_SIZE

Spec = dict[str, Any]
Layer = alt.Chart | Spec
SCHEMA = alt.SCHEMA_URL

NOW = "datum.series == 'now'"
PINNED = "datum.series == 'pinned'"
PUBLISHED = "datum.series == 'published'"


def ink() -> alt.ExprRef:
    """The colour of text and rules."""
    return alt.ExprRef("ink")


def paper() -> alt.ExprRef:
    """The colour of the background."""
    return alt.ExprRef(PAPER)


def rows() -> alt.Chart:
    """What the page sends, to be filtered, counted and drawn."""
    return alt.Chart()


def drawn_from(source: alt.Chart, *layers: Layer) -> Spec:
    """``layers`` on top of each other, all drawn from ``source``, which is worked out once."""
    steps = source.transform if isinstance(source.transform, list) else []
    transform = [step.to_dict() for step in steps]
    return {"transform": transform, "layer": [_leaf(layer) for layer in layers]}


def _leaf(layer: Layer) -> Spec:
    """One mark as a dictionary, without the table that Altair gives to a chart without data.

    Putting layers together as dictionaries is ten times faster than in Altair, which copies and
    checks everything at each level; what comes out is checked by the tests.
    """
    if isinstance(layer, dict):
        return layer
    spec: Spec = layer.to_dict(validate=False)
    return {key: value for key, value in spec.items() if key in ("name", "transform", "mark", "encoding")}


def number_text(value: str, digits: int) -> str:
    """Vega expression for a number with as many ``digits`` as ``Measure.text`` prints.

    Halves (87.25 with one digit) are rounded to the even digit, as Python does, and not up.
    """
    half = f"({2 ** (digits + 1)} * ({value})) % 2 == 1"
    even = f"floor({10**digits} * ({value})) % 2 == 0"
    return f"format({value} - ({half} && {even} ? {10.0 ** -(digits + 1)} : 0), '.{digits}f')"


def share_text(field: str) -> str:
    """Vega expression for a share as it is printed everywhere: ``26.8 %``, or ``undefined``."""
    return f"(isValid({field}) ? {number_text(f'100 * {field}', 1)} + ' %' : 'undefined')"


def group_colour() -> alt.Color:
    """Colour by ``slot``: 0 is group A."""
    scale = alt.Scale(domain=[0, 1, 2], range=list(GROUPS))
    return alt.Color("slot:O", scale=scale, legend=None)


def down(field: str = "y", low: float = 0.0, high: float = 1.0) -> alt.Y:
    """Place from the top (``low``) to the bottom (``high``), without an axis."""
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[low, high], reverse=True, nice=False), axis=None)


def shares(field: str, title: str, *, low: float | None = None, high: float | None = None) -> alt.X:
    """A horizontal axis of shares in per cent, fixed where ``low`` and ``high`` are given."""
    if low is not None and high is not None:
        scale = alt.Scale(nice=False, domain=[low, high])
    else:
        scale = alt.Scale(nice=False, zero=False)
    axis = alt.Axis(labelExpr="format(100 * datum.value, '.0f') + ' %'", title=title, tickCount=5)
    return alt.X(f"{field}:Q", scale=scale, axis=axis)


def label(
    chart: alt.Chart, *, words: str, x: Any, y: Any, align: str = "left", size: int = LABEL_SIZE,
    bold: bool = False, dx: float = 0, dy: float = 0, clear: bool = True,
) -> Layer:
    """Words beside a mark, kept ``clear`` of the lines below; ``words`` is a Vega expression."""
    style: dict[str, Any] = {"align": align, "baseline": "middle", "fontSize": size, "dx": dx, "dy": dy}
    if bold:
        style["fontWeight"] = "bold"
    worded = alt.Chart().encode(x=x, y=y, text="words:N")
    text = worded.mark_text(**style, color=ink())
    halo = worded.mark_text(**style, color=paper(), stroke=paper(), strokeWidth=4, strokeJoin="round")
    return drawn_from(chart.transform_calculate(words=words), *([halo] if clear else []), text)


def finished(chart: Spec, height: int, *, params: Sequence[Spec] = ()) -> Spec:
    """The chart as a whole: container-wide, of fixed height, silent to screen readers.

    The page gives the alternative sentence and the table; a name for every mark would be noise.
    """
    axis = {"labelFontSize": SMALL_SIZE, "titleFontSize": 13, "titleFontWeight": "normal",
            "titlePadding": 8, "labelPadding": 6, "domain": False, "ticks": False}
    return {
        "$schema": SCHEMA,
        "config": {"aria": False, "mark": {"tooltip": None, "aria": False}, "axis": axis,
                   "view": {"stroke": None}},
        "width": "container", "height": height,
        "params": [{"name": "ink", "expr": INK}, *params],
        **chart,
    }


def gallery(columns: int) -> Spec:
    """Pictures with their words below, ``columns`` to a line: what a page draws as HTML, for files.

    Draws the columns that ``simulations.base.Chart`` says a gallery has.
    """
    small = columns > 4
    side, below, size = (72, 20, 11) if small else (170, 64, 13)
    place = {
        "transform": [
            {"window": [{"op": "row_number", "as": "number"}]},
            {"calculate": f"(datum.number - 1) % {columns}", "as": "column"},
            {"calculate": f"floor((datum.number - 1) / {columns})", "as": "line"},
        ],
    }
    x = {"field": "column", "type": "ordinal", "axis": None}
    y = {"field": "line", "type": "ordinal", "axis": None}
    image = {
        "mark": {"type": "image", "width": side, "height": side, "aspect": True, "smooth": False,
                 "yOffset": -below / 2},
        "encoding": {"x": x, "y": y, "url": {"field": "picture", "type": "nominal"}},
    }
    fields = ("mark",) if small else ("title", "read", "mark")
    words: list[Spec] = [
        {"mark": {"type": "text", "fontSize": size, "color": {"expr": "ink"},
                  "dy": (side - below) / 2 + 10 + 18 * number},
         "encoding": {"x": x, "y": y, "text": {"field": field, "type": "nominal"}}}
        for number, field in enumerate(fields)
    ]
    whole = finished({**place, "layer": [image, *words]}, 0)
    return {**whole, "width": {"step": side + 14}, "height": {"step": side + below + 8}}


LETTER_LINE = 78
"""About how many letters of a letter stand on one line of a file."""


def letter() -> Spec:
    """A text that somebody receives, line by line: what a page draws as HTML, for files.

    Draws the columns that ``simulations.base.Chart`` says a letter has. Words are broken at spaces.
    """
    wrapped = f"replace(datum.words, /(.{{1,{LETTER_LINE}}})(\\s+|$)/g, '$1\\n')"
    parts = {"transform": [
        {"filter": NOW},
        {"window": [{"op": "row_number", "as": "row"}]},
        {"window": [{"op": "row_number", "as": "within"}], "groupby": ["part"], "sort": [{"field": "row"}]},
        {"calculate": "datum.within == 1 && datum.part ? [datum.part, datum.text] : [datum.text]",
         "as": "pair"},
        {"flatten": ["pair"], "as": ["words"]},
        {"calculate": "datum.words == datum.part", "as": "head"},
        {"calculate": "(datum.head || datum.kind != 'item' ? '' : '\u2022 ') + datum.words", "as": "words"},
        {"calculate": f"split(trim({wrapped}), '\\n')", "as": "lines"},
        {"calculate": "datum.lines.length + (datum.head ? 0.2 : 0.5)", "as": "tall"},
        {"window": [{"op": "row_number", "as": "row"}, {"op": "sum", "field": "tall", "as": "below"}]},
        {"calculate": "datum.below - datum.tall", "as": "top"},
    ]}
    place = {"y": {"field": "top", "type": "quantitative", "axis": None,
                   "scale": {"domain": [0, LETTER_LINES], "reverse": True, "nice": False}},
             "x": {"value": 0}, "text": {"field": "lines", "type": "nominal"}}
    style = {"type": "text", "align": "left", "baseline": "top", "color": {"expr": "ink"}, "lineHeight": 18}
    words: list[Spec] = [
        {"transform": [{"filter": "!datum.head"}], "mark": {**style, "fontSize": 13}, "encoding": place},
        {"transform": [{"filter": "datum.head"}],
         "mark": {**style, "fontSize": 14, "fontWeight": "bold"}, "encoding": place},
    ]
    return {**finished({**parts, "layer": words}, 18 * LETTER_LINES), "width": 620}


LETTER_LINES = 46
"""How many lines a letter may have in a file."""
