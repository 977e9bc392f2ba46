"""The cookie, the headers and the routes, under plain Starlette."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import itertools
import logging
import os
import re
import threading
from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from classroom.identity import COOKIE, cookie, new_token, token_from
from classroom.server import Server, from_our_own_page, security_headers, spare_memory
from quizzes.base import RecordsError
from tests.classroom.visitor import Visitor

PAGE = {"Accept": "text/html,*/*", "Sec-Fetch-Dest": "document"}


async def page(_request) -> Response:
    return HTMLResponse("<p>a page</p>", headers={"Cache-Control": "no-cache"})


async def asset(_request) -> Response:
    return PlainTextResponse("script", headers={"Cache-Control": "public"})


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        await socket.send_bytes(message["bytes"] + socket.cookies.get(COOKIE, "").encode())


def course(server: Server, base: str = "") -> Starlette:
    inner = [Route("/static/app.js", asset), Route("/_stcore/health", asset),
             WebSocketRoute("/_stcore/stream", stream), Route("/{path:path}", page)]
    routes = [*server.routes(), *([Mount(base, routes=inner)] if base else inner)]
    return Starlette(routes=routes, middleware=server.middleware(), lifespan=server.lifespan)


def client(server: Server | None = None, **more) -> Visitor:
    return Visitor(course(server or Server()), **more)


# --- the cookie ---------------------------------------------------------------------------------


def test_a_token_has_256_random_bits_and_reads_back():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 and token_from({COOKIE: token}) == token for token in tokens)


@pytest.mark.parametrize("value", ["", "short", "a" * 42, "a" * 44, "a" * 42 + "/", "a" * 42 + "\n",
                                   "'; DROP TABLE learners; --".ljust(43), "ä" * 43])
def test_what_is_not_a_token_of_ours_is_nobody(value: str):
    assert token_from({COOKIE: value}) is None
    assert token_from({}) is None


def test_the_first_page_sets_the_cookie():
    answer = client().get("/", headers=PAGE)
    header = answer.headers["set-cookie"]
    found = re.fullmatch(r"learner=([\w-]{43}); Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax", header)
    assert found and token_from({COOKIE: found[1]})
    assert answer.headers["cache-control"] == "private, no-cache", "a shared cache would hand the cookie on"


def test_the_cookie_stays_the_same_and_is_kept_alive():
    browser = client()
    browser.get("/", headers=PAGE)
    token = browser.cookies[COOKIE]
    answer = browser.get("/biased-hiring?step=two", headers=PAGE)
    assert f"{COOKIE}={token};" in answer.headers["set-cookie"]


def test_a_cookie_that_is_not_of_our_making_is_replaced():
    answer = client().get("/", headers=PAGE | {"Cookie": f"{COOKIE}=me; other=x"})
    assert f"{COOKIE}=me" not in answer.headers["set-cookie"]


@pytest.mark.parametrize(("path", "headers"), [
    ("/static/app.js", PAGE), ("/_stcore/health", PAGE), ("/healthz", PAGE),
    ("/favicon.png", {"Sec-Fetch-Dest": "image", "Accept": "text/html"}),
    ("/", {"Accept": "application/json"}),
])
def test_only_pages_set_the_cookie(path: str, headers):
    answer = client().get(path, headers=headers)
    assert "set-cookie" not in answer.headers


def test_browsers_that_do_not_say_what_for_are_known_by_what_they_accept():
    assert "set-cookie" in client().get("/", headers={"Accept": "text/html,*/*"}).headers


@pytest.mark.parametrize(("base_url", "headers", "secure"), [
    ("http://course.example", {}, False), ("https://course.example", {}, True),
    ("http://course.example", {"X-Forwarded-Proto": "https"}, True),
    ("http://course.example", {"X-Forwarded-Proto": "https, http"}, True),
    ("http://course.example", {"X-Forwarded-Proto": "http"}, False),
])
def test_over_https_the_cookie_is_secure(base_url: str, headers, secure: bool):
    answer = client(base_url=base_url).get("/", headers=PAGE | headers)
    assert ("; Secure" in answer.headers["set-cookie"]) is secure


def test_a_websocket_passes_untouched_and_carries_the_cookie():
    browser = client()
    browser.get("/", headers=PAGE)
    token = browser.cookies[COOKIE].encode()
    assert browser.stream("/_stcore/stream", b"\x00\xff", b"") == [b"\x00\xff" + token, token]


# --- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/static/app.js", "/healthz", "/me/start-over"])
def test_every_answer_has_the_security_headers(path: str):
    headers = client().get(path, headers=PAGE).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_scripts_come_from_us_alone_and_none_is_evaluated():
    policy = dict(security_headers())["Content-Security-Policy"]
    directives = dict(one.split(" ", 1) for one in policy.split("; "))
    assert "unsafe" not in directives["script-src"]
    assert "'sha256-" in directives["script-src"], "Streamlit's own small script in its page"
    assert directives["object-src"] == "'none'"
    assert not re.search(r"https?:|\*", policy)


def test_a_learning_management_system_can_be_let_in():
    headers = dict(security_headers(["https://lms.example"]))
    assert "frame-ancestors https://lms.example" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers


# --- routes -------------------------------------------------------------------------------------


def test_health_is_told_by_the_records():
    assert client().get("/healthz").text == "ok\n"

    def fails() -> None:
        raise RecordsError("The disk that holds the records is full: make room on it, then try again.")

    answer = client(Server(check=fails)).get("/healthz")
    assert (answer.status_code, answer.text) == (
        503, "The disk that holds the records is full: make room on it, then try again.\n")


class _Outline(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_starting_over_is_explained_and_changes_nothing_yet():
    browser = client()
    browser.get("/", headers=PAGE)
    token = browser.cookies[COOKIE]
    answer = browser.get("/me/start-over", headers=PAGE)
    assert answer.status_code == 200 and browser.cookies[COOKIE] == token
    tags = _Outline(answer.text).tags
    names = [name for name, _ in tags]
    assert dict(tags)["html"] == {"lang": "en"} and dict(tags)["form"] == {"method": "post"}
    assert [names.count(name) for name in ("h1", "main", "title", "button")] == [1, 1, 1, 1]
    assert "stays stored under the old number" in answer.text


def test_starting_over_gives_a_new_token_and_goes_home():
    browser = client()
    browser.get("/", headers=PAGE)
    token = browser.cookies[COOKIE]
    answer = browser.post("/me/start-over", headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert len(answer.headers.getlist("set-cookie")) == 1
    assert token_from(browser.cookies) not in (None, token)


@pytest.mark.parametrize("headers", [
    {}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"}, {"Origin": "null"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://testserver.evil.example"},
])
def test_another_site_cannot_make_somebody_start_over(headers):
    answer = client().post("/me/start-over", headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "nothing was changed" in answer.text


def test_an_older_browser_is_known_by_its_origin():
    host = "course.example:8501"
    assert from_our_own_page(Headers({"origin": f"https://{host}", "host": host}))
    assert not from_our_own_page(Headers({"origin": "https://course.example", "host": host}))


def test_under_a_base_path_everything_moves_along():
    server = Server(base="/course/")
    browser = Visitor(course(server, "/course"))
    assert browser.get("/course/healthz").text == "ok\n"
    assert "set-cookie" in browser.get("/course/", headers=PAGE).headers
    assert "set-cookie" not in browser.get("/course/static/app.js", headers=PAGE).headers
    answer = browser.post("/course/me/start-over", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.headers["location"] == "/course/"


# --- the start ----------------------------------------------------------------------------------


def _until(server: Server, use) -> None:
    """Runs the lifespan until the server is warm; ``use`` is what happens meanwhile."""
    async def run() -> None:
        async with server.lifespan(None):
            await use()
            await asyncio.wait_for(server.warmed.wait(), 20)

    try:
        asyncio.run(run())
    finally:
        gc.unfreeze()


def test_warming_up_waits_for_the_first_page_and_settling_does_not():
    done: list[str] = []
    settled = threading.Event()

    def settle() -> None:
        done.append("settled")
        settled.set()

    server = Server(settle=settle, warm=lambda: done.append("warm"), quiet=0, patience=60)
    app = course(server)

    async def visit() -> None:
        await asyncio.to_thread(settled.wait, 20)
        assert done == ["settled"]
        done.append("visit")
        await Visitor(app)._stream("/_stcore/stream", ())

    _until(server, visit)
    assert done == ["settled", "visit", "warm"]


def test_a_server_that_nobody_visits_warms_up_by_itself():
    done: list[str] = []

    async def nobody() -> None:
        return None

    _until(Server(warm=lambda: done.append("warm"), patience=0.01), nobody)
    assert done == ["warm"]


def test_what_was_warmed_up_is_out_of_the_collectors_sight():
    async def nobody() -> None:
        return None

    server = Server(patience=0.01)
    frozen: list[int] = []

    async def run() -> None:
        async with server.lifespan(None):
            await nobody()
            await asyncio.wait_for(server.warmed.wait(), 20)
            frozen.append(gc.get_freeze_count())

    try:
        asyncio.run(run())
    finally:
        gc.unfreeze()
    assert frozen[0] > 10_000


def test_a_failing_start_stops_nothing_and_quotes_no_learner(caplog: pytest.LogCaptureFixture):
    def settle() -> None:
        raise ValueError("somebody answered: my essay")

    def warm() -> None:
        raise RecordsError("The records are read-only: give the account the right to write.")

    async def nobody() -> None:
        return None

    with caplog.at_level(logging.INFO):
        _until(Server(settle=settle, warm=warm, patience=0.01), nobody)
    assert "Grading the answers left over from last time failed (ValueError)" in caplog.text
    assert "Warming up failed: The records are read-only" in caplog.text
    assert "my essay" not in caplog.text


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites():
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie("a" * 43, secure=True).split("; "))


def test_once_warm_the_server_collects_garbage_on_its_own_clock(monkeypatch: pytest.MonkeyPatch):
    """Young garbage often, all of it seldom; and Python's own clock runs again when the server stops."""
    turns: list[int] = []
    enough = threading.Event()
    collect = gc.collect

    def counted(generation: int = 2) -> int:
        turns.append(generation)
        if len(turns) == 8:
            enough.set()
        return collect(0)

    server = Server(patience=0.01, tidy_every=0.01, tidy_all_every=0.03)
    running: list[bool] = []

    async def run() -> None:
        async with server.lifespan(None):
            await asyncio.wait_for(server.warmed.wait(), 20)
            monkeypatch.setattr(gc, "collect", counted)
            assert await asyncio.to_thread(enough.wait, 20)
            running.append(gc.isenabled())

    try:
        asyncio.run(run())
    finally:
        monkeypatch.undo()
        gc.unfreeze()
    assert running == [False]
    assert gc.isenabled()
    whole = [place for place, generation in enumerate(turns) if generation == 2]
    assert set(turns) == {1, 2}
    assert all(later - earlier == 3 for earlier, later in itertools.pairwise(whole))


