"""What requests go through: connections of our own, or a transport or HTTP client of the caller's."""

from __future__ import annotations

import os
import warnings
from typing import Protocol

import anyio.lowlevel
import httpx

from .._core import http
from ..config import ClientOptions
from .backend import CarefulBackend
from .pool import AsyncConnectionPool


class AsyncNetwork(Protocol):
    """Sends requests in httpx's terms."""

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent any more."""
        ...

    def prepared(self, draft: http.Draft) -> httpx.Request:
        """The request, with what the network adds to it."""
        ...

    async def exchange(self, request: httpx.Request) -> httpx.Response:
        """The answer, unread; raises what httpx raises."""
        ...

    async def aclose(self) -> None:
        """Close what is ours. May be called again."""
        ...


class AsyncOwnNetwork:
    """Connections that nobody else uses.

    They belong to one event loop of one process. A request from another loop, or from a process forked since, opens
    new ones and lets go of the old, which that loop should have closed. When the last reference goes while connections
    are open, a ResourceWarning tells where the client was made (under tracemalloc).
    """

    __slots__ = ("_home", "_options", "_transport", "closed")  # tracemalloc of 3.11 does not find objects with a dict

    def __init__(self, options: ClientOptions) -> None:
        self.closed = True
        self._options = options
        self._home: tuple[int, object] | None = None
        self._transport = AsyncPooledTransport(options)
        self.closed = False

    def prepared(self, draft: http.Draft) -> httpx.Request:
        return draft.request()

    async def exchange(self, request: httpx.Request) -> httpx.Response:
        if self._home != (here := _here()):
            if self._home is not None:
                self._transport = AsyncPooledTransport(self._options)
            self._home = here
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        self.closed = True
        if self._home == _here():
            await self._transport.aclose()

    def __del__(self) -> None:
        if not self.closed and self._transport.held and self._home is not None and self._home[0] == os.getpid():
            text = http.forgotten(self._options, self._transport.held, "aclose()", "async with")
            warnings.warn(text, ResourceWarning, stacklevel=1, source=self)


def _here() -> tuple[int, object]:
    """The process and the event loop that run."""
    return os.getpid(), anyio.lowlevel.current_token()


class AsyncPooledTransport(httpx.AsyncHTTPTransport):
    """httpx's transport with another pool, so that TLS, proxies, and mocks of httpx or httpcore stay as they are.

    httpx's own pool takes a time that grows with the square of its connections. It stays in place for HTTP/2, where
    calls share one.
    """

    def __init__(self, options: ClientOptions) -> None:
        limits = http.limits(options)
        super().__init__(
            verify=http.trust(options), http2=options.http2, limits=limits, proxy=http.proxy(options), trust_env=False
        )
        _connect_carefully(self)
        if not options.http2:
            _pool_ours(self, limits)

    @property
    def held(self) -> int:
        """How many connections are open."""
        return len(self._pool.connections)


def _connect_carefully(transport: httpx.AsyncHTTPTransport) -> None:
    """httpx takes no backend to hand on."""
    transport._pool._network_backend = CarefulBackend()


def _pool_ours(transport: httpx.AsyncHTTPTransport, limits: httpx.Limits) -> None:
    pool = AsyncConnectionPool(transport._pool.create_connection, limits)
    transport._pool = pool  # type: ignore[assignment]  # it has what the transport asks of its pool


class AsyncGivenTransport:
    """A transport of the caller's, closed with the client."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport
        self.closed = False

    def prepared(self, draft: http.Draft) -> httpx.Request:
        return draft.request()

    async def exchange(self, request: httpx.Request) -> httpx.Response:
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        if not self.closed:
            self.closed = True
            await self._transport.aclose()


class AsyncGivenClient:
    """An HTTP client of the caller's, used as it is configured, hooks and all; it stays theirs to close."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    @property
    def closed(self) -> bool:
        return self._client.is_closed

    def prepared(self, draft: http.Draft) -> httpx.Request:
        return self._client.build_request(
            draft.method,
            draft.url,
            headers=draft.headers,
            content=draft.content,
            timeout=httpx.USE_CLIENT_DEFAULT if draft.timeout is None else draft.timeout,
        )

    async def exchange(self, request: httpx.Request) -> httpx.Response:
        return await self._client.send(request, stream=True)

    async def aclose(self) -> None:
        """It is not ours to close."""
