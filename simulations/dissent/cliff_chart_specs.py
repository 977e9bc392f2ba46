"""How the cliff is drawn: turnout against the chance of being identified, which can be dragged.

Every chance of the sweep has been run, so that the words follow the pointer without a new run; the
server hears of it once, on release. Fainter lines are other values of the invented strength.
"""

from __future__ import annotations

from functools import cache

import altair as alt

from simulations.chart_specs import (
    NOW,
    PINNED,
    Layer,
    Spec,
    drawn_from,
    finished,
    ink,
    label,
    paper,
    rows,
    share_text,
)
from simulations.palette import LABEL, MUTED, SMALL_SIZE, THIN_DASH, TRUTH

EDGE = "isValid(drag.born) && drag.born[0] == datum.born ? drag.chance[0] : datum.chosen"
"""Where the chance stands. A drag holds for the rows that it was made on; once the rows of another
run have come in (``born`` later), their own ``chosen`` does."""
_OURS = "datum.line == 'chosen'"
_TOP = 1.24
"""Where the chart ends: above 100 % stand the words."""
_LEFT = alt.value(0)


@cache
def cliff() -> Spec:
    """Turnout by chance of being identified, its band, other strengths, and who privately agrees."""
    source = rows().transform_calculate(moment="now()").transform_joinaggregate(
        born="max(moment)").transform_calculate(edge=EDGE)
    drag = {"name": "drag", "views": ["places"], "select": {
        "type": "point", "fields": ["chance", "born"], "nearest": True, "toggle": False, "clear": False,
        "on": "pointerdown, [pointerdown, window:pointerup] > pointermove",
    }}
    return finished(drawn_from(
        source, _others(), _line(), _opinion(), _place(), _words(), _places(),
    ), 400, params=[drag])


def _across(field: str = "chance") -> alt.X:
    axis = alt.Axis(title=["chance of being identified", "(grey lines: other strengths of the effect)"],
                    grid=False,
                    labelExpr="format(100 * datum.value, '.0f') + ' %'", tickCount=5)
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=axis)


def _up(field: str = "share") -> alt.Y:
    axis = alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1],
                    labelExpr="format(100 * datum.value, '.0f') + ' %'")
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, _TOP], nice=False), axis=axis)


def _others() -> Layer:
    """A fainter line for each other strength, with its name half way down."""
    line = alt.Chart().mark_line(color=MUTED, strokeWidth=1.5, opacity=0.7)
    # above a line that stays level, and none where all lie at the bottom
    places = rows().transform_joinaggregate(
        lowest="min(share)", highest="max(share)", groupby=["line"],
    ).transform_filter("datum.named && datum.highest > 0.1").transform_calculate(
        at="datum.share + (datum.lowest > datum.highest / 2 ? 0.045 : 0)")
    named = label(places, words="datum.line", x=_across(), y=_up("at"), align="center", size=SMALL_SIZE)
    return drawn_from(
        rows().transform_filter(f"{NOW} && !({_OURS})"),
        line.encode(x=_across(), y=_up(), detail="line:N"), named,
    )


def _line() -> Layer:
    """The chosen strength: the band over the towns, the mean, and the pinned run's mean."""
    band = alt.Chart().mark_area(color=LABEL, opacity=0.22)
    line = alt.Chart().mark_line(color=LABEL, strokeWidth=3.5)
    before = alt.Chart().mark_line(color=ink(), strokeWidth=1.5, strokeDash=THIN_DASH)
    return drawn_from(
        rows().transform_filter(_OURS),
        drawn_from(
            rows().transform_filter(NOW), band.encode(x=_across(), y=_up("low"), y2="high:Q"),
            line.encode(x=_across(), y=_up())),
        drawn_from(rows().transform_filter(PINNED), before.encode(x=_across(), y=_up())),
    )


def _opinion() -> Layer:
    """Who privately agrees: the same at every chance."""
    source = rows().transform_filter(f"{NOW} && {_OURS}").transform_aggregate(private="max(private)")
    rule = alt.Chart().mark_rule(color=TRUTH, strokeWidth=2.5, strokeDash=[2, 3])
    named = label(rows(), words="'privately agree: ' + " + share_text("datum.private"), x=alt.value("width"),
                  y=_up("private"), align="right", dy=-12)
    return drawn_from(source, rule.encode(y=_up("private")), named)


def _here() -> alt.Chart:
    return rows().transform_filter(f"{NOW} && {_OURS} && datum.chance == datum.edge")


def _place() -> Layer:
    """The chosen chance, the point on the line, and the voices between it and private opinion."""
    rule = alt.Chart().mark_rule(color=ink(), strokeWidth=2)
    point = alt.Chart().mark_point(
        shape="square", size=190, filled=True, color=LABEL, stroke=paper(), strokeWidth=2, opacity=1)
    knob = alt.Chart().mark_point(
        shape="circle", size=260, filled=True, color=ink(), stroke=paper(), strokeWidth=2, opacity=1)
    source = _here().transform_calculate(foot="0", top="1.02")
    return drawn_from(
        source, rule.encode(x=_across(), y=_up("foot"), y2="top:Q"),
        point.encode(x=_across(), y=_up()), knob.encode(x=_across(), y=_up("foot")),
    )


def _words() -> Layer:
    """What stands at the chosen chance."""
    first = label(
        rows(), x=_LEFT, y=alt.value(10), bold=True, size=18, clear=False,
        words=share_text("datum.share") + " + ' take part'",
    )
    second = label(
        rows(), x=_LEFT, y=alt.value(33), clear=False,
        words="'at a chance of ' + " + share_text("datum.chance") + " + '; in 9 of 10 towns '"
              " + format(100 * datum.low, '.0f') + ' to ' + format(100 * datum.high, '.0f') + ' %'",
    )
    return drawn_from(_here(), first, second)


def _places() -> alt.Chart:
    """Where the chance can be put: unseen points, the nearest of which follows the pointer."""
    points: alt.Chart = rows().transform_filter(f"{NOW} && {_OURS}")
    points = points.mark_point(opacity=0, cursor="ew-resize").properties(name="places")
    return points.encode(x=_across(), y=alt.value(240))
