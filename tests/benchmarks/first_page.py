"""From ``streamlit run app.py`` to the first page drawn, in a browser that was never here.

    python -m tests.benchmarks.first_page --starts 5

The clock runs from the start of the process until the heading of the page is drawn.
The browser runs already, its cache is empty, and it is pointed at the address as soon as the
server answers.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from tests.browser.chromium import HOW_TO_GET_IT, LONGEST, executable, launched
from tests.serving import serving

DRAWN = '[data-testid="stApp"] h1'


@click.command()
@click.option("--starts", default=5, type=click.IntRange(1, 20), help="How many times it is started.")
@click.option("--path", default="/", help="The page that is opened.")
def main(starts: int, path: str) -> None:
    """Measures the time from the command to the first page."""
    answered, drawn = [], []
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        found = executable(driver)
        if found is None:
            raise click.ClickException(HOW_TO_GET_IT)
        browser = launched(driver, found)
        for number in range(starts):
            began = time.perf_counter()
            with serving(Path(folder) / str(number)) as served:
                answered.append(time.perf_counter() - began)
                context = browser.new_context()
                page = context.new_page()
                page.goto(served.url + path, wait_until="commit")
                page.wait_for_selector(DRAWN, timeout=LONGEST)
                drawn.append(time.perf_counter() - began)
                context.close()
        browser.close()
    for what, seconds in (("the server answers", answered), ("the page is drawn", drawn)):
        click.echo(f"{what}: median {statistics.median(seconds):.2f} s, "
                   f"from {min(seconds):.2f} to {max(seconds):.2f}")


if __name__ == "__main__":
    main()
