"""A number, or a direction, that a simulation's engine supplies the key to.

Parameters may be drawn per learner and try. The key is the mean over the grader's own seeds, so
that it is the engine's answer and not one lucky run's, and it is computed when an answer is graded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from quizzes import answers, draws
from quizzes.base import Answer, Drawn, Examples, Feedback, Grade, NumberField, OneOf, Option, Outcome
from quizzes.base import Field as AnyField
from quizzes.keys import EngineError, kept, means
from quizzes.numbers import read_number
from quizzes.question import (
    Fault,
    OptionalText,
    Question,
    Strict,
    Variation,
    filled,
    placeholders,
    settings_or_faults,
    unknown,
)
from quizzes.scoring import near
from simulations.base import Measure, Simulation
from simulations.parameters import Knob, Parameters, Value

MOST_VALUES = 1000
DIRECTIONS = (Option("rises", "It rises"), Option("falls", "It falls"), Option("stays", "It stays the same"))


class Vary(Strict):
    """The values that a parameter is drawn from: steps from low to high, or a few names."""

    low: float | None = None
    high: float | None = None
    step: float | None = Field(default=None, gt=0)
    one_of: tuple[Value, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        steps = (self.low, self.high, self.step)
        if bool(self.one_of) != (steps == (None, None, None)) or (not self.one_of and None in steps):
            raise ValueError("values are drawn from [low, high, step] or from {one_of: [...]}")
        if self.low is not None and self.high is not None and self.step is not None:
            if self.low >= self.high:
                raise ValueError(f"low must be below high (got {self.low:g} and {self.high:g})")
            if (self.high - self.low) / self.step > MOST_VALUES:
                raise ValueError(f"at most {MOST_VALUES} values can be drawn from; make step larger")
        return self

    def values(self, knob: Knob) -> tuple[Value, ...]:
        """All values, as ``knob`` takes them."""
        if self.one_of:
            return self.one_of
        assert self.low is not None and self.high is not None and self.step is not None
        count = math.floor((self.high - self.low) / self.step + 1e-9) + 1
        values = [round(self.low + index * self.step, 10) for index in range(count)]
        if knob.kind == "whole":
            return tuple(int(value) if value.is_integer() else value for value in values)
        return tuple(values)


def _from_list(given: Any) -> Any:
    if isinstance(given, list | tuple):
        if len(given) != 3:
            raise ValueError(f"write [low, high, step] (got {len(given)} values)")
        return dict(zip(("low", "high", "step"), given, strict=True))
    return given


Drawable = Annotated[Vary, BeforeValidator(_from_list), WithJsonSchema({"anyOf": [
    {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3,
     "description": "[low, high, step]"},
    {"type": "object", "properties": {"one_of": {"type": "array", "minItems": 1}},
     "required": ["one_of"], "additionalProperties": False},
]})]


class ComputedQuestion(Question):
    """Ask for a measure, for its change, or for the direction of the change.

    ```yaml
    - id: h1
      type: computed
      pool: quiz
      objective: blind-model
      prompt: Past prejudice is {prejudice}. What is the impact ratio of the model without the column?
      simulation: hiring
      measure: impact_ratio
      parameters: {columns: blind}
      vary: {prejudice: [0.4, 1.2, 0.1]}
      seeds: 40
      tolerance: 0.05
    ```

    ``ask: change`` asks by how much the measure changes from the parameters in ``from`` to those in
    ``parameters``; ``ask: compare`` whether it rises, falls or stays within ``margin``.
    """

    type: Literal["computed"]
    simulation: str
    measure: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    from_: dict[str, Any] | None = Field(default=None, alias="from")
    vary: dict[str, Drawable] = Field(default_factory=dict)
    seeds: int = Field(default=20, ge=1, le=200)
    """The key is the mean over seeds 1 to this."""
    ask: Literal["number", "change", "compare"] = "number"
    tolerance: float | None = Field(default=None, gt=0)
    """In the measure's own unit; for a share in percentage points."""
    margin: float | None = Field(default=None, ge=0)
    """Of ``compare``: a change within it counts as staying the same; same unit as tolerance."""
    feedback_right: OptionalText = ""
    feedback_wrong: OptionalText = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.ask == "number") == (self.from_ is not None):
            raise ValueError("'from' is needed for ask: change and ask: compare, and only there")
        if self.ask == "compare" and (self.margin is None or self.tolerance is not None):
            raise ValueError("ask: compare takes a 'margin' and no 'tolerance'")
        if self.ask != "compare" and (self.tolerance is None or self.margin is not None):
            raise ValueError(f"ask: {self.ask} takes a 'tolerance' and no 'margin'")
        return self

    def simulations(self) -> tuple[str, ...]:
        """The simulation that supplies the key."""
        return (self.simulation,)

    def faults(self, *, charts: bool = True) -> Iterator[Fault]:
        """Unknown names, values out of range, and names in braces that are not drawn."""
        yield from super().faults(charts=charts)
        for name in placeholders(self.prompt):
            if name not in self.vary:
                yield ("prompt",), unknown("drawn parameter", name, tuple(self.vary)) + "; see 'vary'"
        found = self.simulation_or_fault(self.simulation, "simulation")
        if not isinstance(found, Simulation):
            yield found
            return
        if self.measure not in found.measure:
            yield ("measure",), unknown("measure", self.measure, found.measure)
        yield from settings_or_faults(found, self.parameters, "parameters")[1]
        yield from settings_or_faults(found, self.from_ or {}, "from")[1]
        for name, vary in self.vary.items():
            if name not in found.knobs:
                yield ("vary", name), unknown("parameter", name, found.knobs)
            elif name in self.parameters:
                yield ("vary", name), f"{name} is set in 'parameters' and drawn here; keep one of the two"
            else:
                for value in vary.values(found.knobs[name]):
                    wrong = settings_or_faults(found, {name: value}, "vary")[1]
                    yield from wrong
                    if wrong:
                        break

    def draw(self, seed: int) -> ComputedVariant:
        """The parameters of ``seed``."""
        return ComputedVariant(self, seed)


