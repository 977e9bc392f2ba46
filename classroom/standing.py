"""Where one learner stands in the whole course: what home and the progress page are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from classroom.house import House
from classroom.ledger import Learner
from classroom.progress import History, LessonProgress, Place, continue_at, course_progress
from classroom.records import Visit
from lessons.model import Front
from quizzes.base import RecordsError
from quizzes.model import Bank
from simulations.authored import ContentError


@dataclass(frozen=True)
class Standing:
    """The lessons of the course, in its order, and how far a learner is with each."""

    fronts: Mapping[str, Front]
    """Those that can be read, by slug."""
    faults: Mapping[str, str]
    """What is wrong with those that cannot, and with banks, by slug of the lesson."""
    steps: Mapping[str, Mapping[str, str]]
    """The titles of the steps by their slugs, by lesson."""
    banks: Mapping[str, Bank]
    history: History
    progress: Mapping[str, LessonProgress]
    place: Place | None
    unread: str = ""
    """Why the records could not be read; then nothing counts as done."""


def standing(house: House, learner: Learner) -> Standing:
    """Reads the course and the learner's records; a fault in either stops only itself."""
    fronts: dict[str, Front] = {}
    faults: dict[str, str] = {}
    banks: dict[str, Bank] = {}
    steps: dict[str, dict[str, str]] = {}
    for module in house.library.modules():
        for slug in module.lessons:
            try:
                lesson = house.library.load(slug)
            except ContentError as error:
                faults[slug] = "\n\n".join(map(str, error.problems))
                continue
            fronts[slug] = lesson.front
            steps[slug] = {step.slug: step.title for step in lesson.steps}
            try:
                banks[slug] = house.banks.load(slug)
            except ContentError as error:
                if lesson.asks or slug in house.banks.slugs():
                    faults[slug] = "\n\n".join(map(str, error.problems))
    visits: tuple[Visit, ...] = ()
    history: History = ()
    unread = ""
    try:
        visits, history = house.records.visits(learner), house.records.history(learner)
    except RecordsError as error:
        unread = str(error)
    order = {slug: list(titles) for slug, titles in steps.items()}
    progress = course_progress(order, banks, visits=visits, history=history)
    place = continue_at(order, progress, visits)
    return Standing(fronts, faults, steps, banks, history, progress, place, unread)
