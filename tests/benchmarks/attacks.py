"""A class that all press "attack" within ten seconds: how long each of them waits.

    python -m tests.benchmarks.attacks --learners 30

First on the real app: each has the sign lab open at signs of their own and moves the size of the
change to a setting that nobody has used, so that nothing is kept from another; signs that nobody has
met have to be drawn too. Then the heavy kind: as many stickers made for many views, each for signs
of their own, handed to the workshop within the same ten seconds; and once more, all the same.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from simulations import load
from simulations.outcomes import OutcomeStore
from simulations.workshop import Workshop
from tests.benchmarks.load.client import Learner, Tally
from tests.benchmarks.load.run import percentile
from tests.serving import serving

WITHIN = 10.0
"""Seconds in which everybody presses."""
WARM_UP = 40.0
"""Seconds that a fresh server has to train and load its models, behind the pages."""


async def pressed(base: str, learners: int) -> tuple[list[float], list[str]]:
    """Seconds that each learner waits for an attack on signs of their own, and what went wrong."""
    tally, chance = Tally(), random.Random(7)
    first = Learner(base, "/lab-signs", "", tally, 0)
    async with await first.join():
        await asyncio.sleep(WARM_UP)
    people = [Learner(base, "/lab-signs", f"seed={100 + each}", tally, each) for each in range(learners)]
    sockets = [await one.join() for one in people]

    async def press(learner: Learner, socket: object, at: float) -> float:
        await asyncio.sleep(at)
        knob = next(name for name, widget in learner.widgets.items()
                    if widget.key == "lab.signs.knob.budget")
        learner.sent[knob] = ("double_array_value", [7.5])
        began = time.perf_counter()
        await socket.send(learner._message("", learner.widgets[knob].fragment))  # type: ignore[attr-defined]
        await learner._until_finished(socket)  # type: ignore[arg-type]
        return time.perf_counter() - began

    waits = await asyncio.gather(*(
        press(one, socket, WITHIN * chance.random()) for one, socket in zip(people, sockets, strict=True)))
    await asyncio.gather(*(socket.close() for socket in sockets))
    return list(waits), [*tally.errors, *tally.exceptions]


def stickers(learners: int, *, alike: bool) -> list[float]:
    """Seconds from pressing to the finished run, of stickers handed to one workshop."""
    signs, workshop, chance = load("signs"), Workshop(), random.Random(7)
    store = OutcomeStore(workshop=workshop)
    settings = signs.settings({"attack": "sticker", "target": "limit-30"})
    moments = [WITHIN * chance.random() for _ in range(learners)]

    def press(number: int) -> float:
        time.sleep(moments[number])
        began = time.perf_counter()
        store.get(signs, settings, 2 if alike else 100 + number)
        return time.perf_counter() - began

    try:
        workshop.run(signs, settings, 1)  # its process is there, and has its models
        with ThreadPoolExecutor(learners) as people:
            return list(people.map(press, range(learners)))
    finally:
        workshop.close()


@click.command(help=__doc__)
@click.option("--learners", default=30, type=click.IntRange(1, 200))
def main(learners: int) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as served:
        waits, faults = asyncio.run(pressed(served.url, learners))
    _tell("an attack on signs of one's own", waits)
    if faults:
        raise click.ClickException("; ".join(faults[:3]))
    _tell("stickers, each for other signs", stickers(learners, alike=False))
    _tell("stickers, all for the same signs", stickers(learners, alike=True))


def _tell(what: str, waits: list[float]) -> None:
    click.echo(f"{what:34} median {percentile(waits, 50):5.2f} s, longest {max(waits):5.2f} s")


if __name__ == "__main__":
    main()
