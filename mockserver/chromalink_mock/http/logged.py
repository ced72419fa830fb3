"""Requests written into the log of a server."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..request_log import RequestLog, Seen, redacted
from .api import Api
from .routes import ROUTES


class Logged:
    """An application whose requests are kept in `log`, named by the operations of `api`."""

    def __init__(self, app: ASGIApp, api: Api, log: RequestLog) -> None:
        log.expect({route.operation for route in ROUTES})
        self._app = app
        self._api = api
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = _Exchange(self._log, self._api.operation(scope), scope, receive, send)
        try:
            await self._app(scope, exchange.receive, exchange.send)
        finally:
            exchange.keep()


class _Exchange:
    """What goes through in both directions; kept before its last byte is sent, so that who has it finds it logged."""

    def __init__(self, log: RequestLog, operation: str | None, scope: Scope, receive: Receive, send: Send) -> None:
        self._log = log
        self._operation = operation
        self._scope = scope
        self._receive = receive
        self._send = send
        self._began = time.perf_counter()
        self._asked: list[bytes] = []
        self._answered: list[bytes] = []
        self._status: int | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._kept = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._asked.append(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
        else:
            self._answered.append(message.get("body", b""))
            if not message.get("more_body", False):
                self.keep(complete=True)
        await self._send(message)

    def keep(self, *, complete: bool = False) -> None:
        """Write the log, once."""
        if self._kept:
            return
        self._kept = True
        seen = Seen(
            self._operation,
            self._scope["method"],
            self._scope["path"],
            self._scope["query_string"].decode("latin-1"),
            redacted(self._scope["headers"]),
            b"".join(self._asked),
            self._status,
            self._headers,
            b"".join(self._answered),
            time.perf_counter() - self._began,
            complete,
        )
        self._log.append(seen)
