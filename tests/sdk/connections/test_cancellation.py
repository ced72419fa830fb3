"""Cancelled calls give back what they held."""

from __future__ import annotations

import asyncio
import gc
import random
import ssl

import anyio
import anyio.to_thread
import pytest
import trustme

from chromalink import AsyncHttpClient, Settings

from .loopback import BEAT, Heard, Server, serving

BOTH_LOOPS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
AT_MOST = 8


async def hurried(ours: AsyncHttpClient, patience: float) -> None:
    with anyio.move_on_after(patience):
        await ours.heartbeat()


async def cancelled_at_random(ours: AsyncHttpClient, calls: int, longest: float) -> None:
    """So many calls, some dozens at a time, cancelled anywhere between connecting and reading the answer."""
    draws = random.Random(7)
    for _ in range(calls // 50):
        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(hurried, ours, draws.uniform(0.0, longest))


async def all_places_are_free(ours: AsyncHttpClient, server: Server) -> None:
    """As many calls as there are connections get through together, and none waits."""
    server.meet(AT_MOST)
    async with anyio.create_task_group() as group:
        for _ in range(AT_MOST):
            group.start_soon(ours.heartbeat)


async def slow(heard: Heard) -> bytes:
    await anyio.sleep(0.001 * (heard.connection % 4))
    return BEAT


@BOTH_LOOPS
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_thousand_random_cancellations_leave_the_pool_usable(backend: str, scheme: str) -> None:
    authority = trustme.CA()
    trusted, served = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.configure_trust(trusted)
    authority.issue_cert("127.0.0.1").configure_cert(served)
    few = Settings(chroma_http_max_connections=AT_MOST)

    async def main() -> None:
        url = f"{scheme}://127.0.0.1:{server.port}"
        async with AsyncHttpClient(url, settings=few, verify=trusted, validate=False, retries=0) as ours:
            await cancelled_at_random(ours, 1_000, longest=0.03)
            await all_places_are_free(ours, server)
            await anyio.to_thread.run_sync(server.until, lambda: server.open <= AT_MOST)

    with serving(slow, served if scheme == "https" else None) as server:
        anyio.run(main, backend=backend)
        server.until(lambda: server.open == 0)
    gc.collect()


@BOTH_LOOPS
def test_a_call_cancelled_while_it_waits_does_not_keep_its_turn(backend: str) -> None:
    async def main() -> None:
        settings = Settings(chroma_http_max_connections=1)
        async with AsyncHttpClient("127.0.0.1", server.port, settings=settings, validate=False) as ours:
            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(ours.heartbeat)
                for _ in range(20):
                    group.start_soon(hurried, ours, 0.0)
            assert await ours.heartbeat() == 42

    with serving() as server:
        anyio.run(main, backend=backend)
        assert server.most_open == 1


def test_tasks_cancelled_the_way_of_asyncio_leave_the_pool_usable() -> None:
    async def main() -> None:
        draws = random.Random(11)
        settings = Settings(chroma_http_max_connections=AT_MOST)
        async with AsyncHttpClient("127.0.0.1", server.port, settings=settings, validate=False, retries=0) as ours:
            for _ in range(10):
                tasks = [asyncio.create_task(ours.heartbeat()) for _ in range(50)]
                for task in tasks:
                    asyncio.get_running_loop().call_later(draws.uniform(0.0, 0.03), task.cancel)
                ended = await asyncio.gather(*tasks, return_exceptions=True)
                assert {type(one) for one in ended} <= {int, asyncio.CancelledError}
            await all_places_are_free(ours, server)

    with serving(slow) as server:
        asyncio.run(main())
        server.until(lambda: server.open == 0)
    gc.collect()
