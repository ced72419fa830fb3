"""Requests made from kept parts are those that httpx would have made, and whoever stands in for httpx sees them all."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
import pytest

from chromalink import AsyncHttpClient, HttpClient, errors
from chromalink._core import http
from chromalink._core.effects import Request
from chromalink._core.http import core_requests, given_client
from chromalink.config import ClientOptions, Timeouts

from .loopback import Heard, serving

COLOURS = pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])
OWN = {"user-agent": "ours", "X-Key": "k"}


class Pieces:
    """A body in pieces, of known length."""

    length = 6

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"[1,", b"2]\n")


REQUESTS = [
    Request("o", "GET", "/api/v2/version"),
    Request("o", "GET", "/api/v2/x", {"limit": "1", "name": "ä b"}),
    Request("o", "POST", "/api/v2/reset"),
    Request("o", "POST", "/api/v2/x", {"limit": "1"}, b'{"a": 1}'),
    Request("o", "PUT", "/api/v2/%C3%A4%20b", content=b"[]"),
    Request("o", "POST", "/api/v2/x", content=Pieces()),
    Request("o", "GET", "/api/v2/x", headers={"x-key": "other"}),
    Request("o", "POST", "/api/v2/x", content=b"{}", timeouts=Timeouts(connect=1, read=2, write=3)),
]
ANY_REQUEST = pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: f"{one.method} {one.path}")


def content(request: Request) -> http.Content:
    return request.content


@ANY_REQUEST
@pytest.mark.parametrize("headers", [{}, OWN, {"Host": "other", "Accept-Encoding": "identity"}])
@pytest.mark.parametrize("url", ["http://h:8000", "https://user-host/base"])
def test_what_goes_to_httpcore_is_what_httpx_would_hand_on(
    request_: Request, headers: Mapping[str, str], url: str
) -> None:
    drafting = http.Drafting(ClientOptions(base_url=url, headers=headers), injected=False)
    requests = core_requests.CoreRequests(drafting)
    expected = drafting.draft(request_, content(request_)).request()
    for _ in range(2):
        made = requests.made(request_, content(request_))
        assert (made.method.decode(), bytes(made.url).decode()) == (expected.method, str(expected.url))
        assert made.headers == expected.headers.raw
        assert b"".join(made.stream) == b"".join(expected.stream)  # type: ignore[arg-type]  # both are of the sync kind
        assert made.extensions == expected.extensions


def built(client: httpx.Client, request: Request, options: ClientOptions) -> httpx.Request:
    """What a client of the caller's makes by itself."""
    draft = http.Drafting(options, injected=True).draft(request, content(request))
    timeout = httpx.USE_CLIENT_DEFAULT if draft.timeout is None else draft.timeout
    return client.build_request(draft.method, draft.url, headers=draft.headers, content=draft.content, timeout=timeout)


class Signing(httpx.Client):
    """A client that adds to each request."""

    def build_request(self, *args: Any, **kwargs: Any) -> httpx.Request:
        made = super().build_request(*args, **kwargs)
        made.headers["x-length"] = str(len(made.headers))
        return made


CHANGES: list[Callable[[httpx.Client], object]] = [
    lambda client: None,
    lambda client: client.headers.update({"x-tenant": "t"}),
    lambda client: client.headers.pop("x-tenant", None),
    lambda client: client.cookies.set("session", "1"),
    lambda client: setattr(client, "params", {"trace": "1"}),
    lambda client: setattr(client, "timeout", 77),
]


