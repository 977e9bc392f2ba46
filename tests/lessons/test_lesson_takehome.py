"""The zip to take home: the same bytes each time, it runs by itself, and it holds no solutions."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lessons.course import Library
from lessons.notebook import notebook, notebook_text, run_notebook
from lessons.roles import measured
from lessons.takehome import requirements_for, simulations_of, takehome
from quizzes.reader import Banks
from simulations.catalogue import OURS, Catalogue
from simulations.outcomes import OutcomeStore
from tests.lessons.coins_course import PROJECT
from tests.lessons.executing import printed

CATALOGUE = Catalogue()
REQUIREMENTS = (PROJECT / "requirements.txt").read_text()


def zipped(text: str, slugs: tuple[str, ...] = ("hiring",)) -> bytes:
    return takehome(text, slugs, slug="taken", title="Taken home", root=OURS, requirements=REQUIREMENTS)


@pytest.fixture(scope="module")
def run_text() -> str:
    simulation = CATALOGUE.load("hiring")
    return notebook_text(run_notebook(simulation, simulation.settings({"columns": "all"}), 3))


def contents(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info).decode(errors="replace") for info in archive.infolist()}


def test_the_same_lesson_gives_the_same_bytes(run_text: str) -> None:
    assert zipped(run_text) == zipped(run_text)


def test_everything_is_in_one_folder_and_nothing_of_the_app_is_in_it(run_text: str) -> None:
    files = contents(zipped(run_text))
    assert all(name.startswith("taken/") for name in files)
    inner = {name.removeprefix("taken/") for name in files}
    assert {"taken.ipynb", "README.txt", "requirements.txt", "simulations/__init__.py",
            "simulations/hiring/__init__.py"} <= inner
    assert not any(name.endswith(("panel.py", "challenges.py", ".pyc")) for name in inner)
    assert not any("import streamlit" in text for text in files.values())


def test_no_solution_is_in_it() -> None:
    library, banks = Library(PROJECT / "lessons" / "library"), Banks(catalogue=CATALOGUE)
    for slug in library.slugs():
        lesson = library.load(slug)
        made = notebook(lesson, figures=measured(CATALOGUE, OutcomeStore()), catalogue=CATALOGUE,
                        bank=banks.load(slug))
        files = contents(zipped(notebook_text(made), simulations_of(lesson)))
        for simulation in map(CATALOGUE.load, simulations_of(lesson)):
            for challenge in simulation.challenges.values():
                for name, text in files.items():
                    assert challenge.explanation not in text, name
                    assert str(dict(challenge.solution)) not in text, name


def test_unpacked_elsewhere_it_runs_by_itself(tmp_path: Path, run_text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(run_text))) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "taken"
    line = '"from simulations import load\\n"'
    asking = run_text.replace(line, f'{line},\n"import simulations\\n",\n"print(simulations.__file__)\\n"')
    assert asking != run_text
    first, *lines = printed(asking, folder).splitlines()
    assert Path(first) == folder / "simulations" / "__init__.py"
    simulation = CATALOGUE.load("hiring")
    result = simulation.run(simulation.settings({"columns": "all"}), 3)
    assert lines == [
        f"{measure.label}: {measure.text(result.measures[measure.name])}" for measure in simulation.measures
    ]


def test_it_asks_for_what_it_imports_and_nothing_more() -> None:
    files = {"simulations/a.py": b"import numpy as np\nfrom sklearn.tree import x\nimport json\n",
             "simulations/b.py": b"def f():\n    from ruamel.yaml import YAML\n    import simulations\n"}
    assert requirements_for(files, REQUIREMENTS).splitlines() == [
        "jupyterlab>=4",
        *(line for name in ("numpy", "ruamel.yaml", "scikit-learn")
          for line in REQUIREMENTS.splitlines() if line.startswith(name)),
    ]


def test_a_lesson_without_simulations_takes_none_along() -> None:
    inner = {name.removeprefix("taken/") for name in contents(zipped("{}", ()))}
    assert inner == {"taken.ipynb", "README.txt", "requirements.txt"}
