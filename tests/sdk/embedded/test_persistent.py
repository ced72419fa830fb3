"""Clients of a server in their own process that keeps its data on disk."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from pathlib import Path
from typing import Any

import anyio
import pytest

from chromalink import AsyncClient, AsyncPersistentClient, Client, PersistentClient, Settings, errors


def names(client: PersistentClient | Client) -> list[str]:
    return [collection.name for collection in client.list_collections()]


def test_records_are_there_again(tmp_path: Path) -> None:
    with PersistentClient(tmp_path / "store") as client:
        films = client.create_collection("films", embedding_function=None)
        films.add(ids=["a"], embeddings=[[1.0, 0.0]], documents=["one"], metadatas=[{"year": 1990}])
    with PersistentClient(tmp_path / "store") as client:
        found = client.get_collection("films", embedding_function=None).get(include=["documents", "metadatas"])
        assert found["documents"] == ["one"]
        assert found["metadatas"] == [{"year": 1990}]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_records_are_there_again_in_async_clients(tmp_path: Path, backend: str) -> None:
    async def main() -> list[str]:
        async with AsyncPersistentClient(tmp_path) as client:
            films = await client.create_collection("films", embedding_function=None)
            await films.add(ids=["a"], embeddings=[[1.0, 0.0]])
        async with AsyncPersistentClient(tmp_path) as client:
            return [collection.name for collection in await client.list_collections()]

    assert anyio.run(main, backend=backend) == ["films"]


def test_the_directory_is_chroma_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with PersistentClient() as client:
        client.create_collection("films")
    assert (tmp_path / "chroma").is_dir()


def test_a_client_follows_its_settings(tmp_path: Path) -> None:
    settings = Settings(is_persistent=True, persist_directory=str(tmp_path))
    with Client(settings) as client:
        client.create_collection("films")
    with PersistentClient(tmp_path) as other:
        assert names(other) == ["films"]

    async def main() -> int:
        async with AsyncClient(settings) as again:
            return await again.count_collections()

    assert asyncio.run(main()) == 1


def test_clients_of_one_process_share_the_server(tmp_path: Path) -> None:
    with PersistentClient(tmp_path) as one, PersistentClient(str(tmp_path)) as other:
        one.create_collection("films")
        assert names(other) == ["films"]
        one.close()
        assert names(other) == ["films"]


def test_clients_of_one_path_want_one_kind_of_server(tmp_path: Path) -> None:
    with PersistentClient(tmp_path), pytest.raises(errors.StoreError, match="other settings"):
        PersistentClient(tmp_path, durability="full")


def test_a_forgotten_client_closes_the_store(tmp_path: Path) -> None:
    PersistentClient(tmp_path).create_collection("films")
    with PersistentClient(tmp_path, durability="full") as client:
        assert names(client) == ["films"]


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("here")
    with pytest.raises(errors.StoreError, match=str(place)):
        PersistentClient(place)
    assert place.read_text() == "here"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"durability": "forever"}, "durability: expected 'normal' or 'full', got 'forever'"),
        ({"path": ""}, "path: expected a directory, got ''"),
        ({"path": 7}, "path: expected a directory, got 7"),
        ({"path": b"store"}, "path: expected a directory, got b'store'"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(errors.InvalidInputError, match=said):
        PersistentClient(**arguments)


def _in_child(client: PersistentClient, told: Any) -> None:
    try:
        told.put(names(client))
    except Exception as exc:
        told.put(f"{type(exc).__name__}: {exc}")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_is_told_who_has_the_directory(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    told = context.Queue()
    with PersistentClient(tmp_path) as client:
        client.create_collection("films")
        child = context.Process(target=_in_child, args=(client, told))
        child.start()
        said = told.get(timeout=60)
        child.join()
        assert said.startswith("StoreError: ")
        assert str(os.getpid()) in said
        client.create_collection("more")
    with PersistentClient(tmp_path) as client:
        assert names(client) == ["films", "more"]
