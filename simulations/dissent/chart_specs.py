"""How the dissent charts are drawn, but for the cliff: Vega-Lite without data, each built once.

Private opinion is green and round, what is shown in public is ochre and square, whoever falls
silent is a hollow crimson ring: shape says the same as colour.
"""

from __future__ import annotations

import json
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
    ink,
    label,
    paper,
    rows,
    share_text,
)
from simulations.dissent.chart_rows import KINDS, RECORDED
from simulations.palette import HARM, LABEL, MUTED, SMALL_SIZE, THIN_DASH, TRUTH

_LEFT = alt.value(0)
_STYLES: tuple[dict[str, Any], ...] = (
    {"shape": "square", "filled": True, "size": 90, "color": LABEL},
    {"shape": "circle", "filled": False, "size": 80, "strokeWidth": 2.25, "color": HARM},
    {"shape": "circle", "filled": True, "size": 9, "color": MUTED},
)
_PER_COLUMN = 4
_FOOT = 1.3
"""Where the charts of dots end: below the strips, which end at 1, stands the key."""


@cache
def voices() -> Spec:
    """A hundred people: who agrees and shows it, who agrees and does not, who does not agree."""
    return finished(_dots(
        KINDS, "datum.strip + ': ' + datum.agree_100 + ' of 100 agree, ' + (datum.agree_100"
               " - datum.silent_100) + ' show it'"), 330)


@cache
def groups() -> Spec:
    """A hundred of those who agree in each group: who shows it, and who does not."""
    return finished(_dots(
        KINDS[:2], "datum.strip + (datum.agree_100 ? ': ' + datum.silent_100"
                   " + ' of 100 who agree stay at home' : ': nobody agrees')"), 320)


def _dots(kinds: tuple[str, ...], words: str) -> Spec:
    """Two strips of a hundred dots, the key below."""
    source = rows().transform_filter(NOW).transform_calculate(
        numbers="sequence(datum.first, datum.first + datum.per_100)")
    dots = rows().transform_flatten(["numbers"], ["number"]).transform_calculate(
        column=f"floor(datum.number / {_PER_COLUMN})",
        y=f"(datum.row + 0.34 + 0.17 * (datum.number % {_PER_COLUMN})) / 2",
    )
    key = rows().transform_filter(
        f"datum.row == 0 && indexof({json.dumps(kinds)}, datum.kind) >= 0",
    ).transform_calculate(y=f"1.08 + 0.085 * indexof({json.dumps(kinds)}, datum.kind)")
    x = alt.X("column:Q", axis=None, scale=alt.Scale(
        domain=[-0.6, 100 / _PER_COLUMN], nice=False, rangeMin=0, rangeMax=alt.ExprRef("min(width, 560)")))
    y = down(high=_FOOT)
    shown, explained = [], []
    for kind, style in zip(kinds, _STYLES, strict=False):
        mark = rows().transform_filter(f"datum.kind == '{kind}'")
        shown.append(mark.mark_point(opacity=1, **style).encode(x=x, y=y))
        explained.append(mark.mark_point(opacity=1, **style).encode(x=alt.value(8), y=y))
    head = rows().transform_filter(f"datum.kind == '{KINDS[0]}'").transform_calculate(
        y="(datum.row + 0.14) / 2")
    return drawn_from(
        source, drawn_from(dots, *shown), label(head, words=words, x=_LEFT, y=y, bold=True),
        drawn_from(key, *explained, label(rows(), words="datum.kind", x=alt.value(20), y=y, size=SMALL_SIZE)),
    )


