"""iter_records, iter_collections and iter_databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import aclosing

import anyio
import numpy as np
import pytest

from chromalink import AsyncHttpClient, HttpClient, Record
from chromalink.errors import InvalidInputError
from chromalink.types import Include
from chromalink_mock import serve


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serve() as server:
        yield server.port


@pytest.fixture
def client(port: int) -> Iterator[HttpClient]:
    with HttpClient("127.0.0.1", port) as found:
        yield found
        for one in found.list_collections():
            found.delete_collection(one.name)


def test_records_come_in_insertion_order_page_by_page(client: HttpClient) -> None:
    films = client.create_collection("films", embedding_function=None)
    films.add([f"r{n}" for n in range(25)], np.ones((25, 3)), metadatas=[{"n": n} for n in range(25)])
    found = list(films.iter_records(where={"n": {"$gte": 3}}, include=["metadatas", "embeddings"], page_size=10))
    assert [one.id for one in found] == [f"r{n}" for n in range(3, 25)]
    assert found[0].metadata == {"n": 3}
    assert found[0].document is None
    assert isinstance(found[0].embedding, np.ndarray)
    assert found[0].embedding.dtype == np.float32


def test_records_added_meanwhile_come_at_the_end(client: HttpClient) -> None:
    films = client.create_collection("films", embedding_function=None)
    films.add(["a", "b", "c"], np.ones((3, 2)))
    seen: list[str] = []
    for one in films.iter_records(page_size=2):
        seen.append(one.id)
        if len(seen) == 1:
            films.add("d", [1.0, 1.0])
    assert seen == ["a", "b", "c", "d"]


def test_one_collection_is_copied_into_another_as_it_is_read(client: HttpClient) -> None:
    films, copy = (client.create_collection(name, embedding_function=None) for name in ("films", "copy"))
    films.add_many(
        Record(f"r{n}", [float(n), 0.5], f"text {n}", {"n": n} if n % 2 else None, f"u{n}") for n in range(30)
    )
    fields: Include = ("documents", "embeddings", "metadatas", "uris")
    copy.add_many(films.iter_records(include=fields, page_size=7), batch_size=11)
    before, after = films.get(include=fields), copy.get(include=fields)
    np.testing.assert_array_equal(before.embeddings, after.embeddings)
    assert [before[name] for name in ("ids", "documents", "uris", "metadatas")] == [
        after[name] for name in ("ids", "documents", "uris", "metadatas")
    ]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_clients_iterate_too_and_may_stop_early(backend: str, port: int, client: HttpClient) -> None:
    films = client.create_collection("films", embedding_function=None)
    films.add([f"r{n}" for n in range(5)], np.ones((5, 2)))

    async def main() -> tuple[list[str], str, list[str]]:
        async with AsyncHttpClient("127.0.0.1", port) as found:
            collection = await found.get_collection("films")
            everything = [one.id async for one in collection.iter_records(page_size=2)]
            async with aclosing(collection.iter_records(page_size=2)) as records:
                first = (await anext(records)).id
            return everything, first, [one.name async for one in found.iter_collections(page_size=1)]

    assert anyio.run(main, backend=backend) == ([f"r{n}" for n in range(5)], "r0", ["films"])


def test_collections_and_databases_come_once_each(client: HttpClient) -> None:
    names = {f"films-{n}" for n in range(7)}
    for name in names:
        client.create_collection(name, embedding_function=None)
    found = []
    for one in client.iter_collections(page_size=2):
        found.append(one.name)
        client.get_or_create_collection("films-7", embedding_function=None)
    assert sorted(found) == sorted({*names, *found})
    for name in ("one", "two", "three"):
        client.admin.create_database(name)
    assert {one["name"] for one in client.admin.iter_databases(page_size=2)} >= {"one", "two", "three"}


def test_a_page_of_no_records_is_refused(client: HttpClient) -> None:
    films = client.create_collection("films", embedding_function=None)
    with pytest.raises(InvalidInputError, match="page_size: expected a whole number >= 1"):
        next(films.iter_records(page_size=0))
