"""The policy of a bank: tries, what each can earn, and what it takes to pass.

A later try may earn less, but trying again never loses anything: the best of all tries counts
(as in PrairieLearn's exams). A prediction takes one answer, whatever the policy says.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from quizzes.question import Question, Strict


class Policy(Strict):
    """How a bank's questions are tried and what counts."""

    tries: int = Field(default=3, ge=1, le=20)
    """How many tries a question of the lesson or the quiz allows; each brings a new variant."""
    try_factor: tuple[float, ...] = ()
    """What the first, second, ... try can still earn; the last holds for all that follow."""
    pass_: float = Field(default=0.7, gt=0, le=1, alias="pass")
    """The share of the marks that passes."""
    mastery: float = Field(default=0.9, gt=0, le=1)
    questions: int = Field(default=12, ge=1, le=100)
    """How many the quiz draws from its pool."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(not 0 <= factor <= 1 for factor in self.try_factor):
            raise ValueError(f"try_factor must be numbers from 0 to 1 (got {list(self.try_factor)})")
        if list(self.try_factor) != sorted(self.try_factor, reverse=True):
            raise ValueError("try_factor must not rise: a later try cannot be worth more")
        if len(self.try_factor) > self.tries:
            raise ValueError(f"try_factor has {len(self.try_factor)} numbers for {self.tries} tries")
        if self.mastery < self.pass_:
            raise ValueError(f"mastery must be at least pass (got {self.mastery:g} and {self.pass_:g})")
        return self

    def factor(self, tries_before: int) -> float:
        """What the try after ``tries_before`` others can still earn."""
        if not self.try_factor:
            return 1.0
        return self.try_factor[min(tries_before, len(self.try_factor) - 1)]

    def tries_for(self, question: Question) -> int:
        """How many tries a question allows: before the lesson one, so that guessing shows nothing."""
        allowed = 1 if question.pool == "before" else self.tries
        return allowed if question.most_tries is None else question.most_tries
