"""A class at one lesson, on our server and on Streamlit's defaults, in one table.

    python -m tests.benchmarks.load.run --learners 200 --burst 300

Each server gets, one after the other: a burst of learners joining within half a second, then a
class who each do something every few seconds. The two servers run the same lesson with records of
their own; the second without what ``.streamlit/config.toml`` and the server's own start change.
Takes some minutes and both cores; never part of the tests.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import psutil

from lessons.course import Library
from lessons.model import SimulationBlock
from simulations.catalogue import Catalogue
from tests.benchmarks.load.client import Learner, Tally
from tests.serving import ROOT, Served, serving

MOST_LEARNERS, MOST_SECONDS = 1000, 300

WARM_UP = 10.0
"""Seconds that a server has after its first visitors, to load what it loads beside them."""

DEFAULTS = {
    "runner.postScriptGC": "true", "server.fileWatcherType": "auto", "client.showErrorDetails": "none",
}
PLAIN_SCRIPT = f"""
import runpy, sys
sys.path.insert(0, {str(ROOT)!r})
runpy.run_path({str(ROOT / "app.py")!r}, run_name="__main__")
"""
"""The same app as a plain script: Streamlit finds no server of ours in it, and starts its own."""


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` percent of ``values`` lie; nan where there are none."""
    if not values:
        return math.nan
    ordered, place = sorted(values), (len(values) - 1) * share / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


class Usage:
    """What a server has used, with the processes that it started."""

    def __init__(self, served: Served) -> None:
        self.main = psutil.Process(served.process.pid)

    def everyone(self) -> list[psutil.Process]:
        return [self.main, *self.main.children(recursive=True)]

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        return sum(sum(one.cpu_times()[:2]) for one in self.everyone())

    def memory(self) -> float:
        """MiB resident."""
        return sum(one.memory_info().rss for one in self.everyone()) / 2**20


def addresses(lesson: str) -> list[str]:
    """The steps of a lesson as query strings; those with a simulation make up half of the list."""
    steps = Library(ROOT / "lessons" / "library", Catalogue()).load(lesson).steps
    live = [step for step in steps if any(isinstance(block, SimulationBlock) for block in step.blocks)]
    more = [live[index % len(live)] for index in range(len(steps) - 2 * len(live))] if live else []
    return [f"step={step.slug}" for step in (*steps, *more)]


async def burst(served: Served, path: str, steps: list[str], learners: int) -> dict[str, float]:
    """``learners`` open the first step within half a second; nobody does anything else."""
    tally, began = Tally(), time.perf_counter()

    async def one(number: int) -> float:
        await asyncio.sleep(0.5 * number / learners)
        learner = Learner(served.url, path, steps[0], tally, number)
        try:
            socket = await learner.join()
        except (OSError, TimeoutError) as error:
            tally.errors.append(str(error)[:200])
            return math.nan
        waiting.append(socket)
        return time.perf_counter() - began

    waiting: list[Any] = []
    served_at = [at for at in await asyncio.gather(*map(one, range(learners))) if not math.isnan(at)]
    await asyncio.gather(*(socket.close() for socket in waiting))
    return {
        "join p50 s": percentile(tally.seconds["join"], 50),
        "last served s": max(served_at, default=math.nan),
        "join errors": len(tally.errors),
    }


