"""Requests to an engine in this process: no socket, no copy of the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from .. import embedded
from .._core import http
from .._core.effects import Answer, Request
from ..config import ClientOptions
from .driver import Transport
from .transport import HttpTransport

if TYPE_CHECKING:
    from ..embedded import Engine


class InProcessTransport:
    """The one user of its engine, which it releases when closed."""

    def __init__(self, engine: Engine, options: ClientOptions) -> None:
        self._engine = engine
        self._options = options

    def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status; raises NoAnswerError or ClientClosedError."""
        return self._engine.call(request, self._options)

    def lend(self) -> httpx.Client:
        """An HTTP client of the same engine, with our headers; closing it leaves this transport open."""
        return httpx.Client(
            transport=self._engine.transport(),
            base_url=self._options.base_url,
            headers=dict(self._options.headers),
            timeout=http.timeout(self._options.timeouts),
        )

    def close(self) -> None:
        """Release the engine; no call is possible afterwards. May be called again."""
        self._engine.release()


def settled(
    options: ClientOptions, transport: httpx.BaseTransport | None = None, http_client: httpx.Client | None = None
) -> Transport:
    """The way to the engine that the settings ask for, or else over HTTP."""
    if options.embedded:
        return InProcessTransport(embedded.chosen(options.settings), options)
    return HttpTransport(options, transport, http_client)
