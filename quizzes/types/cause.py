"""Find the cause: charts of a run whose settings are hidden, and what may lie behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, field_validator

from quizzes import answers, draws
from quizzes.base import Answer, Drawn, Examples, Feedback, Grade, OneOf, Option, ShownRun
from quizzes.base import Field as AnyField
from quizzes.question import (
    Fault,
    Question,
    Strict,
    Text,
    Variation,
    about,
    checked_options,
    settings_or_faults,
    unknown,
)
from simulations.authored import ContentError
from simulations.base import Simulation

RUNS = 20
"""From how many seeds the run is drawn: few enough that a class shares what is computed."""


class Cause(Strict):
    """One thing that may lie behind a run, and the settings that it stands for."""

    text: Text
    parameters: dict[str, Any]
    feedback: Text


class CauseQuestion(Question):
    """One of the causes is drawn and hidden; the charts of its run are shown.

    ```yaml
    - id: h4
      type: cause
      pool: quiz
      objective: sources
      prompt: These charts show one run. What lies behind it?
      simulation: hiring
      charts: [rates, columns]
      base: {prejudice: 0, measurement: 0, career_gap: 0}
      causes:
        - text: past prejudice
          parameters: {prejudice: 1.2}
          feedback: Then past decisions differ at the same ability.
        - text: a test that measures B too low
          parameters: {measurement: 1.0}
          feedback: Then the test column lies lower for B.
        - text: a career gap
          parameters: {career_gap: 1.0}
          feedback: Then experience lies lower for B.
        - text: too few records of B
          parameters: {kept: 0.1}
          feedback: Then no column lies lower, and the weights are unsteady.
    ```
    """

    type: Literal["cause"]
    simulation: str
    charts: tuple[str, ...] = Field(min_length=1, max_length=3)
    base: dict[str, Any] = Field(default_factory=dict)
    """The settings that all causes share."""
    causes: tuple[Cause, ...]

    @field_validator("causes")
    @classmethod
    def _some_causes(cls, causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
        checked_options(causes, least=3)
        return causes

    def simulations(self) -> tuple[str, ...]:
        """The simulation that is run."""
        return (self.simulation,)

    def faults(self, *, charts: bool = True) -> Iterator[Fault]:
        """Unknown simulations, charts and parameters, and causes that are no different."""
        yield from super().faults(charts=charts)
        found = self.simulation_or_fault(self.simulation, "simulation")
        if not isinstance(found, Simulation):
            yield found
            return
        if charts:
            yield from self._chart_faults(found)
        yield from settings_or_faults(found, self.base, "base")[1]
        seen: dict[str, str] = {}
        for index, cause in enumerate(self.causes):
            here = ("causes", index, "parameters")
            alone = settings_or_faults(found, cause.parameters, *here)[1]
            yield from alone
            settings = settings_or_faults(found, {**self.base, **cause.parameters}, *here)[0]
            if settings is not None:
                twin = seen.setdefault(settings.model_dump_json(), cause.text)
                if twin != cause.text:
                    yield here, f"'{cause.text}' and '{twin}' have the same settings; nobody could tell"

    def _chart_faults(self, simulation: Simulation) -> Iterator[Fault]:
        try:
            known = self.known_in(simulation, "charts")
        except ContentError as error:
            yield ("charts",), str(error)
            return
        for index, slug in enumerate(self.charts):
            if slug not in known:
                yield ("charts", index), unknown("chart", slug, known)

    def draw(self, seed: int) -> CauseVariant:
        """One cause, and one run of it."""
        return CauseVariant(self, seed)


class CauseVariant(Variation[CauseQuestion]):
    """A hidden cause, and the others, in the order in which one learner sees them."""

    def _order(self) -> tuple[int, ...]:
        return draws.order(self.seed, "causes", len(self.question.causes))

    def _hidden(self) -> int:
        return draws.pick(self.seed, "hidden", len(self.question.causes))

    def _run(self) -> int:
        return 1 + draws.pick(self.seed, "run", RUNS)

    def _options(self) -> tuple[Option, ...]:
        return answers.options(self.question.causes[index].text for index in self._order())

    @property
    def shown(self) -> ShownRun:
        """The charts of the hidden run."""
        question = self.question
        parameters = {**question.base, **question.causes[self._hidden()].parameters}
        return ShownRun(question.simulation, parameters, self._run(), question.charts, hidden=True)

    @property
    def drawn(self) -> Drawn:
        """The seed, which cause it hides, and which run of it."""
        return {"seed": self.seed, "cause": self._hidden(), "run": self._run()}

    @property
    def key(self) -> Any:
        """The id of the hidden cause, and its text."""
        hidden = self._hidden()
        return {"cause": str(self._order().index(hidden) + 1), "text": self.question.causes[hidden].text}

    def fields(self) -> tuple[AnyField, ...]:
        """The causes."""
        return (OneOf("cause", "What lies behind it?", self._options()),)

    def grade(self, answer: Answer) -> Grade:
        """Right where the hidden cause is named."""
        chosen = answers.one_of(answer, "cause", self._options())
        right = chosen == self.key["cause"]
        cause = self.question.causes[self._order()[int(chosen) - 1]]
        return Grade.of(float(right), [Feedback(cause.feedback, chosen, right)])

    def reveal(self) -> tuple[Feedback, ...]:
        """The hidden cause, and what each would have looked like."""
        key = self.key
        each = [
            Feedback(about(option.text, self.question.causes[index].feedback), option.id,
                     option.id == key["cause"])
            for option, index in zip(self._options(), self._order(), strict=True)
        ]
        return (Feedback(f"Behind this run: {key['text']}", good=True), *each, *self.closing())

    def examples(self) -> Examples:
        """The hidden cause, the others, and what is no option."""
        key = self.key["cause"]
        return Examples(
            right=({"cause": key},),
            wrong=tuple({"cause": option.id} for option in self._options() if option.id != key),
            unreadable=({}, {"cause": "0"}, {"cause": None}),
        )
