"""How the patrol charts are drawn: Vega-Lite without data, each built once.

What is so is green and dashed; what the record makes of it is ochre. District A is blue, B
vermilion, and each is named where it stands.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

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
)
from simulations.palette import LABEL, MUTED, SMALL_SIZE, THIN_DASH, TRUTH

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_PER_CENT = "format(100 * datum.value, '.0f') + ' %'"
_TRUTH_DASH = (7, 4)


@cache
def fan() -> Spec:
    """The share of patrols that go to A, day by day: the mean, where cities lie, and six of them."""
    source = rows().transform_joinaggregate(reach="max(day)")
    x = alt.X("day:Q", scale=alt.Scale(nice=False, zero=True),
              axis=alt.Axis(title="day", tickCount=5, grid=False, labelOverlap=True, format=",.0f"))

    def y(field: str) -> alt.Y:
        axis = alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1], labelExpr=_PER_CENT)
        return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, 1.34], nice=False))

    now = rows().transform_filter(NOW)
    mean = now.transform_filter("datum.line == 'mean'")
    wide = alt.Chart().mark_area(color=LABEL, opacity=0.16).encode(x=x, y=y("low"), y2="high:Q")
    half = alt.Chart().mark_area(color=LABEL, opacity=0.26).encode(
        x=x, y=y("quarter"), y2="three_quarters:Q")
    line = alt.Chart().mark_line(color=LABEL, strokeWidth=4).encode(x=x, y=y("share"))
    cities = now.transform_filter("datum.line != 'mean'").mark_line(
        color=ink(), strokeWidth=1, opacity=0.55).encode(x=x, y=y("share"), detail="line:N")
    before = rows().transform_filter(f"{PINNED} && datum.line == 'mean'").mark_line(
        color=ink(), strokeWidth=2, strokeDash=THIN_DASH).encode(x=x, y=y("share"))
    true = alt.Chart().mark_line(color=TRUTH, strokeWidth=2.5, strokeDash=_TRUTH_DASH).encode(
        x=x, y=y("true"))
    key = [
        _key(f"'crime that happens in A: ' + {share_text('datum.true')}", 6, TRUTH, 2.5, list(_TRUTH_DASH)),
        _key(f"'patrols that go to A, mean: ' + {share_text('datum.share')}", 26, LABEL, 4, [1, 0]),
        _key("'single cities; bands: half, nine of ten'", 46, ink(), 1, [1, 0]),
    ]
    return finished(drawn_from(
        source, drawn_from(mean, wide, half), cities, before, drawn_from(mean, true, line),
        drawn_from(mean.transform_filter("datum.last"), *key),
    ), 380)


def _key(words: str, height: float, colour: Any, width: float, dash: list[float]) -> Spec:
    """A short line and what it stands for, above the plot."""
    place = alt.value(height)
    stroke = alt.Chart().mark_rule(color=colour, strokeWidth=width, strokeDash=dash).encode(
        x=_LEFT, x2=alt.value(26), y=place)
    return drawn_from(rows(), stroke, label(rows(), words=words, x=alt.value(34), y=place, size=13))


@cache
def record() -> Spec:
    """What happens, where patrols are and what comes on record, each as a bar from A to B."""
    source = rows().transform_calculate(y="(datum.row + 0.68) / 3.2", head="(datum.row + 0.24) / 3.2")
    y = down()
    axis = alt.Axis(title="share in A (the rest in B)", tickCount=5, labelExpr=_PER_CENT, grid=False)
    x = alt.X("begins:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))
    ends = alt.X("ends:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))
    now = rows().transform_filter(f"{NOW} && isValid(datum.share)")
    bar = alt.Chart().mark_bar(size=24, orient="horizontal", stroke=paper(), strokeWidth=1).encode(
        x=x, x2="ends:Q", y=y, color=group_colour())
    first = "datum.district == 'A'"
    truth = rows().transform_filter(f"{NOW} && {first}").transform_calculate(
        top="(datum.row + 0.46) / 3.2", foot="(datum.row + 0.9) / 3.2",
    ).mark_rule(color=ink(), strokeWidth=2.5, strokeDash=[4, 3]).encode(
        x=alt.X("true:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False)), y=down("top"),
        y2="foot:Q")
    key = label(rows().transform_filter(f"{NOW} && {first} && datum.row == 0"), x=_LEFT,
                y=alt.value(252), size=SMALL_SIZE, words="'dashed: where crime happens'")
    was = rows().transform_filter(f"{PINNED} && {first} && isValid(datum.share)").mark_tick(
        color=ink(), thickness=3, size=36, orient="vertical").encode(x=ends, y=y)
    before = label(
        rows().transform_filter(f"{PINNED} && {first}"), x=_RIGHT, y=down("head"), align="right",
        size=SMALL_SIZE, words=f"'pinned ' + {share_text('datum.share')}")
    head = label(
        rows().transform_filter(f"{NOW} && {first}"), x=_LEFT, y=down("head"), bold=True,
        words=f"datum.stage + ': ' + {share_text('datum.share')} + (isValid(datum.share) ? ' in A' : '')")
    named = [
        drawn_from(now.transform_filter(f"datum.district == '{district}' && datum.share > 0.08"),
                   _inside(district, "left" if district == "A" else "right").encode(x=place, y=y))
        for district, place in (("A", x), ("B", ends))
    ]
    return finished(drawn_from(source, drawn_from(now, bar), *named, truth, was, head, before, key), 260)


def _inside(text: str, side: Literal["left", "right"]) -> alt.Chart:
    """A letter at one end of a coloured bar."""
    mark: alt.Chart = alt.Chart().mark_text(
        text=text, align=side, dx=6 if side == "left" else -6, baseline="middle", fontSize=SMALL_SIZE,
        fontWeight="bold", color="#FFFFFF")
    return mark


@cache
def ends() -> Spec:
    """How many of a hundred cities end where."""
    axis = alt.Axis(title="patrols that go to A after the last day", tickCount=5, labelExpr=_PER_CENT,
                    grid=False)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=alt.Axis(title="cities of 100", tickCount=4,
                                                  labelExpr="datum.value > 100 ? '' : datum.label"),
                     scale=alt.Scale(nice=False, zero=True))

    now, first = rows().transform_filter(NOW), rows().transform_filter(f"{NOW} && datum.low == 0")
    zero = alt.datum(0)
    # the axis has room above the highest bar for the words
    hold = rows().transform_calculate(room="1.25 * datum.reach").mark_rule(opacity=0).encode(y=y("room"))
    away = now.transform_filter("datum.low < 0.099 || datum.low > 0.899").mark_bar(
        color=MUTED, opacity=0.18).encode(x=x("low"), x2="high:Q", y=alt.value(0), y2=alt.value("height"))
    bar = now.mark_bar(color=LABEL, opacity=0.85, stroke=paper(), strokeWidth=1).encode(
        x=x("low"), x2="high:Q", y=y("per_100"), y2=zero)
    before = rows().transform_filter(PINNED).mark_bar(
        filled=False, stroke=ink(), strokeDash=THIN_DASH, strokeWidth=1.25).encode(
            x=x("low"), x2="high:Q", y=y("per_100"), y2=zero)
    true = first.mark_rule(color=TRUTH, strokeWidth=2.5, strokeDash=_TRUTH_DASH).encode(x=x("true"))
    words = label(first, words=f"'crime in A: ' + {share_text('datum.true')}", x=alt.value(34),
                  y=alt.value(8), size=13)
    mark = drawn_from(first, alt.Chart().mark_rule(
        color=TRUTH, strokeWidth=2.5, strokeDash=list(_TRUTH_DASH)).encode(
            x=_LEFT, x2=alt.value(26), y=alt.value(8)))
    aside = label(first, words="'grey: run away'", x=_RIGHT, y=alt.value(8), align="right", size=SMALL_SIZE)
    return finished(drawn_from(rows(), hold, away, bar, before, true, words, mark, aside), 280)
