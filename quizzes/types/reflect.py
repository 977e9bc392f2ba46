"""Write freely, then compare with others' texts and mark oneself; never counts towards passing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field

from quizzes import answers
from quizzes.base import Answer, Drawn, Examples, Feedback, Grade, OneOf, Outcome, TextField
from quizzes.base import Field as AnyField
from quizzes.question import Question, Strict, Text, Variation

MOST_CHARACTERS = 5000
OWN_MARKS = answers.options((
    "I said this, or something as good",
    "I said part of it",
    "I missed it",
))


class Exemplar(Strict):
    """A text to compare one's own with, and what is good or missing in it."""

    text: Text
    comment: Text


class Reflect(Question):
    """Write a few sentences; afterwards compare them with others and say how near they come.

    ```yaml
    - id: letter-1
      type: reflect
      pool: lesson
      prompt: Write to an applicant why she was turned away, so that she could object.
      lines: 6
      exemplars:
        - text: Your test lay below the line that we set at the best fifth of this year's tests.
          comment: Names the reason and the line; says nothing about how to object.
    ```
    """

    type: Literal["reflect"]
    lines: int = Field(default=5, ge=1, le=20)
    """How tall the box to write in is."""
    exemplars: tuple[Exemplar, ...] = Field(min_length=1)
    """Shown after the learner has written."""

    marked: ClassVar[bool] = False
    most_tries: ClassVar[int | None] = 2

    def draw(self, seed: int) -> ReflectVariant:
        """The text, to be written."""
        return ReflectVariant(self, seed)

    def following(self, seed: int, tries: int) -> ReflectVariant:
        """First the text, then the learner's own mark."""
        return ReflectVariant(self, seed, marking=tries > 0)

    def redraw(self, drawn: Drawn) -> ReflectVariant:
        """The half that was asked."""
        return ReflectVariant(self, int(drawn["seed"]), marking=bool(drawn.get("marking")))


@dataclass(frozen=True)
class ReflectVariant(Variation[Reflect]):
    """One of the two halves: writing, or marking oneself."""

    marking: bool = False

    @property
    def drawn(self) -> Drawn:
        """The seed, and which half this is."""
        return {"seed": self.seed, "marking": self.marking}

    @property
    def key(self) -> Any:
        """There is none."""
        return None

    def fields(self) -> tuple[AnyField, ...]:
        """A box to write in; afterwards three words to mark oneself with."""
        if self.marking:
            return (OneOf("mark", "How near does your text come?", OWN_MARKS),)
        return (TextField("text", "Your text", self.question.lines),)

    def grade(self, answer: Answer) -> Grade:
        """Keeps the text and shows the others; keeps the learner's own mark."""
        if self.marking:
            mark = answers.one_of(answer, "mark", OWN_MARKS)
            said = next(option.text for option in OWN_MARKS if option.id == mark)
            return Grade(Outcome.RECORDED, None, (Feedback(f"You marked yourself: {said}."),))
        answers.written(answer, "text", MOST_CHARACTERS)
        return Grade(Outcome.AWAITING_REVIEW, None, self._exemplars())

    def _exemplars(self) -> tuple[Feedback, ...]:
        return tuple(Feedback(_quoted(one)) for one in self.question.exemplars)

    def reveal(self) -> tuple[Feedback, ...]:
        """The others' texts."""
        return (*self._exemplars(), *self.closing())

    def examples(self) -> Examples:
        """Nothing is right or wrong here; an empty text cannot be read."""
        return Examples(right=(), unreadable=(
            {}, {"text": " ", "mark": "0"}, {"text": "x" * (MOST_CHARACTERS + 1), "mark": 1},
        ))


def _quoted(exemplar: Exemplar) -> str:
    return "\n".join(f"> {line}" for line in exemplar.text.splitlines()) + f"\n\n{exemplar.comment}"
