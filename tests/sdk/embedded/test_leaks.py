"""Clients leave nothing behind, closed or forgotten."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable

import anyio
import numpy as np
import pytest
from starlette.types import Receive, Scope, Send

from chromalink import AsyncEphemeralClient, EphemeralClient, config
from chromalink._core.effects import Request
from chromalink.embedded import Engine, Held
from chromalink_mock.service import Service, create_service

ROWS = np.ones((10, 384), np.float32)
IDS = [str(number) for number in range(len(ROWS))]


def open_files() -> int:
    return len(os.listdir("/dev/fd"))


def servers() -> int:
    return sum(isinstance(found, Service) for found in gc.get_objects())


def used(*, close: bool) -> None:
    client = EphemeralClient()
    films = client.create_collection("films", embedding_function=None)
    films.add(ids=IDS, embeddings=ROWS, documents=IDS)
    assert films.query(query_embeddings=ROWS[:1], n_results=1)["ids"] != [[]]
    client.delete_collection("films")
    if close:
        client.close()


async def used_async(*, close: bool) -> None:
    client = AsyncEphemeralClient()
    films = await client.create_collection("films", embedding_function=None)
    await films.add(ids=IDS, embeddings=ROWS, documents=IDS)
    assert (await films.query(query_embeddings=ROWS[:1], n_results=1))["ids"] != [[]]
    if close:
        await client.aclose()


def many_sync(count: int, *, close: bool) -> None:
    for _ in range(count):
        used(close=close)


def many_on(backend: str) -> Callable[..., None]:
    async def main(count: int, close: bool) -> None:
        for _ in range(count):
            await used_async(close=close)

    return lambda count, *, close: anyio.run(main, count, close, backend=backend)


@pytest.mark.parametrize(
    ("many", "count"),
    [(many_sync, 500), (many_on("asyncio"), 100), (many_on("trio"), 100)],
    ids=["sync", "asyncio", "trio"],
)
def test_a_thousand_clients_leave_no_threads_files_or_memory(many: Callable[..., None], count: int) -> None:
    many(20, close=True)
    many(20, close=False)
    gc.collect()
    before = servers()  # other tests may share some
    threads, files, objects = threading.active_count(), open_files(), len(gc.get_objects())
    many(count, close=True)
    many(count, close=False)
    gc.collect()
    assert threading.active_count() <= threads
    assert open_files() <= files
    # Less than one a client; the interpreter itself keeps a few hundred that it had no need of before.
    assert len(gc.get_objects()) - objects < 2 * count
    assert servers() <= before


def test_a_closed_client_frees_its_records_at_once() -> None:
    gc.collect()
    before = servers()
    client = EphemeralClient()
    films = client.create_collection("films", embedding_function=None)
    films.add(ids=IDS, embeddings=ROWS)
    gc.disable()
    try:
        assert servers() == before + 1
        client.close()
        assert servers() == before
    finally:
        gc.enable()


def test_a_server_is_closed_when_nobody_holds_it() -> None:
    closed: list[str] = []
    held = Held(create_service().answer, lambda: closed.append("closed"))
    one, other = Engine(held), Engine(held)
    del held
    one.release()
    assert closed == []
    other.release()
    assert closed == ["closed"]


def test_a_server_is_not_closed_below_a_call() -> None:
    noted: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        engine.release()
        noted.append("answered")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"1"})

    engine = Engine(Held(app, lambda: noted.append("closed")))
    options = config.embedded_options(None, "default_tenant", "default_database")
    assert engine.call(Request("heartbeat", "GET", "/"), options).content == b"1"
    assert noted == ["answered", "closed"]
