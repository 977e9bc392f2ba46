"""How the predictors' charts are drawn: Vega-Lite without data, each built once.

What a model says is ochre, what nobody can do better is green and dashed, published figures are
diamonds. Group A is a blue circle, B a vermilion square.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    paper,
    rows,
    share_text,
)
from simulations.palette import GROUP_SHAPES, GROUPS, HIT, LABEL, MUTED, SMALL_SIZE, THIN_DASH, TRUTH

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_PER_CENT = "format(100 * datum.value, '.0f') + ' %'"
_SOLID, _LONG, _DOTS = (1, 0), (7, 4), (2, 3)


@cache
def accuracy() -> Spec:
    """Accuracy against how many columns a model has, with what was published."""
    axis = alt.Axis(title="columns (log scale)", values=[2, 7, 20, 50, 100, 200], grid=False, format="d")
    x = alt.X("columns:Q", axis=axis, scale=alt.Scale(type="log", domain=[1.75, 230], nice=False))

    def y(field: str) -> alt.Y:
        side = alt.Axis(title=None, values=[0.5, 0.6, 0.7, 0.8, 0.9], labelExpr=_PER_CENT)
        return alt.Y(f"{field}:Q", axis=side, scale=alt.Scale(domain=[0.45, 1.2], nice=False, clamp=True))

    curve = "datum.kind == 'curve'"
    now = rows().transform_filter(f"{NOW} && {curve}")
    line = alt.Chart().mark_line(color=LABEL, strokeWidth=4).encode(x=x, y=y("accuracy"))
    dots = alt.Chart().mark_point(shape="square", filled=True, size=60, color=LABEL, opacity=1).encode(
        x=x, y=y("accuracy"))
    flattered = alt.Chart().mark_line(color=ink(), strokeWidth=1.5).encode(x=x, y=y("learnt"))
    best = alt.Chart().mark_line(color=TRUTH, strokeWidth=2.5, strokeDash=list(_LONG)).encode(
        x=x, y=y("best"))
    least = alt.Chart().mark_line(color=MUTED, strokeWidth=2, strokeDash=list(_DOTS)).encode(
        x=x, y=y("majority"))
    here = now.transform_filter("datum.chosen").mark_point(
        shape="square", filled=True, size=220, color=LABEL, stroke=paper(), strokeWidth=2, opacity=1,
    ).encode(x=x, y=y("accuracy"))
    before = rows().transform_filter(f"{PINNED} && {curve}").mark_line(
        color=ink(), strokeWidth=2, strokeDash=THIN_DASH).encode(x=x, y=y("accuracy"))
    published = rows().transform_filter(f"{NOW} && datum.kind == 'published'")
    diamond = published.mark_point(
        shape="diamond", filled=True, size=150, color=ink(), stroke=paper(), strokeWidth=1.5, opacity=1,
    ).encode(x=x, y=y("accuracy"))
    chosen = now.transform_filter("datum.chosen")
    key = [
        _key(chosen, "datum.columns + ' columns: ' + " + share_text("datum.accuracy"), 6, LABEL, 4, _SOLID),
        _key(chosen, "'of those learnt from: ' + " + share_text("datum.learnt"), 25, ink(), 1.5, _SOLID),
        _key(chosen, "'at most, with all chances known: ' + " + share_text("datum.best"), 44, TRUTH, 2.5,
             _LONG),
        _key(chosen, "'always the commoner outcome: ' + " + share_text("datum.majority"), 63, MUTED, 2,
             _DOTS),
        drawn_from(chosen, alt.Chart().mark_point(
            shape="diamond", filled=True, size=110, color=ink(), opacity=1,
        ).encode(x=alt.value(13), y=alt.value(82))),
        label(chosen, words="'published, of other people: 2, 7, 137'", x=alt.value(34), y=alt.value(82),
              size=13),
    ]
    return finished(drawn_from(
        rows(), drawn_from(now, least, best, flattered), before, drawn_from(now, line, dots), here, diamond,
        *key,
    ), 420)


def _key(
    source: alt.Chart, words: str, height: float, colour: Any, width: float, dash: Sequence[float]
) -> Spec:
    """A short line and what it stands for, above the plot."""
    place = alt.value(height)
    stroke = alt.Chart().mark_rule(color=colour, strokeWidth=width, strokeDash=list(dash)).encode(
        x=_LEFT, x2=alt.value(26), y=place)
    return drawn_from(source, stroke, label(rows(), words=words, x=alt.value(34), y=place, size=13))


@cache
def errors() -> Spec:
    """Error rates of both groups, with two columns and with the chosen ones."""
    # a pinned run is drawn where a run of now stands to be compared with
    source = rows().transform_calculate(
        y="(datum.row + 0.68) / 4.4", head="(datum.row + 0.26) / 4.4", here=f"{NOW} ? 1 : 0",
    ).transform_joinaggregate(shown="max(here)", groupby=["row"]).transform_filter("datum.shown == 1")
    y = down()
    axis = alt.Axis(title="error rate", tickCount=5, labelExpr=_PER_CENT)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))

    now, pinned = rows().transform_filter(NOW), rows().transform_filter(PINNED)
    between = alt.Chart().mark_rule(color=MUTED, strokeWidth=3).encode(x=x("a"), x2="b:Q", y=y)
    marks: list[alt.Chart] = []
    letters: list[alt.Chart] = []
    before: list[alt.Chart] = []
    published: list[Layer] = []
    for letter, colour, shape in zip("ab", GROUPS, GROUP_SHAPES, strict=False):
        valid = f"isValid(datum.{letter})"
        marks.append(now.transform_filter(valid).mark_point(
            shape=shape, filled=True, size=230, color=colour, opacity=1, stroke=paper(), strokeWidth=1.5,
        ).encode(x=x(letter), y=y))
        letters.append(now.transform_filter(valid).mark_text(
            text=letter.upper(), fontSize=11, fontWeight="bold", color="#FFFFFF", baseline="middle",
        ).encode(x=x(letter), y=y))
        before.append(pinned.transform_filter(valid).mark_point(
            shape=shape, filled=False, size=330, color=colour, opacity=1, strokeWidth=1.5, strokeDash=[3, 2],
        ).encode(x=x(letter), y=y))
        published.append(now.transform_filter(f"isValid(datum.published_{letter})").mark_point(
            shape="diamond", filled=False, size=110, color=colour, opacity=1, strokeWidth=2, yOffset=15,
        ).encode(x=x(f"published_{letter}"), y=y))
        published.append(label(
            now.transform_filter(f"isValid(datum.published_{letter})"), words=f"'{letter.upper()}'",
            x=x(f"published_{letter}"), y=y, dx=9, dy=15, size=SMALL_SIZE))
    words = label(
        now, x=_LEFT, y=down("head"), bold=True,
        words="datum.error + ', ' + datum.given + ' columns: A ' + " + share_text("datum.a") + " + ', B ' + "
              + share_text("datum.b"), size=13,
    )
    key = drawn_from(
        now.transform_filter("datum.row == 0").transform_calculate(foot="0.97"),
        alt.Chart().mark_point(
            shape="diamond", filled=False, size=90, color=ink(), strokeWidth=1.5, opacity=1,
        ).encode(x=alt.value(8), y=down("foot")),
        label(rows(), words="'published, of other people: A white, B black'", x=alt.value(20),
              y=down("foot"), size=SMALL_SIZE),
    )
    return finished(drawn_from(
        source, drawn_from(now, between), *before, *marks, *letters, *published, words, key,
    ), 340)


@cache
def both() -> Spec:
    """Of a thousand people, of how many two columns are right, and the chosen ones."""
    source = rows().transform_calculate(y="(datum.row + 0.7) / 4", head="(datum.row + 0.26) / 4")
    y = down()
    x = alt.X("per_1000:Q", axis=alt.Axis(title="of 1,000 people predicted", tickCount=5, format=",d"),
              scale=alt.Scale(domain=[0, 1000], nice=False))
    colour = alt.Color("row:O", legend=None, scale=alt.Scale(
        domain=[0, 1, 2, 3], range=[MUTED, HIT, LABEL, MUTED]))
    bar = rows().transform_filter(NOW).mark_bar(size=18, orient="horizontal").encode(
        x=x, x2=alt.datum(0), y=y, color=colour)
    before = rows().transform_filter(PINNED).mark_bar(
        size=22, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25,
    ).encode(x=x, x2=alt.datum(0), y=y)
    words = label(rows().transform_filter(NOW), x=_LEFT, y=down("head"), bold=True,
                  words="datum.who + ': ' + format(datum.per_1000, '.0f')")
    was = label(rows().transform_filter(PINNED), x=_RIGHT, y=down("head"), align="right", size=SMALL_SIZE,
                words="'pinned ' + format(datum.per_1000, '.0f')")
    return finished(drawn_from(source, bar, before, words, was), 280)
