"""Pictures of lessons, looked at before they are shown.

What shows pictures takes an SVG that does not begin like one for the name of another file, and
would read and send that one. So nothing is passed on by name before it is known what it is.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

from lessons.front import inside
from simulations.authored import ContentError, Problem

MOST_BYTES = 5_000_000
RASTERS = {
    ".png": (b"\x89PNG\r\n\x1a\n",), ".jpg": (b"\xff\xd8\xff",), ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"), ".webp": (b"RIFF",),
}
"""How the files of each kind begin."""
_SVG = re.compile(
    r"\ufeff?\s*(<\?xml[^>]*>\s*)?(<!--((?!-->).)*-->\s*)*(<!DOCTYPE svg[^>\[]*>\s*)?<svg[\s/>]", re.DOTALL
)


def shown_figure(folder: Path, path: str) -> str:
    """The picture at ``path`` below ``folder``, as an image takes it: a file's name, or a ``data:`` address.

    Raises ContentError where it is not there, lies elsewhere, or is no picture.
    """
    file = folder / path
    if not inside(path) or not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
        raise _error(folder, f"there is no picture '{path}' in the lesson's folder")
    try:
        if file.stat().st_size > MOST_BYTES:
            raise _error(folder, f"the picture '{path}' must be at most {MOST_BYTES // 1_000_000} MB")
        begins = file.read_bytes()
    except OSError as error:
        raise _error(folder, f"the picture '{path}' cannot be read ({error.strerror})") from error
    if file.suffix == ".svg":
        text = begins.decode("utf-8", errors="replace")
        if not _SVG.match(text):
            raise _error(folder, f"the picture '{path}' is not an SVG: it must begin with '<svg'")
        if "xmlns" not in text:
            text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()
    if not begins.startswith(RASTERS.get(file.suffix.lower(), ())):
        kinds = "SVG, PNG, JPEG, GIF or WebP"
        raise _error(folder, f"the picture '{path}' must be {kinds}, as its name says")
    return str(file)


def _error(folder: Path, message: str) -> ContentError:
    return ContentError([Problem(folder.name, 1, 1, message)])
