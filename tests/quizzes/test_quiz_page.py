"""The page of a quiz: what its result says to a learner who did not pass, and where it leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from quizzes import desk
from quizzes.form import Sheet
from quizzes.quiz_page import beginning
from quizzes.reader import read_bank
from simulations.outcomes import OutcomeStore
from tests.quizzes.banks import ENGINES, bank_of, choice
from tests.quizzes.memory_ledger import MemoryLedger

PARTS: dict[str, Sheet] = {}


def page() -> None:
    from quizzes.quiz_page import quiz
    from tests.quizzes.test_quiz_page import PARTS

    quiz(PARTS["sheet"], key="q")


def result_of(bank, *, right: tuple[str, ...] = ()) -> str:
    """What the page says once every question was answered, those named rightly."""
    ledger = MemoryLedger()
    sitting = ledger.sitting(bank.slug, "quiz")
    for question in bank.pool("quiz"):
        while not (state := desk.state(ledger, bank, sitting, question.id)).revealed:
            examples = state.variant.examples()
            answer = (examples.right if question.id in right else examples.wrong)[0]
            desk.hand_in(ledger, bank, sitting, question.id, state.number, answer)
    ledger.close(sitting.id)
    PARTS["sheet"] = Sheet(
        bank=bank, sitting=ledger.sitting(bank.slug, "quiz"), ledger=ledger, catalogue=ENGINES,
        store=OutcomeStore(), render=lambda text: text, objectives={"first": "Say what it is", "x": "Mixed"},
        steps={"step-one": "The first step", "other#step-one": "A step elsewhere"},
    )
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    return "\n".join([*(one.value for one in at.markdown), *(str(one.value) for one in at.table)])


def test_who_missed_a_required_question_is_told_which(tmp_path: Path) -> None:
    others = [choice(name) for name in ("two", "three", "four")]
    bank = bank_of(tmp_path, choice("one", more="required: true"), *others)
    said = result_of(bank, right=("two", "three", "four"))
    assert "Not passed yet: 75%" in said
    assert 'This one has to be right to pass: "What is it?' in said


def test_who_missed_none_is_not_told_of_any(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, choice("one", more="required: true"), choice("two"))
    assert "has to be right" not in result_of(bank, right=("one",))


def test_what_to_read_again_after_a_mixed_quiz_stands_in_the_other_lesson(tmp_path: Path) -> None:
    bank_of(tmp_path, choice("one"), name="other")
    path = tmp_path / "mixed.yaml"
    path.write_text("title: Mixed\nmixes: [{bank: other, objective: x}]\n", encoding="utf-8")
    assert "[A step elsewhere](other?step=step-one)" in result_of(read_bank(path, ENGINES))


@pytest.mark.parametrize(("prompt", "said"), [
    ("Short enough?", "Short enough?"),
    ("At {measure}`hiring impact_ratio columns=all` it is\nhalf.", "At … it is half."),
    ("word " * 40, "word " * 23 + "word …"),
])
def test_a_question_is_named_by_how_it_begins(prompt: str, said: str) -> None:
    assert beginning(prompt) == said
