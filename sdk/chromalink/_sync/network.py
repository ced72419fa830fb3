"""What requests go through: connections of our own, or a transport or HTTP client of the caller's."""

from __future__ import annotations

import os
import warnings
from typing import Protocol

import httpx

from .._core import http
from ..config import ClientOptions
from .pool import ConnectionPool


class Network(Protocol):
    """Sends requests in httpx's terms."""

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent any more."""
        ...

    def prepared(self, draft: http.Draft) -> httpx.Request:
        """The request, with what the network adds to it."""
        ...

    def exchange(self, request: httpx.Request) -> httpx.Response:
        """The answer, unread; raises what httpx raises."""
        ...

    def close(self) -> None:
        """Close what is ours. May be called again."""
        ...


class OwnNetwork:
    """Connections that nobody else uses.

    A process forked from this one opens its own and never uses those it inherited. When the last reference goes while
    connections are open, a ResourceWarning tells where the client was made (under tracemalloc) and they are closed.
    """

    __slots__ = ("_options", "_transports", "closed")  # tracemalloc of 3.11 does not find objects with a dict

    def __init__(self, options: ClientOptions) -> None:
        self.closed = True
        self._options = options
        self._transports = {os.getpid(): PooledTransport(options)}
        self.closed = False

    def prepared(self, draft: http.Draft) -> httpx.Request:
        return draft.request()

    def exchange(self, request: httpx.Request) -> httpx.Response:
        found = self._transports.get(os.getpid())
        return (self._opened_here() if found is None else found).handle_request(request)

    def close(self) -> None:
        self.closed = True
        found = self._transports.get(os.getpid())
        if found is not None:
            found.close()

    def __del__(self) -> None:
        found = None if self.closed else self._transports.get(os.getpid())
        if found is not None and found.held:
            text = http.forgotten(self._options, found.held, "close()", "with")
            found.abandon()
            warnings.warn(text, ResourceWarning, stacklevel=1, source=self)

    def _opened_here(self) -> PooledTransport:
        """Connections of a process that was forked since; what it inherited is closed here, which the parent survives.

        Threads that come at once agree on one set.
        """
        for process in [one for one in self._transports if one != os.getpid()]:
            inherited = self._transports.pop(process, None)
            if inherited is not None:
                inherited.abandon()
        return self._transports.setdefault(os.getpid(), PooledTransport(self._options))


class PooledTransport(httpx.HTTPTransport):
    """httpx's transport with another pool, so that TLS, proxies, and mocks of httpx or httpcore stay as they are.

    httpx's own pool takes a time that grows with the square of its connections, and lets threads share an HTTP/2
    connection whose state httpcore does not guard: streams of several threads mix, and the server hangs up.
    """

    def __init__(self, options: ClientOptions) -> None:
        limits = http.limits(options)
        super().__init__(
            verify=http.trust(options), http2=options.http2, limits=limits, proxy=http.proxy(options), trust_env=False
        )
        _pool_ours(self, limits)

    @property
    def held(self) -> int:
        """How many connections are open."""
        return len(self._pool.connections)

    def abandon(self) -> None:
        """Close the connections without the pool's lock, which a thread that is no more may hold."""
        for connection in self._pool.connections:
            connection.close()


def _pool_ours(transport: httpx.HTTPTransport, limits: httpx.Limits) -> None:
    pool = ConnectionPool(transport._pool.create_connection, limits)
    transport._pool = pool  # type: ignore[assignment]  # it has what the transport asks of its pool


class GivenTransport:
    """A transport of the caller's, closed with the client."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport
        self.closed = False

    def prepared(self, draft: http.Draft) -> httpx.Request:
        return draft.request()

    def exchange(self, request: httpx.Request) -> httpx.Response:
        return self._transport.handle_request(request)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._transport.close()


class GivenClient:
    """An HTTP client of the caller's, used as it is configured, hooks and all; it stays theirs to close."""

    def __init__(self, client: httpx.Client) -> None:
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

    def exchange(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=True)

    def close(self) -> None:
        """It is not ours to close."""
