"""One transport under other options."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import httpx

from .._core import http
from .._core.effects import Answer, Request
from ..config import CallOptions
from ..errors import ClientClosedError

if TYPE_CHECKING:
    from .driver import Transport


class View:
    """Sends through another transport, which closing this one leaves open."""

    def __init__(self, transport: Transport, options: CallOptions) -> None:
        self._transport = transport
        self._options = options
        self._closed = False

    def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status; raises NoAnswerError, DecodeError or ClientClosedError."""
        if self._closed:
            raise ClientClosedError(f"{request.operation}: this view of a client is closed")
        return self._transport.send(
            replace(
                request,
                headers=self._options.merged(request.headers),
                timeouts=request.timeouts or self._options.timeouts,
            )
        )

    def lend(self) -> httpx.Client:
        """An HTTP client of the same server, under these options; closing it leaves this transport open."""
        return http.under(self._transport.lend(), self._options)

    def close(self) -> None:
        """End this view; no call through it is possible afterwards. May be called again."""
        self._closed = True