def test_the_c_library_is_told_to_share_its_memory_between_threads(monkeypatch: pytest.MonkeyPatch):
    told: list[tuple[int, int]] = []

    class Library:
        @staticmethod
        def mallopt(what: int, value: int) -> int:
            told.append((what, value))
            return 1

    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Library)
    monkeypatch.delenv("ARROW_DEFAULT_MEMORY_POOL", raising=False)
    spare_memory()
    assert told == [(-8, 2)], "M_ARENA_MAX of glibc's malloc.h"
    assert os.environ["ARROW_DEFAULT_MEMORY_POOL"] == "system"


def test_memory_is_spared_before_anything_else_is_done(monkeypatch: pytest.MonkeyPatch):
    done: list[str] = []
    monkeypatch.setattr("classroom.server.spare_memory", lambda: done.append("spared"))

    async def nobody() -> None:
        return None

    _until(Server(settle=lambda: done.append("settled"), patience=0.01), nobody)
    assert done == ["spared", "settled"]


def test_where_there_is_no_such_c_library_the_operators_choice_stands(monkeypatch: pytest.MonkeyPatch):
    def missing(_name: object) -> object:
        raise OSError("there is none")

    monkeypatch.setenv("ARROW_DEFAULT_MEMORY_POOL", "mimalloc")
    for library in (missing, lambda _name: object()):
        monkeypatch.setattr(ctypes, "CDLL", library)
        spare_memory()
    assert os.environ["ARROW_DEFAULT_MEMORY_POOL"] == "mimalloc"


def test_linear_algebra_keeps_to_one_thread(monkeypatch):
    from threadpoolctl import threadpool_info, threadpool_limits

    from classroom.server import one_thread_each

    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "2")  # so that it is put back afterwards
        monkeypatch.delenv(name)
    import numpy as np

    with threadpool_limits(2):
        np.ones((2, 2)) @ np.ones((2, 2))
        one_thread_each()
        assert os.environ["OMP_NUM_THREADS"] == "1"
        assert {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"} == {1}
