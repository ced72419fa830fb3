"""Where ours answers the first version otherwise than Chroma 0.5.15 did, on purpose (docs/legacy-v1.md)."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from . import schemas
from .old_collection import OldCollection


def test_a_record_without_a_vector_is_refused_as_incomplete(old: OldCollection) -> None:
    for operation in ("add", "upsert"):
        answer = old.post(operation, {"ids": ["z"], "documents": ["no vector"]})
        assert answer.status_code == 422
        schemas.check(schemas.HTTP_VALIDATION_ERROR, answer.json())
        assert answer.json()["detail"][0]["loc"] == ["body", "embeddings"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"ids": [""], "embeddings": [[1, 2]]}, "Empty ID, ID must have at least one character"),
        ({"ids": ["z"], "embeddings": [[1e300, 1]]}, "Embeddings must not contain NaN or Infinity values"),
        ({"ids": ["z"], "embeddings": [[1, None]]}, "Embeddings must not contain NaN or Infinity values"),
    ],
)
def test_what_the_engine_cannot_hold_is_refused(old: OldCollection, body: dict[str, object], message: str) -> None:
    answer = old.post("add", body)
    assert (answer.status_code, answer.json()) == (400, {"error": "InvalidArgument", "message": message})


def test_an_empty_vector_fixes_no_dimension(client: httpx.Client) -> None:
    id = client.post("/api/v1/collections", json={"name": uuid4().hex}).json()["id"]
    empty = client.post(f"/api/v1/collections/{id}/add", json={"ids": ["a"], "embeddings": [[]]})
    assert (empty.status_code, empty.json()["message"]) == (400, "Each embedding must have at least 1 dimension")
    assert client.post(f"/api/v1/collections/{id}/add", json={"ids": ["a"], "embeddings": [[1]]}).status_code == 201


def test_a_database_has_to_have_a_name_that_is_allowed_today(client: httpx.Client) -> None:
    answer = client.post("/api/v1/databases", json={"name": "two words"})
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidArgument")


def test_a_collection_in_a_missing_database_is_refused_in_truer_words(client: httpx.Client) -> None:
    answer = client.post("/api/v1/collections?database=nothing", json={"name": "films"})
    message = "Database nothing does not exist for tenant default_tenant"
    assert (answer.status_code, answer.json()) == (409, {"error": "UniqueConstraintError", "message": message})


def test_a_comparison_of_booleans_breaks_nothing(old: OldCollection) -> None:
    answer = old.post("get", {"where": {"n": {"$gt": True}}})
    assert (answer.status_code, answer.json()) == (400, {"error": "InvalidArgument", "message": "Invalid where clause"})


@pytest.mark.parametrize(
    "settings",
    [
        {"metadata": {"hnsw:space": "cosine"}},
        {
            "configuration": {
                "hnsw_configuration": {"space": "cosine", "_type": "HNSWConfigurationInternal"},
                "_type": "CollectionConfigurationInternal",
            }
        },
    ],
    ids=["metadata", "configuration"],
)
def test_the_space_that_is_told_is_the_one_that_measures(client: httpx.Client, settings: dict[str, object]) -> None:
    made = client.post("/api/v1/collections", json={"name": uuid4().hex, **settings}).json()
    assert made["configuration_json"]["hnsw_configuration"]["space"] == "cosine"
    path = f"/api/v1/collections/{made['id']}"
    client.post(f"{path}/add", json={"ids": ["a"], "embeddings": [[1, 1]]}).raise_for_status()
    near = client.post(f"{path}/query", json={"query_embeddings": [[1, 0]]}).json()
    assert near["distances"] == [[pytest.approx(0.29289323)]]


def test_a_negative_limit_and_an_empty_tenant_are_none_at_all(client: httpx.Client) -> None:
    client.post("/api/v1/collections", json={"name": uuid4().hex}).raise_for_status()
    everything = client.get("/api/v1/collections").json()
    assert client.get("/api/v1/collections?limit=-1&offset=-1&tenant=&database=").json() == everything


def test_a_collection_that_is_refused_is_not_made(client: httpx.Client) -> None:
    name = uuid4().hex
    refused = client.post("/api/v1/collections", json={"name": name, "metadata": {"hnsw:space": "nope"}})
    assert refused.json() == {"error": "ValueError('Invalid value for HNSW parameter: hnsw:space = nope')"}
    assert client.get(f"/api/v1/collections/{name}").status_code == 400


def test_a_null_document_in_an_update_keeps_the_document(old: OldCollection) -> None:
    assert old.post("update", {"ids": ["a"], "documents": [None]}).json() is None
    assert old.post("get", {"ids": ["a"]}).json()["documents"] == ["apple"]


def test_a_body_that_is_no_json_by_its_content_type_is_of_the_wrong_shape(old: OldCollection) -> None:
    answer = old.client.post(f"/api/v1/collections/{old.id}/get", content=b"{}", headers={"content-type": "text/plain"})
    assert answer.status_code == 422
    schemas.check(schemas.HTTP_VALIDATION_ERROR, answer.json())
    assert answer.json()["detail"][0]["type"] == "model_attributes_type"
