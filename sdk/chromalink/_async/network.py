"""What requests go through: connections of our own, or a transport or HTTP client of the caller's."""

from __future__ import annotations

import os
import warnings
from collections.abc import AsyncIterable
from typing import Protocol, cast

import anyio.lowlevel
import httpcore
import httpx

from .._core import http
from .._core.effects import Answer, AsyncStream, Request, Stream
from .._core.http import core_requests, given_client
from ..config import ClientOptions
from .backend import CarefulBackend
from .pool import AsyncConnectionPool


class AsyncNetwork(Protocol):
    """Sends requests; raises what httpx raises."""

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent any more."""
        ...

    async def exchange(self, request: Request) -> Answer:
        """The whole answer to one of our requests."""
        ...

    async def passed_on(self, request: httpx.Request) -> httpx.Response:
        """The answer, unread, to a request made elsewhere."""
        ...

    async def aclose(self) -> None:
        """Close what is ours. May be called again."""
        ...


class AsyncOwnNetwork:
    """Connections that nobody else uses.

    Requests go to them directly, past httpx's transport, unless a mock or an instrumentation has taken its place.

    They belong to one event loop of one process. A request from another loop, or from a process forked since, opens
    new ones and lets go of the old, which that loop should have closed. When the last reference goes while connections
    are open, a ResourceWarning tells where the client was made (under tracemalloc).
    """

    # Slots, since tracemalloc of 3.11 does not find objects with a dict.
    __slots__ = ("_drafting", "_home", "_options", "_requests", "_transport", "closed")

    def __init__(self, options: ClientOptions) -> None:
        self.closed = True
        self._options = options
        self._drafting = http.Drafting(options, injected=False)
        self._requests = core_requests.CoreRequests(self._drafting)
        self._home: tuple[int, object] | None = None
        self._transport = AsyncPooledTransport(options)
        self.closed = False

    async def exchange(self, request: Request) -> Answer:
        transport, content = self._at_home(), _awaited(request.content)
        if core_requests.untouched(httpx.AsyncHTTPTransport.handle_async_request):
            try:
                reply = await transport.ask(self._requests.made(request, content))
            except core_requests.FAILURES as exc:
                raise core_requests.in_httpx(exc) from exc
        else:
            reply = await _whole(await transport.handle_async_request(self._drafting.draft(request, content).request()))
        return http.answer(*reply, request, self._options)

    async def passed_on(self, request: httpx.Request) -> httpx.Response:
        return await self._at_home().handle_async_request(request)

    async def aclose(self) -> None:
        self.closed = True
        if self._home == _here():
            await self._transport.aclose()

    def __del__(self) -> None:
        if not self.closed and self._transport.held and self._home is not None and self._home[0] == os.getpid():
            text = http.forgotten(self._options, self._transport.held, "aclose()", "async with")
            warnings.warn(text, ResourceWarning, stacklevel=1, source=self)

    def _at_home(self) -> AsyncPooledTransport:
        """The connections of the loop that runs."""
        if self._home != (here := _here()):
            if self._home is not None:
                self._transport = AsyncPooledTransport(self._options)
            self._home = here
        return self._transport


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

    async def ask(self, request: httpcore.Request) -> http.Reply:
        """The whole answer; raises what httpcore raises."""
        answer = await self._pool.handle_async_request(request)
        try:
            content = b"".join([piece async for piece in cast("AsyncIterable[bytes]", answer.stream)])
        finally:
            await cast("httpx.AsyncByteStream", answer.stream).aclose()
        return http.reply(answer.status, httpx.Headers(answer.headers), content)


def _connect_carefully(transport: httpx.AsyncHTTPTransport) -> None:
    """httpx takes no backend to hand on."""
    transport._pool._network_backend = CarefulBackend()


def _pool_ours(transport: httpx.AsyncHTTPTransport, limits: httpx.Limits) -> None:
    pool = AsyncConnectionPool(transport._pool.create_connection, limits)
    transport._pool = pool  # type: ignore[assignment]  # it has what the transport asks of its pool


class AsyncGivenTransport:
    """A transport of the caller's, closed with the client."""

    def __init__(self, options: ClientOptions, transport: httpx.AsyncBaseTransport) -> None:
        self._options = options
        self._drafting = http.Drafting(options, injected=False)
        self._transport = transport
        self.closed = False

    async def exchange(self, request: Request) -> Answer:
        draft = self._drafting.draft(request, _awaited(request.content))
        reply = await _whole(await self._transport.handle_async_request(draft.request()))
        return http.answer(*reply, request, self._options)

    async def passed_on(self, request: httpx.Request) -> httpx.Response:
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        if not self.closed:
            self.closed = True
            await self._transport.aclose()


class AsyncGivenClient:
    """An HTTP client of the caller's, used as it is configured, hooks and all; it stays theirs to close."""

    def __init__(self, options: ClientOptions, client: httpx.AsyncClient) -> None:
        self._options = options
        self._building = given_client.Building(options, client)
        self._client = client

    @property
    def closed(self) -> bool:
        return self._client.is_closed

    async def exchange(self, request: Request) -> Answer:
        built = self._building.request(request, _awaited(request.content))
        reply = await _whole(await self._client.send(built, stream=True))
        return http.answer(*reply, request, self._options)

    async def passed_on(self, request: httpx.Request) -> httpx.Response:
        return await self._client.send(request, stream=True)

    async def aclose(self) -> None:
        """It is not ours to close."""


def _awaited(content: bytes | Stream | None) -> bytes | AsyncStream | None:
    return content if content is None or isinstance(content, bytes) else AsyncStream(content)


async def _whole(response: httpx.Response) -> http.Reply:
    """The answer, read whole. What httpx reads through `response.aread` passes three more generators."""
    try:
        if response.is_stream_consumed:
            return response.status_code, response.headers, response.content
        content = b"".join([piece async for piece in cast("httpx.AsyncByteStream", response.stream)])
    finally:
        await response.aclose()
    return http.reply(response.status_code, response.headers, content)
