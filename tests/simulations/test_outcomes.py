"""The store of outcomes: computed once, bounded, and fair to those who wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from simulations import load
from simulations.base import Progress, Simulation
from simulations.outcomes import Outcome, OutcomeStore, engine_hash, outcome
from simulations.parameters import Parameters

HIRING = load("hiring")
SMALL = HIRING.settings({"applicants": 200})


class Counted:
    """A run that counts its calls, and waits at a gate until it is opened."""

    def __init__(self, fails: BaseException | None = None) -> None:
        self.calls = 0
        self.begun = threading.Event()
        self.gate = threading.Event()
        self.fails: Iterator[BaseException] = iter([fails] if fails else [])

    def __call__(self, parameters: Any, seed: int, progress: Progress | None = None) -> Any:
        self.calls += 1
        self.begun.set()
        assert self.gate.wait(20)
        for failure in self.fails:
            raise failure
        return HIRING.run(parameters, seed)


def waiting(run: Counted) -> Simulation:
    return replace(HIRING, run=run)


def ask_together(
    store: OutcomeStore, simulation: Simulation, run: Counted, askers: int = 4
) -> list[Outcome | BaseException]:
    def ask() -> Outcome | BaseException:
        try:
            return store.get(simulation, SMALL, 1)
        except BaseException as error:  # noqa: BLE001 - what each asker gets is what is tested
            return error

    with ThreadPoolExecutor(askers) as pool:
        futures = [pool.submit(ask) for _ in range(askers)]
        assert run.begun.wait(20)
        run.gate.set()
        return [future.result(20) for future in futures]


def test_an_outcome_holds_the_measures_and_the_drawings_of_one_run() -> None:
    found = outcome(HIRING, SMALL, 3)
    assert found.measures == pytest.approx(dict(HIRING.run(SMALL, 3).measures), nan_ok=True)
    assert set(found.charts) == {chart.slug for chart in HIRING.charts if chart.wanted(SMALL)}
    for drawing in found.charts.values():
        assert drawing.heading
        assert drawing.alt
        assert "series" in drawing.rows


def test_what_was_computed_once_is_not_computed_again() -> None:
    run = Counted()
    run.gate.set()
    store, simulation = OutcomeStore(), waiting(run)
    first = store.get(simulation, SMALL, 1)
    assert not store.holds(simulation, SMALL, 2)
    assert store.holds(simulation, SMALL, 1)
    assert store.get(simulation, SMALL, 1) is first
    assert run.calls == 1
    store.get(simulation, SMALL, 2)
    assert run.calls == 2


def test_those_who_ask_at_once_wait_for_one_computation() -> None:
    run = Counted()
    store = OutcomeStore()
    answers = ask_together(store, waiting(run), run)
    assert run.calls == 1
    assert isinstance(answers[0], Outcome)
    assert all(answer is answers[0] for answer in answers)


def test_a_failure_reaches_everyone_who_waited_and_is_not_kept() -> None:
    run = Counted(fails=ZeroDivisionError("engine"))
    store, simulation = OutcomeStore(), waiting(run)
    answers = ask_together(store, simulation, run)
    failed = [answer for answer in answers if isinstance(answer, ZeroDivisionError)]
    assert failed
    assert len(store) <= 1
    assert isinstance(store.get(simulation, SMALL, 1), Outcome)


def test_when_the_one_who_computes_is_stopped_another_takes_over() -> None:
    """A page that is left stops its own run by an exception that is no error."""
    run = Counted(fails=KeyboardInterrupt())
    store = OutcomeStore()
    answers = ask_together(store, waiting(run), run)
    stopped = [answer for answer in answers if isinstance(answer, KeyboardInterrupt)]
    assert len(stopped) == 1
    assert sum(isinstance(answer, Outcome) for answer in answers) == len(answers) - 1
    assert run.calls == 2


def test_memory_is_bounded_and_the_least_recently_used_goes_first() -> None:
    one = outcome(HIRING, SMALL, 1).size
    store = OutcomeStore(most_bytes=int(2.5 * one))
    for seed in (1, 2):
        store.get(HIRING, SMALL, seed)
    store.get(HIRING, SMALL, 1)
    store.get(HIRING, SMALL, 3)
    assert store.bytes_kept <= store.most_bytes
    assert [store.holds(HIRING, SMALL, seed) for seed in (1, 2, 3)] == [True, False, True]


def test_an_outcome_larger_than_the_store_is_given_and_not_kept() -> None:
    store = OutcomeStore(most_bytes=10)
    assert store.get(HIRING, SMALL, 1).measures
    assert len(store) == 0
    assert store.bytes_kept == 0


def test_the_size_does_not_grow_with_the_number_of_applicants() -> None:
    many: Parameters = HIRING.settings({"applicants": 20_000})
    assert outcome(HIRING, many, 1).size == pytest.approx(outcome(HIRING, SMALL, 1).size, rel=0.2)


def test_published_figures_are_an_outcome_too() -> None:
    store = OutcomeStore()
    found = store.published(HIRING, "bertrand-mullainathan")
    assert found.parameters is None
    assert found.measures["impact_ratio"] == pytest.approx(157 / 235)
    assert store.published(HIRING, "bertrand-mullainathan") is found
    assert store.published(HIRING, "blind-model").parameters is not None


def test_the_hash_of_an_engine_is_that_of_its_code(tmp_path: Any) -> None:
    assert engine_hash(HIRING) == engine_hash(HIRING)
    assert len(engine_hash(HIRING)) == 64
    assert engine_hash(HIRING) != engine_hash(_template())


def _template() -> Simulation:
    import simulations._template

    return simulations._template.SIMULATION
