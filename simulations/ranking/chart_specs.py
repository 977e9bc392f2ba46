"""How the charts of the search page are drawn, but for the page: Vega-Lite without data, built once.

B is the square of its colour, in every chart. What was before any click is thin and grey, the
pinned run dashed or hollow. Labels stand beside what they name.
"""

from __future__ import annotations

from collections.abc import Callable
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
    ink,
    label,
    number_text,
    paper,
    rows,
    share_text,
)
from simulations.palette import GROUPS, LABEL, MUTED, SMALL_SIZE, THIN_DASH, TRUTH
from simulations.ranking.chart_rows import MOST

_LEFT, _RIGHT = alt.value(0), alt.value("width")
_PERCENT = "format(100 * datum.value, '.0f') + ' %'"
_B = GROUPS[1]


def _share(field: str, title: str) -> alt.Y:
    """A vertical axis of shares from nobody to everybody."""
    axis = alt.Axis(title=title, tickCount=5, labelExpr=_PERCENT)
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))


def _pair(
    end: alt.Chart, x: alt.X, y: Callable[[str], alt.Y], lines: tuple[tuple[str, str], tuple[str, str]],
    text: Callable[[str], str],
) -> list[Layer]:
    """Words at the right end of two lines, the higher above it and the lower below.

    Where the lower line lies within ``room`` of the axis, both stand above it.
    """
    (first, _), (second, _) = lines
    low = f"min(datum.{first}, datum.{second}) < datum.room"
    return [
        label(end.transform_filter(f"(datum.{first} >= datum.{second}) == {up} && ({low}) == {near}"),
              x=x, y=y(field), align="right", dx=-4, dy=dy, size=SMALL_SIZE, bold=field == first,
              words=f"'{word} ' + {text('datum.' + field)}")
        for up, near, dys in (("true", "false", (-11, 12)), ("false", "false", (12, -11)),
                              ("true", "true", (-27, -11)), ("false", "true", (-11, -27)))
        for (field, word), dy in zip(lines, dys, strict=True)
    ]


@cache
def rounds() -> Spec:
    """B's share of the page over the weeks, what users believe, and the truth."""
    x = alt.X("week:Q", axis=alt.Axis(title="week", grid=False, tickMinStep=1, tickCount=6),
              scale=alt.Scale(nice=False, rangeMin=0, rangeMax=alt.ExprRef("width - 98")))
    axis = alt.Axis(title="B's share", tickCount=5, labelExpr=_PERCENT)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(nice=False, zero=True))

    now, then = rows().transform_filter(NOW), rows().transform_filter(PINNED)
    hold = now.mark_rule(opacity=0).encode(x=x, y=y("reach"))
    truth = now.mark_line(color=TRUTH, strokeWidth=2).encode(x=x, y=y("world"))
    shown = now.mark_line(color=_B, strokeWidth=3).encode(x=x, y=y("shown"))
    belief = now.mark_line(color=ink(), strokeWidth=2, strokeDash=[1, 3], strokeCap="round").encode(
        x=x, y=y("belief"))
    before = [then.mark_line(color=colour, strokeWidth=1.5, strokeDash=THIN_DASH).encode(x=x, y=y(field))
              for field, colour in (("shown", _B), ("belief", ink()))]
    key = label(now.transform_aggregate(n="count()"), x=_LEFT, y=alt.value(-12), size=SMALL_SIZE, dx=2,
                words="'full: shown, dotted: believed, green: in the world'")
    ends = [label(now.transform_filter(f"isValid(datum.{field}_at)"), x=x, y=y(f"{field}_at"), dx=6,
                  size=SMALL_SIZE, bold=field == "shown", words=f"'{word} ' + {share_text(f'datum.{field}')}")
            for field, word in (("shown", "shown"), ("belief", "believed"))]
    return finished(drawn_from(rows(), hold, truth, *before, belief, shown, *ends, key), 300)


