"""How the defences charts are drawn: Vega-Lite without data, each built once.

The attacker who knows is crimson with triangles, the one who does not is ochre with squares, noise
grey and dashed, what is proved green and hollow; the same on every chart.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from simulations.chart_specs import (
    NOW,
    PINNED,
    Spec,
    down,
    drawn_from,
    finished,
    gallery,
    ink,
    label,
    rows,
    share_text,
    shares,
)
from simulations.defences.chart_rows import BARS, LINES
from simulations.palette import HARM, LABEL, MUTED, SMALL_SIZE, THIN_DASH, TRUTH

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_COLOURS = {"clean": MUTED, "noise": MUTED, "naive": LABEL, "adaptive": HARM, "proved": TRUTH}
_NAMES = {"noise": "noise", "naive": "does not know", "adaptive": "knows", "proved": "proved"}
_UP_AXIS = alt.Axis(title=None, labelExpr="format(100 * datum.value, '.0f') + ' %'",
                    values=[0, 0.25, 0.5, 0.75, 1])


def _up(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 1]), axis=_UP_AXIS)


def _colour(kinds: list[str]) -> alt.Color:
    scale = alt.Scale(domain=kinds, range=[_COLOURS[kind] for kind in kinds])
    return alt.Color("kind:N", legend=None, scale=scale)


@cache
def three_bars() -> Spec:
    """Read as they are, under either attack, and proved, with the undefended model as a mark."""
    source = rows().transform_calculate(y=f"(datum.row + 0.54) / {len(BARS)}",
                                        head=f"(datum.row + 0.15) / {len(BARS)}")
    y, colour = down(), _colour([kind for kind, _ in BARS])

    def x(field: str) -> alt.X:
        return shares(field, "share of the signs, with its 95 % interval (Wilson)", low=0, high=1)

    counted, proved = (
        rows().transform_filter(f"{NOW} && datum.kind {sign} 'proved'") for sign in ("!=", "=="))
    bar = counted.mark_bar(size=18, orient="horizontal").encode(
        x=x("share"), x2=alt.datum(0), y=y, color=colour)
    # hollow: nobody tried, and nobody needs to
    outline = proved.mark_bar(
        size=16, orient="horizontal", filled=False, color=TRUTH, strokeWidth=2.5,
    ).encode(x=x("share"), x2=alt.datum(0), y=y)
    interval = counted.mark_rule(color=ink(), strokeWidth=2).encode(x=x("low"), x2="high:Q", y=y)
    beside = rows().transform_filter(f"{NOW} && isValid(datum.undefended)")
    tick = beside.mark_tick(color=ink(), thickness=3, size=30, orient="vertical").encode(
        x=x("undefended"), y=y)
    # on the side of the mark where there is room
    named = [
        label(rows().transform_filter(f"{NOW} && datum.kind == 'adaptive' && datum.undefended {side} 0.5"),
              words="'undefended ' + " + share_text("datum.undefended"), x=x("undefended"), y=y, align=align,
              dx=dx, dy=21, size=SMALL_SIZE)
        for side, align, dx in (("<=", "left", 4), (">", "right", -4))
    ]
    before = rows().transform_filter(PINNED).mark_bar(
        size=24, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25,
    ).encode(x=x("share"), x2=alt.datum(0), y=y)
    words = label(rows().transform_filter(NOW), words="datum.bar + ': ' + datum.said", x=_LEFT,
                  y=down("head"), bold=True)
    was = label(rows().transform_filter(PINNED), words="'pinned ' + datum.said", x=_RIGHT, y=down("head"),
                align="right", size=SMALL_SIZE)
    return finished(drawn_from(source, before, bar, outline, interval, tick, words, was, *named), 380)


@cache
def curve() -> Spec:
    """The share that fools nobody, by size of the change."""
    kinds = list(LINES)
    x = alt.X("size:Q", scale=alt.Scale(nice=False, rangeMin=0, rangeMax=alt.ExprRef("width - 118")),
              axis=alt.Axis(title="size of the change", grid=False, tickCount=8))
    colour = _colour(kinds)
    dash = alt.StrokeDash("kind:N", legend=None, scale=alt.Scale(
        domain=kinds, range=[[6, 4], [1, 0], [1, 0], [2, 3]]))
    shape = alt.Shape("kind:N", legend=None, scale=alt.Scale(
        domain=kinds, range=["circle", "square", "triangle-up", "diamond"]))
    once = rows().transform_filter(f"{NOW} && datum.kind == 'adaptive' && datum.last == 1")
    here = once.transform_filter("datum.asked <= datum.most").mark_rule(
        color=ink(), strokeDash=THIN_DASH).encode(x=alt.X("asked:Q"))
    # two lines, so that a phone shows all of it
    unit = [
        label(once, words=words, x=_LEFT, y=alt.value(y), size=SMALL_SIZE)
        for words, y in (("'share of signs that fool nobody,'", -30), ("'by ' + datum.unit", -15))
    ]
    line, faint = (
        rows().transform_filter(which).mark_line(strokeWidth=width, opacity=opacity).encode(
            x=x, y=_up("share"), color=colour, strokeDash=dash)
        for which, width, opacity in ((NOW, 3, 1.0), (PINNED, 1.5, 0.6))
    )
    dots = rows().transform_filter(NOW).mark_point(filled=True, size=80, opacity=1).encode(
        x=x, y=_up("share"), color=colour, shape=shape)
    ends = [
        label(rows().transform_filter(f"{NOW} && datum.last == 1 && datum.kind == '{kind}'"),
              words=f"'{words} ' + format(100 * datum.share, '.0f') + ' %'", x=x, y=_up("label_at"), dx=10,
              size=13)
        for kind, words in _NAMES.items()
    ]
    return finished(drawn_from(rows(), here, faint, line, dots, *ends, *unit), 330)


@cache
def pictures() -> Spec:
    """One sign, as it is and after either attacker."""
    return gallery(3)


@cache
def detector() -> Spec:
    """Attacks refused, by size of the change."""
    x = alt.X("size:O", sort=None, axis=alt.Axis(title="size of the change", labelAngle=0))
    bar = rows().transform_filter(NOW).mark_bar(color=LABEL, width={"band": 0.6}).encode(x=x, y=_up("share"))
    before = rows().transform_filter(PINNED).mark_bar(
        filled=False, color=ink(), strokeDash=THIN_DASH, width={"band": 0.8}).encode(x=x, y=_up("share"))
    told = label(rows().transform_filter(NOW), words="format(100 * datum.share, '.0f') + ' %'", x=x,
                 y=_up("share"), align="center", dy=-12, bold=True)
    unit = [
        label(rows().transform_filter(NOW).transform_aggregate(unit="max(unit)"),
              words=words, x=_LEFT, y=alt.value(y), size=SMALL_SIZE)
        for words, y in (("'successful attacks that are refused,'", -36), ("'by ' + datum.unit", -21))
    ]
    return finished(drawn_from(rows(), before, bar, told, *unit), 300)


@cache
def radii() -> Spec:
    """The share certified at least so far."""
    x = alt.X("radius:Q", scale=alt.Scale(nice=False), axis=alt.Axis(title="certified radius", grid=False,
                                                                     tickCount=8))
    now = rows().transform_filter(NOW)
    steps: dict[str, Any] = {"color": TRUTH, "interpolate": "step-before"}
    area = now.mark_area(opacity=0.25, **steps).encode(x=x, y=_up("share"))
    line = now.mark_line(strokeWidth=3, **steps).encode(x=x, y=_up("share"))
    faint = rows().transform_filter(PINNED).mark_line(
        strokeWidth=1.5, strokeDash=THIN_DASH, **steps).encode(x=x, y=_up("share"))
    once = rows().transform_filter(f"{NOW} && datum.last == 1")
    here = once.transform_filter("datum.asked <= datum.radius").mark_rule(
        color=ink(), strokeDash=THIN_DASH).encode(x=alt.X("asked:Q"))
    unit = label(once, words="'share of signs certified at least so far, by ' + datum.unit", x=_LEFT,
                 y=alt.value(-12), size=SMALL_SIZE)
    return finished(drawn_from(rows(), area, here, faint, line, unit), 290)
