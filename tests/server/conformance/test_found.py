"""What random stories found to differ from Chroma 1.5.9, as scenarios with the official server's answers."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from chromalink_mock import serve

from ..http.recordings import RECORDINGS, read_scenarios
from ..http.test_recordings import differences

FOUND = read_scenarios(RECORDINGS.with_name("found.jsonl"))
COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
LEAKS = {"ids": ["a"], "embeddings": [[1]], "metadatas": [{"list": [1, 2]}]}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serve() as server, httpx.Client(base_url=server.url) as client:
        yield client


def made(client: httpx.Client) -> str:
    """The path of a new collection."""
    answer = client.post(COLLECTIONS, json={"name": f"f{uuid4().hex}"})
    return f"{COLLECTIONS}/{answer.json()['id']}"


@pytest.mark.parametrize("scenario", FOUND)
def test_what_was_found_is_answered_as_the_official_server_does(scenario: str, client: httpx.Client) -> None:
    names = {"run": f"r{uuid4().hex[:8]}"}
    found = [
        f"step {exchange.step}: {difference}"
        for exchange in FOUND[scenario]
        for difference in differences(exchange, client, names)
        # What the official single node lacks, ours may offer.
        if not (exchange.gap and exchange.status == 501 and difference.startswith(("status 2", "status 4")))
    ]
    assert found == []


def test_lists_of_a_deleted_collection_do_not_show_up_elsewhere(client: httpx.Client) -> None:
    """Unlike in Chroma 1.5.9, which gives them to records stored later."""
    path = made(client)
    client.post(f"{path}/add", json=LEAKS)
    name = client.get(f"{COLLECTIONS}/by-id/{path.rpartition('/')[2]}").json()["name"]
    assert client.delete(f"{COLLECTIONS}/{name}").status_code == 200
    later = made(client)
    client.post(f"{later}/add", json={"ids": ["b"], "embeddings": [[1]]})
    assert client.post(f"{later}/get", json={}).json()["metadatas"] == [None]


def test_vectors_are_read_after_a_refused_write_fixed_the_dimension(client: httpx.Client) -> None:
    """Unlike in Chroma 1.5.9, which then answers 500 until a vector is stored."""
    path = made(client)
    body = {"include": ["embeddings"]}
    assert client.post(f"{path}/get", json=body).json()["embeddings"] == []
    assert client.post(f"{path}/upsert", json={"ids": ["a"], "embeddings": [[1, 2], [3, 4]]}).status_code == 400
    assert client.post(f"{path}/get", json=body).json()["embeddings"] == []
