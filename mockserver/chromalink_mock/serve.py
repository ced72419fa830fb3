"""Running the server over TCP: in the foreground for a command line, on a thread for tests and notebooks."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

from .app import create_app
from .http.embedding import Embedder
from .limiter import Limiter
from .settings import Settings

_BACKLOG = 2048
_KEEP_ALIVE_SECONDS = 120
"""Idle connections are kept longer than clients keep them, so that it is the client who closes."""

_GRACE_SECONDS = 10
"""How long a shutdown waits for the requests it has accepted."""


class AddressError(OSError):
    """The address cannot be listened on; the message says which and why."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers: where, and the app behind it."""

    host: str
    port: int
    app: Starlette

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash."""
        return _url(self.host, self.port)


def run(
    settings: Settings | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    announce: Callable[[str], None] = print,
    embedder: Embedder | None = None,
    limiter: Limiter | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then finish what was accepted; SIGINT returns, SIGTERM ends the process.

    `announce` gets the URL once requests are taken; port 0 picks a free one; `embedder` and `limiter` as for
    `create_app`. Raises AddressError, and what `create_app` raises.
    """
    app = create_app(settings, embedder=embedder, limiter=limiter)
    with _listening(host, port) as listener:
        server = _Announcing(_config(app), lambda: announce(_url(host, listener.getsockname()[1])))
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
) -> Generator[RunningServer]:
    """A server on a background thread for as long as the block lasts; port 0 picks a free one.

    `embedder` and `limiter` are those of `create_app`. When the block is left, accepted requests are finished, the
    thread has ended and the socket is closed. Raises AddressError, and what `create_app` raises.
    """
    app = create_app(settings, embedder=embedder, limiter=limiter)
    started = threading.Event()
    with _listening(host, port) as listener:
        server = _Announcing(_config(app), started.set)
        thread = threading.Thread(target=_serve, args=(server, listener, started), name="chromalink-mock")
        try:
            thread.start()
            started.wait()
            if not server.started:
                raise AddressError(f"the server on {host}:{listener.getsockname()[1]} did not start")
            yield RunningServer(host, listener.getsockname()[1], app)
        finally:
            server.should_exit = True
            if thread.ident is not None:  # an interrupt may come before the thread has started
                thread.join()
            app.state.workers.join()


class _Announcing(uvicorn.Server):
    """Calls back once it takes requests."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _serve(server: uvicorn.Server, listener: socket.socket, started: threading.Event) -> None:
    try:
        server.run(sockets=[listener])
    finally:
        # A server that failed to start must not leave the caller waiting.
        started.set()


def _config(app: Starlette) -> uvicorn.Config:
    # "auto" takes uvloop and httptools where they are installed.
    return uvicorn.Config(
        app,
        loop="auto",
        http="auto",
        ws="none",
        # Logging belongs to the program that runs the server.
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


@contextmanager
def _listening(host: str, port: int) -> Generator[socket.socket]:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise AddressError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(_BACKLOG)
        except OSError as error:
            in_use = error.errno == errno.EADDRINUSE
            reason = "the port is already in use" if in_use else error.strerror
            raise AddressError(f"cannot listen on {host}:{port}: {reason}") from error
        yield listener


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
