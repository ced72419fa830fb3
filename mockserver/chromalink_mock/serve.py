"""Running the server over TCP: in the foreground for a command line, on a thread for tests and notebooks."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass, field
from typing import Literal, ParamSpec, TypeVar

import anyio
import anyio.to_thread
import uvicorn
from starlette.types import ASGIApp

from .app import create_app
from .broken_connections import PROTOCOLS
from .faults import Faults
from .http.embedding import Embedder
from .limiter import Limiter
from .listener import AddressError, ListeningServer, listening, url
from .request_log import RequestLog
from .settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

_KEEP_ALIVE_SECONDS = 120
"""Idle connections are kept longer than clients keep them, so that it is the client who closes."""

_GRACE_SECONDS = 10
"""How long a shutdown waits for the requests it has accepted."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers: where, and the app behind it."""

    host: str
    port: int
    app: ASGIApp
    _server: ListeningServer = field(repr=False)

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash."""
        return url(self.host, self.port)

    @contextmanager
    def refusing(self) -> Generator[None]:
        """Really refuse connections while the block lasts: nobody listens on the port, idle connections are closed.

        For another thread than the server's own. Raises AddressError.
        """
        self._server.call(self._server.stop_listening)
        try:
            yield
        finally:
            self._server.call(self._server.listen_again)


def run(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 8000, announce: Callable[[str], None] = print) -> None:
    """Serve until SIGINT or SIGTERM, then finish what was accepted; SIGINT returns, SIGTERM ends the process.

    `announce` gets the URL once requests are taken; port 0 picks a free one. Raises AddressError.
    """
    with listening(host, port) as listener:
        server = ListeningServer(_config(app), lambda: announce(url(host, listener.getsockname()[1])))
        # The server hands the signal on when it has finished.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


@contextmanager
def serve(
    settings: Settings | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    embedder: Embedder | None = None,
    limiter: Limiter | None = None,
    faults: Faults | None = None,
    log: RequestLog | None = None,
) -> Generator[RunningServer]:
    """A server on a background thread for as long as the block lasts; port 0 picks a free one.

    The other arguments are those of `create_app`. When the block is left, accepted requests are finished, the thread
    has ended and the socket is closed. Raises AddressError, and what `create_app` raises.
    """
    app = create_app(settings, embedder=embedder, limiter=limiter, faults=faults, log=log)
    try:
        with serve_app(app, host=host, port=port, lifespan="on") as running:
            yield running
    finally:
        app.state.workers.join()
        app.state.close()


def _awaited(serving: Callable[P, AbstractContextManager[T]]) -> Callable[P, AbstractAsyncContextManager[T]]:
    @asynccontextmanager
    async def awaiting(*args: P.args, **kwargs: P.kwargs) -> AsyncGenerator[T]:
        block = serving(*args, **kwargs)
        running = await anyio.to_thread.run_sync(block.__enter__)
        try:
            yield running
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(block.__exit__, None, None, None)

    return awaiting


serve_async = _awaited(serve)
"""As `serve`, for `async with`: the caller's loop, asyncio's or trio's, is free while the server starts and ends."""


@contextmanager
def serve_app(
    app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0, lifespan: Literal["on", "off"] = "off"
) -> Generator[RunningServer]:
    """An application that exists, served as `serve` does; without lifespan events it lives on afterwards."""
    started = threading.Event()
    with listening(host, port) as listener:
        server = ListeningServer(_config(app, lifespan), started.set)
        thread = threading.Thread(target=_serve, args=(server, listener, started), name="chromalink-mock")
        try:
            thread.start()
            started.wait()
            port = listener.getsockname()[1]
            if not server.started:
                raise AddressError(f"the server on {host}:{port} did not start")
            yield RunningServer(host, port, app, server)
        finally:
            server.should_exit = True
            if thread.ident is not None:  # an interrupt may come before the thread has started
                thread.join()


def _serve(server: ListeningServer, listener: socket.socket, started: threading.Event) -> None:
    try:
        server.run(sockets=[listener])
    finally:
        # A server that failed to start must not leave the caller waiting.
        started.set()


def _config(app: ASGIApp, lifespan: Literal["on", "off", "auto"] = "auto") -> uvicorn.Config:
    return uvicorn.Config(
        app,
        # uvloop where it is installed.
        loop="auto",
        http=PROTOCOLS[0],
        lifespan=lifespan,
        ws="none",
        # Logging belongs to the program that runs the server.
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
