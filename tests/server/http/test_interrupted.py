"""A client that leaves in the middle of its body."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from starlette.types import Message, Scope

from chromalink_mock import create_app


@pytest.mark.parametrize("received", [b"", b'{"name":"whole"}'])
def test_what_was_received_of_an_interrupted_body_is_not_acted_upon(received: bytes) -> None:
    app = create_app()

    def scope(method: str, path: str) -> Scope:
        return {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [],
        }

    async def status(scope: Scope, messages: Iterator[Message]) -> int:
        sent: list[Message] = []

        async def receive() -> Message:
            return next(messages)

        async def send(message: Message) -> None:
            sent.append(message)

        await app(scope, receive, send)
        found = sent[0]["status"]
        assert isinstance(found, int)
        return found

    async def run() -> tuple[int, int]:
        parts: list[Message] = [
            {"type": "http.request", "body": received, "more_body": True},
            {"type": "http.disconnect"},
        ]
        created = await status(scope("POST", "/api/v2/tenants"), iter(parts))
        return created, await status(scope("GET", "/api/v2/tenants/whole"), iter([]))

    assert asyncio.run(run()) == (400, 404)
