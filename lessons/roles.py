"""Roles in a text (``{measure}``, ``{cite}``, ``{term}``, ``{threat}``), and links within the course.

``resolve`` turns Markdown as authored into Markdown that Streamlit and Jupyter show: a measure
becomes the number that the engine gives, a citation a number that links to its source, a term a
word in italics (its explanation stands below the step), a link to the lab or another lesson an
address. What stands in a code span stays. Text that a learner wrote never goes through here.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import parse_qsl

from lessons.markdown import Found, found, plain_ends
from lessons.model import Reference
from lessons.threats import threat
from simulations.authored import ContentError, Problem, did_you_mean
from simulations.base import Measure, Simulation
from simulations.catalogue import Catalogue
from simulations.outcomes import OutcomeStore
from simulations.parameters import ParameterError
from simulations.presets import Preset
from simulations.seeds import checked_seed

MOST_SEEDS = 100
"""More runs for one number in a text would keep a page waiting."""


@dataclass(frozen=True)
class Asked:
    """What a ``{measure}`` role asks for; parameters as texts, read by the knobs."""

    simulation: str
    measure: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    preset: str = ""
    seeds: tuple[int, ...] = (1,)
    published: bool = False


@dataclass(frozen=True)
class Place:
    """Where a link within the course leads: ``lab:hiring?columns=all`` and its like."""

    kind: Literal["lab", "lesson", "step"]
    slug: str
    query: Mapping[str, str] = field(default_factory=dict)


Figures = Callable[[Asked], str]
"""Gives the number that a role asks for, as printed; raises ParameterError or ContentError."""


@dataclass(frozen=True)
class Context:
    """What roles are resolved against.

    ``link`` gives the address of a place, or None where there is none to give (then the text of
    the link stands alone). ``source`` gives the address that a citation links to.
    """

    figures: Figures
    references: Sequence[Reference] = ()
    glossary: Mapping[str, str] = field(default_factory=dict)
    link: Callable[[Place], str | None] = lambda place: None
    source: Callable[[Reference], str] = lambda reference: reference.url
    path: str = "text"


@dataclass(frozen=True)
class Edit:
    """``new`` instead of what stands from ``start`` to ``end``."""

    start: int
    end: int
    new: str


def resolve(markdown: str, context: Context, *, line: int = 1) -> str:
    """``markdown`` with its roles and links resolved.

    Raises ContentError where a role names something unknown; ``line`` is that of the text's first
    line in ``context.path``.
    """
    text = plain_ends(markdown)
    return apply(text, edits(text, context, line=line))


def apply(text: str, changes: Sequence[Edit]) -> str:
    """``text`` with the changes made, which do not overlap and are in order."""
    parts, spot = [], 0
    for change in changes:
        parts += [text[spot : change.start], change.new]
        spot = change.end
    return "".join([*parts, text[spot:]])


def edits(text: str, context: Context, *, line: int = 1) -> list[Edit]:
    """What ``resolve`` changes in ``text``, in order. Raises ContentError with every fault."""
    changes: list[Edit] = []
    problems: list[Problem] = []
    done, label_end = 0, 0
    plain = replace(context, source=lambda reference: "")
    for item in found(text):
        if item.start < done:
            continue
        try:
            new = _edit(text, item, plain if item.start < label_end else context)
        except (ContentError, ParameterError, ValueError) as error:
            problems += [
                Problem(context.path, line + item.line - 1, item.column, fault) for fault in _faults(error)
            ]
            done = item.end
            continue
        if item.kind == "link":
            label_end = item.label[1]  # in here, a link of a citation's own would end the link
        if new is not None:
            changes.append(new)
            done = new.end if new.start == item.start else done
    if problems:
        raise ContentError(problems)
    return sorted(changes, key=lambda change: change.start)


def _faults(error: Exception) -> Sequence[str]:
    if isinstance(error, ContentError):
        return [problem.message for problem in error.problems]
    return error.faults if isinstance(error, ParameterError) else (str(error),)


def _edit(text: str, item: Found, context: Context) -> Edit | None:
    if item.kind == "role":
        return Edit(item.start, item.end, _role(item, context))
    if item.kind == "dollar":
        return Edit(item.start, item.end, "\\$")  # Streamlit and Jupyter take two of them for LaTeX
    if item.kind == "link":
        place = place_of(item.content)
        if place is None:
            return None
        address = context.link(place)
        if address is not None:
            return Edit(*item.target, f"<{address}>" if any(c in address for c in " ()") else address)
        label = text[slice(*item.label)]
        return Edit(item.start, item.end, apply(label, edits(label, context)))
    return None


def _role(item: Found, context: Context) -> str:
    match item.name:
        case "measure":
            return context.figures(asked(item.content)).replace(" ", "\u00a0")
        case "cite":
            return "".join(_citation(name, context) for name in cited(item.content))
        case "term":
            word, entry = term(item.content)
            if entry not in context.glossary:
                close = did_you_mean(entry, context.glossary)
                raise ValueError(f"the glossary has no '{entry}'{close}")
            return f"*{word}*"
        case "threat":
            return threat(item.content.strip()).words
        case _:
            raise ValueError(f"there is no role '{item.name}'")


def _citation(name: str, context: Context) -> str:
    for number, reference in enumerate(context.references, 1):
        if reference.id == name:
            address = context.source(reference)
            return f"[\\[{number}\\]](<{address}>)" if address else f"\\[{number}\\]"
    close = did_you_mean(name, [reference.id for reference in context.references])
    raise ValueError(f"there is no reference '{name}'{close}")


# --- what a role says ----------------------------------------------------------------------------


def cited(content: str) -> tuple[str, ...]:
    """The references that ``{cite}`a, b``` names."""
    return tuple(name.strip() for name in content.split(","))


def term(content: str) -> tuple[str, str]:
    """The word shown and the entry of the glossary: ``{term}`ratios <impact ratio>``` has both."""
    word, sign, entry = content.strip().removesuffix(">").partition(" <")
    return (word.strip(), entry.strip()) if sign else (content.strip(), content.strip())


def terms(markdown: str, glossary: Mapping[str, str]) -> dict[str, str]:
    """The words of the glossary that a text marks, with their explanations, in order."""
    entries = [term(item.content)[1] for item in found(plain_ends(markdown)) if item.name == "term"]
    return {entry: glossary[entry] for entry in entries if entry in glossary}


def place_of(target: str) -> Place | None:
    """The place within the course that a link's target names; None for any other target."""
    kind, _, rest = target.partition(":")
    slug, _, query = rest.partition("?")
    if kind not in ("lab", "lesson", "step"):
        return None
    return Place(kind, slug, dict(parse_qsl(query, keep_blank_values=True)))  # type: ignore[arg-type]


