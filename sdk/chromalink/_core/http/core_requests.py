"""Requests and errors in the terms of httpcore, which httpx is built on: what its transports would hand on."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import FunctionType, MethodType
from typing import cast

import httpcore
import httpx

from ..effects import Request
from ..shelf import Origin
from . import Content, Drafting, Stale


class CoreRequests:
    """The requests of one client. httpx makes the first to each address; the next share all but the body with it."""

    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting
        self._like = functools.lru_cache(maxsize=256)(functools.partial(_first, drafting))

    def made(self, request: Request, content: Content) -> httpcore.Request:
        """`content` is what `request` carries, in the colour of the client."""
        if request.headers is not None or request.timeouts is not None or not isinstance(content, bytes | None):
            return _handed_on(self._drafting.draft(request, content).request())
        like = self._like(request.method, request.path, content is None, *request.query.items())
        return like if content is None else _holding(content, like)


def _first(drafting: Drafting, method: str, path: str, bare: bool, *query: tuple[str, str]) -> httpcore.Request:
    content = None if bare else b"{}"
    return _handed_on(drafting.draft(Request("", method, path, dict(query), content), content).request())


def _handed_on(request: httpx.Request) -> httpcore.Request:
    url = request.url
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    return httpcore.Request(
        request.method, target, headers=request.headers.raw, content=request.stream, extensions=request.extensions
    )


def _holding(content: bytes, like: httpcore.Request) -> httpcore.Request:
    """A request that differs from `like` in its body only."""
    shared = cast("dict[str, object]", like.extensions)  # pyright: ignore[reportUnknownMemberType]  # untyped there
    made = httpcore.Request(like.method, like.url, content=content, extensions=shared)
    length = b"%d" % len(content)
    made.headers = [(name, length if name == b"Content-Length" else value) for name, value in like.headers]
    return made


def patience(request: httpcore.Request) -> float | None:
    """How long a request may wait for a connection."""
    found = request.extensions.get("timeout", {})  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # untyped there
    timeouts = cast("Mapping[str, float | None]", found)
    return timeouts.get("pool")


def key(origin: httpcore.Origin) -> Origin:
    return origin.scheme, origin.host, origin.port


def untouched(method: object) -> bool:
    """Whether a method of httpx's is still its own, not what a subclass, a mock or an instrumentation put there."""
    function = method.__func__ if type(method) is MethodType else method
    return type(function) is FunctionType and function.__globals__["__name__"].startswith("httpx._")


class StaleConnection(Stale, httpcore.RemoteProtocolError):
    """What the pools raise in place of the connection's own error."""


BROKEN = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)
"""What becomes of a request on a connection that the server dropped."""

_IN_HTTPX: dict[type[Exception], type[httpx.RequestError]] = {
    httpcore.ConnectTimeout: httpx.ConnectTimeout,
    httpcore.ReadTimeout: httpx.ReadTimeout,
    httpcore.WriteTimeout: httpx.WriteTimeout,
    httpcore.PoolTimeout: httpx.PoolTimeout,
    httpcore.ConnectError: httpx.ConnectError,
    httpcore.ReadError: httpx.ReadError,
    httpcore.WriteError: httpx.WriteError,
    httpcore.ProxyError: httpx.ProxyError,
    httpcore.UnsupportedProtocol: httpx.UnsupportedProtocol,
    httpcore.LocalProtocolError: httpx.LocalProtocolError,
    httpcore.RemoteProtocolError: httpx.RemoteProtocolError,
    httpcore.TimeoutException: httpx.TimeoutException,
    httpcore.NetworkError: httpx.NetworkError,
    httpcore.ProtocolError: httpx.ProtocolError,
}
"""Those that others derive from come last."""
FAILURES = tuple(_IN_HTTPX)
"""What httpcore raises instead of answering."""


def in_httpx(exc: Exception) -> httpx.RequestError:
    """What httpx makes of one of FAILURES."""
    return next(theirs for ours, theirs in _IN_HTTPX.items() if isinstance(exc, ours))(str(exc))
