"""The connections of one client, each serving one request at a time."""

from __future__ import annotations

import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from typing import cast

import anyio
import httpcore
import httpx

from .._core.http import core_requests
from .._core.shelf import Shelf
from ..errors import ClientClosedError
from .turns import AsyncTurns


class AsyncConnectionPool:
    """Connections last in, first out, so that few of many stay in use and the others expire.

    A connection that the server closed while it was idle is put away before a request is written to it. When one that
    had served before breaks before its answer began, StaleConnection is raised and all idle ones are put away, because
    a server that restarted has dropped them all. The wait for a connection is bounded by the request's pool timeout,
    and who waits longest is served first. Any number of tasks of one event loop may send, and be cancelled.
    """

    def __init__(
        self, connect: Callable[[httpcore.Origin], httpcore.AsyncConnectionInterface], limits: httpx.Limits
    ) -> None:
        self._connect = connect
        self._places = limits.max_connections
        self._turns = AsyncTurns(limits.max_connections)
        self._shelf = Shelf[httpcore.AsyncConnectionInterface](
            limits.max_keepalive_connections, limits.keepalive_expiry
        )
        self._in_use: set[httpcore.AsyncConnectionInterface] = set()
        self._closed = False

    @property
    def connections(self) -> list[httpcore.AsyncConnectionInterface]:
        """Those that are open, in use or idle."""
        return [*self._in_use, *self._shelf]

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """The answer, whose stream holds a connection until it is closed; raises what httpcore raises."""
        timeout = core_requests.patience(request)
        if not await self._turns.take(timeout):
            raise httpcore.PoolTimeout(f"no connection became free within {timeout} s")
        try:
            connection, reused = await self._taken(request.url.origin)
        except BaseException:
            self._turns.give_back()
            raise
        try:
            answer = await connection.handle_async_request(request)
        except BaseException as exc:
            await self._put_back(request.url.origin, connection)
            if reused and isinstance(exc, core_requests.BROKEN):
                await self._put_away()
                raise core_requests.StaleConnection(str(exc)) from exc
            raise
        answer.stream = _Body(
            cast("AsyncIterable[bytes]", answer.stream), lambda: self._put_back(request.url.origin, connection)
        )
        return answer

    async def aclose(self) -> None:
        """Close what is idle now, and what is in use when its answer is read; no further request is possible."""
        self._closed = True
        await self._put_away()

    async def _taken(self, origin: httpcore.Origin) -> tuple[httpcore.AsyncConnectionInterface, bool]:
        """A connection, and whether it has served before."""
        if self._closed:
            raise ClientClosedError("the client was closed while a call waited for a connection")
        found, left_over = self._shelf.take(core_requests.key(origin), time.monotonic())
        if found is None and self._places is not None and len(self._in_use) + len(self._shelf) >= self._places:
            left_over += self._shelf.oldest()
        connection = self._connect(origin) if found is None else found
        self._in_use.add(connection)
        await _close_all(left_over)
        return connection, found is not None

    async def _put_back(self, origin: httpcore.Origin, connection: httpcore.AsyncConnectionInterface) -> None:
        reusable = connection.is_idle() and not connection.is_closed() and not self._closed
        self._in_use.discard(connection)
        left_over = (
            self._shelf.put(core_requests.key(origin), connection, time.monotonic()) if reusable else [connection]
        )
        self._turns.give_back()
        await _close_all(left_over)

    async def _put_away(self) -> None:
        await _close_all(self._shelf.clear())


class _Body:
    """The answer's bytes; `finished` is called once, when they are read or given up."""

    def __init__(self, stream: AsyncIterable[bytes], finished: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._finished = finished
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._stream:
                yield piece
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        if self._closed:
            return
        self._closed = True
        with anyio.CancelScope(shield=True):
            try:
                await _close(self._stream)
            finally:
                await self._finished()


async def _close(stream: object) -> None:
    """httpcore's own streams are closed, those of mocks may have nothing to close."""
    aclose = getattr(stream, "aclose", None)
    if aclose is not None:
        await aclose()


async def _close_all(connections: Sequence[httpcore.AsyncConnectionInterface]) -> None:
    if connections:
        with anyio.CancelScope(shield=True):
            for connection in connections:
                await connection.aclose()
