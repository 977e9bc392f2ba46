"""What the course adds to Streamlit's server: the cookie, security headers, two routes, a warm start.

Plain ASGI, so that websockets pass untouched. ``Server`` gives the three things that ``st.App``
takes: ``routes()``, ``middleware()`` and ``lifespan``. Nothing heavy is imported before the first
learner has the first page; then, in a thread, everything is, and what was loaded is taken out of
the garbage collector's sight (``gc.freeze``), because walking it holds up everybody.
"""

from __future__ import annotations

import asyncio
import base64
import ctypes
import gc
import hashlib
import importlib.util
import itertools
import logging
import os
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from threadpoolctl import threadpool_limits

from classroom.identity import cookie, new_token, token_from
from quizzes.base import RecordsError

LOG = logging.getLogger("classroom")
_OTHER_PATHS = ("/_stcore/", "/static/", "/media/", "/component/", "/app/static/", "/healthz")
"""What a browser asks for beside pages."""


def _nothing() -> None:
    return None


class Server:
    """The course's own part of the server, for one process.

    Parameters
    ----------
    check
        Raises RecordsError where the records cannot be reached: ``/healthz`` asks it.
    settle
        Grades answers that an earlier process stored but could not grade; run once, in a thread.
    warm
        Imports and builds what the first learner should not wait for; run once, in a thread.
    base
        Path under which the course is served (Streamlit's ``server.baseUrlPath``), or empty.
    framed_by
        Origins that may show the course in a frame (a learning management system); none by default.
    quiet
        Seconds to leave to the first visitor's page before warming up beside it.
    patience
        Seconds after which it is warmed up although nobody came.
    tidy_every
        Seconds between collections of young garbage, once it is warm. Python's own would walk
        everything that the learners' sessions hold every few seconds, and hold up everybody.
    tidy_all_every
        Seconds between collections of all garbage.
    """

    def __init__(
        self, *, check: Callable[[], None] = _nothing, settle: Callable[[], None] = _nothing,
        warm: Callable[[], None] = _nothing, base: str = "", framed_by: Sequence[str] = (),
        quiet: float = 2.0, patience: float = 20.0, tidy_every: float = 2.0,
        tidy_all_every: float = 150.0,
    ) -> None:
        self._check, self._settle, self._warm = check, settle, warm
        self._base = "/" + base.strip("/") if base.strip("/") else ""
        self._headers = security_headers(framed_by)
        self._quiet, self._patience = quiet, patience
        self._tidy_every, self._tidy_all_every = tidy_every, tidy_all_every
        self._visited = asyncio.Event()
        self.warmed = asyncio.Event()
        """Set once settling and warming up are done, or have failed."""

    def routes(self) -> list[Route]:
        """``/healthz`` and ``/me/start-over``."""
        return [
            Route(f"{self._base}/healthz", self._healthz, methods=["GET"]),
            Route(f"{self._base}/me/start-over", self._start_over, methods=["GET", "POST"]),
        ]

    def middleware(self) -> list[Middleware]:
        """The cookie and the security headers, around everything."""
        return [Middleware(_Doorkeeper, headers=self._headers, base=self._base, visited=self._visited)]

    @asynccontextmanager
    async def lifespan(self, _app: Any) -> AsyncIterator[dict[str, Any]]:
        """Settles, warms up and tidies in the background while the server runs."""
        spare_memory()
        one_thread_each()
        gc.collect()
        gc.freeze()
        tasks = [asyncio.create_task(self._start()), asyncio.create_task(self._tidy())]
        try:
            yield {}
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _start(self) -> None:
        await _attempt("Grading the answers left over from last time", self._settle)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._visited.wait(), self._patience)
            await asyncio.sleep(self._quiet)
        await _attempt("Warming up", self._warm)
        await run_in_threadpool(gc.collect)
        gc.freeze()
        self.warmed.set()

    async def _tidy(self) -> None:
        await self.warmed.wait()
        gc.disable()
        try:
            for turn in itertools.count(1):
                await asyncio.sleep(self._tidy_every)
                whole = turn % max(1, round(self._tidy_all_every / self._tidy_every)) == 0
                await run_in_threadpool(gc.collect, 2 if whole else 1)
        finally:
            gc.enable()

    # --- routes -------------------------------------------------------------------------------

    async def _healthz(self, _request: Request) -> Response:
        try:
            await run_in_threadpool(self._check)
        except RecordsError as error:
            return PlainTextResponse(f"{error}\n", 503, {"Cache-Control": "no-store"})
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    async def _start_over(self, request: Request) -> Response:
        home = f"{self._base}/"
        if request.method != "POST":
            return HTMLResponse(_START_OVER.format(home=home), headers={"Cache-Control": "no-store"})
        if not from_our_own_page(request.headers):
            return PlainTextResponse(
                "This request did not come from the course's own page, so nothing was changed. "
                "Open the course, choose \"This is not me\", and press the button there.\n", 403)
        answer = RedirectResponse(home, 303, {"Cache-Control": "no-store"})
        answer.headers.append("Set-Cookie", cookie(new_token(), secure=_secure(request.scope)))
        return answer


