"""The watchlist engine: from a crowd to scores, from scores to alarms, from alarms to stops.

Everybody's best score falls into a bin; the bins at or above the threshold are alarms; a person who
looks again lets part of them through. Counts by score are drawn from the closed form with chance of
their own (``chance.py``), or by drawing everybody (``people.py``): the same in distribution.
"""

from __future__ import annotations

import numpy as np

from simulations.base import Progress
from simulations.parameters import ParameterError
from simulations.seeds import stream
from simulations.watchlist import people, reported
from simulations.watchlist.chance import binomial, shared_out
from simulations.watchlist.result import GROUPS, Counts, Floats, Known, WatchlistParameters, WatchlistResult
from simulations.watchlist.scores import FLOORS, false_rates_of, hit_rates_of

MOST_ONE_BY_ONE = 20_000_000
"""How many people are drawn one by one at most: some seconds."""


def run(parameters: WatchlistParameters, seed: int, progress: Progress | None = None) -> WatchlistResult:
    """One run: all days together.

    Raises
    ------
    ParameterError
        Where more people were to be drawn one by one than anybody would wait for.
    """
    floors = np.stack([bins(threshold) for threshold in parameters.thresholds])
    if parameters.crowd == "person-by-person":
        wanted = parameters.visitors * parameters.days
        if wanted > MOST_ONE_BY_ONE:
            raise ParameterError([
                f"Person by person, a run draws at most {MOST_ONE_BY_ONE:,} people (got {wanted:,}): "
                "lower the people scanned a day or the days, or let the crowd be counted by score."
            ])
        unlisted, listed = people.binned(parameters, seed, floors, progress)
    else:
        unlisted, listed = counted_by_score(parameters, seed, floors)
    known = alarms(parameters, seed, floors, unlisted, listed)
    false, hits = rates(parameters)
    share = np.array([1 - parameters.share_b, parameters.share_b])
    stops_a_day = (parameters.visitors * (1 - parameters.prior) * float(share @ false)
                   * parameters.accept_false)
    measures = reported.counted(known)
    if parameters.visitors:
        measures |= reported.expected(parameters.prior, share, hits, false, stops_a_day=stops_a_day)
    return WatchlistResult(measures, parameters, known, GROUPS, floors, unlisted, listed, false, hits)


def bins(threshold: float) -> Floats:
    """The floors of the bins (K,), with that of the threshold among them (twice where it was)."""
    return np.insert(FLOORS, np.searchsorted(FLOORS, threshold, side="right"), threshold)


def rates(parameters: WatchlistParameters) -> tuple[Floats, Floats]:
    """Of each group, the probability of a false alarm, and of a hit, at its threshold: (2,) each."""
    false = [float(false_rates_of(parameters, group, at)) for group, at in enumerate(parameters.thresholds)]
    hits = [float(hit_rates_of(parameters, at)) for at in parameters.thresholds]
    return np.array(false), np.array(hits)


def counted_by_score(parameters: WatchlistParameters, seed: int, floors: Floats) -> tuple[Counts, Counts]:
    """How many people not listed, and listed, have their best score in each bin: twice (2, K) int."""
    everyone = parameters.visitors * parameters.days
    in_b = binomial(stream(seed, "group").random(), everyone, parameters.share_b)
    group = np.array([everyone - int(in_b), int(in_b)])
    listed = binomial(stream(seed, "listed").random(2), group, parameters.prior)
    stranger = np.stack([_reaching(false_rates_of(parameters, g, FLOORS[1:])) for g in range(2)])
    themselves = np.stack([_reaching(hit_rates_of(parameters, FLOORS[1:]))] * 2)
    counts = shared_out(
        stream(seed, "scores"), np.stack([group - listed, listed]), np.stack([stranger, themselves]))
    luck = stream(seed, "at the threshold").random((2, 2))
    found = np.zeros((2, 2, floors.shape[1]), np.int64)
    for index, threshold in enumerate(parameters.thresholds):
        chances = (false_rates_of(parameters, index, threshold), hit_rates_of(parameters, threshold))
        for kind, (chance, reach) in enumerate(zip(chances, (stranger, themselves), strict=True)):
            found[kind, index] = _split(
                counts[kind, index], reach[index], float(chance), threshold, float(luck[kind, index]))
    return found[0], found[1]


def _reaching(rates_at_edges: Floats) -> Floats:
    """The probability of reaching each floor: the first is reached by everybody."""
    return np.concatenate([[1.0], rates_at_edges])


def _split(counts: Counts, reach: Floats, chance: float, threshold: float, luck: float) -> Counts:
    """``counts`` (K - 1,) by bin, with the bin that holds the threshold cut in two there: (K,)."""
    place = int(np.searchsorted(FLOORS, threshold, side="right")) - 1
    if FLOORS[place] == threshold:
        return np.insert(counts, place, 0)
    beyond = float(reach[place + 1]) if place + 1 < len(reach) else 0.0
    mass = float(reach[place]) - beyond
    upper = int(binomial(luck, int(counts[place]), (chance - beyond) / mass if mass > 0 else 0.0))
    found = np.insert(counts, place + 1, upper)
    found[place] -= upper
    return found


def alarms(
    parameters: WatchlistParameters, seed: int, floors: Floats, unlisted: Counts, listed: Counts
) -> Known:
    """Alarms of each group, and what the review lets through."""
    at = np.array(parameters.thresholds)[:, None]
    false, true = (np.where(floors >= at, counts, 0).sum(axis=1) for counts in (unlisted, listed))
    luck = stream(seed, "review").random((2, 2))
    true_stops = binomial(luck[0], true, parameters.accept_true)
    false_stops = binomial(luck[1], false, parameters.accept_false)
    on_the_list = listed.sum(axis=1)
    everyone = unlisted.sum(axis=1) + on_the_list
    return Known(
        scanned=everyone.astype(float), alerts=(false + true).astype(float), true_alerts=true.astype(float),
        listed=on_the_list.astype(float), true_stops=true_stops.astype(float),
        false_stops=false_stops.astype(float), days=float(parameters.days),
    )
