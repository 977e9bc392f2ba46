"""What is kept of a run, and shared: its measures and its drawn charts, never its arrays.

A class of two hundred turns the same few knobs. What was computed once for a setting is given to
whoever asks next; those who ask while it is being computed wait for that one computation. The
store is bounded by the memory that its outcomes take.
"""

from __future__ import annotations

import functools
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulations.base import Drawing, Progress, Result, Simulation
from simulations.parameters import Parameters
from simulations.presets import Preset

if TYPE_CHECKING:
    from simulations.workshop import Workshop

_BYTES_EACH = 64
"""About what one number or short text takes in a list."""
_BYTES_FIXED = 8_192
"""About what an outcome takes beside its rows: measures, headings, sentences."""


@dataclass(frozen=True)
class Outcome:
    """One run, as everybody sees it.

    Attributes
    ----------
    parameters
        What was run; None for published figures.
    measures
        By name; nan where undefined.
    charts
        By slug, those that have something to show.
    """

    slug: str
    parameters: Parameters | None
    seed: int
    measures: Mapping[str, float]
    charts: Mapping[str, Drawing]

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        columns = [column for drawing in self.charts.values() for column in drawing.rows.values()]
        values = sum(map(len, columns))
        pictures = sum(len(text) for column in columns for text in column if isinstance(text, str))
        return _BYTES_FIXED + _BYTES_EACH * values + pictures


def outcome(
    simulation: Simulation, parameters: Parameters, seed: int, progress: Progress | None = None
) -> Outcome:
    """Run once, and draw every chart that has something to show."""
    return _told(simulation, simulation.run(parameters, seed, progress), parameters, seed)


def published_outcome(simulation: Simulation, preset: Preset) -> Outcome:
    """A preset's run, or its published figures sent through the same measures and charts."""
    parameters = None if preset.figures is not None else preset.settings(simulation)
    return _told(simulation, preset.result(simulation), parameters, preset.seed)


def _told(simulation: Simulation, result: Result, parameters: Parameters | None, seed: int) -> Outcome:
    charts = {
        chart.slug: Drawing(chart.rows(result), chart.heading(result), chart.alt(result))
        for chart in simulation.charts
        if chart.wanted(parameters)
    }
    return Outcome(simulation.slug, parameters, seed, dict(result.measures), charts)


def engine_hash(simulation: Simulation) -> str:
    """SHA-256 of the simulation's own code and of that which it uses, as hex: what was graded by
    another engine shows."""
    folder = simulation.folder
    return _hash_of_code((folder, *(folder.parent / slug.replace("-", "_") for slug in simulation.uses)))


@functools.cache
def _hash_of_code(folders: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


class _Flight:
    """One computation under way, and those who wait for it."""

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.outcome: Outcome | None = None
        self.error: Exception | None = None


class OutcomeStore:
    """Outcomes by setting, shared between threads, the least recently asked for dropped first.

    Parameters
    ----------
    most_bytes
        How much memory the outcomes may take, roughly. An outcome larger than that is computed
        and given, and not kept.
    workshop
        Where heavy runs are made; None makes them where they are asked for.
    """

    def __init__(self, most_bytes: int = 64_000_000, workshop: Workshop | None = None) -> None:
        self.most_bytes = most_bytes
        self.workshop = workshop
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Outcome] = OrderedDict()
        self._bytes = 0
        self._flights: dict[Hashable, _Flight] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes_kept(self) -> int:
        """About how much memory the kept outcomes take."""
        return self._bytes

    def get(
        self, simulation: Simulation, parameters: Parameters, seed: int, progress: Progress | None = None
    ) -> Outcome:
        """The outcome of this setting: kept, awaited, or computed now.

        Only the first to ask sees ``progress``. What the engine raises reaches all who wait, and
        is not kept: the next to ask tries again.
        """
        key = (simulation.slug, parameters, seed, engine_hash(simulation))
        run = outcome
        if self.workshop is not None and simulation.heavy(parameters):
            run = self.workshop.run
        return self._get(key, lambda: run(simulation, parameters, seed, progress))

    def keep(self, simulation: Simulation, found: Outcome) -> None:
        """Keeps an outcome that was worked out elsewhere."""
        with self._lock:
            self._keep((simulation.slug, found.parameters, found.seed, engine_hash(simulation)), found)

    def published(self, simulation: Simulation, preset: str) -> Outcome:
        """The outcome of a preset of the simulation, by its slug."""
        key = (simulation.slug, "preset", preset, simulation.presets_stamp, engine_hash(simulation))
        return self._get(key, lambda: published_outcome(simulation, simulation.presets[preset]))

    def holds(self, simulation: Simulation, parameters: Parameters, seed: int) -> bool:
        """Whether this setting is kept, so that asking for it costs nothing."""
        return (simulation.slug, parameters, seed, engine_hash(simulation)) in self._kept

    def _get(self, key: Hashable, compute: Callable[[], Outcome]) -> Outcome:
        while True:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
                flight, mine = self._flights.get(key), False
                if flight is None:
                    flight = self._flights[key] = _Flight()
                    mine = True
            if mine:
                return self._compute(key, flight, compute)
            flight.landed.wait()
            if flight.error is not None:
                raise flight.error
            if flight.outcome is not None:
                return flight.outcome
            # the one who computed was stopped (its page was left): the next in line takes over

    def _compute(self, key: Hashable, flight: _Flight, compute: Callable[[], Outcome]) -> Outcome:
        try:
            flight.outcome = compute()
        except Exception as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                if flight.outcome is not None:
                    self._keep(key, flight.outcome)
                del self._flights[key]
            flight.landed.set()
        return flight.outcome

    def _keep(self, key: Hashable, found: Outcome) -> None:
        if found.size > self.most_bytes or key in self._kept:
            return
        self._kept[key] = found
        self._bytes += found.size
        while self._bytes > self.most_bytes:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= dropped.size