@cache
def towns() -> Spec:
    """Each town as a square where its turnout is: they stand at either end, not in the middle."""
    source = rows().transform_filter(NOW).transform_joinaggregate(most="max(reach)").transform_calculate(
        y="(datum.place + 0.5) / datum.most")
    axis = alt.Axis(title="share of people who take part, town by town", grid=False, tickCount=5,
                    labelExpr="format(100 * datum.value, '.0f') + ' %'")

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))

    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1.3], nice=False))
    town = alt.Chart().mark_point(
        shape="square", filled=True, color=LABEL, opacity=1, stroke=paper(), strokeWidth=1,
    ).encode(x=x("shown"), y=y, size=alt.Size("most:Q", legend=None, scale=alt.Scale(
        type="ordinal", domain=[10, 20, 40, 100], range=[50, 50, 22, 8])))
    marks = rows().transform_aggregate(quarter="max(quarter)", most="max(three_quarters)")
    rule = alt.Chart().mark_rule(color=ink(), strokeWidth=1.5, strokeDash=[2, 3])
    named = [
        label(marks, words=f"'{words}'", x=x(field), y=alt.value(height), align=align, dx=dx, size=SMALL_SIZE)
        for words, field, align, dx, height in (
            ("nearly empty \u2190", "quarter", "right", -4, 8), ("\u2192 full", "most", "left", 4, 8),
            ("half a protest", "quarter", "left", 4, 28),
        )
    ]
    return finished(drawn_from(
        source, *(drawn_from(marks, rule.encode(x=x(field))) for field in ("quarter", "most")), town, *named,
    ), 260)


@cache
def rounds() -> Spec:
    """Who takes part after each round, as it is and where nobody can be identified."""
    source = rows().transform_joinaggregate(most="max(reach)")
    x = alt.X("round:Q", scale=alt.Scale(nice=False, zero=True), axis=alt.Axis(
        title="round", tickMinStep=1, tickCount=5, grid=False))
    hold = alt.Chart().mark_rule(opacity=0).encode(
        x=alt.X("most:Q", scale=alt.Scale(nice=False, zero=True)))

    def up(field: str) -> alt.Y:
        axis = alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1],
                        labelExpr="format(100 * datum.value, '.0f') + ' %'")
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 1.1], nice=False), axis=axis)

    ours = "datum.line == 'as it is'"
    line = alt.Chart().mark_line(color=LABEL, strokeWidth=3.5).encode(x=x, y=up("share"))
    calm = alt.Chart().mark_line(color=MUTED, strokeWidth=2.5, strokeDash=[6, 3]).encode(x=x, y=up("share"))
    before = alt.Chart().mark_line(color=ink(), strokeWidth=1.5, strokeDash=THIN_DASH).encode(
        x=x, y=up("share"))
    dot = alt.Chart().mark_point(shape="square", size=120, filled=True, color=LABEL, stroke=paper(),
                                 strokeWidth=1.5, opacity=1).encode(x=x, y=up("share"))
    opinion = drawn_from(
        rows().transform_filter(NOW).transform_aggregate(private="max(private)", place="max(private_at)"),
        alt.Chart().mark_rule(color=TRUTH, strokeWidth=2.5, strokeDash=[2, 3]).encode(y=up("private")),
        label(rows(), words="'privately agree: ' + " + share_text("datum.private"), x=alt.value("width"),
              y=up("place"), align="right", size=SMALL_SIZE),
    )
    at_end = rows().transform_joinaggregate(last="max(round)", groupby=["line"]).transform_filter(
        "datum.round == datum.last")
    named = label(at_end, words="datum.line + ': ' + " + share_text("datum.share"), x=alt.value("width"),
                  y=up("label_at"), align="right", size=SMALL_SIZE)
    return finished(drawn_from(
        source, hold, opinion,
        drawn_from(rows().transform_filter(f"{PINNED} && {ours}"), before),
        drawn_from(rows().transform_filter(f"{NOW} && !({ours})"), calm),
        drawn_from(rows().transform_filter(f"{NOW} && {ours}"), line,
                   drawn_from(rows().transform_filter("datum.ending"), dot)),
        drawn_from(rows().transform_filter(NOW), named),
    ), 320)


