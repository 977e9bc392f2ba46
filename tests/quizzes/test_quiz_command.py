"""``python -m quizzes``: what it prints, and its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizzes.__main__ import main
from quizzes.schema import COMMENT, schema_text
from tests.quizzes.banks import bank_of, choice

SOUND = [choice(f"q{n}", more="transfer: true") for n in range(12)]
REPOSITORY = Path(__file__).parents[2]


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def root(tmp_path):
    (tmp_path / "quizzes" / "bank").mkdir(parents=True)
    bank_of(tmp_path / "quizzes" / "bank", *SOUND, name="whole")
    return tmp_path


def test_list_names_what_is_there_and_what_is_broken(root):
    (root / "quizzes" / "bank" / "broken.yaml").write_text("title: T\n", encoding="utf-8")
    found = run("list", "--root", root)
    assert found.exit_code == 0
    assert found.output == (
        "broken: broken; `python -m quizzes check broken` says where\n"
        "whole: A test (0 before, 0 in the lesson, 12 for the quiz)\n"
    )
    rows = json.loads(run("list", "--root", root, "--json").output)
    assert rows == [{"slug": "broken", "broken": 1},
                    {"slug": "whole", "title": "A test", "before": 0, "lesson": 0, "quiz": 12}]


def test_check_passes_a_bank_without_errors(root):
    found = run("check", "--root", root)
    assert (found.exit_code, found.output) == (0, "1 banks: 0 errors, 0 warnings\n")


def test_check_fails_on_errors_and_not_on_warnings(root):
    bank_of(root / "quizzes" / "bank", choice("a"), choice("b"), name="weak")
    found = run("check", "weak", "--root", root)
    assert found.exit_code == 0 and "quizzes/bank/weak.yaml:3:1: warning: " in found.output
    bank_of(root / "quizzes" / "bank", choice("a"), name="wrong")
    found = run("check", "wrong", "--root", root)
    assert found.exit_code == 1
    assert "wrong.yaml:7:5: the objective 'first' is asked once in the quiz's pool" in found.output
    found = run("check", "--root", root, "--json")
    assert found.exit_code == 1
    assert {one["severity"] for one in json.loads(found.output)} == {"error", "warning"}


def test_check_of_an_unknown_bank_fails_with_what_is_known(root):
    found = run("check", "hole", "--root", root)
    assert found.exit_code == 1 and "did you mean 'whole'?" in found.output


def test_preview_shows_options_key_and_feedback(root):
    found = run("preview", "whole", "q3", "--root", root)
    assert found.exit_code == 0
    for text in ("== q3 (choice, pool quiz, objective first, transfer)", "What is it?", "Hint 1: Think of A.",
                 "  + The answer: A", "  - C: Not C.", "Read again: step-q3"):
        assert text in found.output
    assert "q4" not in found.output


@pytest.mark.parametrize(("arguments", "message"), [
    (("preview", "hole"), "there is no question bank 'hole'; did you mean 'whole'?"),
    (("preview", "whole", "q33"), "there is no question 'q33' in 'whole'; did you mean 'q3'?"),
    (("schema", "-o", "/proc/none/schema.json"), "cannot be written"),
])
def test_what_cannot_be_shown_is_said_in_a_sentence(root, arguments, message):
    where = ("--root", root) if arguments[0] == "preview" else ()
    found = run(*arguments, *where)
    assert found.exit_code == 1 and message in found.output
    assert "Traceback" not in found.output


def test_a_folder_without_banks_is_said_to_be_one(tmp_path):
    found = run("list", "--root", tmp_path)
    assert found.exit_code == 1 and "there is no folder quizzes/bank in" in found.output


@pytest.mark.parametrize("command", ["list", "check", "preview", "schema"])
def test_every_command_has_help(command):
    assert run(command, "--help").exit_code == 0


def test_every_question_of_this_course_can_be_previewed():
    found = run("preview", "responsible-ai-and-security")
    assert found.exit_code == 0, found.output


def test_the_command_runs_as_a_module():
    found = subprocess.run([sys.executable, "-m", "quizzes", "list", "--json"], cwd=REPOSITORY, check=True,
                           capture_output=True, text=True)
    assert json.loads(found.stdout)


def test_the_schema_that_editors_read_is_the_one_the_models_give():
    kept = REPOSITORY / "quizzes" / "bank.schema.json"
    assert kept.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m quizzes schema -o quizzes/bank.schema.json")
    assert run("schema").output == schema_text()
    assert (REPOSITORY / "quizzes" / "bank" / COMMENT.split("=")[1]).resolve() == kept


def test_the_schema_knows_every_type_and_its_keys():
    schema = json.loads(schema_text())
    kinds = {one["properties"]["type"]["const"]: one for one in schema["$defs"].values()
             if "type" in one.get("properties", {})}
    assert set(schema["properties"]["questions"]["items"]["discriminator"]["mapping"]) == set(kinds)
    assert "from" in kinds["computed"]["properties"] and "```yaml" in kinds["computed"]["description"]
    assert set(schema["properties"]["policy"]["properties"]) == {"tries", "try_factor", "pass", "mastery",
                                                                 "questions"}
