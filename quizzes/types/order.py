"""Put items in order; credit is for the longest run that is in order."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import field_validator

from quizzes import answers, draws
from quizzes.base import Answer, Examples, Feedback, Grade, OrderField
from quizzes.base import Field as AnyField
from quizzes.question import Question, Strict, Text, Variation, about, checked_options
from quizzes.scoring import in_order, longest_run


class Item(Strict):
    """One thing to put in its place."""

    text: Text
    feedback: Text


class Order(Question):
    """Put items in order; they are written here in the right one.

    ```yaml
    - id: steps-1
      type: order
      pool: quiz
      objective: audit
      prompt: In which order does an audit go?
      rule: longest-run
      items:
        - text: Say who could be harmed
          feedback: Without it you do not know what to count.
        - text: Count decisions by group
          feedback: Counts come before ratios.
        - text: Compare the rates
          feedback: A ratio of rates is the flag.
    ```
    """

    type: Literal["order"]
    rule: Literal["longest-run", "all-or-nothing"] = "longest-run"
    """``longest-run``: (L - 1) / (n - 1) for the longest run L that is in order."""
    items: tuple[Item, ...]

    @field_validator("items")
    @classmethod
    def _some_items(cls, items: tuple[Item, ...]) -> tuple[Item, ...]:
        checked_options(items, least=3)
        return items

    def draw(self, seed: int) -> OrderVariant:
        """The items in the order of ``seed``, which is never the right one."""
        return OrderVariant(self, seed)


class OrderVariant(Variation[Order]):
    """Items in the order in which one learner first sees them."""

    def _shown(self) -> tuple[int, ...]:
        """For each place shown, the index of the item in the right order."""
        size = len(self.question.items)
        drawn = draws.order(self.seed, "items", size)
        return drawn if drawn != tuple(range(size)) else (*drawn[1:], drawn[0])

    def _options(self) -> tuple[Any, ...]:
        return answers.options(self.question.items[index].text for index in self._shown())

    def _share(self, places: tuple[int, ...]) -> float:
        if self.question.rule == "all-or-nothing":
            return float(places == tuple(sorted(places)))
        return in_order(places)

    def _ids(self, places: tuple[int, ...]) -> list[str]:
        shown = self._shown()
        return [str(shown.index(place) + 1) for place in places]

    @property
    def key(self) -> Any:
        """The ids in the right order."""
        return {"order": self._ids(tuple(range(len(self.question.items))))}

    def fields(self) -> tuple[AnyField, ...]:
        """All items, to be put in order."""
        return (OrderField("order", "Put these in order, first to last", self._options()),)

    def grade(self, answer: Answer) -> Grade:
        """What the rule gives, with feedback on the items out of place."""
        shown = self._shown()
        ids = answers.ordered(answer, "order", self._options())
        places = tuple(shown[int(name) - 1] for name in ids)
        kept = set(longest_run(places))
        said = [
            Feedback(f"{self.question.items[place].text.rstrip('.')}: out of place.", name, False)
            for name, place in zip(ids, places, strict=True) if place not in kept
        ]
        return Grade.of(self._share(places), said or [Feedback("Every item is in its place.", good=True)])

    def reveal(self) -> tuple[Feedback, ...]:
        """The items in the right order, each with its feedback."""
        items = self.question.items
        each = [
            Feedback(f"{place}. {about(item.text, item.feedback)}", name, True)
            for place, (item, name) in enumerate(zip(items, self.key["order"], strict=True), start=1)
        ]
        return (Feedback("The right order:", good=True), *each, *self.closing())

    def examples(self) -> Examples:
        """The right order, two items exchanged, and the reverse."""
        size = len(self.question.items)
        right = tuple(range(size))
        tries = [(right[1], right[0], *right[2:]), tuple(reversed(right))]
        marked = [({"order": self._ids(one)}, self._share(one)) for one in tries]
        return Examples(
            right=({"order": self._ids(right)},),
            partly=tuple(pair for pair in marked if 0 < pair[1] < 1),
            wrong=tuple(answer for answer, share in marked if share == 0),
            unreadable=({}, {"order": None}, {"order": ["1"]}, {"order": [None] * size},
                        {"order": ["1"] * size}),
        )