@cache
def thresholds() -> Spec:
    """How many of those around them people want to see there, watched and unwatched."""
    axis = alt.Axis(title="share of those watched that must take part first", grid=False,
                    values=[0, 0.25, 0.5, 0.75, 1], labelExpr="format(100 * datum.value, '.0f') + ' %'")
    x = alt.X("threshold:Q", axis=axis, scale=alt.Scale(domain=[-0.06, 1.06], nice=False))
    y_axis = alt.Axis(title="of 100 who agree", tickCount=4)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=y_axis, scale=alt.Scale(nice=False, zero=True))

    hold = alt.Chart().mark_rule(opacity=0).encode(y=y("reach"))
    bar = alt.Chart().mark_bar(color=LABEL, opacity=0.85, stroke=paper(), strokeWidth=1).encode(
        x=x, x2="ends:Q", y=y("watched"), y2=alt.datum(0))
    calm = alt.Chart().mark_bar(filled=False, stroke=ink(), strokeWidth=1.5, strokeDash=[3, 2]).encode(
        x=x, x2="ends:Q", y=y("unwatched"), y2=alt.datum(0))
    first, last = (rows().transform_filter(side) for side in (
        "datum.threshold < -0.01", "datum.ends > 1.01"))
    words = [
        label(first, words="'come alone: ' + format(datum.watched, '.1f') + ', unidentified '"
                           " + format(datum.unwatched, '.1f')", x=_LEFT, y=alt.value(-14), size=SMALL_SIZE),
        label(last, words="'in no company: ' + format(datum.watched, '.1f')", x=alt.value("width"),
              y=alt.value(6), align="right", size=SMALL_SIZE),
        label(first, words="'bars: as it is; dashed: unidentified'", x=alt.value("width"), y=alt.value(26),
              align="right", size=SMALL_SIZE),
    ]
    return finished(drawn_from(rows().transform_filter(NOW), hold, bar, calm, *words), 300)


@cache
def ladder() -> Spec:
    """Granovetter's hundred, each with the number of people whom they wait for."""
    source = rows().transform_filter(NOW).transform_calculate(
        column="datum.person % 10", y="(floor(datum.person / 10) + 0.5) / 10",
    )
    x = alt.X("column:Q", axis=None, scale=alt.Scale(
        domain=[-0.6, 9.6], nice=False, rangeMin=0, rangeMax=alt.ExprRef("min(width, 520)")))
    y = down(high=1.12)
    place = alt.Chart().encode(x=x, y=y)
    came = rows().transform_filter("datum.joined").mark_point(
        shape="square", size=640, filled=True, color=LABEL, opacity=1).encode(x=x, y=y)
    home = rows().transform_filter("!datum.joined").mark_point(
        shape="circle", size=520, filled=False, color=MUTED, strokeWidth=1.5, opacity=1).encode(x=x, y=y)
    changed = rows().transform_filter("datum.changed").mark_point(
        shape="circle", size=620, filled=False, color=HARM, strokeWidth=3.5, opacity=1).encode(x=x, y=y)
    number = place.encode(text="threshold:Q")
    inked = drawn_from(rows().transform_filter("!datum.joined"), number.mark_text(
        fontSize=SMALL_SIZE, baseline="middle", color=ink()))
    clear = drawn_from(rows().transform_filter("datum.joined"), number.mark_text(
        fontSize=SMALL_SIZE, baseline="middle", fontWeight="bold", color="#262730"))
    key = label(rows().transform_filter("datum.person == 0"), x=_LEFT, y=alt.value(372), size=SMALL_SIZE,
                words="'number: waits for so many; square: came; ring: did not'")
    return finished(drawn_from(source, home, came, changed, inked, clear, key), 380)


@cache
def record() -> Spec:
    """Who ends up on the record: those who came, and others under whose names they were recorded."""
    source = rows().transform_filter(f"{NOW} || {PINNED}").transform_calculate(
        y="(datum.row + 0.68) / 3", head="(datum.row + 0.24) / 3")
    y = down()
    x = alt.X("people:Q", scale=alt.Scale(nice=False, zero=True),
              axis=alt.Axis(title="people of a town on the record", tickCount=4))
    hold = alt.Chart().mark_rule(opacity=0).encode(
        x=alt.X("reach:Q", scale=alt.Scale(nice=False, zero=True)))
    rows_of = list(range(len(RECORDED)))
    colour = alt.Color("row:O", legend=None, scale=alt.Scale(domain=rows_of, range=[LABEL, HARM, HARM]))
    bar = alt.Chart().mark_bar(size=20, orient="horizontal").encode(
        x=x, x2=alt.datum(0), y=y, color=colour)
    outline = alt.Chart().mark_bar(
        size=24, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25,
    ).encode(x=x, x2=alt.datum(0), y=y)
    words = label(rows(), x=_LEFT, y=down("head"), bold=True,
                  words="datum.who + ': ' + format(datum.people, datum.people >= 9.95 ? ',.0f' : '.1f')")
    return finished(drawn_from(
        source, hold, drawn_from(rows().transform_filter(NOW), bar, words),
        drawn_from(rows().transform_filter(PINNED), outline),
    ), 240)
