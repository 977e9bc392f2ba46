"""A visitor of an ASGI app, without a network: sends requests, keeps cookies, follows nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers


@dataclass(frozen=True)
class Answer:
    """What an app answered."""

    status_code: int
    headers: Headers
    text: str


@dataclass
class Visitor:
    """Somebody with a browser. ``cookies`` are those that the app has set."""

    app: Any
    base_url: str = "http://testserver"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET."""
        return asyncio.run(self._ask("GET", path, headers or {}))

    def post(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to an empty POST."""
        return asyncio.run(self._ask("POST", path, headers or {}))

    def stream(self, path: str, *sent: bytes) -> list[bytes]:
        """What comes back on a websocket for what was sent."""
        return asyncio.run(self._stream(path, sent))

    def scope(self, kind: str, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """The ASGI scope of one request."""
        base, (path, _, query) = urlsplit(self.base_url), path.partition("?")
        told = {"host": base.netloc} | {name.lower(): value for name, value in headers.items()}
        if self.cookies:
            told.setdefault("cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        scheme = base.scheme if kind == "http" else "ws"
        return {"type": kind, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
                "headers": [(name.encode(), value.encode("latin-1")) for name, value in told.items()],
                "scheme": scheme, "http_version": "1.1", "root_path": "", "server": ("testserver", 80),
                "client": ("127.0.0.1", 50000)}

    async def _ask(self, method: str, path: str, headers: Mapping[str, str]) -> Answer:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(self.scope("http", path, headers) | {"method": method}, receive, send)
        found = Headers(raw=sent[0]["headers"])
        for one in found.getlist("set-cookie"):
            name, _, rest = one.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:]).decode())

    async def _stream(self, path: str, texts: tuple[bytes, ...]) -> list[bytes]:
        incoming = [{"type": "websocket.connect"},
                    *({"type": "websocket.receive", "bytes": text} for text in texts),
                    {"type": "websocket.disconnect", "code": 1000}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return incoming.pop(0)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(self.scope("websocket", path, {}), receive, send)
        return [one["bytes"] for one in sent if one["type"] == "websocket.send"]
