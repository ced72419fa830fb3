"""What both colours of transport share: httpx's terms in, ours out."""

from __future__ import annotations

import functools
import ssl
from collections.abc import AsyncIterable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import httpx

from ...auth import masked, secrets
from ...config import DEFAULT_TIMEOUTS, CallOptions, ClientOptions, Timeouts, trusting
from ...errors import ChromaError, ConnectionFailedError, DecodeError, InvalidInputError, RequestTimeoutError
from ..effects import Answer, Request

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


def trust(options: ClientOptions) -> ssl.SSLContext:
    if options.verify is True:
        return default_trust(options.authorities, options.http2)
    return httpx.create_ssl_context(verify=False) if options.verify is False else options.verify


@functools.cache
def default_trust(authorities: str | None, http2: bool) -> ssl.SSLContext:
    """The context of clients that verify by default: loading the certificates takes 20 ms, so it is done once.

    Not one for both values of `http2`: connecting writes the protocols on offer into the context.
    """
    if authorities is not None:
        return trusting("SSL_CERT_FILE, SSL_CERT_DIR", authorities)
    return httpx.create_ssl_context(trust_env=False)


def proxy(options: ClientOptions) -> httpx.Proxy | None:
    if options.proxy is None:
        return None
    behind_tls = options.proxy.startswith("https:")
    return httpx.Proxy(options.proxy, ssl_context=trust(options) if behind_tls else None)


Content: TypeAlias = "bytes | Iterable[bytes] | AsyncIterable[bytes] | None"


@dataclass(frozen=True, slots=True)
class Draft:
    """A request before a network has added what it adds."""

    method: str
    url: httpx.URL
    headers: httpx.Headers
    content: Content
    timeout: httpx.Timeout | None
    """None leaves it to an HTTP client of the caller's."""

    def request(self) -> httpx.Request:
        """The request as it stands."""
        extensions = {} if self.timeout is None else {"timeout": self.timeout.as_dict()}
        return httpx.Request(self.method, self.url, headers=self.headers, content=self.content, extensions=extensions)


class Drafting:
    """Makes drafts under one set of options; what does not change from request to request is made once."""

    def __init__(self, options: ClientOptions, *, injected: bool) -> None:
        self._options = options
        self._timeout = None if injected and not own_timeout(options) else timeout(options.timeouts)
        self._encodings = {} if injected else {"accept-encoding": ACCEPTED_ENCODINGS}
        self._bare = httpx.Headers({**self._encodings, **options.headers})
        self._with_json = httpx.Headers({**self._bare, "content-type": "application/json"})
        self._url = functools.lru_cache(maxsize=256)(functools.partial(_url, options.base_url))

    def draft(self, request: Request, content: Content) -> Draft:
        """`content` is what `request` carries, in the colour of the client."""
        url = self._url(request.path, *request.query.items())
        limits = self._timeout if request.timeouts is None else timeout(request.timeouts)
        return Draft(request.method, url, self._headers(request), content, limits)

    def _headers(self, request: Request) -> httpx.Headers:
        if request.headers is None and isinstance(request.content, bytes | None):
            return self._bare if request.content is None else self._with_json
        return httpx.Headers({**self._encodings, **headers(self._options, request)})


ACCEPTED_ENCODINGS = "gzip, deflate"
"""What httpx decodes wherever it is installed."""


def _url(base_url: str, path: str, *query: tuple[str, str]) -> httpx.URL:
    url = httpx.URL(base_url + path)
    return url.copy_merge_params(query) if query else url


def headers(options: ClientOptions, request: Request) -> dict[str, str]:
    """The headers of one request; a body of known length is sent with it, so that no server need take chunks."""
    found = dict(options.headers)
    if request.content is not None:
        found["content-type"] = "application/json"
        if not isinstance(request.content, bytes):
            found["content-length"] = str(request.content.length)
    return found if request.headers is None else {**found, **request.headers}


def answer(status: int, headers: Mapping[str, str], content: bytes, request: Request, options: ClientOptions) -> Answer:
    return Answer(status, headers, content, request.method, options.base_url + request.path, hidden(request, options))


def hidden(request: Request, options: ClientOptions) -> tuple[str, ...]:
    """What no error about `request` may show."""
    return options.secrets if request.headers is None else (*options.secrets, *secrets(request.headers))


Reply: TypeAlias = tuple[int, Mapping[str, str], bytes]
"""Status, headers and body."""


def reply(status: int, headers: httpx.Headers, raw: bytes) -> Reply:
    """With the body behind its content encoding; raises httpx.DecodingError."""
    if "content-encoding" not in headers:
        return status, headers, raw
    return status, headers, httpx.Response(status, headers=headers, content=raw).content


def failure(exc: Exception, request: Request, options: ClientOptions) -> ChromaError:
    """The typed error for what httpx raised instead of answering."""
    what = f"{request.method} {options.base_url}{request.path}: {masked(_told(exc), hidden(request, options))}"
    if isinstance(exc, httpx.InvalidURL):
        return InvalidInputError(what)
    if isinstance(exc, httpx.DecodingError):
        return DecodeError(what)
    if isinstance(exc, httpx.TimeoutException):
        timeouts = request.timeouts or options.timeouts
        limit = timeouts.connect if isinstance(exc, httpx.ConnectTimeout) else timeouts.read
        return RequestTimeoutError(
            f"{what} ({type(exc).__name__}, limit {limit} s)",
            maybe_applied=not isinstance(exc, _SLOW_TO_CONNECT),
        )
    return ConnectionFailedError(
        what,
        maybe_applied=not isinstance(exc, _NEVER_SENT),
        stale=isinstance(exc.__cause__, Stale),
    )


class Stale(Exception):
    """A connection that had served before broke before its answer began: most likely the server had dropped it."""


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
    return options.timeouts is not DEFAULT_TIMEOUTS


C = TypeVar("C", httpx.Client, httpx.AsyncClient)


def under(client: C, options: CallOptions) -> C:
    """A client of ours that was lent, with the options of a view."""
    client.headers.update(options.headers)
    if options.timeouts is not None:
        client.timeout = timeout(options.timeouts)
    return client


def forgotten(options: ClientOptions, held: int, close: str, block: str) -> str:
    """What the warning about a client that was not closed says."""
    return (
        f"a client of {options.base_url} was not closed and held {held} connection(s): call its `{close}`, or"
        f" use it in `{block}`"
    )
