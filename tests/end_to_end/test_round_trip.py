"""The whole path of a call, in every colour."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import numpy as np
import pytest

from chromalink import AdminClient, AsyncAdminClient, AsyncHttpClient, HashingEmbeddingFunction, HttpClient
from chromalink.errors import (
    InvalidArgumentError,
    InvalidInputError,
    NotFoundError,
    UniqueConstraintError,
)
from chromalink_mock.serve import RunningServer
from crosschecks.round_trip import RoundTrip

BACKENDS = ("asyncio", "trio")


def test_a_sync_client_makes_the_round_trip(client: HttpClient) -> None:
    assert len(RoundTrip(client, NotFoundError, UniqueConstraintError).run()) == 24


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_async_client_makes_the_round_trip(server: RunningServer, backend: str) -> None:
    async def trip() -> list[str]:
        async with AsyncHttpClient(host=server.host, port=server.port) as client:
            return await RoundTrip(client, NotFoundError, UniqueConstraintError).arun()

    assert len(anyio.run(trip, backend=backend)) == 24


@pytest.mark.parametrize("backend", BACKENDS)
def test_one_async_client_serves_many_tasks(client: HttpClient, server: RunningServer, backend: str) -> None:
    client.create_collection("shared", embedding_function=None)

    async def write(asynchronous: AsyncHttpClient, task: int) -> None:
        collection = await asynchronous.get_collection("shared")
        await collection.add([f"{task}-{n}" for n in range(20)], np.full((20, 4), task + 1))

    async def all_tasks() -> None:
        async with (
            AsyncHttpClient(host=server.host, port=server.port) as asynchronous,
            anyio.create_task_group() as group,
        ):
            for task in range(32):
                group.start_soon(write, asynchronous, task)

    anyio.run(all_tasks, backend=backend)
    assert client.get_collection("shared").count() == 640


def test_one_sync_client_serves_many_threads(client: HttpClient) -> None:
    collection = client.create_collection("shared", embedding_function=None)
    together = threading.Barrier(8)

    def write(thread: int) -> None:
        together.wait()
        for n in range(10):
            collection.add(f"{thread}-{n}", np.full(4, thread + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert collection.count() == 80


def test_a_large_write_arrives_whole_and_in_order(client: HttpClient) -> None:
    vectors = np.random.default_rng(1).standard_normal((12_000, 16)).astype(np.float32)
    ids = [f"id-{n}" for n in range(len(vectors))]
    collection = client.create_collection("large", embedding_function=None)
    collection.add(ids, vectors, metadatas=[{"n": n} for n in range(len(ids))], documents=ids)
    found = collection.get(include=["embeddings", "metadatas", "documents"])
    assert found["ids"] == ids
    assert found["documents"] == ids
    assert found["metadatas"] == [{"n": n} for n in range(len(ids))]
    np.testing.assert_array_equal(found["embeddings"], vectors)


def test_what_one_kind_of_client_embeds_the_other_finds(client: HttpClient, server: RunningServer) -> None:
    made = client.create_collection("notes", embedding_function=HashingEmbeddingFunction(dimension=64))
    made.add(ids=["a", "b"], documents=["water the plants", "read the csv file"])

    async def ask() -> list[list[str]]:
        async with AsyncHttpClient(host=server.host, port=server.port) as asynchronous:
            notes = await asynchronous.get_collection("notes")
            return (await notes.query(query_texts=["csv", "plants"], n_results=1))["ids"]

    assert anyio.run(ask) == [["b"], ["a"]]


def test_a_raised_ef_search_raises_recall_from_the_next_query_on(client: HttpClient) -> None:
    rng = np.random.default_rng(2)
    vectors, queries = (rng.standard_normal((n, 160)).astype(np.float32) for n in (8_000, 40))
    hard = client.create_collection(
        "hard",
        embedding_function=None,
        configuration={"hnsw": {"max_neighbors": 2, "ef_construction": 4, "ef_search": 1}},
    )
    hard.add([str(n) for n in range(len(vectors))], vectors)
    squared = (vectors**2).sum(axis=1)
    truth = np.argsort(squared[None] - 2 * queries @ vectors.T, axis=1)[:, :10]

    def recall() -> float:
        found = hard.query(queries, n_results=10, include=[])["ids"]
        assert [len(ids) for ids in found] == [10] * len(queries)
        hits = [len({int(id) for id in ids} & set(row.tolist())) for ids, row in zip(found, truth, strict=True)]
        return sum(hits) / truth.size

    asked = 0
    while (low := recall()) == 1.0:  # the exact scan answers until the graph is built
        asked += 1
        assert asked < 10_000
    hard.modify(configuration={"hnsw": {"ef_search": 2_000}})
    assert recall() > low


def test_tenants_and_databases_keep_collections_apart(client: HttpClient, server: RunningServer) -> None:
    with AdminClient(host=server.host, port=server.port) as admin:
        admin.create_tenant("acme")
        admin.create_database("films", tenant="acme")
        assert admin.get_tenant("acme") == {"name": "acme"}
        assert admin.get_database("films", tenant="acme")["tenant"] == "acme"
        assert [one["name"] for one in admin.list_databases(tenant="acme")] == ["films"]
        assert {"name": "acme"} in admin.list_tenants()
        client.create_collection("here", embedding_function=None)
        client.set_tenant("acme", database="films")
        assert (client.tenant, client.database, client.count_collections()) == ("acme", "films", 0)
        admin.delete_database("films", tenant="acme")
        with pytest.raises(NotFoundError):
            client.set_database("films")
        client.set_tenant("default_tenant")
        assert [one.name for one in client.list_collections()] == ["here"]


def test_an_async_admin_client_does_the_same(client: HttpClient, server: RunningServer) -> None:
    async def story() -> list[str]:
        async with AsyncAdminClient(host=server.host, port=server.port) as admin:
            await admin.create_database("second")
            with pytest.raises(UniqueConstraintError):
                await admin.create_database("second")
            return [one["name"] for one in await admin.list_databases(limit=1, offset=1)]

    assert anyio.run(story) == ["second"]


def test_a_refusal_in_the_middle_of_a_call_is_typed_and_changes_nothing(client: HttpClient) -> None:
    collection = client.create_collection("typed", embedding_function=None)
    collection.add(["a"], [[1.0, 2.0]])
    with pytest.raises(InvalidArgumentError, match="dimension of 2, got 3"):
        collection.add(["b", "c"], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    with pytest.raises(InvalidInputError, match="embeddings"):
        collection.upsert(["b", "c"], [[1.0, 2.0], [3.0]])
    assert collection.count() == 1


def test_a_collection_that_is_gone_is_told_so(client: HttpClient) -> None:
    collection = client.create_collection("gone", embedding_function=None)
    client.delete_collection("gone")
    with pytest.raises(NotFoundError):
        collection.count()
    with pytest.raises(ValueError, match="does not exist"):
        client.get_collection("gone")


def test_the_low_level_client_shares_the_connections(client: HttpClient) -> None:
    from chromalink_rest.api.collections import count_collections

    client.create_collection("one", embedding_function=None)
    with client.low_level as low:
        assert count_collections.sync(client.tenant, client.database, client=low) == 1
    assert client.count_collections() == 1
