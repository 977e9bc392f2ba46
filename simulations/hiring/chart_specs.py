"""How the hiring charts are drawn, but for the ranking: Vega-Lite without data, each built once.

Each shows one thing, in strips from top to bottom with their words above them. Labels stand
beside what they name, so that no legend has to be looked up.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import altair as alt

from simulations.chart_specs import (
    NOW,
    PINNED,
    PUBLISHED,
    Spec,
    down,
    drawn_from,
    finished,
    group_colour,
    ink,
    label,
    paper,
    rows,
    share_text,
    shares,
)
from simulations.hiring.chart_rows import KINDS, LINES
from simulations.palette import GROUP_SHAPES, GROUPS, LABEL, MUTED, SMALL_SIZE, THIN_DASH, TRUTH

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_ZERO = alt.datum(0)


@cache
def rates() -> Spec:
    """Selection rate by group, its interval, and the line at four fifths of the highest."""
    return finished(_bars("selection rate, with its 95 % interval (bootstrap)"), 230)


@cache
def cells() -> Spec:
    """Selection rate by group and second attribute, with denominators."""
    return finished(_bars("selection rate, with its 95 % interval (Wilson)"), 340)


def _bars(title: str) -> Spec:
    """Selection rates as bars with their intervals, and the line at four fifths of the highest."""
    source = rows().transform_joinaggregate(strips="max(slots)").transform_calculate(
        y="(datum.row + 0.68) / datum.strips", head="(datum.row + 0.22) / datum.strips",
        foot="(datum.row + 0.97) / datum.strips",
    )
    y = down()

    def x(field: str) -> alt.X:
        return shares(field, title)

    # nothing is seen of it; it holds the axis still while rates stay below ``reach``
    hold = alt.Chart().mark_rule(opacity=0).encode(x=x("reach"))
    bar = alt.Chart().mark_bar(size=18, orient="horizontal").encode(
        x=x("rate"), x2=_ZERO, y=y, color=group_colour())
    interval = alt.Chart().mark_rule(color=ink(), strokeWidth=2).encode(x=x("low"), x2="high:Q", y=y)
    end = alt.Chart().mark_tick(color=ink(), thickness=2, size=10, orient="vertical")
    outline = alt.Chart().mark_bar(
        size=23, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25)
    diamond = alt.Chart().mark_point(
        shape="diamond", size=170, filled=True, color=ink(), stroke=paper(), strokeWidth=2, opacity=1)
    line = rows().transform_aggregate(fifths="max(four_fifths)", reach="max(reach)")
    rule = alt.Chart().mark_rule(color=ink(), strokeDash=[2, 3], strokeWidth=2)
    words = label(
        rows(), x=_LEFT, y=down("head"), bold=True,
        words="datum.group + ': ' + (isValid(datum.applied) ? format(datum.hired, ',') + ' of '"
              " + format(datum.applied, ',') + ', ' : '') + " + share_text("datum.rate"),
    )
    was = label(rows(), words="'pinned ' + " + share_text("datum.rate"), x=_RIGHT, y=down("head"),
                align="right", size=SMALL_SIZE)
    said = label(rows(), words="'\u25c6 published ' + " + share_text("datum.rate"), x=_RIGHT, y=down("foot"),
                 align="right", size=SMALL_SIZE)
    # the words stand on that side of the line where there is room
    named = [
        label(rows().transform_filter(f"datum.fifths {side} 0.5 * datum.reach"), align=align,
              words="'four fifths of the highest'", x=x("fifths"), y=alt.value(-8), size=SMALL_SIZE)
        for side, align in (("<=", "left"), (">", "right"))
    ]
    return drawn_from(
        source,
        drawn_from(
            rows().transform_filter(NOW), hold, bar, drawn_from(line, rule.encode(x=x("fifths")), *named),
            interval, *(end.encode(x=x(side), y=y) for side in ("low", "high")), words),
        drawn_from(rows().transform_filter(PINNED), outline.encode(x=x("rate"), x2=_ZERO, y=y), was),
        drawn_from(rows().transform_filter(PUBLISHED), diamond.encode(x=x("rate"), y=y), said),
    )


@cache
def yardsticks() -> Spec:
    """Agreement with past decisions, with how people do, and the share of hired who do well."""
    source = rows().transform_filter(f"{NOW} || {PINNED}").transform_calculate(
        y="(datum.row + 0.68) / 3", head="(datum.row + 0.26) / 3", most="1",
        present=f"{NOW} ? datum.share : null", past=f"{PINNED} ? datum.share : null",
    )
    y = down()

    def x(field: str) -> alt.X:
        return shares(field, "share of people (hollow: the pinned run)")

    three = [0, 1, 2]
    by_row = {
        "color": alt.Color("row:O", legend=None, scale=alt.Scale(domain=three, range=[LABEL, TRUTH, TRUTH])),
        "shape": alt.Shape("row:O", legend=None,
                           scale=alt.Scale(domain=three, range=["square", "circle", "triangle-up"])),
    }
    rail = rows().transform_filter(NOW).mark_rule(
        color=MUTED, opacity=0.35, strokeWidth=6, strokeCap="round",
    ).encode(x=x("floor"), x2="most:Q", y=y)
    both = rows().transform_aggregate(
        present="max(present)", past="max(past)", groupby=["row", "y", "head", "yardstick"])
    between = rows().transform_filter("isValid(datum.past)").mark_rule(
        color=ink(), strokeWidth=2).encode(x=x("past"), x2="present:Q", y=y)
    before = rows().transform_filter(PINNED).mark_point(size=200, filled=False, strokeWidth=2.5, opacity=1)
    dot = rows().transform_filter(NOW).mark_point(size=260, filled=True, opacity=1)
    words = label(
        rows(), x=_LEFT, y=down("head"), bold=True,
        words="datum.yardstick + ': ' + " + share_text("datum.present")
              + " + (isValid(datum.past) && isValid(datum.present)"
                " ? ' (' + format(100 * (datum.present - datum.past), '+.1f') + ' points)' : '')",
    )
    return finished(drawn_from(
        source, rail, drawn_from(both, between, words),
        *(mark.encode(x=x("share"), y=y, **by_row) for mark in (before, dot)),
    ), 230)


_KIND_STYLES: tuple[dict[str, Any], ...] = (
    {"shape": "circle", "filled": True, "size": 95},
    {"shape": "circle", "filled": False, "size": 80, "strokeWidth": 2.25},
    {"shape": "cross", "filled": True, "size": 75},
    {"shape": "circle", "filled": True, "size": 9},
)
_PER_COLUMN = 4
_FOOT = 1.36
"""Where the chart of dots ends: below the strips, which end at 1, stands the key."""


@cache
def two_labels() -> Spec:
    """A hundred applicants of each group as dots: what is true of them, and what was decided."""
    source = rows().transform_filter(NOW).transform_joinaggregate(strips="max(slots)").transform_calculate(
        numbers="sequence(datum.first, datum.first + datum.per_100)",
    )
    dots = rows().transform_flatten(["numbers"], ["number"]).transform_calculate(
        column=f"floor(datum.number / {_PER_COLUMN})",
        y=f"(datum.slot + 0.34 + 0.17 * (datum.number % {_PER_COLUMN})) / datum.strips",
    )
    key = rows().transform_filter("datum.slot == 0").transform_calculate(
        y=f"1.08 + 0.075 * indexof({json.dumps(KINDS)}, datum.kind)")
    x = alt.X("column:Q", axis=None, scale=alt.Scale(
        domain=[-0.6, 100 / _PER_COLUMN], nice=False, rangeMin=0, rangeMax=alt.ExprRef("min(width, 560)")))
    y = down(high=_FOOT)
    shown, explained = [], []
    for kind, style in zip(KINDS, _KIND_STYLES, strict=True):
        mark = rows().transform_filter(f"datum.kind == '{kind}'")
        shown.append(mark.mark_point(opacity=1, **style).encode(x=x, y=y, color=group_colour()))
        explained.append(mark.mark_point(opacity=1, color=ink(), **style).encode(x=alt.value(8), y=y))
    named = rows().transform_filter("datum.first == 0").transform_filter(
        f"datum.kind == '{KINDS[0]}'",
    ).transform_calculate(y="(datum.slot + 0.14) / datum.strips")
    words = label(
        named, x=_LEFT, y=y, bold=True,
        words="datum.group + ': ' + datum.well_100 + ' of 100 would do well, '"
              " + datum.missed_100 + ' of them turned away'",
    )
    return finished(drawn_from(
        source, drawn_from(dots, *shown), words,
        drawn_from(key, *explained, label(rows(), words="datum.kind", x=alt.value(20), y=y, size=SMALL_SIZE)),
    ), 340)


@cache
def columns() -> Spec:
    """The weight of each column, and where group B stands in it with A at 0."""
    source = rows().transform_filter(f"{NOW} || {PINNED}").transform_joinaggregate(
        strips="max(rows)",
    ).transform_calculate(
        y="(datum.row + 0.72) / datum.strips", head="(datum.row + 0.22) / datum.strips", b="-datum.gap",
        mirror="-datum.reach", current=f"{NOW} ? 1 : 0",
    ).transform_joinaggregate(here="sum(current)", groupby=["row"])
    axis = alt.Axis(title="bar: weight in the model; square: B, with A at 0 (sd)", tickCount=5, grid=False,
                    labelExpr="datum.value == 0 ? '0' : format(datum.value, '+~f')")
    y = down()

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(nice=False))

    hold = [alt.Chart().mark_rule(opacity=0).encode(x=x(end)) for end in ("reach", "mirror")]
    zero = alt.Chart().mark_tick(color=ink(), thickness=1.5, size=20, orient="vertical").encode(
        x=alt.X(datum=0, type="quantitative", axis=axis), y=y)
    bar = alt.Chart().mark_bar(size=16, orient="horizontal", color=MUTED).encode(x=x("weight"), x2=_ZERO, y=y)
    outline = alt.Chart().mark_bar(
        size=20, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25,
    ).encode(x=x("weight"), x2=_ZERO, y=y)
    way = alt.Chart().mark_rule(color=GROUPS[1], strokeWidth=2.5).encode(x=x("b"), x2=_ZERO, y=y)
    square = alt.Chart().mark_point(
        shape=GROUP_SHAPES[1], size=150, filled=True, color=GROUPS[1], stroke=paper(), strokeWidth=1.5,
        opacity=1,
    ).encode(x=x("b"), y=y)
    words = label(
        rows(), x=_LEFT, y=down("head"), bold=True,
        words="datum.column + ': weight ' + format(datum.weight, '+.2f') + (isValid(datum.gap) ? ', B '"
              " + format(abs(datum.gap), '.2f') + (datum.gap < 0 ? ' sd higher' : ' sd lower') : '')",
    )
    gone = label(
        rows().transform_filter("datum.here == 0"), x=_LEFT, y=down("head"),
        words="datum.column + ': in the pinned run only, weight ' + format(datum.weight, '+.2f')",
    )
    return finished(drawn_from(
        source,
        drawn_from(rows().transform_filter(NOW), *hold, zero, bar, way, square, words),
        drawn_from(rows().transform_filter(PINNED), outline, gone),
    ), 330)


@cache
def years() -> Spec:
    """Impact ratio, and B's share of those hired, employed and applying, year by year."""
    names = [line for line, _ in LINES]
    x = alt.X(
        "year:Q", scale=alt.Scale(nice=False, rangeMin=0, rangeMax=alt.ExprRef("width - 150")),
        axis=alt.Axis(title="years later", tickMinStep=1, tickCount=5, grid=False))
    y_axis = alt.Axis(title=None, values=[0, 0.2, 0.4, 0.6, 0.8, 1], format=".1f")

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=y_axis, scale=alt.Scale(domain=[0, 1]))

    colour = alt.Color("line:N", legend=None,
                       scale=alt.Scale(domain=names, range=[MUTED, *(GROUPS[1],) * 3]))
    dash = alt.StrokeDash("line:N", legend=None,
                          scale=alt.Scale(domain=names, range=[[1, 0], [2, 3], [8, 3], [1, 0]]))
    line, faint = (
        alt.Chart().mark_line(strokeWidth=width, opacity=opacity).encode(
            x=x, y=y("value"), color=colour, strokeDash=dash)
        for width, opacity in ((3, 1.0), (1.5, 0.5))
    )
    dot = alt.Chart().mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y("value"), color=colour)
    words = label(
        rows(), x=x, y=y("label_at"), dx=10, size=13,
        words="datum.line + ' ' + format(datum.value, '.2f')")
    at = alt.Y(datum=0.8, type="quantitative", axis=y_axis, scale=alt.Scale(domain=[0, 1]))
    fifths = drawn_from(
        rows().transform_aggregate(n="count()"),
        alt.Chart().mark_rule(color=ink(), strokeDash=[2, 3], opacity=0.6).encode(y=at),
        label(rows(), words="'four fifths'", x=_RIGHT, y=at, align="right", dy=-9, size=SMALL_SIZE),
    )
    ends = drawn_from(rows().transform_filter(f"{NOW} && isValid(datum.label_at)"), dot, words)
    return finished(drawn_from(
        rows(), fifths, drawn_from(rows().transform_filter(PINNED), faint),
        drawn_from(rows().transform_filter(NOW), line), ends,
    ), 320)