class ComputedVariant(Variation[ComputedQuestion]):
    """One learner's parameters; the engine is asked when an answer is graded."""

    @property
    def simulation(self) -> Simulation:
        """The engine."""
        return self.question.catalogue.load(self.question.simulation)

    @property
    def values(self) -> Mapping[str, Value]:
        """What was drawn, by parameter."""
        knobs = self.simulation.knobs
        choices = {name: vary.values(knobs[name]) for name, vary in self.question.vary.items()}
        return {name: known[draws.pick(self.seed, name, len(known))] for name, known in choices.items()}

    @property
    def prompt(self) -> str:
        """The question with the drawn values in words."""
        knobs = self.simulation.knobs
        words = {name: knobs[name].said(value) for name, value in self.values.items()}
        return filled(self.question.prompt, words)

    @property
    def drawn(self) -> Drawn:
        """The seed and the parameters."""
        return {"seed": self.seed, "parameters": dict(self.values)}

    def settings(self) -> tuple[Parameters, Parameters | None]:
        """What the key is computed at; with ``from`` also what the change is counted from."""
        after = self.simulation.settings({**self.values, **self.question.parameters})
        before = self.question.from_
        return after, None if before is None else self.simulation.settings({**self.values, **before})

    @property
    def measure(self) -> Measure:
        """What is asked for."""
        return self.simulation.measure[self.question.measure]

    @property
    def key(self) -> Any:
        """What the key is computed from, and the key itself once it was computed."""
        question, (after, before) = self.question, self.settings()
        known = kept(self.simulation, after, question.seeds)
        earlier = None if before is None else kept(self.simulation, before, question.seeds)
        value = None
        if known is not None and (before is None or earlier is not None):
            value = self.answer()
        return {
            "simulation": question.simulation, "measure": question.measure, "seeds": question.seeds,
            "parameters": after.model_dump(), "from": None if before is None else before.model_dump(),
            "value": value if value is not None and math.isfinite(value) else None,
        }

    def answer(self) -> float:
        """The key, in the unit in which it is asked for; raises EngineError."""
        question, (after, before) = self.question, self.settings()
        value = means(self.simulation, after, question.seeds).means[question.measure]
        if before is not None:
            value -= means(self.simulation, before, question.seeds).means[question.measure]
        return value * scale(self.measure)

    def _direction(self) -> str:
        change, margin = self.answer(), self.question.margin or 0.0
        return "stays" if abs(change) <= margin else "rises" if change > 0 else "falls"

    @property
    def unit(self) -> str:
        """What the answer is in."""
        if self.question.ask == "number":
            return unit(self.measure)
        return "points" if self.measure.form in ("share", "points") else ""

    def fields(self) -> tuple[AnyField, ...]:
        """A number, or one of three directions."""
        if self.question.ask == "compare":
            return (OneOf("choice", "Choose one", DIRECTIONS),)
        label = f"{self.measure.label}" + (", change" if self.question.ask == "change" else "")
        return (NumberField("number", label, self.unit),)

    def grade(self, answer: Answer) -> Grade:
        """Right within the tolerance of the engine's own answer."""
        question = self.question
        if question.ask == "compare":
            chosen = answers.one_of(answer, "choice", DIRECTIONS)
            if not math.isfinite(self.answer()):
                return _undefined(self.measure)
            return self._marked(float(chosen == self._direction()), chosen)
        value = read_number(answer.get("number"), unit=self.unit, whole=self.measure.form == "count")
        key = self.answer()
        if not math.isfinite(key):
            return _undefined(self.measure)
        assert question.tolerance is not None
        return self._marked(near(value, key, question.tolerance), "")

    def _marked(self, share: float, chosen: str) -> Grade:
        right = self.question.feedback_right or "That is what the engine gives."
        wrong = self.question.feedback_wrong or (
            "That is not what the engine gives. Try these settings in the lab, with several seeds."
        )
        return Grade.of(share, [Feedback(right if share == 1 else wrong, chosen, share == 1)])

    def reveal(self) -> tuple[Feedback, ...]:
        """The engine's answer in words."""
        question = self.question
        try:
            key = self.answer()
        except EngineError:
            return (Feedback("The engine cannot be asked at the moment; try again later."), *self.closing())
        runs = f"the mean of {question.seeds} runs"
        if question.ask == "number":
            said = f"The engine gives {self.measure.text(key / scale(self.measure))}, {runs}"
        else:
            said = f"The engine gives a change of {key:+.3g} {self.unit}".rstrip() + f", {runs}"
            if question.ask == "compare":
                said = f"{next(one.text for one in DIRECTIONS if one.id == self._direction())}. {said}"
        if question.tolerance is not None:
            within = f"{question.tolerance:g}{' points' if self.unit in ('%', 'points') else ''}"
            said += f"; anything within {within} of it is right"
        more = [Feedback(question.feedback_right, good=True)] if question.feedback_right else []
        return (Feedback(said + ".", good=True), *more, *self.closing())

    def examples(self) -> Examples:
        """The engine's answer, one far from it, and what cannot be read."""
        if self.question.ask == "compare":
            key = self._direction()
            return Examples(
                right=({"choice": key},),
                wrong=tuple({"choice": one.id} for one in DIRECTIONS if one.id != key),
                unreadable=({}, {"choice": "2"}, {"choice": None}),
            )
        value, sign = self.answer(), " %" if self.unit == "%" else ""
        far = value + 3 * (self.question.tolerance or 0)
        return Examples(
            right=({"number": f"{value:.9g}{sign}"},),
            wrong=({"number": f"{far:.9g}{sign}"},),
            unreadable=({}, {"number": ""}, {"number": "higher"}, {"number": "nan"}),
        )


def scale(measure: Measure) -> float:
    """By what a measure is multiplied before it is asked for: shares are asked in percent."""
    return 100.0 if measure.form in ("share", "points") else 1.0


def unit(measure: Measure) -> str:
    """What a measure is asked in."""
    return {"share": "%", "points": "points"}.get(measure.form, "")


def _undefined(measure: Measure) -> Grade:
    said = (f"{measure.label} is undefined at these settings, so this cannot be marked. "
            "Your answer is kept, and whoever teaches this course is told.")
    return Grade(Outcome.AWAITING_REVIEW, None, (Feedback(said),))
