"""What both colours of transport share: httpx's terms in, ours out."""

from __future__ import annotations

import functools
import ssl

import httpx

from ..config import DEFAULT_TIMEOUTS, ClientOptions, Timeouts
from ..errors import ChromaError, ConnectionFailedError, DecodeError, InvalidInputError, RequestTimeoutError
from .effects import Answer, Request

_NEVER_SENT = (httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol)
_SLOW_TO_CONNECT = (httpx.ConnectTimeout, httpx.PoolTimeout)


def timeout(timeouts: Timeouts) -> httpx.Timeout:
    return httpx.Timeout(connect=timeouts.connect, read=timeouts.read, write=timeouts.write, pool=timeouts.read)


def limits(options: ClientOptions) -> httpx.Limits:
    return httpx.Limits(
        max_connections=options.max_connections,
        max_keepalive_connections=options.max_keepalive_connections,
        keepalive_expiry=options.keepalive_expiry,
    )


def verify(options: ClientOptions) -> bool | ssl.SSLContext:
    return default_trust() if options.verify is True else options.verify


@functools.cache
def default_trust() -> ssl.SSLContext:
    """The context of clients that verify by default: loading the certificates takes 20 ms, so it is done once."""
    return httpx.create_ssl_context()


def headers(options: ClientOptions, request: Request) -> dict[str, str]:
    """The headers of one request; a body of known length is sent with it, so that no server need take chunks."""
    found = dict(options.headers)
    if request.content is not None:
        found["content-type"] = "application/json"
        if not isinstance(request.content, bytes):
            found["content-length"] = str(request.content.length)
    return found


def answer(response: httpx.Response, request: Request, options: ClientOptions) -> Answer:
    return Answer(
        response.status_code,
        response.headers,
        response.content,
        request.method,
        options.base_url + request.path,
    )


def failure(exc: Exception, request: Request, options: ClientOptions) -> ChromaError:
    """The typed error for what httpx raised instead of answering."""
    what = f"{request.method} {options.base_url}{request.path}: {_told(exc)}"
    if isinstance(exc, httpx.InvalidURL):
        return InvalidInputError(what)
    if isinstance(exc, httpx.DecodingError):
        return DecodeError(what)
    if isinstance(exc, httpx.TimeoutException):
        limit = options.timeouts.connect if isinstance(exc, httpx.ConnectTimeout) else options.timeouts.read
        return RequestTimeoutError(
            f"{what} ({type(exc).__name__}, limit {limit} s)",
            maybe_applied=not isinstance(exc, _SLOW_TO_CONNECT),
        )
    return ConnectionFailedError(what, maybe_applied=not isinstance(exc, _NEVER_SENT))


def _told(exc: Exception) -> str:
    """The nearest text in the chain of causes: some network libraries put none on top."""
    link: BaseException | None = exc
    while link is not None:
        if str(link):
            return str(link)
        link = link.__cause__ or link.__context__
    return type(exc).__name__


def own_timeout(options: ClientOptions) -> bool:
    """Whether the caller chose timeouts, which then also apply to an injected client."""
    return options.timeouts != DEFAULT_TIMEOUTS
