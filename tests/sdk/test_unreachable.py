"""What stands behind a wrong address, on real sockets: one typed error that names it."""

from __future__ import annotations

import socket
import threading
from typing import Any

import anyio
import pytest

from chromalink import AsyncHttpClient, HttpClient, Timeouts, errors

from .loopback import answering

COLOURS = pytest.mark.parametrize("colour", ["sync", "asyncio", "trio"])

HTML = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 15\r\nconnection: close\r\n\r\n<html>It works!"
CUT_SHORT = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"


def opened(colour: str, port: int, **options: Any) -> None:
    """Construct a client in full."""
    address: dict[str, Any] = {"host": "127.0.0.1", "port": port, "retries": 0, **options}
    if colour == "sync":
        with HttpClient(**address):
            return

    async def main() -> None:
        async with AsyncHttpClient(**address):
            return

    anyio.run(main, backend=colour)


@COLOURS
def test_a_port_where_nobody_listens(colour: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(errors.ServerUnreachableError, match=f"http://127.0.0.1:{port} ") as caught:
        opened(colour, port)
    assert not caught.value.maybe_applied


@COLOURS
@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.6\r\n", b"", CUT_SHORT], ids=["ssh", "nothing", "cut short"])
def test_a_server_that_does_not_speak_http_to_the_end(colour: str, said: bytes) -> None:
    with (
        answering(lambda connection, _: connection.sendall(said)) as port,
        pytest.raises(errors.ServerUnreachableError, match=f"http://127.0.0.1:{port}/api/v2/auth/identity") as caught,
    ):
        opened(colour, port)
    assert caught.value.maybe_applied


@COLOURS
def test_tls_towards_a_server_without_it(colour: str) -> None:
    with (
        answering(lambda connection, _: connection.sendall(HTML)) as port,
        pytest.raises(errors.ServerUnreachableError, match=f"https://127.0.0.1:{port}") as caught,
    ):
        opened(colour, port, ssl=True)
    assert not caught.value.maybe_applied


@COLOURS
def test_a_web_server(colour: str) -> None:
    with (
        answering(lambda connection, _: connection.sendall(HTML)) as port,
        pytest.raises(errors.DecodeError, match=rf"http://127.0.0.1:{port}/.* '<html>It works!'"),
    ):
        opened(colour, port)


@COLOURS
def test_a_server_that_keeps_silent(colour: str) -> None:
    done = threading.Event()

    def wait(connection: socket.socket, said: bytes) -> None:
        done.wait()

    with answering(wait) as port:
        try:
            with pytest.raises(errors.RequestTimeoutError, match=r"limit 0\.2 s") as caught:
                opened(colour, port, timeout=Timeouts(read=0.2))
        finally:
            done.set()
    assert caught.value.maybe_applied
