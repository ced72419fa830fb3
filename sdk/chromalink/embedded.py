"""The reference server as an engine in this process: the one way from the clients to `chromalink_mock`.

What answers, how long it lives and what its failures are called is settled here, for clients of both colours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib import import_module
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlencode
from weakref import WeakValueDictionary, finalize

from ._core import http
from ._core.effects import Answer, Request, Stream
from .config import ClientOptions, Settings
from .errors import (
    ClientClosedError,
    ConnectionFailedError,
    InvalidInputError,
    RequestTimeoutError,
    StoreError,
)

if TYPE_CHECKING:
    import httpx
    from starlette.types import ASGIApp

    from chromalink_mock.service import Service

Dialect: TypeAlias = Literal["chroma", "cloud-openapi"]
Durability: TypeAlias = Literal["normal", "full"]


class Engine:
    """One client's hold on a server in this process; the server is freed when nobody holds it any more."""

    def __init__(self, held: Held) -> None:
        self._held: Held | None = held

    def call(self, request: Request, options: ClientOptions) -> Answer:
        """The answer, made in the calling thread; raises NoAnswerError, ClientClosedError."""
        held = self._in_hand(request.operation)
        with _InOurWords(request, options):
            reply = held.call(held.app, held.sent(*_told(request, options)), _patience(request, options))
        return http.answer(reply.status, reply.headers, reply.body, request, options)

    async def call_async(self, request: Request, options: ClientOptions) -> Answer:
        """The answer, awaited on the caller's event loop; raises NoAnswerError, ClientClosedError."""
        held = self._in_hand(request.operation)
        with _InOurWords(request, options):
            reply = await held.call_async(held.app, held.sent(*_told(request, options)), _patience(request, options))
        return http.answer(reply.status, reply.headers, reply.body, request, options)

    def transport(self) -> httpx.BaseTransport:
        """For an httpx client of the same server; does not hold it."""
        from chromalink_mock.httpx_transports import AsgiTransport

        return AsgiTransport(self._in_hand("low_level").app, lifespan=False)

    def async_transport(self) -> httpx.AsyncBaseTransport:
        """For an async httpx client of the same server; does not hold it."""
        from chromalink_mock.httpx_transports import AsyncAsgiTransport

        return AsyncAsgiTransport(self._in_hand("low_level").app, lifespan=False)

    def release(self) -> None:
        """Let go of the server; may be called again."""
        self._held = None

    async def release_async(self) -> None:
        """As `release`; a server with files is closed in a worker thread, since that may wait for the disk."""
        if self._held is not None and self._held.reopen is not None:
            from anyio import to_thread

            await to_thread.run_sync(self.release)
        self.release()

    def _in_hand(self, asked: str) -> Held:
        """The server, which cannot be closed while the caller has it in hand."""
        held = self._held
        if held is None:
            raise ClientClosedError(f"{asked}: the client is closed")
        if held.reopen is not None and held.pid != os.getpid():
            # A fork left the parent's files to the parent.
            held = self._held = held.reopen()
        return held


