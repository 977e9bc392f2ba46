"""How the charts on trails are drawn: Vega-Lite without data, each built once.

People are blue, what gives them away crimson, what a planner loses ochre. Labels stand beside what
they name, so that no legend has to be looked up.
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
    ink,
    label,
    paper,
    rows,
    share_text,
    shares,
)
from simulations.palette import GROUPS, HARM, LABEL, MUTED, SMALL_SIZE, THIN_DASH
from simulations.trails import law
from simulations.trails.chart_rows import PUBLISHED_NAME
from simulations.trails.result import MOST_POINTS, SIDE

_LEFT = alt.value(0)
_ZERO = alt.datum(0)
_THIS, _COARSE, _TENTH = "this release", "16 antennas, whole days", "a tenth of the people"
_PEOPLE = GROUPS[0]


def _share_axis(field: str, title: str | None = None) -> alt.Y:
    axis = alt.Axis(title=title, values=[0, 0.25, 0.5, 0.75, 1],
                    labelExpr="format(100 * datum.value, '.0f') + ' %'")
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, 1]))


@cache
def unicity() -> Spec:
    """Share singled out by points known: this release, a coarser one, a smaller crowd, the published."""
    x = alt.X(
        "points:Q", axis=alt.Axis(title="points known of a person", values=list(range(0, MOST_POINTS + 1, 2)),
                                  grid=False),
        scale=alt.Scale(domain=[0, MOST_POINTS], nice=False, rangeMin=0, rangeMax=alt.ExprRef("width - 12")))
    y = _share_axis("share")
    names = [_THIS, _COARSE, _TENTH]
    colour = alt.Color("line:N", legend=None, scale=alt.Scale(domain=names, range=[HARM, _PEOPLE, MUTED]))
    dash = alt.StrokeDash("line:N", legend=None,
                          scale=alt.Scale(domain=names, range=[[1, 0], [8, 3], [2, 3]]))
    lines = rows().transform_filter(f"{NOW} && datum.line != '{PUBLISHED_NAME}'").mark_line(
        strokeWidth=3).encode(x=x, y=y, color=colour, strokeDash=dash)
    before = rows().transform_filter(f"{PINNED} && datum.line == '{_THIS}'").mark_line(
        strokeWidth=2, color=ink(), strokeDash=THIN_DASH).encode(x=x, y=y)
    dot = rows().transform_filter(f"{NOW} && datum.here").mark_point(
        size=170, filled=True, opacity=1, color=HARM, stroke=paper(), strokeWidth=2).encode(x=x, y=y)
    diamond = rows().transform_filter(f"{NOW} && datum.line == '{PUBLISHED_NAME}'").mark_point(
        shape="diamond", size=150, filled=True, opacity=1, color=ink(), stroke=paper(), strokeWidth=2,
    ).encode(x=x, y=y)
    # a key in the corner that all lines leave free: they only rise
    key = []
    named = ((_THIS, HARM, [1, 0]), (_COARSE, _PEOPLE, [8, 3]), (_TENTH, MUTED, [2, 3]))
    for place, (name, hue, dashes) in enumerate(named):
        at = alt.value(150 + 22 * place)
        only = rows().transform_aggregate(n="count()")
        key += [
            only.mark_rule(color=hue, strokeWidth=3, strokeDash=dashes).encode(
                x=alt.value(alt.ExprRef("width - 196")), x2=alt.value(alt.ExprRef("width - 170")), y=at),
            label(rows().transform_aggregate(n="count()"), words=f"'{name}'",
                  x=alt.value(alt.ExprRef("width - 162")), y=at, size=13),
        ]
    at = alt.value(150 + 66)
    key += [
        rows().transform_aggregate(n="count()").mark_point(
            shape="diamond", size=110, filled=True, opacity=1, color=ink(),
        ).encode(x=alt.value(alt.ExprRef("width - 183")), y=at),
        label(rows().transform_aggregate(n="count()"), words=f"'{PUBLISHED_NAME}'",
              x=alt.value(alt.ExprRef("width - 162")), y=at, size=13),
    ]
    return finished(drawn_from(rows(), before, lines, dot, diamond, *key), 300)


MAP, LINES = 320, 6
"""Pixels of the map's side, and how many lines of words stand below it in each of two columns."""


