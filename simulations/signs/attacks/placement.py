"""Where on a sign a sticker goes.

The middle and two bars are what a person would try. Better is to ask the model: let the whole sign
change, put a price on every change, and let ever fewer blocks of it keep theirs. Where change is
left, the sticker goes: in blocks, so that it looks like stickers and not like dust. This is the
first of the two stages of RP2, with hard thresholding beside its price. The tape is what McAfee's
researchers stuck on a speed limit: it lengthens the middle of the first digit, and asks no model.

Kevin Eykholt, Ivan Evtimov, Earlence Fernandes and others, Robust Physical-World Attacks on Deep
Learning Visual Classification, 2018. Thomas Blumensath and Mike Davies, Iterative hard thresholding
for compressed sensing, 2009. Steve Povolny and Shivangee Trivedi, Model Hacking ADAS to Pave Safer
Roads for Autonomous Vehicles, McAfee, 2020.
"""

from __future__ import annotations

from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray

from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.signs.attacks.base import Differentiable, Goal
from simulations.signs.attacks.budgets import checked
from simulations.signs.attacks.expectation import Array, Views
from simulations.signs.attacks.gradient import ascent
from simulations.signs.scenes import TEMPLATE, drawn, sign_area
from simulations.signs.templates import template

Placement = Literal["centre", "bars", "gradient", "tape"]
Mask = NDArray[np.bool_]
"""(64, 64), which cells of the sign plane a sticker covers."""

LEAST, MOST = 0.001, 0.5
"""Shares of the sign that a sticker may cover."""
BLOCK = 4
"""Cells on each side of a block, the smallest piece of a sticker: a sixteenth of the sign plane across."""
APART, LONG = 0.6, 0.45
"""Of the two bars: from middle to middle, and from end to end, as shares of the sign's height and width."""
TAPE = (slice(29, 35), slice(13, 21))
"""Rows and columns of the strip: to the left of the middle of the first of two digits."""

VIEWS, POOL, STEPS = 16, 64, 20
"""To find a place: views looked at in each step, views there are, and steps."""
PRICE = 0.1
"""Of a change, as a share of the largest gradient at the start: what gains less is not changed."""
STEP = 0.3
"""How far the colour with the largest gradient moves in the first step."""


def placed(
    placement: Placement, label: int, area: float, *,
    model: Differentiable | None = None, target: int | None = None, seed: int = 1,
) -> Mask:
    """The cells (64, 64) of a sign that a sticker covers: no more than ``area``, and none off the sign.

    Parameters
    ----------
    placement
        ``gradient`` asks ``model`` where a change helps to have the sign read as ``target``. The
        others ask nobody.
    label
        What the sign is.
    area
        Which share of the sign is covered, between 0.001 and 0.5. The tape has a size of its own.
    target
        What the sign should be read as; None where anything wrong will do.

    Raises
    ------
    ParameterError
        Where ``area`` is out of range, or there is no model to ask.
    """
    checked(("area", area, LEAST, MOST))
    sign = sign_area(label)
    cells = max(1, int(area * sign.sum() + 1e-9))
    match placement:
        case "centre":
            return _first(_from_the_middle(sign), sign, cells)
        case "bars":
            return _first(_from_two_lines(sign), sign, cells)
        case "tape":
            return tape(label)
        case "gradient":
            if model is None:
                raise ParameterError(["model must be given for placement by gradient (got none)"])
            return _asked(model, label, target, cells, seed)
    assert_never(placement)


def tape(label: int) -> Mask:
    """A strip (64, 64) that lengthens the middle of the first digit of a limit of two digits.

    On other signs it is in the same place.
    """
    mask = np.zeros((TEMPLATE, TEMPLATE), dtype=bool)
    mask[TAPE] = True
    return mask & sign_area(label)


def _asked(model: Differentiable, label: int, target: int | None, cells: int, seed: int) -> Mask:
    """The cells (64, 64) in which a change helps most: those left when all others have lost theirs.

    Climbs ``gain(change) - price * |change|`` by proximal steps: along the gradient, then towards no
    change by the price. After each step only the fullest blocks keep their change, fewer each time.
    """
    sign = sign_area(label)
    pool = Views(drawn(np.full(POOL, label, dtype=np.int64), seed, "sticker, placed for"), sign, laid="added")
    rng = stream(seed, "sticker, placed in light and noise")
    goal = Goal(np.full(VIEWS, label), None if target is None else np.full(VIEWS, target))
    own = template(label)[sign][:, :3]
    change: Array = np.zeros_like(own)
    amounts, kept, step, price = np.zeros(sign.shape), sign, 0.0, 0.0
    for k in range(1, STEPS + 1):
        looks = pool.look(VIEWS, rng)
        seen = looks.seen(change)
        shown = np.clip(seen, 0, 1)
        gradient = looks.back(ascent(model, shown, goal, "margin") * (seen == shown))
        if k == 1:
            largest = float(np.abs(gradient).max()) or 1.0
            step, price = STEP / largest, PRICE * largest
        moved = change + step * gradient
        cheaper = np.sign(moved) * np.maximum(np.abs(moved) - step * price, 0)
        change = np.clip(cheaper, -own, 1 - own).astype(np.float32)
        amounts[sign] = np.abs(change).sum(axis=1)
        kept = _in_blocks(amounts, sign, round(sign.sum() * (cells / sign.sum()) ** (k / STEPS)))
        change[~kept[sign]] = 0
    return kept


def _in_blocks(amounts: NDArray[np.float64], sign: Mask, cells: int) -> Mask:
    """Blocks inside the sign, those with most first; of the last one a part, so that the area is used up."""
    side = TEMPLATE // BLOCK
    inside = sign.reshape(side, BLOCK, side, BLOCK).all(axis=(1, 3))
    sums = np.where(inside, amounts.reshape(side, BLOCK, side, BLOCK).sum(axis=(1, 3)), -1.0)
    whole = np.ones((BLOCK, BLOCK), dtype=bool)
    rank = np.empty(side * side)
    rank[np.argsort(-sums, axis=None, kind="stable")] = np.arange(side * side)
    return _first(np.kron(rank.reshape(side, side), whole).astype(float), np.kron(inside, whole), cells)


def _from_the_middle(sign: Mask) -> NDArray[np.float64]:
    """How far each cell (64, 64) is from the middle of the sign, where squares are round."""
    rows, columns = np.nonzero(sign)
    row, column = np.indices(sign.shape)
    away: NDArray[np.float64] = np.maximum(abs(row - rows.mean()), abs(column - columns.mean()))
    return away


def _from_two_lines(sign: Mask) -> NDArray[np.float64]:
    """How far each cell (64, 64) is from the nearer of two lines; beyond their ends infinitely far."""
    rows, columns = np.nonzero(sign)
    row, column = np.indices(sign.shape)
    away = abs(abs(row - rows.mean()) - APART / 2 * (np.ptp(rows) + 1))
    return np.where(abs(column - columns.mean()) <= LONG / 2 * (np.ptp(columns) + 1), away, np.inf)


def _first(order: NDArray[np.float64], allowed: Mask, cells: int) -> Mask:
    """The first so many of the allowed cells in this order; equal ones from the top, then from the left."""
    candidates = np.flatnonzero(allowed & np.isfinite(order))
    mask = np.zeros(allowed.size, dtype=bool)
    mask[candidates[np.argsort(order.ravel()[candidates], kind="stable")[:cells]]] = True
    return mask.reshape(allowed.shape)
