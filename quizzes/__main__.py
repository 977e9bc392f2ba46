"""``python -m quizzes``: list, check and read over question banks, and write their schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from quizzes.keys import EngineError
from quizzes.margins import margins
from quizzes.preview import preview as preview_text
from quizzes.reader import OURS, Banks, read_bank
from quizzes.schema import schema_text
from quizzes.weaknesses import weaknesses
from simulations.authored import ContentError, Problem
from simulations.commands import Commands

PROJECT = OURS.parent.parent
ROOT = click.option(
    "--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=PROJECT,
    help="The folder that holds quizzes/bank (default: this project).",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Question banks: one YAML file a lesson."""


@main.command("list")
@ROOT
@JSON
def list_banks(root: Path, as_json: bool) -> None:
    """List the banks and what is in them. A broken one is named as such."""
    banks, rows = _banks(root), []
    for slug in banks.slugs():
        try:
            bank = banks.load(slug)
        except ContentError as error:
            rows.append({"slug": slug, "broken": len(error.problems)})
            continue
        pools = {pool: len(bank.pool(pool)) for pool in ("before", "lesson", "quiz")}
        rows.append({"slug": slug, "title": bank.title, **pools})
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        if "broken" in row:
            click.echo(f"{row['slug']}: broken; `python -m quizzes check {row['slug']}` says where")
        else:
            click.echo(f"{row['slug']}: {row['title']} ({row['before']} before, {row['lesson']} in the "
                       f"lesson, {row['quiz']} for the quiz)")


@main.command()
@click.argument("slugs", nargs=-1)
@ROOT
@JSON
@click.option("--run", "run", is_flag=True, help="Also run the engines: could luck decide a grade?")
def check(slugs: tuple[str, ...], root: Path, as_json: bool, run: bool) -> None:
    """Print what is wrong and what is weak; exit with 1 where something is wrong."""
    banks = _banks(root)
    problems = [problem for slug in slugs or banks.slugs() for problem in _problems(banks, slug, run)]
    errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        click.echo(json.dumps([vars(problem) for problem in problems], indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(str(problem))
        warnings = len(problems) - errors
        click.echo(f"{len(slugs or banks.slugs())} banks: {errors} errors, {warnings} warnings")
    sys.exit(1 if errors else 0)


def _banks(root: Path) -> Banks:
    folder = root / "quizzes" / "bank"
    if not folder.is_dir():
        raise click.ClickException(f"there is no folder quizzes/bank in {root}")
    return Banks(folder)


def _problems(banks: Banks, slug: str, run: bool) -> tuple[Problem, ...]:
    if slug not in banks.slugs():
        return _missing(banks, slug)
    try:
        shown = f"{banks.root.parent.name}/{banks.root.name}/{slug}.yaml"
        bank = read_bank(banks.path(slug), banks.catalogue, shown=shown)
        return (*weaknesses(bank), *(margins(bank) if run else ()))
    except ContentError as error:
        return error.problems


def _missing(banks: Banks, slug: str) -> tuple[Problem, ...]:
    try:
        banks.load(slug)
    except ContentError as error:
        return error.problems
    return ()


@main.command()
@click.argument("slug")
@click.argument("questions", nargs=-1)
@click.option("--seed", default=1, show_default=True, help="Which variant to show.")
@ROOT
def preview(slug: str, questions: tuple[str, ...], seed: int, root: Path) -> None:
    """Print the questions of SLUG (or those named) with options, key and feedback."""
    try:
        bank = _banks(root).load(slug)
        asked = [bank.question(name) for name in questions] or list(bank.questions)
        for question in asked:
            click.echo(preview_text(question, seed))
    except (ContentError, LookupError, EngineError) as error:
        raise click.ClickException(str(error.args[0] if error.args else error)) from error


@main.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file.")
def schema(output: Path | None) -> None:
    """Print the JSON Schema of a bank, for an editor."""
    if output is None:
        click.echo(schema_text(), nl=False)
        return
    try:
        output.write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written ({error.strerror})") from error


if __name__ == "__main__":
    main()
