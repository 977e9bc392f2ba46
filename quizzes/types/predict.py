"""Say what will happen before it runs, and how sure one is; recorded and never marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from quizzes import answers, draws
from quizzes.base import Answer, Examples, Feedback, Grade, NumberField, OneOf, Option, Outcome, SureField
from quizzes.base import Field as AnyField
from quizzes.keys import EngineError
from quizzes.numbers import read_number
from quizzes.question import (
    Fault,
    Question,
    Strict,
    Text,
    Variation,
    checked_options,
    settings_or_faults,
    unknown,
)
from simulations.base import Simulation

LEVELS = (
    Option("guess", "It is a guess"),
    Option("fairly", "Fairly sure"),
    Option("very", "Very sure"),
)


class PredictOption(Strict):
    """Something that may happen."""

    text: Text
    feedback: Text


class Computed(Strict):
    """A measure of one run, shown beside the learner's number."""

    simulation: str
    measure: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    seed: int = Field(default=1, ge=0)


class Predict(Question):
    """Predict before the run; never marked, one answer.

    ```yaml
    - id: predict-1
      type: predict
      pool: lesson
      prompt: The group column is deleted. What happens to the impact ratio?
      sure: true
      options:
        - text: It goes to about 1.
          feedback: Many expect this. Other columns carry the group.
        - text: It hardly changes.
          feedback: Other columns carry the group, as the run shows.
      outcome: With every column but the group it is {measure}`hiring impact_ratio columns=blind`.
    ```
    """

    type: Literal["predict"]
    options: tuple[PredictOption, ...] = ()
    shuffle: bool = False
    number: bool = False
    """Whether a number is predicted instead of one of the options."""
    unit: str = ""
    sure: bool = False
    """Whether to ask how sure the learner is."""
    measure: Computed | None = None
    """What stands beside the learner's number afterwards."""
    outcome: Text
    """Shown afterwards; may hold {measure} roles."""

    marked: ClassVar[bool] = False
    most_tries: ClassVar[int | None] = 1

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.number == bool(self.options):
            raise ValueError("a prediction has either 'options' or 'number: true', not both or neither")
        if self.options:
            checked_options(self.options)
        if self.measure is not None and not self.number:
            raise ValueError("'measure' stands beside a number; use a {measure} role in 'outcome' instead")
        return self

    def simulations(self) -> tuple[str, ...]:
        """The simulation whose measure is shown, if any."""
        return (self.measure.simulation,) if self.measure else ()

    def faults(self, *, charts: bool = True) -> Iterator[Fault]:
        """Unknown simulations, measures and parameters."""
        yield from super().faults(charts=charts)
        if self.measure is None:
            return
        found = self.simulation_or_fault(self.measure.simulation, "measure", "simulation")
        if not isinstance(found, Simulation):
            yield found
            return
        if self.measure.measure not in found.measure:
            yield ("measure", "measure"), unknown("measure", self.measure.measure, found.measure)
        yield from settings_or_faults(found, self.measure.parameters, "measure", "parameters")[1]

    def draw(self, seed: int) -> PredictVariant:
        """The options in the order of ``seed``, where they are shuffled."""
        return PredictVariant(self, seed)


class PredictVariant(Variation[Predict]):
    """A prediction to make."""

    def _options(self) -> tuple[PredictOption, ...]:
        return draws.shuffled(self.seed, self.question.options, shuffle=self.question.shuffle)

    def _shown(self) -> tuple[Option, ...]:
        return answers.options(option.text for option in self._options())

    @property
    def key(self) -> Any:
        """There is none."""
        return None

    def fields(self) -> tuple[AnyField, ...]:
        """The options or a number, and how sure one is."""
        first: AnyField = (
            NumberField("number", "Your prediction", self.question.unit) if self.question.number
            else OneOf("choice", "Your prediction", self._shown())
        )
        return (first, SureField("sure", "How sure are you?", LEVELS)) if self.question.sure else (first,)

    def grade(self, answer: Answer) -> Grade:
        """Keeps the prediction, and says what happened."""
        said: list[Feedback] = []
        if self.question.number:
            value = read_number(answer.get("number"), unit=self.question.unit)
            said += self._beside(value)
        else:
            shown = self._shown()
            chosen = answers.one_of(answer, "choice", shown)
            option = self._options()[[one.id for one in shown].index(chosen)]
            said.append(Feedback(option.feedback, chosen))
        if self.question.sure:
            answers.one_of(answer, "sure", LEVELS)
        return Grade(Outcome.RECORDED, None, (*said, Feedback(self.question.outcome)))

    def _beside(self, value: float) -> list[Feedback]:
        yours = f"{value:,.10g}\N{NO-BREAK SPACE}{self.question.unit}".strip()
        found = self.question.measure
        if found is None:
            return []
        simulation = self.question.catalogue.load(found.simulation)
        try:
            measures = simulation.measured(simulation.settings(found.parameters), found.seed)
        except Exception as error:  # whatever an engine raises: the answer must stay pending
            raise EngineError(f"'{simulation.slug}' could not be run: {error!r}") from error
        text = simulation.measure[found.measure].text(measures[found.measure])
        return [Feedback(f"You said {yours}. The run gives {text}.")]

    def reveal(self) -> tuple[Feedback, ...]:
        """What happened, and what to say about each prediction."""
        each = dict.fromkeys(option.feedback for option in self._options())
        return (Feedback(self.question.outcome), *map(Feedback, each), *self.closing())

    def examples(self) -> Examples:
        """A prediction is never right or wrong; these cannot be read."""
        unsure = ({"choice": "1", "number": "1 %"},) if self.question.sure else ()
        return Examples(right=(), unreadable=({}, {"choice": "0", "number": "much", "sure": "very"}, *unsure))