@cache
def strata() -> Spec:
    """Selection rate of each group in each department, and in all of them together."""
    source = rows().transform_filter(f"{NOW} || {PUBLISHED}").transform_joinaggregate(
        strips="max(rows)",
    ).transform_calculate(
        y="(datum.row + 0.68) / datum.strips", head="(datum.row + 0.24) / datum.strips",
    )

    def x(field: str) -> alt.X:
        return shares(field, "selection rate (a larger mark: more of the group applied there)", low=0, high=1)

    between = rows().transform_aggregate(
        least="min(rate)", most="max(rate)", groupby=["row", "y"],
    ).mark_rule(color=MUTED, strokeWidth=3).encode(x=x("least"), x2="most:Q", y=down())
    shape = alt.Scale(domain=[0, 1, 2], range=list(GROUP_SHAPES))
    dots = alt.Chart().mark_point(filled=True, opacity=1, stroke=paper(), strokeWidth=1).encode(
        x=x("rate"), y=down(), color=group_colour(), shape=alt.Shape("slot:O", legend=None, scale=shape),
        size=alt.Size("part:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[60, 560])),
    )
    words = label(
        rows().transform_filter("datum.slot == 0"), x=_LEFT, y=down("head"), size=13, bold=True,
        words="datum.stratum + ': ' + datum.said")
    return finished(drawn_from(source, between, dots, words), 420)
