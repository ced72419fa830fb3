"""The connections of one client, each serving one request at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import cast

import httpcore
import httpx

from .._core.http import core_requests
from .._core.shelf import Shelf
from ..errors import ClientClosedError
from .turns import Turns


class ConnectionPool:
    """Connections last in, first out, so that few of many stay in use and the others expire.

    A connection that the server closed while it was idle is put away before a request is written to it. When one that
    had served before breaks before its answer began, StaleConnection is raised and all idle ones are put away, because
    a server that restarted has dropped them all. The wait for a connection is bounded by the request's pool timeout,
    and who waits longest is served first. Any number of threads may send.
    """

    def __init__(
        self, connect: Callable[[httpcore.Origin], httpcore.ConnectionInterface], limits: httpx.Limits
    ) -> None:
        self._connect = connect
        self._places = limits.max_connections
        self._turns = Turns(limits.max_connections)
        self._shelf = Shelf[httpcore.ConnectionInterface](limits.max_keepalive_connections, limits.keepalive_expiry)
        self._lock = threading.Lock()
        self._in_use: set[httpcore.ConnectionInterface] = set()
        self._closed = False

    @property
    def connections(self) -> list[httpcore.ConnectionInterface]:
        """Those that are open, in use or idle."""
        return [*self._in_use, *self._shelf]

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """The answer, whose stream holds a connection until it is closed; raises what httpcore raises."""
        timeout = core_requests.patience(request)
        if not self._turns.take(timeout):
            raise httpcore.PoolTimeout(f"no connection became free within {timeout} s")
        try:
            connection, reused = self._taken(request.url.origin)
        except BaseException:
            self._turns.give_back()
            raise
        try:
            answer = connection.handle_request(request)
        except BaseException as exc:
            self._put_back(request.url.origin, connection)
            if reused and isinstance(exc, core_requests.BROKEN):
                self._put_away()
                raise core_requests.StaleConnection(str(exc)) from exc
            raise
        answer.stream = _Body(
            cast("Iterable[bytes]", answer.stream), lambda: self._put_back(request.url.origin, connection)
        )
        return answer

    def close(self) -> None:
        """Close what is idle now, and what is in use when its answer is read; no further request is possible."""
        self._closed = True
        self._put_away()

    def _taken(self, origin: httpcore.Origin) -> tuple[httpcore.ConnectionInterface, bool]:
        """A connection, and whether it has served before."""
        with self._lock:
            if self._closed:
                raise ClientClosedError("the client was closed while a call waited for a connection")
            found, left_over = self._shelf.take(core_requests.key(origin), time.monotonic())
            if found is None and self._places is not None and len(self._in_use) + len(self._shelf) >= self._places:
                left_over += self._shelf.oldest()
            connection = self._connect(origin) if found is None else found
            self._in_use.add(connection)
        _close_all(left_over)
        return connection, found is not None

    def _put_back(self, origin: httpcore.Origin, connection: httpcore.ConnectionInterface) -> None:
        reusable = connection.is_idle() and connection.is_available() and not self._closed
        with self._lock:
            self._in_use.discard(connection)
            left_over = (
                self._shelf.put(core_requests.key(origin), connection, time.monotonic()) if reusable else [connection]
            )
        self._turns.give_back()
        _close_all(left_over)

    def _put_away(self) -> None:
        with self._lock:
            left_over = self._shelf.clear()
        _close_all(left_over)


class _Body:
    """The answer's bytes; `finished` is called once, when they are read or given up."""

    def __init__(self, stream: Iterable[bytes], finished: Callable[[], None]) -> None:
        self._stream = stream
        self._finished = finished
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            _close(self._stream)
        finally:
            self._finished()


def _close(stream: object) -> None:
    """httpcore's own streams are closed, those of mocks may have nothing to close."""
    close = getattr(stream, "close", None)
    if close is not None:
        close()


def _close_all(connections: Iterable[httpcore.ConnectionInterface]) -> None:
    for connection in connections:
        connection.close()
