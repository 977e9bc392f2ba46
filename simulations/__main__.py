"""``python -m simulations``: list what can be tried, run it, start a new one."""

from __future__ import annotations

import json
import math
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from simulations.authored import ContentError
from simulations.base import Simulation
from simulations.catalogue import OURS, Catalogue
from simulations.commands import Commands
from simulations.parameters import ParameterError, Parameters
from simulations.presets import presets_schema
from simulations.seeds import checked_seed

TEMPLATE = OURS / "_template"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

Root = click.option(
    "--root", type=click.Path(path_type=Path, file_okay=False), default=OURS, show_default=False,
    help="The folder that holds the simulations; this course's own unless given.",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The simulations of the course."""


@main.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@Root
def list_(as_json: bool, root: Path) -> None:
    """List the simulations, in JSON with the names of what they have; exit with 1 where one is broken."""
    catalogue = Catalogue(root)
    found: list[dict[str, object]] = []
    broken: list[str] = []
    for slug in catalogue.slugs():
        try:
            found.append(_about(catalogue.load(slug)))
        except ContentError as error:
            broken += map(str, error.problems)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        for about in found:
            click.echo(f"{about['slug']}: {about['title']}. {about['summary']}")
    _fail(broken)


@main.command()
@click.argument("slug")
@click.argument("settings", nargs=-1, metavar="[NAME=VALUE ...]")
@click.option("--seed", default="1", show_default=True, help="Which people there are.")
@click.option("--preset", help="Start from this preset instead of the defaults.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@Root
def run(
    slug: str, settings: tuple[str, ...], seed: str, preset: str | None, as_json: bool, root: Path
) -> None:
    """Run SLUG with some settings and print what was measured."""
    try:
        simulation = Catalogue(root).load(slug)
        parameters, number = _asked_for(simulation, settings, seed, preset)
        measures = simulation.run(parameters, number).measures
    except ParameterError as error:
        _fail(error.faults)
    except ContentError as error:
        _fail([str(error)])
    if as_json:
        known = {name: value if math.isfinite(value) else None for name, value in measures.items()}
        told = {
            "slug": slug, "parameters": parameters.model_dump(), "seed": number, "measures": known,
        }
        click.echo(json.dumps(told, allow_nan=False))
        return
    width = max(len(measure.label) for measure in simulation.measures)
    for measure in simulation.measures:
        click.echo(f"{measure.label:<{width}}  {measure.text(measures[measure.name])}")


@main.command()
@click.argument("slug")
@Root
def new(slug: str, root: Path) -> None:
    """Start a simulation SLUG: a folder with a small working one to change."""
    if not _NAME.fullmatch(slug):
        rule = "lower-case letters, digits and single hyphens, a letter first"
        _fail([f"the name must be {rule} (got {slug!r})"])
    folder = root / slug.replace("-", "_")
    if folder.exists():
        _fail([f"there is already a simulation '{slug}' in {root.name}: choose another name"])
    try:
        root.mkdir(parents=True, exist_ok=True)
        shutil.copytree(TEMPLATE, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".yaml"):
                text = file.read_text(encoding="utf-8")
                file.write_text(text.replace('slug="template"', f'slug="{slug}"'), encoding="utf-8")
    except OSError as error:
        _fail([f"the folder '{folder.name}' cannot be written: {error.strerror or type(error).__name__}"])
    click.echo(f"{slug} is in {folder}: change model.py and __init__.py, then run the tests")


@main.command()
@click.argument("slug")
@Root
def schema(slug: str, root: Path) -> None:
    """Print the JSON Schema of the presets of SLUG, for an editor."""
    try:
        told = presets_schema(Catalogue(root).load(slug))
    except ParameterError as error:
        _fail(error.faults)
    except ContentError as error:
        _fail([str(error)])
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))


def _asked_for(
    simulation: Simulation, settings: tuple[str, ...], seed: str, preset: str | None
) -> tuple[Parameters, int]:
    """The run that the words of a command line ask for; raises ParameterError with every fault."""
    faults: list[str] = []
    given: dict[str, str] = {}
    for word in settings:
        name, sign, value = word.partition("=")
        if not sign or not name:
            faults.append(f"a setting must be written name=value (got {word!r})")
        elif name in given:
            faults.append(f"{name} is given twice")
        else:
            given[name] = value
    start = None
    if preset is not None:
        if preset not in simulation.presets:
            known = ", ".join(simulation.presets)
            faults.append(f"there is no preset '{preset}' in '{simulation.slug}'; known: {known}")
        elif simulation.presets[preset].figures is not None:
            faults.append(f"the preset '{preset}' holds published figures and cannot be run")
        else:
            start = simulation.presets[preset].settings(simulation)
    parameters, number = start, 1
    try:
        parameters = simulation.settings(given, start=start)
    except ParameterError as error:
        faults += error.faults
    try:
        number = checked_seed(seed)
    except ParameterError as error:
        faults += error.faults
    if faults or parameters is None:
        raise ParameterError(faults)
    return parameters, number


def _about(simulation: Simulation) -> dict[str, object]:
    return {
        "slug": simulation.slug, "title": simulation.title, "summary": simulation.summary,
        "parameters": list(simulation.knobs), "measures": list(simulation.measure),
        "presets": list(simulation.presets), "challenges": list(simulation.challenges),
    }


def _fail(faults: Sequence[str]) -> None:
    """Say what is wrong and leave with exit status 1; nothing where there is no fault."""
    if faults:
        for fault in faults:
            click.echo(f"error: {fault}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m simulations")
