"""Tick any number of options; a named rule says what a partly right answer earns."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator, model_validator

from quizzes import answers, draws
from quizzes.base import Answer, Examples, Feedback, Grade, Option, SeveralOf
from quizzes.base import Field as AnyField
from quizzes.question import Question, Strict, Text, Variation, about, checked_options
from quizzes.scoring import SEVERAL

Rule = Literal["all-or-nothing", "net-correct", "coverage", "each-answer", "halves"]


class SeveralOption(Strict):
    """An option that may be ticked."""

    text: Text
    right: bool = False
    feedback: Text


class Several(Question):
    """Tick any number of options; at least one is right.

    ```yaml
    - id: sources-1
      type: several
      pool: quiz
      objective: sources
      prompt: Which of these carry past prejudice into a model?
      rule: each-answer
      options:
        - text: past decisions as the label
          right: true
          feedback: The model learns to repeat them.
        - text: a postcode that gives the group away
          right: true
          feedback: It stands in for the column that was removed.
        - text: a larger sample
          feedback: It makes every number steadier, and no less biased.
    ```
    """

    type: Literal["several"]
    shuffle: bool = True
    rule: Rule = "each-answer"
    """How much a partly right answer earns; see ``quizzes.scoring``."""
    options: tuple[SeveralOption, ...]

    @field_validator("options")
    @classmethod
    def _some_right(cls, options: tuple[SeveralOption, ...]) -> tuple[SeveralOption, ...]:
        checked_options(options)
        if not any(option.right for option in options):
            raise ValueError("at least one option must be right (got none)")
        return options

    @model_validator(mode="after")
    def _enough_for_the_rule(self) -> Several:
        if self.rule == "halves" and len(self.options) < 3:
            raise ValueError("the rule 'halves' needs at least 3 options")
        return self

    def draw(self, seed: int) -> SeveralVariant:
        """The options in the order of ``seed``."""
        return SeveralVariant(self, seed)


class SeveralVariant(Variation[Several]):
    """A multiple choice in the order in which one learner sees it."""

    def _pairs(self) -> list[tuple[Option, SeveralOption]]:
        written = self.question.options
        places = range(len(written))
        ordered = draws.order(self.seed, "options", len(written)) if self.question.shuffle else places
        options = [written[index] for index in ordered]
        return list(zip(answers.options(option.text for option in options), options, strict=True))

    def _right(self) -> frozenset[str]:
        return frozenset(shown.id for shown, option in self._pairs() if option.right)

    def _share(self, ticked: frozenset[str]) -> float:
        every = {shown.id for shown, _ in self._pairs()}
        return SEVERAL[self.question.rule](self._right(), ticked, every)

    @property
    def key(self) -> Any:
        """The ids of the right options."""
        return {"several": sorted(self._right())}

    def fields(self) -> tuple[AnyField, ...]:
        """One list of options to tick."""
        return (SeveralOf("several", "Tick all that apply", tuple(shown for shown, _ in self._pairs())),)

    def grade(self, answer: Answer) -> Grade:
        """What the rule gives, with feedback on the options ticked."""
        pairs = self._pairs()
        ticked = answers.several_of(answer, "several", tuple(shown for shown, _ in pairs))
        said = [
            Feedback(about(option.text, option.feedback), shown.id, option.right)
            for shown, option in pairs if shown.id in ticked
        ]
        share = self._share(ticked)
        if share < 1 and all(item.good for item in said):
            said.append(Feedback("What you ticked is right, and something is missing.", good=False))
        return Grade.of(share, said)

    def reveal(self) -> tuple[Feedback, ...]:
        """Every option with its feedback, the right ones marked."""
        pairs = self._pairs()
        right = "; ".join(option.text.rstrip(".") for _, option in pairs if option.right)
        each = [Feedback(about(option.text, option.feedback), shown.id, option.right)
                for shown, option in pairs]
        return (Feedback(f"Right to tick: {right}", good=True), *each, *self.closing())

    def examples(self) -> Examples:
        """The right set, that set with one decision changed, and its opposite."""
        right, every = self._right(), frozenset(shown.id for shown, _ in self._pairs())
        tries = [right ^ {one} for one in sorted(every)] + [every - right]
        marked = [(ticked, self._share(ticked)) for ticked in tries if ticked]
        return Examples(
            right=({"several": sorted(right)},),
            partly=tuple(({"several": sorted(ticked)}, share) for ticked, share in marked if 0 < share < 1),
            wrong=tuple({"several": sorted(ticked)} for ticked, share in marked if share == 0),
            unreadable=({}, {"several": []}, {"several": "1"}, {"several": ["0"]}),
        )
