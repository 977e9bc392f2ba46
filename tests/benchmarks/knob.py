"""What turning one knob on the lab page costs the server, beyond the engine's own time.

    python -m tests.benchmarks.knob --turns 200

One learner on the real app turns the first knobs of the lab page, the first half of the turns to
settings that nobody has used, the second half back to the same ones. The server's CPU is read from
the system before and after each half; the engine's own share is timed where it runs, on the server's
threads. An empty page is redrawn in the same run, to tell a slow machine from a slow page.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import click
import psutil

from simulations import load
from tests.benchmarks.load.client import Learner, Tally
from tests.serving import serving

MARK = "engine ms"
TIMED = f"""
import sys, threading, time

def wrap():
    while not hasattr(sys.modules.get("simulations.outcomes"), "OutcomeStore"):
        time.sleep(0.05)
    outcomes = sys.modules["simulations.outcomes"]

    def outcome(simulation, parameters, seed, progress=None):
        began = time.thread_time()
        result = simulation.run(parameters, seed, progress)
        print({MARK!r}, 1000 * (time.thread_time() - began), file=sys.stderr, flush=True)
        return outcomes._told(simulation, result, parameters, seed)

    outcomes.outcome = outcome

threading.Thread(target=wrap, daemon=True).start()
"""
"""Python runs it at the server's start (``sitecustomize``): every engine's run is timed in the log."""


def settings(turns: int) -> list[tuple[str, float]]:
    """Single moves of the first knobs, each to a setting not visited before."""
    simulation = load("hiring")
    moves: list[tuple[str, float]] = []
    for hire in range(1, 100):
        for prejudice in range(21):
            moves.append(("prejudice", round(prejudice * simulation.knobs["prejudice"].step, 9)))
        moves.append(("hire_rate", round(hire / 100, 2)))
    return moves[:turns]


async def turned(base: str, process: psutil.Process, turns: int) -> dict[str, Any]:
    """CPU and wall seconds of turns at new and at known settings."""
    learner = Learner(base, "/lab-hiring", "", Tally(), 0)
    socket = await learner.join()
    async with socket:
        await asyncio.sleep(15)  # the warming up after the first visitor
        found: dict[str, Any] = {}
        moves = settings(turns)
        for name, todo in (("new", moves), ("known", moves[::-1])):
            spent, began = process.cpu_times(), time.perf_counter()
            waits = []
            for knob, value in todo:
                identity = next(one for one, widget in learner.widgets.items()
                                if widget.key == f"lab.hiring.knob.{knob}")
                learner.sent[identity] = ("double_array_value", [value])
                start = time.perf_counter()
                await socket.send(learner._message("", learner.widgets[identity].fragment))
                await learner._until_finished(socket)
                waits.append(time.perf_counter() - start)
            now = process.cpu_times()
            found[name] = {
                "cpu": (now.user + now.system - spent.user - spent.system) / len(todo),
                "wall": sorted(waits)[len(waits) // 2], "whole": time.perf_counter() - began,
            }
        found["errors"] = learner.tally.exceptions
        return found


EMPTY = """
import streamlit as st

st.title("Nothing")
"""


async def redrawn(base: str, process: psutil.Process, turns: int) -> float:
    """CPU seconds of redrawing a page that holds nothing."""
    learner = Learner(base, "/", "", Tally(), 0)
    async with await learner.join() as socket:
        for _ in range(20):
            await socket.send(learner._message())
            await learner._until_finished(socket)
        spent = process.cpu_times()
        for _ in range(turns):
            await socket.send(learner._message())
            await learner._until_finished(socket)
        now = process.cpu_times()
    return (now.user + now.system - spent.user - spent.system) / turns


def engine(log: str, turns: int) -> float:
    """CPU seconds of one run of the engine, as the server's own threads ran it."""
    spent = [float(line.removeprefix(MARK)) for line in log.splitlines() if line.startswith(MARK)]
    return sum(spent[-turns:]) / len(spent[-turns:]) / 1000


@click.command(help=__doc__)
@click.option("--turns", default=200, type=click.IntRange(10, 2000))
def main(turns: int) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sitecustomize.py").write_text(TIMED, "utf-8")
        with serving(Path(folder), environment={"PYTHONPATH": folder}) as served:
            process = psutil.Process(served.process.pid)
            found = asyncio.run(turned(served.url, process, turns))
            own = engine(served.said(), turns * 9 // 10)
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY, "utf-8")
        with serving(Path(folder), app=empty) as served:
            floor = asyncio.run(redrawn(served.url, psutil.Process(served.process.pid), turns))
    click.echo(f"an empty page                   {1000 * floor:6.1f} ms CPU a rerun")
    click.echo(f"engine alone                    {1000 * own:6.1f} ms CPU a run")
    for name in ("new", "known"):
        one = found[name]
        click.echo(f"a turn to a {name:5} setting       {1000 * one['cpu']:6.1f} ms CPU, median "
                   f"{1000 * one['wall']:.0f} ms until drawn")
    click.echo(f"a new setting beyond the engine {1000 * (found['new']['cpu'] - own):6.1f} ms CPU")
    if found["errors"]:
        raise click.ClickException("; ".join(found["errors"][:3]))


if __name__ == "__main__":
    main()
