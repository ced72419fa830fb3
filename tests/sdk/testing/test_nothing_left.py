"""A thousand servers, clients and fixtures leave no threads, no files and no memory behind, closed or forgotten."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

import anyio
import pytest

from chromalink import AsyncClientAPI, ClientAPI, RetryPolicy
from chromalink.errors import ConnectionFailedError
from chromalink.testing import MockServer
from chromalink_mock.service import Service

pytest_plugins = ["pytester"]

ROWS = [[float(place), 1.0] for place in range(10)]
IDS = [str(place) for place in range(10)]
ONCE = RetryPolicy(0)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What this process has open."""

    threads: int
    files: int
    servers: int
    objects: int


def holdings() -> Holdings:
    gc.collect()
    objects = gc.get_objects()
    servers = sum(isinstance(each, MockServer | Service) for each in objects)
    return Holdings(threading.active_count(), len(os.listdir("/dev/fd")), servers, len(objects))


def use(client: ClientAPI) -> None:
    films = client.create_collection("films", embedding_function=None)
    films.add(ids=IDS, embeddings=ROWS, documents=IDS)
    assert films.query(query_embeddings=ROWS[:1], n_results=1)["ids"] == [["0"]]


async def use_async(client: AsyncClientAPI) -> None:
    films = await client.create_collection("films", embedding_function=None)
    await films.add(ids=IDS, embeddings=ROWS, documents=IDS)
    assert (await films.query(query_embeddings=ROWS[:1], n_results=1))["ids"] == [["0"]]


def closed(count: int) -> None:
    for _ in range(count):
        with MockServer() as server, server.client() as client:
            use(client)
            server.restore(server.snapshot())


def forgotten(count: int) -> None:
    for _ in range(count):
        use(MockServer().client())


def broken(count: int) -> None:
    for _ in range(count):
        server = MockServer(faults="addRecords:reset=during")
        with pytest.raises(ConnectionFailedError):
            use(server.client(retries=ONCE))


def never_closed_on(backend: str) -> Callable[[int], None]:
    async def main(count: int) -> None:
        for _ in range(count):
            await use_async(MockServer().async_client())

    return lambda count: anyio.run(main, count, backend=backend)


def cancelled(count: int) -> None:
    async def main() -> None:
        for _ in range(count):
            with anyio.move_on_after(0):
                await use_async(MockServer(faults="*:latency=60").async_client())

    anyio.run(main)


@pytest.mark.parametrize(
    ("many", "count"),
    [
        (closed, 500),
        (forgotten, 500),
        (broken, 100),
        (never_closed_on("asyncio"), 300),
        (never_closed_on("trio"), 100),
        (cancelled, 100),
    ],
    ids=["closed", "forgotten", "broken", "asyncio never closed", "trio never closed", "cancelled"],
)
def test_servers_leave_nothing_behind(many: Callable[[int], None], count: int) -> None:
    many(20)
    before = holdings()
    many(count)
    after = holdings()
    assert after.threads <= before.threads
    assert after.files <= before.files
    assert after.servers <= before.servers
    assert after.objects - before.objects < count


def test_ports_leave_nothing_behind() -> None:
    def listen(count: int) -> None:
        for _ in range(count):
            with MockServer(port=0) as server:
                assert server.url

    listen(2)
    before = holdings()
    listen(8)
    after = holdings()
    assert after.threads <= before.threads
    assert after.files <= before.files
    assert after.servers <= before.servers


SUITE = """
import gc, os, threading
import pytest
from chromalink.testing import MockServer
from chromalink_mock.service import Service

opened = []

def left():
    gc.collect()
    services = sum(isinstance(each, (MockServer, Service)) for each in gc.get_objects())
    return threading.active_count(), len(os.listdir("/dev/fd")), services

@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("turn", range(250))
async def test_used(turn, chroma_server, chroma_client, async_chroma_client, chroma_cloud):
    if turn == 20:
        opened.append(left())
    films = await async_chroma_client.create_collection("films", embedding_function=None)
    await films.add(ids=["a"], embeddings=[[1.0, 2.0]])
    assert chroma_client.count_collections() == 1
    assert await chroma_cloud.async_cloud_client().count_collections() == 0

@pytest.mark.asyncio(loop_scope="session")
async def test_nothing_is_left(chroma_server, chroma_client, async_chroma_client, chroma_cloud):
    assert left() == opened[0]
"""


def test_a_thousand_fixtures_leave_nothing_behind(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_mode = strict\nasyncio_default_fixture_loop_scope = function\n")
    pytester.makepyfile(SUITE)
    done = pytester.runpytest_subprocess("-p", "chromalink.testing.plugin", "-p", "no:cacheprovider", "-q")
    done.assert_outcomes(passed=251)
