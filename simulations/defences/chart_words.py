"""What the defences charts say: the finding above each, and the sentence for those who cannot see it.

Every number is the engine's own. Where a figure is undefined, the sentence says so.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulations.defences.attackers import REFUSED
from simulations.defences.chart_rows import BARS, UNITS
from simulations.defences.result import DEFENCES, DefencesResult, size_of
from simulations.signs.attacks.base import Labels
from simulations.signs.classes import CLASSES
from simulations.wording import hundred, percent

STANDS = 0.5
"""From which share of signs held a defence is said to hold more than it breaks."""
APART = 0.1
"""How much less must hold against one who knows for the difference to be named."""


def bars_heading(result: DefencesResult) -> str:
    """How much holds against one who knows, and how much that is less than it seemed."""
    found = result.measures
    holds, seemed = found["adaptive"], found["naive"]
    against = f"Against {change(result)}"
    if result.parameters.defence == "none":
        return f"Undefended, {hundred(holds)} signs hold{_against(result)}"
    if seemed - holds >= APART:
        words = (f"{hundred(seemed)} signs seem to hold; against one who knows the defence, "
                 f"{hundred(holds)} do")
    else:
        words = f"{against}, {hundred(holds)} signs hold even if the attacker knows the defence"
    if math.isfinite(found["proved"]):
        words += f", and {hundred(found['proved'])} are proved to"
    return words


def bars_alt(result: DefencesResult) -> str:
    """Every bar."""
    found = result.measures
    parts = [f"{words.lower()} {percent(found[name])}" for name, words in BARS if math.isfinite(found[name])]
    return (f"Shares of signs that fool nobody, against {change(result)}. The defence: "
            f"{DEFENCES[result.parameters.defence]}. {'; '.join(parts).capitalize()}. A mark shows the "
            f"undefended model: {percent(found['undefended'])}.")


def curve_heading(result: DefencesResult) -> str:
    """Where the attacker who knows turns half of the signs, and what noise of that size does."""
    curve = result.curve
    below = np.flatnonzero(curve.adaptive < STANDS)
    at = int(below[0]) if len(below) else len(curve.sizes) - 1
    still = "only " if len(below) else "still "
    return (f"Against {change(result, float(curve.sizes[at]))}, {still}{hundred(float(curve.adaptive[at]))} "
            f"signs hold if the attacker knows the defence; under noise of that size "
            f"{hundred(float(curve.noise[at]))} do")


def curve_alt(result: DefencesResult) -> str:
    """Where every line ends."""
    curve = result.curve
    parts = [f"{name} {percent(float(line[-1]))}" for name, line in
             (("under noise", curve.noise), ("attacked by one who does not know", curve.naive),
              ("by one who knows", curve.adaptive), ("proved", curve.proved)) if math.isfinite(line[-1])]
    return (f"Share of signs that fool nobody, by size of the change ({UNITS[result.parameters.threat]}), "
            f"from {percent(float(curve.adaptive[0]))} without any; at {curve.sizes[-1]:g}: "
            f"{'; '.join(parts)}.")


def pictures_heading(result: DefencesResult) -> str:
    """What the defended model reads after either attack."""
    naive, worst = (_reading(result, read) for read in (result.read_naive, result.read_adaptive))
    own = _own(result)
    if worst == own:
        return f"This {own} sign is read as what it is, whichever attacker changes it"
    if naive == worst:
        return f"This {own} sign is {_said(worst)}, whichever attacker changes it"
    return (f"This {own} sign is {_said(naive)} after the usual attack, and {_said(worst)} after one "
            "made for the defence")


def pictures_alt(result: DefencesResult) -> str:
    """The three readings."""
    said = [_said(_reading(result, read)) for read in
            (result.read_clean, result.read_naive, result.read_adaptive)]
    return (f"Three pictures of a {_own(result)} sign as the defended model sees them: as it is, {said[0]}; "
            f"changed by one who does not know of the defence, {said[1]}; by one who does, {said[2]}.")


def detector_heading(result: DefencesResult) -> str:
    """Whether stronger attacks are refused less."""
    sizes, shares = _detected(result)
    if len(shares) < 2:
        return "No attack got through that could have been refused"
    first, last = float(shares[0]), float(shares[-1])
    if last < first - APART:
        return (f"The stronger the attack, the calmer it looks: {percent(first)} of the pictures that fool "
                f"the model are refused at {sizes[0]:g}, {percent(last)} at {sizes[-1]:g}")
    return f"Of the pictures that fool the model, {percent(first)} are refused at {sizes[0]:g} and " \
           f"{percent(last)} at {sizes[-1]:g}"


def detector_alt(result: DefencesResult) -> str:
    """Every bar."""
    sizes, shares = _detected(result)
    parts = [f"at {size:g} {percent(float(share))}" for size, share in zip(sizes, shares, strict=True)]
    return ("Share of the pictures that fool the undefended model which the detector refuses, by size "
            f"of the change ({UNITS[result.parameters.threat]}): {'; '.join(parts) or 'none fool it'}. Of "
            f"signs that nobody attacked it refuses {percent(result.measures['refused_clean'])}.")


def radii_heading(result: DefencesResult) -> str:
    """How many are certified as far as asked, and how many hold without proof."""
    found = result.measures
    return f"{hundred(found['proved']).capitalize()} signs are proved at {change(result)}; " \
           f"another {hundred(found['unknown'])} were neither broken nor proved"


def radii_alt(result: DefencesResult) -> str:
    """The median, and the share at the size that is asked for."""
    found = result.measures
    return ("Share of the signs that are certified at least so far, falling with the radius "
            f"({UNITS[result.parameters.threat]}): {percent(found['proved'])} at "
            f"{size_of(result.parameters):g}; half of them at least {found['median_radius']:.2f}.")


# --- words ------------------------------------------------------------------------------------


def change(result: DefencesResult, size: float | None = None) -> str:
    """A change of ``size``, or the one that is asked for, in words."""
    size = size_of(result.parameters) if size is None else size
    words = {"linf": f"changes of {size:g} of 255", "l2": f"changes of {size:g} in sum",
             "sticker": f"stickers on {size:g} % of the sign"}
    return words[result.parameters.threat]


def _against(result: DefencesResult) -> str:
    return f" against {change(result)}"


def _own(result: DefencesResult) -> str:
    own: str = CLASSES[int(result.labels[result.shown])].name
    return own


def _reading(result: DefencesResult, read: Labels) -> str:
    """What one sign is read as; "" where it is refused."""
    number = int(read[result.shown])
    return "" if number == REFUSED else CLASSES[number].name


def _said(name: str) -> str:
    return f"read as {name}" if name else "refused"


def _detected(result: DefencesResult) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    defined = np.isfinite(result.curve.detected)
    return result.curve.sizes[defined], result.curve.detected[defined]
