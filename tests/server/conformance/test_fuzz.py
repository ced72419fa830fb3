"""Requests that nobody would send: no unforeseen 5xx, no hang, and the records stay as they were."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock import serve
from fuzzing.run import COLLECTIONS, fuzz

PATIENCE = 30.0
TEXT = "a" * 40 + "b"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serve() as server, httpx.Client(base_url=server.url, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def path(client: httpx.Client) -> str:
    """A collection of three records."""
    found = f"{COLLECTIONS}/{client.post(COLLECTIONS, json={'name': 'patient'}).json()['id']}"
    rows = {
        "ids": ["x", "y", "z"],
        "embeddings": [[1, 0], [0, 1], [1, 1]],
        "documents": [TEXT, "a", None],
        "metadatas": [{"n": 1}, {"n": 99_999}, {"n": 100_000}],
    }
    assert client.post(f"{found}/add", json=rows).status_code == 201
    return found


def ids(client: httpx.Client, path: str, body: object) -> list[str]:
    answer = client.post(f"{path}/get", json=body)
    assert answer.status_code == 200, answer.text[:300]
    found: list[str] = answer.json()["ids"]
    return found


def test_fuzzed_requests_are_answered_and_harm_nothing() -> None:
    with serve() as server:
        outcome = fuzz(server.url, 500, 500)
    assert outcome.faults == []
    assert sum(outcome.statuses.values()) == 500


@pytest.mark.parametrize(
    ("pattern", "matching"),
    [("(a+)+$", ["y"]), ("(a|a)*$", ["x", "y"]), ("^(a*)*$", ["y"]), ("(.*)*b", ["x"]), ("(a?){30}a{30}b", ["x"])],
)
def test_a_pattern_that_backtracks_elsewhere_is_answered(
    client: httpx.Client, path: str, pattern: str, matching: list[str]
) -> None:
    assert ids(client, path, {"where_document": {"$regex": pattern}}) == matching


@pytest.mark.parametrize("pattern", ["a" * 2**20, "(" * 2**20, "[a-z]" * 200_000, "a|" * 500_000, "(a{1000}){1000}"])
def test_a_pattern_of_a_megabyte_is_answered_or_refused(client: httpx.Client, path: str, pattern: str) -> None:
    answer = client.post(f"{path}/get", json={"where_document": {"$regex": pattern}})
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["error"] == "InvalidArgumentError"


def test_a_hundred_thousand_alternatives_are_answered(client: httpx.Client, path: str) -> None:
    assert ids(client, path, {"where": {"n": {"$in": list(range(100_000))}}}) == ["x", "y"]
    assert ids(client, path, {"where": {"n": {"$nin": list(range(100_000))}}}) == ["z"]
    assert ids(client, path, {"ids": [f"i{n}" for n in range(100_000)] + ["z"]}) == ["z"]


@pytest.mark.parametrize(("depth", "status"), [(60, 200), (62, 200), (63, 400), (500, 400), (50_000, 400)])
def test_nesting_is_followed_as_deep_as_recorded(client: httpx.Client, path: str, depth: int, status: int) -> None:
    body = '{"where":' + '{"$and":[' * depth + '{"n":1}' + "]}" * depth + "}"
    answer = client.post(f"{path}/get", content=body.encode(), headers={"content-type": "application/json"})
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["ids"] == ["x"]
