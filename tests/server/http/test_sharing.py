"""Many requests: on one connection, one after the other, and all at once."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from chromalink_mock import RunningServer

from .collection_calls import COLLECTIONS, CollectionCalls

WORKERS = 16


@pytest.mark.parametrize(
    ("method", "path", "content", "kind", "status"),
    [
        ("POST", "/api/v2/tenants", b"{bad", "application/json", 400),
        ("POST", "/api/v2/tenants", b'{"name":"n"}', "text/plain", 415),
        ("POST", "/api/v2/tenants", b'{"name":1}', "application/json", 422),
        ("POST", "/api/v2/nope", b"x" * 100_000, "application/json", 404),
        ("PUT", "/api/v2/reset", b"x" * 100_000, "application/json", 405),
        ("POST", "/api/v2/reset", b"", "application/json", 403),
    ],
)
def test_the_connection_survives_an_error(
    server: RunningServer, method: str, path: str, content: bytes, kind: str, status: int
) -> None:
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    with httpx.Client(base_url=server.url, limits=limits) as client:
        for _ in range(5):
            answer = client.request(method, path, content=content, headers={"content-type": kind})
            assert answer.status_code == status
            assert client.get("/api/v2/version").json() == "1.0.0"


def test_of_many_creates_of_one_name_exactly_one_succeeds(client: httpx.Client) -> None:
    name = f"c{uuid4().hex}"

    def create(_: int) -> int:
        return client.post(COLLECTIONS, json={"name": name}).status_code

    with ThreadPoolExecutor(WORKERS) as pool:
        statuses = sorted(pool.map(create, range(WORKERS)))
    assert statuses == [200] + [409] * (WORKERS - 1)


def test_many_get_or_creates_of_one_name_find_one_collection(client: httpx.Client) -> None:
    body = {"name": f"c{uuid4().hex}", "get_or_create": True}
    with ThreadPoolExecutor(WORKERS) as pool:
        answers = [pool.submit(client.post, COLLECTIONS, json=body) for _ in range(WORKERS)]
    assert len({answer.result().json()["id"] for answer in answers}) == 1


def test_parallel_adds_are_all_kept(collection: CollectionCalls) -> None:
    def add(worker: int) -> int:
        ids = [f"{worker}-{place}" for place in range(20)]
        return collection.post("add", {"ids": ids, "embeddings": [[worker, 1]] * 20}).status_code

    with ThreadPoolExecutor(WORKERS) as pool:
        assert set(pool.map(add, range(32))) == {201}
    assert collection.count() == 640


def test_of_parallel_first_adds_one_dimension_wins(collection: CollectionCalls) -> None:
    def add(dimension: int) -> int:
        return collection.post("add", {"ids": [f"{dimension}"], "embeddings": [[1] * dimension]}).status_code

    with ThreadPoolExecutor(WORKERS) as pool:
        statuses = sorted(pool.map(add, range(1, 9)))
    assert statuses == [201] + [400] * 7
    assert collection.count() == 1


def test_an_update_of_unknown_ids_is_logged_once(collection: CollectionCalls, caplog: pytest.LogCaptureFixture) -> None:
    collection.post("add", {"ids": ["known"], "embeddings": [[1]]})
    with caplog.at_level(logging.WARNING, "chromalink_mock"):
        unknown = [f"u{place}" for place in range(8)]
        assert collection.post("update", {"ids": ["known", *unknown], "documents": ["d"] * 9}).status_code == 200
    (record,) = caplog.records
    assert record.getMessage() == f"update of {collection.id} ignored 8 unknown ids: 'u0', 'u1', 'u2', 'u3', 'u4'"