def spare_memory() -> None:
    """Keeps C libraries from taking memory for every thread: Streamlit runs each page in a new one.

    With glibc's own number of arenas, and Arrow's own pool, two hundred learners cost 80 MB more.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def one_thread_each() -> None:
    """Keeps linear algebra to one thread: ours is small, and threads of many learners only get in each
    other's way (a network of signs was fitted five times slower with two on two busy cores)."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # read by what is loaded from now on
    threadpool_limits(1)


_M_ARENA_MAX = -8
"""glibc's name for it, from malloc.h; elsewhere ``mallopt`` is missing or ignores it."""


async def _attempt(what: str, work: Callable[[], None]) -> None:
    """Runs ``work`` in a thread; a failure is a line in the log, and stops nothing."""
    outcome, = await asyncio.gather(run_in_threadpool(work), return_exceptions=True)
    if isinstance(outcome, RecordsError):
        LOG.warning("%s failed: %s", what, outcome)
    elif isinstance(outcome, Exception):
        # only the kind: the text of an error can quote what a learner wrote
        LOG.warning("%s failed (%s); the course runs on", what, type(outcome).__name__)
    elif isinstance(outcome, BaseException):
        raise outcome


# --- the door -----------------------------------------------------------------------------------


class _Doorkeeper:
    """ASGI middleware: gives each browser its cookie with the first page, and each answer its headers."""

    def __init__(
        self, app: ASGIApp, headers: Iterable[tuple[str, str]], base: str, visited: asyncio.Event
    ) -> None:
        self._app = app
        self._headers = tuple(headers)
        self._base = base
        self._visited = visited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes websockets through as they are; adds to the start of every HTTP answer."""
        if scope["type"] == "websocket":
            self._visited.set()  # the page was served: its script is running in the browser
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        page = self._asks_for_a_page(scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers:
                    headers.setdefault(name, value)
                if page and message["status"] < 400 and "set-cookie" not in headers:
                    # given again with every page, so that it lasts as long as one keeps coming
                    token = token_from(HTTPConnection(scope).cookies) or new_token()
                    headers.append("Set-Cookie", cookie(token, secure=_secure(scope)))
                    headers["Cache-Control"] = "private, no-cache"
            await send(message)

        await self._app(scope, receive, answer)

    def _asks_for_a_page(self, scope: Scope) -> bool:
        path = str(scope["path"])
        if self._base and not (path + "/").startswith(self._base + "/"):
            return False
        if scope["method"] != "GET" or path.removeprefix(self._base).startswith(_OTHER_PATHS):
            return False
        headers = Headers(scope=scope)
        kind = headers.get("sec-fetch-dest")
        return kind in ("document", "iframe", "frame") if kind else "text/html" in headers.get("accept", "")


def _secure(scope: Scope) -> bool:
    """Whether the browser came by https, itself or to a proxy before us.

    Who forges the proxy's header only keeps a cookie of their own from being sent by http.
    """
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
    return scope.get("scheme") == "https" or forwarded.partition(",")[0].strip().lower() == "https"


def from_our_own_page(headers: Headers) -> bool:
    """Whether a POST was sent by a page of this very site, as browsers tell and scripts cannot forge."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host", "")


# --- headers ------------------------------------------------------------------------------------


def security_headers(framed_by: Sequence[str] = (), page: Path | None = None) -> tuple[tuple[str, str], ...]:
    """The headers that narrow what a page may do, should text of a stranger ever get into it.

    Streamlit needs styles in the page, images, workers and components' scripts made there (``data:``,
    ``blob:``), and one small script in its page, which is allowed by its hash. Markup cannot make a
    ``blob:``, only a script that runs already can. Nothing may come from or go to another site.
    ``page`` is Streamlit's index.html; None finds it.
    """
    ancestors = " ".join(framed_by) or "'none'"
    scripts = " ".join(["'self'", "blob:", *_inline_scripts(page or _streamlit_page())])
    policy = {
        "default-src": "'self'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self' data: blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": ancestors,
    }
    headers = [
        ("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items())),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if not framed_by:
        headers.append(("X-Frame-Options", "DENY"))
    return tuple(headers)


def _streamlit_page() -> Path | None:
    found = importlib.util.find_spec("streamlit")  # finds it without importing it
    return Path(found.origin).parent / "static" / "index.html" if found and found.origin else None


def _inline_scripts(page: Path | None) -> list[str]:
    if page is None or not page.is_file():
        return []
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts]


_START_OVER = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>This is not me</title>
<style>
html {{ background: Canvas; }}
body {{ background: Canvas; color: CanvasText; font: 1.1rem/1.6 system-ui, sans-serif; }}
body {{ max-width: 36rem; margin: 3rem auto; padding: 0 1rem; }}
button {{ font: inherit; padding: .6rem 1rem; cursor: pointer; }}
a {{ color: LinkText; }}
</style>
</head>
<body>
<main>
<h1>This is not me</h1>
<p>This browser is known to the course by a random number in a cookie, not by a name.
If somebody else worked here before you, start over: you get a new number,
and the course begins afresh for you.</p>
<p>What was answered so far stays stored under the old number, but this browser forgets that number,
so nobody can come back to it.
To delete or keep a copy of those answers, go back and open the progress page first.</p>
<p>Other tabs in which the course is open go on as before until they are reloaded.</p>
<form method="post"><button type="submit">Start over as somebody new</button></form>
<p><a href="{home}">Go back to the course without changing anything</a></p>
</main>
</body>
</html>
"""
