"""A server over TCP for the length of an `async with` block."""

from __future__ import annotations

import threading

import anyio
import httpx
import pytest

from chromalink_mock import Settings, serve_async


def serving() -> int:
    return sum(thread.name == "chromalink-mock" for thread in threading.enumerate())


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_it_answers_as_long_as_the_block_lasts(backend: str) -> None:
    before = serving()

    async def main() -> str:
        async with serve_async(Settings(allow_reset=True)) as server, httpx.AsyncClient(base_url=server.url) as http:
            assert (await http.post("/api/v2/reset")).json() is True
            return server.url

    url = anyio.run(main, backend=backend)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/api/v2/heartbeat")
    assert serving() == before


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_it_ends_when_the_block_is_cancelled(backend: str) -> None:
    before = serving()

    async def main() -> None:
        with anyio.CancelScope() as scope:
            async with serve_async():
                scope.cancel()
                await anyio.sleep_forever()

    anyio.run(main, backend=backend)
    assert serving() == before
