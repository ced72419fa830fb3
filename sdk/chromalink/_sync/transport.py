"""Requests onto the wire, through connections of this SDK client's own, or what was injected instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from .._core import http
from .._core.effects import Answer, Request
from ..config import ClientOptions
from ..errors import ClientClosedError, InvalidInputError

if TYPE_CHECKING:
    from .network import Network


class HttpTransport:
    """The one owner of connections, which any number of threads may share; an injected client stays its maker's."""

    def __init__(
        self,
        options: ClientOptions,
        transport: httpx.BaseTransport | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        _check(transport, http_client)
        self._options = options
        self._network = _network(options, transport, http_client)
        self._closed = False

    def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status; raises NoAnswerError, DecodeError or ClientClosedError."""
        if self._closed or self._network.closed:
            raise ClientClosedError(f"{request.operation}: the client is closed")
        try:
            return self._network.exchange(request)
        except (httpx.RequestError, httpx.InvalidURL) as exc:
            raise http.failure(exc, request, self._options) from exc

    def lend(self) -> httpx.Client:
        """An HTTP client over the same connections, with our base URL and headers; closing it leaves ours open."""
        return httpx.Client(
            transport=_Lent(self._network),
            base_url=self._options.base_url,
            headers=dict(self._options.headers),
            timeout=http.timeout(self._options.timeouts),
        )

    def close(self) -> None:
        """Close the connections, unless they are an injected client's; no call is possible afterwards."""
        self._closed = True
        self._network.close()


class _Lent(httpx.BaseTransport):
    """Sends through a network that stays open."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._network.closed:
            raise ClientClosedError(f"{request.method} {request.url.path}: the client is closed")
        return self._network.passed_on(request)


def _network(
    options: ClientOptions, transport: httpx.BaseTransport | None, http_client: httpx.Client | None
) -> Network:
    # Not at the top: this brings httpcore, which clients in process do without.
    from .network import GivenClient, GivenTransport, OwnNetwork

    if http_client is not None:
        return GivenClient(options, http_client)
    return OwnNetwork(options) if transport is None else GivenTransport(options, transport)


def _check(transport: object, http_client: object) -> None:
    if transport is not None and http_client is not None:
        raise InvalidInputError("transport, http_client: expected one of them, got both")
    if transport is not None and not isinstance(transport, httpx.BaseTransport):
        raise InvalidInputError(f"transport: expected an httpx.BaseTransport, got {type(transport).__name__}")
    if http_client is not None and not isinstance(http_client, httpx.Client):
        raise InvalidInputError(f"http_client: expected an httpx.Client, got {type(http_client).__name__}")
