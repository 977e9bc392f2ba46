"""Challenges: goals that a learner's settings must reach when they are run again, unseen.

Nothing computed in the browser counts. The grader runs the learner's settings on seeds of its own
and takes the pooled mean, so that luck does not pass. A challenge may be impossible: then credit
is for saying so, and for the nearest settings as evidence.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulations.base import Progress, Simulation
from simulations.parameters import ParameterError, Parameters, Value


@dataclass(frozen=True)
class Goal:
    """A bound on one measure: at least, at most, or both."""

    measure: str
    at_least: float = -math.inf
    at_most: float = math.inf

    def met(self, value: float) -> bool:
        """Whether ``value`` reaches the goal; an undefined value never does."""
        return self.at_least <= value <= self.at_most

    def shortfall(self, value: float) -> float:
        """How far ``value`` is from the goal, 0 where it is met, infinite where undefined."""
        if not math.isfinite(value):
            return math.inf
        return max(self.at_least - value, value - self.at_most, 0.0)


@dataclass(frozen=True)
class Challenge:
    """Goals to reach with some knobs free and the others locked.

    ``solution`` reaches the goals (where ``feasible``) or comes nearest (where not);
    ``obvious_try`` is what many try first, and fails. ``near`` is how much total shortfall a
    learner's evidence may have, where the goals cannot be met.
    """

    slug: str
    title: str
    prompt: str
    goals: tuple[Goal, ...]
    free: tuple[str, ...]
    locked: Mapping[str, Value]
    feasible: bool
    solution: Mapping[str, Value]
    obvious_try: Mapping[str, Value]
    explanation: str
    """Shown afterwards: why it works, or why it cannot."""
    near: float = 0.0
    runs: int = 12
    """How many of the grader's seeds are pooled."""
    start: Mapping[str, Value] = field(default_factory=dict)
    """Where free knobs stand at first, if not at their defaults: those might meet the goals untouched."""

    def settings(self, simulation: Simulation, chosen: Mapping[str, Value]) -> Parameters:
        """The learner's choice with the locked knobs; raises ParameterError for anything else."""
        other = [name for name in chosen if name not in self.free]
        if other:
            raise ParameterError([f"{name} is locked in this challenge" for name in other])
        return simulation.settings({**self.locked, **chosen})


@dataclass(frozen=True)
class Trial:
    """What the grader found: pooled means and their standard errors, by measure of a goal."""

    means: Mapping[str, float]
    errors: Mapping[str, float]
    runs: int
    met: tuple[bool, ...]
    shortfall: float

    @property
    def passed(self) -> bool:
        """Whether every goal is met."""
        return all(self.met)


SETS_OF_SEEDS = 4
"""How many sets of seeds the grader has. A class that hands in the same settings shares their runs."""


def grader_seeds(challenge: Challenge, salt: int) -> Sequence[int]:
    """Seeds that no learner's page has shown: one of the grader's sets, picked by ``salt``."""
    rng = np.random.Generator(np.random.PCG64([salt % SETS_OF_SEEDS, 0x67726164]))
    return [int(seed) for seed in rng.integers(2**30, 2**31 - 1, size=challenge.runs)]


@functools.lru_cache(maxsize=4096)
def _measures(simulation: Simulation, parameters: Parameters, seed: int) -> Mapping[str, float]:
    """The measures of one run, kept for the next learner who hands in the same settings."""
    return simulation.measured(parameters, seed)


def pooled(
    simulation: Simulation, parameters: Parameters, seeds: Sequence[int], measures: Sequence[str],
    progress: Progress | None = None,
) -> tuple[dict[str, float], dict[str, float]]:
    """Mean and standard error of each measure over runs with ``seeds``."""
    table: dict[str, list[float]] = {name: [] for name in measures}
    for index, seed in enumerate(seeds):
        found = _measures(simulation, parameters, seed)
        for name in measures:
            table[name].append(float(found[name]))
        if progress is not None:
            progress((index + 1) / len(seeds), f"run {index + 1} of {len(seeds)}")
    means = {name: float(np.mean(values)) for name, values in table.items()}
    errors = {
        name: float(np.std(values, ddof=1) / math.sqrt(len(values))) if len(values) > 1 else math.nan
        for name, values in table.items()
    }
    return means, errors


def tried(
    simulation: Simulation, challenge: Challenge, chosen: Mapping[str, Value], salt: int,
    progress: Progress | None = None,
) -> Trial:
    """The grader's own runs of a learner's settings. Raises ParameterError like ``settings``."""
    parameters = challenge.settings(simulation, chosen)
    names = list(dict.fromkeys(goal.measure for goal in challenge.goals))
    seeds = grader_seeds(challenge, salt)
    means, errors = pooled(simulation, parameters, seeds, names, progress)
    met = tuple(goal.met(means[goal.measure]) for goal in challenge.goals)
    shortfall = sum(goal.shortfall(means[goal.measure]) for goal in challenge.goals)
    return Trial(means, errors, len(seeds), met, shortfall)
