"""How the ranking is drawn, with the threshold that moves in the browser.

Vega sums the binned counts on either side of the threshold while it is dragged, sixty times a
second; the server hears of it once, on release.
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
    number_text,
    paper,
    rows,
    share_text,
)
from simulations.palette import SMALL_SIZE, THIN_DASH

BAND = 4
"""Percentiles that are averaged for the eye; the sums are by single percentile."""
EDGE = "isValid(drag.born) && drag.born[0] == datum.born ? drag.percentile[0] : datum.cut"
"""Where the threshold stands. A drag holds for the rows that it was made on; once the rows of
another run have come in (``born`` later), their own ``cut`` does."""
IN = f"datum.percentile >= ({EDGE})"

# A slot is a group's strip. From its top: a line of words, those who would do well above the base
# line, those who would not below it. Above all strips stand the sums of everyone.
_BASE, _UP, _DOWN = 0.58, 0.46, 0.38
_HEAD = -0.18
# The share of a group in one percentile that fills its strip; 0.01 where it is spread evenly.
_MOST_UP, _MOST_DOWN = 0.016, 0.021


@cache
def ranking() -> Spec:
    """Each group along the ranking, with the threshold to drag and the sums beside it."""
    source = rows().transform_calculate(
        moment="now()", people="datum.do_well + datum.do_not",
    ).transform_joinaggregate(born="max(moment)", strips="max(slots)")
    strips, words = _strips(), _sums()
    drag = {"name": "drag", "views": ["places"], "select": {
        "type": "point", "fields": ["percentile", "born"], "nearest": True, "toggle": False, "clear": False,
        "on": "pointerdown, [pointerdown, window:pointerup] > pointermove",
    }}
    chart = drawn_from(source, strips, *_threshold(), words, _grip(), _places())
    return finished(chart, 400, params=[drag])


def _across(field: str = "edge") -> alt.X:
    axis = alt.Axis(title="percentile in the model's ranking (100 is the top)", grid=False,
                    values=list(range(0, 101, 20)), labelPadding=14)
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)


def _strips() -> Layer:
    """The groups along the ranking: everyone pale, those hired full, the pinned run as an outline."""
    outline = rows().transform_calculate(band=f"floor(datum.percentile / {BAND})").transform_joinaggregate(
        total="sum(people)", groupby=["series", "slot"],
    ).transform_joinaggregate(
        up="mean(do_well)", under="mean(do_not)", groupby=["series", "slot", "band"],
    ).transform_calculate(
        base=f"(datum.slot + {_BASE}) / datum.strips",
        top=f"datum.base - {_UP} * min(1, datum.up / datum.total / {_MOST_UP}) / datum.strips",
        low=f"datum.base + {_DOWN} * min(1, datum.under / datum.total / {_MOST_DOWN}) / datum.strips",
        # a step needs an end: the last percentile reaches to 100
        ends="datum.percentile == 99 ? [99, 100] : [datum.percentile]",
    ).transform_flatten(["ends"], ["edge"])
    now, pinned = rows().transform_filter(NOW), rows().transform_filter(PINNED)
    y = down("top", _HEAD)
    everyone = alt.Chart().mark_area(interpolate="step-after", opacity=0.36)
    hired = rows().transform_filter(IN).mark_area(interpolate="step-after")
    base = alt.Chart().mark_line(color=paper(), strokeWidth=1.5)
    areas = drawn_from(
        now,
        *(mark.encode(x=_across(), y=y, y2="low:Q", color=group_colour()) for mark in (everyone, hired)),
        base.encode(x=_across(), y=down("base", _HEAD), detail="slot:O"),
    )
    line = alt.Chart().mark_line(
        interpolate="step-after", strokeDash=THIN_DASH, strokeWidth=1.25, color=ink())
    before = drawn_from(
        pinned, *(line.encode(x=_across(), y=down(side, _HEAD), detail="slot:O") for side in ("top", "low")))
    return drawn_from(outline, areas, before)


def _sums() -> Layer:
    """What is on the right of the threshold: of each group, and of everyone."""
    by_group = rows().transform_filter(NOW).transform_calculate(
        chosen=f"{IN} ? datum.people : 0", good=f"{IN} ? datum.do_well : 0",
    ).transform_aggregate(
        people="sum(people)", chosen="sum(chosen)", good="sum(good)", strips="max(strips)",
        groupby=["slot", "group"],
    ).transform_calculate(
        rate="datum.people > 0 ? datum.chosen / datum.people : null",
        base=f"(datum.slot + {_BASE}) / datum.strips",
        head="(datum.slot + 0.06) / datum.strips",
    )
    left, head, base = alt.value(0), down("head", _HEAD), down("base", _HEAD)
    group = label(
        rows(), x=left, y=head, bold=True,
        words="datum.group + ': ' + format(datum.chosen, ',') + ' of ' + format(datum.people, ',')"
              " + ' hired, ' + " + share_text("datum.rate"),
    )
    sides = [
        label(rows(), words=f"'{words}'", x=left, y=base, size=SMALL_SIZE, dx=4, dy=dy, clear=False)
        for words, dy in (("would do well", -9), ("would not", 10))
    ]
    total = rows().transform_aggregate(
        lowest="min(rate)", highest="max(rate)", chosen="sum(chosen)", good="sum(good)",
        people="sum(people)",
    )
    good = label(
        rows(), x=left, y=alt.value(8), bold=True,
        words="format(datum.chosen, ',') + ' of ' + format(datum.people, ',') + ' hired' + (datum.chosen > 0"
              f" ? ', ' + {share_text('(datum.good / datum.chosen)')} + ' of them do well' : '')",
    )
    ratio = label(
        rows(), x=left, y=alt.value(30), bold=True, size=18,
        words="'impact ratio ' + (datum.highest > 0"
              f" ? {number_text('datum.lowest / datum.highest', 2)} : 'undefined')",
    )
    return drawn_from(by_group, *sides, group, drawn_from(total, good, ratio))


def _cut() -> alt.Chart:
    return rows().transform_filter(NOW).transform_aggregate(
        cut="max(cut)", born="max(born)",
    ).transform_calculate(edge=EDGE, top="-0.02", foot="1")


def _threshold() -> list[Layer]:
    """The rule at which hiring begins, and that of the pinned run."""
    pinned = rows().transform_filter(PINNED).transform_aggregate(edge="max(cut)").transform_calculate(
        top="-0.02", foot="1")
    then = alt.Chart().mark_rule(color=ink(), strokeWidth=1.25, strokeDash=THIN_DASH)
    rule = alt.Chart().mark_rule(color=ink(), strokeWidth=2)
    return [
        drawn_from(source, mark.encode(x=_across(), y=down("top", _HEAD), y2="foot:Q"))
        for source, mark in ((pinned, then), (_cut(), rule))
    ]


def _grip() -> Layer:
    """What shows that the rule can be taken, and which side of it is hired."""
    y = down("foot", _HEAD)
    knob = alt.Chart().mark_point(
        shape="circle", size=260, filled=True, color=ink(), stroke=paper(), strokeWidth=2, opacity=1)
    right = label(
        rows().transform_filter("datum.edge <= 82"), words="'hired \u2192'", x=_across(), y=y,
        size=SMALL_SIZE, dx=9, dy=-16)
    left = label(
        rows().transform_filter("datum.edge > 82"), words="'\u2190 turned away'", x=_across(), y=y,
        size=SMALL_SIZE, align="right", dx=-9, dy=-16)
    return drawn_from(_cut(), right, left, knob.encode(x=_across(), y=y))


def _places() -> alt.Chart:
    """Where the threshold can be put: unseen points, the nearest of which follows the pointer."""
    points: alt.Chart = rows().transform_filter(f"{NOW} && datum.slot == 0 && datum.percentile > 0")
    points = points.mark_point(opacity=0, cursor="ew-resize").properties(name="places")
    return points.encode(x=_across("percentile"), y=alt.value(200))
