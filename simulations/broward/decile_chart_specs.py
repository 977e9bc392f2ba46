"""How the deciles are drawn, with a threshold for each group that moves in the browser.

Vega sums the people on either side of each threshold while it is dragged, sixty times a second; the
server hears of it once, on release. One selection serves both strips: what is picked says in which
strip (``slot``) the pointer was.
"""

from __future__ import annotations

from functools import cache

import altair as alt

from simulations.broward.counts import DECILES
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
from simulations.palette import GROUPS, HARM, SMALL_SIZE, THIN_DASH

EDGE = (f"{NOW} && isValid(drag.born) && drag.born[0] == datum.born && drag.slot[0] == datum.slot"
        " ? drag.place[0] : datum.cut")
"""Where a group's threshold stands. A drag holds for the strip and for the rows that it was made on;
once the rows of another run have come in (``born`` later), their own ``cut`` does."""
FLAGGED = "datum.decile >= datum.edge"

# A slot is a group's strip. From its top: four lines of words, those rearrested above the base line,
# those not rearrested below it, and the grip of the threshold.
_STRIP, _BASE, _FOOT = 270, 142, 252
_PEOPLE = 0.19
"""Pixels for each person: the fullest decile holds 539 not rearrested."""
_FIRST, _LAST = DECILES[0], DECILES[-1]


@cache
def deciles() -> Spec:
    """Each group's deciles, with the thresholds to drag and the sums beside them."""
    source = rows().transform_calculate(moment="now()").transform_joinaggregate(
        born="max(moment)").transform_calculate(
        edge=EDGE, base=f"{_STRIP} * datum.slot + {_BASE}", start="datum.decile - 0.45",
        end="datum.decile + 0.45", over=f"datum.base - {_PEOPLE} * datum.rearrested",
        under=f"datum.base + {_PEOPLE} * datum.not_rearrested")
    drag = {"name": "drag", "views": ["places"], "select": {
        "type": "point", "fields": ["place", "slot", "born"], "nearest": True, "toggle": False,
        "clear": False, "on": "pointerdown, [pointerdown, window:pointerup] > pointermove",
    }}
    chart = drawn_from(source, *_bars(), _threshold(PINNED), _threshold(NOW), _sums(), _grip(), _places())
    return finished(chart, 2 * _STRIP, params=[drag])


def _across(field: str) -> alt.X:
    axis = alt.Axis(title="decile of the score", grid=False, values=list(DECILES), format=".0f")
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[_FIRST - 0.5, _LAST + 0.5], nice=False), axis=axis)


def _y(field: str) -> alt.Y:
    return down(field, 0, 2 * _STRIP)


def _bars() -> list[Layer]:
    """Filled above the line for those rearrested, hollow below for the others; flagged ones are stronger,
    and those flagged without rearrest crimson."""
    now = rows().transform_filter(NOW)
    passed, flagged = now.transform_filter(f"!({FLAGGED})"), now.transform_filter(FLAGGED)

    # outlines are full, so that pale bars show on a dark background too
    outline = alt.Stroke("slot:O", legend=None, scale=alt.Scale(domain=[0, 1], range=list(GROUPS[:2])))

    def above(chart: alt.Chart, opacity: float) -> alt.Chart:
        marks: alt.Chart = chart.mark_bar(fillOpacity=opacity, strokeWidth=1)
        return marks.encode(x=_across("start"), x2="end:Q", y=_y("base"), y2="over:Q",
                            color=group_colour(), stroke=outline)

    def below(chart: alt.Chart, opacity: float) -> alt.Chart:
        marks: alt.Chart = chart.mark_bar(fillOpacity=opacity, strokeWidth=1.5, stroke=HARM, fill=HARM)
        return marks.encode(x=_across("start"), x2="end:Q", y=_y("base"), y2="under:Q")

    others = passed.mark_bar(filled=False, strokeWidth=1.25, opacity=1).encode(
        x=_across("start"), x2="end:Q", y=_y("base"), y2="under:Q", color=group_colour())
    line = now.mark_rule(color=ink(), strokeWidth=1).encode(
        x=_across("start"), x2="end:Q", y=_y("base"))
    return [above(passed, 0.5), above(flagged, 1.0), others, below(flagged, 0.35), line]


