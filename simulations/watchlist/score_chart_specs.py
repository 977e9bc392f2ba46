"""How the scores are drawn, with the threshold that moves in the browser.

Vega sums the counts on either side of the threshold while it is dragged, sixty times a second; the
server hears of it once, on release. The height is logarithmic: alarms come from a tail that holds
one person in thousands, and on a plain scale it could not be seen.
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
)
from simulations.palette import HIT, SMALL_SIZE, THIN_DASH
from simulations.watchlist.result import HIGHEST, LOWEST, STEP

EDGE = f"{NOW} && datum.moves && isValid(drag.born) && drag.born[0] == datum.born ? drag.score[0] : datum.cut"
"""Where a group's threshold stands. A drag holds for the rows that it was made on; once the rows of
another run have come in (``born`` later), their own ``cut`` does."""
IN = "datum.score >= datum.edge"

# A slot is a group's strip. From its top: a line of words, those not on the list above the base
# line, those on it below. Above both strips stand the sums of everyone.
_BASE, _UP, _DOWN = 0.62, 0.46, 0.28
_HEAD = -0.2


@cache
def scores() -> Spec:
    """Each group's best scores, with the threshold to drag and the sums beside it."""
    source = rows().transform_calculate(
        moment="now()", people="datum.unlisted + datum.listed",
    ).transform_joinaggregate(born="max(moment)").transform_joinaggregate(
        crowd="sum(people)", groupby=["series"]).transform_calculate(edge=EDGE)
    drag = {"name": "drag", "views": ["places"], "select": {
        "type": "point", "fields": ["score", "born"], "nearest": True, "toggle": False, "clear": False,
        "on": "pointerdown, [pointerdown, window:pointerup] > pointermove",
    }}
    chart = drawn_from(source, _strips(), _threshold(PINNED), _threshold(NOW), _sums(), _grip(), _places())
    return finished(chart, 420, params=[drag])


def _across(field: str = "score") -> alt.X:
    axis = alt.Axis(title="best score against the list (sd of two different people)", grid=False,
                    values=list(range(int(LOWEST), int(HIGHEST) + 1)), labelPadding=14)
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[LOWEST, HIGHEST], nice=False), axis=axis)


def _strips() -> Layer:
    """The groups along the scores: everyone pale, alarms full, the pinned run as an outline."""
    source = rows().transform_filter(f"datum.score >= {LOWEST}").transform_calculate(
        base=f"(datum.slot + {_BASE}) / 2",
        top=f"datum.base - {_UP} / 2 * log(1 + datum.unlisted) / log(2 + datum.crowd)",
        # one person is a bar that can be seen
        low=f"datum.base + {_DOWN} / 2 * (datum.listed > 0 ? min(1, 0.25 + 0.15 * log(datum.listed)"
            " / log(10)) : 0)",
        # a step needs an end: the last bin reaches one step on
        ends=f"datum.score >= {HIGHEST} ? [datum.score, datum.score + {STEP}] : [datum.score]",
    ).transform_flatten(["ends"], ["at"])
    y = down("top", _HEAD)

    def areas(chart: alt.Chart, opacity: float) -> list[Layer]:
        mark = chart.mark_area(interpolate="step-after", opacity=opacity)
        listed = chart.mark_area(interpolate="step-after", opacity=min(1, opacity + 0.1), color=HIT)
        return [
            mark.encode(x=_across("at"), y=y, y2="base:Q", color=group_colour()),
            listed.encode(x=_across("at"), y=down("base", _HEAD), y2="low:Q", detail="slot:O"),
        ]

    base = alt.Chart().mark_line(color=paper(), strokeWidth=1.5)
    now = drawn_from(
        rows().transform_filter(NOW), *areas(rows(), 0.36), *areas(rows().transform_filter(IN), 1.0),
        base.encode(x=_across("at"), y=down("base", _HEAD), detail="slot:O"),
    )
    line = alt.Chart().mark_line(
        interpolate="step-after", strokeDash=THIN_DASH, strokeWidth=1.25, color=ink())
    before = drawn_from(
        rows().transform_filter(PINNED), line.encode(x=_across("at"), y=down("top", _HEAD), detail="slot:O"))
    return drawn_from(source, now, before)


