"""Type a number; it is right within a tolerance."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from quizzes.base import Answer, Examples, Feedback, Grade, NumberField
from quizzes.base import Field as AnyField
from quizzes.numbers import read_number
from quizzes.question import Question, Strict, Text, Variation
from quizzes.scoring import near


class Slip(Strict):
    """A number that a common mistake leads to, and what to say about the mistake."""

    answer: float
    tolerance: float = Field(default=0.0, ge=0)
    feedback: Text


class Number(Question):
    """Type a number; it is right within ``tolerance`` (absolute) or ``relative`` (a share of it).

    ```yaml
    - id: ratio-1
      type: number
      pool: quiz
      objective: four-fifths
      prompt: Of 40 men 20 are hired, of 40 women 10. What is the impact ratio?
      answer: 0.5
      tolerance: 0.005
      close: 4
      slips:
        - answer: 2
          feedback: Divide the lower rate by the higher one.
      feedback_right: Half as often.
      feedback_wrong: Write down both rates first, then divide.
    ```
    """

    type: Literal["number"]
    answer: float
    unit: str = ""
    """What the answer is in: ``%``, ``points``, another word, or nothing."""
    tolerance: float | None = Field(default=None, ge=0)
    relative: float | None = Field(default=None, gt=0, lt=1)
    close: float | None = Field(default=None, gt=1)
    """Within so many times the tolerance half of the marks are earned."""
    slips: tuple[Slip, ...] = ()
    feedback_right: Text
    feedback_wrong: Text

    @model_validator(mode="after")
    def _one_tolerance(self) -> Self:
        if (self.tolerance is None) == (self.relative is None):
            raise ValueError("a number needs either 'tolerance' or 'relative', not both or neither")
        if self.relative is not None and self.answer == 0:
            raise ValueError("'relative' means nothing where the answer is 0; give 'tolerance'")
        return self

    @field_validator("slips")
    @classmethod
    def _slips_differ(cls, slips: tuple[Slip, ...], info: Any) -> tuple[Slip, ...]:
        answer, tolerance = info.data.get("answer"), info.data.get("tolerance")
        if answer is not None:
            allowed = tolerance if tolerance is not None else abs(answer) * (info.data.get("relative") or 0)
            for slip in slips:
                if near(slip.answer, answer, allowed + slip.tolerance):
                    raise ValueError(f"the slip {slip.answer:g} lies within the tolerance of the answer")
        return slips

    @property
    def allowed(self) -> float:
        """How far from the answer is still right, in the question's unit."""
        return self.tolerance if self.tolerance is not None else abs(self.answer) * (self.relative or 0)

    def draw(self, seed: int) -> NumberVariant:
        """The same question whatever the seed."""
        return NumberVariant(self, seed)


class NumberVariant(Variation[Number]):
    """A question for a number."""

    @property
    def key(self) -> Any:
        """The number and how far from it is still right."""
        return {"answer": self.question.answer, "tolerance": self.question.allowed}

    def fields(self) -> tuple[AnyField, ...]:
        """One line to type a number in."""
        return (NumberField("number", "Your answer", self.question.unit),)

    def grade(self, answer: Answer) -> Grade:
        """Right within the tolerance, half where it is close, else what the slip tells."""
        question = self.question
        whole = question.answer.is_integer() and abs(question.answer) >= 1000
        value = read_number(answer.get("number"), unit=question.unit, whole=whole)
        share = near(value, question.answer, question.allowed, question.close)
        if share == 1:
            return Grade.of(1, [Feedback(question.feedback_right, good=True)])
        for slip in question.slips:
            if near(value, slip.answer, slip.tolerance):
                return Grade.of(0, [Feedback(slip.feedback, good=False)])
        word = "Close. " if share > 0 else ""
        return Grade.of(share, [Feedback(word + question.feedback_wrong, good=False)])

    def reveal(self) -> tuple[Feedback, ...]:
        """The number in words, and what to say about it and about the slips."""
        question = self.question
        number = written(question.answer, question.unit)
        within = f", and anything within {question.allowed:g} of it" if question.allowed else ""
        slips = [
            Feedback(f"{written(slip.answer, question.unit)}: {slip.feedback}", good=False)
            for slip in question.slips
        ]
        return (
            Feedback(f"The answer: {number}{within}", good=True),
            Feedback(question.feedback_right, good=True), *slips, *self.closing(),
        )

    def examples(self) -> Examples:
        """The answer, numbers beside it, and what cannot be read."""
        question = self.question
        unit = " %" if question.unit == "%" else ""
        far = question.answer + (question.close or 1) * question.allowed + abs(question.answer) + 1
        between = question.answer + question.allowed * (1 + (question.close or 1)) / 2
        half = [({"number": f"{between!r}{unit}"}, 0.5)] if question.close and question.allowed else []
        return Examples(
            right=({"number": f"{question.answer!r}{unit}"},),
            partly=tuple(half),
            wrong=({"number": f"{far!r}{unit}"},
                   *({"number": f"{slip.answer!r}{unit}"} for slip in question.slips)),
            unreadable=({}, {"number": ""}, {"number": "about half"}, {"number": "1 2"}),
        )


def written(value: float, unit: str) -> str:
    """A number as an author would write it, with its unit."""
    return f"{value:,.10g}\N{NO-BREAK SPACE}{unit}".strip()
