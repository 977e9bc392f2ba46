"""Hand in settings that meet a challenge's goals, or say that none can.

The grader runs the settings again on seeds that no page has shown. Where the goals cannot be met,
saying so earns half of the marks, and settings that come as near as any can the other half.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from quizzes import answers
from quizzes.base import Answer, Examples, Feedback, Grade, OneOf, Option, SettingsField, Unreadable
from quizzes.base import Field as AnyField
from quizzes.keys import EngineError
from quizzes.question import Fault, OptionalText, Question, Strict, Text, Variation, unknown
from simulations.authored import ContentError
from simulations.base import Simulation
from simulations.challenge import Challenge, Goal, Trial, tried
from simulations.parameters import ParameterError

CLAIMS = (Option("met", "These settings meet the goals"), Option("impossible", "No settings can"))


class ChallengeFeedback(Strict):
    """What to say, by what was claimed and what the grader found."""

    met: Text
    """The settings meet the goals."""
    not_met: Text
    """They do not."""
    wrongly_impossible: OptionalText = ""
    """Said to be impossible, although it is not."""
    impossible_shown: OptionalText = ""
    """Rightly said to be impossible, with settings that come as near as any."""
    impossible_not_shown: OptionalText = ""
    """Rightly said to be impossible, with settings that are far off."""


class ChallengeQuestion(Question):
    """A challenge of a simulation; goals, free knobs and prompt come from there.

    ```yaml
    - id: h2
      type: challenge
      pool: quiz
      objective: trade-off
      simulation: hiring
      challenge: h2
      feedback:
        met: You found settings that hold on people you never saw.
        not_met: Look at which goal is missed, and which knob moves that one alone.
        wrongly_impossible: There are such settings.
    ```
    """

    type: Literal["challenge"]
    prompt: OptionalText = ""
    """The challenge's own prompt, unless another is given."""
    simulation: str
    challenge: str
    feedback: ChallengeFeedback

    def simulations(self) -> tuple[str, ...]:
        """The simulation that is run again."""
        return (self.simulation,)

    def faults(self, *, charts: bool = True) -> Iterator[Fault]:
        """Unknown names, and missing feedback for what can happen here."""
        yield from super().faults(charts=charts)
        found = self.simulation_or_fault(self.simulation, "simulation")
        if not isinstance(found, Simulation):
            yield found
            return
        try:
            known = self.known_in(found, "challenges")
        except ContentError as error:
            yield ("challenge",), str(error)
            return
        if self.challenge not in known:
            yield ("challenge",), unknown("challenge", self.challenge, known)
            return
        can_happen = (
            ("wrongly_impossible",) if found.challenges[self.challenge].feasible
            else ("impossible_shown", "impossible_not_shown")
        )
        for name in can_happen:
            if not getattr(self.feedback, name):
                yield ("feedback",), f"feedback '{name}' is missing: it can happen in this challenge"

    def draw(self, seed: int) -> ChallengeVariant:
        """The same challenge; ``seed`` fixes the people whom the grader runs it on."""
        return ChallengeVariant(self, seed)