@cache
def exposure() -> Spec:
    """What an item of B has for each that one of A has: relevance, places, attention, clicks."""
    source = rows().transform_joinaggregate(last="max(row)").transform_calculate(
        y="(datum.row + 0.68) / (datum.last + 1)", head="(datum.row + 0.25) / (datum.last + 1)", one="1",
    )
    y = down()
    axis = alt.Axis(title="for an item of B, where an item of A has 1", values=[0, 0.5, 1, MOST])

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, MOST], nice=False))

    now, then = rows().transform_filter(NOW), rows().transform_filter(PINNED)
    gap = alt.Chart().mark_rule(color=_B, strokeWidth=4, opacity=0.45).encode(x=x("one"), x2="drawn:Q", y=y)
    one = rows().transform_filter("isValid(datum.b_for_each_a)").mark_point(
        shape="circle", filled=True, size=130, color=GROUPS[0], opacity=1).encode(x=x("one"), y=y)
    b = alt.Chart().mark_point(shape="square", filled=True, size=150, color=_B, opacity=1, stroke=paper(),
                               strokeWidth=1.5).encode(x=x("drawn"), y=y)
    was = alt.Chart().mark_tick(color=MUTED, thickness=3, size=18, orient="vertical").encode(
        x=x("before"), y=y)
    pinned = alt.Chart().mark_point(shape="square", filled=False, size=230, color=_B, strokeWidth=1.5,
                                    strokeDash=THIN_DASH, opacity=1).encode(x=x("drawn"), y=y)
    times = f"(isValid(datum.b_for_each_a) ? {number_text('datum.b_for_each_a', 2)} : 'undefined')"
    each = f"{number_text('datum.of_b', 3)} + ' for B, ' + {number_text('datum.of_a', 3)} + ' for A'"
    words = label(
        rows(), x=_LEFT, y=down("head"), bold=True,
        words=f"datum.what + ': ' + {times} + "
              f"(isValid(datum.of_a) && isValid(datum.of_b) ? ' (' + {each} + ')' : '')",
    )
    then_words = label(rows(), x=_RIGHT, y=down("head"), align="right", size=SMALL_SIZE,
                       words=f"'pinned ' + {times}", dy=20)
    key = label(
        rows().transform_filter(f"{NOW} && isValid(datum.before)").transform_aggregate(n="count()")
        .transform_filter("datum.n > 0"),
        words="'grey line: before any click'", x=_LEFT, y=alt.value(-10), size=SMALL_SIZE)
    return finished(drawn_from(
        source,
        drawn_from(now, gap, was, one, b, words),
        drawn_from(then, pinned, then_words), key,
    ), 330)


