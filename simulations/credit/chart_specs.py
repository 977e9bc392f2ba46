"""How the credit charts are drawn: Vega-Lite without data, each built once.

Each group has its colour and its shape in every chart, the fourth one the violet of ``palette.HIT``
and a triangle on its tip. Labels stand beside what they name.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from simulations.chart_specs import (
    NOW,
    PINNED,
    Layer,
    Spec,
    down,
    drawn_from,
    finished,
    ink,
    label,
    number_text,
    paper,
    rows,
    share_text,
    shares,
)
from simulations.credit.chart_rows import NAMES, RATES
from simulations.credit.result import GROUPS
from simulations.palette import GROUP_SHAPES, HIT, MUTED, SMALL_SIZE, THIN_DASH
from simulations.palette import GROUPS as GROUP_COLOURS

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_SLOTS = list(range(len(GROUPS)))
_COLOUR = alt.Color("slot:O", legend=None, scale=alt.Scale(domain=_SLOTS, range=[*GROUP_COLOURS, HIT]))
_SHAPE = alt.Shape("slot:O", legend=None,
                   scale=alt.Scale(domain=_SLOTS, range=[*GROUP_SHAPES, "triangle-down"]))
_MARK: dict[str, Any] = {"filled": True, "opacity": 1, "stroke": paper(), "strokeWidth": 1.5}


@cache
def groups() -> Spec:
    """Four rates, each as a mark for every group with a line from the lowest to the highest."""
    band = float(len(RATES))
    source = rows().transform_calculate(
        head=f"(datum.row + 0.1) / {band}", first=f"(datum.row + 0.3) / {band}",
        second=f"(datum.row + 0.48) / {band}",
        # a little below each other, so that equal shares do not hide one another
        y=f"(datum.row + 0.67 + 0.05 * datum.slot) / {band}", middle=f"(datum.row + 0.745) / {band}",
    )
    y = down()

    def x(field: str) -> alt.X:
        return shares(field, "share of these people", low=0, high=1)

    now = rows().transform_filter(NOW)
    heads = now.transform_filter("datum.slot == 0")
    line = heads.transform_filter("isValid(datum.lowest)").mark_rule(color=MUTED, strokeWidth=3).encode(
        x=x("lowest"), x2="highest:Q", y=down("middle"))
    marks = now.mark_point(size=150, **_MARK).encode(x=x("share"), y=y, color=_COLOUR, shape=_SHAPE)
    before = rows().transform_filter(PINNED).mark_point(
        filled=False, size=240, opacity=1, strokeDash=list(THIN_DASH), strokeWidth=1.75).encode(
        x=x("share"), y=y, color=_COLOUR, shape=_SHAPE)
    names = label(heads, x=_LEFT, y=down("head"), bold=True, size=13, words="datum.rate")
    apart = number_text("100 * datum.gap", 1)
    gaps = label(heads, x=_RIGHT, y=down("head"), align="right", size=SMALL_SIZE,
                 words=f"isValid(datum.gap) ? {apart} + ' points' : 'undefined'")
    values: list[Layer] = []
    for slot in _SLOTS:
        at, place = 7 + 145 * (slot % 2), down("first" if slot < 2 else "second")
        own = now.transform_filter(f"datum.slot == {slot}")
        values += [
            own.mark_point(size=90, **_MARK).encode(x=alt.value(at), y=place, color=_COLOUR, shape=_SHAPE),
            label(own, x=alt.value(at + 10), y=place, size=13,
                  words="datum.group + ' ' + " + share_text("datum.share")),
        ]
    return finished(drawn_from(source, names, gaps, line, before, marks, *values), 430)


@cache
def rules() -> Spec:
    """A bar for each rule: what it earns of the most possible; the chosen one full, in bold."""
    band = float(len(NAMES))
    source = rows().transform_calculate(
        head=f"(datum.row + 0.2) / {band}", below=f"(datum.row + 0.42) / {band}",
        top=f"(datum.row + 0.56) / {band}", bottom=f"(datum.row + 0.82) / {band}",
    )

    def x(field: str) -> alt.X:
        return shares(field, "profit, of the most possible", low=0, high=1)

    bar = {"y": down("top"), "y2": "bottom:Q"}
    now = rows().transform_filter(NOW)
    layers: list[Layer] = []
    for chosen, colour, opacity in ((0, MUTED, 0.35), (1, HIT, 0.95)):
        own = now.transform_filter(f"datum.chosen == {chosen}").transform_calculate(zero="0")
        layers += [
            own.mark_rect(color=colour, opacity=opacity).encode(x=x("zero"), x2="drawn:Q", **bar),
            label(own, x=_LEFT, y=down("head"), size=13, bold=bool(chosen), words="datum.rule"),
            label(own, x=_RIGHT, y=down("head"), size=13, bold=bool(chosen), align="right",
                  words=f"datum.profit_share < 0 ? 'a loss' : {share_text('datum.profit_share')}"),
        ]
    apart = number_text("100 * datum.tpr_gap", 1)
    gaps = label(now, x=_LEFT, y=down("below"), size=SMALL_SIZE,
                 words=f"'loans to those who repay: ' + {apart} + ' points apart'")
    before = rows().transform_filter(PINNED).mark_rule(
        color=ink(), strokeDash=list(THIN_DASH), strokeWidth=1.75).encode(x=x("drawn"), **bar)
    return finished(drawn_from(source, *layers, gaps, before), 400)


@cache
def roc() -> Spec:
    """A curve for each group with what its thresholds give, and a mark where the rule puts it."""
    percent = "format(100 * datum.value, '.0f') + ' %'"
    ticks = [0, 0.25, 0.5, 0.75, 1]
    scale = alt.Scale(domain=[0, 1], nice=False)
    x_axis = alt.Axis(title="loans, of those who do not repay", values=ticks, labelExpr=percent,
                      labelFlush=True)
    y_axis = alt.Axis(title="loans, of those who repay", values=ticks, labelExpr=percent)
    x, y = alt.X("fpr:Q", scale=scale, axis=x_axis), alt.Y("tpr:Q", scale=scale, axis=y_axis)
    now = rows().transform_filter(NOW)
    curve = now.transform_filter("datum.kind == 'curve'").mark_line(strokeWidth=2).encode(
        x=x, y=y, color=_COLOUR, order="tpr:Q")
    put = now.transform_filter("datum.kind == 'rule'")
    marks = put.mark_point(size=190, **_MARK).encode(x=x, y=y, color=_COLOUR, shape=_SHAPE)
    before = rows().transform_filter(f"{PINNED} && datum.kind == 'rule'").mark_point(
        filled=False, size=290, opacity=1, strokeDash=list(THIN_DASH), strokeWidth=1.75).encode(
        x=x, y=y, color=_COLOUR, shape=_SHAPE)
    key = put.transform_calculate(top="0.44 - 0.105 * datum.slot", left="0.28")
    left, top = alt.X("left:Q", scale=scale, axis=x_axis), alt.Y("top:Q", scale=scale, axis=y_axis)
    signs = key.mark_point(size=100, **_MARK).encode(x=left, y=top, color=_COLOUR, shape=_SHAPE)
    names = label(key, x=left, y=top, size=13, bold=True, dx=10, dy=-1, words="datum.group")
    cut = ("!isValid(datum.certain) ? 'nobody for certain' : 'from ' + format(datum.certain, '.1f')")
    lot = "datum.lot > 0 ? ', by lot from ' + format(datum.lot_from, '.1f') : ''"
    told = label(key, x=left, y=top, size=SMALL_SIZE, dx=10, dy=14, words=f"({cut}) + ({lot})")
    return finished(drawn_from(rows(), curve, before, marks, signs, names, told), 380)
