"""The real app in a process of its own, on a free port of this machine, with records of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
"""Seconds until a server that does not answer is given up; a loaded machine is slow."""


@dataclass
class Served:
    """A running app."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def said(self) -> str:
        """What the server wrote to its log."""
        return self.log.read_text("utf-8", errors="replace")

    def stop(self) -> None:
        """Ends the process, by force if it does not go."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def started(
    folder: Path, *, options: Mapping[str, str] | None = None, environment: Mapping[str, str] | None = None,
    port: int | None = None, app: Path = ROOT / "app.py",
) -> Served:
    """An app that answers, with its records in ``folder``.

    Parameters
    ----------
    options
        Streamlit's, by name: ``{"runner.postScriptGC": "true"}``.
    environment
        On top of this process's own; ``COURSE_DATABASE_URL`` is set unless given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    flags = {"server.port": str(port), "server.address": "127.0.0.1", "server.headless": "true",
             **(options or {})}
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    for name, value in flags.items():
        command += [f"--{name}", value]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    variables = {
        **inherited, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "COURSE_DATABASE_URL": f"sqlite:///{folder / 'course.db'}", "COURSE_AHEAD": "no",
        **(environment or {}),
    }
    log = folder / f"server-{port}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=out, stderr=out,
                                   stdin=subprocess.DEVNULL)
    served = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_until_it_answers(served)
    except BaseException:
        served.stop()
        raise
    return served


@contextmanager
def serving(folder: Path, **given: object) -> Iterator[Served]:
    """``started``, stopped at the end."""
    served = started(folder, **given)  # type: ignore[arg-type]
    try:
        yield served
    finally:
        served.stop()


def _wait_until_it_answers(served: Served) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if served.process.poll() is not None:
            raise RuntimeError(f"the app ended with {served.process.returncode}:\n{served.said()}")
        try:
            with urllib.request.urlopen(f"{served.url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the app did not answer within {PATIENCE} s:\n{served.said()}")
