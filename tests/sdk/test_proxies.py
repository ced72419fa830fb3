"""The environment's proxies are used, and NO_PROXY is kept."""

from __future__ import annotations

import socket

import anyio
import pytest

from chromalink import AsyncHttpClient, HttpClient

from .loopback import answering

VERSION = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 7\r\nconnection: close\r\n\r\n"1.0.0"'


def version(colour: str, host: str, port: int) -> str:
    if colour == "sync":
        with HttpClient(host, port, validate=False, retries=0, headers={"x-key": "k"}) as client:
            return client.get_version()

    async def main() -> str:
        async with AsyncHttpClient(host, port, validate=False, retries=0, headers={"x-key": "k"}) as client:
            return await client.get_version()

    return anyio.run(main, backend=colour)


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])
def test_requests_go_through_the_proxy_of_the_environment(colour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    def answer(connection: socket.socket, said: bytes) -> None:
        heard.append(said)
        connection.sendall(VERSION)

    with answering(answer) as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        assert version(colour, "chroma.invalid", 8000) == "1.0.0"
    assert heard[0].startswith(b"GET http://chroma.invalid:8000/api/v2/version HTTP/1.1\r\n")
    assert b"x-key: k" in heard[0]


@pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])
def test_no_proxy_exempts_a_host(colour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    def answer(connection: socket.socket, said: bytes) -> None:
        heard.append(said)
        connection.sendall(VERSION)

    with answering(answer) as port:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert version(colour, "127.0.0.1", port) == "1.0.0"
    assert heard[0].startswith(b"GET /api/v2/version HTTP/1.1\r\n")
