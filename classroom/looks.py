"""Our few rules beside Streamlit's theme, and the icon of the browser's tab: read once a process."""

from __future__ import annotations

import base64
import functools
from pathlib import Path

FOLDER = Path(__file__).parent


@functools.cache
def style() -> str:
    """The rules, as an element to put on a page."""
    return f"<style>{(FOLDER / 'style.css').read_text(encoding='utf-8')}</style>"


@functools.cache
def icon() -> str:
    """The icon as an address that holds the picture itself."""
    picture = base64.b64encode((FOLDER / "icon.png").read_bytes()).decode()
    return f"data:image/png;base64,{picture}"
