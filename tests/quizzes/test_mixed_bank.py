"""The quiz at the end of a module asks the graded questions of other banks, under its own objectives."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from quizzes.grading import KEPT_TYPES, chosen, result
from quizzes.model import address_again
from quizzes.reader import Banks, read_bank
from quizzes.weaknesses import weaknesses
from simulations.authored import ContentError
from tests.quizzes.banks import ENGINES, bank_of, choice
from tests.quizzes.memory_ledger import MemoryLedger

MIXED = """\
title: Mixed
policy: {questions: 4}
mixes:
  - {bank: one, objective: of-one}
  - {bank: two, objective: of-two}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "two"):
        questions = [choice(f"{name}-{n}", objective="theirs", more="required: true" if n == 0 else "")
                     for n in range(6)]
        bank_of(tmp_path, *questions, choice(f"{name}-before", pool="before"), name=name)
    (tmp_path / "mixed.yaml").write_text(MIXED, encoding="utf-8")
    return tmp_path


def test_only_graded_questions_are_mixed_each_under_the_objective_of_its_bank(folder: Path) -> None:
    bank = read_bank(folder / "mixed.yaml", ENGINES, objectives=["of-one", "of-two"])
    assert Counter(question.objective for question in bank.pool("quiz")) == {"of-one": 6, "of-two": 6}
    assert bank.pool("before") == () and bank.questions == ()
    assert not any(question.required for question in bank.pool("quiz"))


def test_each_quiz_asks_of_every_bank_alike(folder: Path) -> None:
    bank = read_bank(folder / "mixed.yaml", ENGINES)
    asked = {chosen(bank, "quiz", seed) for seed in range(8)}
    assert len(asked) > 1, "another sitting, other questions"
    for names in asked:
        assert Counter(bank.question(name).objective for name in names) == {"of-one": 2, "of-two": 2}


def test_questions_that_are_run_do_not_crowd_out_those_that_are_read() -> None:
    """In the module's own quiz, where three banks bring more computed questions than it draws."""
    bank = Banks().load("fairness-together")
    for seed in range(12):
        drawn = [bank.question(name) for name in chosen(bank, "quiz", seed)]
        assert set(Counter(one.objective for one in drawn).values()) == {3}
        run = Counter(one.objective for one in drawn if one.type in KEPT_TYPES)
        assert set(run.values()) == {1}
        assert sum(one.id.startswith("ft-") for one in drawn) == 3


def test_what_to_read_again_leads_to_the_other_lesson(folder: Path) -> None:
    bank = read_bank(folder / "mixed.yaml", ENGINES)
    assert bank.question("one-0").read_again == "one#step-one-0"
    assert address_again("one#there", "mixed") == "one?step=there"
    assert address_again("there", "mixed") == "mixed?step=there"
    assert address_again("there") == "?step=there"


def test_a_question_of_its_own_stands_first_and_can_be_required(folder: Path) -> None:
    own = MIXED + "questions:\n"
    bank_of(folder, choice("own", more="required: true"), head=own, name="mixed")
    bank = read_bank(folder / "mixed.yaml", ENGINES)
    assert bank.pool("quiz")[0].id == "own"
    assert all("own" in chosen(bank, "quiz", seed) for seed in range(4))


def test_a_broken_bank_is_left_out_and_the_others_are_asked(folder: Path) -> None:
    (folder / "one.yaml").write_text("title: [", encoding="utf-8")
    bank = read_bank(folder / "mixed.yaml", ENGINES)
    assert {question.objective for question in bank.pool("quiz")} == {"of-two"}


def test_banks_that_mix_each_other_are_read(folder: Path) -> None:
    (folder / "again.yaml").write_text(
        "title: Again\nmixes: [{bank: mixed, objective: x}, {bank: one, objective: y}]\n", encoding="utf-8")
    assert len(read_bank(folder / "again.yaml", ENGINES).pool("quiz")) == 6


@pytest.mark.parametrize(("mixes", "fault"), [
    ("[{bank: on, objective: x}]", "there is no other bank 'on'; did you mean 'one'"),
    ("[{bank: mixed, objective: x}]", "there is no other bank 'mixed'"),
    ("[{bank: one, objective: first}]", "the lesson has no objective 'first'"),
    ("[{bank: one, objective: of-one}, {bank: one, objective: of-one}]", "that id is taken"),
    ("[]", "'questions' is missing (or 'mixes'"),
    ("[{bank: one}]", "objective"),
])
def test_what_is_wrong_with_a_mix_is_said(folder: Path, mixes: str, fault: str) -> None:
    (folder / "mixed.yaml").write_text(f"title: Mixed\nmixes: {mixes}\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_bank(folder / "mixed.yaml", ENGINES, objectives=["of-one"])
    assert any(fault in problem.message for problem in caught.value.problems), caught.value.problems


def test_a_bank_that_is_mixed_in_is_read_again_when_it_changes(folder: Path) -> None:
    banks = Banks(folder, ENGINES)
    before = banks.load("mixed")
    assert banks.load("mixed") is before
    path = folder / "one.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("one-5", "one-new"), encoding="utf-8")
    os.utime(path, (1, 1))
    assert "one-new" in banks.load("mixed").by_id


def test_a_mixed_bank_is_not_called_weak_for_what_others_ask(folder: Path) -> None:
    bank = read_bank(folder / "mixed.yaml", ENGINES)
    errors = [one for one in weaknesses(bank, ["of-one", "of-two"]) if one.severity == "error"]
    assert not errors
    assert [one for one in weaknesses(bank, ["of-three"]) if one.severity == "error"]


def test_a_result_speaks_of_the_objectives_of_the_module(folder: Path) -> None:
    bank = read_bank(folder / "mixed.yaml", ENGINES)
    sitting = MemoryLedger().sitting("mixed", "quiz")
    found = result(bank, sitting, ())
    assert {one.objective for one in found.objectives} == {"of-one", "of-two"}
    assert not found.passed and found.possible == 4
