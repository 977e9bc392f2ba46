"""A lesson to take home: a zip with its notebook and the simulations that it runs.

Unpacked anywhere, it works without this project. It holds no solutions: challenges stay behind,
and so do pages, question banks and compiled files. The same lesson gives the same bytes.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from lessons.model import Lesson, SimulationBlock
from simulations.catalogue import Catalogue

LEFT_OUT = {
    "challenges.py", "commands.py", "panel.py", "picture.py", "worker.py", "workshop.py", "gallery.py",
    "letter.py", "__main__.py",
}
"""Solutions, and what only the app uses."""
CARRIED = {".py", ".yaml", ".csv", ".json", ".npz", ".txt", ".md"}
"""Kinds of files of a simulation that are carried along."""
NAMES: Mapping[str, str] = {"sklearn": "scikit-learn", "ruamel": "ruamel.yaml"}
"""Distributions whose names are not those of their packages."""
DAY = (2020, 1, 1, 0, 0, 0)
"""The date of every file in the zip, so that the same content is the same bytes."""
README = """{title}

This folder works on its own, on any computer with Python 3.11 or later.

1. In a terminal, go to this folder.
2. Make an environment and install what the notebook needs:

       python3 -m venv .venv
       .venv/bin/python -m pip install -r requirements.txt

   On Windows: py -m venv .venv, then .venv\\Scripts\\python -m pip install -r requirements.txt

3. Open the notebook:

       .venv/bin/python -m jupyterlab {slug}.ipynb

   On Windows: .venv\\Scripts\\python -m jupyterlab {slug}.ipynb

4. Run the cells from top to bottom. The numbers are those of the lesson; change the settings and
   run a cell again to see what else happens.

The folder "simulations" is the code that the notebook runs. Read it; it is meant to be read.
"""


def simulations_of(lesson: Lesson) -> tuple[str, ...]:
    """The simulations that a lesson runs, by slug, in alphabetical order."""
    return tuple(sorted({
        block.simulation for step in lesson.steps for block in step.blocks
        if isinstance(block, SimulationBlock)
    }))


def takehome(
    notebook: str, simulations: Collection[str], *, slug: str, title: str, root: Path, requirements: str,
) -> bytes:
    """The bytes of the zip.

    Parameters
    ----------
    notebook
        The text of the ``.ipynb`` file.
    simulations
        The slugs of the simulations that it runs.
    slug, title
        The lesson's; the folder in the zip and the notebook have the name ``slug``.
    root
        The folder ``simulations`` of this project.
    requirements
        The project's ``requirements.txt``, of which the part that is needed is carried along.
    """
    files = {f"simulations/{name}": data for name, data in _code(root, simulations) if simulations}
    files["requirements.txt"] = requirements_for(files, requirements).encode()
    files["README.txt"] = README.format(title=title, slug=slug).encode()
    files[f"{slug}.ipynb"] = notebook.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{slug}/{name}", DAY)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return buffer.getvalue()


def requirements_for(files: Mapping[str, bytes], requirements: str) -> str:
    """The lines of ``requirements`` that the Python files import, and Jupyter."""
    wanted = {NAMES.get(name, name) for data in _sources(files) for name in _imported(data)}
    lines = []
    for line in requirements.splitlines():
        match = re.match(r"[A-Za-z0-9._-]+", line)
        if match and match.group().lower() in wanted:
            lines.append(line.split("#")[0].strip())
    return "\n".join(sorted([*lines, "jupyterlab>=4"])) + "\n"


def _code(root: Path, simulations: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The files of the package's own folder, and of the simulations that are run."""
    catalogue = Catalogue(root)
    needed = {slug for name in simulations for slug in (name, *catalogue.load(name).uses)}
    folders = [root / slug.replace("-", "_") for slug in sorted(needed)]
    for path in [*root.iterdir(), *(file for folder in folders for file in folder.rglob("*"))]:
        parts = path.relative_to(root).parts
        if (
            path.is_file() and path.suffix in CARRIED and path.name not in LEFT_OUT
            and not any(part.startswith((".", "__pycache__")) for part in parts)
        ):
            yield "/".join(parts), path.read_bytes()


def _sources(files: Mapping[str, bytes]) -> Iterator[str]:
    for name, data in files.items():
        if name.endswith(".py"):
            yield data.decode()


def _imported(source: str) -> set[str]:
    """The packages from elsewhere that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"simulations"}
