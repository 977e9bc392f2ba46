"""``python -m lessons``: list, check, begin, export and import lessons.

Exit status 0 where all is well, 1 where something is wrong; each problem is one line,
``path:line:column: what is wrong``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import click

from lessons.course import FILES, TAKEN, Library
from lessons.course_checks import check_course
from lessons.from_notebook import read_notebook
from lessons.front import SLUG, inside
from lessons.notebook import notebook, notebook_text
from lessons.reader import parse_lesson, slug_of
from lessons.roles import measured
from lessons.schema import schema
from lessons.takehome import simulations_of, takehome
from quizzes.model import Bank
from quizzes.reader import Banks
from simulations.authored import ContentError, Problem
from simulations.catalogue import OURS, Catalogue
from simulations.commands import Commands
from simulations.outcomes import OutcomeStore
from simulations.parameters import ParameterError

PROJECT = Path(__file__).parent.parent
TEMPLATE = Path(__file__).parent / "_template"


@dataclass(frozen=True)
class Content:
    """Where the content of a course is: lessons, question banks, and the simulations they use."""

    root: Path

    @property
    def library(self) -> Library:
        """The lessons."""
        return Library(self.root / "lessons" / "library")

    @property
    def catalogue(self) -> Catalogue:
        """The simulations of this project."""
        return Catalogue()

    @property
    def banks(self) -> Banks:
        """The question banks."""
        return Banks(self.root / "quizzes" / "bank", self.catalogue)


def _root(command: Any) -> Any:
    return click.option(
        "--root", type=click.Path(file_okay=False, exists=True, path_type=Path), default=PROJECT,
        help="The folder that holds lessons/library and quizzes/bank (default: this project).",
    )(command)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Work with the lessons of a course."""


@main.command("list")
@_root
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def list_(root: Path, as_json: bool) -> None:
    """List the modules and lessons of the course."""
    library = Content(root).library
    try:
        title, modules = library.course().title, library.modules()
    except ContentError as error:
        _stop(error.problems)
    told: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for module in modules:
        lessons: list[dict[str, Any]] = []
        for slug in module.lessons:
            try:
                front = library.front(slug)
            except ContentError as error:
                problems += error.problems
                lessons.append({"slug": slug, "error": str(error)})
                continue
            lessons.append({
                "slug": slug, "title": front.title, "summary": front.summary, "minutes": front.minutes,
                "objectives": {item.id: item.text for item in front.objectives},
            })
        told.append({"slug": module.slug, "title": module.title, "lessons": lessons})
    if as_json:
        click.echo(json.dumps({"title": title, "modules": told}, indent=2, ensure_ascii=False))
    else:
        click.echo(title)
        for one in told:
            click.echo(f"\n{one['title']}")
            for lesson in one["lessons"]:
                readable = "title" in lesson
                rest = f"{lesson['title']} ({lesson['minutes']} min)" if readable else "cannot be read"
                click.echo(f"  {lesson['slug']}: {rest}")
    if problems:
        _stop(problems)


@main.command()
@click.argument("slugs", nargs=-1)
@_root
@click.option("--json", "as_json", is_flag=True, help="Print the problems as one JSON list.")
def check(slugs: tuple[str, ...], root: Path, as_json: bool) -> None:
    """Check the whole course, or the lessons SLUGS: errors and warnings, each with its place."""
    content = Content(root)
    problems = check_course(content.library, content.banks, content.catalogue, slugs)
    wrong = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in problems], indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(str(problem))
        weak = len(problems) - len(wrong)
        click.echo(f"{_many(len(wrong), 'error')}, {_many(weak, 'warning')}")
    raise SystemExit(1 if wrong else 0)