def _sums() -> Layer:
    """What is on either side of each threshold, and the rates that this makes."""
    by_group = rows().transform_filter(NOW).transform_calculate(
        fp=f"{FLAGGED} ? datum.not_rearrested : 0", tp=f"{FLAGGED} ? datum.rearrested : 0",
    ).transform_aggregate(
        fp="sum(fp)", tp="sum(tp)", negative="sum(not_rearrested)", positive="sum(rearrested)",
        groupby=["slot", "group"],
    ).transform_calculate(
        fn="datum.positive - datum.tp", flagged="datum.fp + datum.tp",
        **{f"line{place}": f"{_STRIP} * datum.slot + {top}" for place, top in enumerate((8, 29, 47, 65))},
        over=f"{_STRIP} * datum.slot + {_BASE - 40}", under=f"{_STRIP} * datum.slot + {_BASE + 62}",
    )

    def said(part: str, count: str, whole: str, of: str) -> str:
        rate = share_text(f"(datum.{whole} > 0 ? datum.{count} / datum.{whole} : null)")
        return (f"'{part}: ' + format(datum.{count}, ',') + ' of ' + format(datum.{whole}, ',')"
                f" + ' {of}, ' + {rate}")

    left, right = alt.value(0), alt.value("width")
    threshold = "(datum.edge > 10 ? 'nobody' : 'decile ' + datum.edge + (datum.edge < 10 ? ' and up' : ''))"
    head = label(_cut(NOW).transform_calculate(head=f"{_STRIP} * datum.slot + 8"), x=left, y=_y("head"),
                 bold=True, words=f"datum.group + ' defendants, flagged: ' + {threshold}")
    lines = (
        ("line1", said("flagged", "fp", "negative", "not rearrested")),
        ("line2", said("not flagged", "fn", "positive", "rearrested")),
        ("line3", said("rearrested", "tp", "flagged", "flagged")),
    )
    words = [label(rows(), x=left, y=_y(line), size=13, words=text, clear=False) for line, text in lines]
    sides = [
        label(rows(), x=left, y=_y("over"), size=SMALL_SIZE, dx=3, words="'rearrested in two years'"),
        label(rows(), x=right, y=_y("under"), align="right", size=SMALL_SIZE, dx=-3,
              words="'not rearrested'"),
    ]
    return drawn_from(rows(), head, drawn_from(by_group, *words, *sides))


def _cut(series: str) -> alt.Chart:
    return rows().transform_filter(series).transform_aggregate(
        edge="max(edge)", groupby=["slot", "group"],
    ).transform_calculate(
        at="datum.edge - 0.5", top=f"{_STRIP} * datum.slot + {_BASE - 62}",
        foot=f"{_STRIP} * datum.slot + {_FOOT}")


def _threshold(series: str) -> Layer:
    """The rules from which on people are flagged, one in each group's strip."""
    style = {"strokeWidth": 2} if series == NOW else {"strokeWidth": 1.25, "strokeDash": list(THIN_DASH)}
    rule = alt.Chart().mark_rule(color=ink(), **style)
    return drawn_from(_cut(series), rule.encode(x=_across("at"), y=_y("top"), y2="foot:Q"))


def _grip() -> Layer:
    """What shows that a rule can be taken, and which side of it is flagged."""
    y = _y("foot")
    knob = alt.Chart().mark_point(
        shape="circle", size=220, filled=True, color=ink(), stroke=paper(), strokeWidth=2, opacity=1)
    right = label(rows().transform_filter("datum.edge <= 8"), words="'flagged \u2192'", x=_across("at"), y=y,
                  size=SMALL_SIZE, dx=12, clear=False)
    left = label(rows().transform_filter("datum.edge > 8"), words="'\u2190 not flagged'", x=_across("at"),
                 y=y, size=SMALL_SIZE, align="right", dx=-12, clear=False)
    return drawn_from(_cut(NOW), right, left, knob.encode(x=_across("at"), y=y))


def _places() -> alt.Chart:
    """Where the thresholds can be put: unseen points, the nearest of which follows the pointer."""
    points = rows().transform_filter(NOW).transform_calculate(
        # left of each decile, and right of the last
        ends=f"datum.decile == {_LAST} ? [{_LAST}, {_LAST + 1}] : [datum.decile]",
    ).transform_flatten(["ends"], ["place"]).transform_calculate(
        at="datum.place - 0.5", middle=f"datum.base + {(_FOOT - _BASE) // 2 - 20}")
    unseen: alt.Chart = points.mark_point(opacity=0, cursor="ew-resize").properties(name="places")
    return unseen.encode(x=_across("at"), y=_y("middle"))
