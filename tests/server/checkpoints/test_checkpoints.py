"""Going back to what a server had before."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock.httpx_transports import AsgiTransport
from chromalink_mock.service import Service, create_service

DATABASE = "/api/v2/tenants/default_tenant/databases/default_database"
COLLECTIONS = f"{DATABASE}/collections"


@pytest.fixture
def service() -> Iterator[Service]:
    service = create_service()
    yield service
    service.close()


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with httpx.Client(transport=AsgiTransport(service.answer, lifespan=False), base_url="http://chroma") as client:
        yield client


def made(client: httpx.Client, name: str, **more: object) -> str:
    answer = client.post(COLLECTIONS, json={"name": name, **more})
    assert answer.status_code == 200, answer.text
    found: str = answer.json()["id"]
    return found


def add(client: httpx.Client, collection: str, *ids: str) -> None:
    body = {"ids": ids, "embeddings": [[float(len(id)), 1.0] for id in ids], "documents": ids}
    assert client.post(f"{COLLECTIONS}/{collection}/add", json=body).status_code == 201


def told(client: httpx.Client, collection: str) -> list[str]:
    answer = client.post(f"{COLLECTIONS}/{collection}/get", json={})
    ids: list[str] = answer.json()["ids"]
    return ids


def everything(client: httpx.Client) -> list[object]:
    """All that the server tells of what it holds."""
    tenants = client.get("/api/v2/tenants").json()
    databases = [client.get(f"/api/v2/tenants/{tenant['name']}/databases").json() for tenant in tenants]
    collections = client.get(COLLECTIONS).json()
    records = [
        client.post(f"{COLLECTIONS}/{each['id']}/get", json={"include": ["embeddings", "documents"]}).json()
        for each in collections
    ]
    return [tenants, databases, collections, records]


def test_what_was_there_is_there_again(service: Service, client: httpx.Client) -> None:
    films = made(client, "films", metadata={"kind": "feature"})
    add(client, films, "a", "bb")
    client.post("/api/v2/tenants", json={"name": "studio"})
    client.post("/api/v2/tenants/studio/databases", json={"name": "archive"})
    before = everything(client)
    checkpoints = service.catalog.checkpoints()
    start = checkpoints.take()

    add(client, films, "ccc")
    client.post(f"{COLLECTIONS}/{films}/delete", json={"ids": ["a"]})
    client.put(f"{COLLECTIONS}/{films}", json={"new_name": "movies", "new_metadata": {"kind": "short"}})
    add(client, made(client, "songs"), "d")
    client.delete("/api/v2/tenants/studio/databases/archive")
    client.post("/api/v2/tenants", json={"name": "label"})
    client.patch("/api/v2/tenants/studio", json={"resource_name": "studio-1"})
    assert everything(client) != before

    checkpoints.back_to(start)
    assert everything(client) == before


def test_a_deleted_collection_comes_back_with_its_id_and_can_be_written(service: Service, client: httpx.Client) -> None:
    films = made(client, "films")
    add(client, films, "a")
    checkpoints = service.catalog.checkpoints()
    start = checkpoints.take()
    client.delete(f"{COLLECTIONS}/films")
    checkpoints.back_to(start)
    add(client, films, "b")
    assert told(client, films) == ["a", "b"]
    checkpoints.back_to(start)
    assert told(client, films) == ["a"]


def test_a_checkpoint_can_be_gone_back_to_again_and_again_and_to_each_of_several(
    service: Service, client: httpx.Client
) -> None:
    films = made(client, "films")
    checkpoints = service.catalog.checkpoints()
    stages = []
    for count in range(3):
        stages.append(checkpoints.take())
        add(client, films, f"{count}")
    for wanted in (2, 0, 1, 1, 2, 0):
        checkpoints.back_to(stages[wanted])
        assert told(client, films) == [f"{count}" for count in range(wanted)]
        # As many operations as in the next stage, and other records.
        add(client, films, "other")
    checkpoints.back_to(stages[2])
    assert told(client, films) == ["0", "1"]


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_stages_with_the_same_number_of_operations_are_told_apart(
    service: Service, client: httpx.Client, order: tuple[str, ...]
) -> None:
    films = made(client, "films")
    checkpoints = service.catalog.checkpoints()
    empty = checkpoints.take()
    stages = {}
    for letter in "abc":
        checkpoints.back_to(empty)
        add(client, films, letter)
        stages[letter] = checkpoints.take()
    for letter in order:
        checkpoints.back_to(stages[letter])
        assert told(client, films) == [letter]


def test_collections_that_did_not_change_are_not_touched(service: Service, client: httpx.Client) -> None:
    for name in ("still", "changed"):
        add(client, made(client, name), "a")
    checkpoints = service.catalog.checkpoints()
    first, second = checkpoints.take(), checkpoints.take()
    assert first.collections == second.collections
    place = next(iter(first.databases))
    still, changed = (service.catalog.named(place, name) for name in ("still", "changed"))
    add(client, str(changed.id), "b")
    third = checkpoints.take()
    assert third.collections[still.id] is first.collections[still.id]
    assert third.collections[changed.id] is not first.collections[changed.id]
    checkpoints.back_to(first)
    assert service.catalog.named(place, "still") is still
    assert service.catalog.named(place, "changed") is not changed
    restored = service.catalog.named(place, "changed")
    checkpoints.back_to(first)
    assert service.catalog.named(place, "changed") is restored


def test_functions_come_back_with_what_they_have_counted(service: Service, client: httpx.Client) -> None:
    films = made(client, "films")
    add(client, films, "a", "b")
    asked = {"name": "counter", "function_id": "record_counter", "output_collection": "counts", "params": {}}
    attached = client.post(f"{COLLECTIONS}/{films}/functions/attach", json=asked)
    assert attached.status_code == 200, attached.text
    counts = client.get(f"{COLLECTIONS}/counts").json()["id"]

    def counted() -> object:
        return client.post(f"{COLLECTIONS}/{counts}/get", json={}).json()["metadatas"]

    before = counted()
    checkpoints = service.catalog.checkpoints()
    start = checkpoints.take()
    add(client, films, "c")
    after = counted()
    assert after != before
    client.post(f"{COLLECTIONS}/{films}/attached_functions/counter/detach", json={"delete_output": True})
    checkpoints.back_to(start)
    assert counted() == before
    add(client, films, "c")
    assert counted() == after


def test_a_forked_family_stays_one(service: Service, client: httpx.Client) -> None:
    films = made(client, "films")
    checkpoints = service.catalog.checkpoints()
    client.post(f"{COLLECTIONS}/{films}/fork", json={"new_name": "copy"})
    both = checkpoints.take()
    client.delete(f"{COLLECTIONS}/copy")
    checkpoints.back_to(both)
    assert client.get(f"{COLLECTIONS}/{films}/fork_count").json() == {"count": 1}


def test_going_back_leaves_no_thread_of_what_it_drops(service: Service, client: httpx.Client) -> None:
    checkpoints = service.catalog.checkpoints()
    start = checkpoints.take()
    large = made(client, "large")
    rows = [[float(place), *([0.5] * 255)] for place in range(6000)]
    for part in range(0, 6000, 2000):
        body = {"ids": [f"{place}" for place in range(part, part + 2000)], "embeddings": rows[part : part + 2000]}
        assert client.post(f"{COLLECTIONS}/{large}/add", json=body, timeout=60).status_code == 201
    checkpoints.back_to(start)
    assert [each.name for each in threading.enumerate() if "graph" in each.name] == []
