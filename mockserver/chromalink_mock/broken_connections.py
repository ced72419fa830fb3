"""What a `ConnectionFault` does to a real connection: reset, cut off, closed behind the answer, or silent.

Two protocols for uvicorn, which are its own but for that, one for each of its HTTP parsers. A connection that exists
cannot be refused any more: instead it is reset before anything was answered. `RunningServer.refusing()` refuses.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from importlib.util import find_spec
from typing import Final, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from .faults import ConnectionFault, ConnectionRefusedFault, ConnectionResetFault, NoAnswerFault
from .joined_writes import JoinedWrites

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
"""Lingering for no time: a close then sends RST instead of FIN."""


class _OnConnection:
    """The application of one connection, which it may break."""

    def __init__(self, app: ASGIApp, transport: JoinedWrites) -> None:
        self._app = app
        self._transport = transport
        self.silent = False
        """Whether a client waits in vain."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, self._transport.joining(send))
        except ConnectionFault as fault:
            self._suffer(fault)
            if not (isinstance(fault, ConnectionResetFault) and fault.when == "after"):
                await _gone(receive)

    def _suffer(self, fault: ConnectionFault) -> None:
        match fault:
            case NoAnswerFault():
                self.silent = True
            case ConnectionRefusedFault() | ConnectionResetFault(when="before"):
                self._linger_not()
                self._transport.abort()
            case ConnectionResetFault(when="during"):
                # What was written reaches the client first.
                self._linger_not()
                self._transport.close()
            case _:
                self._transport.close()

    def _linger_not(self) -> None:
        connection = cast("socket.socket", self._transport.get_extra_info("socket"))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)


async def _gone(receive: Receive) -> None:
    """Wait until the connection is no more; the server would else answer for an application that did not."""
    while (await receive())["type"] != "http.disconnect":
        pass


class _Breakable(asyncio.Protocol):
    """A protocol of uvicorn whose application may break the connection."""

    app: ASGIApp
    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not one of asyncio's own under every event loop.
        joined = JoinedWrites(cast("asyncio.Transport", transport))
        super().connection_made(joined)
        self._connected = _OnConnection(self.app, joined)
        self.app = self._connected

    def shutdown(self) -> None:
        """A client that waits in vain does not hold up the end of the server."""
        super().shutdown()  # type: ignore[misc]  # of the protocol beside this class
        if self._connected.silent:
            self.transport.abort()


class BreakableH11(_Breakable, H11Protocol):
    """The one in pure Python."""


PROTOCOLS: Final[list[type[asyncio.Protocol]]] = [BreakableH11]
"""The protocols there are, the quickest first."""

if find_spec("httptools") is not None:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    class BreakableHttpTools(_Breakable, HttpToolsProtocol):
        """The quick one."""

    PROTOCOLS.insert(0, BreakableHttpTools)
