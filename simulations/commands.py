"""A group of commands that ends with 0 where all went well, and with 1 and a sentence where not.

Click itself ends with 2 where the words of a command line are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click


class Commands(click.Group):
    """Commands whose exit status is 0 or 1."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Reads the options of the group itself."""
        with _ending_with_one():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Reads the words behind a command, and runs it."""
        with _ending_with_one():
            return super().invoke(ctx)


@contextmanager
def _ending_with_one() -> Iterator[None]:
    try:
        yield
    except click.ClickException as error:
        error.show()
        raise SystemExit(1) from error
