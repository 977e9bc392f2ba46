"""What the defences charts draw: small tables by column, out of a run.

Every table has the column ``series``. What is undefined is left out or None, so that nothing is
drawn for it.
"""

from __future__ import annotations

import math

import numpy as np

from simulations.base import Rows
from simulations.defences.attackers import REFUSED
from simulations.defences.result import SIZES, DefencesResult, size_of
from simulations.intervals import wilson
from simulations.signs.attacks.base import Attacked
from simulations.signs.classes import CLASSES
from simulations.signs.pictures import data_uri
from simulations.tables import known, spread, table
from simulations.wording import percent

BARS = (
    ("clean", "As they are"),
    ("naive", "Attacked by one who does not know"),
    ("adaptive", "Attacked by one who knows"),
    ("proved", "Proved, whatever is tried"),
)
LINES = ("noise", "naive", "adaptive", "proved")
UNITS = {
    "linf": "largest change of a pixel, of 255",
    "l2": "change in sum (L2), where 1 is from black to white",
    "sticker": "area of the sticker, % of the sign",
}
APART = 0.075
"""How far apart the words at the ends of the lines must stand, on a scale of 0 to 1."""
RADII_STEPS = 40


def bars_rows(result: DefencesResult) -> Rows:
    """A row for each bar: the share, its interval, and the undefended model's share beside the attacks."""
    count, found = len(result.labels), result.measures
    rows = []
    for place, (name, words) in enumerate(BARS):
        share = found[name]
        low, high = wilson(round(share * count), count) if math.isfinite(share) else (math.nan, math.nan)
        beside = found["undefended"] if name in ("naive", "adaptive") else math.nan
        said = percent(share) if math.isfinite(share) else "nothing"
        rows.append((name, words, place, known(share), known(low), known(high), known(beside), said))
    return table(("kind", "bar", "row", "share", "low", "high", "undefended", "said"), rows)


def curve_rows(result: DefencesResult) -> Rows:
    """A row for each line and size: the share of the signs that fool nobody."""
    curve, asked = result.curve, size_of(result.parameters)
    lines = {name: getattr(curve, name) for name in LINES if np.isfinite(getattr(curve, name)).any()}
    at = dict(zip(lines, spread([float(line[-1]) for line in lines.values()], APART), strict=True))
    rows = [
        (name, float(size), known(share), int(index == len(line) - 1), at[name], float(asked),
         UNITS[result.parameters.threat], float(curve.sizes[-1]))
        for name, line in lines.items()
        for index, (size, share) in enumerate(zip(curve.sizes, line, strict=True))
    ]
    return table(("kind", "size", "share", "last", "label_at", "asked", "unit", "most"), rows)


def pictures_rows(result: DefencesResult) -> Rows:
    """One sign as the defended model sees it: as it is, and after either attacker."""
    own = CLASSES[result.labels[result.shown]].name
    titles = ("As it is", "By one who does not know", "By one who knows")
    readings = [int(read[result.shown]) for read in
                (result.read_clean, result.read_naive, result.read_adaptive)]
    columns: dict[str, list[str]] = {"series": ["now"] * 3, "picture": [], "title": list(titles), "read": [],
                                     "mark": [], "tone": []}
    for image, read, changed in zip(result.seen, readings, _changes(result), strict=True):
        columns["picture"].append(data_uri(image))
        columns["read"].append(changed)
        columns["mark"].append(mark(read, own))
        columns["tone"].append("plain" if read == REFUSED else "good" if CLASSES[read].name == own else "bad")
    return columns


def _changes(result: DefencesResult) -> tuple[str, str, str]:
    """What was done to the shown sign before it got to the model, in words."""
    def said(attacked: Attacked) -> str:
        match result.parameters.threat:
            case "l2":
                return f"changed by {attacked.l2[result.shown]:.2f} in sum"
            case "sticker":
                return f"a sticker on {result.parameters.area:g}\u00a0% of the sign"
        return f"changed by {255 * attacked.linf[result.shown]:.0f} of 255"

    return "nothing changed", said(result.naive), said(result.adaptive)


def detector_rows(result: DefencesResult) -> Rows:
    """A row for each size of change: the share of the successful attacks that is refused."""
    curve = result.curve
    return table(("size", "share", "unit"), [
        (f"{size:g}", float(share), UNITS[result.parameters.threat])
        for size, share in zip(curve.sizes, curve.detected, strict=True) if math.isfinite(share)
    ])


def radii_rows(result: DefencesResult) -> Rows:
    """The share of the signs that are certified at least so far, at evenly spaced radii."""
    columns = ("radius", "share", "asked", "unit", "last")
    if result.radii is None:
        return table(columns, [])
    most = SIZES[result.parameters.threat][-1]
    steps = np.linspace(0, most, RADII_STEPS + 1)
    return table(columns, [
        (round(float(radius), 4), float(((result.radii >= radius) & (result.radii > 0)).mean()),
         float(size_of(result.parameters)), UNITS[result.parameters.threat], int(radius == steps[-1]))
        for radius in steps
    ])


# --- tables and words -------------------------------------------------------------------------


def mark(read: int, own: str) -> str:
    """A symbol and what was read: right, refused, or anything else."""
    if read == REFUSED:
        return "– refused"
    name = CLASSES[read].name
    return f"{'✓' if name == own else '✗'} {name}"
