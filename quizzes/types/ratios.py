"""A table of counts by category: compute the impact ratios that an audit has to publish.

The key is computed by the measures that the hiring simulation uses: a category's selection rate
over the highest selection rate of any category (New York City, 6 RCNY 5-300 and 5-301).
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from quizzes.base import Answer, Examples, Feedback, Grade, NumberField, Unreadable
from quizzes.base import Field as AnyField
from quizzes.numbers import read_number
from quizzes.question import Question, Strict, Text, Variation, unknown
from quizzes.scoring import near
from simulations.hiring.measures import impact_ratios


class Cell(Strict):
    """A category, and how many of it applied and were hired."""

    name: Text
    applied: int = Field(gt=0)
    hired: int = Field(ge=0)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.hired > self.applied:
            raise ValueError(f"hired must be at most applied (got {self.hired} of {self.applied})")
        return self


class Ratios(Question):
    """Compute the impact ratio of the categories named in ``ask``.

    ```yaml
    - id: h6
      type: ratios
      pool: quiz
      objective: audit
      prompt: Compute these impact ratios as an audit must publish them.
      cells:
        - {name: "Women, group A", applied: 200, hired: 60}
        - {name: "Men, group A", applied: 220, hired: 88}
        - {name: "Women, group B", applied: 90, hired: 18}
        - {name: "Men, group B", applied: 110, hired: 33}
      ask: ["Women, group B", "Men, group B"]
      tolerance: 0.01
    ```
    """

    type: Literal["ratios"]
    cells: tuple[Cell, ...] = Field(min_length=3, max_length=12)
    ask: tuple[str, ...] = Field(min_length=1, max_length=6)
    tolerance: float = Field(default=0.01, gt=0, lt=0.5)

    @field_validator("cells")
    @classmethod
    def _differ(cls, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        names = [cell.name for cell in cells]
        if len(set(names)) < len(names):
            raise ValueError("two categories have the same name")
        if not any(cell.hired for cell in cells):
            raise ValueError("somebody must be hired, or the impact ratios are undefined")
        return cells

    @field_validator("ask")
    @classmethod
    def _known(cls, ask: tuple[str, ...], info: Any) -> tuple[str, ...]:
        names = tuple(cell.name for cell in info.data.get("cells", ()))
        for name in ask:
            if names and name not in names:
                raise ValueError(unknown("category", name, names))
        if len(set(ask)) < len(ask):
            raise ValueError("a category is asked for twice")
        return ask

    def draw(self, seed: int) -> RatiosVariant:
        """The same table whatever the seed."""
        return RatiosVariant(self, seed)


class RatiosVariant(Variation[Ratios]):
    """A table, and a number for each category asked for."""

    def _ratios(self) -> dict[str, float]:
        cells = self.question.cells
        found = impact_ratios([cell.hired for cell in cells], [cell.applied for cell in cells])
        return {cell.name: float(ratio) for cell, ratio in zip(cells, found, strict=True)}

    def _names(self) -> dict[str, str]:
        return {f"ratio-{place}": name for place, name in enumerate(self.question.ask, start=1)}

    @property
    def prompt(self) -> str:
        """The question and its table."""
        rows = ["| Category | Applied | Hired |", "|---|---:|---:|",
                *(f"| {cell.name} | {cell.applied:,} | {cell.hired:,} |" for cell in self.question.cells)]
        return self.question.prompt + "\n\n" + "\n".join(rows)

    @property
    def key(self) -> Any:
        """The impact ratio of each field."""
        ratios = self._ratios()
        return {field: round(ratios[name], 6) for field, name in self._names().items()}

    def fields(self) -> tuple[AnyField, ...]:
        """A number for each category asked for."""
        return tuple(NumberField(field, f"Impact ratio: {name}") for field, name in self._names().items())

    def grade(self, answer: Answer) -> Grade:
        """Right numbers over all numbers."""
        ratios, said = self._ratios(), []
        for field, name in self._names().items():
            try:
                value = read_number(answer.get(field))
            except Unreadable as error:
                raise Unreadable(f"{name}: {error}") from error
            right = near(value, ratios[name], self.question.tolerance) == 1
            word = "right." if right else "not this; divide its selection rate by the highest of all."
            said.append(Feedback(f"{name}: {word}", field, right))
        return Grade.of(sum(bool(item.good) for item in said) / len(said), said)

    def reveal(self) -> tuple[Feedback, ...]:
        """Every ratio asked for, as a sum."""
        ratios = self._ratios()
        cells = {cell.name: cell for cell in self.question.cells}
        best = max(cells.values(), key=lambda cell: cell.hired / cell.applied)
        each = [
            Feedback(
                f"{name}: ({cells[name].hired:,} / {cells[name].applied:,}) divided by ({best.hired:,} / "
                f"{best.applied:,}, {best.name}) = {ratios[name]:.3f}", field, True)
            for field, name in self._names().items()
        ]
        return (*each, *self.closing())

    def examples(self) -> Examples:
        """All numbers right, one wrong, all wrong, one left out."""
        key = {field: f"{value}" for field, value in self.key.items()}
        off = {field: f"{float(value) + 3 * self.question.tolerance:.6f}" for field, value in key.items()}
        first = next(iter(key))
        several = len(key) > 1
        return Examples(
            right=(key,),
            partly=(({**key, first: off[first]}, (len(key) - 1) / len(key)),) if several else (),
            wrong=(off,),
            unreadable=({}, {**key, first: ""}, {**key, first: "a third"}),
        )
