"""Every challenge of every simulation: the solution passes and the obvious try fails, by margins
that luck does not cross; where nothing is said to do, every setting is tried.
"""

from __future__ import annotations

import importlib
import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from simulations import catalogue, load
from simulations.base import Simulation
from simulations.challenge import SETS_OF_SEEDS, Challenge, Goal, Trial, grader_seeds, tried
from simulations.parameters import Knob, ParameterError, Value

FAR = 4.0
"""Standard errors of the pooled mean between a goal and what reaches or misses it. By chance alone
a normal mean crosses that less than once in thirty thousand gradings."""
SALT = 20261123

TEMPLATE: Simulation = importlib.import_module("simulations._template").SIMULATION
CHALLENGES = [
    pytest.param(simulation, challenge, id=f"{simulation.slug}-{challenge.slug}")
    for simulation in [*(load(slug) for slug in catalogue()), TEMPLATE]
    for challenge in simulation.challenges.values()
]
each = pytest.mark.parametrize(("simulation", "challenge"), CHALLENGES)


def distance(goal: Goal, trial: Trial) -> float:
    """How many standard errors the pooled mean lies inside the goal (negative: outside)."""
    mean, error = trial.means[goal.measure], trial.errors[goal.measure]
    inside = min(mean - goal.at_least, goal.at_most - mean)
    return inside / error if error > 0 else math.copysign(math.inf, inside)


def choices(knob: Knob) -> list[Value]:
    """All values of a knob, by its own step."""
    if knob.kind == "named":
        return list(knob.options)
    if knob.kind == "switch":
        return [False, True]
    assert knob.low is not None
    assert knob.high is not None
    assert knob.step is not None
    steps = round((knob.high - knob.low) / knob.step)
    values = [round(knob.low + step * knob.step, 10) for step in range(steps + 1)]
    return [int(value) for value in values] if knob.kind == "whole" else list(values)


def grid(simulation: Simulation, challenge: Challenge) -> Iterator[dict[str, Value]]:
    """Every setting of the free knobs."""
    axes = [choices(simulation.knobs[name]) for name in challenge.free]
    for values in itertools.product(*axes):
        yield dict(zip(challenge.free, values, strict=True))


@each
def test_a_challenge_names_what_there_is(simulation: Simulation, challenge: Challenge) -> None:
    assert set(challenge.free) <= set(simulation.knobs)
    assert set(challenge.locked) <= set(simulation.knobs)
    assert not set(challenge.free) & set(challenge.locked)
    assert {goal.measure for goal in challenge.goals} <= set(simulation.measure)
    for choice in (challenge.solution, challenge.obvious_try, challenge.start):
        challenge.settings(simulation, choice)
    with pytest.raises(ParameterError, match="locked"):
        locked = next(name for name in simulation.knobs if name not in challenge.free)
        challenge.settings(simulation, {locked: simulation.knobs[locked].default})
    assert challenge.prompt
    assert challenge.explanation
    assert challenge.runs >= 8


@each
def test_the_solution_passes_and_the_obvious_try_fails_by_far(
    simulation: Simulation, challenge: Challenge
) -> None:
    obvious = tried(simulation, challenge, challenge.obvious_try, SALT)
    assert not obvious.passed
    assert min(distance(goal, obvious) for goal in challenge.goals) <= -FAR
    if challenge.feasible:
        solution = tried(simulation, challenge, challenge.solution, SALT)
        assert solution.passed
        assert min(distance(goal, solution) for goal in challenge.goals) >= FAR


@each
def test_what_is_said_to_be_impossible_is_missed_by_far_at_every_setting(
    simulation: Simulation, challenge: Challenge
) -> None:
    if challenge.feasible:
        return
    shortfalls = {}
    for choice in grid(simulation, challenge):
        trial = tried(simulation, challenge, choice, SALT)
        assert min(distance(goal, trial) for goal in challenge.goals) <= -FAR, choice
        shortfalls[tuple(choice.values())] = trial.shortfall, sum(trial.errors.values())
    best = min(shortfall for shortfall, _ in shortfalls.values())
    solution = {name: challenge.solution.get(name, simulation.knobs[name].default) for name in challenge.free}
    found, error = shortfalls[tuple(solution.values())]
    assert found + FAR * error / 2 <= challenge.near or found <= best + error
    # what counts as evidence is told apart from the rest by far: nothing lies about the border
    assert all(
        shortfall <= challenge.near or shortfall - challenge.near >= FAR * error
        for shortfall, error in shortfalls.values()
    )


def test_each_goal_of_the_impossible_hiring_challenge_can_be_met_without_the_other() -> None:
    hiring = load("hiring")
    challenge = hiring.challenges["h3"]
    equal, history = challenge.goals
    alone = tried(hiring, challenge, {"columns": "all", "mitigation": "equal-rates"}, SALT)
    other = tried(hiring, challenge, {"columns": "all", "mitigation": "none"}, SALT)
    assert distance(equal, alone) >= FAR
    assert not history.met(alone.means["accuracy_history"])
    assert history.met(other.means["accuracy_history"])
    assert distance(equal, other) <= -FAR


def test_the_grader_draws_seeds_of_its_own_from_the_salt() -> None:
    challenge = load("hiring").challenges["h2"]
    first, again, other = (grader_seeds(challenge, salt) for salt in (1, 1, 2))
    assert first == again
    assert len(set(first)) == challenge.runs
    assert not set(first) & set(other)
    assert min(first) >= 2**30, "beyond what a page shows"


def test_those_who_hand_in_the_same_settings_share_the_graders_runs() -> None:
    runs: list[int] = []
    hiring = load("hiring")

    def counted(parameters: Any, seed: int, progress: Any = None) -> Any:
        runs.append(seed)
        return hiring.run(parameters, seed, progress)

    simulation, challenge = replace(hiring, run=counted), replace(hiring.challenges["h2"], runs=3)
    chosen = challenge.obvious_try
    found = {salt: tried(simulation, challenge, chosen, salt) for salt in range(2 * SETS_OF_SEEDS)}
    assert len(runs) == len(set(runs)) == 3 * SETS_OF_SEEDS
    assert all(found[salt] == found[salt + SETS_OF_SEEDS] for salt in range(SETS_OF_SEEDS))
    assert len({tuple(trial.means.values()) for trial in found.values()}) == SETS_OF_SEEDS


def test_an_undefined_measure_never_meets_a_goal() -> None:
    goal = Goal("impact_ratio", at_least=0.5)
    assert not goal.met(math.nan)
    assert goal.shortfall(math.nan) == math.inf
    assert goal.met(0.5)
    assert goal.shortfall(0.5) == 0
    assert Goal("x", at_most=0.2).shortfall(0.5) == pytest.approx(0.3)
