"""Keys that an engine supplies: the mean of a measure over the grader's own seeds.

A computed question names a simulation, parameters and a measure; the number that is right is what
the same engine gives that the learner's knobs move, so key and engine cannot drift apart. Means
are kept in the process, because every learner of a class may be asked for the same ones.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from simulations.base import Simulation
from simulations.challenge import pooled
from simulations.parameters import Parameters

MOST_KEPT = 2000
"""How many settings' means are kept; each is a few dozen numbers."""


class EngineError(Exception):
    """An engine could not give a key; the answer stays pending and is graded later."""


@dataclass(frozen=True)
class Means:
    """Means and standard errors of all measures over seeds 1 to n."""

    means: Mapping[str, float]
    errors: Mapping[str, float]


_kept: OrderedDict[tuple[str, str, int], Means] = OrderedDict()
_lock = threading.Lock()


def means(simulation: Simulation, parameters: Parameters, seeds: int) -> Means:
    """The measures of ``simulation`` at ``parameters``, pooled over seeds 1 to ``seeds``.

    Raises EngineError with the engine's own reason.
    """
    name = (simulation.package, parameters.model_dump_json(), seeds)
    with _lock:
        if name in _kept:
            _kept.move_to_end(name)
            return _kept[name]
    try:
        found = Means(*pooled(simulation, parameters, range(1, seeds + 1), list(simulation.measure)))
    except Exception as error:  # whatever an engine raises: the answer must stay pending
        raise EngineError(f"'{simulation.slug}' could not be run: {error!r}") from error
    with _lock:
        _kept[name] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def kept(simulation: Simulation, parameters: Parameters, seeds: int) -> Means | None:
    """What ``means`` would give, where it is there already."""
    with _lock:
        return _kept.get((simulation.package, parameters.model_dump_json(), seeds))


def forget() -> None:
    """Empties what is kept (an engine changed, or a test wants to see it run)."""
    with _lock:
        _kept.clear()
