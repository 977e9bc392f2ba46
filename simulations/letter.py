"""Charts that are a text somebody receives: as HTML for the page.

A decision reaches the person it is about as words, not as bars. The parts have headings, so that a
screen reader can go from one to the next; what is a list is marked as one.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any


def letter(rows: Mapping[str, Sequence[Any]], alt: str) -> str:
    """The letter of ``rows`` as HTML; a pinned run's stands below it.

    Words are escaped. ``alt`` names the whole.
    """
    lines = list(zip(rows["series"], rows["part"], rows["kind"], rows["text"], strict=True))
    sheets = [_sheet(series, list(own)) for series, own in groupby(lines, key=lambda line: line[0])]
    name = html.escape(alt, quote=True)
    return f'<div class="letters" role="group" aria-label="{name}">{"".join(sheets)}</div>'


def _sheet(series: str, lines: Sequence[tuple[str, str, str, str]]) -> str:
    pinned = series == "pinned"
    parts = []
    for part, own in groupby(lines, key=lambda line: line[1]):
        if part:
            parts.append(f"<h3>{html.escape(str(part))}</h3>")
        for kind, texts in groupby(own, key=lambda line: line[2]):
            escaped = [html.escape(str(line[3])) for line in texts]
            if kind == "item":
                parts.append("<ul>" + "".join(f"<li>{text}</li>" for text in escaped) + "</ul>")
            else:
                parts += [f"<p>{text}</p>" for text in escaped]
    head = '<p class="which">The pinned run</p>' if pinned else ""
    return f'<article class="letter{" pinned" if pinned else ""}">{head}{"".join(parts)}</article>'
