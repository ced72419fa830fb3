"""A lean load generator: one keep-alive connection over a plain socket, and requests prepared beforehand."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

import orjson

from .servers import HOST, Served

_TIMEOUT = 600.0


def request(method: str, path: str, body: bytes = b"") -> bytes:
    """The bytes of one HTTP/1.1 request with a JSON body."""
    fields = f"host: {HOST}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    head = f"{method} {path} HTTP/1.1\r\n{fields}\r\n\r\n"
    return head.encode() + body


class Line:
    """A connection to a server. Every answer is read whole; RuntimeError tells of one that is not a success."""

    def __init__(self, server: Served) -> None:
        self.server = server
        self._socket = socket.create_connection((HOST, server.port), timeout=_TIMEOUT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def ask(self, prepared: bytes) -> bytes:
        """The body of the answer to a prepared request."""
        self._socket.sendall(prepared)
        received = self._socket.recv(1 << 18)
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = received[:end].lower()
        body = bytearray(received[end + 4 :])
        at = head.find(b"\r\ncontent-length:")
        if at >= 0:
            size = int(head[at + 17 :].split(b"\r\n", 1)[0])
            while len(body) < size:
                body += self._more()
        elif b"transfer-encoding: chunked" in head:
            body = self._chunks(body)
        if head[9:10] != b"2":
            raise RuntimeError(f"expected a success, got {head.splitlines()[0]!r}: {bytes(body[:500])!r}")
        return bytes(body)

    def call(self, method: str, path: str, document: object = None) -> object:
        """Send JSON, return JSON."""
        sent = b"" if document is None else orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY)
        answer: object = orjson.loads(self.ask(request(method, path, sent)))
        return answer

    def _more(self) -> bytes:
        received = self._socket.recv(1 << 20)
        if not received:
            raise RuntimeError("expected the rest of an answer, the server closed the connection")
        return received

    def _chunks(self, received: bytearray) -> bytearray:
        body = bytearray()
        while True:
            while (end := received.find(b"\r\n")) < 0:
                received += self._more()
            size = int(bytes(received[:end]), 16)
            while len(received) < end + 4 + size:
                received += self._more()
            body += received[end + 2 : end + 2 + size]
            del received[: end + 4 + size]
            if not size:
                return body


def rate(line: Line, prepared: Sequence[bytes], seconds: float) -> float:
    """Answers a second when the requests are sent one after the other, again and again, for about so many seconds."""
    done, began = 0, time.perf_counter()
    while True:
        for each in prepared:
            line.ask(each)
            done += 1
            if (passed := time.perf_counter() - began) >= seconds:
                return done / passed


def latencies(line: Line, prepared: Iterable[bytes]) -> list[float]:
    """Seconds that each request took."""
    taken: list[float] = []
    for each in prepared:
        began = time.perf_counter()
        line.ask(each)
        taken.append(time.perf_counter() - began)
    return taken