def _sums() -> Layer:
    """What is on the right of the threshold: of each group, and of everyone."""
    by_group = rows().transform_filter(NOW).transform_calculate(
        false=f"{IN} ? datum.unlisted : 0", true=f"{IN} ? datum.listed : 0",
    ).transform_aggregate(
        false="sum(false)", true="sum(true)", unlisted="sum(unlisted)", listed="sum(listed)",
        groupby=["slot", "group"],
    ).transform_calculate(head="(datum.slot + 0.06) / 2", base=f"(datum.slot + {_BASE}) / 2")
    left, head, base = alt.value(0), down("head", _HEAD), down("base", _HEAD)
    group = label(
        rows(), x=left, y=head, bold=True,
        words="datum.group + ': ' + format(datum.false, ',') + (width < 460 ? ' false alarms' : ' false"
              " alarms among ' + format(datum.unlisted, ',') + ' not on the list')",
    )
    found = label(
        rows(), x=left, y=base, size=SMALL_SIZE, dx=4, dy=11,
        words="'on the list: ' + format(datum.true, ',') + ' of ' + format(datum.listed, ',') + ' found'")
    others = label(rows(), words="'not on the list' + (datum.slot == 0 ? ' (log scale)' : '')",
                   x=alt.value("width"), y=base, size=SMALL_SIZE, align="right", dy=-9)
    total = rows().transform_aggregate(false="sum(false)", true="sum(true)", listed="sum(listed)")
    right = label(
        rows(), x=left, y=alt.value(8), bold=True, size=18, clear=False,
        words="datum.false + datum.true == 0 ? 'no alarm; share right undefined' : "
              "format(datum.false + datum.true, ',') + (datum.false + datum.true == 1 ? ' alarm, ' : "
              "' alarms, ') + " + share_text("(datum.true / (datum.false + datum.true))")
              + " + ' of them right'",
    )
    hits = label(
        rows(), x=left, y=alt.value(30), bold=True, clear=False,
        words="datum.listed == 0 ? 'nobody looked for passed' : format(datum.true, ',') + ' of '"
              " + format(datum.listed, ',') + ' looked for found, ' + "
              + share_text("(datum.true / datum.listed)"),
    )
    return drawn_from(by_group, group, others, found, drawn_from(total, right, hits))


def _cut(series: str) -> alt.Chart:
    return rows().transform_filter(series).transform_aggregate(
        edge="max(edge)", moves="max(moves)", groupby=["slot"],
    ).transform_calculate(top="(datum.slot + 0.14) / 2", foot="(datum.slot + 0.93) / 2")


def _threshold(series: str) -> Layer:
    """The rules at which alarms begin, one in each group's strip."""
    style = {"strokeWidth": 2} if series == NOW else {"strokeWidth": 1.25, "strokeDash": list(THIN_DASH)}
    rule = alt.Chart().mark_rule(color=ink(), **style)
    return drawn_from(_cut(series), rule.encode(x=_across("edge"), y=down("top", _HEAD), y2="foot:Q"))


def _grip() -> Layer:
    """What shows that the rule can be taken, and which side of it is an alarm."""
    y = down("foot", _HEAD)
    knob = alt.Chart().mark_point(
        shape="circle", size=260, filled=True, color=ink(), stroke=paper(), strokeWidth=2, opacity=1)
    # the grip hangs below the strip of the lowest group that moves with it
    source = _cut(NOW).transform_filter("datum.moves").transform_joinaggregate(
        last="max(slot)").transform_filter("datum.slot == datum.last")
    right = label(
        rows().transform_filter(f"datum.edge <= {HIGHEST - 1.2}"), words="'alarm \u2192'", x=_across("edge"),
        y=y, size=SMALL_SIZE, dx=9, dy=-16, clear=False)
    left = label(
        rows().transform_filter(f"datum.edge > {HIGHEST - 1.2}"), words="'\u2190 no alarm'",
        x=_across("edge"), y=y, size=SMALL_SIZE, align="right", dx=-9, dy=-16, clear=False)
    return drawn_from(source, right, left, knob.encode(x=_across("edge"), y=y))


def _places() -> alt.Chart:
    """Where the threshold can be put: unseen points, the nearest of which follows the pointer."""
    points: alt.Chart = rows().transform_filter(f"{NOW} && datum.slot == 0 && datum.score >= {LOWEST}")
    points = points.mark_point(opacity=0, cursor="ew-resize").properties(name="places")
    return points.encode(x=_across(), y=alt.value(210))
