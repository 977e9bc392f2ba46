"""What the documentation shows works: every file in it is written down, every command in it is run.

A fence says what it is by the word behind its language: ``yaml question`` is an item of a bank,
``yaml preset`` a file of presets for the hiring simulation, ``file=PATH`` a file of the project.
Files and commands go to a copy of the project; nothing here touches the real one.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from quizzes.base import Unreadable
from quizzes.grading import chosen
from quizzes.model import Bank
from quizzes.reader import OURS, read_bank
from quizzes.types import types
from simulations.authored import read_yaml, validated
from simulations.base import Simulation
from simulations.catalogue import Catalogue
from simulations.challenge import tried
from simulations.parameters import ParameterError
from simulations.presets import Preset, _PresetFile
from tests.test_architecture import ROOT, TREE

PAGES = sorted(path for path in TREE if path.suffix == ".md" and (
    path.is_relative_to(ROOT / "docs") or path.parent == ROOT))
NOT_RUN = {
    "make": "the set-up and the tests themselves",
    ".venv/bin/python -m pytest": "the tests themselves",
    "python -m pytest": "the tests themselves",
    ".venv/bin/python -m mypy": "part of `make test`",
    ".venv/bin/python -m ruff": "part of `make test`",
    ".venv/bin/python -m tests.benchmarks": "measurements take minutes",
    ".venv/bin/python -m streamlit": "started by tests/browser",
    "streamlit": "started by tests/browser",
    "git": "there is no server to clone from",
}


@dataclass(frozen=True)
class Fence:
    """A block of code in a page."""

    page: Path
    line: int
    language: str
    word: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"

    @property
    def file(self) -> str | None:
        return self.word.removeprefix("file=") if self.word.startswith("file=") else None


def fences() -> Iterator[Fence]:
    for page in PAGES:
        for token in MarkdownIt().parse(page.read_text("utf-8")):
            if token.type == "fence":
                language, _, word = token.info.strip().partition(" ")
                yield Fence(page, token.map[0] + 1, language, word, token.content)


FENCES = list(fences())
FILES = [fence for fence in FENCES if fence.file]
QUESTIONS = [fence for fence in FENCES if fence.word == "question"]
PRESETS = [fence for fence in FENCES if fence.word == "preset"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project for commands that write."""
    folder = tmp_path_factory.mktemp("copy")
    for path in TREE:
        goal = folder / path.relative_to(ROOT)
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, goal)
    return folder


def write_down(folder: Path, fence: Fence) -> None:
    """Makes the file that a fence shows."""
    goal = folder / str(fence.file)
    goal.parent.mkdir(parents=True, exist_ok=True)
    goal.write_text(fence.text, "utf-8")


def run(folder: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment["COURSE_DATABASE_URL"] = f"sqlite:///{folder / 'records.db'}"
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
                          check=False)


def commands(fence: Fence) -> list[str]:
    """The lines of a fence of the shell that are commands."""
    lines = fence.text.splitlines() if fence.language == "sh" else []
    return [line for line in lines if line.strip() and not line.startswith("#")]


def reason_not_to_run(command: str) -> str | None:
    return next((reason for start, reason in NOT_RUN.items()
                 if command == start or command.startswith((start + " ", start + "."))), None)


# --- commands ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [page for page in PAGES if any(fence.page == page for fence in FENCES)],
                         ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_shows_works_in_the_order_in_which_it_is_shown(copy, page, subtests):
    """A page that says `new`, shows a file and says `check` means it in this order."""
    for fence in (fence for fence in FENCES if fence.page == page):
        if fence.file:
            write_down(copy, fence)
        for command in commands(fence):
            if reason_not_to_run(command):
                continue
            with subtests.test(msg=f"{fence.place}: {command}"):
                done = run(copy, [sys.executable, *shlex.split(python_part(command), comments=True)])
                assert done.returncode == 0, f"{fence.place}: {command}\n{done.stdout}{done.stderr}"


def python_part(command: str) -> str:
    found = re.match(r"(?:\.venv/bin/)?python (.*)", command)
    assert found, f"say in NOT_RUN why this is not run, or begin it with python: {command}"
    return found.group(1)


# --- questions --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """All questions of the documentation, below the head that it shows."""
    (head,) = (fence.text for fence in FENCES if fence.word == "bank")
    path = tmp_path_factory.mktemp("bank") / "biased-hiring.yaml"
    path.write_text(head + "".join(fence.text for fence in QUESTIONS), "utf-8")
    return read_bank(path)