@main.command()
@click.argument("slug")
@_root
def new(slug: str, root: Path) -> None:
    """Begin the lesson SLUG: a folder and a question bank to fill in, which pass the check."""
    _check_slug(slug)
    content = Content(root)
    folder, bank = content.library.root / slug, content.banks.path(slug)
    for path in (folder, bank):
        if path.exists():
            raise click.ClickException(f"{path} exists already; choose another slug")
    title = slug.replace("-", " ").capitalize()
    for path, name in ((folder / "lesson.md", "lesson.md"), (bank, "bank.yaml")):
        text = (TEMPLATE / name).read_text(encoding="utf-8")
        _write(path, text.replace("@slug@", slug).replace("@title@", title).encode())
        click.echo(f"wrote {path}")


@main.command("notebook")
@click.argument("slug")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@click.option("--zip", "as_zip", is_flag=True, help="Write a zip with the simulations that it runs.")
@_root
def notebook_(slug: str, output: Path | None, as_zip: bool, root: Path) -> None:
    """Write the lesson SLUG as a Jupyter notebook, or as a zip to take home."""
    content = Content(root)
    figures = measured(content.catalogue, OutcomeStore())
    try:
        lesson = content.library.load(slug)
        bank: Bank | None = content.banks.load(slug) if slug in content.banks.slugs() else None
        made = notebook(lesson, figures=figures, catalogue=content.catalogue, bank=bank)
    except ContentError as error:
        _stop(error.problems)
    except ParameterError as error:
        raise click.ClickException(f"lesson '{slug}': {error}") from error
    text = notebook_text(made)
    output = output or Path(f"{slug}.zip" if as_zip else f"{slug}.ipynb")
    data = text.encode()
    if as_zip:
        data = takehome(
            text, simulations_of(lesson), slug=slug, title=lesson.front.title, root=OURS,
            requirements=(PROJECT / "requirements.txt").read_text(encoding="utf-8"),
        )
    _write(output, data)
    click.echo(f"wrote {output}")


@main.command("import")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--slug", help="The lesson's slug (default: the one it was exported with, or the file's name).")
@click.option("--force", is_flag=True, help="Replace the lesson and its pictures if they exist.")
@_root
def import_(file: Path, slug: str | None, force: bool, root: Path) -> None:
    """Turn the notebook FILE into the lesson.md of a lesson."""
    try:
        imported = read_notebook(file)
        slug = slug or imported.slug or slug_of(file.stem)
        _check_slug(slug)
        folder = Content(root).library.root / slug
        with imported.places():
            parse_lesson(imported.text, folder, shown=str(file))
    except ContentError as error:
        _stop(error.problems)
    other = folder / FILES[1]
    if other.exists():
        raise click.ClickException(f"{other} exists: the lesson is a notebook already; take that away first")
    files = {"lesson.md": imported.text.encode(), **imported.figures}
    for name, data in files.items():
        path = folder / name
        if not inside(name) or not path.resolve().is_relative_to(folder.resolve()):
            raise click.ClickException(f"'{name}' would lie outside the lesson's folder")
        if path.exists() and path.read_bytes() != data and not force:
            raise click.ClickException(f"{path} exists already; use --force to replace it")
    for name, data in files.items():
        _write(folder / name, data)
        click.echo(f"wrote {folder / name}")
    for warning in imported.warnings:
        click.echo(str(warning), err=True)


@main.command("schema")
@click.argument("kind", type=click.Choice(["front", "course"]))
def schema_(kind: Any) -> None:
    """Print the JSON Schema of a lesson's front matter or of course.yaml, for editors."""
    click.echo(json.dumps(schema(kind), indent=2, ensure_ascii=False))


def _check_slug(slug: str) -> None:
    if TAKEN.fullmatch(slug):
        raise click.ClickException(f"'{slug}' is the address of another page of the app; choose another slug")
    if not re.fullmatch(SLUG, slug) or len(slug) > 60:
        message = f"a slug is small letters, digits and single hyphens, at most 60 of them (got '{slug}')"
        raise click.ClickException(message)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written ({error.strerror})") from error


def _stop(problems: Iterable[Problem]) -> NoReturn:
    """Prints problems, one a line, and ends with status 1."""
    for problem in problems:
        click.echo(str(problem), err=True)
    raise SystemExit(1)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


if __name__ == "__main__":
    main(prog_name="python -m lessons")
