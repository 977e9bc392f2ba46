"""Which lessons there are, and in which order: the library of a course, read from its folder.

A lesson is a folder with a ``lesson.md`` or ``lesson.ipynb``; ``course.yaml`` names modules and
their order. Files are read again when they change, so that saving one and reloading the page shows
it. A lesson that cannot be read raises its own error and stops no other.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from lessons.figures import shown_figure
from lessons.front import SLUG, Line, Slug
from lessons.model import Front, Lesson
from lessons.reader import front_of, read_lesson
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

FILES = ("lesson.md", "lesson.ipynb")
UNNAMED = "Lessons"
"""What a course is called whose author does not say."""
OTHERS = "more-lessons"
"""The slug of the module of lessons that no module names."""
TAKEN = re.compile("app|component|healthz|lab-.*|me|media|progress|static")
"""Names that no lesson can have, because the app has other pages at these addresses."""
T = TypeVar("T")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Module(_Strict):
    """Lessons that belong together, in order, by slug."""

    slug: Slug
    title: Line
    summary: str = ""
    lessons: tuple[Slug, ...] = ()


class Course(_Strict):
    """The course as its author laid it out in ``course.yaml``."""

    title: Line
    summary: str = ""
    modules: tuple[Module, ...] = Field(default=())


@dataclass(frozen=True)
class Library:
    """The lessons below ``root``; ``shown`` is what to call that folder in messages."""

    root: Path
    shown: str = ""
    _kept: dict[tuple[str, Path], tuple[tuple[int, int], Any]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def course(self) -> Course:
        """Modules and their order as authored; without ``course.yaml``, a course of no modules.

        Raises ContentError where the file cannot be used.
        """
        path = self.root / "course.yaml"
        if not path.exists():
            return Course(title=UNNAMED)
        course, _ = self._read("course", path, lambda: self._course(path))
        return course

    def modules(self) -> tuple[Module, ...]:
        """The modules with the lessons that exist; last, "More lessons" that none of them names.

        A module none of whose lessons exists yet is left out. Where ``course.yaml`` cannot be used
        (``course`` says why), all lessons stand in one module.
        """
        there = self.slugs()
        try:
            course = self.course()
        except ContentError:
            course = Course(title=UNNAMED)
        named = {slug for module in course.modules for slug in module.lessons}
        modules = [
            module.model_copy(update={"lessons": tuple(s for s in module.lessons if s in there)})
            for module in course.modules
        ]
        rest = tuple(slug for slug in there if slug not in named)
        # not checked: the name of a folder may be no slug, which its own page says
        more = Module.model_construct(
            slug=OTHERS, title="More lessons" if course.modules else UNNAMED, summary="", lessons=rest)
        return tuple(module for module in (*modules, more) if module.lessons)

    def slugs(self) -> tuple[str, ...]:
        """The slugs of all lessons, in alphabetical order, readable or not."""
        return tuple(names_below(self.root, holding=FILES))

    def front(self, slug: str) -> Front:
        """The front matter of a lesson, without reading the rest. Raises ContentError."""
        path = self._path(slug)
        front, _ = self._read("front", path, lambda: front_of(path, shown=self._shown(path)))
        return front

    def front_document(self, slug: str) -> Document:
        """The front matter as data with places, for messages about it. Raises ContentError."""
        path = self._path(slug)
        _, document = self._read("front", path, lambda: front_of(path, shown=self._shown(path)))
        return document

    def load(self, slug: str) -> Lesson:
        """A lesson. Raises ContentError with every fault and its place."""
        path = self._path(slug)
        return self._read("lesson", path, lambda: read_lesson(path, shown=self._shown(path)))

    def steps(self, slugs: Iterable[str]) -> dict[str, str]:
        """The titles of the steps of these lessons by ``lesson#step``, of those that can be read."""
        found: dict[str, str] = {}
        for slug in slugs:
            with suppress(ContentError):
                found |= {f"{slug}#{step.slug}": step.title for step in self.load(slug).steps}
        return found

    def figure(self, slug: str, path: str) -> str:
        """A picture of a lesson, as ``lessons.figures.shown_figure`` gives it. Raises ContentError."""
        return shown_figure(self._path(slug).parent, path)

    def presenter(self, slug: str) -> str:
        """The notes for whoever presents a lesson, as Markdown; empty where there are none."""
        path = self._path(slug).parent / "presenter.md"
        return read_text(path, self._shown(path)) if path.exists() else ""

    def course_document(self) -> Document | None:
        """``course.yaml`` as data with places, for messages about it; None where there is none."""
        path = self.root / "course.yaml"
        return self._read("course", path, lambda: self._course(path))[1] if path.exists() else None

    def _course(self, path: Path) -> tuple[Course, Document]:
        shown = self._shown(path)
        document = read_yaml(read_text(path, shown), shown)
        course = validated(Course, document)
        places: dict[str, str] = {}
        problems = []
        for index, module in enumerate(course.modules):
            if module.slug in [other.slug for other in course.modules[:index]] or module.slug == OTHERS:
                loc: tuple[str | int, ...] = ("modules", index, "slug")
                problems.append(document.problem(loc, f"the slug '{module.slug}' is taken"))
            for number, slug in enumerate(module.lessons):
                if slug in places:
                    message = f"'{slug}' stands in '{places[slug]}' already; a lesson has one module"
                    problems.append(document.problem(("modules", index, "lessons", number), message))
                places.setdefault(slug, module.slug)
        if problems:
            raise ContentError(problems)
        return course, document

    def _path(self, slug: str) -> Path:
        plain = re.fullmatch(SLUG, slug) is not None
        there = [self.root / slug / name for name in FILES
                 if plain and os.path.exists(f"{self.root}/{slug}/{name}")]  # noqa: PTH110  asked at every run
        if not there and slug in self.slugs():
            message = "the name of a lesson's folder must be small letters, digits and single hyphens"
            raise ContentError([Problem(self._shown(self.root / slug), 1, 1, message)])
        if there and TAKEN.fullmatch(slug):
            message = f"'{slug}' is the address of another page of the app: give the folder another name"
            raise ContentError([Problem(self._shown(self.root / slug), 1, 1, message)])
        if not there:
            message = f"there is no lesson '{slug}'{did_you_mean(slug, self.slugs())}"
            raise ContentError([Problem(self._shown(self.root), 1, 1, message)])
        if len(there) > 1:
            message = "the folder holds both lesson.md and lesson.ipynb; keep one of them"
            raise ContentError([Problem(self._shown(there[0]), 1, 1, message)])
        return there[0]

    def _shown(self, path: Path) -> str:
        below = path.relative_to(self.root).as_posix()
        name = self.shown or os.path.relpath(self.root)
        return name if below == "." else f"{name}/{below}"

    def _read(self, what: str, path: Path, read: Callable[[], T]) -> T:
        """What ``read`` gives, kept until the file at ``path`` changes; a fault is never kept."""
        try:
            now = path.stat()
            stamp = (now.st_mtime_ns, now.st_size)
        except OSError:
            return read()
        kept = self._kept.get((what, path))
        if kept is not None and kept[0] == stamp:
            value: T = kept[1]
            return value
        value = read()
        self._kept[(what, path)] = (stamp, value)
        return value
