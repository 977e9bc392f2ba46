"""A small simulation to start from: two groups roll dice, one of them with a handicap.

Change this record, ``model.py`` and ``charts.py`` until they are yours. Every field says what it
is for; the contract tests (``tests/simulations/test_contract.py``) say what must hold.
"""

from __future__ import annotations

from simulations.base import Measure, Simulation, Source

from .model import DiceParameters, DiceResult, run

SIMULATION = Simulation(
    slug="template",
    title="Dice with a handicap",
    summary="Two groups throw dice; one of them is marked down before the winners are chosen.",
    parameters=DiceParameters,
    run=run,
    measures=(
        Measure("winners_b", "Winners from group B",
                "Share of the winners who are in group B: 0 none, 1 all of them."),
        Measure("best_missed", "Best throws passed over",
                "Share of the people with the highest throws who did not win: 0 means that nobody was.",
                better="lower"),
    ),
    limits="A throw of dice is not a person, and nobody chooses a handicap so openly.",
    sources=(Source("Name the paper or the case that this follows."),),
    first_knobs=("handicap", "winners", "dice"),
    headline=("winners_b", "best_missed"),
    package=__name__,
)

__all__ = ["SIMULATION", "DiceParameters", "DiceResult", "run"]