async def lesson(
    served: Served, path: str, steps: list[str], *, learners: int, think: float, seconds: float
) -> dict[str, Any]:
    """``learners`` at the lesson, each at a step of it, doing something every ``think`` seconds."""
    tally, usage, chance = Tally(), Usage(served), random.Random(7)
    ramp = min(20.0, learners / 10)
    began = time.perf_counter()
    count_from, until = began + ramp + think, began + ramp + think + seconds
    people = [
        Learner(served.url, path, chance.choice(steps), tally, number).take_part(
            first_at=began + ramp * number / learners, until=until, think=think, count_from=count_from,
        )
        for number in range(learners)
    ]

    async def watched() -> tuple[float, float, float]:
        await asyncio.sleep(count_from - time.perf_counter())
        before, at = usage.cpu(), time.perf_counter()
        await asyncio.sleep(seconds)
        return usage.cpu() - before, time.perf_counter() - at, usage.memory()

    *_, (cpu, elapsed, memory) = await asyncio.gather(*people, watched())
    turns = tally.turns()
    within = sum(count_from <= at <= count_from + elapsed for at in tally.ended)
    figures: dict[str, Any] = {
        "turns": len(turns), "turns/s": within / elapsed,
        "p50 ms": 1e3 * percentile(turns, 50), "p95 ms": 1e3 * percentile(turns, 95),
        "p99 ms": 1e3 * percentile(turns, 99), "cpu ms/turn": 1e3 * cpu / max(within, 1),
        "cpu %": 100 * cpu / elapsed, "memory MiB": memory,
        "kB/turn": sum(tally.bytes) / max(len(tally.bytes), 1) / 1e3,
        "errors": len(tally.errors), "exceptions": len(tally.exceptions),
    }
    for deed, times in tally.seconds.items():
        if deed != "join":
            figures[f"{deed}: n"] = len(times)
            figures[f"{deed}: p95 ms"] = 1e3 * percentile(times, 95)
    figures["samples"] = sorted({*tally.errors, *tally.exceptions})[:5]
    return figures


def table(columns: Mapping[str, Mapping[str, Any]]) -> str:
    """The figures of each server side by side."""
    names = list(dict.fromkeys(name for column in columns.values() for name in column if name != "samples"))
    width = max(map(len, names))
    lines = [" " * width + "".join(f"{title:>14}" for title in columns)]
    for name in names:
        cells = (column.get(name, math.nan) for column in columns.values())
        lines.append(f"{name:<{width}}" + "".join(
            f"{cell:>14,}" if isinstance(cell, int) else f"{cell:>14,.1f}" for cell in cells))
    return "\n".join(lines)


@click.command()
@click.option("--lesson", "slug", default="biased-hiring", help="The lesson that everybody reads.")
@click.option("--path", default="", help="The page's path; the lesson's own where not given.")
@click.option("--learners", default=200, type=click.IntRange(0, MOST_LEARNERS), help="How many in the class.")
@click.option("--burst", "joining", default=300, type=click.IntRange(0, MOST_LEARNERS),
              help="How many join within half a second.")
@click.option("--think", default=5.0, help="Seconds between two things that a learner does.")
@click.option("--seconds", default=30.0, type=click.FloatRange(5, MOST_SECONDS),
              help="How long it is measured.")
@click.option("--only", type=click.Choice(["ours", "defaults"]), help="Measure one of the two servers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def main(
    slug: str, path: str, learners: int, joining: int, think: float, seconds: float, only: str | None,
    as_json: bool,
) -> None:
    """Measures a class at one lesson, on our server and on Streamlit's defaults."""
    steps, path = addresses(slug), path or f"/{slug}"
    columns: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "plain.py"
        script.write_text(PLAIN_SCRIPT, "utf-8")
        setups: dict[str, dict[str, Any]] = {"ours": {}, "defaults": {"options": DEFAULTS, "app": script}}
        for title, given in setups.items():
            if only in (None, title):
                columns[title] = asyncio.run(_measured(Path(folder) / title, given, path, steps,
                                                       learners, joining, think, seconds))
    click.echo(json.dumps(columns) if as_json else table(columns))
    for title, figures in columns.items():
        for sample in figures.get("samples", ()):
            click.echo(f"{title}: {sample}", err=True)


async def _measured(
    folder: Path, given: Mapping[str, Any], path: str, steps: list[str], learners: int, joining: int,
    think: float, seconds: float,
) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with serving(folder, **given) as served:
        warm = Tally()
        # what a server imports at its first visitors is not what a class waits for
        for step in dict.fromkeys(steps):
            async with await Learner(served.url, path, step, warm, 0).join():
                pass
        await asyncio.sleep(WARM_UP)
        if joining:
            figures |= await burst(served, path, steps, joining)
        if learners:
            figures |= await lesson(served, path, steps, learners=learners, think=think, seconds=seconds)
    return figures


if __name__ == "__main__":
    main()
