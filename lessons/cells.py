"""The cells of our notebooks: how they are made, marked, numbered, and how they run an engine.

What we need to know of a cell stands in its metadata under ``courseware``. Ids follow from place
and content, so that the same notebook is the same bytes.
"""

from __future__ import annotations

import hashlib
import keyword
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import nbformat
import nbformat.v4
from nbformat import NotebookNode

from lessons.markdown import plain_ends
from lessons.roles import Edit, apply
from simulations.base import Simulation
from simulations.parameters import Parameters

_v4: Any = nbformat.v4
_nbformat: Any = nbformat
KEY = "courseware"
"""Where our part of a notebook's and of a cell's metadata stands."""
VERSION = 1
SHOW = '''\
# Run this cell first. It says how the numbers and charts of a run are shown.
import html
import math

from IPython.display import display

from simulations import load


def plain(value):
    """A value as JSON knows it: no numpy, and nothing where it is undefined."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def show(simulation, settings, result, *, measures=(), charts=()):
    """Print the measures of a result; draw its charts, each with the table behind it."""
    for name in measures:
        measure = simulation.measure[name]
        print(f"{measure.label}: {measure.text(result.measures[name])}")
    for chart in simulation.charts if charts else ():
        if chart.slug not in charts or not chart.wanted(settings):
            continue
        rows = {name: [plain(value) for value in column] for name, column in chart.rows(result).items()}
        records = [dict(zip(rows, values, strict=True)) for values in zip(*rows.values(), strict=True)]
        spec = {**chart.spec(), "data": {"values": records}}
        spec["width"] = 640 if spec["width"] == "container" else spec["width"]
        heading = chart.heading(result)
        display({"text/markdown": f"**{heading}**", "text/plain": heading}, raw=True)
        display({
            "application/vnd.vegalite.v6+json": spec,
            "application/vnd.vegalite.v5+json": spec,
            "text/plain": chart.alt(result),
        }, raw=True)
        rows.pop("picture", None)
        lines = [list(rows), *zip(*rows.values(), strict=True)]
        table = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(value))}</td>" for value in line) + "</tr>"
            for line in lines
        )
        display({
            "text/html": f"<details><summary>The table behind it</summary><table>{table}</table></details>",
            "text/plain": "\\n".join("\\t".join(str(value) for value in line) for line in lines),
        }, raw=True)
'''


def notebook_text(made: NotebookNode) -> str:
    """The notebook as the text of an ``.ipynb`` file."""
    return str(_nbformat.writes(made, version=4)).rstrip("\n") + "\n"


def digest(source: str) -> str:
    """What tells whether a cell was edited since it was written."""
    return hashlib.sha256(plain_ends(source).rstrip("\n").encode()).hexdigest()[:16]


def numbered(cells: Sequence[NotebookNode], metadata: Mapping[str, Any]) -> NotebookNode:
    """A notebook of ``cells``, whose ids follow from their places and contents."""
    for number, cell in enumerate(cells):
        cell["id"] = hashlib.sha256(f"{number}:{cell['source']}".encode()).hexdigest()[:12]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made: NotebookNode = _v4.new_notebook(
        cells=list(cells), metadata={**metadata, "kernelspec": kernel, "language_info": {"name": "python"}}
    )
    return made


def identifier(slug: str) -> str:
    """The name that a simulation has in our code cells."""
    name = slug.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) or name in ("settings", "result", "show", "load") else name


def run_lines(
    name: str, simulation: Simulation, parameters: Parameters, seed: int, *, named: Collection[str] = (),
) -> list[str]:
    """Code that runs a simulation, with those settings that are ``named`` or not the defaults."""
    values = parameters.model_dump()
    changed = {
        key: values[key] for key, knob in simulation.knobs.items()
        if key in named or values[key] != knob.default
    }
    if len(changed) <= 3:
        given = "{" + ", ".join(f'"{key}": {_literal(value)}' for key, value in changed.items()) + "}"
    else:
        given = "{\n" + "".join(f'    "{key}": {_literal(value)},\n' for key, value in changed.items()) + "}"
    return [f"settings = {name}.settings({given})", f"result = {name}.run(settings, seed={seed})"]


def _literal(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def markdown_cell(source: str) -> NotebookNode:
    """A cell of Markdown."""
    cell: NotebookNode = _v4.new_markdown_cell(source)
    return cell


def code_cell(source: str) -> NotebookNode:
    """A cell of Python, without outputs."""
    cell: NotebookNode = _v4.new_code_cell(source.rstrip("\n"))
    return cell


def marked(kind: str, cell: NotebookNode, **more: Any) -> NotebookNode:
    """``cell`` with what we need to know of it."""
    cell["metadata"][KEY] = {"kind": kind, **more}
    return cell


def generated(cell: NotebookNode) -> NotebookNode:
    """A cell that no block stands behind: it is made anew on each export."""
    return marked("generated", cell, hash=digest(cell["source"]))


def resolved(kind: str, source: str, changes: list[Edit]) -> NotebookNode:
    """A Markdown cell of ``source`` with ``changes``, which are kept so that they can be undone."""
    shown = apply(plain_ends(source), changes).rstrip("\n")
    return marked(kind, markdown_cell(shown), edits=plain_edits(changes))


def plain_edits(changes: Sequence[Edit]) -> list[list[Any]]:
    """Changes as plain data."""
    return [[change.start, change.end, change.new] for change in changes]


