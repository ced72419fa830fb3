"""What stands between a client and its server sees the traffic: mocks, proxies, a client or transport of the user's."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import pytest_httpx
import respx
import trustme

from chromalink import AsyncHttpClient, HttpClient, config, errors, proxies

from .loopback import Server, serving

COLOURS = pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])
INJECTED = pytest.mark.parametrize("injected", [False, True])
URL = "http://chroma.invalid:8000/api/v2/heartbeat"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def beat(colour: str, url: str = "http://chroma.invalid:8000", *, injected: bool = False, **options: Any) -> int:
    options = {"validate": False, "retries": 0, **options}
    if colour == "sync":
        with httpx.Client() as given, HttpClient(url, **options, http_client=given if injected else None) as client:
            return client.heartbeat()

    async def main() -> int:
        async with (
            httpx.AsyncClient() as given,
            AsyncHttpClient(url, **options, http_client=given if injected else None) as client,
        ):
            return await client.heartbeat()

    return anyio.run(main, backend=colour)


@COLOURS
@INJECTED
def test_respx_answers_in_place_of_the_server(colour: str, injected: bool) -> None:
    with respx.mock:
        route = respx.get(URL).respond(json={"nanosecond heartbeat": 7})
        assert [beat(colour, injected=injected) for _ in range(3)] == [7, 7, 7]
        assert route.call_count == 3


@COLOURS
def test_respx_at_the_level_of_httpx_answers_an_injected_client(colour: str) -> None:
    with respx.mock(using="httpx") as router:
        router.get(URL).respond(json={"nanosecond heartbeat": 7})
        assert beat(colour, injected=True) == 7


@COLOURS
@INJECTED
def test_pytest_httpx_answers_in_place_of_the_server(
    colour: str, injected: bool, httpx_mock: pytest_httpx.HTTPXMock
) -> None:
    httpx_mock.add_response(url=URL, json={"nanosecond heartbeat": 7}, match_headers={"x-key": "k"})
    assert beat(colour, injected=injected, headers={"x-key": "k"}) == 7


@COLOURS
@INJECTED
def test_errors_of_a_mock_are_typed(colour: str, injected: bool, httpx_mock: pytest_httpx.HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("slow"), url=URL)
    with pytest.raises(errors.RequestTimeoutError):
        beat(colour, injected=injected)


@contextmanager
def tunnelling(target: Server) -> Iterator[tuple[int, list[str]]]:
    """The port of a proxy that takes CONNECT, and the heads it got."""
    heads: list[str] = []
    tasks: set[asyncio.Task[None]] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except (OSError, asyncio.CancelledError):
            pass  # either side left
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        to_server = await asyncio.open_connection("127.0.0.1", target.port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        tasks.add(asyncio.ensure_future(pump(to_server[0], writer)))
        await pump(reader, to_server[1])

    async def start() -> asyncio.Server:
        return await asyncio.start_server(serve, "127.0.0.1", 0)

    async def stop() -> None:
        listener.close()
        for task in tasks:
            task.cancel()

    listener = asyncio.run_coroutine_threadsafe(start(), target.loop).result(10)
    try:
        yield listener.sockets[0].getsockname()[1], heads
    finally:
        asyncio.run_coroutine_threadsafe(stop(), target.loop).result(10)


@COLOURS
def test_a_proxy_given_as_argument_gets_the_requests_with_its_own_login(colour: str) -> None:
    with serving() as proxy:
        assert beat(colour, proxy=f"http://user:pass@127.0.0.1:{proxy.port}", headers={"x-key": "k"}) == 42
        heard = proxy.requests[0]
    assert heard.target == URL
    assert heard.header("x-key") == "k"
    assert heard.header("proxy-authorization") == f"Basic {base64.b64encode(b'user:pass').decode()}"


@COLOURS
@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_the_environments_proxy_gets_the_requests_unless_it_is_not_trusted(
    colour: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as proxy:
        monkeypatch.setenv(variable, f"127.0.0.1:{proxy.port}")
        assert beat(colour) == 42
        with serving() as server:
            assert beat(colour, f"http://127.0.0.1:{server.port}", trust_env=False) == 42
            monkeypatch.setenv("NO_PROXY", "other.example, 127.0.0.0/8")
            assert beat(colour, f"http://127.0.0.1:{server.port}") == 42
            assert (len(proxy.requests), len(server.requests)) == (1, 2)


@COLOURS
def test_tls_goes_through_a_tunnel_that_sees_neither_keys_nor_paths(colour: str, tmp_path: Path) -> None:
    authority, context, bundle = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(tls=context) as server, tunnelling(server) as (port, heads):
        url, way = f"https://127.0.0.1:{server.port}", f"http://127.0.0.1:{port}"
        assert beat(colour, url, proxy=way, verify=bundle, headers={"x-key": "secret"}) == 42
        assert server.requests[0].header("x-key") == "secret"
    assert len(heads) == 1
    assert heads[0].startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n")
    assert "secret" not in heads[0]


def test_an_unreachable_proxy_is_a_connection_error_that_shows_no_password() -> None:
    with pytest.raises(errors.ConnectionFailedError) as caught:
        beat("sync", proxy="http://user:hunter2@127.0.0.1:1")
    assert not caught.value.maybe_applied
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("given", ["", "ftp://h", "http://", "http://u:hunter2@h:port", "http://h h", 5, "h\x00"])
def test_a_proxy_that_is_none_is_refused_by_name_without_its_password(given: Any) -> None:
    with pytest.raises(errors.InvalidInputError, match=r"^proxy: expected a URL") as caught:
        HttpClient("h", proxy=given, validate=False)
    assert "hunter2" not in str(caught.value)


def test_no_repr_shows_the_proxys_password() -> None:
    options = config.http_options(
        *("h", 8000, False, None, None, "t", "d"),
        timeout=5,
        retries=0,
        verify=None,
        validate=True,
        proxy="http://u:hunter2@h",
    )
    assert options.proxy == "http://u:hunter2@h"
    assert "hunter2" not in repr(options)


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "http://h:1", None),
        ({"http": "http://p:3128"}, "http://h:1", "http://p:3128"),
        ({"http": "p:3128"}, "http://h:1", "http://p:3128"),
        ({"http": "http://p"}, "https://h:1", None),
        ({"https": "http://p"}, "https://h", "http://p"),
        ({"all": "socks5://p:1080"}, "https://h", "socks5://p:1080"),
        ({"all": "http://a", "http": "http://p"}, "http://h", "http://p"),
        ({"http": "http://p", "no": "*"}, "http://h:1", None),
        ({"http": "http://p", "no": "example.com"}, "http://example.com:1", None),
        ({"http": "http://p", "no": "example.com"}, "http://db.example.com:1", None),
        ({"http": "http://p", "no": "example.com"}, "http://badexample.com:1", "http://p"),
        ({"http": "http://p", "no": ".example.com"}, "http://db.example.com:1", None),
        ({"http": "http://p", "no": ".example.com"}, "http://example.com:1", "http://p"),
        ({"http": "http://p", "no": "Example.COM , other"}, "http://example.com:1", None),
        ({"http": "http://p", "no": "h:8000"}, "http://h:8000", None),
        ({"http": "http://p", "no": "h:8001"}, "http://h:8000", "http://p"),
        ({"http": "http://p", "no": "h:80"}, "http://h", None),
        ({"http": "http://p", "no": "http://h"}, "http://h:8000", None),
        ({"http": "http://p", "no": "https://h"}, "http://h:8000", "http://p"),
        ({"http": "http://p", "no": "10.0.0.0/8"}, "http://10.1.2.3:1", None),
        ({"http": "http://p", "no": "10.0.0.0/8"}, "http://11.1.2.3:1", "http://p"),
        ({"http": "http://p", "no": "::1"}, "http://[::1]:8000", None),
        ({"http": "http://p", "no": "[::1]:8000"}, "http://[::1]:8000", None),
        ({"http": "http://p", "no": "127.0.0.1:8000"}, "http://127.0.0.1:8000", None),
        ({"http": "http://p", "no": "127.0.0.1"}, "http://127.0.0.1:8000", None),
        ({"http": "http://p", "no": ","}, "http://h", "http://p"),
    ],
)
def test_the_environment_names_a_proxy_for_a_server(variables: dict[str, str], url: str, proxy: str | None) -> None:
    assert proxies.of_environment(variables, url) == proxy


def test_a_proxy_of_the_environment_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(errors.InvalidInputError, match=r"^HTTP_PROXY: "):
        proxies.of_environment({"http": "ftp://p"}, "http://h")
