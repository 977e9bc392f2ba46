"""The challenges of a simulation as a bank of their own, for its lab page.

A lesson sets the one or two that it turns on; whoever wants the others finds all of them beside the
simulation. They are graded and kept like any other question, and count towards nothing.
"""

from __future__ import annotations

from quizzes.model import LAB, Bank
from quizzes.policy import Policy
from quizzes.types.challenge import ChallengeQuestion
from simulations.authored import Document
from simulations.base import Simulation
from simulations.catalogue import Catalogue

FEEDBACK = {
    "met": "Every goal is met by runs that no page has shown.",
    "not_met": "A goal is missed. Which one, and which knob moves that one alone?",
    "wrongly_impossible": "There are settings that meet every goal.",
    "impossible_shown": "No settings can, and yours come as near as is asked for.",
    "impossible_not_shown": "No settings can. Others come nearer than yours.",
}


def challenge_bank(simulation: Simulation, catalogue: Catalogue) -> Bank:
    """All challenges of ``simulation``. Raises ContentError where its code does not import."""
    questions = tuple(
        ChallengeQuestion.model_validate(
            {"id": slug, "type": "challenge", "pool": "lesson", "objective": "challenges",
             "simulation": simulation.slug, "challenge": slug, "feedback": FEEDBACK},
            context={"catalogue": catalogue})
        for slug in simulation.challenges)
    document = Document(f"simulations/{simulation.slug}/challenges.py", {}, {})
    return Bank(LAB + simulation.slug, simulation.title, "", Policy(tries=3), questions, document)
