"""One app and one browser for all journeys; a new learner for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from classroom.house import House, built
from classroom.identity import COOKIE
from classroom.ledger import Learner
from tests.browser.chromium import HOW_TO_GET_IT, LONGEST, executable, launched, required
from tests.serving import Served, started


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app, running, with records of its own."""
    served = started(tmp_path_factory.mktemp("app"))
    yield served
    served.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; without one the test fails where it must run, and is skipped elsewhere.

    Playwright keeps an event loop running in this thread: it ends with the module, so that other
    tests in the same worker can run loops of their own.
    """
    with sync_playwright() as driver:
        path = executable(driver)
        if path is None:
            (pytest.fail if required() else pytest.skip)(HOW_TO_GET_IT)
        browser = launched(driver, path)
        yield browser
        browser.close()


@pytest.fixture
def learner(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a learner who was never here: a page in a browser profile of its own.

    Arguments are Playwright's for a new context (``color_scheme="dark"``, ``viewport=...``).
    """
    contexts = []

    def new(**given: object) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **given})
        context.set_default_timeout(LONGEST)
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def page(learner: Callable[..., Page]) -> Page:
    """A learner's page, nothing opened yet."""
    return learner()


@pytest.fixture
def house_of() -> Callable[[Served], House]:
    """Our own view of the content and the records that a running app uses."""
    return lambda app: built({"COURSE_DATABASE_URL": f"sqlite:///{app.log.parent / 'course.db'}"})


@pytest.fixture
def learner_of(house_of: Callable[[Served], House]) -> Callable[[Served, Page], Learner]:
    """Who a page's cookie stands for."""

    def learner(app: Served, page: Page) -> Learner:
        cookies = {one["name"]: one["value"] for one in page.context.cookies()}
        return house_of(app).records.learner(cookies[COOKIE])

    return learner


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts apps of the test's own (to be killed, restarted, broken); stopped at the end."""
    running: list[Served] = []

    def start(**given: object) -> Served:
        served = started(tmp_path / "records", **given)  # type: ignore[arg-type]
        running.append(served)
        return served

    yield start
    for served in running:
        if served.process.poll() is None:
            served.stop()