@cache
def trail() -> Spec:
    """The town with one person's places and the points known, numbered; below, what fits them."""
    height = MAP + 30 + 22 * LINES

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(
            domain=[0, SIDE], nice=False, rangeMin=0, rangeMax=alt.ExprRef(f"min(width, {MAP})")))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(
            domain=[0, SIDE], nice=False, rangeMin=0, rangeMax=alt.ExprRef(f"min(width, {MAP})")))

    now = rows().transform_filter(NOW)
    edge = rows().transform_aggregate(n="count()").transform_calculate(
        left="0", right=str(SIDE)).mark_rect(
        filled=False, stroke=MUTED, strokeWidth=1).encode(
        x=x("left"), x2="right:Q", y=y("left"), y2="right:Q")
    visited = now.transform_filter("datum.kind == 'visited'").mark_point(
        filled=True, color=_PEOPLE, opacity=0.45).encode(
        x=x("x"), y=y("y"),
        size=alt.Size("hours:Q", legend=None, scale=alt.Scale(type="sqrt", domain=[0, 720], range=[12, 900])))
    points = now.transform_filter("datum.kind == 'point'")
    box = points.mark_rect(filled=False, stroke=HARM, strokeWidth=2).encode(
        x=x("left"), x2="right:Q", y=y("top"), y2="bottom:Q")
    # points at the same place stand in a row, so that all their numbers can be read
    apart = points.transform_window(
        same="row_number()", groupby=["x", "y"], sort=[alt.SortField("number")],
    ).transform_calculate(beside="datum.x + (datum.x > 10 ? -1.1 : 1.1) * (datum.same - 1)")
    disc = apart.mark_point(shape="circle", filled=True, size=300, color=HARM, opacity=1, stroke=paper(),
                            strokeWidth=1.5).encode(x=x("beside"), y=y("y"))
    number = apart.mark_text(color="white", fontSize=13, fontWeight="bold").encode(
        x=x("beside"), y=y("y"), text="number:Q")
    said = []
    for column, place in enumerate((_LEFT, alt.value(alt.ExprRef(f"min(width, {2 * MAP}) / 2")))):
        mine = f"datum.kind == 'point' && floor((datum.number - 1) / {LINES}) == {column}"
        said.append(label(
            now.transform_filter(mine).transform_calculate(
                line=f"{MAP} + 22 + 22 * ((datum.number - 1) % {LINES})"),
            x=place, size=SMALL_SIZE,
            y=alt.Y("line:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height])),
            words="datum.number + '. ' + datum.when + ': ' + (datum.fit == 1 ? 'one fits'"
                  " : format(datum.fit, ',') + ' fit')",
        ))
    return finished({**drawn_from(rows(), edge, visited, box, disc, number, *said),
                     "resolve": {"scale": {"y": "independent"}}}, height)


@cache
def candidates() -> Spec:
    """How many traces fit after each point, on a scale of powers of ten."""
    x = alt.X("points:Q", axis=alt.Axis(title="points known", tickMinStep=1, grid=False),
              scale=alt.Scale(domain=[0, MOST_POINTS], nice=False, rangeMin=0,
                              rangeMax=alt.ExprRef("width - 20")))
    y = alt.Y("traces:Q", scale=alt.Scale(type="log", domain=[0.8, 100_000], nice=False),
              axis=alt.Axis(title="traces that fit", values=[1, 10, 100, 1000, 10_000, 100_000], format=","))
    now = rows().transform_filter(NOW)
    median = "datum.line == 'the median person'"
    theirs = now.transform_filter(median).mark_line(
        strokeWidth=2, strokeDash=[8, 3], color=MUTED).encode(x=x, y=y)
    mine = now.transform_filter(f"!({median})")
    line = mine.mark_line(strokeWidth=3, color=HARM).encode(x=x, y=y)
    dot = mine.mark_point(size=110, filled=True, opacity=1, color=HARM, stroke=paper(),
                          strokeWidth=1.5).encode(x=x, y=y)
    before = rows().transform_filter(f"{PINNED} && !({median})").mark_line(
        strokeWidth=2, color=ink(), strokeDash=THIN_DASH).encode(x=x, y=y)
    told = mine.transform_filter("datum.traces > 1 || datum.last")
    count = label(told, words="format(datum.traces, ',')", x=x, y=y, dx=8, dy=-12, size=13, bold=True)
    only = rows().transform_aggregate(n="count()")
    key = [
        label(only, words=words, x=alt.value(alt.ExprRef("width")), y=alt.value(at), align="right", size=13)
        for at, words in ((14, "'full line: the person followed'"), (34, "'dashed: the median person'"))
    ]
    return finished(drawn_from(rows(), before, theirs, line, dot, count, *key), 260)


@cache
def traded() -> Spec:
    """Each way with two bars: who is singled out, and how far the flows are off."""
    source = rows().transform_calculate(
        head="(datum.row + 0.24) / datum.rows", upper="(datum.row + 0.56) / datum.rows",
        lower="(datum.row + 0.76) / datum.rows")

    def x(field: str) -> alt.X:
        return shares(field, "crimson: singled out; ochre: error of the flows", low=0, high=1)

    now = rows().transform_filter(NOW)
    one = now.mark_bar(size=11, orient="horizontal", color=HARM).encode(
        x=x("singled_out"), x2=_ZERO, y=down("upper"))
    two = now.mark_bar(size=6, orient="horizontal", color=LABEL).encode(
        x=x("flow_error"), x2=_ZERO, y=down("lower"))
    past = rows().transform_filter(f"{PINNED} && datum.row == 0")
    outline = [
        past.mark_bar(size=size, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH,
                      strokeWidth=1.25).encode(x=x(field), x2=_ZERO, y=down(at))
        for field, at, size in (("singled_out", "upper", 14), ("flow_error", "lower", 9))
    ]
    words = label(
        rows().transform_filter(NOW), x=_LEFT, y=down("head"), size=13, bold=True,
        words="datum.way + ': ' + " + share_text("datum.singled_out") + " + ', flows ' + "
              + share_text("datum.flow_error"),
    )
    return finished(drawn_from(source, one, two, *outline, words), 430)


@cache
def homes() -> Spec:
    """Homes found by days kept; the days chosen are marked."""
    x = alt.X("days:Q", axis=alt.Axis(title="days of records kept", values=[1, 3, 7, 14, 30, 60], grid=False),
              scale=alt.Scale(type="sqrt", domain=[0, 60], nice=False))
    y = _share_axis("share", "homes found")
    now = rows().transform_filter(NOW)
    line = now.mark_line(strokeWidth=3, color=HARM).encode(x=x, y=y)
    dots = now.mark_point(size=45, filled=True, opacity=1, color=HARM).encode(x=x, y=y)
    here = now.transform_filter("datum.here")
    dot = here.mark_point(size=190, filled=True, opacity=1, color=HARM, stroke=paper(), strokeWidth=2).encode(
        x=x, y=y)
    before = rows().transform_filter(PINNED).mark_line(
        strokeWidth=2, color=ink(), strokeDash=THIN_DASH).encode(x=x, y=y)
    half = drawn_from(
        rows().transform_aggregate(n="count()"),
        alt.Chart().mark_rule(color=ink(), strokeDash=[2, 3], opacity=0.6).encode(
            y=alt.Y(datum=0.5, type="quantitative", scale=alt.Scale(domain=[0, 1]))),
        label(rows(), words="'half of all homes'", x=alt.value(alt.ExprRef("width")), align="right", dy=12,
              y=alt.Y(datum=0.5, type="quantitative", scale=alt.Scale(domain=[0, 1])), size=SMALL_SIZE),
    )
    words = label(
        here.transform_calculate(right="datum.days > 20"), x=x, y=y, dy=18, bold=True, align="center",
        words="datum.days + (datum.days == 1 ? ' day: ' : ' days: ') + " + share_text("datum.share"))
    return finished(drawn_from(rows(), half, before, line, dots, dot, words), 280)


@cache
def grid() -> Spec:
    """Share singled out at each coarseness of map and clock, as a table that is shaded."""
    x = alt.X("hours:O", sort=list(law.HOURS), axis=alt.Axis(
        title="hours that are one (200 people at most)", orient="bottom", labelAngle=0))
    y = alt.Y("antennas:O", sort=list(law.MERGED), axis=alt.Axis(title="antennas that are one place"))
    now = rows().transform_filter(NOW)
    cell = now.mark_rect(stroke=paper(), strokeWidth=2, color=HARM).encode(
        x=x, y=y, fillOpacity=alt.FillOpacity("share:Q", legend=None,
                                              scale=alt.Scale(domain=[0, 1], range=[0.02, 0.55])))
    words = now.mark_text(fontSize=SMALL_SIZE, color=ink()).transform_calculate(
        words=share_text("datum.share")).encode(x=x, y=y, text="words:N")
    here = now.transform_filter("datum.here").mark_rect(
        filled=False, stroke=ink(), strokeWidth=3).encode(x=x, y=y)
    return finished(drawn_from(rows(), cell, here, words), 300)


@cache
def power_law() -> Spec:
    """Share singled out against coarseness, with the fitted law and the published one."""
    x = alt.X("coarseness:Q", scale=alt.Scale(type="log", domain=[1, 400], nice=False),
              axis=alt.Axis(title="how coarse: antennas times hours that are one", format="~s", grid=False,
                            values=[1, 2, 4, 8, 16, 32, 64, 128, 256]))
    axis = alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1],
                    labelExpr="format(100 * datum.value, '.0f') + ' %'")
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1.5], nice=False), axis=axis)
    now = rows().transform_filter(NOW)
    dots = now.transform_filter("datum.line == 'this run'").mark_point(
        size=80, filled=True, opacity=0.8, color=HARM).encode(x=x, y=y)
    lines, key = [], [label(now.transform_aggregate(n="count()"), x=alt.value(8), y=alt.value(10), size=13,
                            words="'dots: singled out in 25 releases'")]
    for at, name, hue, dash, words in (
        (32, "fitted", HARM, [1, 0], "'full line: fitted to them, beta '"),
        (54, "published", ink(), [8, 3], "'dashed: published, beta '"),
    ):
        only = now.transform_filter(f"datum.line == '{name}'")
        lines.append(only.mark_line(strokeWidth=2.5, strokeDash=dash, color=hue).encode(x=x, y=y))
        told = only.transform_aggregate(beta="max(beta)")
        key.append(label(told, words=words + " + format(datum.beta, '.3f')", x=alt.value(8), y=alt.value(at),
                         size=13))
    return finished(drawn_from(rows(), *lines, dots, *key), 340)
