"""All challenges of a simulation as a bank, found by its name like any other."""

from __future__ import annotations

import pytest

from quizzes.model import LAB
from quizzes.reader import Banks
from simulations.authored import ContentError
from simulations.catalogue import Catalogue

BANKS = Banks()
SLUGS = [slug for slug in Catalogue().slugs() if BANKS.catalogue.load(slug).challenges]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_challenge_is_a_question_with_its_goals(slug: str) -> None:
    simulation = BANKS.catalogue.load(slug)
    bank = BANKS.load(LAB + slug)
    assert list(bank.by_id) == list(simulation.challenges)
    for question in bank.questions:
        challenge = simulation.challenges[question.id]
        assert not list(question.faults(charts=False))
        prompt = question.draw(1).prompt
        assert prompt.startswith(challenge.prompt) and prompt.count("\n- ") == len(challenge.goals)


def test_a_lab_of_no_simulation_is_no_bank() -> None:
    with pytest.raises(ContentError, match="there is no question bank 'lab-hirring'"):
        BANKS.load("lab-hirring")


def test_the_banks_of_labs_are_not_listed_among_those_of_lessons() -> None:
    assert not [slug for slug in BANKS.slugs() if slug.startswith(LAB)]
