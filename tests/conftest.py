"""How the tests are shared between two workers: a file stays together, and so does the browser.

Fixtures that cost seconds (an app, a browser, a database) are then started once. Run by
``pytest -n 2 --dist loadgroup``; without ``-n`` nothing of this matters.
"""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts each test into the group of its file; everything that needs the browser into one."""
    for item in items:
        in_browser = item.path.parent.name == "browser"
        if in_browser:
            item.add_marker(pytest.mark.browser)
        if not any(item.iter_markers("xdist_group")):
            group = "browser" if in_browser else str(item.path)
            item.add_marker(pytest.mark.xdist_group(group))