@ANY_REQUEST
@pytest.mark.parametrize("kind", [httpx.Client, Signing])
@pytest.mark.parametrize("timeouts", [{}, {"timeouts": Timeouts.of(3)}])
def test_an_injected_clients_configuration_counts_whenever_it_changes(
    request_: Request, kind: type[httpx.Client], timeouts: dict[str, Any]
) -> None:
    options = ClientOptions(base_url="http://h:8000", headers=OWN, **timeouts)
    with kind(headers={"X-Key": "theirs", "x-team": "search"}) as client:
        building = given_client.Building(options, client)
        for change in [*CHANGES, *CHANGES]:
            change(client)
            made, expected = building.request(request_, content(request_)), built(client, request_, options)
            assert (made.method, made.url) == (expected.method, expected.url)
            assert made.headers.raw == expected.headers.raw
            assert made.read() == expected.read()
            assert made.extensions == expected.extensions


def test_what_a_hook_does_to_a_request_stays_with_that_request() -> None:
    seen: list[tuple[str | None, bytes]] = []

    def hook(request: httpx.Request) -> None:
        seen.append((request.headers.get("x-mark"), request.content))
        request.headers["x-mark"] = "set"

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"nanosecond heartbeat": 1})

    with httpx.Client(transport=httpx.MockTransport(answer), event_hooks={"request": [hook]}) as given:
        client = HttpClient(http_client=given, validate=False)
        assert [client.heartbeat() for _ in range(3)] == [1, 1, 1]
    assert seen == [(None, b"")] * 3


class Wrapped:
    """What instrumentations put around a method: it passes for the method, to whoever does not ask its type."""

    def __init__(self, method: object) -> None:
        self._method = method

    def __getattr__(self, name: str) -> object:
        return getattr(self._method, name)

    def __call__(self, *args: object) -> object:
        return self._method(*args)  # type: ignore[operator]  # it wraps methods only


def test_methods_of_httpx_are_told_from_what_is_put_in_their_place() -> None:
    with httpx.Client() as client, Signing() as special:
        for method in (client.build_request, httpx.HTTPTransport.handle_request):
            assert core_requests.untouched(method)
            assert not core_requests.untouched(Wrapped(method))
        assert not core_requests.untouched(special.build_request)


@contextmanager
def instrumented(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The paths that pass httpx's transports, seen as tracing libraries see them."""
    paths: list[str] = []
    sync, of_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    @functools.wraps(sync)
    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return sync(self, request)

    @functools.wraps(of_async)
    async def handle_async(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return await of_async(self, request)

    with monkeypatch.context() as patched:
        patched.setattr(httpx.HTTPTransport, "handle_request", handle)
        patched.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async)
        yield paths


def worked(colour: str, port: int) -> None:
    """A call without and one with a body."""
    if colour == "sync":
        with HttpClient("127.0.0.1", port, validate=False, retries=0) as client:
            client.heartbeat()
            client.admin.create_tenant("t")
        return

    async def main() -> None:
        async with AsyncHttpClient("127.0.0.1", port, validate=False, retries=0) as client:
            await client.heartbeat()
            await client.admin.create_tenant("t")

    anyio.run(main, backend=colour)


@COLOURS
def test_an_instrumentation_of_httpx_sees_requests_that_are_the_same_to_the_byte(
    colour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as server:
        worked(colour, server.port)
        with instrumented(monkeypatch) as paths:
            worked(colour, server.port)
        assert paths == ["/api/v2/heartbeat", "/api/v2/tenants"]
        worked(colour, server.port)
        heads = [(one.head, one.body) for one in server.requests]
    assert len(paths) == 2
    assert heads[0:2] == heads[2:4] == heads[4:6]


async def dropped(heard: Heard) -> None:
    return None


@COLOURS
def test_errors_are_those_of_httpx_whichever_way_a_request_went(colour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[errors.ConnectionFailedError] = []
    with serving(dropped) as server:
        for _ in range(2):
            with pytest.raises(errors.ConnectionFailedError) as caught:
                worked(colour, server.port)
            found.append(caught.value)
            with instrumented(monkeypatch), pytest.raises(errors.ConnectionFailedError) as caught:
                worked(colour, server.port)
            found.append(caught.value)
    assert {type(one.__cause__) for one in found} == {httpx.RemoteProtocolError}
    assert len({str(one) for one in found}) == 1
