"""HTTP/2 on request: many calls of an event loop on one connection, calls of threads on one each."""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import h2.config
import h2.connection
import h2.events
import pytest
import trustme

from chromalink import AsyncHttpClient, HttpClient

from .loopback import Heard, Server, serving

BODY = b'{"nanosecond heartbeat": 42}'
HEAD = [(":status", "200"), ("content-type", "application/json"), ("content-length", str(len(BODY)))]


class Http2Server(Server):
    """Speaks HTTP/2; `streams` counts the requests. `meet` holds back the answers to all of them."""

    streams = 0

    async def _answer_all(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        answers = set[asyncio.Task[None]]()

        async def answer(stream: int) -> None:
            await self.answer(Heard(number, stream, "", b""))
            connection.send_headers(stream, HEAD)
            connection.send_data(stream, BODY, end_stream=True)
            writer.write(connection.data_to_send())

        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    self.streams += 1
                    answers.add(asyncio.create_task(answer(event.stream_id)))
            writer.write(connection.data_to_send())


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return tmp_path / "authority.pem"


@pytest.fixture
def server(bundle: Path) -> Iterator[Server]:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.cert_pem.write_to_path(str(bundle))
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with serving(tls=context, kind=Http2Server) as running:
        yield running


def beats(colour: str, **options: Any) -> None:
    """One call, then twenty side by side."""
    if colour == "sync":
        with HttpClient(validate=False, **options) as client, ThreadPoolExecutor(4) as threads:
            assert client.heartbeat() == 42
            assert {one.result() for one in [threads.submit(client.heartbeat) for _ in range(20)]} == {42}
        return

    async def main() -> None:
        async with AsyncHttpClient(validate=False, **options) as client:
            assert await client.heartbeat() == 42
            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(client.heartbeat)

    anyio.run(main, backend=colour)


@pytest.mark.parametrize("colour", ["asyncio", "trio"])
def test_http2_carries_calls_side_by_side_on_one_connection(colour: str, server: Http2Server, bundle: Path) -> None:
    beats(colour, host=f"https://127.0.0.1:{server.port}", verify=bundle, http2=True)
    assert (server.accepted, server.streams) == (1, 21)
    server.until(lambda: server.open == 0)


def test_threads_that_call_at_once_have_an_http2_connection_each(server: Http2Server, bundle: Path) -> None:
    url = f"https://127.0.0.1:{server.port}"
    with HttpClient(url, validate=False, verify=bundle, http2=True) as client, ThreadPoolExecutor(4) as threads:
        for _ in range(2):
            server.meet(4)
            assert [one.result() for one in [threads.submit(client.heartbeat) for _ in range(4)]] == [42] * 4
    assert (server.accepted, server.streams) == (4, 8)


@pytest.mark.parametrize("colour", ["sync", "asyncio"])
def test_a_server_without_http2_is_spoken_to_as_usual(colour: str) -> None:
    with serving() as server:
        beats(colour, host=f"http://127.0.0.1:{server.port}", http2=True)
        assert len(server.requests) == 21


@pytest.mark.parametrize("kind", [HttpClient, AsyncHttpClient])
def test_http2_without_its_library_names_the_way_to_install_it(kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "h2", None)
    with pytest.raises(ImportError, match=r"pip install 'chromalink\[http2\]'"):
        kind("https://h", http2=True, validate=False)
