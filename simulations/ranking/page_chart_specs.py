"""How the result page is drawn: a tile for each place, before any click above, now below.

A pale circle is A, a full square with the letter is B. Places given to chance have a dashed frame.
A published page stands alone, and its tiles fill the same room.
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
)
from simulations.palette import SMALL_SIZE

_WIDE = "min(width, 640)"
# Two blocks of six lines each: words above five lines of tiles; a last line for the pinned run.
_BLOCK, _LINES = 6.0, 13.0
_ALONE = 11.0
"""How many lines the tiles of a page may fill that stands alone."""
_TALLEST = 2.0


@cache
def page() -> Spec:
    """Both pages as tiles, with how many of each are of B."""
    source = rows().transform_calculate(
        column="(datum.place - 1) % datum.columns",
        line="floor((datum.place - 1) / datum.columns)",
        block=f"datum.page == 'last' && isValid(datum.after) ? {_BLOCK} : 0",
    ).transform_joinaggregate(lowest="max(line)", groupby=["series", "page"]).transform_calculate(
        wide="1 / max(datum.columns, 10)",
        tall=f"isValid(datum.after) ? 1 : min({_TALLEST}, {_ALONE} / (datum.lowest + 1))",
    ).transform_calculate(
        left="(datum.column + 0.06) * datum.wide", right="(datum.column + 0.94) * datum.wide",
        middle="(datum.column + 0.5) * datum.wide",
        top="datum.block + 1 + datum.tall * (datum.line + 0.06)",
        foot="datum.block + 1 + datum.tall * (datum.line + 0.94)",
        y="datum.block + 1 + datum.tall * (datum.line + 0.5)",
    )
    now = rows().transform_filter(NOW)
    return finished(drawn_from(source, drawn_from(now, *_tiles(), _beside()), *_words(), _key()), 420)


def _x(field: str) -> alt.X:
    scale = alt.Scale(domain=[0, 1], nice=False, rangeMin=0, rangeMax=alt.ExprRef(_WIDE))
    return alt.X(f"{field}:Q", axis=None, scale=scale)


def _y(field: str) -> alt.Y:
    return down(field, 0, _LINES)


def _tiles() -> list[Layer]:
    tile = {"x": _x("left"), "x2": "right:Q", "y": _y("top"), "y2": "foot:Q"}
    of_a, of_b = (rows().transform_filter(f"datum.slot == {slot}") for slot in (0, 1))
    pale = of_a.mark_rect(opacity=0.14, cornerRadius=3).encode(color=group_colour(), **tile)
    full = of_b.mark_rect(opacity=1, cornerRadius=3).encode(color=group_colour(), **tile)
    place = {"x": _x("middle"), "y": _y("y")}
    circle = of_a.mark_point(shape="circle", filled=True, opacity=0.85, size=90).encode(
        color=group_colour(), **place)
    square = rows().transform_filter("datum.slot == 1 && datum.columns > 10").mark_point(
        shape="square", filled=True, opacity=1, size=45, color=paper()).encode(**place)
    letter = rows().transform_filter("datum.slot == 1 && datum.columns <= 10").mark_text(
        text="B", fontSize=15, fontWeight="bold", color=paper(), baseline="middle").encode(**place)
    chance = rows().transform_filter("datum.by_chance == 1").mark_rect(
        filled=False, stroke=ink(), strokeWidth=1.5, strokeDash=[3, 2], cornerRadius=3).encode(**tile)
    return [pale, full, circle, square, letter, chance]


def _beside() -> Layer:
    """What is known of those who stand one below the other."""
    few = rows().transform_filter("datum.columns == 1 && isValid(datum.relevance)")
    return label(few, words=f"'place ' + datum.place + ': relevance ' + {number_text('datum.relevance', 2)}",
                 x=_x("right"), y=_y("y"), dx=12)


def _words() -> list[Layer]:
    """How many of B are on each page; the pinned one in a line of its own."""
    counted = rows().transform_aggregate(
        of_b="sum(slot)", places="count()", after="max(after)", ordered="max(ordered)",
        groupby=["series", "page"],
    ).transform_calculate(
        when="!isValid(datum.after) ? (datum.ordered ? 'As ranked' : 'In any order')"
             " : datum.page == 'first' || datum.after == 0"
             " ? 'Before any click' : 'After ' + datum.after + (datum.after == 1 ? ' week' : ' weeks')",
        number="datum.of_b + ' of ' + datum.places + ' are of B'",
        head=f"datum.page == 'last' && isValid(datum.after) ? {_BLOCK + 0.52} : 0.52",
        pinned=f"{_LINES - 0.6}",
    )
    left = alt.value(0)
    here = label(rows().transform_filter(NOW), words="datum.when + ': ' + datum.number", x=left,
                 y=_y("head"), bold=True)
    then = label(rows().transform_filter(f"{PINNED} && datum.page == 'last'"),
                 words="'pinned: ' + datum.number", x=left, y=_y("pinned"), size=SMALL_SIZE)
    return [drawn_from(counted, here, then)]


def _key() -> Layer:
    """What a dashed frame means, where there is one."""
    some = rows().transform_filter(f"{NOW} && datum.by_chance == 1").transform_aggregate(
        chosen="count()").transform_filter("datum.chosen > 0").transform_calculate(foot=f"{_LINES - 0.6}")
    return label(some, words="'dashed: put there by chance'", x=alt.value(alt.ExprRef(_WIDE)), y=_y("foot"),
                 align="right", size=SMALL_SIZE)
