"""Reading question banks: one YAML file a lesson, every fault with its line, all at once.

The file is read as plain data with places (``simulations.authored``); then every question is
validated by the model of its type, each on its own, so that a slip in one hides nothing in the
others. One broken bank stops no other. The bank at the end of a module mixes in the graded
questions of others, each bank's under one objective.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from quizzes.labs import challenge_bank
from quizzes.model import LAB, Bank, Mix, elsewhere
from quizzes.policy import Policy
from quizzes.question import Fault, Question, Strict
from quizzes.types import types
from simulations.authored import (
    ContentError,
    Document,
    Problem,
    did_you_mean,
    names_below,
    read_text,
    read_yaml,
    validated,
)
from simulations.catalogue import Catalogue

OURS = Path(__file__).parent / "bank"
"""Where the banks of this course are."""


class Head(Strict):
    """What stands above the questions, and the questions as they were written."""

    title: str = Field(min_length=1)
    lesson: str = ""
    """The lesson's slug: the name of the file."""
    policy: Policy = Policy()
    mixes: tuple[Mix, ...] = ()
    """Other banks whose quiz questions are asked here too: the quiz at the end of a module."""
    questions: Annotated[tuple[Any, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if self.questions is None and not self.mixes:
            raise ValueError("'questions' is missing (or 'mixes': other banks whose questions are asked)")
        return self


def read_bank(
    path: Path, catalogue: Catalogue | None = None, *, objectives: Collection[str] | None = None,
    steps: Collection[str] | None = None, shown: str | None = None, charts: bool = True,
) -> Bank:
    """The bank in the file ``path``, with what it mixes in from the files beside it.

    A bank that is mixed in and cannot be used is left out: it says itself what is wrong with it.

    Parameters
    ----------
    path
        ``.../bank/<slug>.yaml``.
    catalogue
        Where simulations are found; ours where it is not given.
    objectives, steps
        The ids that the lesson knows, where the caller has read it: others are faults.
    shown
        What to call the file in messages.
    charts
        Whether slugs of charts are looked up too (this imports Altair).

    Raises
    ------
    ContentError
        With every fault of the file.
    """
    catalogue = catalogue if catalogue is not None else Catalogue()
    shown = shown or str(path)
    document = read_yaml(read_text(path, shown), shown)
    if document.value is not None and not isinstance(document.value, dict):
        message = "a bank has the keys title, lesson, policy and questions (got something else)"
        raise ContentError([document.problem((), message)])
    problems: list[Problem] = []
    head: Head | None = None
    try:
        head = validated(Head, document)
    except ContentError as error:
        problems += error.problems
    if head is not None and head.lesson not in ("", path.stem):
        message = f"lesson must be '{path.stem}', the name of the file (got '{head.lesson}')"
        problems.append(document.problem(("lesson",), message))
    questions = _questions(document, catalogue, problems, charts)
    problems += _cross_problems(document, questions, objectives, steps)
    mixed: tuple[Question, ...] = ()
    if head is not None and head.mixes:
        taken = [question.id for question in questions.values()]
        mixed, faults = _mixed(head.mixes, path, catalogue, taken, objectives)
        problems += [document.problem(loc, message) for loc, message in faults]
    if problems or head is None:
        raise ContentError(problems)
    return Bank(path.stem, head.title.strip(), path.stem, head.policy, tuple(questions.values()), document,
                head.mixes, mixed)


def _mixed(
    mixes: Sequence[Mix], path: Path, catalogue: Catalogue, taken: Sequence[str],
    objectives: Collection[str] | None,
) -> tuple[tuple[Question, ...], list[Fault]]:
    """The quiz questions of the banks that ``path`` mixes, and what is wrong with naming them.

    Only what stands in those files themselves is taken, so banks that mix each other end somewhere.
    """
    beside = [name.removesuffix(".yaml") for name in names_below(path.parent) if name.endswith(".yaml")]
    found: list[Question] = []
    faults: list[Fault] = []
    for index, mix in enumerate(mixes):
        if mix.bank not in beside or mix.bank == path.stem:
            others = [name for name in beside if name != path.stem]
            message = f"there is no other bank '{mix.bank}'{did_you_mean(mix.bank, others)}"
            faults.append((("mixes", index, "bank"), message))
            continue
        if objectives is not None and mix.objective not in objectives:
            message = f"the lesson has no objective '{mix.objective}'"
            loc = ("mixes", index, "objective")
            faults.append((loc, message + did_you_mean(mix.objective, objectives)))
        other = path.parent / f"{mix.bank}.yaml"
        try:
            document = read_yaml(read_text(other, str(other)), str(other))
        except ContentError:
            continue
        if not isinstance(document.value, dict):
            continue
        for question in _questions(document, catalogue, [], charts=False).values():
            if question.pool != "quiz":
                continue
            if question.id in (*taken, *(one.id for one in found)):
                message = f"'{mix.bank}' has a question '{question.id}', and that id is taken"
                faults.append((("mixes", index, "bank"), message))
                continue
            again = elsewhere(mix.bank, question.read_again) if question.read_again else ""
            here = {"objective": mix.objective, "required": False, "read_again": again}
            found.append(question.model_copy(update=here))
    return tuple(found), faults


def _questions(
    document: Document, catalogue: Catalogue, problems: list[Problem], charts: bool
) -> dict[int, Question]:
    written = document.value.get("questions") if document.value else None
    found: dict[int, Question] = {}
    for index, one in enumerate(written if isinstance(written, list) else []):
        part = _part(document, ("questions", index), one)
        try:
            question = validated(_model(part), part, {"catalogue": catalogue})
        except ContentError as error:
            problems += error.problems
            continue
        problems += [part.problem(*fault) for fault in question.faults(charts=charts)]
        found[index] = question
    return found


def _model(part: Document) -> type[Question]:
    known = types()
    if not isinstance(part.value, dict):
        raise ContentError([part.problem((), "a question has keys such as id, type and prompt")])
    name = part.value.get("type")
    if name is None:
        message = f"'type' is missing; it is one of {', '.join(known)}"
        raise ContentError([part.problem((), message)])
    if name not in known:
        message = f"there is no type '{name}'{did_you_mean(name, known)}"
        raise ContentError([part.problem(("type",), message)])
    return known[name]


def _part(document: Document, at: tuple[str | int, ...], value: Any) -> Document:
    """A part of a document as a document of its own, with the same places."""
    size = len(at)
    places = {loc[size:]: place for loc, place in document.places.items() if loc[:size] == at}
    return Document(document.path, value, places)


def _cross_problems(
    document: Document, questions: Mapping[int, Question], objectives: Collection[str] | None,
    steps: Collection[str] | None,
) -> list[Problem]:
    """What is wrong between the questions, and between them and the lesson."""
    faults: list[Fault] = []
    written = document.value.get("questions") if document.value else None
    ids = [one.get("id") if isinstance(one, dict) else None
           for one in (written if isinstance(written, list) else [])]
    for index, name in enumerate(ids):
        if name is not None and name in ids[:index]:
            faults.append((("questions", index, "id"), f"the id '{name}' is taken by an earlier question"))
    for index, question in questions.items():
        here = ("questions", index)
        if objectives is not None and question.objective and question.objective not in objectives:
            message = f"the lesson has no objective '{question.objective}'"
            faults.append(((*here, "objective"), message + did_you_mean(question.objective, objectives)))
        if steps is not None and question.read_again and question.read_again not in steps:
            message = f"the lesson has no step '{question.read_again}'"
            faults.append(((*here, "read_again"), message + did_you_mean(question.read_again, steps)))
    return [document.problem(loc, message) for loc, message in faults]


Stamps = dict[str, tuple[int, int]]
"""When the file of each bank was written, and how long it is."""


@dataclass(frozen=True)
class Banks:
    """All banks below ``root``, read when they are asked for, and again when their file changed."""

    root: Path = OURS
    catalogue: Catalogue = field(default_factory=Catalogue)
    _read: dict[str, tuple[Stamps, Bank | ContentError]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def slugs(self) -> tuple[str, ...]:
        """The banks that exist, in alphabetical order, broken ones among them."""
        return tuple(name.removesuffix(".yaml") for name in names_below(self.root) if name.endswith(".yaml"))

    def path(self, slug: str) -> Path:
        """The file of a bank."""
        return self.root / f"{slug}.yaml"

    def load(self, slug: str) -> Bank:
        """The bank ``slug``; raises ContentError where it is missing or broken.

        ``lab-<simulation>`` is no file: it holds the challenges of that simulation.
        """
        path = self.path(slug)
        if slug not in self.slugs():
            simulation = slug.removeprefix(LAB)
            if slug.startswith(LAB) and simulation in self.catalogue.slugs():
                return challenge_bank(self.catalogue.load(simulation), self.catalogue)
            message = f"there is no question bank '{slug}'{did_you_mean(slug, self.slugs())}"
            raise ContentError([Problem(f"{self.root.name}/{slug}.yaml", 1, 1, message)])
        with self._lock:
            known = self._read.get(slug)
        if known is None or known[0] != self._stamps(known[0]):
            before = self._stamps([slug])
            fresh = self._fresh(path)
            mixes = fresh.mixes if isinstance(fresh, Bank) else ()
            known = (self._stamps([mix.bank for mix in mixes]) | before, fresh)
            with self._lock:
                self._read[slug] = known
        if isinstance(known[1], ContentError):
            raise ContentError(known[1].problems)
        return known[1]

    def _stamps(self, slugs: Iterable[str]) -> Stamps:
        """What changes when the files of these banks do."""
        found = {}
        for slug in slugs:
            try:
                state = self.path(slug).stat()
                found[slug] = (state.st_mtime_ns, state.st_size)
            except OSError:
                found[slug] = (0, 0)  # gone meanwhile, or a link that leads nowhere: reading it says so
        return found

    def _fresh(self, path: Path) -> Bank | ContentError:
        shown = f"{self.root.parent.name}/{self.root.name}/{path.name}"
        try:
            return read_bank(path, self.catalogue, shown=shown, charts=False)
        except ContentError as error:
            return error
