"""Charts that are made of pictures: as HTML for the page, as a specification for notebooks and files.

Small pictures are shown large without being smoothed, because their pixels are what a model sees.
What each was read as stands below it in words and with a symbol; the frame only repeats it.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

TONES = ("good", "bad", "plain")
"""What a mark stands for: as it should be, harm done, neither."""


def gallery(rows: Mapping[str, Sequence[Any]], columns: int, alt: str) -> str:
    """The pictures of ``rows`` as HTML, ``columns`` to a line where there is room.

    Each picture is a figure with its words; the whole has ``alt`` as its name. Words are escaped,
    and what is not a picture inside the page (``data:image/``) is left out.
    """
    figures = [
        _figure(*cells) for cells in zip(
            rows["series"], rows["picture"], rows["title"], rows["read"], rows["mark"], rows["tone"],
            strict=True,
        )
    ]
    size = "small" if columns > 4 else "large"
    name = html.escape(alt, quote=True)
    return (f'<div class="gallery {size}" role="group" aria-label="{name}" style="--columns: {int(columns)}">'
            + "".join(figures) + "</div>")


def _figure(series: str, picture: str, title: str, read: str, mark: str, tone: str) -> str:
    if not str(picture).startswith("data:image/"):
        return ""
    tone = tone if tone in TONES else "plain"
    pinned = " pinned" if series == "pinned" else ""
    told = ", ".join(str(one) for one in (title, read, mark) if one)
    head = f"<b>{html.escape(str(title))}</b>" if title else ""
    words = f"<span>{html.escape(str(read))}</span>" if read else ""
    sign = f'<span class="mark">{html.escape(str(mark))}</span>' if mark else ""
    return (f'<figure class="{tone}{pinned}"><img src="{html.escape(str(picture), quote=True)}" '
            f'alt="{html.escape(told, quote=True)}"><figcaption aria-hidden="true">'
            f"{head}{words}{sign}</figcaption></figure>")
