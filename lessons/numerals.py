"""Numbers typed by hand: what an author should let the engine compute, or cite.

A figure in a text is right on the day it is typed. One that the engine computes stays right, and
one with a source can be looked up; all others are worth a second look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lessons.markdown import found, inlines


def typed_numerals(text: str) -> Iterator[tuple[str, int, int]]:
    """Numerals in the prose of ``text`` that nobody computes or cites, with line and column.

    What stands in roles, code, LaTeX, links' targets and in a line with a citation does not count;
    nor do letters with digits (``A1``) and the ordinals of lists, which are not part of a text.
    """
    items = list(found(text))
    hidden = [
        (item.target if item.kind == "link" and item.target[1] else (item.start, item.end))
        for item in items if item.kind not in ("dollar",)
    ]
    cited_lines = {item.line for item in items if item.name == "cite"}
    seen: set[tuple[int, int]] = set()
    for places, token in inlines(text):
        for match in re.finditer(r"(?<![\w.,])\d[\d.,]*(?<![.,])(?!\w)", token.content):
            spot = places.at(match.start())
            line, column = places.line_and_column(spot)
            if line in cited_lines or (line, column) in seen:
                continue
            if not any(start <= spot < end for start, end in hidden):
                seen.add((line, column))
                yield match.group(), line, column
