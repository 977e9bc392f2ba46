"""How the Broward charts are drawn, but for the deciles: Vega-Lite without data, each built once.

Black defendants are circles, White ones squares, in every chart; published values are diamonds.
Labels stand beside what they name.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from simulations.broward.chart_rows import CRITERIA, RATES
from simulations.broward.counts import DECILES
from simulations.broward.result import MAPPED
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
    number_text,
    paper,
    rows,
    share_text,
    shares,
)
from simulations.palette import GROUP_SHAPES, HIT, MUTED, SMALL_SIZE, THIN_DASH

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_SHAPE = alt.Shape("slot:O", legend=None, scale=alt.Scale(domain=[0, 1], range=list(GROUP_SHAPES[:2])))
_PERCENT = "format(100 * datum.value, '.0f') + ' %'"


def _points(field: str) -> str:
    """Vega expression for a gap as it is printed everywhere, without its unit."""
    return (f"(datum.{field} < 0 ? '-' : '+') + "
            + number_text(f"abs(100 * datum.{field})", 1))


def _diamond(chart: alt.Chart) -> alt.Chart:
    """How a published value is marked."""
    marks: alt.Chart = chart.mark_point(
        shape="diamond", filled=False, size=90, opacity=1, strokeWidth=2)
    return marks


@cache
def rates() -> Spec:
    """Four rates, each as two marks with a line between them, the published ones as diamonds below."""
    band = len(RATES) + 0.4
    source = rows().transform_calculate(
        head=f"(datum.row + 0.12) / {band}", value=f"(datum.row + 0.35) / {band}",
        y=f"(datum.row + 0.6) / {band}", below=f"(datum.row + 0.78) / {band}",
    )
    y = down()

    def x(field: str) -> alt.X:
        return shares(field, "share of these people", low=0, high=1)

    now = rows().transform_filter(NOW)
    line = now.transform_filter("datum.slot == 0 && isValid(datum.share) && isValid(datum.other)").mark_rule(
        color=MUTED, strokeWidth=3).encode(x=x("share"), x2="other:Q", y=y)
    mark: dict[str, Any] = {"filled": True, "opacity": 1, "stroke": paper(), "strokeWidth": 1.5}
    marks = now.mark_point(size=170, **mark).encode(x=x("share"), y=y, color=group_colour(), shape=_SHAPE)
    published = _diamond(now.transform_filter("isValid(datum.published)")).encode(
        x=x("published"), y=down("below"), color=group_colour())
    before = rows().transform_filter(PINNED).mark_point(
        filled=False, size=250, opacity=1, strokeDash=list(THIN_DASH), strokeWidth=1.75).encode(
        x=x("share"), y=y, color=group_colour(), shape=_SHAPE)
    heads = now.transform_filter("datum.slot == 0")
    names = label(heads, x=_LEFT, y=down("head"), bold=True, size=13, words="datum.rate")
    gaps = label(heads, x=_RIGHT, y=down("head"), align="right", size=13,
                 words=f"isValid(datum.gap) ? {_points('gap')} + ' points' : 'undefined'")
    luck = label(heads.transform_filter("isValid(datum.gap_low)"), x=_RIGHT, y=down("value"), align="right",
                 size=SMALL_SIZE, words=f"{_points('gap_low')} + ' to ' + {_points('gap_high')}")
    values: list[Layer] = []
    for slot, at in ((0, 7), (1, 127)):
        own = now.transform_filter(f"datum.slot == {slot}")
        values += [
            own.mark_point(size=100, **mark).encode(
                x=alt.value(at), y=down("value"), color=group_colour(), shape=_SHAPE),
            label(own, words="datum.group + ' ' + " + share_text("datum.share"), x=alt.value(at + 10),
                  y=down("value"), size=13),
        ]
    key = now.transform_aggregate(n="count()", gap_low="max(gap_low)").transform_calculate(
        y=f"{len(RATES) + 0.06} / {band}", below=f"{len(RATES) + 0.26} / {band}")
    said = drawn_from(
        key,
        label(rows(), words="'published in 2016, flagged from decile 5 on'", x=alt.value(18), y=y,
              size=SMALL_SIZE),
        label(rows().transform_filter("isValid(datum.gap_low)"), x=_LEFT, y=down("below"), size=SMALL_SIZE,
              words="'right: Black minus White, and 19 of 20 resamples'"),
    )
    sign = _diamond(key).encode(x=alt.value(8), y=y, color=alt.value(ink()))
    return finished(drawn_from(
        source, names, gaps, luck, line, before, marks, published, *values, sign, said), 410)


@cache
def pairs() -> Spec:
    """All pairs of thresholds, a letter for each gap that is within the tolerance, and this pair."""
    low, high = MAPPED[0], MAPPED[-1]
    scale = alt.Scale(domain=[low - 0.5, high + 0.5], nice=False)

    def axis(title: str) -> alt.Axis:
        return alt.Axis(title=title, values=list(MAPPED), grid=False, format=".0f")

    x = alt.X("threshold_white:Q", scale=scale, axis=axis("White defendants flagged from decile"))
    y = alt.Y("threshold_black:Q", scale=scale, axis=axis("Black defendants flagged from decile"))
    ends: dict[str, Any] = {"x": "left:Q", "x2": "right:Q", "y": "below:Q", "y2": "above:Q"}
    corners = {"x": alt.X("left:Q", scale=scale, axis=axis("White defendants flagged from decile")),
               "y": alt.Y("below:Q", scale=scale, axis=axis("Black defendants flagged from decile"))}
    source = rows().transform_calculate(
        left="datum.threshold_white - 0.48", right="datum.threshold_white + 0.48",
        below="datum.threshold_black - 0.48", above="datum.threshold_black + 0.48",
    )
    now = rows().transform_filter(NOW)

    def cells(chart: alt.Chart, **style: Any) -> alt.Chart:
        marks: alt.Chart = chart.mark_rect(**style)
        return marks.encode(**{**ends, **corners})

    grounds: list[Layer] = [
        cells(now.transform_filter(f"datum.held == {held}"), color=colour, opacity=opacity)
        for held, colour, opacity in ((0, MUTED, 0.08), (1, MUTED, 0.22), (2, MUTED, 0.5), (3, HIT, 0.75))
    ]
    # each letter keeps its place in the cell
    letters: list[Layer] = []
    for letter, dx in zip(CRITERIA.values(), (-9, 0, 9), strict=True):
        has = now.transform_filter(f"indexof(datum.within, '{letter}') >= 0").transform_calculate(
            letter=f"'{letter}'")
        letters.append(has.mark_text(fontSize=SMALL_SIZE, fontWeight="bold", dx=dx, color=ink()).encode(
            x=x, y=y, text="letter:N"))
    same = cells(now.transform_filter("datum.threshold_white == datum.threshold_black"), filled=False,
                 stroke=MUTED, strokeWidth=1)
    own = cells(now.transform_filter("datum.own == 1"), filled=False, stroke=ink(), strokeWidth=3)
    was = cells(rows().transform_filter(f"{PINNED} && datum.own == 1"), filled=False, stroke=ink(),
                strokeWidth=1.75, strokeDash=list(THIN_DASH))
    key = now.transform_aggregate(n="count()")
    said = [
        label(key, words=words, x=_LEFT, y=alt.value(top), size=SMALL_SIZE, clear=False)
        for words, top in (
            ("'within the tolerance: F false positives,'", -50),
            ("'N false negatives, P precision'", -32),
            ("'outlined: one threshold for both groups'", -14),
        )
    ]
    return finished(drawn_from(source, *grounds, same, *letters, was, own, *said), 350)


@cache
def calibration() -> Spec:
    """The share rearrested by decile, a line for each group."""
    x_axis = alt.Axis(title="decile of the score", grid=False, values=list(DECILES), format=".0f")
    x = alt.X("at:Q", axis=x_axis, scale=alt.Scale(domain=[DECILES[0] - 0.5, DECILES[-1] + 0.5], nice=False))
    y_axis = alt.Axis(title="rearrested within two years", values=[0, 0.25, 0.5, 0.75, 1], labelExpr=_PERCENT)
    y = alt.Y("share:Q", axis=y_axis, scale=alt.Scale(domain=[0, 1], nice=False))
    # side by side, so that the intervals do not cover each other
    source = rows().transform_calculate(at="datum.decile + (datum.slot == 0 ? -0.12 : 0.12)")
    now = rows().transform_filter(f"{NOW} && isValid(datum.share)")
    luck = now.mark_rule(strokeWidth=1.5, opacity=0.6).encode(
        x=x, y=alt.Y("low:Q", axis=y_axis, scale=alt.Scale(domain=[0, 1], nice=False)), y2="high:Q",
        color=group_colour())
    line = now.mark_line(strokeWidth=2).encode(x=x, y=y, color=group_colour())
    marks = now.mark_point(filled=True, size=90, opacity=1, stroke=paper(), strokeWidth=1).encode(
        x=x, y=y, color=group_colour(), shape=_SHAPE)
    before = rows().transform_filter(f"{PINNED} && isValid(datum.share)").mark_line(
        strokeWidth=1.25, strokeDash=list(THIN_DASH)).encode(x=x, y=y, color=group_colour())
    key = rows().transform_filter(f"{NOW} && datum.decile == 1").transform_calculate(
        top="datum.slot == 0 ? 0.97 : 0.89", put="0.75")
    place = {"x": alt.X("put:Q", axis=x_axis), "y": alt.Y("top:Q", axis=y_axis)}
    signs = key.mark_point(filled=True, size=110, opacity=1).encode(
        **place, color=group_colour(), shape=_SHAPE)
    names = label(key, words="datum.group", x=place["x"], y=place["y"], size=13, bold=True, dx=11,
                  clear=False)
    return finished(drawn_from(source, luck, before, line, marks, signs, names), 320)
