"""The house: everything that all learners share, put together once a process.

Content roots are arguments, because an instructor's own course lives elsewhere: ``COURSE_CONTENT``
names a folder that holds ``lessons/library`` and ``quizzes/bank``, ``COURSE_DATABASE_URL`` the
records.
"""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from classroom.records import Records
from classroom.settings import ROOT, database_url
from lessons.course import Library, Module
from lessons.rendering import Renderer
from quizzes.reader import Banks
from simulations.authored import ContentError
from simulations.catalogue import Catalogue
from simulations.outcomes import OutcomeStore
from simulations.workshop import Workshop

MOST_OUTCOME_BYTES = 64 * 2**20
"""Rows and measures kept for the next learner who asks for the same setting."""


MENU_SECONDS = 0.5
"""How long the menu is kept: a class at work asks for it forty times a second."""


@dataclass(frozen=True)
class Menu:
    """What the menu of every page shows: modules with their lessons, and labs, with their titles."""

    modules: tuple[Module, ...]
    titles: Mapping[str, str]
    """By slug of the lesson; the slug itself where its front matter cannot be read."""
    labs: Mapping[str, str]


@dataclass(frozen=True)
class House:
    """What is shared: content, records, and what was computed."""

    catalogue: Catalogue
    banks: Banks
    library: Library
    records: Records
    store: OutcomeStore
    renderer: Renderer
    workshop: Workshop
    _menu: list[tuple[float, Menu]] = field(default_factory=list, repr=False, compare=False)

    def menu(self) -> Menu:
        """The menu as it is in the folders, looked up again after half a second."""
        kept = self._menu[-1] if self._menu else None
        if kept is None or time.monotonic() - kept[0] > MENU_SECONDS:
            kept = (time.monotonic(), self._looked_up())
            self._menu[:] = [kept]
        return kept[1]

    def _looked_up(self) -> Menu:
        modules = self.library.modules()
        titles: dict[str, str] = {}
        for slug in (slug for module in modules for slug in module.lessons):
            try:
                titles[slug] = self.library.front(slug).title
            except ContentError:
                titles[slug] = slug
        labs: dict[str, str] = {}
        for slug in self.catalogue.slugs():
            try:
                labs[slug] = self.catalogue.load(slug).title
            except ContentError:
                labs[slug] = slug
        return Menu(modules, titles, labs)


def built(environment: Mapping[str, str] = os.environ, root: Path = ROOT) -> House:
    """The house that the environment asks for; opens nothing yet."""
    content = Path(environment.get("COURSE_CONTENT") or root)
    workshop = Workshop()
    catalogue = Catalogue(workshop.root, elsewhere=workshop.measures)
    store = OutcomeStore(MOST_OUTCOME_BYTES, workshop)
    return House(
        catalogue=catalogue,
        banks=Banks(content / "quizzes" / "bank", catalogue),
        library=Library(content / "lessons" / "library"),
        records=Records(database_url(environment, root)),
        store=store,
        renderer=Renderer(catalogue, store),
        workshop=workshop,
    )


_OPENING = threading.Lock()


@functools.cache
def _of_this_process() -> House:
    return built()


def shared() -> House:
    """The house of this process, put together by whoever asks first."""
    with _OPENING:
        return _of_this_process()


def close() -> None:
    """Forgets the house of this process; the next to ask puts it together again."""
    with _OPENING:
        if _of_this_process.cache_info().currsize:
            _of_this_process().workshop.close()
            _of_this_process().records.close()
        _of_this_process.cache_clear()
