"""How the charts beside the letter are drawn: Vega-Lite without data, each built once.

What can be changed is hollow, what cannot is full; a green circle is where a corrected record would
stand. The weeks that people have can be dragged.
"""

from __future__ import annotations

from functools import cache

import altair as alt

from simulations.chart_specs import (
    NOW,
    PINNED,
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
from simulations.notice.result import MOST_WEEKS
from simulations.palette import HIT, LABEL, MUTED, SMALL_SIZE, THIN_DASH, TRUTH

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_ZERO = alt.datum(0)
_COLUMNS, _NOTICES = 8, 5
_LEAST, _MOST = -15, 30
"""Points at the ends of the axis; what is beyond is cut there, and its label tells it."""


def _signed(field: str) -> str:
    """Vega expression for points with their sign."""
    return f"replace(format(datum.{field}, '+.1f'), '-', '\u2212')"


@cache
def reasons() -> Spec:
    """Points of each column, against the average person, in the order of the record."""
    source = rows().transform_joinaggregate(decisions="distinct(about)").transform_filter(
        f"{NOW} || datum.decisions == 1").transform_calculate(
        head=f"(datum.place + 0.22) / {_COLUMNS}", y=f"(datum.place + 0.66) / {_COLUMNS}")
    axis = alt.Axis(title="points, compared with the average person", values=[-10, 0, 10, 20, 30],
                    labelExpr="datum.value == 0 ? '0' : replace(format(datum.value, '+'), '-', '\u2212')")

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis,
                     scale=alt.Scale(domain=[_LEAST, _MOST], nice=False, clamp=True))

    y = down()
    full = alt.Chart().mark_bar(size=13, orient="horizontal", color=LABEL)
    hollow = alt.Chart().mark_bar(size=12, orient="horizontal", filled=False, color=LABEL, strokeWidth=2)
    fixed = "datum.change == 'cannot change'"
    now = drawn_from(
        rows().transform_filter(NOW),
        drawn_from(rows().transform_filter(fixed), full.encode(x=x("points"), x2=_ZERO, y=y)),
        drawn_from(rows().transform_filter(f"!({fixed})"), hollow.encode(x=x("points"), x2=_ZERO, y=y)),
        label(rows(), x=_LEFT, y=down("head"), size=13, words="datum.value + ': ' + " + _signed("points")),
        label(rows(), x=_RIGHT, y=down("head"), size=SMALL_SIZE, align="right",
              words=f"isValid(datum.corrected) ? 'corrected ' + {_signed('corrected')} : datum.change"),
        drawn_from(rows().transform_filter("isValid(datum.corrected)"), alt.Chart().mark_point(
            shape="circle", filled=True, opacity=1, size=110, color=TRUTH, stroke=paper(), strokeWidth=2,
        ).encode(x=x("corrected"), y=y)),
    )
    before = drawn_from(
        rows().transform_filter(PINNED), alt.Chart().mark_bar(
            size=19, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25,
        ).encode(x=x("points"), x2=_ZERO, y=y))
    zero = rows().transform_aggregate(n="count()").transform_calculate(zero="0").mark_rule(
        color=ink(), strokeWidth=1).encode(x=x("zero"))
    return finished(drawn_from(source, zero, now, before), 400)


