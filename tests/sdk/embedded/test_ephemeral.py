"""Clients of a server in their own process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import anyio.lowlevel
import numpy as np
import pytest
import trio

from chromalink import (
    AsyncClient,
    AsyncEphemeralClient,
    Client,
    EphemeralClient,
    Search,
    Settings,
    errors,
)
from chromalink_rest.api.system import heartbeat

BOTH_LOOPS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
SYNC = pytest.mark.parametrize("kind", [EphemeralClient, Client])
ASYNC = pytest.mark.parametrize("kind", [AsyncEphemeralClient, AsyncClient])


def names(client: EphemeralClient | Client) -> list[str]:
    return [collection.name for collection in client.list_collections()]


@SYNC
def test_records_come_back(kind: type[EphemeralClient] | type[Client]) -> None:
    with kind() as client:
        films = client.create_collection("films", embedding_function=None)
        films.add(ids=["a", "b"], embeddings=[[1.0, 0.0], [0.0, 1.0]], documents=["one", "two"])
        assert films.query(query_embeddings=[[0.0, 1.0]], n_results=1)["ids"] == [["b"]]
        client.delete_collection("films")
        assert names(client) == []


@ASYNC
@BOTH_LOOPS
def test_records_come_back_on_a_loop(backend: str, kind: type[AsyncEphemeralClient] | type[AsyncClient]) -> None:
    async def main() -> list[list[str]]:
        async with kind() as client:
            films = await client.create_collection("films", embedding_function=None)
            await films.add(ids=["a", "b"], embeddings=[[1.0, 0.0], [0.0, 1.0]])
            found = await films.query(query_embeddings=[[0.0, 1.0]], n_results=1)
            await client.delete_collection("films")
            return found["ids"]

    assert anyio.run(main, backend=backend) == [["b"]]


def test_an_async_client_needs_no_opening() -> None:
    async def main() -> int:
        client = await AsyncEphemeralClient()
        assert await client.heartbeat() > 0
        await client.aclose()
        unopened = AsyncEphemeralClient()
        return len(await unopened.list_collections())

    assert asyncio.run(main()) == 0


@BOTH_LOOPS
def test_a_large_write_leaves_the_loop_free(backend: str) -> None:
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await anyio.lowlevel.checkpoint()

    async def main() -> int:
        async with AsyncEphemeralClient() as client, anyio.create_task_group() as tasks:
            films = await client.create_collection("films", embedding_function=None)
            tasks.start_soon(count_turns)
            vectors = np.zeros((4000, 64), np.float32)
            await films.add(ids=[str(number) for number in range(4000)], embeddings=vectors)
            found = await films.count()
            tasks.cancel_scope.cancel()
        return found

    assert anyio.run(main, backend=backend) == 4000
    assert turns > 2


def test_every_client_has_a_server_of_its_own() -> None:
    with EphemeralClient() as one, EphemeralClient() as other:
        one.create_collection("films")
        assert names(other) == []


def test_clients_of_one_name_share_a_server_in_both_colours() -> None:
    async def seen() -> list[str]:
        async with AsyncEphemeralClient(shared="both colours") as client:
            return [collection.name for collection in await client.list_collections()]

    with EphemeralClient(shared="both colours") as one, EphemeralClient(shared="another") as other:
        one.create_collection("films")
        assert asyncio.run(seen()) == ["films"]
        assert names(one) == ["films"]
        assert names(other) == []


def test_a_shared_server_goes_with_its_last_client() -> None:
    with EphemeralClient(shared="short"):
        EphemeralClient(shared="short").create_collection("films")
    with EphemeralClient(shared="short") as client:
        assert names(client) == []


def test_clients_of_one_name_want_one_kind_of_server() -> None:
    with EphemeralClient(shared="kind"), pytest.raises(errors.InvalidInputError, match="shared: 'kind'"):
        EphemeralClient(Settings(allow_reset=True), shared="kind")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"shared": ""}, "shared: expected a name, got ''"),
        ({"shared": 7}, "shared: expected a name, got 7"),
        ({"dialect": "latin"}, "dialect: expected 'chroma' or 'cloud-openapi', got 'latin'"),
        ({"tenant": ""}, "tenant: expected a name, got ''"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(errors.InvalidInputError, match=said):
        EphemeralClient(**arguments)


def test_the_dialect_of_the_cloud_is_spoken() -> None:
    with EphemeralClient(dialect="cloud-openapi") as client:
        client.create_collection("films", embedding_function=None)
        with pytest.raises(errors.UniqueConstraintError):
            client.create_collection("films", embedding_function=None)


def test_resetting_must_be_allowed() -> None:
    with EphemeralClient() as client, pytest.raises(errors.ChromaAuthError):
        client.reset()
    with EphemeralClient(Settings(allow_reset=True)) as client:
        client.create_collection("films")
        assert client.reset() is True
        assert names(client) == []


def test_a_tenant_is_used_unseen_and_made_by_the_admin() -> None:
    with EphemeralClient(tenant="studio", database="movies") as client:
        with pytest.raises(errors.InvalidArgumentError, match="does not exist"):
            client.create_collection("films")
        client.admin.create_tenant("studio")
        client.admin.create_database("movies")
        client.create_collection("films")
        assert names(client) == ["films"]


def test_search_works_in_process() -> None:
    with EphemeralClient() as client:
        films = client.create_collection("films", embedding_function=None)
        films.add(ids=["a"], embeddings=[[1.0, 0.0]], metadatas=[{"year": 1990}])
        assert films.search(Search())["ids"] == [["a"]]


def test_the_batch_size_is_a_number_to_split_by() -> None:
    with EphemeralClient() as client:
        assert client.get_max_batch_size() > 1_000_000


def test_a_body_of_any_size_is_taken() -> None:
    with EphemeralClient() as client:
        films = client.create_collection("films", embedding_function=None)
        films.add(ids=["a"], embeddings=[[1.0]], documents=["x" * (48 << 20)])
        assert len((films.get()["documents"] or [""])[0] or "") == 48 << 20


def closed_sync() -> None:
    client = EphemeralClient()
    client.close()
    client.close()
    client.heartbeat()


def closed_async() -> None:
    async def main() -> None:
        client = AsyncEphemeralClient()
        await client.aclose()
        await client.aclose()
        await client.heartbeat()

    trio.run(main)


@pytest.mark.parametrize("use", [closed_sync, closed_async])
def test_a_closed_client_says_so(use: Callable[[], None]) -> None:
    with pytest.raises(errors.ClientClosedError, match="heartbeat: the client is closed"):
        use()


def test_many_threads_use_one_client() -> None:
    with EphemeralClient() as client, ThreadPoolExecutor(8) as pool:
        films = client.create_collection("films", embedding_function=None)
        list(pool.map(lambda number: films.add(ids=[str(number)], embeddings=[[float(number)]]), range(200)))
        assert films.count() == 200


def test_a_sync_client_works_below_a_running_loop() -> None:
    async def main() -> list[str]:
        with EphemeralClient() as client:
            client.create_collection("films")
            client.delete_collection("films")
            client.create_collection("more")
            return names(client)

    assert asyncio.run(main()) == ["more"]


def test_the_low_level_client_reaches_the_same_server() -> None:
    with EphemeralClient() as client:
        low = client.low_level
        with low as lent:
            found = heartbeat.sync(client=lent)
        assert getattr(found, "nanosecond_heartbeat", 0) > 0
        assert client.heartbeat() > 0


@BOTH_LOOPS
def test_the_low_level_client_reaches_the_same_server_on_a_loop(backend: str) -> None:
    async def main() -> object:
        async with AsyncEphemeralClient() as client:
            async with client.low_level as lent:
                found = await heartbeat.asyncio(client=lent)
            assert await client.heartbeat() > 0
            return found

    assert getattr(anyio.run(main, backend=backend), "nanosecond_heartbeat", 0) > 0


def test_the_low_level_client_goes_with_the_client() -> None:
    client = EphemeralClient()
    client.close()
    with pytest.raises(errors.ClientClosedError, match="low_level"):
        _ = client.low_level


def test_no_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with EphemeralClient() as client:
        assert client.heartbeat() > 0
