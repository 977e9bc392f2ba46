"""Fixtures of the tests of lessons; what they share by name is in ``coins_course``."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.roles import Figures, measured
from simulations.catalogue import Catalogue
from simulations.outcomes import OutcomeStore
from tests.lessons.coins_course import BANK, BODY, FRONT, QUESTION, Content


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The simulations of these tests."""
    return Catalogue(Path(__file__).parent / "engines")


@pytest.fixture(scope="session")
def figures(catalogue: Catalogue) -> Figures:
    """The numbers of roles, from these simulations."""
    return measured(catalogue, OutcomeStore())


@pytest.fixture
def content(tmp_path: Path, catalogue: Catalogue) -> Content:
    """A course of one lesson in a folder of its own."""
    made = Content(tmp_path, catalogue)
    made.write(FRONT + BODY)
    bank = tmp_path / "quizzes" / "bank" / "coins-lesson.yaml"
    bank.parent.mkdir(parents=True)
    asked = [("c-lesson", "lesson"), ("c-1", "quiz"), ("c-2", "quiz")]
    questions = "".join(QUESTION.replace("ID", name).replace("POOL", pool) for name, pool in asked)
    bank.write_text(BANK + questions)
    return made
