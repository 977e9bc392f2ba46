"""For each thing on the left choose one on the right; each right pair earns its part."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator

from quizzes import answers, draws
from quizzes.base import Answer, Examples, Feedback, Grade, MatchField, Option
from quizzes.base import Field as AnyField
from quizzes.question import Question, Strict, Text, Variation


class Pair(Strict):
    """Two things that belong together."""

    left: Text
    right: Text
    feedback: Text


class Match(Question):
    """Match what belongs together; the same right text may stand in several pairs.

    ```yaml
    - id: ties-1
      type: match
      pool: quiz
      objective: ties
      prompt: Which tie broke?
      pairs:
        - left: A sticker turns a stop sign into a speed limit
          right: robustness
          feedback: The input was made to mislead.
        - left: Nobody can say why a loan was refused
          right: transparency
          feedback: What cannot be explained cannot be contested.
      extra: [accountability]
    ```
    """

    type: Literal["match"]
    pairs: tuple[Pair, ...]
    extra: tuple[Text, ...] = ()
    """Texts for the right side that fit nothing."""

    @field_validator("pairs")
    @classmethod
    def _apart(cls, pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        if len(pairs) < 2:
            raise ValueError(f"at least 2 pairs are needed (got {len(pairs)})")
        lefts = [pair.left for pair in pairs]
        if len(set(lefts)) < len(lefts):
            raise ValueError("two pairs have the same text on the left")
        return pairs

    @field_validator("extra")
    @classmethod
    def _fit_nothing(cls, extra: tuple[str, ...], info: Any) -> tuple[str, ...]:
        used = {pair.right for pair in info.data.get("pairs", ())}
        both = [text for text in extra if text in used]
        if both:
            raise ValueError(f"an extra text must fit nothing, but {both[0]!r} stands in a pair")
        return extra

    def draw(self, seed: int) -> MatchVariant:
        """Both sides in the order of ``seed``."""
        return MatchVariant(self, seed)


class MatchVariant(Variation[Match]):
    """Pairs with both sides in an order of their own."""

    def _pairs(self) -> tuple[Pair, ...]:
        written = self.question.pairs
        return tuple(written[index] for index in draws.order(self.seed, "left", len(written)))

    def _left(self) -> tuple[Option, ...]:
        return answers.options(pair.left for pair in self._pairs())

    def _right(self) -> tuple[Option, ...]:
        texts = list(dict.fromkeys([*(pair.right for pair in self.question.pairs), *self.question.extra]))
        return answers.options(texts[index] for index in draws.order(self.seed, "right", len(texts)))

    def _key(self) -> dict[str, str]:
        ids = {option.text: option.id for option in self._right()}
        return {left.id: ids[pair.right] for left, pair in zip(self._left(), self._pairs(), strict=True)}

    @property
    def key(self) -> Any:
        """For each id on the left the id on the right that belongs to it."""
        return {"match": self._key()}

    def fields(self) -> tuple[AnyField, ...]:
        """Two columns."""
        return (MatchField("match", "Choose one for each", self._left(), self._right()),)

    def grade(self, answer: Answer) -> Grade:
        """Right pairs over all pairs. Why a pair belongs together is said of those found."""
        key = self._key()
        given = answers.matched(answer, "match", self._left(), self._right())
        said = []
        for left, pair in zip(self._left(), self._pairs(), strict=True):
            if given[left.id] == key[left.id]:
                said.append(Feedback(f"{pair.left.rstrip('.')}: {pair.feedback}", left.id, True))
            else:
                said.append(Feedback(f"{pair.left.rstrip('.')}: not this one.", left.id, False))
        return Grade.of(sum(bool(item.good) for item in said) / len(said), said)

    def reveal(self) -> tuple[Feedback, ...]:
        """Every pair with its feedback."""
        each = [
            Feedback(f"{pair.left.rstrip('.')} → {pair.right.rstrip('.')}: {pair.feedback}", left.id, True)
            for left, pair in zip(self._left(), self._pairs(), strict=True)
        ]
        return (*each, *self.closing())

    def examples(self) -> Examples:
        """All pairs right, one wrong, all wrong."""
        key = self._key()
        ids = [option.id for option in self._right()]
        off = {left: next((other for other in ids if other != right), right) for left, right in key.items()}
        first = next(iter(key))
        one_off = {**key, first: off[first]}
        share = (len(key) - 1) / len(key)
        return Examples(
            right=({"match": key},),
            partly=(({"match": one_off}, share),) if len(ids) > 1 else (),
            wrong=({"match": off},) if len(ids) > 1 else (),
            unreadable=({}, {"match": None}, {"match": {first: key[first]}},
                        {"match": {**key, first: "0"}}),
        )
