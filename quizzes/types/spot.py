"""Could you pick it out? Pairs of pictures, one of each pair changed, and how many were told apart.

A forced choice is how one finds out whether a change can be seen at all: asked ten times, somebody
who sees nothing is right five times (Green and Swets, Signal detection theory and psychophysics,
1966). It is tried out, never marked.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import Field

from quizzes import draws
from quizzes.base import (
    Answer,
    Drawn,
    Examples,
    Feedback,
    Grade,
    Outcome,
    PictureField,
    Unreadable,
)
from quizzes.base import Field as AnyField
from quizzes.keys import EngineError
from quizzes.question import Fault, OptionalText, Question, Variation, settings_or_faults, unknown
from simulations.authored import ContentError
from simulations.base import Simulation

RUNS = 40
"""From how many seeds the pictures are drawn: few enough that a class shares what is computed."""
BY_LUCK = 0.05
"""Fewer right answers than somebody who guesses reaches this often say nothing."""


class Spot(Question):
    """In each pair one picture was changed by a simulation; the learner says which.

    ```yaml
    - id: ms-spot
      type: spot
      pool: lesson
      prompt: In each pair one picture was changed. Which?
      simulation: signs
      parameters: {budget: 4}
      chart: triptych
      plain: 1
      changed: 3
      told_apart: You saw it. Then look at what the model saw in it.
      not_told_apart: You could as well have guessed. The model reads half of them as limit 120.
    ```
    """

    type: Literal["spot"]
    simulation: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    chart: str
    """A chart of the simulation that is made of pictures."""
    plain: int = Field(ge=1)
    """Which picture of the chart is not changed, counted from 1."""
    changed: int = Field(ge=1)
    trials: int = Field(default=10, ge=5, le=20)
    told_apart: OptionalText = ""
    """Said where more were right than luck explains."""
    not_told_apart: OptionalText = ""

    marked: ClassVar[bool] = False
    most_tries: ClassVar[int | None] = 1

    def simulations(self) -> tuple[str, ...]:
        """The simulation that changes the pictures."""
        return (self.simulation,)

    def faults(self, *, charts: bool = True) -> Iterator[Fault]:
        """Unknown simulations, parameters and charts, and charts that hold no pictures."""
        yield from super().faults(charts=charts)
        found = self.simulation_or_fault(self.simulation, "simulation")
        if not isinstance(found, Simulation):
            yield found
            return
        yield from settings_or_faults(found, self.parameters, "parameters")[1]
        if self.plain == self.changed:
            yield ("changed",), "'plain' and 'changed' are the same picture; nobody could tell them apart"
        if charts:
            try:
                known = {chart.slug: chart for chart in found.charts}
            except ContentError as error:
                yield ("chart",), str(error)
                return
            if self.chart not in known:
                yield ("chart",), unknown("chart", self.chart, tuple(known))
            elif not known[self.chart].gallery:
                yield ("chart",), f"the chart '{self.chart}' is not made of pictures"

    def draw(self, seed: int) -> SpotVariant:
        """The pairs, and on which side of each the changed picture is."""
        return SpotVariant(self, seed)


class SpotVariant(Variation[Spot]):
    """Pairs of pictures in the order in which one learner sees them."""

    def _sides(self) -> tuple[int, ...]:
        """The number (1 or 2) of the changed picture, for each pair."""
        return tuple(1 + draws.pick(self.seed, f"side {trial}", 2) for trial in range(self.question.trials))

    @property
    def drawn(self) -> Drawn:
        """The seed, from which everything is drawn again."""
        return {"seed": self.seed}

    @property
    def key(self) -> Any:
        """Which picture of each pair was changed."""
        return [str(side) for side in self._sides()]

    def fields(self) -> tuple[AnyField, ...]:
        """A pair of pictures for each trial. Raises EngineError where they cannot be made."""
        question = self.question
        simulation = question.catalogue.load(question.simulation)
        runs = draws.order(self.seed, "runs", RUNS)
        fields = []
        for trial, side in enumerate(self._sides()):
            plain, changed = _pair(simulation, tuple(sorted(question.parameters.items())), 1 + runs[trial],
                                   question.chart, question.plain, question.changed)
            pair = (changed, plain) if side == 1 else (plain, changed)
            fields.append(PictureField(_name(trial), f"Pair {trial + 1}: which was changed?", pair))
        return tuple(fields)

    def grade(self, answer: Answer) -> Grade:
        """How many were told apart, beside what guessing gets."""
        given = [answer.get(_name(trial)) for trial in range(self.question.trials)]
        missing = [str(trial + 1) for trial, side in enumerate(given) if side not in ("1", "2")]
        if missing:
            raise Unreadable(f"Choose one picture of every pair; still open: {', '.join(missing)}.")
        right = sum(side == key for side, key in zip(given, self.key, strict=True))
        trials, least = self.question.trials, enough(self.question.trials)
        count = Feedback(
            f"You picked the changed picture in {right} of {trials} pairs. Somebody who guesses gets "
            f"{trials / 2:g} on average; from {least} on, luck alone is an unlikely reason.")
        words = self.question.told_apart if right >= least else self.question.not_told_apart
        return Grade(Outcome.RECORDED, None, (count, *([Feedback(words)] if words else [])))

    def reveal(self) -> tuple[Feedback, ...]:
        """Where the changed pictures were."""
        sides = ", ".join(f"{trial}: {'left' if side == 1 else 'right'}"
                          for trial, side in enumerate(self._sides(), start=1))
        return (Feedback(f"The changed pictures were {sides}."), *self.closing())

    def examples(self) -> Examples:
        """Nothing is right or wrong here; a pair without an answer cannot be read."""
        every = {_name(trial): side for trial, side in enumerate(self.key)}
        return Examples(right=(), unreadable=({}, {**every, _name(0): None}, {**every, _name(1): "3"}))


def enough(trials: int) -> int:
    """The fewest right answers of ``trials`` that a guesser reaches at most once in twenty times.

    >>> enough(10)
    9
    """
    ways = [math.comb(trials, right) for right in range(trials + 1)]
    return next(right for right in range(trials + 1) if sum(ways[right:]) <= BY_LUCK * 2**trials)


def _name(trial: int) -> str:
    return f"pair{trial + 1}"


@functools.lru_cache(maxsize=256)
def _pair(
    simulation: Simulation, parameters: tuple[tuple[str, Any], ...], seed: int, slug: str, plain: int,
    changed: int,
) -> tuple[str, str]:
    """The two pictures of one run, kept for the next learner."""
    try:
        chart = next(chart for chart in simulation.charts if chart.slug == slug)
        pictures = chart.rows(simulation.run(simulation.settings(dict(parameters)), seed))["picture"]
        return str(pictures[plain - 1]), str(pictures[changed - 1])
    except Exception as error:  # whatever an engine raises: the question says so in its place
        raise EngineError(f"'{simulation.slug}' could not make these pictures: {error!r}") from error