@cache
def notices() -> Spec:
    """What each kind of notice lets those refused do, this one marked."""
    source = rows().transform_calculate(
        head=f"(datum.place + 0.24) / {_NOTICES}", y=f"(datum.place + 0.68) / {_NOTICES}")
    x = shares("share", "of those refused, told of something that would change it", low=0, high=1)
    y = down()
    colour = alt.Color("chosen:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[MUTED, HIT]))
    words = "datum.notice + ': ' + " + share_text("datum.share")
    now = drawn_from(
        rows().transform_filter(NOW),
        alt.Chart().mark_bar(size=16, orient="horizontal").encode(x=x, x2=_ZERO, y=y, color=colour),
        label(rows().transform_filter("!datum.chosen"), words=words, x=_LEFT, y=down("head")),
        label(rows().transform_filter("datum.chosen"), words=words, x=_LEFT, y=down("head"), bold=True,
              dx=15),
        drawn_from(rows().transform_filter("datum.chosen"), alt.Chart().mark_point(
            shape="triangle-right", filled=True, opacity=1, size=90, color=HIT,
        ).encode(x=alt.value(6), y=down("head"))),
    )
    before = drawn_from(
        rows().transform_filter(PINNED), alt.Chart().mark_bar(
            size=22, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25,
        ).encode(x=x, x2=_ZERO, y=y))
    return finished(drawn_from(source, now, before), 300)


EDGE = f"{NOW} && isValid(drag.born) && drag.born[0] == datum.born ? drag.week[0] : datum.weeks"
"""How many weeks people have. A drag holds for the rows that it was made on; once those of another
run have come in (``born`` later), their own ``weeks`` does."""


@cache
def ways() -> Spec:
    """Share of each group's refused who have a way within so many weeks, with the weeks to drag."""
    source = rows().transform_calculate(moment="now()").transform_joinaggregate(
        born="max(moment)").transform_calculate(edge=EDGE)
    drag = {"name": "drag", "views": ["places"], "select": {
        "type": "point", "fields": ["week", "born"], "nearest": True, "toggle": False, "clear": False,
        "on": "pointerdown, [pointerdown, window:pointerup] > pointermove",
    }}
    axis = alt.Axis(title="weeks that all changes together take", grid=False, labelPadding=13,
                    values=list(range(0, MOST_WEEKS + 1, 10)))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, MOST_WEEKS], nice=False))

    y_axis = alt.Axis(title="refused who have a way", values=[0, 0.25, 0.5, 0.75, 1], labelPadding=12,
                      labelExpr="format(100 * datum.value, '.0f') + ' %'")
    y = alt.Y("share:Q", axis=y_axis, scale=alt.Scale(domain=[0, 1]))
    line = alt.Chart().mark_line(interpolate="step-after", strokeWidth=3)
    dash = alt.StrokeDash("slot:O", legend=None, scale=alt.Scale(domain=[0, 1], range=[[1, 0], [8, 3]]))
    lines = drawn_from(rows().transform_filter(NOW),
                       line.encode(x=x("week"), y=y, color=group_colour(), strokeDash=dash))
    before = drawn_from(
        rows().transform_filter(PINNED),
        alt.Chart().mark_line(interpolate="step-after", strokeWidth=1.5, strokeDash=THIN_DASH).encode(
            x=x("week"), y=y, color=group_colour(), detail="slot:O"))
    here = rows().transform_filter(f"{NOW} && datum.week == datum.edge")
    one = here.transform_filter("datum.slot == 0")
    rule = one.mark_rule(color=ink(), strokeWidth=2).encode(x=x("edge"))
    grip = one.mark_point(shape="circle", size=260, filled=True, color=ink(), stroke=paper(), strokeWidth=2,
                          opacity=1).encode(x=x("edge"), y=alt.value("height"))
    shape = alt.Shape("slot:O", legend=None, scale=alt.Scale(domain=[0, 1], range=["circle", "square"]))
    dots = here.transform_filter("isValid(datum.share)").mark_point(
        filled=True, size=130, opacity=1, stroke=paper(), strokeWidth=2,
    ).encode(x=x("edge"), y=y, color=group_colour(), shape=shape)
    said = [
        label(here.transform_filter(f"datum.slot == {slot}"), x=_LEFT, y=alt.value(-46 + 20 * slot),
              bold=True, clear=False, dx=16,
              words="datum.group + ': ' + " + share_text("datum.share")
                    + " + ' of ' + datum.refused + ' refused have a way'")
        for slot in (0, 1)
    ]
    key = [
        rows().transform_aggregate(n="count()").transform_calculate(slot=str(slot)).mark_point(
            filled=True, size=110, opacity=1).encode(
            x=alt.value(6), y=alt.value(-46 + 20 * slot), color=group_colour(), shape=shape)
        for slot in (0, 1)
    ]
    weeks = label(one, words="'within ' + datum.edge + (datum.edge == 1 ? ' week' : ' weeks')", x=_LEFT,
                  y=alt.value(-66), bold=True, size=16, clear=False)
    places = rows().transform_filter(f"{NOW} && datum.slot == 0 && datum.week % 2 == 0").mark_point(
        opacity=0, cursor="ew-resize").properties(name="places").encode(x=x("week"), y=alt.value(150))
    return finished(drawn_from(source, before, lines, rule, dots, grip, *key, *said, weeks, places), 280,
                    params=[drag])
