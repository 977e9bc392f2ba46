"""Reading what a learner gave: from plain data to what a question grades, or ``Unreadable``.

An answer comes from a browser and may hold anything. Each reader takes the one shape that its
field promises and says in a sentence what is missing otherwise; nothing here knows a key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from quizzes.base import Answer, Option, Unreadable

MOST_CHARACTERS = 20_000
"""A longer answer is refused before it is stored."""


def options(texts: Iterable[str]) -> tuple[Option, ...]:
    """Options with ids by the place shown, so that an id says nothing about the key."""
    return tuple(Option(str(place), text) for place, text in enumerate(texts, start=1))


def one_of(answer: Answer, name: str, known: tuple[Option, ...]) -> str:
    """The id of the option chosen."""
    given = answer.get(name)
    if given not in [option.id for option in known]:
        raise Unreadable("Choose one of the options.")
    return str(given)


def several_of(answer: Answer, name: str, known: tuple[Option, ...]) -> frozenset[str]:
    """The ids of the options ticked, at least one."""
    given, ids = answer.get(name), [option.id for option in known]
    if not isinstance(given, list | tuple) or not given:
        raise Unreadable("Tick at least one option.")
    if any(item not in ids for item in given):
        raise Unreadable("Tick only options that are shown.")
    return frozenset(str(item) for item in given)


def ordered(answer: Answer, name: str, known: tuple[Option, ...]) -> tuple[str, ...]:
    """All ids, each once, first to last."""
    given, ids = answer.get(name), [option.id for option in known]
    if not isinstance(given, list | tuple) or sorted(map(str, given)) != sorted(ids):
        raise Unreadable("Put every item in a place of its own.")
    return tuple(str(item) for item in given)


def matched(
    answer: Answer, name: str, left: tuple[Option, ...], right: tuple[Option, ...]
) -> dict[str, str]:
    """For every id on the left the id chosen on the right."""
    given, ids = answer.get(name), [option.id for option in right]
    if not isinstance(given, Mapping):
        raise Unreadable("Choose one for every line.")
    missing = [option.text for option in left if given.get(option.id) not in ids]
    if missing:
        raise Unreadable(f"Choose one for every line; still open: {'; '.join(missing)}.")
    return {option.id: str(given[option.id]) for option in left}


def written(answer: Answer, name: str, most: int) -> str:
    """The text written, without the spaces around it."""
    given = answer.get(name)
    if not isinstance(given, str) or not given.strip():
        raise Unreadable("Write something first.")
    if len(given) > most:
        raise Unreadable(f"Write at most {most:,} characters (this is {len(given):,}).")
    return given.strip()


def plain(answer: Answer) -> dict[str, Any]:
    """``answer`` as plain data, as it will come back from the records.

    Raises Unreadable where it is none, is too long, or holds what cannot be stored as text.
    """
    try:
        text = json.dumps(dict(answer), ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise Unreadable("This answer holds something that cannot be kept; write it anew.") from error
    if "\\u0000" in text:
        raise Unreadable("This answer holds a character that cannot be kept (NUL); write it anew.")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"An answer is at most {MOST_CHARACTERS:,} characters long (got {len(text):,}).")
    kept: dict[str, Any] = json.loads(text)
    return kept
