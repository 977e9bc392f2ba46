"""Choose one option; one is right."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from quizzes import answers, draws
from quizzes.base import Answer, Examples, Feedback, Grade, OneOf, Option
from quizzes.base import Field as AnyField
from quizzes.question import Question, Strict, Text, Variation, about, checked_options


class ChoiceOption(Strict):
    """An option of a single choice."""

    text: Text
    right: bool = False
    share: float | None = Field(default=None, gt=0, lt=1)
    """What share of the marks an option earns that is not right, but not wholly wrong."""
    feedback: Text


class Choice(Question):
    """Choose one option; exactly one is right.

    ```yaml
    - id: four-fifths-1
      type: choice
      pool: quiz
      objective: four-fifths
      prompt: An impact ratio of less than four fifths shows ...
      options:
        - text: a sign to look closer
          right: true
          feedback: It is a flag; small numbers cross the line by chance.
        - text: that the law was broken
          feedback: A court weighs more than one ratio.
    ```
    """

    type: Literal["choice"]
    shuffle: bool = True
    """Whether each learner sees the options in another order."""
    options: tuple[ChoiceOption, ...]

    @field_validator("options")
    @classmethod
    def _one_right(cls, options: tuple[ChoiceOption, ...]) -> tuple[ChoiceOption, ...]:
        checked_options(options)
        right = [option for option in options if option.right]
        if len(right) != 1:
            raise ValueError(f"exactly one option must be right (got {len(right)})")
        if right[0].share is not None:
            raise ValueError("the right option earns everything; 'share' is for the others")
        return options

    def draw(self, seed: int) -> ChoiceVariant:
        """The options in the order of ``seed``."""
        return ChoiceVariant(self, seed)


class ChoiceVariant(Variation[Choice]):
    """A single choice in the order in which one learner sees it."""

    def _options(self) -> tuple[ChoiceOption, ...]:
        return draws.shuffled(self.seed, self.question.options, shuffle=self.question.shuffle)

    def _shown(self) -> tuple[Option, ...]:
        return answers.options(option.text for option in self._options())

    @property
    def key(self) -> Any:
        """The id of the right option, and its text."""
        for shown, option in zip(self._shown(), self._options(), strict=True):
            if option.right:
                return {"choice": shown.id, "text": option.text}
        raise AssertionError("a choice has a right option")

    def fields(self) -> tuple[AnyField, ...]:
        """One list of options."""
        return (OneOf("choice", "Choose one", self._shown()),)

    def grade(self, answer: Answer) -> Grade:
        """Everything for the right option, an option's own share otherwise."""
        shown = self._shown()
        chosen = answers.one_of(answer, "choice", shown)
        option = self._options()[[one.id for one in shown].index(chosen)]
        return Grade.of(_share(option), [Feedback(option.feedback, chosen, option.right)])

    def reveal(self) -> tuple[Feedback, ...]:
        """The right option in words, then every option's feedback."""
        options = self._options()
        right = next(option for option in options if option.right)
        each = [
            Feedback(about(option.text, option.feedback), shown.id, option.right)
            for shown, option in zip(self._shown(), options, strict=True)
        ]
        return (Feedback(f"The answer: {right.text}", good=True), *each, *self.closing())

    def examples(self) -> Examples:
        """Every option, and answers that are no option."""
        pairs = list(zip(self._shown(), self._options(), strict=True))
        return Examples(
            right=tuple({"choice": shown.id} for shown, option in pairs if option.right),
            partly=tuple(({"choice": shown.id}, option.share) for shown, option in pairs if option.share),
            wrong=tuple({"choice": shown.id} for shown, option in pairs if _share(option) == 0),
            unreadable=({}, {"choice": None}, {"choice": "0"}, {"choice": ["1"]}),
        )


def _share(option: ChoiceOption) -> float:
    return 1.0 if option.right else option.share or 0.0
