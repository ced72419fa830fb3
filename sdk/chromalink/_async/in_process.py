"""Requests to an engine in this process: no socket, no copy of the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from .. import embedded
from .._core import http
from .._core.effects import Answer, Request
from ..config import ClientOptions
from .driver import AsyncTransport
from .transport import AsyncHttpTransport

if TYPE_CHECKING:
    from ..embedded import Engine


class AsyncInProcessTransport:
    """The one user of its engine, which it releases when closed."""

    def __init__(self, engine: Engine, options: ClientOptions) -> None:
        self._engine = engine
        self._options = options

    async def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status; raises NoAnswerError or ClientClosedError."""
        return await self._engine.call_async(request, self._options)

    def lend(self) -> httpx.AsyncClient:
        """An HTTP client of the same engine, with our headers; closing it leaves this transport open."""
        return httpx.AsyncClient(
            transport=self._engine.async_transport(),
            base_url=self._options.base_url,
            headers=dict(self._options.headers),
            timeout=http.timeout(self._options.timeouts),
        )

    async def aclose(self) -> None:
        """Release the engine; no call is possible afterwards. May be called again."""
        await self._engine.release_async()


def settled(
    options: ClientOptions,
    transport: httpx.AsyncBaseTransport | None = None,
    http_client: httpx.AsyncClient | None = None,
) -> AsyncTransport:
    """The way to the engine that the settings ask for, or else over HTTP."""
    if options.embedded:
        return AsyncInProcessTransport(embedded.chosen(options.settings), options)
    return AsyncHttpTransport(options, transport, http_client)
