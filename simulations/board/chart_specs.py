"""How the charts of the board are drawn: Vega-Lite without data, each built once.

The learner's own policy is a large dot in ink with its words; a pinned one is hollow and dashed.
Gridlines of the picture come with the rows, because the learner chooses its outcomes.
"""

from __future__ import annotations

from functools import cache

import altair as alt

from simulations.chart_specs import (
    NOW,
    PINNED,
    Layer,
    Spec,
    down,
    drawn_from,
    finished,
    group_colour,
    ink,
    label,
    paper,
    rows,
)
from simulations.palette import HIT, MUTED, SMALL_SIZE, THIN_DASH

_LEFT, _RIGHT = alt.value(0), alt.value("width")


def _x(field: str = "x") -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[-0.03, 1.04], nice=False))


def _y(field: str = "y") -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[-0.16, 1.2], nice=False))


def _of(kind: str) -> alt.Chart:
    found: alt.Chart = rows().transform_filter(f"{NOW} && datum.kind == '{kind}'")
    return found


@cache
def pareto() -> Spec:
    """All policies in two outcomes, the line of those that none beats, and this one."""
    source = rows().transform_joinaggregate(planes="distinct(plane)")
    dots = drawn_from(_of("policy"), alt.Chart().mark_point(
        shape="circle", filled=True, size=26, color=MUTED, opacity=0.5).encode(x=_x(), y=_y()))
    edge = drawn_from(
        _of("frontier"),
        alt.Chart().mark_line(color=HIT, strokeWidth=2.5, interpolate="step-before").encode(
            x=_x(), y=_y(), order="x:Q"),
        alt.Chart().mark_point(shape="diamond", filled=True, size=60, color=HIT, opacity=1).encode(
            x=_x(), y=_y()),
    )
    # a run pinned in a picture of other outcomes has no place here
    before = drawn_from(
        rows().transform_filter(f"{PINNED} && datum.planes == 1").transform_filter(_THIS),
        alt.Chart().mark_point(shape="circle", filled=False, size=230, color=ink(), strokeWidth=2,
                               strokeDash=THIN_DASH, opacity=1).encode(x=_x(), y=_y()),
        label(rows(), words="'pinned'", x=_x(), y=_y(), align="center", dy=20, size=SMALL_SIZE),
    )
    full = alt.Chart().mark_point(shape="circle", filled=True, size=230, color=ink(), stroke=paper(),
                                  strokeWidth=2, opacity=1)
    hollow = alt.Chart().mark_point(shape="circle", filled=False, size=230, color=ink(), strokeWidth=3,
                                    opacity=1)
    named = [
        label(rows().transform_filter(NOW).transform_filter(f"{_THIS} && datum.x {side} 0.5"),
              words="datum.kind == 'own' ? 'this policy' : 'this policy, over budget'", x=_x(), y=_y(),
              align=align, dx=dx, dy=-12, bold=True)
        for side, align, dx in (("<=", "left", 10), (">", "right", -10))
    ]
    return finished(drawn_from(
        source, *_gridlines(), dots, edge, before,
        drawn_from(_of("own"), full.encode(x=_x(), y=_y())),
        drawn_from(_of("over"), hollow.encode(x=_x(), y=_y())), *named,
    ), 400)


_THIS = "(datum.kind == 'own' || datum.kind == 'over')"


def _gridlines() -> list[Layer]:
    """Lines and labels at the ticks that come with the rows, what the axes are, and a key."""
    line = alt.Chart().mark_rule(color=MUTED, opacity=0.35)
    across = _of("x title").transform_calculate(x="1", y="-0.12", key="1.05")
    up = _of("y title").transform_calculate(x="-0.03", y="1.14")
    return [
        drawn_from(_of("x tick").transform_calculate(foot="0", top="1"),
                   line.encode(x=_x(), y=_y("foot"), y2="top:Q")),
        drawn_from(_of("y tick").transform_calculate(left="0", right="1"),
                   line.encode(x=_x("left"), x2="right:Q", y=_y())),
        label(_of("x tick").transform_calculate(y="-0.045"), words="datum.label", x=_x(), y=_y(),
              align="center", size=SMALL_SIZE),
        label(_of("y tick").transform_calculate(x="-0.03"), words="datum.label", x=_x(), y=_y(),
              dy=-7, size=SMALL_SIZE),
        label(across, words="datum.label + ' \u2192'", x=_x(), y=_y(), align="right", size=13),
        label(up, words="'\u2191 ' + datum.label", x=_x(), y=_y(), size=13),
        label(across, words="'dots: some policies; diamonds: not beaten in both'",
              x=_x(), y=_y("key"), align="right", size=SMALL_SIZE),
    ]