@cache
def frontier() -> Spec:
    """Quality of the page against the attention that B gets, by what is done about the page."""
    axis = alt.Axis(title="attention for an item of B, where one of A has 1", tickCount=6, grid=False)
    x = alt.X("exposure_ratio:Q", axis=axis,
              scale=alt.Scale(domain=[0, MOST], nice=False, clamp=True))
    # the room above 1 holds the names
    y_axis = alt.Axis(title="quality of the page (nDCG)", values=[0.8, 0.85, 0.9, 0.95, 1], format=".2f")
    y = alt.Y("ndcg:Q", axis=y_axis, scale=alt.Scale(domain=[0.8, 1.1], nice=False, clamp=True))
    now, then = rows().transform_filter(NOW), rows().transform_filter(PINNED)
    curve = now.transform_filter("datum.kind == 'curve'").mark_line(color=MUTED, strokeWidth=1.5).encode(
        x=x, y=y, order="exposure_ratio:Q")
    shape = alt.Shape("name:N", legend=None, scale=alt.Scale(
        domain=["as scored", "FA*IR", "floor", "equal attention"],
        range=["circle", "triangle-up", "square", "diamond"]))
    ways = now.transform_filter("datum.kind == 'way'")
    dots = ways.mark_point(filled=True, size=110, color=LABEL, opacity=0.9).encode(x=x, y=y, shape=shape)
    listed = ways.transform_calculate(line="1.088 - 0.016 * datum.row")
    line = alt.Y("line:Q", axis=y_axis, scale=alt.Scale(domain=[0.8, 1.1], nice=False, clamp=True))
    names: list[Layer] = [
        listed.mark_point(filled=True, size=90, color=LABEL, opacity=1).encode(
            x=alt.value(8), y=line, shape=shape),
        label(listed, x=alt.value(18), y=line, size=SMALL_SIZE,
              words="datum.name + ': ' + (isValid(datum.exposure_ratio) ? "
                    f"{number_text('datum.exposure_ratio', 2)} : 'undefined') + ' of the attention, quality '"
                    f" + {number_text('datum.ndcg', 3)}"),
    ]
    here = now.transform_filter("datum.kind == 'here' && isValid(datum.exposure_ratio)")
    # past the end of the axis the ring stops there, and its name says where it belongs
    named = f"'this page' + (datum.exposure_ratio > {MOST} ? ', at ' + " \
            f"{number_text('datum.exposure_ratio', 2)} + ' \u2192' : '')"
    mark = drawn_from(
        here,
        alt.Chart().mark_point(shape="circle", filled=False, size=380, color=ink(), strokeWidth=2.5,
                               opacity=1).encode(x=x, y=y),
        *(label(rows().transform_filter(f"{side} && datum.ndcg {above} 0.83"), words=named, x=x, y=y,
                bold=True, align=align, dx=dx, dy=dy)
          for side, align, dx in (("datum.exposure_ratio <= 0.9", "left", -8),
                                  ("datum.exposure_ratio > 0.9", "right", 10))
          for above, dy in ((">=", 24), ("<", -24))),
    )
    was = then.transform_filter("datum.kind == 'here' && isValid(datum.exposure_ratio)")
    before: list[Layer] = [
        was.mark_point(shape="circle", filled=False, size=380, color=ink(), strokeWidth=1.25,
                       strokeDash=THIN_DASH, opacity=1).encode(x=x, y=y),
        label(was, words="'pinned'", x=x, y=y, size=SMALL_SIZE, dx=-8, dy=42),
    ]
    return finished(drawn_from(rows(), curve, dots, *names, *before, mark), 380)


@cache
def share() -> Spec:
    """B's share of the first places, however many, against its share in the world."""
    x = alt.X("places:Q", axis=alt.Axis(title="first so many places", grid=False, tickMinStep=1),
              scale=alt.Scale(nice=False, domainMin=1))
    now, then = rows().transform_filter(NOW), rows().transform_filter(PINNED)
    last, first = (f"datum.page == '{page}'" for page in ("last", "first"))

    def y(field: str) -> alt.Y:
        return _share(field, "share of B")

    world = now.transform_filter(last).mark_line(color=TRUTH, strokeWidth=2).encode(x=x, y=y("world"))
    began = now.transform_filter(first).mark_line(color=MUTED, strokeWidth=1.5).encode(x=x, y=y("share"))
    ended = now.transform_filter(last).mark_line(color=_B, strokeWidth=3).encode(x=x, y=y("share"))
    before = then.transform_filter(last).mark_line(
        color=_B, strokeWidth=1.5, strokeDash=THIN_DASH).encode(x=x, y=y("share"))
    end = now.transform_filter(f"{last} && datum.places == datum.last")
    ends = _pair(end.transform_calculate(room="0.07"), x, y,
                 (("share", "this page"), ("world", "in the world")), share_text)
    key = label(now.transform_filter(first).transform_aggregate(n="count()").transform_filter("datum.n > 0"),
                words="'grey: before any click'", x=_LEFT, y=alt.value(-12), size=SMALL_SIZE, dx=2)
    return finished(drawn_from(rows(), world, began, before, ended, *ends, key), 300)


