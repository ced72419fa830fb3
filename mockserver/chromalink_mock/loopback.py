"""Calling an ASGI application without a socket: in the calling thread, or awaited on the caller's event loop."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from urllib.parse import unquote

import anyio
from starlette.types import ASGIApp, Message, Scope

from .faults import ConnectionResetFault
from .http.workers import CALLER, Caller

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A request; `path` and `query` are percent-encoded, header names are lower case, `body` is read once."""

    method: str
    path: bytes
    query: bytes = b""
    headers: Headers = ()
    body: bytes | Iterable[bytes] = b""

    def scope(self) -> Scope:
        """The request as ASGI describes it, without its body."""
        path = self.path.decode("ascii")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": unquote(path) if "%" in path else path,
            "raw_path": self.path,
            "query_string": self.query,
            "root_path": "",
            "headers": self.headers,
            "client": None,
            "server": None,
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read whole; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def call(app: ASGIApp, sent: Sent, patience: float | None = None) -> Reply:
    """The app's answer, made in the calling thread, also below a running event loop; what the app raises is raised.

    The app may wait only as this server does, for `Workers` and `pause`, which hold up the calling thread here: raises
    RuntimeError for one that waits for an event loop, TimeoutError for one that pauses beyond `patience` seconds.
    """
    exchange = _Exchange(sent)
    caller = Caller(None if patience is None else time.monotonic() + patience)
    answering = exchange.through(app)
    before = CALLER.set(caller)
    try:
        answering.send(None)
    except StopIteration as stop:
        reply: Reply = stop.value
        return reply
    finally:
        CALLER.reset(before)
        answering.close()
    raise RuntimeError(f"{sent.method} {sent.path.decode()}: the application waited for an event loop")


async def call_async(app: ASGIApp, sent: Sent, patience: float | None = None) -> Reply:
    """The app's answer, awaited on the caller's event loop, asyncio's or trio's; what the app raises is raised.

    Raises TimeoutError when the answer takes longer than `patience` seconds.
    """
    with limited(patience):
        return await _Exchange(sent).through(app)


def limited(patience: float | None) -> AbstractContextManager[object]:
    """A block that may take so many seconds, None = any; raises TimeoutError when it takes longer."""
    return nullcontext() if patience is None else anyio.fail_after(patience)


class _Exchange:
    """One request and what is sent back for it."""

    __slots__ = ("_chunks", "_more", "_pieces", "_sent", "_start")

    def __init__(self, sent: Sent) -> None:
        self._sent = sent
        whole = isinstance(sent.body, bytes)
        self._pieces = iter((sent.body,) if isinstance(sent.body, bytes) else sent.body)
        self._more = not whole
        self._start: Message | None = None
        self._chunks: list[bytes] = []

    async def through(self, app: ASGIApp) -> Reply:
        try:
            await app(self._sent.scope(), self._receive, self._send)
        except ConnectionResetFault as fault:
            if fault.when != "after":
                raise
            # The answer came whole, and there is no connection to be used again.
        return self._reply()

    async def _receive(self) -> Message:
        piece = next(self._pieces, None)
        if piece is None and not self._more:
            return {"type": "http.disconnect"}
        self._more = self._more and piece is not None
        return {"type": "http.request", "body": piece or b"", "more_body": self._more}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._chunks.append(message.get("body", b""))

    def _reply(self) -> Reply:
        if self._start is None:
            raise RuntimeError(f"{self._sent.method} {self._sent.path.decode()}: the application sent no answer")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self._start["headers"]}
        body = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        return Reply(self._start["status"], headers, body)
