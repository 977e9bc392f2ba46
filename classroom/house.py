"""The house: everything that all learners share, put together once a process.

Content roots are arguments, because an instructor's own course lives elsewhere: ``COURSE_CONTENT``
names a folder that holds ``lessons/library`` and ``quizzes/bank``, ``COURSE_DATABASE_URL`` the
records.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from classroom.records import Records
from classroom.settings import ROOT, database_url
from lessons.course import Library
from lessons.rendering import Renderer
from quizzes.reader import Banks
from simulations.catalogue import Catalogue
from simulations.outcomes import OutcomeStore

MOST_OUTCOME_BYTES = 64 * 2**20
"""Rows and measures kept for the next learner who asks for the same setting."""


@dataclass(frozen=True)
class House:
    """What is shared: content, records, and what was computed."""

    catalogue: Catalogue
    banks: Banks
    library: Library
    records: Records
    store: OutcomeStore
    renderer: Renderer


def built(environment: Mapping[str, str] = os.environ, root: Path = ROOT) -> House:
    """The house that the environment asks for; opens nothing yet."""
    content = Path(environment.get("COURSE_CONTENT") or root)
    catalogue, store = Catalogue(), OutcomeStore(MOST_OUTCOME_BYTES)
    return House(
        catalogue=catalogue,
        banks=Banks(content / "quizzes" / "bank", catalogue),
        library=Library(content / "lessons" / "library"),
        records=Records(database_url(environment, root)),
        store=store,
        renderer=Renderer(catalogue, store),
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
            _of_this_process().records.close()
        _of_this_process.cache_clear()
