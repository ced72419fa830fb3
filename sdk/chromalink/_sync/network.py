"""What requests go through: connections of our own, or a transport or HTTP client of the caller's."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from typing import Protocol, cast

import httpcore
import httpx

from .._core import http
from .._core.effects import Answer, Request
from .._core.http import core_requests, given_client
from ..config import ClientOptions
from .pool import ConnectionPool


class Network(Protocol):
    """Sends requests; raises what httpx raises."""

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent any more."""
        ...

    def exchange(self, request: Request) -> Answer:
        """The whole answer to one of our requests."""
        ...

    def passed_on(self, request: httpx.Request) -> httpx.Response:
        """The answer, unread, to a request made elsewhere."""
        ...

    def close(self) -> None:
        """Close what is ours. May be called again."""
        ...


class OwnNetwork:
    """Connections that nobody else uses.

    Requests go to them directly, past httpx's transport, unless a mock or an instrumentation has taken its place.

    A process forked from this one opens its own and never uses those it inherited. When the last reference goes while
    connections are open, a ResourceWarning tells where the client was made (under tracemalloc) and they are closed.
    """

    # Slots, since tracemalloc of 3.11 does not find objects with a dict.
    __slots__ = ("_drafting", "_options", "_requests", "_transports", "closed")

    def __init__(self, options: ClientOptions) -> None:
        self.closed = True
        self._options = options
        self._drafting = http.Drafting(options, injected=False)
        self._requests = core_requests.CoreRequests(self._drafting)
        self._transports = {os.getpid(): PooledTransport(options)}
        self.closed = False

    def exchange(self, request: Request) -> Answer:
        transport, content = self._at_home(), request.content
        if core_requests.untouched(httpx.HTTPTransport.handle_request):
            try:
                reply = transport.ask(self._requests.made(request, content))
            except core_requests.FAILURES as exc:
                raise core_requests.in_httpx(exc) from exc
        else:
            reply = _whole(transport.handle_request(self._drafting.draft(request, content).request()))
        return http.answer(*reply, request, self._options)

    def passed_on(self, request: httpx.Request) -> httpx.Response:
        return self._at_home().handle_request(request)

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

    def _at_home(self) -> PooledTransport:
        """The connections of the process that runs."""
        found = self._transports.get(os.getpid())
        return self._opened_here() if found is None else found

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

    def ask(self, request: httpcore.Request) -> http.Reply:
        """The whole answer; raises what httpcore raises."""
        answer = self._pool.handle_request(request)
        try:
            content = b"".join(cast("Iterable[bytes]", answer.stream))
        finally:
            cast("httpx.SyncByteStream", answer.stream).close()
        return http.reply(answer.status, httpx.Headers(answer.headers), content)

    def abandon(self) -> None:
        """Close the connections without the pool's lock, which a thread that is no more may hold."""
        for connection in self._pool.connections:
            connection.close()


def _pool_ours(transport: httpx.HTTPTransport, limits: httpx.Limits) -> None:
    pool = ConnectionPool(transport._pool.create_connection, limits)
    transport._pool = pool  # type: ignore[assignment]  # it has what the transport asks of its pool


class GivenTransport:
    """A transport of the caller's, closed with the client."""

    def __init__(self, options: ClientOptions, transport: httpx.BaseTransport) -> None:
        self._options = options
        self._drafting = http.Drafting(options, injected=False)
        self._transport = transport
        self.closed = False

    def exchange(self, request: Request) -> Answer:
        draft = self._drafting.draft(request, request.content)
        reply = _whole(self._transport.handle_request(draft.request()))
        return http.answer(*reply, request, self._options)

    def passed_on(self, request: httpx.Request) -> httpx.Response:
        return self._transport.handle_request(request)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self._transport.close()


class GivenClient:
    """An HTTP client of the caller's, used as it is configured, hooks and all; it stays theirs to close."""

    def __init__(self, options: ClientOptions, client: httpx.Client) -> None:
        self._options = options
        self._building = given_client.Building(options, client)
        self._client = client

    @property
    def closed(self) -> bool:
        return self._client.is_closed

    def exchange(self, request: Request) -> Answer:
        built = self._building.request(request, request.content)
        reply = _whole(self._client.send(built, stream=True))
        return http.answer(*reply, request, self._options)

    def passed_on(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=True)

    def close(self) -> None:
        """It is not ours to close."""


def _whole(response: httpx.Response) -> http.Reply:
    """The answer, read whole. What httpx reads through `response.read` passes three more generators."""
    try:
        if response.is_stream_consumed:
            return response.status_code, response.headers, response.content
        content = b"".join(cast("httpx.SyncByteStream", response.stream))
    finally:
        response.close()
    return http.reply(response.status_code, response.headers, content)
