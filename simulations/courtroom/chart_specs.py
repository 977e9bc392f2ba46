"""How the courtroom charts are drawn: Vega-Lite without data, each built once.

Group A is a blue circle, group B a vermilion square, and words say by which yardstick they are measured.
Where both yardsticks share a picture, offences are full lines and arrests dashed ones.
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
    share_text,
    shares,
)
from simulations.courtroom.chart_rows import ARRESTS, LINES, OFFENCES, STAGES, YARDSTICKS
from simulations.palette import GROUP_SHAPES, GROUPS, MUTED, SMALL_SIZE, THIN_DASH, TRUTH

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_ZERO = alt.datum(0)
_SHAPE = alt.Shape("slot:O", legend=None, scale=alt.Scale(domain=[0, 1], range=list(GROUP_SHAPES[:2])))
_COUNT = "(isValid({0}) ? format({0}, ',.0f') : 'undefined')"


@cache
def yardsticks() -> Spec:
    """Four comparisons of the groups: right flags and wrong ones, by arrests and by offences."""
    strips = len(YARDSTICKS)
    source = rows().transform_filter(f"{NOW} || {PINNED}").transform_calculate(
        y=f"(datum.row + ({NOW} ? 0.68 : 0.88)) / {strips}", head=f"(datum.row + 0.16) / {strips}",
        foot=f"(datum.row + 0.43) / {strips}",
    )
    y = down()

    def x(field: str) -> alt.X:
        return shares(field, "share", low=0, high=1)

    now = rows().transform_filter(NOW)
    pairs = now.transform_aggregate(
        least="min(share)", most="max(share)", a="max(a)", b="max(b)", gap="max(gap)",
        groupby=["row", "what", "yardstick", "y", "head", "foot"],
    )
    between = rows().mark_rule(color=MUTED, strokeWidth=4).encode(x=x("least"), x2="most:Q", y=y)
    pinned = rows().transform_filter(PINNED)
    once = pinned.transform_aggregate(
        least="min(share)", most="max(share)", groupby=["row", "y"],
    ).mark_rule(color=MUTED, strokeWidth=1.5, strokeDash=list(THIN_DASH)).encode(
        x=x("least"), x2="most:Q", y=y)
    before = pinned.mark_point(size=80, filled=False, strokeWidth=2, opacity=1)
    dot = now.mark_point(size=150, filled=True, opacity=1, stroke=paper(), strokeWidth=1)
    title = label(rows(), words="datum.what + ', by ' + datum.yardstick", x=_LEFT, y=down("head"), bold=True)
    gap = "(isValid(datum.gap) ? ' (' + format(100 * datum.gap, '+.1f') + ' points)' : '')"
    foot = down("foot")
    key: list[Layer] = []
    for slot, (field, at) in enumerate((("a", 7), ("b", 117))):
        # a mark of the group, and its share
        key.append(rows().mark_point(
            shape=GROUP_SHAPES[slot], filled=True, size=80, color=GROUPS[slot], opacity=1,
        ).encode(x=alt.value(at), y=foot))
        told = f"'{'AB'[slot]} ' + {share_text(f'datum.{field}')}" + (f" + {gap}" if slot else "")
        key.append(label(rows(), words=told, x=alt.value(at + 11), y=foot, size=SMALL_SIZE))
    return finished(drawn_from(
        source.transform_calculate(a=f"{NOW} && datum.slot == 0 ? datum.share : null",
                                   b=f"{NOW} && datum.slot == 1 ? datum.share : null"),
        drawn_from(pairs, between, title, *key), once,
        *(mark.encode(x=x("share"), y=y, color=group_colour(), shape=_SHAPE) for mark in (before, dot)),
        _pinned_words("hollow: pinned", down("head")),
    ), 350)



@cache
def calibration() -> Spec:
    """The share who would offend, and who would be arrested, by tenth of the score and group."""
    x = alt.X("tenth:Q", axis=alt.Axis(title="tenth of the score (10: highest)", grid=False,
                                       values=list(range(1, 11)), format=".0f"),
              scale=alt.Scale(domain=[0.8, 10], nice=False, rangeMin=0, rangeMax=alt.ExprRef("width - 96")))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=_percents())

    dash = alt.StrokeDash("kind:N", legend=None,
                          scale=alt.Scale(domain=[OFFENCES, ARRESTS], range=[[1, 0], [6, 4]]))
    shape = alt.Shape("kind:N", legend=None,
                      scale=alt.Scale(domain=[OFFENCES, ARRESTS], range=["circle", "square"]))
    by_line = {"x": x, "color": group_colour()}
    now = rows().transform_filter(NOW)
    line = now.mark_line(strokeWidth=2.5).encode(y=y("rate"), strokeDash=dash, **by_line)
    dot = now.mark_point(filled=True, size=60, opacity=1).encode(y=y("rate"), shape=shape, **by_line)
    before = rows().transform_filter(PINNED).mark_line(strokeWidth=1.25, opacity=0.55).encode(
        y=y("rate"), strokeDash=dash, **by_line)
    words = label(
        now.transform_filter("isValid(datum.label_at)"), x=x, y=y("label_at"), dx=10, size=13,
        words="slice(datum.group, -1) + ' ' + datum.kind")
    return finished(drawn_from(rows(), before, line, dot, words), 320)


@cache
def funnel() -> Spec:
    """Of 1,000 people of each group: flagged wrongly, detained wrongly, appealing, heard, released."""
    strips = len(STAGES)
    source = rows().transform_filter(f"{NOW} || {PINNED}").transform_calculate(
        y=f"(datum.row + (datum.slot == 0 ? 0.52 : 0.82)) / {strips}",
        head=f"(datum.row + 0.17) / {strips}",
    ).transform_joinaggregate(end="max(per_1000)", groupby=["row", "slot"])
    y = down()

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=alt.Axis(
            title="of 1,000 people of the group", tickCount=5, format=",.0f"),
            scale=alt.Scale(nice=False, zero=True, rangeMin=0, rangeMax=alt.ExprRef("width - 52")))

    now = rows().transform_filter(NOW)
    hold = alt.Chart().mark_rule(opacity=0).encode(x=x("reach"))
    bar = alt.Chart().mark_bar(size=12, orient="horizontal").encode(
        x=x("per_1000"), x2=_ZERO, y=y, color=group_colour())
    outline = rows().transform_filter(PINNED).mark_bar(
        size=15, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25,
    ).encode(x=x("per_1000"), x2=_ZERO, y=y)
    title = label(rows().transform_filter("datum.slot == 0"), words="datum.stage", x=_LEFT, y=down("head"),
                  bold=True)
    told = label(
        rows().transform_calculate(end="isValid(datum.end) ? datum.end : 0"), x=x("end"), y=y, dx=6, size=13,
        words="slice(datum.group, -1) + ' ' + " + _COUNT.format("datum.per_1000"))
    words = drawn_from(now, title, told)
    return finished(drawn_from(source, drawn_from(now, hold, bar), outline, words,
                               _pinned_words("dashed: pinned", down("head"))), 400)


_TOP = 1.44
"""Where the axis of the judge ends: above the lines, which end at 1, stand the values at the rule."""
EDGE = f"{NOW} && isValid(drag.born) && drag.born[0] == datum.born ? drag.follow[0] : datum.own"
"""How often the judge follows. A drag holds for the rows that it was made on; once the rows of another
run have come in (``born`` later), their own setting does."""


@cache
def judge() -> Spec:
    """How often the judge is right, and wrongs each group, against how often the tool is followed."""
    source = rows().transform_filter(f"{NOW} || {PINNED}").transform_calculate(
        moment="now()", mine="datum.here ? datum.follow : null",
    ).transform_joinaggregate(born="max(moment)").transform_joinaggregate(
        own="max(mine)", groupby=["series"]).transform_calculate(edge=EDGE)
    axis = alt.Axis(title="how often the judge follows the tool", grid=False, labelPadding=14,
                    values=[0, 0.25, 0.5, 0.75, 1], labelExpr="format(100 * datum.value, '.0f') + ' %'")

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(
            domain=[0, 1], nice=False, rangeMin=0, rangeMax=alt.ExprRef("width - 52")))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, _TOP], nice=False), axis=_percents())

    names = list(LINES)
    colour = alt.Color("line:N", legend=None, scale=alt.Scale(domain=names, range=[TRUTH, *GROUPS[:2]]))
    shape = alt.Shape("line:N", legend=None,
                      scale=alt.Scale(domain=names, range=["diamond", *GROUP_SHAPES[:2]]))
    now = rows().transform_filter(NOW)
    line = now.mark_line(strokeWidth=2.5).encode(x=x("follow"), y=y("share"), color=colour)
    before = rows().transform_filter(PINNED).mark_line(strokeWidth=1.5, strokeDash=list(THIN_DASH)).encode(
        x=x("follow"), y=y("share"), color=colour)
    named = label(
        now.transform_filter("isValid(datum.label_at)"), x=x("follow"), y=y("label_at"), dx=12, size=13,
        words=f"indexof({names}, datum.line) == 0 ? 'right' : slice(datum.line, -1)")
    there = now.transform_filter("datum.follow == datum.edge").transform_calculate(
        at=f"{_TOP} - 0.13 - 0.1 * indexof({names}, datum.line)")
    dot = rows().mark_point(filled=True, size=190, opacity=1, stroke=paper(), strokeWidth=1.5).encode(
        x=x("edge"), y=y("share"), color=colour, shape=shape)
    # the key stands above the lines and tells the values at the rule
    key = rows().mark_point(filled=True, size=120, opacity=1).encode(
        x=alt.value(7), y=y("at"), color=colour, shape=shape)
    told = label(rows(), words="datum.line + ': ' + " + share_text("datum.share"), x=alt.value(18), y=y("at"),
                 size=13, clear=False)
    edge = now.transform_aggregate(edge="max(edge)").transform_calculate(
        zero="0", one="1", at=f"{_TOP} - 0.02")
    rule = alt.Chart().mark_rule(color=ink(), strokeWidth=2).encode(x=x("edge"), y=y("zero"), y2="one:Q")
    grip = alt.Chart().mark_point(
        shape="circle", filled=True, size=260, color=ink(), stroke=paper(), strokeWidth=2, opacity=1,
    ).encode(x=x("edge"), y=y("zero"))
    head = label(
        rows(), x=_LEFT, y=y("at"), bold=True, clear=False,
        words="'Judge follows in ' + format(100 * datum.edge, '.0f') + ' %, before any appeal'")
    was = rows().transform_filter(PINNED).transform_aggregate(edge="max(edge)").transform_calculate(
        zero="0", one="1",
    ).mark_rule(color=ink(), strokeWidth=1.25, strokeDash=list(THIN_DASH)).encode(
        x=x("edge"), y=y("zero"), y2="one:Q")
    places = now.mark_point(opacity=0, cursor="ew-resize").properties(name="places").encode(
        x=x("follow"), y=y("share"))
    drag = {"name": "drag", "views": ["places"], "select": {
        "type": "point", "fields": ["follow", "born"], "nearest": True, "toggle": False, "clear": False,
        "on": "pointerdown, [pointerdown, window:pointerup] > pointermove",
    }}
    marks: list[Layer] = [before, was, line, named, drawn_from(edge, rule, head, grip),
                          drawn_from(there, dot, key, told), places]
    return finished(drawn_from(source, *marks), 350, params=[drag])


def _pinned_words(words: str, y: alt.Y) -> Layer:
    """How a pinned run is drawn, told at the right of the first line where there is one."""
    first = rows().transform_filter(f"{PINNED} && datum.row == 0 && datum.slot == 0")
    return label(first, words=f"'{words}'", x=_RIGHT, y=y, align="right", size=SMALL_SIZE)


def _percents() -> alt.Axis:
    return alt.Axis(title=None, labelPadding=12, values=[0, 0.25, 0.5, 0.75, 1],
                    labelExpr="format(100 * datum.value, '.0f') + ' %'")
