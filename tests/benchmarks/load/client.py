"""Learners without browsers: each speaks Streamlit's own protocol over a websocket.

A learner opens a page as a browser does (cookie, websocket, first run), then every few seconds
turns a knob, answers a question or steps on, and waits until the server has finished. Nothing is
drawn: what a browser costs is not in these figures. Only servers on this machine are asked, for a
bounded time. Written against Streamlit 1.67.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlparse

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from classroom.identity import COOKIE, new_token

Finished = ForwardMsg.ScriptFinishedStatus
GOOD = {Finished.FINISHED_SUCCESSFULLY, Finished.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
PATIENCE = 120.0
"""Seconds until a server that does not finish counts as an error."""

Deed = Literal["join", "new setting", "known setting", "answer", "step"]


class Tally:
    """What all learners found, together."""

    def __init__(self) -> None:
        self.seconds: dict[Deed, list[float]] = defaultdict(list)
        self.ended: list[float] = []
        self.bytes: list[int] = []
        self.errors: list[str] = []
        self.exceptions: list[str] = []
        self.used: set[tuple[Any, ...]] = set()
        """Every setting of a panel that somebody has asked for."""

    def turns(self) -> list[float]:
        """The seconds of everything but joining."""
        return [one for deed, seconds in self.seconds.items() if deed != "join" for one in seconds]


@dataclass
class Widget:
    """A control on the page, as far as a learner needs it."""

    kind: Literal["slider", "radio", "selectbox", "checkbox", "text", "button"]
    key: str
    fragment: str
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    options: tuple[str, ...] = ()


@dataclass
class Learner:
    """One learner at one lesson."""

    base: str
    path: str
    query: str
    tally: Tally
    number: int
    sent: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """What the browser would report of each control: the name of protobuf's field, and the value."""
    widgets: dict[str, Widget] = field(default_factory=dict)
    cache: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    """Messages that the browser keeps, with how many runs ago each was last wanted."""
    page_hash: str = ""
    most_age: int = 2
    received: int = 0

    def __post_init__(self) -> None:
        if urlparse(self.base).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(f"the server must be on this machine (got {self.base!r})")
        self.random = random.Random(1000 + self.number)
        self.cookie = ""

    async def join(self) -> websockets.ClientConnection:
        """Opens the page: its cookie, the websocket, the first run."""
        began = time.perf_counter()
        self.cookie = await self._cookie()
        address = self.base.replace("http", "ws", 1) + "/_stcore/stream"
        socket = await websockets.connect(
            address, subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"], max_size=None, compression=None,
            additional_headers={"Cookie": self.cookie, "Origin": self.base}, open_timeout=PATIENCE,
            ping_interval=None,
        )
        await socket.send(self._message())
        await self._until_finished(socket)
        self.tally.seconds["join"].append(time.perf_counter() - began)
        return socket

    async def take_part(self, *, first_at: float, until: float, think: float, count_from: float) -> None:
        """Joins at ``first_at``, then does something every ``think`` seconds or so, until ``until``."""
        await asyncio.sleep(max(0.0, first_at - time.perf_counter()))
        try:
            socket = await self.join()
            async with socket:
                while (at := time.perf_counter() + self.random.uniform(0.5, 1.5) * think) < until:
                    await asyncio.sleep(at - time.perf_counter())
                    await self._do_something(socket, count_from)
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            self.tally.errors.append(f"{type(error).__name__}: {error}"[:200])

    async def _cookie(self) -> str:
        """What the page sets for a new learner, by a plain request of the page."""
        parts = urlparse(self.base)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"GET {self.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n"
                     "Accept: text/html\r\nSec-Fetch-Dest: document\r\n\r\n".encode())
        await writer.drain()
        head = (await asyncio.wait_for(reader.read(), PATIENCE)).split(b"\r\n\r\n", 1)[0].decode("latin-1")
        writer.close()
        for line in head.split("\r\n"):
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                return value.strip().split(";", 1)[0]
        # Streamlit's defaults have no cookie of ours
        return f"{COOKIE}={new_token()}"

    # --- what a browser tells the server ------------------------------------------------------

    def _message(self, pressed: str = "", fragment: str = "") -> bytes:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page_hash
        if not self.page_hash:
            state.page_name = self.path.strip("/")
        for identity, (name, value) in self.sent.items():
            if identity in self.widgets:
                widget = state.widget_states.widgets.add()
                widget.id = identity
                if name == "double_array_value":
                    widget.double_array_value.data.extend(value)
                else:
                    setattr(widget, name, value)
        if pressed:
            widget = state.widget_states.widgets.add()
            widget.id = pressed
            widget.trigger_value = True
        if fragment:
            state.fragment_id = fragment
        state.cached_message_hashes.extend(self.cache)
        state.context_info.timezone = "UTC"
        state.context_info.locale = "en-US"
        state.context_info.url = self.base + self.path
        return message.SerializeToString()

    # --- what the server tells a browser ------------------------------------------------------

    async def _until_finished(self, socket: websockets.ClientConnection) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await socket.recv()
                self.received += len(raw)
                message = ForwardMsg()
                message.ParseFromString(raw)  # type: ignore[arg-type]
                if message.WhichOneof("type") != "script_finished":
                    self._see(message)
                elif message.script_finished in GOOD:
                    self._forget_old_messages()
                    return
                elif message.script_finished != Finished.FINISHED_EARLY_FOR_RERUN:
                    raise OSError(f"the script ended with status {message.script_finished}")

    def _see(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                self._see_new_run(message)
            case "navigation":
                self.page_hash = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta":
                if message.metadata.cacheable and message.hash:
                    self.cache[message.hash] = (message, 0)
                if message.delta.WhichOneof("type") == "new_element":
                    self._see_element(message.delta)
            case "ref_hash":
                kept = self.cache.get(message.ref_hash)
                if kept is not None:
                    self.cache[message.ref_hash] = (kept[0], 0)
                    self._see(kept[0])

    def _see_new_run(self, message: ForwardMsg) -> None:
        run = message.new_session
        self.page_hash = self.page_hash or run.page_script_hash
        self.most_age = run.config.max_cached_message_age or 2
        again = set(message.metadata.run.fragment_ids)
        self.widgets = {
            identity: widget for identity, widget in self.widgets.items()
            if again and widget.fragment not in again
        }

    def _see_element(self, delta: Any) -> None:
        element, fragment = delta.new_element, delta.fragment_id
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.tally.exceptions.append(element.exception.message[:200])
        if kind not in ("slider", "radio", "selectbox", "checkbox", "text_input", "button"):
            return
        one = getattr(element, kind)
        if one.disabled:
            return
        # an identity ends with the key that the page gave: $$ID-<hash>-<key>
        key = one.id.split("-", 2)[-1]
        match kind:
            case "slider":
                self.widgets[one.id] = Widget("slider", key, fragment, one.min, one.max, one.step)
                self._start(one, "double_array_value", list(one.value if one.set_value else one.default))
            case "radio" | "selectbox":
                self.widgets[one.id] = Widget(kind, key, fragment, options=tuple(one.options))
                if one.set_value and one.HasField("raw_value"):
                    self._start(one, "string_value", one.raw_value)
                elif one.HasField("default") and one.options:
                    self._start(one, "string_value", one.options[one.default])
            case "checkbox":
                self.widgets[one.id] = Widget("checkbox", key, fragment)
                self._start(one, "bool_value", one.value if one.set_value else one.default)
            case "text_input":
                self.widgets[one.id] = Widget("text", key, fragment)
            case "button":
                self.widgets[one.id] = Widget("button", key, fragment)

    def _start(self, one: Any, name: str, value: Any) -> None:
        if one.set_value or one.id not in self.sent:
            self.sent[one.id] = (name, value)

    def _forget_old_messages(self) -> None:
        self.cache = {
            key: (message, age + 1) for key, (message, age) in self.cache.items() if age + 1 <= self.most_age
        }

    # --- what a learner does ------------------------------------------------------------------

    async def _do_something(self, socket: websockets.ClientConnection, count_from: float) -> None:
        sliders = [name for name, widget in self.widgets.items()
                   if widget.kind == "slider" and ".knob." in widget.key]
        answers = self._buttons(".press")
        chance = self.random.random()
        if sliders and chance < 0.6:
            # half at settings that nobody has used before
            deed = self._turn(sliders, unseen=self.random.random() < 0.5)
            fragment = self.widgets[sliders[0]].fragment if deed is None else deed[1]
            pressed, what = "", deed[0] if deed else "known setting"
        elif answers and chance < 0.85:
            pressed, what = self.random.choice(answers), "answer"
            fragment = self.widgets[pressed].fragment
            self._fill_in(fragment)
        else:
            walks = self._buttons("walk.next") or self._buttons("walk.back")
            if not walks:
                return
            pressed, what, fragment = walks[0], "step", ""
        before, began = self.received, time.perf_counter()
        await socket.send(self._message(pressed, fragment))
        await self._until_finished(socket)
        if began >= count_from:
            ended = time.perf_counter()
            self.tally.seconds[what].append(ended - began)  # type: ignore[index]
            self.tally.ended.append(ended)
            self.tally.bytes.append(self.received - before)

    def _buttons(self, end: str) -> list[str]:
        return [name for name, widget in self.widgets.items()
                if widget.kind == "button" and widget.key.endswith(end)]

    def _turn(self, sliders: list[str], *, unseen: bool) -> tuple[str, str] | None:
        """Moves one slider to a setting of its panel that is new to all, or known."""
        moved = self.random.choice(sliders)
        widget = self.widgets[moved]
        panel = widget.key.split(".knob.")[0]
        together = [name for name in sliders if self.widgets[name].key.startswith(panel + ".knob.")]

        def setting(value: float) -> tuple[Any, ...]:
            stands = {name: self.sent[name][1][0] for name in together} | {moved: value}
            return (panel.split(".knob")[0], *(round(stands[name], 9) for name in sorted(stands)))

        self.tally.used.add(setting(self.sent[moved][1][0]))
        count = round((widget.high - widget.low) / widget.step)
        values = [round(widget.low + index * widget.step, 9) for index in range(count + 1)]
        self.random.shuffle(values)
        stood = self.sent[moved][1][0]
        wanted = [value for value in values
                  if value != stood and (setting(value) in self.tally.used) != unseen]
        value = (wanted or values)[0]
        known = setting(value) in self.tally.used
        self.tally.used.add(setting(value))
        self.sent[moved] = ("double_array_value", [value])
        return ("known setting" if known else "new setting"), widget.fragment

    def _fill_in(self, fragment: str) -> None:
        """Some answer in every field of a question."""
        for name, widget in self.widgets.items():
            if widget.fragment != fragment or ".knob." in widget.key:
                continue
            if widget.kind in ("radio", "selectbox") and widget.options:
                self.sent[name] = ("string_value", self.random.choice(widget.options))
            elif widget.kind == "checkbox":
                self.sent[name] = ("bool_value", self.random.random() < 0.5)
            elif widget.kind == "text":
                self.sent[name] = ("string_value", f"{self.random.random():.2f}")
