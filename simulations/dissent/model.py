"""The dissent engine: towns are drawn, asked onto the square, and counted when nobody else joins.

The same people are asked four times: at the chosen chance of being identified, where nobody can be
identified, at every chance of the sweep, and at other strengths of the effect, which is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from simulations.base import Progress
from simulations.dissent.cascade import Settled, settle
from simulations.dissent.network import Ties, small_world
from simulations.dissent.reported import measured
from simulations.dissent.result import (
    FEW_TOWNS,
    LEVELS,
    STRENGTHS,
    WARM_UPS,
    DissentParameters,
    DissentResult,
    Floats,
)
from simulations.dissent.towns import HUNDRED, Towns, Wanting, draw, hundred, side_by_side, unwatched, wanting

NOW = ("identified", "misidentified")
"""What is turned most, and moves neither the people nor the sweep."""
DEFAULTS = DissentParameters().model_dump()
SMALL, MOST_KEPT = 50_000, 32
"""People of all towns up to which what was found is kept, and how much is."""
Made = TypeVar("Made")
_KEPT: dict[Hashable, Any] = {}
BINS = np.concatenate([[-np.inf], np.linspace(0, 1, 21), [np.inf]])
"""Edges of the histogram of thresholds; each bin holds its upper edge."""


def run(parameters: DissentParameters, seed: int, progress: Progress | None = None) -> DissentResult:
    """One run: the towns as they are, as they would be unwatched, and the sweep.

    Parameters
    ----------
    parameters
        The settings.
    seed
        Which people there are. The same seed means the same people at any setting.
    progress
        Told how far the sweep is.
    """
    if parameters.crowd in WARM_UPS:
        return warm_up(parameters)
    told = progress or (lambda share, words: None)
    here: tuple[Towns, Ties | None] = _kept(
        ("people", parameters, seed), lambda: people_of(parameters, seed), (*NOW, "strength", "feared"))
    towns, ties = here
    told(0.2, "the square, with nobody identified")
    calm, watched = unwatched(towns), wanting(towns, parameters.strength, parameters.feared)
    without = _kept(("unwatched", parameters, seed), lambda: settle(ties, calm, [0.0]),
                    (*NOW, "strength", "feared", "transparency"))
    told(0.4, "the square as it is")
    now = settle(ties, watched, [parameters.identified])
    told(0.5, "the sweep")
    curve = _kept(("swept", parameters, seed), lambda: swept(ties, watched), NOW)
    strengths = _kept(("strengths", parameters, seed),
                      lambda: other_strengths(ties, towns, parameters.feared), (*NOW, "strength"))
    told(1.0, "done")
    band = np.stack([curve.mean(axis=1), *np.quantile(curve, (0.05, 0.95), axis=1)], axis=1)
    return assembled(parameters, towns, now, without, band, strengths,
                     histogram(watched.at(parameters.identified), towns), histogram(calm.at(0.0), towns))


def warm_up(parameters: DissentParameters) -> DissentResult:
    """Granovetter's hundred people, whom nobody watches: the same with every seed."""
    towns = hundred(gap=parameters.crowd == "ladder-with-gap")
    calm = unwatched(towns)
    settled = settle(None, calm, [0.0])
    thresholds = np.round(HUNDRED * towns.threshold[0]).astype(np.int64)
    wanted = np.bincount(thresholds, minlength=HUNDRED).astype(float)
    none = np.empty((0, 3)), np.empty((0, 0))
    return assembled(parameters, towns, settled, settled, *none, wanted, wanted)


def people_of(parameters: DissentParameters, seed: int) -> tuple[Towns, Ties | None]:
    """The people of all towns, and whom each of them watches; None is everybody."""
    ties = None
    if parameters.crowd == "network":
        ties = small_world(parameters.people, parameters.rewired, seed)
    return draw(parameters, seed), ties


def swept(ties: Ties | None, watched: Wanting) -> Floats:
    """Share who take part at each of ``LEVELS``: (levels, towns)."""
    joined: Floats = settle(ties, watched, LEVELS[::-1].tolist()).joined[::-1] / watched.fixed.shape[1]
    return joined


def other_strengths(ties: Ties | None, towns: Towns, feared: float) -> Floats:
    """The same at other strengths of the effect, mean over a few of the towns: (strengths, levels).

    All are swept at once, as if they were so many more towns.
    """
    few = towns.first(FEW_TOWNS)
    joined = swept(ties, side_by_side([wanting(few, strength, feared) for strength in STRENGTHS]))
    lines: Floats = joined.reshape(len(LEVELS), len(STRENGTHS), -1).mean(axis=2).T
    return lines


def _kept(
    key: tuple[str, DissentParameters, int], make: Callable[[], Made], whatever: tuple[str, ...]
) -> Made:
    """What ``make`` gives, kept for the next run that differs in the knobs ``whatever`` alone."""
    what, parameters, seed = key
    if parameters.people * parameters.runs > SMALL:
        return make()
    place = what, parameters.model_copy(update={name: DEFAULTS[name] for name in whatever}), seed
    found: Made | None = _KEPT.get(place)
    if found is None:
        found = _KEPT[place] = make()
        while len(_KEPT) > MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
    return found


def histogram(thresholds: Floats, towns: Towns) -> Floats:
    """Thresholds of those who agree, in people of a hundred who agree: (22,); 0 where nobody does."""
    agreeing = thresholds[towns.agree]
    counts = np.bincount(np.searchsorted(BINS[1:-1], agreeing), minlength=len(BINS) - 1)
    return 100 * counts / max(agreeing.size, 1)


def assembled(
    parameters: DissentParameters, towns: Towns, now: Settled, without: Settled, curve: Floats,
    strengths: Floats, wanted: Floats, wanted_without: Floats,
) -> DissentResult:
    """The result, counted from how it ended."""
    count, people = towns.agree.shape
    agree, joined = (
        np.array([(who & ~towns.in_b).sum(), (who & towns.in_b).sum()]) / count
        for who in (towns.agree, now.taking_part)
    )
    by_round, by_round_without = (
        np.concatenate([[0.0], np.cumsum(settled.arrived) / (count * people)]) for settled in (now, without)
    )
    counted = DissentResult(
        measures={}, parameters=parameters, people=people, turnout=now.joined[-1], agree=agree,
        joined=joined, by_round=by_round, by_round_without=by_round_without, curve=curve,
        strengths=strengths, wanted=wanted, wanted_without=wanted_without,
    )
    reckoned = float(np.where(towns.knows, parameters.identified, parameters.feared).mean())
    return replace(counted, measures=measured(
        counted, without=without.joined[-1], rounds=now.rounds, rounds_without=without.rounds,
        reckoned=reckoned))
