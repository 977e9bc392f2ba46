"""Checks of a whole course: its map, every lesson with its questions, and what they say of each other.

One lesson or bank that cannot be read is reported and hides nothing in the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lessons.checks import check, text_faults
from lessons.course import Library
from lessons.model import Lesson
from quizzes.model import Bank
from quizzes.reader import Banks, read_bank
from simulations.authored import ContentError, Problem, did_you_mean
from simulations.catalogue import Catalogue


def check_course(
    library: Library, banks: Banks, catalogue: Catalogue, only: Collection[str] = (),
) -> list[Problem]:
    """Everything wrong or weak in the course and its lessons (``only`` these, where given)."""
    problems: list[Problem] = []
    if not only:
        problems += _course_problems(library)
    for slug in sorted(only) if only else library.slugs():
        try:
            lesson, front = library.load(slug), library.front_document(slug)
        except ContentError as error:
            problems += error.problems
            continue
        bank, readable = None, True
        if slug in banks.slugs():
            bank, faults = _bank(lesson, banks, catalogue)
            problems += faults
            readable = bank is not None
        problems += check(
            lesson, catalogue, bank, lessons=library.slugs(), front=front, asked_well=readable
        )
        if bank is not None:
            problems += bank_texts(bank, lesson, catalogue, library.slugs())
    return problems


def bank_texts(
    bank: Bank, lesson: Lesson, catalogue: Catalogue, lessons: Collection[str]
) -> list[Problem]:
    """What is wrong with the roles and links in the texts of a lesson's questions."""
    return [
        bank.document.problem(loc, fault)
        for loc, text in _texts(bank.document.value, ())
        for fault in text_faults(text, lesson, catalogue, lessons)
    ]


def _texts(value: object, loc: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text that may hold a role or a link, and where it stands."""
    if isinstance(value, str):
        if "`" in value or "](" in value or "<" in value:
            yield loc, value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key != "pattern":
                yield from _texts(part, (*loc, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, (*loc, index))


def _bank(lesson: Lesson, banks: Banks, catalogue: Catalogue) -> tuple[Bank | None, list[Problem]]:
    """The lesson's bank with its faults; None where nothing of it can be read."""
    path = banks.path(lesson.front.slug)
    shown = f"{banks.root.parent.name}/{banks.root.name}/{path.name}"
    try:
        return read_bank(
            path, catalogue, shown=shown, objectives=[item.id for item in lesson.front.objectives],
            steps=[step.slug for step in lesson.steps],
        ), []
    except ContentError as error:
        return _whatever_reads(banks, lesson.front.slug), list(error.problems)


def _whatever_reads(banks: Banks, slug: str) -> Bank | None:
    """The bank read without regard to its lesson, so that the lesson can still be checked."""
    try:
        return banks.load(slug)
    except ContentError:
        return None


def _course_problems(library: Library) -> list[Problem]:
    try:
        course, document = library.course(), library.course_document()
    except ContentError as error:
        return list(error.problems)
    if document is None:
        return []
    there = library.slugs()
    return [
        document.problem(
            ("modules", index, "lessons", number),
            f"there is no lesson '{slug}' yet{_close(slug, there)}", "warning",
        )
        for index, module in enumerate(course.modules)
        for number, slug in enumerate(module.lessons) if slug not in there
    ]


def _close(name: str, known: Collection[str]) -> str:
    close = did_you_mean(name, known)
    return close if close.startswith("; did") else ""
