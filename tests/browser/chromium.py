"""The system's own Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
HOW_TO_GET_IT = (
    "no Chromium was found; install it (Debian: apt-get install chromium; "
    "others: python -m playwright install --with-deps chromium)"
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]
LONGEST = 30_000
"""Milliseconds until something that does not come is given up."""

_QUIET = """
([quiet, longest]) => new Promise((done, failed) => {
  const started = performance.now()
  let since = null
  const look = () => {
    const now = performance.now()
    const app = document.querySelector('[data-testid="stApp"]')
    const still = app && app.dataset.testScriptState === 'notRunning'
      && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]')
    since = still ? (since ?? now) : null
    if (since !== null && now - since >= quiet) return done(true)
    if (now - started > longest) {
      return failed(new Error('the page did not come to rest: ' + (app && app.dataset.testScriptState)))
    }
    setTimeout(look, 20)
  }
  look()
})
"""


def executable(driver: Playwright) -> Path | None:
    """Where Chromium is, or None."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    for path in (found, ELSEWHERE, driver.chromium.executable_path):
        if path and Path(path).exists():
            return Path(path)
    return None


def launched(driver: Playwright, path: Path) -> Browser:
    """A browser without a window."""
    return driver.chromium.launch(executable_path=path, args=FLAGS)


def required() -> bool:
    """Whether a missing browser is a failure rather than a skip."""
    return os.environ.get("CI", "false") not in ("", "false") or bool(os.environ.get("COURSE_TEST_ALL"))


def settled(page: Page, quiet: int = 250) -> Page:
    """``page``, once the script has not run for ``quiet`` milliseconds.

    The state is watched for a while because a click is answered a moment later: looking once would
    find the page at rest before it began.
    """
    page.wait_for_selector('[data-testid="stApp"]', timeout=LONGEST)
    page.evaluate(_QUIET, [quiet, LONGEST])
    return page


def opened(page: Page, address: str) -> Page:
    """``page`` at ``address``, drawn and at rest."""
    page.goto(address)
    page.wait_for_selector('[data-testid="stApp"] h1, [data-testid="stApp"] h2', timeout=LONGEST)
    return settled(page)
