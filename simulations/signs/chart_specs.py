"""How the sign charts are drawn: Vega-Lite without data, each built once.

The attack is a crimson line with triangles, noise a grey dashed one, what is proved a green one; the
same on every chart, with their names at their ends.
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
    paper,
    rows,
    share_text,
    shares,
)
from simulations.palette import HARM, LABEL_SIZE, MUTED, SMALL_SIZE, THIN_DASH, TRUTH
from simulations.signs.classes import CLASSES, COUNT

_UP = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(
    title=None, labelExpr="format(100 * datum.value, '.0f') + ' %'", values=[0, 0.25, 0.5, 0.75, 1]))


@cache
def triptych() -> Spec:
    """The sign, the change, the sign after it, and the control."""
    return gallery(4)


@cache
def wall() -> Spec:
    """Views of the stickered sign."""
    return gallery(8)


def _colour(kinds: list[str], colours: list[str]) -> alt.Color:
    return alt.Color("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=colours))


@cache
def curve() -> Spec:
    """Signs won by size of change: by the attack, by noise, and at most by anything."""
    kinds = ["attack", "noise", "proved"]
    x = alt.X("budget:Q", scale=alt.Scale(domain=[0, 16], nice=False), axis=alt.Axis(
        title="largest change of a pixel, of 255", format=".0f", values=[0, 1, 2, 4, 8, 12, 16], grid=False))
    colour = _colour(kinds, [HARM, MUTED, TRUTH])
    dash = alt.StrokeDash("kind:N", legend=None, scale=alt.Scale(
        domain=kinds, range=[[1, 0], [6, 4], [2, 3]]))
    shape = alt.Shape("kind:N", legend=None, scale=alt.Scale(
        domain=kinds, range=["triangle-up", "circle", "diamond"]))
    here = rows().transform_filter(f"{NOW} && datum.kind == 'attack' && datum.last == 1").mark_rule(
        color=ink(), strokeDash=THIN_DASH).encode(x=alt.X("at:Q"))
    line = rows().transform_filter(NOW).mark_line(strokeWidth=3).encode(
        x=x, y=_UP, color=colour, strokeDash=dash)
    faint = rows().transform_filter(PINNED).mark_line(strokeWidth=1.5, opacity=0.7).encode(
        x=x, y=_UP, color=colour, strokeDash=dash, detail="kind:N")
    dots = rows().transform_filter(NOW).mark_point(filled=True, size=70, opacity=1).encode(
        x=x, y=_UP, color=colour, shape=shape)
    names = {"attack": "aimed change", "noise": "noise", "proved": "at most, proved"}
    beside = alt.Y("label_at:Q", scale=alt.Scale(domain=[0, 1]))
    said = [
        label(rows().transform_filter(f"{NOW} && datum.last == 1 && datum.kind == '{kind}'"),
              words=f"'{words}'", x=x, y=beside, align="right", dx=-8, bold=True)
        for kind, words in names.items()
    ]
    return finished(drawn_from(rows(), here, faint, line, dots, *said), 300)


@cache
def readings() -> Spec:
    """What the model gives to each kind of sign: hollow before, filled after."""
    names = [one.name for one in CLASSES]
    y = alt.Y("kind:N", sort=names, axis=alt.Axis(title=None, labelLimit=130))
    after = rows().transform_filter(NOW).mark_bar(color=HARM, height={"band": 0.55}).encode(
        x=shares("after", "share given (outline: before the attack)", low=0, high=1), y=y)
    before = rows().transform_filter(NOW).mark_bar(
        filled=False, stroke=ink(), strokeWidth=1.5, height={"band": 0.85}).encode(x="before:Q", y=y)
    told = label(rows().transform_filter(f"{NOW} && datum.after >= 0.05"), words=share_text("datum.after"),
                 x=alt.X("after:Q"), y=y, dx=6, size=SMALL_SIZE)
    return finished(drawn_from(rows(), before, after, told), 330)


@cache
def source_target() -> Spec:
    """What signs are against what they are read as, counted."""
    names = [one.name for one in CLASSES]
    x = alt.X("read:O", sort=names, axis=alt.Axis(title="read as", orient="top", labelAngle=-60,
                                                  labelLimit=110))
    y = alt.Y("sign:O", sort=names, axis=alt.Axis(title="sign", labelLimit=110))
    source = rows().transform_filter(NOW)
    grid = rows().mark_rect(cornerRadius=3, filled=False, stroke=MUTED, strokeOpacity=0.25).encode(x=x, y=y)
    cells = [
        rows().transform_filter(f"datum.signs > 0 && datum.right == {right}").mark_rect(
            cornerRadius=3, color=colour).encode(x=x, y=y, opacity=alt.Opacity(
                "share:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[0.15, 0.85])))
        for right, colour in ((0, HARM), (1, TRUTH))
    ]
    told = label(rows().transform_filter("datum.signs > 0"), words="datum.signs", x=x, y=y, align="center",
                 size=SMALL_SIZE, clear=False)
    return finished(drawn_from(source, grid, *cells, told), 34 * COUNT)


@cache
def questions() -> Spec:
    """Signs won by questions asked."""
    x = alt.X("asked:Q", scale=alt.Scale(nice=False, zero=True), axis=alt.Axis(
        title="questions asked about each sign", grid=False, tickCount=6))
    line = rows().transform_filter(NOW).mark_line(strokeWidth=3, color=HARM, interpolate="step-after").encode(
        x=x, y=_UP)
    faint = rows().transform_filter(PINNED).mark_line(
        strokeWidth=1.5, color=HARM, strokeDash=THIN_DASH, interpolate="step-after").encode(x=x, y=_UP)
    told = [
        label(rows().transform_filter(f"{NOW} && datum.last == 1 && datum.share {side} 0.25"),
              words=share_text("datum.share"), x=x, y=_UP, align="right", dx=-6, dy=dy, bold=True)
        for side, dy in ((">=", 28), ("<", -16))
    ]
    return finished(drawn_from(rows(), faint, line, *told), 300)


@cache
def models() -> Spec:
    """The share of the pictures that fool each model: hollow for the one they were made for."""
    source = rows().transform_filter(NOW).transform_calculate(
        head="(datum.row + 0.25) / 5", place="(datum.row + 0.65) / 5")
    x = shares("share", "share of the pictures read as the attacker wants", low=0, high=1)
    rule = rows().mark_rule(color=MUTED, strokeWidth=1).encode(x=x, x2=alt.datum(0), y=down("place"))
    look: dict[str, Any] = {
        "size": 130, "opacity": 1, "strokeWidth": 2.5, "shape": "triangle-up", "stroke": HARM}
    dots = [
        rows().transform_filter("datum.own == 1").mark_point(**look, fill=paper()),
        rows().transform_filter("datum.own == 0").mark_point(**look, fill=HARM),
    ]
    named = label(rows(), words="datum.model", x=alt.value(0), y=down("head"))
    # beyond four fifths there is no room on the right
    told = [
        label(rows().transform_filter(f"isValid(datum.share) && datum.share {side} 0.8"),
              words=share_text("datum.share"), x=x, y=down("place"), align=align, dx=dx, bold=True)
        for side, align, dx in (("<", "left", 12), (">=", "right", -12))
    ]
    placed = [dot.encode(x=x, y=down("place")) for dot in dots]
    return finished(drawn_from(source, rule, *placed, named, *told), 300)


@cache
def components() -> Spec:
    """Accuracy staying and robustness going, by the number of components."""
    kinds = ["accuracy", "success"]
    x = alt.X("components:Q", scale=alt.Scale(domain=[40, 420], nice=False), axis=alt.Axis(
        title="components kept", values=[60, 100, 200, 300, 400], grid=False))
    colour = _colour(kinds, [TRUTH, HARM])
    shape = alt.Shape("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=["circle", "triangle-up"]))
    line = rows().transform_filter(NOW).mark_line(strokeWidth=3).encode(x=x, y=_UP, color=colour)
    faint = rows().transform_filter(PINNED).mark_line(strokeWidth=1.5, strokeDash=THIN_DASH).encode(
        x=x, y=_UP, color=colour, detail="kind:N")
    dots = rows().transform_filter(NOW).mark_point(filled=True, size=90, opacity=1).encode(
        x=x, y=_UP, color=colour, shape=shape)
    here = rows().transform_filter(f"{NOW} && datum.here == 1").mark_point(
        filled=False, size=260, color=ink(), strokeWidth=1.5).encode(x=x, y=_UP)
    ends = (
        ("accuracy", 60, "'read correctly'", "left", 18),
        ("success", 400, "'attacks that work'", "right", 24),
    )
    said = [
        label(rows().transform_filter(f"{NOW} && datum.components == {at} && datum.kind == '{kind}'"),
              words=words, x=x, y=_UP, align=align, dy=dy, bold=True, size=LABEL_SIZE)
        for kind, at, words, align, dy in ends
    ]
    return finished(drawn_from(rows(), faint, line, dots, here, *said), 300)
