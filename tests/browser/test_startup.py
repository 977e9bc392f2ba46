"""The first page that a stranger sees, and what the browser is made to do for it.

How long it takes is measured by ``python -m tests.benchmarks.first_page`` and not asserted here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlparse

import pytest

from tests.browser.chromium import opened


def test_the_first_page_is_drawn_by_a_server_that_was_never_asked_before(serve, page):
    served = serve()
    opened(page, served.url)
    assert page.get_by_role("heading", level=1).inner_text().strip()
    assert page.get_by_role("button").or_(page.get_by_role("link")).count() > 0


@dataclass
class Walk:
    """What was seen on a walk over all pages."""

    asked: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walk(app, chromium):
    """One walk of a new learner over all kinds of pages."""
    seen = Walk()
    with chromium.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: seen.asked.add(request.url))
        page.on("console", lambda one: seen.said.append(one.text) if one.type == "error" else None)
        for path in ("/", "/lab-hiring", "/biased-hiring", "/responsible-ai-and-security", "/progress"):
            opened(page, app.url + path)
            if page.locator('[data-testid="stException"]').count():
                seen.failed.append(path)
    return seen


def test_nothing_is_fetched_from_anywhere_else(app, walk):
    ours = urlparse(app.url).netloc
    assert any(urlparse(url).netloc == ours for url in walk.asked)
    elsewhere = sorted(url for url in walk.asked if urlparse(url).scheme in ("http", "https", "ws", "wss")
                       and urlparse(url).netloc != ours)
    assert elsewhere == []


def test_nothing_that_a_page_does_is_refused_by_its_own_policy(walk):
    # Streamlit looks for its server below the page's own path first, and is told that it is not there
    refused = [text for text in walk.said if "404" not in text]
    assert refused == []


def test_no_page_fails(app, walk):
    assert walk.failed == []
    assert "Traceback" not in app.said()


def test_the_cookie_that_knows_a_learner_is_out_of_reach_of_scripts(app, page):
    opened(page, app.url)
    cookies = page.context.cookies()
    assert cookies
    assert all(cookie["httpOnly"] for cookie in cookies if cookie["name"] != "_streamlit_xsrf")
    assert all(cookie["sameSite"] in ("Lax", "Strict") for cookie in cookies)
    known = [cookie["value"] for cookie in cookies if cookie["httpOnly"]]
    assert known
    assert not any(value in page.content() or value in page.url for value in known)
    assert not any(value in app.said() for value in known)
