"""A server on a real socket of this machine that answers as a test tells it to."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heard:
    """One request, with the number of its connection and its place on it, both from 0."""

    connection: int
    place: int
    head: str
    body: bytes

    @property
    def target(self) -> str:
        return self.head.split(" ", 2)[1]

    def header(self, name: str) -> str | None:
        for line in self.head.split("\r\n")[1:]:
            found, _, value = line.partition(":")
            if found.lower() == name:
                return value.strip()
        return None


Answer = Callable[[Heard], Awaitable[bytes | None]]


def reply(body: bytes = b'"1.0.0"', *headers: str, status: str = "200 OK") -> bytes:
    """A whole HTTP/1.1 answer."""
    lines = [f"HTTP/1.1 {status}", "content-type: application/json", f"content-length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


BEAT = reply(b'{"nanosecond heartbeat": 42}')


async def beat(heard: Heard) -> bytes | None:
    return BEAT


@dataclass
class Server:
    """What the server has seen; `answer` may be changed at any time. An answer of None drops the connection."""

    answer: Answer
    port: int = 0
    requests: list[Heard] = field(default_factory=list[Heard])
    accepted: int = 0
    open: int = 0
    most_open: int = 0
    ending: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def hang_up_after(self, heard: Heard) -> None:
        """Close the connection once the answer to this request is sent, without announcing it."""
        self.ending.add((heard.connection, heard.place))

    def meet(self, size: int) -> None:
        """From now on, answer nobody before so many requests wait for an answer."""
        together = asyncio.Event()
        waiting = 0

        async def answer(heard: Heard) -> bytes:
            nonlocal waiting
            waiting += 1
            if waiting == size:
                together.set()
            await together.wait()
            return BEAT

        self.answer = answer

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that the server sees; an AssertionError when it does not within 10 seconds."""
        with self.changed:
            assert self.changed.wait_for(condition, timeout=10)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with self.changed:
            number = self.accepted
            self.accepted += 1
            self.open += 1
            self.most_open = max(self.open, self.most_open)
            self.changed.notify_all()
        try:
            await self._answer_all(number, reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side left, or the test is over
        finally:
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()
            with self.changed:
                self.open -= 1
                self.changed.notify_all()

    async def _answer_all(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = 0
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            heard = Heard(number, place, head, b"")
            body = await reader.readexactly(int(heard.header("content-length") or 0))
            heard = Heard(number, place, head, body)
            with self.changed:
                self.requests.append(heard)
                self.changed.notify_all()
            answer = await self.answer(heard)
            if answer is None:
                return
            writer.write(answer)
            await writer.drain()
            if (number, place) in self.ending:
                return
            place += 1


@contextmanager
def serving(answer: Answer = beat, tls: ssl.SSLContext | None = None, kind: type[Server] = Server) -> Iterator[Server]:
    """A running server; its connections are dropped at the end."""
    server = kind(answer)
    ready = threading.Event()
    stop = asyncio.Event()

    async def main() -> None:
        listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls, backlog=1024)
        server.port = listener.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        listener.close()
        mine = asyncio.current_task()
        connections = [task for task in asyncio.all_tasks() if task is not mine]
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    worker = threading.Thread(target=lambda: server.loop.run_until_complete(main()))
    worker.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        server.loop.call_soon_threadsafe(stop.set)
        worker.join()
        server.loop.close()
