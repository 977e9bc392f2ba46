"""Patterns for short texts: plain words or regular expressions that cannot run away.

A learner's text meets an author's pattern on the server, so a pattern that could take for ever on
a few hundred characters is refused when the bank is read: nothing repeated inside something
repeated, no choice inside something repeated, few open-ended repetitions in all, no back
references and no looking around. Rules of thumb after Davis and others, "The impact of regular
expression denial of service in practice", 2018.
"""

from __future__ import annotations

import re
import unicodedata
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST_CHARACTERS = 500
"""A longer text is not matched."""
MOST_OPEN_ENDED = 3
"""How many ``*``, ``+`` and ``{n,}`` a pattern may hold: each multiplies the work by the length."""
_REPEATS = {code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT}
_REFUSED = {
    code.GROUPREF: "refers back to a group",
    code.GROUPREF_EXISTS: "refers back to a group",
    code.ASSERT: "looks ahead or behind",
    code.ASSERT_NOT: "looks ahead or behind",
}


def normal(text: str) -> str:
    """``text`` as it is compared: one kind of space, no capitals, no full stop at the end."""
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return words.rstrip(".!?;, ")


def checked_regex(pattern: str) -> str:
    """``pattern``, or ValueError with a sentence where it is no safe regular expression."""
    if len(pattern) > MOST_CHARACTERS:
        raise ValueError(f"a pattern is at most {MOST_CHARACTERS} characters long (got {len(pattern)})")
    try:
        parsed = parser.parse(pattern, re.IGNORECASE)
        re.compile(pattern, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"the pattern {pattern!r} is no regular expression: {error}") from error
    open_ended = _walk(parsed, pattern)
    if open_ended > MOST_OPEN_ENDED:
        raise ValueError(
            f"the pattern {pattern!r} repeats without end {open_ended} times; at most {MOST_OPEN_ENDED} "
            "are allowed, because each makes long texts slower to compare"
        )
    return pattern


def _walk(tokens: Any, pattern: str) -> int:
    """How many open-ended repetitions there are; raises ValueError for what is refused."""
    found = 0
    for kind, value in tokens:
        if kind in _REFUSED:
            raise ValueError(f"the pattern {pattern!r} {_REFUSED[kind]}; that is not allowed here")
        if kind in _REPEATS:
            _, high, part = value
            if high > 1 and _branches(part):
                raise ValueError(f"the pattern {pattern!r} has a choice or a repetition inside a repetition")
            if high is not code.MAXREPEAT and high > 100:
                raise ValueError(f"the pattern {pattern!r} repeats more than 100 times")
            found += (high is code.MAXREPEAT) + _walk(part, pattern)
        elif kind is code.SUBPATTERN:
            found += _walk(value[3], pattern)
        elif kind is code.BRANCH:
            found += sum(_walk(part, pattern) for part in value[1])
        elif kind is code.ATOMIC_GROUP:
            found += _walk(value, pattern)
    return found


def _branches(tokens: Any) -> bool:
    """Whether there is more than one way through ``tokens``."""
    for kind, value in tokens:
        if kind is code.BRANCH or kind in _REPEATS:
            return True
        if kind is code.SUBPATTERN and _branches(value[3]):
            return True
    return False


def matches(pattern: str, text: str, *, regex: bool) -> bool:
    """Whether the whole of ``text`` is what ``pattern`` says."""
    if regex:
        return re.fullmatch(pattern, normal(text), re.IGNORECASE) is not None
    return normal(pattern) == normal(text)