class ChallengeVariant(Variation[ChallengeQuestion]):
    """A challenge, and the seed from which the grader's own runs are drawn."""

    @property
    def simulation(self) -> Simulation:
        """The engine."""
        return self.question.catalogue.load(self.question.simulation)

    @property
    def challenge(self) -> Challenge:
        """Goals, free knobs and locked ones."""
        found: Challenge = self.simulation.challenges[self.question.challenge]
        return found

    @property
    def prompt(self) -> str:
        """The prompt, and the goals as the grader reads them."""
        goals = "\n".join(f"- {goal_in_words(goal, self.simulation)}" for goal in self.challenge.goals)
        return f"{self.question.prompt or self.challenge.prompt}\n\n{goals}"

    @property
    def key(self) -> Any:
        """Whether it can be met, and settings that meet it or come nearest."""
        return {"feasible": self.challenge.feasible, "solution": dict(self.challenge.solution)}

    def fields(self) -> tuple[AnyField, ...]:
        """The free knobs, and what the learner claims of the settings."""
        challenge = self.challenge
        return (
            SettingsField("settings", "Your settings", self.question.simulation, challenge.free,
                          dict(challenge.locked), dict(challenge.start),
                          tuple(dict.fromkeys(goal.measure for goal in challenge.goals))),
            OneOf("claim", "What do you say?", CLAIMS),
        )

    def grade(self, answer: Answer) -> Grade:
        """The grader's own runs of the settings decide."""
        claim = answers.one_of(answer, "claim", CLAIMS)
        settings = answer.get("settings")
        if not isinstance(settings, Mapping):
            raise Unreadable("Choose settings first.")
        trial = self._tried(settings)
        feedback, challenge = self.question.feedback, self.challenge
        found = self._found(trial)
        if claim == "met":
            text = feedback.met if trial.passed else feedback.not_met
            return Grade.of(float(trial.passed), [Feedback(text, "met", trial.passed), found])
        if challenge.feasible:
            return Grade.of(0, [Feedback(feedback.wrongly_impossible, "impossible", False)])
        shown = trial.shortfall <= challenge.near
        text = feedback.impossible_shown if shown else feedback.impossible_not_shown
        return Grade.of(1.0 if shown else 0.5, [Feedback(text, "impossible", shown), found])

    def _tried(self, settings: Mapping[str, Any]) -> Trial:
        try:
            return tried(self.simulation, self.challenge, settings, self.seed)
        except ParameterError as error:
            raise Unreadable(f"These settings cannot be run: {error}.") from error
        except Exception as error:  # whatever an engine raises: the answer must stay pending
            raise EngineError(f"'{self.question.simulation}' could not be run: {error!r}") from error

    def _found(self, trial: Trial) -> Feedback:
        measures = self.simulation.measure
        parts = [
            f"{measures[goal.measure].label} {measures[goal.measure].text(trial.means[goal.measure])}"
            f" ({'met' if met else 'missed'})"
            for goal, met in zip(self.challenge.goals, trial.met, strict=True)
        ]
        unseen = f"{self.simulation.drawn_anew} nobody has seen"
        return Feedback(f"Over {trial.runs} runs on {unseen}: {'; '.join(parts)}.", good=trial.passed)

    def reveal(self) -> tuple[Feedback, ...]:
        """Settings that meet the goals, or come nearest, and why."""
        challenge, knobs = self.challenge, self.simulation.knobs
        solution = "; ".join(
            f"{knobs[name].label}: {knobs[name].said(value)}"
            for name, value in challenge.solution.items()
        )
        word = "These settings meet the goals" if challenge.feasible else "No settings can; nearest come"
        return (Feedback(f"{word}: {solution}", good=True), Feedback(challenge.explanation), *self.closing())

    def examples(self) -> Examples:
        """The solution, the obvious try, and what cannot be read."""
        challenge = self.challenge
        obvious = dict(challenge.obvious_try)
        claim = "met" if challenge.feasible else "impossible"
        return Examples(
            right=({"claim": claim, "settings": dict(challenge.solution)},),
            wrong=({"claim": "met", "settings": obvious},),
            unreadable=({}, {"claim": "met"}, {"claim": "maybe", "settings": obvious},
                        {"claim": "met", "settings": {**obvious, "no such knob": 1}}),
        )


def goal_in_words(goal: Goal, simulation: Simulation) -> str:
    """A goal as a line: the measure's label and its bounds, printed as everywhere."""
    measure = simulation.measure[goal.measure]
    bounds = [
        f"{word} {measure.text(bound)}"
        for word, bound in (("at least", goal.at_least), ("at most", goal.at_most))
        if abs(bound) != float("inf")
    ]
    return f"{measure.label}: {' and '.join(bounds)}"