@cache
def outcomes() -> Spec:
    """Each outcome between the worst and the best policy that the budget pays for."""
    source = rows().transform_calculate(
        y="(datum.row + 0.5) / datum.rows", head="(datum.row + 0.18) / datum.rows",
        foot="(datum.row + 0.76) / datum.rows", low="0", high="1",
    )
    y = down()

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[-0.03, 1.03], nice=False))

    line = alt.Chart().mark_rule(color=MUTED, strokeWidth=2).encode(x=x("low"), x2="high:Q", y=y)
    middle = drawn_from(
        rows().transform_calculate(half="0.5"),
        alt.Chart().mark_tick(color=MUTED, thickness=2, size=10, orient="vertical").encode(x=x("half"), y=y))
    dot = drawn_from(
        rows().transform_filter("isValid(datum.place)"),
        alt.Chart().mark_point(shape="circle", filled=True, size=190, color=ink(), stroke=paper(),
                               strokeWidth=2, opacity=1).encode(x=x("place"), y=y))
    words = label(rows(), words="datum.outcome + ': ' + datum.value", x=_LEFT, y=down("head"), bold=True)
    ends = [
        label(rows().transform_filter("isValid(datum.best)"), words=said, x=at, y=down("foot"), align=align,
              size=SMALL_SIZE)
        for said, at, align in (("'worst ' + datum.worst", _LEFT, "left"),
                                ("'best ' + datum.best", _RIGHT, "right"))
    ]
    half = label(
        rows().transform_filter("datum.row == 0 && isValid(datum.best)").transform_calculate(half="0.5"),
        words="'half do worse'", x=x("half"), y=down("foot"), align="center", size=SMALL_SIZE)
    was = drawn_from(
        rows().transform_filter(PINNED),
        drawn_from(rows().transform_filter("isValid(datum.place)"), alt.Chart().mark_point(
            shape="circle", filled=False, size=230, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.5,
            opacity=1).encode(x=x("place"), y=y)),
        label(rows(), words="'pinned ' + datum.value", x=_RIGHT, y=down("head"), align="right",
              size=SMALL_SIZE))
    return finished(drawn_from(
        source, drawn_from(rows().transform_filter(NOW), line, middle, half, words, *ends), was,
        drawn_from(rows().transform_filter(NOW), dot)), 480)


_COLUMNS, _LINES = 25, 4
_STEP = 26.0
"""Places between the left edge of A's block of signs and that of B's, in signs."""


@cache
def people() -> Spec:
    """Of a hundred people of each group, how many bear what."""
    y = down(low=-0.1, high=4)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(
        domain=[-0.6, 2 * _STEP], nice=False, rangeMin=0, rangeMax=alt.ExprRef("min(width, 620)")))
    side = "pow(min(width, 620) / 52 * 0.66, 2)"
    signs = rows().transform_filter(NOW).transform_calculate(
        numbers=f"sequence({_COLUMNS * _LINES})").transform_flatten(["numbers"], ["number"])
    signs = signs.transform_calculate(
        x=f"datum.slot * {_STEP} + datum.number % {_COLUMNS}",
        y=f"datum.row + 0.46 + floor(datum.number / {_COLUMNS}) * 0.125",
        part="clamp(datum.of_100 - datum.number, 0, 1)",
    )
    shape = alt.Shape("slot:O", legend=None, scale=alt.Scale(domain=[0, 1], range=["circle", "square"]))
    all_signs = alt.Chart().mark_point(
        filled=False, color=MUTED, opacity=0.6, strokeWidth=0.75, size=alt.ExprRef(side))
    # the last sign is filled in part
    filled = [
        drawn_from(rows().transform_filter(f"datum.part > {low} && datum.part <= {high}"),
                   alt.Chart().mark_point(
                       filled=True, opacity=1, size=alt.ExprRef(f"{share} * {side}"),
                   ).encode(x=x, y=y, color=group_colour(), shape=shape))
        for low, high, share in ((0, 0.25, 0.15), (0.25, 0.5, 0.38), (0.5, 0.75, 0.62), (0.75, 1, 1))
    ]
    words = label(rows().transform_filter(f"{NOW} && datum.slot == 0").transform_calculate(
        y="datum.row + 0.1"), words="datum.burden", x=_LEFT, y=y, bold=True)
    groups = label(rows().transform_filter(NOW).transform_calculate(
        y="datum.row + 0.28", x=f"datum.slot * {_STEP} - 0.5"),
        words="datum.group + ': ' + datum.label", x=x, y=y, size=13)
    was = label(rows().transform_filter(PINNED).transform_calculate(
        y="datum.row + 0.28", x=f"datum.slot * {_STEP} + {_COLUMNS} - 1"),
        words="'pinned ' + datum.label", x=x, y=y, align="right", size=SMALL_SIZE)
    return finished(drawn_from(
        rows(), drawn_from(signs, all_signs.encode(x=x, y=y, shape=shape), *filled), words, groups, was), 400)