def test_every_type_of_question_is_shown(bank):
    assert {question.type for question in bank.questions} == set(types())


@pytest.mark.parametrize("index", range(len(QUESTIONS)), ids=[fence.place for fence in QUESTIONS])
def test_a_question_that_is_shown_grades_as_it_says(bank, index):
    variant = bank.questions[index].draw(5)
    assert variant.prompt
    assert variant.fields()
    examples = variant.examples()
    for answer in examples.right[:1]:
        assert variant.grade(answer).share in (None, 1)
    for answer, share in examples.partly[:1]:
        assert variant.grade(answer).share == pytest.approx(share)
    for answer in examples.wrong[:1]:
        assert variant.grade(answer).share in (None, 0)
    for answer in examples.unreadable:
        with pytest.raises(Unreadable):
            variant.grade(answer)


def test_the_mixed_bank_that_is_shown_asks_of_every_bank_that_it_names(tmp_path):
    (text,) = (fence.text for fence in FENCES if fence.word == "mixed")
    for path in OURS.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "a-module.yaml").write_text(text, "utf-8")
    bank = read_bank(tmp_path / "a-module.yaml")
    asked = [bank.question(name).objective for name in chosen(bank, "quiz", 3)]
    assert sorted(asked) == ["foundations"] * 4 + ["hiring"] * 4


# --- presets ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fence", PRESETS, ids=lambda fence: fence.place)
def test_a_preset_that_is_shown_stands_beside_what_it_claims(fence):
    presets = validated(_PresetFile, read_yaml(fence.text, fence.place)).presets
    assert presets
    for preset in presets.values():
        agrees_with_what_was_published(preset, Catalogue().load("hiring"))


def agrees_with_what_was_published(preset: Preset, simulation: Simulation) -> None:
    result = preset.result(simulation)
    for published in preset.published:
        assert result.measures[published.measure] == pytest.approx(published.value, abs=published.tolerance)


# --- a simulation from nothing ----------------------------------------------------------------


@pytest.fixture(scope="module")
def lottery(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    folder = tmp_path_factory.mktemp("lottery")
    for fence in FILES:
        write_down(folder, fence)
    return Catalogue(folder / "simulations").load("lottery")


def test_the_simulation_that_is_shown_runs_the_same_twice(lottery):
    parameters = lottery.settings({"missed": "0.5"})
    assert lottery.run(parameters, 3).measures == lottery.run(parameters, 3).measures
    assert set(lottery.run(parameters, 3).measures) == set(lottery.measure)


def test_its_knobs_refuse_what_is_out_of_bounds(lottery):
    with pytest.raises(ParameterError, match=r"missed must be between 0 and 0\.9"):
        lottery.settings({"missed": "2"})


def test_its_charts_draw_its_rows(lottery):
    result = lottery.run(lottery.settings({}), 1)
    for chart in lottery.charts:
        assert chart.spec()["layer"]
        assert len({len(column) for column in chart.rows(result).values()}) == 1
        assert "series" in chart.rows(result)
        assert re.search(r"\d", chart.heading(result))
        assert chart.alt(result).endswith(".")


def test_its_presets_stand_beside_what_they_claim(lottery):
    assert lottery.presets
    for preset in lottery.presets.values():
        agrees_with_what_was_published(preset, lottery)


def test_its_challenge_is_met_by_its_solution_and_not_by_the_obvious_try(lottery):
    for challenge in lottery.challenges.values():
        solved = tried(lottery, challenge, challenge.solution, salt=1)
        obvious = tried(lottery, challenge, challenge.obvious_try, salt=1)
        assert solved.passed
        assert not obvious.passed
        for goal in challenge.goals:
            for trial in (solved, obvious):
                distance = abs(trial.means[goal.measure] - goal.at_least)
                assert distance >= 4 * trial.errors[goal.measure], "luck could decide"


# --- links ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page):
    dead = []
    for token in MarkdownIt().parse(page.read_text("utf-8")):
        for child in token.children or ():
            goal = child.attrGet("href") or child.attrGet("src") or ""
            path = goal.partition("#")[0]
            if path and not re.match(r"[a-z]+:", path) and not (page.parent / path).exists():
                dead.append(goal)
    assert dead == []
