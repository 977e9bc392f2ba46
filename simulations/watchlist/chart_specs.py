"""How the watchlist charts are drawn, but for the scores: Vega-Lite without data, each built once.

Right alarms are filled violet triangles, wrong ones hollow crimson circles, in every chart. Labels
stand beside what they name.
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
)
from simulations.palette import HARM, HIT, MUTED, SMALL_SIZE, THIN_DASH

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_COLUMNS = 40
_ZERO = alt.datum(0)
_COMPACT = "(abs(datum.{0}) >= 100 ? format(datum.{0}, ',.0f') : format(datum.{0}, '.3~g'))"
"""Vega expression for a rate with three digits."""


@cache
def alarms() -> Spec:
    """A thousand alarms as signs, the right ones first."""
    source = rows().transform_filter(NOW).transform_calculate(
        numbers="sequence(datum.first, datum.first + datum.per_1000)",
    )
    signs = rows().transform_flatten(["numbers"], ["number"]).transform_filter(
        "isValid(datum.number)",
    ).transform_calculate(
        column=f"datum.number % {_COLUMNS}", y=f"floor(datum.number / {_COLUMNS})",
    )
    x = alt.X("column:Q", axis=None, scale=alt.Scale(
        domain=[-0.6, _COLUMNS], nice=False, rangeMin=0, rangeMax=alt.ExprRef("min(width, 600)")))
    y = down(low=-5.2, high=1000 / _COLUMNS)
    side = alt.ExprRef("pow(min(min(width, 600) / 40 * 0.62, 8.5), 2)")
    right = rows().transform_filter("datum.alarms == 'right'").mark_point(
        shape="triangle-up", filled=True, color=HIT, opacity=1, size=side)
    wrong = rows().transform_filter("datum.alarms == 'wrong'").mark_point(
        shape="circle", filled=False, color=HARM, opacity=1, strokeWidth=1.5, size=side)
    key = rows().transform_calculate(y="datum.alarms == 'right' ? -4.4 : -2.6")
    words = label(
        key, x=alt.value(18), y=y, bold=True,
        words="(isValid(datum.precision) ? format(datum.per_1000, ',') + ' ' : '') + (datum.alarms == 'right'"
              " ? 'right: somebody looked for' : 'wrong: somebody else')"
              " + (isValid(datum.precision) ? '' : ' (undefined)')",
    )
    marks = [
        drawn_from(key, rows().transform_filter("datum.alarms == 'right'").mark_point(
            shape="triangle-up", filled=True, color=HIT, opacity=1, size=110).encode(x=alt.value(7), y=y)),
        drawn_from(key, rows().transform_filter("datum.alarms == 'wrong'").mark_point(
            shape="circle", filled=False, color=HARM, opacity=1, strokeWidth=2, size=90,
        ).encode(x=alt.value(7), y=y)),
    ]
    was = label(
        rows().transform_filter(f"{PINNED} && datum.alarms == 'right'").transform_calculate(y="-0.9"),
        words="'pinned: ' + format(datum.per_1000, ',') + ' right'", x=_LEFT, y=y, size=SMALL_SIZE)
    return finished(drawn_from(
        rows(),
        drawn_from(source, drawn_from(signs, *(mark.encode(x=x, y=y) for mark in (right, wrong))),
                   words, *marks),
        was,
    ), 400)


@cache
def groups() -> Spec:
    """False alarms per 100,000 people of each group, with how many of them end in a stop."""
    source = rows().transform_joinaggregate(strips="max(slots)").transform_calculate(
        y="(datum.slot + 0.66) / datum.strips", head="(datum.slot + 0.14) / datum.strips",
        foot="(datum.slot + 0.36) / datum.strips",
    )
    y = down()
    axis = alt.Axis(title="false alarms per 100,000 (dark: stopped)",
                    tickCount=5, format=",~f")

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(nice=False, zero=True))

    hold = alt.Chart().mark_rule(opacity=0).encode(x=x("reach"))
    bar = alt.Chart().mark_bar(size=20, orient="horizontal", opacity=0.45).encode(
        x=x("per_100k"), x2=_ZERO, y=y, color=group_colour())
    stopped = alt.Chart().mark_bar(size=20, orient="horizontal").encode(
        x=x("stopped_per_100k"), x2=_ZERO, y=y, color=group_colour())
    interval = alt.Chart().mark_rule(color=ink(), strokeWidth=2).encode(x=x("low"), x2="high:Q", y=y)
    end = alt.Chart().mark_tick(color=ink(), thickness=2, size=10, orient="vertical")
    outline = alt.Chart().mark_bar(
        size=25, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25)
    words = label(
        rows(), x=_LEFT, y=down("head"), bold=True,
        words="datum.group + ': ' + (isValid(datum.per_100k) ? " + _COMPACT.format("per_100k")
              + " + ' per 100,000' : 'undefined')",
    )
    counts = label(
        rows().transform_filter("isValid(datum.people)"), x=_LEFT, y=down("foot"), size=SMALL_SIZE,
        words="format(datum.false_alarms, ',') + ' false alarms' + (width < 460 ? '' : ' among '"
              " + format(datum.people, ',') + ' not on the list') + ', ' + format(datum.stopped, ',')"
              " + ' stopped'",
    )
    was = label(
        rows().transform_filter("isValid(datum.per_100k)"), x=_RIGHT, y=down("head"), align="right",
        size=SMALL_SIZE, words="'pinned ' + " + _COMPACT.format("per_100k"))
    return finished(drawn_from(
        source,
        drawn_from(rows().transform_filter(NOW), hold, bar, stopped, interval,
                   *(end.encode(x=x(side), y=y) for side in ("low", "high")), words, counts),
        drawn_from(rows().transform_filter(PINNED), outline.encode(x=x("per_100k"), x2=_ZERO, y=y), was),
    ), 250)


@cache
def prior() -> Spec:
    """Share of right alarms against the share on the list, a curve for each rate of false alarms."""
    axis = alt.Axis(title="passers-by on the list (log scale)", grid=False,
                    values=[1e-6, 1e-5, 1e-4, 1e-3, 1e-2],
                    labelExpr="'1 in ' + format(1 / datum.value, ',.0f')", labelOverlap=True)
    x = alt.X("prior:Q", axis=axis, scale=alt.Scale(type="log", domain=[1e-6, 1e-2], nice=False))
    y_axis = alt.Axis(title="alarms that are right", values=[0, 0.25, 0.5, 0.75, 1],
                      labelExpr="format(100 * datum.value, '.0f') + ' %'")
    y = alt.Y("precision:Q", axis=y_axis, scale=alt.Scale(domain=[0, 1.06], nice=False))
    now = rows().transform_filter(NOW)
    curve = now.transform_filter("datum.kind == 'curve'").mark_line(
        color=MUTED, strokeWidth=1.5).encode(x=x, y=y, detail="name:N")
    # each curve is named where it crosses a half, or where it ends below that
    named = now.transform_filter("datum.kind == 'curve'").transform_calculate(
        away="datum.precision > 0.66 ? 2 : 1 - datum.precision",
    ).transform_window(
        order="row_number()", sort=[alt.SortField("away", order="ascending")], groupby=["name"],
    ).transform_filter("datum.order == 1")
    names = [
        label(named.transform_filter(f"datum.prior {side} 0.005"), words="datum.name", x=x, y=y, align=align,
              size=SMALL_SIZE, dx=dx, dy=dy)
        for side, align, dx, dy in (("<", "left", 6, 4), (">=", "right", -6, -10))
    ]
    own = now.transform_filter("datum.kind == 'own'").mark_line(color=ink(), strokeWidth=3).encode(x=x, y=y)
    before = rows().transform_filter(f"{PINNED} && datum.kind == 'own'").mark_line(
        color=ink(), strokeDash=THIN_DASH, strokeWidth=1.5).encode(x=x, y=y)
    here = drawn_from(
        now.transform_filter("datum.kind == 'here'"),
        alt.Chart().mark_point(shape="circle", filled=True, size=190, color=ink(), stroke=paper(),
                               strokeWidth=2, opacity=1).encode(x=x, y=y),
        label(rows(), words="datum.label", x=x, y=y, bold=True, dx=12, dy=9),
    )
    marks = drawn_from(
        now.transform_filter("datum.kind == 'deployment'"),
        alt.Chart().mark_point(shape="diamond", filled=True, size=190, color=ink(), stroke=paper(),
                               strokeWidth=2, opacity=1).encode(x=x, y=y),
        label(rows().transform_filter("datum.precision <= 0.5"), words="datum.label", x=x, y=y,
              align="right", dx=-2, dy=-16, size=13),
        label(rows().transform_filter("datum.precision > 0.5"), words="datum.label", x=x, y=y,
              align="right", dx=-12, dy=-7, size=13),
    )
    said = drawn_from(
        now.transform_aggregate(n="count()"),
        label(rows(), words="'thin curves: false alarms, 1 in so many people'", x=_LEFT, y=alt.value(-10),
              size=SMALL_SIZE, dx=4),
    )
    return finished(drawn_from(rows(), curve, *names, before, own, marks, here, said), 340)


@cache
def funnel() -> Spec:
    """From everybody scanned to those rightly stopped, on a log scale."""
    source = rows().transform_joinaggregate(last="max(row)").transform_calculate(
        y="(datum.row + 0.7) / (datum.last + 1)", head="(datum.row + 0.24) / (datum.last + 1)",
        shown="datum.people > 0 ? datum.people : null", foot="0.5", one="0.6",
    )
    y = down()
    axis = alt.Axis(title="people (each gridline is ten times the one before)", format=",.0f",
                    values=[10**power for power in range(11)], labelOverlap=True)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(type="log", nice=False, domainMin=0.5))

    hold = alt.Chart().mark_rule(opacity=0).encode(x=x("reach"))
    colour = alt.Color("stage:N", legend=None, scale=alt.Scale(
        domain=["People scanned", "Alarms", "Right alarms", "Rightly stopped", "Wrongly stopped"],
        range=[MUTED, MUTED, HIT, HIT, HARM]))
    bar = alt.Chart().mark_bar(size=16, orient="horizontal").encode(
        x=x("foot"), x2="shown:Q", y=y, color=colour)
    outline = alt.Chart().mark_bar(
        size=20, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25,
    ).encode(x=x("foot"), x2="shown:Q", y=y)
    words = label(
        rows(), x=_LEFT, y=down("head"), bold=True,
        words="datum.stage + ': ' + (isValid(datum.people) ? format(datum.people, ',') : 'not published')",
    )
    was = label(rows().transform_filter("isValid(datum.people)"), x=_RIGHT, y=down("head"), align="right",
                size=SMALL_SIZE, words="'pinned ' + format(datum.people, ',')")
    return finished(drawn_from(
        source,
        drawn_from(rows().transform_filter(NOW), hold,
                   drawn_from(rows().transform_filter("isValid(datum.shown)"), bar), words),
        drawn_from(rows().transform_filter(PINNED),
                   drawn_from(rows().transform_filter("isValid(datum.shown)"), outline), was),
    ), 300)
