"""The load generator reads answers whole, however they come."""

from __future__ import annotations

import socket
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from benches.line import Line, request
from benches.servers import Served

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


@contextmanager
def _answering(*pieces: bytes) -> Generator[Line]:
    """A connection to a server that answers its only request with these pieces, one at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        port: int = listener.getsockname()[1]
        served = pool.submit(_serve, listener, pieces)
        with Line(Served("pieces", port, 0)) as line:
            yield line
        served.result()


def _serve(listener: socket.socket, pieces: Sequence[bytes]) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.recv(1 << 16)
        for piece in pieces:
            connection.sendall(piece)


def test_a_body_in_pieces_is_joined() -> None:
    with _answering(HEAD, b"Content-Length: 6\r\n\r", b"\nab", b"cd", b"ef") as line:
        assert line.ask(request("GET", "/")) == b"abcdef"


def test_a_chunked_body_is_joined() -> None:
    with _answering(HEAD, b"transfer-encoding: chunked\r\n\r\n3\r\nabc\r", b"\n2\r\nde\r\n0\r\n", b"\r\n") as line:
        assert line.ask(request("GET", "/")) == b"abcde"


def test_a_refusal_raises_with_what_it_says() -> None:
    with (
        _answering(b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\ngone") as line,
        pytest.raises(RuntimeError, match=r"404 not found.*gone"),
    ):
        line.ask(request("GET", "/"))


def test_an_answer_cut_short_raises() -> None:
    with (
        _answering(HEAD + b"content-length: 10\r\n\r\nabc") as line,
        pytest.raises(RuntimeError, match="closed the connection"),
    ):
        line.ask(request("GET", "/"))


def test_a_request_states_its_length() -> None:
    prepared = request("POST", "/x", b"{}")
    assert prepared.startswith(b"POST /x HTTP/1.1\r\n")
    assert prepared.endswith(b"content-length: 2\r\n\r\n{}")
