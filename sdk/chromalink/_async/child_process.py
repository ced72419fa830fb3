"""HTTP to a server that is this client's own child process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.effects import Answer, Request
from ..config import ClientOptions
from ..official_server import OfficialServer
from .transport import AsyncHttpTransport

if TYPE_CHECKING:
    import httpx


class AsyncChildTransport:
    """Starts the server with the first request, and stops it when closed."""

    def __init__(self, server: OfficialServer, options: ClientOptions) -> None:
        self._server = server
        self._http = AsyncHttpTransport(options)

    async def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status; raises NoAnswerError, DecodeError or ClientClosedError."""
        await self._server.start_async()
        return await self._http.send(request)

    def lend(self) -> httpx.AsyncClient:
        """An HTTP client over the same connections; closing it leaves ours open."""
        return self._http.lend()

    async def aclose(self) -> None:
        """Close the connections and stop the server; no call is possible afterwards. May be called again."""
        await self._http.aclose()
        await self._server.stop_async()
