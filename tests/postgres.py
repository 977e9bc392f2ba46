"""A real PostgreSQL server for the tests: a cluster of its own in a temporary folder.

It listens on a free port of the loopback address only, trusts whoever connects, and never flushes
to the disk. The server refuses to run as root, so that root's tests run it as another account.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = (
    "There is no PostgreSQL server to test with: install it (`apt-get install postgresql`, or "
    "`brew install postgresql`), or put its folder with `initdb` and `pg_ctl` into PATH."
)


def required() -> bool:
    """Whether a missing server is a failure rather than a skip."""
    return os.environ.get("CI") == "true" or os.environ.get("COURSE_TEST_ALL") == "1"


def binaries() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl``; None where PostgreSQL is not installed."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for name in ("pg_ctl", "initdb"):
        if found := shutil.which(name):
            candidates.append(Path(found).resolve().parent)
    if tool := shutil.which("pg_config"):
        told = subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(told.stdout.strip()))
    return next((one for one in candidates if (one / "initdb").exists() and (one / "pg_ctl").exists()), None)


def _version(folder: Path) -> float:
    return float(re.sub(r"[^0-9.]", "", folder.parent.name) or 0)


def _account() -> tuple[list[str], tuple[int, int] | None]:
    """What to put before a command so that it does not run as root, and who then owns the files."""
    if os.geteuid() != 0:
        return [], None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if tool := shutil.which("setpriv"):
            before = [tool, f"--reuid={found.pw_uid}", f"--regid={found.pw_gid}", "--clear-groups"]
            return before, (found.pw_uid, found.pw_gid)
        if tool := shutil.which("runuser"):
            return [tool, "-u", name, "--"], (found.pw_uid, found.pw_gid)
    raise RuntimeError("PostgreSQL does not run as root, and neither setpriv nor runuser is there to help")


class Server:
    """One running cluster. ``url(name)`` names a database of it."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self._folder, self._bin = folder, bin_folder
        self._before, owner = _account()
        if owner:
            os.chown(folder, *owner)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._do("initdb", "-D", str(folder / "data"), "-U", "course", "-A", "trust", "-E", "UTF8",
                 "--locale=C", "--no-sync")

    def _do(self, name: str, *arguments: str) -> None:
        done = subprocess.run([*self._before, str(self._bin / name), *arguments], cwd=self._folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                              env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
        if done.returncode:
            log = self._folder / "log"
            said = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{name} failed: {done.stdout}{done.stderr}{said}")

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        options = (f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off "
                   "-c full_page_writes=off -c autovacuum=off")
        self._do("pg_ctl", "-D", str(self._folder / "data"), "-l", str(self._folder / "log"), "-w",
                 "-o", options, "start")

    def stop(self) -> None:
        """Stops the server at once, and all connections to it."""
        self._do("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def url(self, database: str) -> str:
        """The URL of one database of this server."""
        return f"postgresql://course@127.0.0.1:{self.port}/{database}"

    def emptied(self, database: str) -> str:
        """Takes everything out of a database, which is much faster than making one; gives its URL."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                               "WHERE datname = current_database() AND pid <> pg_backend_pid()")
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.url(database)

    def create(self, database: str) -> str:
        """Makes an empty database; gives its URL."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
        return self.url(database)


@contextmanager
def running() -> Iterator[Server]:
    """A server that runs while the block does. Raises FileNotFoundError where there is none."""
    found = binaries()
    if found is None:
        raise FileNotFoundError(MISSING)
    # not pytest's folder: that one is closed to the other account
    with tempfile.TemporaryDirectory(prefix="course-pg-") as folder:
        server = Server(Path(folder), found)
        server.start()
        try:
            yield server
        finally:
            server.stop()
