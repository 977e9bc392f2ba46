"""Heavy runs are made in another process: shared, told how far they are, stopped, and never lost silently."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulations import Catalogue
from simulations.outcomes import OutcomeStore
from simulations.parameters import ParameterError
from simulations.workshop import EngineFailed, RunStopped, Workshop

ROOT = Path(__file__).parent / "engines"
SECONDS = 60
FOREVER = 100_000
"""Steps that no test waits for."""


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    opened = Workshop(ROOT, workers=1)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def patient(workshop: Workshop):
    return Catalogue(ROOT, elsewhere=workshop.measures).load("patient")


def test_a_run_made_elsewhere_gives_what_a_run_here_gives(workshop: Workshop, patient) -> None:
    settings = patient.settings({"steps": 4})
    told: list[tuple[float, str]] = []
    found = workshop.run(patient, settings, 1, lambda share, words: told.append((share, words)))
    here = OutcomeStore().get(patient, settings, 1)
    assert found.measures["steps"] == here.measures["steps"] == 4
    assert math.isnan(found.measures["nothing"])
    assert found.charts == here.charts
    assert found.measures["process"] != os.getpid()


def test_those_who_ask_for_the_same_run_share_it(workshop: Workshop, patient) -> None:
    settings = patient.settings({"steps": 50})
    first = workshop.job(patient, settings, 2, who="one")
    second = workshop.job(patient, settings, 2, who="two")
    assert first is second
    workshop.leave(first, who="one")
    assert second.over.wait(SECONDS)
    assert second.result().measures["steps"] == 50


def test_a_run_that_nobody_waits_for_is_stopped_and_the_next_one_runs(workshop: Workshop, patient) -> None:
    endless = workshop.job(patient, patient.settings({"steps": FOREVER}), 1, who="one")
    behind = workshop.job(patient, patient.settings({"steps": 2}), 5, who="two")
    while endless.share == 0:
        assert not endless.over.wait(0.01)
    assert workshop.before(behind) == 1
    workshop.leave(endless, who="one")
    assert endless.over.wait(SECONDS)
    assert endless.state == "stopped"
    with pytest.raises(RunStopped, match="The run was stopped"):
        endless.result()
    assert behind.over.wait(SECONDS)
    assert behind.result().measures["steps"] == 2


def test_a_run_that_waits_its_turn_can_be_given_up(workshop: Workshop, patient) -> None:
    endless = workshop.job(patient, patient.settings({"steps": FOREVER}), 1, who="one")
    behind = workshop.job(patient, patient.settings({"steps": FOREVER}), 2, who="two")
    workshop.leave(behind, who="two")
    assert behind.state == "stopped"
    workshop.leave(endless, who="one")
    assert endless.over.wait(SECONDS)


def test_what_progress_raises_ends_the_waiting_and_the_run(workshop: Workshop, patient) -> None:
    settings = patient.settings({"steps": FOREVER})

    def enough(share: float, words: str) -> None:
        if share > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workshop.run(patient, settings, 3, enough)
    again = workshop.job(patient, settings, 3, who="one")
    workshop.leave(again, who="one")
    assert again.over.wait(SECONDS)


@pytest.mark.parametrize(("end", "error"), [("failure", EngineFailed), ("crash", RunStopped)])
def test_a_run_that_fails_says_so_and_the_next_one_runs(
    workshop: Workshop, patient, end: str, error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"failed with these settings|ended before it was done"):
        workshop.run(patient, patient.settings({"steps": 2, "end": end}), 1)
    assert workshop.run(patient, patient.settings({"steps": 2}), 6).measures["steps"] == 2


def test_what_an_engine_prints_does_not_get_between(workshop: Workshop, patient) -> None:
    assert workshop.run(patient, patient.settings({"steps": 2, "end": "chatter"}), 1).measures["steps"] == 2


def test_only_heavy_runs_go_to_the_workshop(workshop: Workshop, patient) -> None:
    store = OutcomeStore(workshop=workshop)
    light, heavy = (store.get(patient, patient.settings({"steps": steps}), 9) for steps in (1, 2))
    assert light.measures["process"] == os.getpid() != heavy.measures["process"]
    assert patient.measured(patient.settings({"steps": 1}), 9)["process"] == os.getpid()
    assert patient.measured(patient.settings({"steps": 2}), 9)["process"] != os.getpid()


def test_an_order_that_cannot_be_read_is_refused_by_the_worker(workshop: Workshop, patient) -> None:
    wrong = patient.parameters.model_construct(steps=-1, end="well")
    with pytest.raises(ParameterError, match="steps must be a whole number between 1 and"):
        workshop.run(patient, wrong, 1)


def test_a_closed_workshop_stops_what_runs_and_takes_nothing_more(patient) -> None:
    closing = Workshop(ROOT, workers=1)
    job = closing.job(patient, patient.settings({"steps": FOREVER}), 1, who="one")
    waiting = closing.job(patient, patient.settings({"steps": FOREVER}), 2, who="one")
    while job.state != "running":
        assert not job.over.wait(0.01)
    closer = threading.Thread(target=closing.close)
    closer.start()
    assert job.over.wait(SECONDS)
    assert waiting.over.wait(SECONDS)
    closer.join(SECONDS)
    with pytest.raises(RunStopped, match="shut down"):
        closing.job(patient, patient.settings({"steps": 2}), 1, who="one")


def test_two_processes_work_when_there_is_work_for_two(patient) -> None:
    pair = Workshop(ROOT, workers=2)
    try:
        alone = pair.run(patient, patient.settings({"steps": 2}), 1).measures["process"]
        again = pair.run(patient, patient.settings({"steps": 2}), 2).measures["process"]
        assert alone == again, "one is enough for one after the other"
        endless = pair.job(patient, patient.settings({"steps": FOREVER}), 1, who="one")
        beside = pair.run(patient, patient.settings({"steps": 2}), 3).measures["process"]
        while endless.share == 0:
            assert not endless.over.wait(0.01)
        assert endless.process is not None
        assert beside != endless.process.pid
        pair.leave(endless, who="one")
    finally:
        pair.close()


def test_a_run_that_is_left_while_its_process_starts_is_stopped(patient, monkeypatch) -> None:
    from simulations import workshop as workshops

    opened, real = Workshop(ROOT, workers=1), workshops._started
    jobs = []

    def started(root: Path):
        opened.leave(jobs[0], who="one")
        return real(root)

    monkeypatch.setattr(workshops, "_started", started)
    try:
        known = threading.Event()
        monkeypatch.setattr(opened, "_next", _after(known, opened._next))
        jobs.append(opened.job(patient, patient.settings({"steps": FOREVER}), 1, who="one"))
        known.set()
        assert jobs[0].over.wait(SECONDS)
        assert jobs[0].state == "stopped"
    finally:
        opened.close()


def _after(event: threading.Event, call):
    """``call``, once ``event`` has come."""
    def waited():
        event.wait(SECONDS)
        return call()

    return waited
