"""What every simulation promises: one record that the panel, the lesson, the notebook, the quiz,
the command line and the tests all read.

A simulation declares its parameters (``simulations.parameters``) and measures once, and
``run(parameters, seed)`` is pure and deterministic (``simulations.seeds``).
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ValidationError

from simulations.authored import ContentError, Problem, did_you_mean, shortened
from simulations.parameters import Knob, ParameterError, Parameters, Value, knob_of
from simulations.seeds import checked_seed

Rows = Mapping[str, Sequence[Any]]
"""One tidy table by column: equally long lists of numbers or texts, one of them ``series``."""
Progress = Callable[[float, str], None]
"""Called with the share done (0 to 1) and what is being done."""


@dataclass(frozen=True)
class Measure:
    """A number that a run reports.

    ``help`` says what 0 and 1 (or more) mean. ``better`` is the direction that people want, or
    ``neither``. ``form`` says how it is printed: a share as a percentage, a change in percentage
    points, a ratio or another plain number with ``digits``, a count as a whole number.
    """

    name: str
    label: str
    help: str
    form: Literal["share", "points", "ratio", "count"] = "share"
    better: Literal["higher", "lower", "neither"] = "neither"
    digits: int = 2

    def text(self, value: float, *, finer: int = 0) -> str:
        """``value`` as printed everywhere: 0.2684 as ``26.8 %``, or ``undefined``.

        ``finer`` adds digits, where two values stand beside each other to be compared.
        """
        if not math.isfinite(value):
            return "undefined"
        match self.form:
            case "share":
                return f"{100 * value:.{1 + finer}f} %"
            case "points":
                # adding 0 takes the sign off a nought
                return f"{round(100 * value, 1 + finer) + 0:+.{1 + finer}f} points"
            case "ratio":
                return f"{value:.{self.digits + finer}f}"
            case "count":
                return f"{value:,.0f}"

    def change(self, difference: float) -> str | None:
        """A difference of two values with its sign: ``+3.2 points``; None where there is none to tell."""
        if not math.isfinite(difference):
            return None
        if self.form in ("share", "points"):
            said = f"{abs(100 * difference):.1f} points"
        else:
            said = self.text(abs(difference))
        if not any(digit in said for digit in "123456789"):
            return None
        return ("-" if difference < 0 else "+") + said


@dataclass(frozen=True)
class Result:
    """What a run gives: ``measures`` by name (nan where undefined); subclasses add arrays."""

    measures: Mapping[str, float]


@dataclass(frozen=True)
class Drawing:
    """One chart of one run: what is drawn, and what is said about it."""

    rows: Rows
    heading: str
    alt: str


@dataclass(frozen=True)
class Drag:
    """Which selection of a chart moves which parameter.

    ``value = round(scale * selected + offset, 10)`` turns the field ``field`` of the selection
    ``selection`` into the parameter ``parameter``. A chart with several lines to drag has one such
    record for each: ``only`` names another field of the selection and the value that it has where
    this line is meant.
    """

    selection: str
    field: str
    parameter: str
    scale: float = 1.0
    offset: float = 0.0
    only: tuple[str, Value] | None = None

    def meant(self, selected: Mapping[str, Any]) -> bool:
        """Whether what was selected speaks of this line."""
        return self.field in selected and (self.only is None or selected.get(self.only[0]) == self.only[1])

    def value(self, selected: float) -> float:
        """The parameter's value for what was selected in the chart."""
        return round(self.scale * selected + self.offset, 10)


@dataclass(frozen=True)
class Chart:
    """One picture of a result.

    ``spec()`` is a Vega-Lite specification without data, built once by Altair; ``rows(result)``
    is what is drawn, the table behind it, the CSV and the notebook's; ``heading(result)`` is the
    finding in words, with the number; ``alt(result)`` is the sentence for those who cannot see
    it. ``wanted(parameters)`` says whether it has something to show.

    A chart with a ``gallery`` is made of pictures, so many to a line (fewer on a phone). Its rows
    hold ``picture`` (an address ``data:image/...``), ``title`` and ``read`` (two lines of words
    below it), ``mark`` (a symbol and a word, such as ``✓ stop``) and ``tone`` (good, bad or plain);
    other columns go into the table only.

    A chart that is a ``letter`` is a text that somebody receives. Its rows hold ``part`` (the
    heading of a part, the same for all its lines), ``kind`` (line or item) and ``text``.
    """

    slug: str
    title: str
    spec: Callable[[], dict[str, Any]]
    rows: Callable[[Any], Rows]
    heading: Callable[[Any], str]
    alt: Callable[[Any], str]
    wanted: Callable[[Any], bool] = lambda parameters: True
    drags: tuple[Drag, ...] = ()
    gallery: int = 0
    letter: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "spec", _built_once(self.spec))


