"""Type a few words; patterns say what they earn."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from quizzes import answers
from quizzes.base import Answer, Examples, Feedback, Grade, TextField
from quizzes.base import Field as AnyField
from quizzes.patterns import MOST_CHARACTERS, checked_regex, matches
from quizzes.question import Question, Strict, Text, Variation


class Pattern(Strict):
    """A text that is accepted, as plain words or as a regular expression."""

    regex: bool = False
    """Whether ``pattern`` is a regular expression; it must fit the whole text."""
    pattern: Text
    share: float = Field(default=1.0, ge=0, le=1)
    feedback: Text

    @field_validator("pattern")
    @classmethod
    def _safe(cls, pattern: str, info: Any) -> str:
        return checked_regex(pattern) if info.data.get("regex") else pattern


class TextExamples(Strict):
    """Texts by which the author shows what the patterns do; checked when the bank is read."""

    right: tuple[Text, ...] = Field(min_length=1)
    wrong: tuple[Text, ...] = Field(min_length=1)


class ShortText(Question):
    """Type a few words. Capitals, spaces and a full stop at the end make no difference.

    ```yaml
    - id: term-1
      type: short-text
      pool: quiz
      objective: four-fifths
      prompt: What is the lower selection rate divided by the higher one called?
      accept:
        - pattern: (the )?(adverse )?impact ratio
          regex: true
          feedback: That is the word in the guidelines.
        - pattern: selection ratio
          share: 0.5
          feedback: Nearly; that is the name of one group's rate.
      otherwise: Look at the name of the number above the chart.
      examples:
        right: [Impact ratio, the adverse impact ratio]
        wrong: [accuracy]
    ```
    """

    type: Literal["short-text"]
    accept: tuple[Pattern, ...] = Field(min_length=1)
    otherwise: Text
    """Feedback where no pattern fits."""
    examples: TextExamples

    @model_validator(mode="after")
    def _examples_hold(self) -> Self:
        if all(pattern.share < 1 for pattern in self.accept):
            raise ValueError("no pattern of 'accept' earns everything")
        for text in self.examples.right:
            if self.found(text) is None or self.found(text).share < 1:  # type: ignore[union-attr]
                raise ValueError(f"the example {text!r} should be right, but no pattern accepts it wholly")
        for text in self.examples.wrong:
            found = self.found(text)
            if found is not None and found.share > 0:
                raise ValueError(f"the example {text!r} should be wrong, but {found.pattern!r} accepts it")
        return self

    def found(self, text: str) -> Pattern | None:
        """The pattern that gives ``text`` most; the first of several."""
        fitting = [one for one in self.accept if matches(one.pattern, text, regex=one.regex)]
        return max(fitting, key=lambda one: one.share) if fitting else None

    def draw(self, seed: int) -> ShortTextVariant:
        """The same question whatever the seed."""
        return ShortTextVariant(self, seed)


class ShortTextVariant(Variation[ShortText]):
    """A question for a few words."""

    @property
    def key(self) -> Any:
        """What is accepted, and what each earns."""
        return {"accept": [{"pattern": one.pattern, "share": one.share} for one in self.question.accept]}

    def fields(self) -> tuple[AnyField, ...]:
        """One line of text."""
        return (TextField("text", "Your answer, in a few words"),)

    def grade(self, answer: Answer) -> Grade:
        """What the best fitting pattern earns."""
        found = self.question.found(answers.written(answer, "text", MOST_CHARACTERS))
        if found is None:
            return Grade.of(0, [Feedback(self.question.otherwise, good=False)])
        return Grade.of(found.share, [Feedback(found.feedback, good=found.share == 1)])

    def reveal(self) -> tuple[Feedback, ...]:
        """An answer that is right, and what to say about the others."""
        each = [Feedback(one.feedback, good=one.share == 1) for one in self.question.accept]
        right = "; ".join(self.question.examples.right)
        return (Feedback(f"Right is, for example: {right}", good=True), *each, *self.closing())

    def examples(self) -> Examples:
        """The author's own examples."""
        written = self.question.examples
        return Examples(
            right=tuple({"text": text} for text in written.right),
            partly=tuple(({"text": one.pattern}, one.share) for one in self.question.accept
                         if not one.regex and 0 < one.share < 1
                         and self.question.found(one.pattern) is one),
            wrong=tuple({"text": text} for text in written.wrong),
            unreadable=({}, {"text": "  "}, {"text": 3}, {"text": "x" * (MOST_CHARACTERS + 1)}),
        )
