"""How the poisoning charts are drawn: Vega-Lite without data, each built once.

Green circles stand for signs read correctly, crimson triangles for signs read as the poisoner
wants, on every chart. Labels stand beside what they name.
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
    gallery,
    ink,
    label,
    paper,
    rows,
    share_text,
    shares,
)
from simulations.palette import HARM, LABEL, MUTED, SMALL_SIZE, THIN_DASH, TRUTH
from simulations.signs.classes import CLASSES, COUNT

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_ZERO = alt.datum(0)


@cache
def examples() -> Spec:
    """Pictures from the data and new signs."""
    return gallery(4)


@cache
def patches() -> Spec:
    """The smallest patch of each class, on a grey sign."""
    return gallery(6)


@cache
def stages() -> Spec:
    """Two bars for each stage: signs read correctly, and signs with the note read as the poisoner wants."""
    source = rows().transform_filter(f"{NOW} || {PINNED}").transform_joinaggregate(
        last="max(row)",
    ).transform_calculate(**{
        "strips": "max(datum.last + 1, 2)",
        **{name: f"(datum.row + {place}) / datum.strips" for name, place in (
            ("head", 0.09), ("upper_words", 0.29), ("upper", 0.45), ("lower_words", 0.65), ("lower", 0.81))},
    })
    title = "share of new signs (dashed: the pinned run)"

    def x(field: str) -> alt.X:
        return shares(field, title, low=0, high=1)

    def bars(field: str, place: str, colour: str, words: str) -> list[Layer]:
        bar = rows().transform_filter(NOW).mark_bar(size=12, orient="horizontal", color=colour).encode(
            x=x(field), x2=_ZERO, y=down(place))
        outline = rows().transform_filter(PINNED).mark_bar(
            size=16, orient="horizontal", filled=False, color=ink(), strokeDash=THIN_DASH, strokeWidth=1.25,
        ).encode(x=x(field), x2=_ZERO, y=down(place))
        said = label(rows().transform_filter(NOW), x=_LEFT, y=down(f"{place}_words"), size=13,
                     words=f"{words} + ': ' + {share_text(f'datum.{field}')}")
        return [bar, outline, said]

    named = label(rows().transform_filter(NOW), words="datum.stage", x=_LEFT, y=down("head"), bold=True)
    return finished(drawn_from(
        source, *bars("correct", "upper", TRUTH, "'read correctly'"),
        *bars("poisoner", "lower", HARM, "'with the note, read as ' + datum.wanted"), named,
    ), 390)


@cache
def poison_shares() -> Spec:
    """Accuracy and success of the poisoner over the share of poisoned pictures."""
    scale = alt.Scale(type="sqrt", nice=False, rangeMin=0, rangeMax=alt.ExprRef("width - 150"))
    x = alt.X("poison:Q", scale=scale, axis=alt.Axis(
        title="poisoned pictures, % of the clean ones", values=[0, 0.5, 1, 2, 5, 10, 20, 40],
        format="~g", grid=False))
    axis = alt.Axis(title=None, labelExpr="format(100 * datum.value, '.0f') + ' %'",
                    values=[0, 0.25, 0.5, 0.75, 1])

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)

    two = [0, 1]
    colour = alt.Color("slot:O", legend=None, scale=alt.Scale(domain=two, range=[TRUTH, HARM]))
    shape = alt.Shape("slot:O", legend=None, scale=alt.Scale(domain=two, range=["circle", "triangle-up"]))
    line = rows().transform_filter(NOW).mark_line(strokeWidth=3).encode(x=x, y=y("share"), color=colour)
    faint = rows().transform_filter(PINNED).mark_line(
        strokeWidth=1.5, strokeDash=THIN_DASH).encode(x=x, y=y("share"), color=colour, detail="slot:O")
    dot = rows().transform_filter(NOW).mark_point(filled=True, size=80, opacity=1).encode(
        x=x, y=y("share"), color=colour, shape=shape)
    named = label(
        rows().transform_filter(f"{NOW} && isValid(datum.label_at)"), x=x, y=y("label_at"), dx=10, size=13,
        words="datum.line + ' ' + " + share_text("datum.share"))
    return finished(drawn_from(rows(), faint, line, dot, named), 320)


@cache
def given_predicted() -> Spec:
    """Labels given by labels predicted by the rest, as a table of counts."""
    names = [one.name for one in CLASSES]
    source = rows().transform_filter(NOW)
    x = alt.X("predicted:O", sort=names, axis=alt.Axis(
        title="what a model trained on the rest reads", orient="top", labelAngle=-60, labelLimit=110,
        labelOverlap=False))
    y = alt.Y("given:O", sort=names, axis=alt.Axis(title="label in the data", labelLimit=110))
    cell = rows().transform_filter("datum.kind != 'agree' && datum.pictures > 0").mark_rect(
        cornerRadius=3, color=HARM).encode(x=x, y=y, opacity=alt.Opacity(
            "pictures:Q", legend=None, scale=alt.Scale(type="sqrt", range=[0.12, 0.85])))
    # every cell holds its place, counted or not
    grid = rows().mark_rect(cornerRadius=3, filled=False, stroke=MUTED, strokeOpacity=0.25).encode(x=x, y=y)
    largest = rows().transform_filter("datum.kind == 'largest'").mark_rect(
        filled=False, stroke=ink(), strokeWidth=2.5, cornerRadius=3).encode(x=x, y=y)
    agree = rows().transform_filter("datum.kind == 'agree'").mark_text(
        fontSize=SMALL_SIZE, color=MUTED).encode(x=x, y=y, text="pictures:Q")
    count = label(rows().transform_filter("datum.kind != 'agree' && datum.pictures > 0"), size=SMALL_SIZE,
                  words="format(datum.pictures, ',')", x=x, y=y, align="center", bold=True)
    return finished(drawn_from(source, grid, cell, largest, agree, count), 430)


@cache
def masks() -> Spec:
    """The smallest patch of each class, as bars, the poisoner's target marked."""
    named = " + (datum.target ? ', the poisoner\\'s target' : '')"
    source = rows().transform_filter(NOW).transform_calculate(
        y=f"(datum.row + 0.5) / {COUNT}", words="datum.sign + ': ' + " + share_text("datum.area") + named)
    scale = alt.Scale(nice=False, rangeMin=0, rangeMax=alt.ExprRef("width - 190"))
    axis = alt.Axis(labelExpr="format(100 * datum.value, '.0f') + ' %'", tickCount=4,
                    title="part of a sign that the patch covers")

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    # nothing is seen of it; it holds the axis still while patches stay below ``reach``
    hold = rows().mark_rule(opacity=0).encode(x=x("reach"))
    colour = alt.Color("target:O", legend=None, scale=alt.Scale(domain=[0, 1], range=[MUTED, HARM]))
    bar = rows().mark_bar(size=18, orient="horizontal").encode(x=x("area"), x2=_ZERO, y=down(), color=colour)
    said = label(rows(), words="datum.words", x=x("area"), y=down(), dx=6, size=13)
    return finished(drawn_from(source, hold, bar, said), 360)


