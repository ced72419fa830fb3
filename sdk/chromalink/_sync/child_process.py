"""HTTP to a server that is this client's own child process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.effects import Answer, Request
from ..config import ClientOptions
from ..official_server import OfficialServer
from .transport import HttpTransport

if TYPE_CHECKING:
    import httpx


class ChildTransport:
    """Starts the server with the first request, and stops it when closed."""

    def __init__(self, server: OfficialServer, options: ClientOptions) -> None:
        self._server = server
        self._http = HttpTransport(options)

    def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status; raises NoAnswerError, DecodeError or ClientClosedError."""
        self._server.start()
        return self._http.send(request)

    def lend(self) -> httpx.Client:
        """An HTTP client over the same connections; closing it leaves ours open."""
        return self._http.lend()

    def close(self) -> None:
        """Close the connections and stop the server; no call is possible afterwards. May be called again."""
        self._http.close()
        self._server.stop()