def asked(content: str) -> Asked:
    """What ``{measure}`hiring impact_ratio columns=blind seed=1``` asks for.

    Raises ValueError with a sentence where it cannot be read.
    """
    simulation, *words = content.split() or [""]
    if not simulation or "=" in simulation:
        raise ValueError("a {measure} begins with the name of a simulation")
    bare = [word for word in words if "=" not in word]
    named: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if sign and (not name or not value or name in named):
            raise ValueError(f"a {{measure}} holds name=value, each name once (got '{word}')")
        if sign:
            named[name] = value
    published = len(bare) == 2 and bare[1] == "published"
    if len(bare) != 1 + published:
        raise ValueError("a {measure} names one measure: {measure}`hiring impact_ratio columns=blind`")
    preset = named.pop("preset", "")
    if published and not preset:
        raise ValueError("only a preset has published figures; say which: preset=...")
    if "seed" in named and "seeds" in named:
        raise ValueError("a {measure} has either seed=... or seeds=..., not both")
    return Asked(simulation, bare[0], named, preset, _seeds(named), published)


def _seeds(named: dict[str, str]) -> tuple[int, ...]:
    if "seeds" not in named:
        return (checked_seed(named.pop("seed", "1")),)
    many = named.pop("seeds")
    if not many.isascii() or not many.isdigit() or not 1 <= int(many[:9]) <= MOST_SEEDS:
        raise ValueError(f"seeds must be a whole number between 1 and {MOST_SEEDS} (got '{many}')")
    return tuple(range(1, int(many) + 1))


# --- what the engine says ------------------------------------------------------------------------


def measured(catalogue: Catalogue, store: OutcomeStore) -> Figures:
    """Gives the numbers that roles ask for, from the engines, through the shared store.

    What was computed once is kept as text: a text asks for few numbers, and each learner for all.
    """
    kept: dict[tuple[object, ...], str] = {}

    def figure(wanted: Asked) -> str:
        key: tuple[object, ...] = (
            wanted.simulation, wanted.measure, tuple(sorted(wanted.parameters.items())), wanted.preset,
            wanted.seeds, wanted.published,
        )
        if wanted.preset:
            key = (*key, catalogue.load(wanted.simulation).presets_stamp)
        if key not in kept:
            kept[key] = computed(wanted)
        return kept[key]

    def computed(wanted: Asked) -> str:
        simulation = catalogue.load(wanted.simulation)
        measure = known_measure(simulation, wanted.measure)
        preset = known_preset(simulation, wanted.preset) if wanted.preset else None
        if preset is not None and wanted.published:
            return measure.text(published_figure(preset, wanted))
        if preset is not None and preset.figures is not None:
            if wanted.parameters:
                raise ParameterError([f"the preset '{wanted.preset}' holds counts, which take no parameters"])
            return measure.text(float(store.published(simulation, wanted.preset).measures[measure.name]))
        start = preset.settings(simulation) if preset is not None else None
        settings = simulation.settings(wanted.parameters, start=start)
        try:
            runs = [store.get(simulation, settings, seed) for seed in wanted.seeds]
        except Exception as error:  # whatever an engine raises: the rest of the page must stand
            raise ParameterError([f"'{simulation.slug}' could not be run: {error!r}"]) from error
        return measure.text(statistics.fmean(float(run.measures[measure.name]) for run in runs))

    return figure


def known_measure(simulation: Simulation, name: str) -> Measure:
    """The measure ``name``; raises ParameterError where there is none."""
    if name not in simulation.measure:
        close = did_you_mean(name, simulation.measure)
        raise ParameterError([f"there is no measure '{name}' in '{simulation.slug}'{close}"])
    return simulation.measure[name]


def known_preset(simulation: Simulation, name: str) -> Preset:
    """The preset ``name``; raises ParameterError where there is none."""
    if name not in simulation.presets:
        close = did_you_mean(name, simulation.presets)
        raise ParameterError([f"there is no preset '{name}' in '{simulation.slug}'{close}"])
    preset: Preset = simulation.presets[name]
    return preset


def published_figure(preset: Preset, wanted: Asked) -> float:
    """What a preset's source published for a measure; raises ParameterError where it did not."""
    for published in preset.published:
        if published.measure == wanted.measure:
            return published.value
    names = [published.measure for published in preset.published]
    close = did_you_mean(wanted.measure, names)
    raise ParameterError([f"the preset '{wanted.preset}' has no published '{wanted.measure}'{close}"])
