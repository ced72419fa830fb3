"""The listening socket of a server over TCP, and the server that can stop listening for a while."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from contextvars import Context
from typing import TypeAlias, cast

import uvicorn

Address: TypeAlias = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
"""Of IPv4, of IPv6, and what Python may call one that it does not know."""

BACKLOG = 2048
_ATTEMPTS = 100
"""How often the event loop goes round, at most, until it has closed a socket."""


class AddressError(OSError):
    """The address cannot be listened on; the message says which and why."""


class ListeningServer(uvicorn.Server):
    """Calls back once it takes requests; can refuse connections for a while."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._loop: asyncio.AbstractEventLoop | None = None
        self._held: socket.socket | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        if self._held is not None:
            self._held.close()

    def call(self, step: Callable[[], Coroutine[object, object, None]]) -> None:
        """Take a step on the event loop of the server, from another thread; raises what the step raises."""
        assert self._loop is not None, "the server has started"
        # Not in the caller's context, which connections would inherit: one of trio's says that trio runs there, too.
        Context().run(asyncio.run_coroutine_threadsafe, step(), self._loop).result()

    async def stop_listening(self) -> None:
        """Refuse connections from now on and close those that are idle; the port stays ours, so nobody else takes it.

        Raises AddressError.
        """
        address = self.servers[0].sockets[0].getsockname()
        family = self.servers[0].sockets[0].family
        for server in self.servers:
            server.close()
        self.servers = []
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for attempt in range(1, _ATTEMPTS + 1):
            await asyncio.sleep(0)
            try:
                self._held = bound(family, address, "the port that was left")
                return
            except AddressError:
                if attempt == _ATTEMPTS:
                    raise

    async def listen_again(self) -> None:
        """Take connections again on the same port."""
        assert self._held is not None, "it has stopped listening"
        protocol = cast("Callable[..., asyncio.Protocol]", self.config.http_protocol_class)
        server = await asyncio.get_running_loop().create_server(
            lambda: protocol(config=self.config, server_state=self.server_state, app_state=self.lifespan.state),
            sock=self._held,
            backlog=BACKLOG,
        )
        self.servers, self._held = [server], None


@contextmanager
def listening(host: str, port: int) -> Generator[socket.socket]:
    """A socket that listens, closed with the block; raises AddressError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise AddressError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    with bound(family, address, f"{host}:{port}") as listener:
        listener.listen(BACKLOG)
        yield listener


def bound(family: int, address: Address, shown: str) -> socket.socket:
    """A socket that has the address, which errors call `shown`; raises AddressError."""
    try:
        found = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise AddressError(f"cannot listen on {shown}: {error.strerror or error}") from error
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(address)
    except OSError as error:
        found.close()
        in_use = error.errno == errno.EADDRINUSE
        reason = "the port is already in use" if in_use else error.strerror
        raise AddressError(f"cannot listen on {shown}: {reason}") from error
    return found


def url(host: str, port: int) -> str:
    """The base URL of a server, without a trailing slash."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
