"""The front matter of a lesson: what home and the checks need without reading the text.

It is YAML between two lines of ``---`` at the top of ``lesson.md``. What may stand in it is
declared once here, for validation and for the JSON Schema that helps an author's editor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl

from lessons.model import Front, Objective, Reference
from simulations.authored import ContentError, Document, Problem, read_yaml, validated

SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
"""Names in addresses and in references: small letters, digits, single hyphens."""


def _one_line(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    if "\n" in text.strip():
        raise ValueError("must be one line")
    return text.strip()


Line = Annotated[str, AfterValidator(_one_line)]
Slug = Annotated[str, Field(pattern=SLUG)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FrontObjective(_Strict):
    """What a learner can do afterwards."""

    id: Slug
    text: Line = Field(description="Starts with a verb: what the learner can do afterwards.")


class FrontReference(_Strict):
    """A source that the text cites."""

    id: Slug
    text: Line = Field(description="Authors: title. Where it appeared, year.")
    url: HttpUrl | None = None
    checked: str = Field("", pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="The day it was last read.")


class FrontMatter(_Strict):
    """The front matter of ``lesson.md``."""

    title: Line
    summary: Line = Field(description="One sentence for the map of the course.")
    minutes: int = Field(ge=1, le=180, strict=True, description="What the lesson takes.")
    picture: str = Field("", description="A picture in the lesson's folder, shown on home.")
    picture_alt: str = Field("", description="What the picture shows, for those who cannot see it.")
    prerequisites: tuple[Slug, ...] = ()
    objectives: tuple[FrontObjective, ...] = Field(min_length=1)
    references: tuple[FrontReference, ...] = ()
    glossary: dict[str, Line] = Field(default_factory=dict, description="A word and its explanation.")


def split_front(text: str, shown: str) -> tuple[list[str], list[str]]:
    """The lines of the front matter (with its fences) and those below it, ends included.

    Raises ContentError where there is none, or where it is never closed.
    """
    lines = lines_of(text)
    if not lines or lines[0].removeprefix("\ufeff").rstrip() != "---":
        message = "a lesson begins with its front matter: a line '---', then title, summary, ..."
        raise ContentError([Problem(shown, 1, 1, message)])
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return lines[: number + 1], lines[number + 1 :]
    raise ContentError([Problem(shown, 1, 1, "the front matter is never closed by a line '---'")])


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` with their ends, as Markdown counts them."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def read_front(lines: Sequence[str], slug: str, shown: str) -> tuple[Front, Document]:
    """The front matter from its lines, and the document that knows the places in it.

    Raises ContentError with every fault.
    """
    document = read_yaml("".join(lines[1:-1]), shown, first_line=2)
    if not isinstance(document.value, dict):
        message = "the front matter must hold 'title: ...', 'summary: ...' and so on"
        raise ContentError([Problem(shown, 1, 1, message)])
    given = validated(FrontMatter, document)
    problems = [
        *_twice(document, "objectives", [item.id for item in given.objectives]),
        *_twice(document, "references", [item.id for item in given.references]),
        *_picture_problems(document, given),
    ]
    if problems:
        raise ContentError(problems)
    front = Front(
        slug=slug, title=given.title, summary=given.summary, minutes=given.minutes,
        objectives=tuple(Objective(item.id, item.text) for item in given.objectives),
        prerequisites=given.prerequisites,
        references=tuple(
            Reference(item.id, item.text, str(item.url or ""), item.checked) for item in given.references
        ),
        glossary=given.glossary, picture=given.picture, picture_alt=given.picture_alt.strip(),
    )
    return front, document


def inside(path: str) -> bool:
    """Whether ``path`` names a file below the lesson's own folder."""
    pure = PurePosixPath(path)
    return bool(path) and not pure.is_absolute() and ".." not in pure.parts and "\\" not in path


def _twice(document: Document, key: str, ids: Sequence[Any]) -> list[Problem]:
    return [
        document.problem((key, index, "id"), f"the id '{name}' stands here twice")
        for index, name in enumerate(ids)
        if name in ids[:index]
    ]


def _picture_problems(document: Document, given: FrontMatter) -> list[Problem]:
    problems = []
    if given.picture and not given.picture_alt.strip():
        problems.append(document.problem(("picture",), "the picture needs a 'picture_alt'"))
    if given.picture and not inside(given.picture):
        message = f"the picture must be a file in the lesson's own folder (got '{given.picture}')"
        problems.append(document.problem(("picture",), message))
    return problems
