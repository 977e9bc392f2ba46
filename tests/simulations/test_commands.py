"""``python -m simulations``: what it prints, and how it says what is wrong."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from simulations import Catalogue, load
from simulations.__main__ import main
from simulations.authored import read_yaml

ROOT = Path(__file__).resolve().parents[2]
HIRING = load("hiring")


def call(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_run_prints_one_object_with_what_was_run_and_measured() -> None:
    done = call("run", "hiring", "columns=all", "applicants=400", "--seed", "3", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    parameters = HIRING.settings({"columns": "all", "applicants": 400})
    assert list(told) == ["slug", "parameters", "seed", "measures"]
    assert told["slug"] == "hiring"
    assert told["seed"] == 3
    assert told["parameters"] == parameters.model_dump()
    expected = HIRING.run(parameters, 3).measures
    assert told["measures"]["impact_ratio"] == expected["impact_ratio"]
    assert math.isnan(expected["selection_rate_c"])
    assert told["measures"]["selection_rate_c"] is None, "undefined"


def test_run_prints_a_line_for_each_measure() -> None:
    done = call("run", "hiring", "--preset", "equal-rates", "applicants=400")
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == len(HIRING.measures)
    assert "undefined" in done.stdout


def test_every_fault_of_a_run_is_told_at_once() -> None:
    done = call("run", "hiring", "colums=all", "hire_rate=7", "seed", "years=1", "years=2", "--seed", "x")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert sorted(line.split(";")[0] for line in done.stderr.splitlines()) == [
        "error: a setting must be written name=value (got 'seed')",
        "error: hire_rate must be between 0.01 and 0.99 (got 7.0)",
        "error: seed must be a whole number between 0 and 2147483647 (got 'x')",
        "error: there is no parameter 'colums' in 'hiring'",
        "error: years is given twice",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("run", "hirring"), "there is no simulation 'hirring'; did you mean 'hiring'?"),
        (("run", "hiring", "--preset", "nothing"), "there is no preset 'nothing' in 'hiring'; known: "),
        (("run", "hiring", "--preset", "berkeley-1973"), "holds published figures and cannot be run"),
        (("new", "No Name"), "the name must be lower-case letters"),
        (("new", "../away"), "the name must be lower-case letters"),
        (("new", "hiring"), "there is already a simulation 'hiring'"),
    ],
)
def test_a_fault_is_a_sentence_and_exit_status_one(words: tuple[str, ...], sentence: str) -> None:
    done = call(*words)
    assert done.exit_code == 1
    assert done.stderr.startswith("error: ")
    assert sentence in done.stderr


def test_list_names_every_simulation() -> None:
    assert "hiring: Biased hiring" in call("list").stdout
    (hiring,) = (about for about in json.loads(call("list", "--json").stdout) if about["slug"] == "hiring")
    assert hiring["parameters"] == list(HIRING.knobs)
    assert "bertrand-mullainathan" in hiring["presets"]
    assert "h2" in hiring["challenges"]


def test_list_shows_what_works_and_names_what_is_broken(tmp_path: Path) -> None:
    assert call("new", "dice", "--root", str(tmp_path)).exit_code == 0
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "__init__.py").write_text("import nothing_of_this_name\n")
    done = call("list", "--root", str(tmp_path))
    assert done.exit_code == 1
    assert "dice: Dice with a handicap" in done.stdout
    assert "does not import" in done.stderr


def test_list_names_presets_that_cannot_be_read(tmp_path: Path) -> None:
    assert call("new", "dice", "--root", str(tmp_path)).exit_code == 0
    (tmp_path / "dice" / "presets.yaml").write_text("presets:\n  a: {titel: A, summary: B}\n")
    for words in (("list",), ("list", "--json")):
        done = call(*words, "--root", str(tmp_path))
        assert done.exit_code == 1
        assert "dice/presets.yaml:2:7: there is no key 'titel' here; did you mean 'title'?" in done.stderr
        assert "Traceback" not in done.output


@pytest.mark.parametrize("words", [(), ("frob",), ("run",), ("list", "--colour"), ("new",)])
def test_a_command_that_is_none_ends_with_status_one(words: tuple[str, ...]) -> None:
    assert call(*words).exit_code == 1


def test_the_schema_of_presets_takes_what_the_reader_takes_and_knows_the_simulation() -> None:
    made = json.loads(call("schema", "hiring").stdout)
    jsonschema.Draft202012Validator.check_schema(made)
    text = (ROOT / "simulations" / "hiring" / "presets.yaml").read_text("utf-8")
    jsonschema.validate(read_yaml(text, "presets.yaml").value, made)
    for wrong in ({"colums": "all"}, {"hire_rate": 2}, {"columns": "blnd"}, {"years": 1.5}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"presets": {"a": {"title": "A", "summary": "B", "parameters": wrong}}}, made)
    assert "there is no simulation 'hirring'; did you mean 'hiring'?" in call("schema", "hirring").stderr


@pytest.mark.parametrize("command", [(), ("list",), ("run",), ("new",), ("schema",)])
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    done = call(*command, "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith("Usage:")


def test_a_new_simulation_runs_and_keeps_every_promise(tmp_path: Path) -> None:
    done = call("new", "my-dice", "--root", str(tmp_path))
    assert done.exit_code == 0, done.stderr
    copy = Catalogue(tmp_path).load("my-dice")
    assert copy.slug == "my-dice"
    assert set(copy.presets) == {"heavy-handicap"}
    assert set(copy.challenges) == {"even"}
    assert not list(tmp_path.rglob("__pycache__/test*"))
    told = json.loads(call("run", "my-dice", "handicap=2", "--root", str(tmp_path), "--json").stdout)
    assert set(told["measures"]) == {"winners_b", "best_missed"}
    parameters = copy.parameters()
    result = copy.run(parameters, 1)
    assert copy.charts[0].heading(result)
    assert copy.from_link(copy.link(parameters, 4)) == (parameters, 4)
    assert call("new", "my-dice", "--root", str(tmp_path)).exit_code == 1
    contract = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/simulations/test_contract.py", "-q", "-k", "my-dice",
         "-p", "no:cacheprovider"],
        cwd=ROOT, env={**os.environ, "SIMULATIONS_ROOT": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )
    assert contract.returncode == 0, contract.stdout
    assert " passed" in contract.stdout


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = call("new", "dice", "--root", str(tmp_path / "file" / "below"))
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_the_module_runs_as_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulations", "list"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "hiring" in done.stdout