@cache
def floor() -> Spec:
    """How many of B stand in the first places, and the fewest that the table allows."""
    x = alt.X("places:Q", axis=alt.Axis(title="first so many places", grid=False, tickMinStep=1),
              scale=alt.Scale(nice=False, domainMin=1))
    y_axis = alt.Axis(title="how many of B", tickMinStep=1, tickCount=6)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=y_axis, scale=alt.Scale(nice=True, zero=True))

    now, then = rows().transform_filter(NOW), rows().transform_filter(PINNED)
    allowed = now.mark_area(interpolate="step", color=LABEL, opacity=0.22).encode(x=x, y=y("at_least"))
    edge = now.mark_line(interpolate="step", color=LABEL, strokeWidth=2, strokeDash=[6, 2]).encode(
        x=x, y=y("at_least"))
    expected = now.mark_line(color=MUTED, strokeWidth=1).encode(x=x, y=y("expected"))
    counted = now.mark_line(interpolate="step", color=_B, strokeWidth=3).encode(x=x, y=y("of_b"))
    before = then.mark_line(interpolate="step", color=_B, strokeWidth=1.5, strokeDash=THIN_DASH).encode(
        x=x, y=y("of_b"))
    fails = now.transform_filter("datum.below == 1").mark_point(
        shape="cross", size=16, filled=True, color=ink(), opacity=1).encode(x=x, y=y("of_b"))
    end = now.transform_filter("datum.places == datum.last")
    ends = _pair(end.transform_calculate(room="0.08 * max(datum.of_b, datum.at_least, 1)"), x, y,
                 (("of_b", "this page:"), ("at_least", "at least")), lambda field: f"{field}")
    key = label(now.transform_aggregate(fails="sum(below)", n="count()").transform_filter("datum.n > 0"),
                words="'thin: the share asked for' + (datum.fails > 0 ? ', crosses: too few' : '')",
                x=_LEFT, y=alt.value(-12), size=SMALL_SIZE, dx=2)
    return finished(drawn_from(rows(), allowed, edge, expected, before, counted, fails, *ends, key), 300)


@cache
def occupations() -> Spec:
    """Forty-five occupations: women shown on pages of pictures against women who work."""
    axis = alt.Axis(title="share in the world", tickCount=5, labelExpr=_PERCENT, grid=False)
    x = alt.X("share_world:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))
    y = _share("share_shown", "share on the page")
    now, then = rows().transform_filter(NOW), rows().transform_filter(PINNED)
    diagonal = now.transform_aggregate(n="count()").transform_calculate(
        ends="[0, 1]").transform_flatten(["ends"], ["share_world"]).transform_calculate(
        share_shown="datum.share_world").mark_line(color=TRUTH, strokeWidth=1.5).encode(x=x, y=y)
    jobs = now.transform_filter("datum.kind == 'occupation'")
    dots = jobs.mark_point(shape="diamond", filled=True, size=55, color=MUTED, opacity=0.9).encode(x=x, y=y)
    named = jobs.transform_filter("isValid(datum.label)")
    names = [
        label(named.transform_filter(f"datum.share_world {side} 0.7"), words="datum.label", x=x, y=y,
              align=align, size=SMALL_SIZE, dx=dx, dy=dy)
        for side, align, dx, dy in (("<", "left", 8, 4), (">=", "right", -9, 0))
    ]
    here = drawn_from(
        now.transform_filter("datum.kind == 'here' && isValid(datum.share_shown)"),
        alt.Chart().mark_point(shape="square", filled=True, size=150, color=_B, opacity=1, stroke=paper(),
                               strokeWidth=1.5).encode(x=x, y=y),
    )
    # the name stands in the corner, where no occupation is, so that it covers none
    corner = now.transform_filter("datum.kind == 'here' && isValid(datum.share_shown)").transform_calculate(
        share_shown="0.04")
    key = drawn_from(
        corner,
        alt.Chart().mark_point(shape="square", filled=True, size=110, color=_B, opacity=1).encode(
            x=alt.value(alt.ExprRef("width - 82")), y=y),
        label(rows(), words="'this page'", x=_RIGHT, y=y, align="right", dx=-2, bold=True),
    )
    before = then.transform_filter("datum.kind == 'here' && isValid(datum.share_shown)").mark_point(
        shape="square", filled=False, size=200, color=_B, strokeWidth=1.5, strokeDash=THIN_DASH, opacity=1,
    ).encode(x=x, y=y)
    same = label(now.transform_aggregate(n="count()").transform_calculate(
        share_world="0.72", share_shown="0.78"), words="'as many as there are'", x=x, y=y, align="right",
        size=SMALL_SIZE)
    return finished(drawn_from(rows(), diagonal, dots, *names, same, before, here, key), 360)
