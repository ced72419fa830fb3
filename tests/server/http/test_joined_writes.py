"""Head and body of an answer leave in one write."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from starlette.types import Message

from chromalink_mock.joined_writes import JoinedWrites

START: Message = {"type": "http.response.start", "status": 200, "headers": []}
PART: Message = {"type": "http.response.body", "body": b"part", "more_body": True}
END: Message = {"type": "http.response.body", "body": b"end"}


class Wire(asyncio.Transport):
    """What goes out, a list per call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[list[bytes]] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.calls.append([bytes(data)])

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.calls.append([bytes(data) for data in list_of_data])

    def close(self) -> None:
        self.calls.append([])


class Server:
    """Writes as uvicorn does: the head when an answer starts, each part of its body when it comes."""

    def __init__(self, *, closing: bool = False) -> None:
        self.wire = Wire()
        self.transport = JoinedWrites(self.wire)
        self.closing = closing

    async def send(self, message: Message) -> None:
        self.transport.write(message.get("body", b"head"))
        if self.closing and message["type"] == "http.response.body":
            self.transport.close()


@pytest.mark.asyncio
async def test_head_and_body_leave_together() -> None:
    server = Server()
    send = server.transport.joining(server.send)
    await send(START)
    assert server.wire.calls == []
    await send(END)
    assert server.wire.calls == [[b"head", b"end"]]


@pytest.mark.asyncio
async def test_later_parts_of_a_body_leave_at_once() -> None:
    server = Server()
    send = server.transport.joining(server.send)
    await send(START)
    await send(PART)
    await send(END)
    assert server.wire.calls == [[b"head", b"part"], [b"end"]]


@pytest.mark.asyncio
async def test_what_is_held_back_leaves_before_the_connection_closes() -> None:
    server = Server(closing=True)
    send = server.transport.joining(server.send)
    await send(START)
    await send(END)
    assert server.wire.calls == [[b"head", b"end"], []]


@pytest.mark.asyncio
async def test_a_head_without_a_body_leaves_when_the_answer_ends() -> None:
    server = Server()

    async def head_only(message: Message) -> None:
        if message["type"] == "http.response.start":
            server.transport.write(b"head")

    send = server.transport.joining(head_only)
    await send(START)
    await send(END)
    assert server.wire.calls == [[b"head"]]