_ALONE = threading.RLock()
"""Large libraries are not safe to import, nor Altair's objects to build, in two threads at once."""


def _built_once(build: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    built: list[dict[str, Any]] = []

    def spec() -> dict[str, Any]:
        if not built:
            with _ALONE:
                # Altair looks into a pandas that another thread may have half imported: wait for it
                with contextlib.suppress(ImportError):
                    importlib.import_module("pandas")
                if not built:
                    built.append(build())
        return built[0]

    return spec


def _first_alone(run: Run) -> Run:
    """``run``, whose first call (which imports what it needs) keeps all other first calls waiting."""
    called: list[bool] = []

    @functools.wraps(run)
    def guarded(parameters: Any, seed: int, progress: Progress | None = None) -> Any:
        if called:
            return run(parameters, seed, progress)
        with _ALONE:
            result = run(parameters, seed, progress)
        called.append(True)
        return result

    return guarded


class Run(Protocol):
    """``run`` of a simulation: pure, deterministic, the same on every platform to 1e-9."""

    def __call__(self, parameters: Any, seed: int, progress: Progress | None = None) -> Any: ...


@dataclass(frozen=True)
class Source:
    """Something that a simulation or a figure follows."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Simulation:
    """One simulation: everything that the rest of the house knows about it.

    ``charts``, ``presets`` and ``challenges`` are looked up in the simulation's own folder when
    they are first asked for: ``charts.py`` with ``CHARTS``, ``presets.yaml``, ``challenges.py``
    with ``CHALLENGES`` (which a take-home copy leaves out).
    """

    slug: str
    title: str
    summary: str
    parameters: type[Parameters]
    run: Run
    measures: tuple[Measure, ...]
    limits: str
    sources: tuple[Source, ...]
    first_knobs: tuple[str, ...]
    """The three or four shown before "more"."""
    headline: tuple[str, ...]
    """The measures shown as numbers above the charts, three or four."""
    package: str
    """``__name__`` of the simulation's own package."""
    figures: type[BaseModel] | None = None
    """What a preset may hold instead of parameters: published counts, or a closed form."""
    measure_figures: Callable[[Any], Result] | None = None
    """Sends a preset's ``figures`` through the same measures as a run."""
    heavy: Callable[[Any], bool] = lambda parameters: False
    """Whether a run with these parameters takes more than half a second."""
    uses: tuple[str, ...] = ()
    """The slugs of other simulations whose code this one stands on."""
    drawn_anew: str = "people"
    """What another seed brings: ``people``, ``signs``."""
    own_picture: Callable[[bytes, Any], Drawing] | None = None
    """What these settings make of a picture that a learner uploads, as the rows of a gallery with
    what is said of them. Raises ParameterError where it is none that can be used; keeps nothing."""
    elsewhere: Callable[[Simulation, Any, int], Mapping[str, float]] | None = None
    """Gives the measures of a heavy run made in another process; None runs it here."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "run", _first_alone(self.run))

    def measured(self, parameters: Parameters, seed: int) -> Mapping[str, float]:
        """The measures of a run, made elsewhere where it is heavy and there is such a place."""
        if self.elsewhere is not None and self.heavy(parameters):
            return self.elsewhere(self, parameters, seed)
        return dict(self.run(parameters, seed).measures)

    @cached_property
    def knobs(self) -> Mapping[str, Knob]:
        """The parameters as controls, by name, in the order of their declaration."""
        return {name: knob_of(name, info) for name, info in self.parameters.model_fields.items()}

    @cached_property
    def measure(self) -> Mapping[str, Measure]:
        """The measures by name."""
        return {measure.name: measure for measure in self.measures}

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The charts, imported with Altair when they are first wanted. ContentError where they do not."""
        with _ALONE:
            return tuple(self._own("charts", "CHARTS"))

    @property
    def presets(self) -> Mapping[str, Any]:
        """The named settings by slug (``simulations.presets.Preset``), read again when they change.

        Raises ContentError where the file cannot be used.
        """
        from simulations.presets import read_presets

        stamp = self.presets_stamp
        kept = self.__dict__.get("_presets")
        if kept is None or kept[0] != stamp:
            kept = self.__dict__["_presets"] = (stamp, read_presets(self))
        found: Mapping[str, Any] = kept[1]
        return found

    @property
    def presets_stamp(self) -> tuple[int, int]:
        """What changes when the file of the presets does; (0, 0) where there is none."""
        try:
            now = (self.folder / "presets.yaml").stat()
        except OSError:
            return 0, 0
        return now.st_mtime_ns, now.st_size

    @cached_property
    def challenges(self) -> Mapping[str, Any]:
        """The challenges by slug (``simulations.challenge.Challenge``); none in a take-home copy."""
        if not (self.folder / "challenges.py").exists():
            return {}
        return {challenge.slug: challenge for challenge in self._own("challenges", "CHALLENGES")}

    def _own(self, module: str, name: str) -> Any:
        """What a module of the simulation's own package defines."""
        try:
            return getattr(importlib.import_module(f"{self.package}.{module}"), name)
        except Exception as error:  # the code of an author: whatever it raises is theirs to see
            shown = f"simulations/{self.folder.name}/{module}.py"
            raise ContentError([Problem(shown, 1, 1, f"does not import: {error!r}")]) from error

    @property
    def folder(self) -> Path:
        """The simulation's own folder."""
        file = importlib.import_module(self.package).__file__
        assert file is not None
        return Path(file).parent

    def settings(self, given: Mapping[str, Any], *, start: Parameters | None = None) -> Parameters:
        """Parameters from values or from texts (a link's, a command line's), checked.

        Parameters
        ----------
        given
            Values by parameter name. Texts are read as the knob reads them.
        start
            What the others are; the defaults where it is not given.

        Raises
        ------
        ParameterError
            With a sentence for every name that is unknown and every value that is out of range.
        """
        faults: list[str] = []
        values: dict[str, Any] = start.model_dump() if start is not None else {}
        for name, value in given.items():
            knob = self.knobs.get(name)
            if knob is None:
                close = did_you_mean(name, self.knobs)
                faults.append(f"there is no parameter '{name}' in '{self.slug}'{close}")
                continue
            try:
                values[name] = knob.read(value) if isinstance(value, str) else value
            except (ValueError, KeyError, OverflowError):
                faults.append(f"{name} must be {knob.rule} (got {shortened(value)})")
        try:
            settings = self.parameters.model_validate(values)
        except ValidationError as error:
            for item in error.errors():
                name = str(item["loc"][0]) if item["loc"] else ""
                if name in self.knobs:
                    given_here = shortened(item["input"])
                    faults.append(f"{name} must be {self.knobs[name].rule} (got {given_here})")
                else:
                    faults.append(str(item.get("ctx", {}).get("error", item["msg"])))
        if faults:
            raise ParameterError(faults)
        return settings

    def link(self, parameters: Parameters, seed: int) -> dict[str, str]:
        """Every parameter and the seed as texts, for a link that restores exactly this run."""
        values = parameters.model_dump()
        texts = {name: knob.write(values[name]) for name, knob in self.knobs.items()}
        return {**texts, "seed": str(seed)}

    def from_link(self, texts: Mapping[str, str]) -> tuple[Parameters, int]:
        """The run that ``link`` wrote down. Raises ParameterError like ``settings``."""
        faults: list[str] = []
        seed, rest = 1, dict(texts)
        try:
            seed = checked_seed(rest.pop("seed", "1"))
        except ParameterError as error:
            faults += error.faults
        try:
            parameters = self.settings(rest)
        except ParameterError as error:
            raise ParameterError([*faults, *error.faults]) from None
        if faults:
            raise ParameterError(faults)
        return parameters, seed