class Held:
    """A server, closed when the last reference to it goes; `reopen` gives a forked child a server of its own."""

    def __init__(self, app: ASGIApp, close: Callable[[], None], reopen: Callable[[], Held] | None = None) -> None:
        # Once for each server: an import takes some time even where the module is there.
        from chromalink_mock import loopback

        self.app = app
        self.call, self.call_async, self.sent = loopback.call, loopback.call_async, loopback.Sent
        self.pid = os.getpid()
        self.reopen = reopen
        finalize(self, close)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What clients that share a server must agree on."""

    dialect: Dialect
    allow_reset: bool


class _Shared(Held):
    """A server in memory that clients find by name."""

    def __init__(self, app: ASGIApp, close: Callable[[], None], kind: _Kind) -> None:
        super().__init__(app, close)
        self.kind = kind


_named: WeakValueDictionary[str, _Shared] = WeakValueDictionary()
_lasting: dict[str, _Shared] = {}
"""Those that stay though nobody holds them."""
_naming = RLock()
"""A finalizer may run while the same thread is in here, so it is reentrant."""


def ephemeral(settings: Settings, *, shared: str | None = None, dialect: Dialect = "chroma") -> Engine:
    """A server in memory: a new one, or for a name the one that other clients of this name hold.

    Raises ImportError without the extra, InvalidInputError where the name stands for a server of another kind.
    """
    kind = _Kind(_checked(dialect), settings.allow_reset)
    if shared is None:
        return Engine(_in_memory(kind))
    with _naming:
        found = _named.get(_name(shared))
        if found is None:
            found = _named[shared] = _in_memory(kind)
    if found.kind != kind:
        raise InvalidInputError(f"shared: {shared!r} was made with {found.kind}, which is not {kind}")
    return Engine(found)


def keep(settings: Settings, name: str) -> None:
    """Let the server that clients share by `name` outlive them, until `forget`; made if need be."""
    with _naming:
        engine = ephemeral(settings, shared=name)
        _lasting[name] = _named[name]
        engine.release()


def forget() -> None:
    """Forget the servers that clients share by name; who holds one keeps it."""
    with _naming:
        _named.clear()
        _lasting.clear()


def persistent(path: str | os.PathLike[str], settings: Settings, *, durability: Durability = "normal") -> Engine:
    """The server of this process on a directory.

    Raises ImportError without the extra, InvalidInputError for arguments that cannot be, StoreError for a directory
    that cannot be opened.
    """
    if durability not in ("normal", "full"):
        raise InvalidInputError(f"durability: expected 'normal' or 'full', got {durability!r}")
    place = os.fspath(path) if isinstance(path, str | os.PathLike) else None
    if not isinstance(place, str) or not place:
        raise InvalidInputError(f"path: expected a directory, got {path!r}")
    return Engine(_on_disk(os.path.abspath(place), settings, durability))


def chosen(settings: Settings) -> Engine:
    """The server that the settings ask for: on a directory, or in memory."""
    return persistent(settings.persist_directory, settings) if settings.is_persistent else ephemeral(settings)


def _on_disk(path: str, settings: Settings, durability: Durability) -> Held:
    _require()
    from chromalink_mock import shared, storage
    from chromalink_mock.settings import Settings as ServerSettings

    asked = ServerSettings(
        path=path, durability=durability, allow_reset=settings.allow_reset, max_payload_size_bytes=sys.maxsize
    )
    try:
        opened = shared.acquire(asked)
    except storage.StoreError as exc:
        raise StoreError(str(exc)) from exc
    return Held(opened.service.answer, opened.release, partial(_on_disk, path, settings, durability))


def _in_memory(kind: _Kind) -> _Shared:
    service = _maker(kind)()
    return _Shared(service.answer, service.close, kind)


@cache
def _maker(kind: _Kind) -> Callable[[], Service]:
    """What makes servers of this kind."""
    _require()
    from chromalink_mock.service import create_service
    from chromalink_mock.settings import Settings as ServerSettings

    settings = ServerSettings(
        dialect=kind.dialect,
        allow_reset=kind.allow_reset,
        # Nobody's memory but the caller's is at stake.
        max_payload_size_bytes=sys.maxsize,
    )
    return partial(create_service, settings)


def _require() -> None:
    """Raise ImportError, naming the extra, where the server's own requirements are missing."""
    try:
        import_module("chromalink_mock.service")
    except ImportError as exc:
        raise ImportError(
            f"an embedded client needs the engine, and {exc.name} is missing: pip install 'chromalink[mock]'",
            name=exc.name,
        ) from exc


def _checked(dialect: Dialect) -> Dialect:
    if dialect not in ("chroma", "cloud-openapi"):
        raise InvalidInputError(f"dialect: expected 'chroma' or 'cloud-openapi', got {dialect!r}")
    return dialect


def _name(shared: str) -> str:
    if not isinstance(shared, str) or not shared:
        raise InvalidInputError(f"shared: expected a name, got {shared!r}")
    return shared


def _told(
    request: Request, options: ClientOptions
) -> tuple[str, bytes, bytes, Sequence[tuple[bytes, bytes]], bytes | Stream]:
    """The request as a server in this process takes it: method, path, query, headers, body."""
    headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in http.headers(options, request).items()]
    body = b"" if request.content is None else request.content
    return request.method, request.path.encode("ascii"), _query(*request.query.items()), headers, body


@lru_cache(maxsize=256)
def _query(*parameters: tuple[str, str]) -> bytes:
    return urlencode(parameters).encode("ascii")


def _patience(request: Request, options: ClientOptions) -> float | None:
    """How many seconds the request waits for its answer."""
    return (request.timeouts or options.timeouts).read


class _InOurWords:
    """Failures become the errors that those of a real connection would have led to."""

    __slots__ = ("_options", "_request")

    def __init__(self, request: Request, options: ClientOptions) -> None:
        self._request = request
        self._options = options

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if exc is None:
            return
        from chromalink_mock import faults

        what = f"{self._request.method} {self._options.base_url}{self._request.path}: {exc}"
        if isinstance(exc, faults.NoAnswerFault | TimeoutError):
            limit = _patience(self._request, self._options)
            raise RequestTimeoutError(f"{what} (limit {limit} s)", maybe_applied=True) from exc
        if isinstance(exc, faults.ConnectionFault):
            refused = isinstance(exc, faults.ConnectionRefusedFault)
            raise ConnectionFailedError(what, maybe_applied=not refused) from exc
