"""Requests onto the wire, through an HTTP client of this SDK client's own or one that was injected."""

from __future__ import annotations

import httpx

from .._core import http
from .._core.effects import Answer, Request
from ..config import ClientOptions
from ..errors import ClientClosedError, InvalidInputError


class Transport:
    """The one owner of connections; an injected HTTP client stays its maker's to close."""

    def __init__(
        self,
        options: ClientOptions,
        transport: httpx.BaseTransport | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        _check(transport, http_client)
        self._options = options
        self._owned = http_client is None
        self._closed = False
        self._http = http_client or httpx.Client(
            transport=transport,
            verify=http.verify(options) if transport is None else False,
            limits=http.limits(options),
            timeout=http.timeout(options.timeouts),
        )
        self._timeout = (
            http.timeout(options.timeouts) if self._owned or http.own_timeout(options) else httpx.USE_CLIENT_DEFAULT
        )

    def send(self, request: Request) -> Answer:
        """The whole answer, whatever its status; raises NoAnswerError, DecodeError or ClientClosedError."""
        if self._closed or self._http.is_closed:
            raise ClientClosedError(f"{request.operation}: the client is closed")
        try:
            response = self._http.request(
                request.method,
                self._options.base_url + request.path,
                params=request.query or None,
                content=request.content,
                headers=http.headers(self._options, request),
                timeout=self._timeout,
            )
        except (httpx.RequestError, httpx.InvalidURL) as exc:
            raise http.failure(exc, request, self._options) from exc
        return http.answer(response, request, self._options)

    def lend(self) -> httpx.Client:
        """An HTTP client over the same connections, with our base URL and headers; closing it leaves ours open."""
        return httpx.Client(
            transport=_Lent(self._http),
            base_url=self._options.base_url,
            headers=dict(self._options.headers),
            timeout=http.timeout(self._options.timeouts),
        )

    def close(self) -> None:
        """Close the connections, unless the HTTP client was injected; no call is possible afterwards."""
        self._closed = True
        if self._owned:
            self._http.close()


class _Lent(httpx.BaseTransport):
    """Sends through another client, which stays open."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=True)


def _check(transport: object, http_client: object) -> None:
    if transport is not None and http_client is not None:
        raise InvalidInputError("transport, http_client: expected one of them, got both")
    if transport is not None and not isinstance(transport, httpx.BaseTransport):
        raise InvalidInputError(f"transport: expected an httpx.BaseTransport, got {type(transport).__name__}")
    if http_client is not None and not isinstance(http_client, httpx.Client):
        raise InvalidInputError(f"http_client: expected an httpx.Client, got {type(http_client).__name__}")
