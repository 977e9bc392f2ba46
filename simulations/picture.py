"""A chart as a picture for a slide or a paper: PNG or SVG, without a browser.

vl-convert draws Vega-Lite outside a browser. It brings a JavaScript engine of a hundred megabytes,
so it works in a process of its own, which gives the memory back.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Literal

SECONDS = 30
_TWO_AT_ONCE = threading.BoundedSemaphore(2)
"""A class that saves pictures together waits, rather than taking the memory of a class of browsers."""
_WIDTH = 720
_LETTERS = 88
"""Of a title, in a line of that width."""

_CHILD = """
import json, sys
import vl_convert as vlc
spec = json.load(sys.stdin.buffer)
if sys.argv[1] == "svg":
    sys.stdout.buffer.write(vlc.vegalite_to_svg(spec).encode())
else:
    sys.stdout.buffer.write(vlc.vegalite_to_png(spec, scale=2))
"""


class PictureError(RuntimeError):
    """The picture could not be made; says why in a sentence."""


def picture(
    spec: Mapping[str, Any], rows: Mapping[str, Sequence[Any]], *, title: str,
    form: Literal["png", "svg"],
) -> bytes:
    """The chart with its finding as title, 720 pixels wide (PNG at twice the resolution).

    Raises PictureError where the drawing program fails or takes more than 30 seconds.
    """
    whole = complete(spec, rows, title=title)
    try:
        with _TWO_AT_ONCE:
            done = subprocess.run(  # noqa: S603  our own interpreter, no shell, a spec on standard input
                [sys.executable, "-c", _CHILD, form], input=json.dumps(whole).encode(),
                capture_output=True, timeout=SECONDS, check=True,
            )
    except subprocess.TimeoutExpired as error:
        raise PictureError(f"Drawing the picture took more than {SECONDS} seconds.") from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise PictureError("The picture could not be drawn; is vl-convert-python installed?") from error
    return done.stdout


def complete(
    spec: Mapping[str, Any], rows: Mapping[str, Sequence[Any]], *, title: str
) -> dict[str, Any]:
    """``spec`` with its data, a title and a width of its own: what any Vega-Lite tool can open."""
    columns = [_plain(column) for column in rows.values()]
    values = [dict(zip(rows, row, strict=True)) for row in zip(*columns, strict=True)]
    heading = {"text": textwrap.wrap(title, _LETTERS), "anchor": "start", "fontSize": 15}
    return {**_fixed_width(spec), "data": {"values": values}, "title": heading, "background": "white"}


def _fixed_width(spec: Mapping[str, Any]) -> dict[str, Any]:
    copy = dict(spec)
    if copy.get("width") == "container":
        copy["width"] = _WIDTH
    return copy


def _plain(column: Sequence[Any]) -> list[Any]:
    return [value.item() if hasattr(value, "item") else value for value in column]
