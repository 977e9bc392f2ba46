"""What all types of question have in common: the record that an author writes, and its variant.

A type of question is one module in ``quizzes.types`` with one subclass of ``Question``: its fields
are the YAML that authors write, its ``draw`` gives a variant. What can be checked without the
simulations is checked by pydantic; what needs them (names of measures, parameters, charts) by
``faults``, each with the place inside the question where it stands.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, PrivateAttr, StringConstraints, field_validator

from quizzes.base import Drawn, Feedback, ShownRun, Variant
from simulations.authored import ContentError, Problem, did_you_mean
from simulations.base import Simulation
from simulations.catalogue import Catalogue
from simulations.parameters import ParameterError, Parameters

Pool = Literal["before", "lesson", "quiz"]
Text = Annotated[str, StringConstraints(min_length=1, max_length=5000, strip_whitespace=True)]
"""Markdown that an author writes; never empty."""
Fault = tuple[tuple[str | int, ...], str]
"""Where inside a question something is wrong, and the sentence that says what."""


OptionalText = Annotated[str, StringConstraints(max_length=5000, strip_whitespace=True)]
"""Markdown that may be left out."""


class Strict(BaseModel):
    """Frozen, and without keys that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Question(Strict):
    """One question as its author wrote it; each type adds its own keys."""

    id: str
    """Letters, digits and hyphens; unique in the bank; kept with every answer, so it stays."""
    type: str
    pool: Pool
    """``before`` the lesson, inside the ``lesson``, or in its graded ``quiz``."""
    objective: str = ""
    """Which objective of the lesson this asks for; only what is never marked may go without."""
    required: bool = False
    """Whether the quiz is passed only if this is wholly right."""
    transfer: bool = False
    """Whether this asks for the same idea in another domain."""
    prompt: Text
    hints: tuple[Text, ...] = ()
    """Shown one at a time, when asked for."""
    explanation: OptionalText = ""
    """Shown once the question is right or its tries are spent."""
    read_again: str = ""
    """The slug of the lesson's step that a learner who missed this should read again."""

    marked: ClassVar[bool] = True
    """Whether answers count towards passing."""
    most_tries: ClassVar[int | None] = None
    """How many answers this type takes, whatever the policy says."""
    _catalogue: Catalogue | None = PrivateAttr(default=None)

    def model_post_init(self, context: Any, /) -> None:
        """Keeps the catalogue that the reader passes as pydantic's context."""
        if isinstance(context, Mapping):
            self._catalogue = context.get("catalogue")

    @field_validator("id")
    @classmethod
    def _plain_id(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", value) or len(value) > 60:
            raise ValueError(f"id must be letters, digits and hyphens, at most 60 (got {value!r})")
        return value

    def draw(self, seed: int) -> Variant:
        """The variant that ``seed`` stands for, always the same."""
        raise NotImplementedError

    def following(self, seed: int, tries: int) -> Variant:
        """The variant to ask after ``tries`` tries; most types draw anew and look no further."""
        return self.draw(seed)

    def redraw(self, drawn: Drawn) -> Variant:
        """The variant that was asked, from what was kept with the answer."""
        return self.draw(int(drawn["seed"]))

    def faults(self, *, charts: bool = True) -> Iterator[Fault]:
        """What is wrong that only the simulations can tell; ``charts`` also imports Altair."""
        if self.marked and not self.objective:
            yield ("objective",), "'objective' is missing: which objective of the lesson is asked here?"
        if self.required and (not self.marked or self.pool != "quiz"):
            yield ("required",), "only a marked question of the pool 'quiz' can be required"

    def simulations(self) -> tuple[str, ...]:
        """The slugs of the simulations that this question needs."""
        return ()

    @property
    def catalogue(self) -> Catalogue:
        """Where this question finds its simulations."""
        return self._catalogue if self._catalogue is not None else Catalogue()

    def simulation_or_fault(self, slug: str, *loc: str | int) -> Simulation | Fault:
        """The simulation, or what to tell the author."""
        try:
            return self.catalogue.load(slug)
        except ParameterError as error:
            return loc, str(error)
        except ContentError as error:
            return loc, f"the simulation '{slug}' cannot be used: {error}"

    def known_in(self, simulation: Simulation, what: Literal["charts", "challenges"]) -> tuple[str, ...]:
        """The slugs of a simulation's charts or challenges; ContentError where they do not import."""
        try:
            found = simulation.charts if what == "charts" else simulation.challenges.values()
            return tuple(one.slug for one in found)
        except Exception as error:  # the code of an author: whatever it raises is theirs to see
            place = Problem(f"{simulation.slug}/{what}.py", 1, 1, f"does not import: {error!r}")
            raise ContentError([place]) from error

    def digest(self) -> str:
        """A hash of everything that the author wrote, kept with every answer."""
        written = self.model_dump(mode="json", by_alias=True)
        return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()[:16]


Q = TypeVar("Q", bound=Question)


@dataclass(frozen=True)
class Variation(Generic[Q]):
    """What most variants share: a question and the seed that it was drawn with."""

    question: Q
    seed: int

    @property
    def prompt(self) -> str:
        """The question in Markdown."""
        return self.question.prompt

    @property
    def shown(self) -> ShownRun | None:
        """No charts, unless a type says otherwise."""
        return None

    @property
    def drawn(self) -> Drawn:
        """The seed, from which everything is drawn again."""
        return {"seed": self.seed}

    def closing(self) -> tuple[Feedback, ...]:
        """The author's explanation, as the end of what is revealed."""
        return (Feedback(self.question.explanation),) if self.question.explanation else ()


def checked_options(options: tuple[Any, ...], *, least: int = 2) -> None:
    """Raises ValueError where there are too few options, or two with the same text."""
    if len(options) < least:
        raise ValueError(f"at least {least} options are needed (got {len(options)})")
    texts = [option.text for option in options]
    twice = sorted({text for text in texts if texts.count(text) > 1})
    if twice:
        raise ValueError(f"two options read the same: {twice[0]!r}")


def about(text: str, feedback: str) -> str:
    """Feedback with the option that it speaks of in front."""
    return f"{text.rstrip('.')}: {feedback}"


def settings_or_faults(
    simulation: Simulation, given: Mapping[str, Any], *loc: str | int
) -> tuple[Parameters | None, list[Fault]]:
    """Parameters of a simulation, or a fault at the name that each sentence speaks of."""
    try:
        return simulation.settings(given), []
    except ParameterError as error:
        return None, [((*loc, *_named(fault, given)), fault) for fault in error.faults]


def _named(fault: str, given: Mapping[str, Any]) -> tuple[str, ...]:
    for name in given:
        if fault.startswith(f"{name} ") or f"'{name}'" in fault:
            return (name,)
    return ()


def unknown(kind: str, name: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    """The sentence for a name that is not known."""
    return f"there is no {kind} '{name}'{did_you_mean(name, known)}"


def filled(prompt: str, words: Mapping[str, str]) -> str:
    """``prompt`` with ``{name}`` replaced by what was drawn; roles such as {measure}`...` stay."""
    replace: Callable[[re.Match[str]], str] = lambda match: words.get(match[1], match[0])  # noqa: E731
    return re.sub(r"\{([a-z_][a-z0-9_]*)\}(?!`)", replace, prompt)


def placeholders(prompt: str) -> tuple[str, ...]:
    """The names in braces that are no roles."""
    return tuple(re.findall(r"\{([a-z_][a-z0-9_]*)\}(?!`)", prompt))