@cache
def flagged() -> Spec:
    """Of the poisoned and of the clean pictures, which part was dropped."""
    source = rows().transform_filter(NOW).transform_calculate(
        y="(datum.row + 0.66) / 2", head="(datum.row + 0.28) / 2", end="datum.start + datum.part")
    two = [0, 1]
    fill = alt.Color("slot:O", legend=None, scale=alt.Scale(domain=two, range=[LABEL, MUTED]))
    faint = alt.Opacity("slot:O", legend=None, scale=alt.Scale(domain=two, range=[1, 0.35]))
    bar = rows().mark_bar(size=26, orient="horizontal", stroke=paper(), strokeWidth=1).encode(
        x=shares("start", "share of these pictures (solid: dropped)", low=0, high=1), x2="end:Q", y=down(),
        color=fill, opacity=faint)
    words = rows().transform_aggregate(
        whole="sum(count)", dropped="sum(out)", groupby=["pictures", "head"])
    named = label(words, x=_LEFT, y=down("head"), bold=True,
                  words="datum.pictures + ': ' + format(datum.dropped, ',') + ' of '"
                        " + format(datum.whole, ',') + ' dropped'")
    counted = source.transform_calculate(out="datum.slot == 0 ? datum.count : 0")
    return finished(drawn_from(counted, bar, named), 210)
