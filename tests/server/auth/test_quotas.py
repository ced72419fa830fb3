"""Quotas: what one call may ask for, the error it gets, and that nothing happens to the rest."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from chromalink_mock import RunningServer, Settings, serve
from chromalink_mock.quotas import QUOTA_NAMES, Quotas, read_quotas

from . import declared
from .callers import EVERYTHING, FILMS, KEYS, TENANT, caller, made

SMALL = Quotas(
    num_records=3,
    limit_value=4,
    num_results=5,
    embedding_dimensions=3,
    document_size_bytes=8,
    uri_size_bytes=6,
    id_size_bytes=4,
    name_size_bytes=40,
    metadata_key_size_bytes=5,
    metadata_value_size_bytes=10,
    collection_metadata_value_size_bytes=7,
    num_metadata_keys=2,
)


@pytest.fixture(scope="module")
def quota_server() -> Iterator[RunningServer]:
    with serve(Settings(api_keys=KEYS, quotas=SMALL)) as running:
        yield running


@pytest.fixture
def client(quota_server: RunningServer) -> Iterator[httpx.Client]:
    with caller(quota_server, EVERYTHING) as client:
        yield client


@pytest.fixture
def collection(client: httpx.Client) -> str:
    return f"{FILMS}/collections/{made(client, FILMS, f'c{uuid4().hex}')}"


def exceeded(usage: str, action: str, found: int, limit: int) -> dict[str, str]:
    text = (
        f"Quota exceeded: '{usage}' exceeded quota limit for action '{action}': "
        f"current usage of {found} exceeds limit of {limit}"
    )
    return {"error": "ChromaError", "message": text}


def columns(count: int, **more: object) -> dict[str, object]:
    return {"ids": [f"i{n}" for n in range(count)], "embeddings": [[1.0, 2.0]] * count, **more}


@pytest.mark.parametrize(
    ("body", "usage", "found", "limit"),
    [
        (columns(4), "Number of records", 4, 3),
        ({"ids": ["12345"], "embeddings": [[1]]}, "ID size (bytes)", 5, 4),
        (columns(2, documents=[None, "über alles"]), "Document size (bytes)", 11, 8),
        (columns(2, uris=["s3://ab", None]), "URI size (bytes)", 7, 6),
        (columns(1, metadatas=[{"a": 1, "b": 2, "c": 3}]), "Number of metadata dictionary keys", 3, 2),
        (columns(1, metadatas=[{"schlüs": 1}]), "Size of metadata dictionary key (bytes)", 7, 5),
        (columns(1, metadatas=[{"a": "x" * 11}]), "Size of metadata dictionary value (bytes)", 11, 10),
        (columns(1, metadatas=[{"a": [1, 2]}]), "Size of metadata dictionary value (bytes)", 16, 10),
        ({"ids": ["a"], "embeddings": [[1, 2, 3, 4]]}, "Embedding dimension", 4, 3),
        (
            {"ids": ["a"], "embeddings": [base64.b64encode(bytes(16)).decode()]},
            "Embedding dimension",
            4,
            3,
        ),
    ],
)
@pytest.mark.parametrize("action", ["Add", "Upsert", "Update"])
def test_a_write_beyond_a_quota_is_refused_and_stores_nothing(
    client: httpx.Client,
    collection: str,
    action: str,
    body: dict[str, object],
    usage: str,
    found: int,
    limit: int,
) -> None:
    answer = client.post(f"{collection}/{action.lower()}", json=body)
    assert (answer.status_code, answer.json()) == (422, exceeded(usage, action, found, limit))
    assert client.get(f"{collection}/count").json() == 0


def test_a_write_at_all_its_quotas_is_taken(client: httpx.Client, collection: str) -> None:
    full = {
        "ids": ["1234", "b", "c"],
        "embeddings": [base64.b64encode(bytes(12)).decode()] * 3,
        "documents": ["12345678"] * 3,
        "uris": ["123456"] * 3,
        "metadatas": [{"12345": "1234567890", "b": True}] * 3,
    }
    assert client.post(f"{collection}/add", json=full).status_code == 201
    assert client.post(f"{collection}/upsert", json=full).status_code == 200


def test_reads_are_bounded_by_limit_and_results(client: httpx.Client, collection: str) -> None:
    for start in ("a", "b", "c"):
        client.post(f"{collection}/add", json={**columns(2), "ids": [f"{start}0", f"{start}1"]})
    assert client.get(f"{collection}/count").json() == 6
    refused = client.post(f"{collection}/get", json={"limit": 5})
    assert (refused.status_code, refused.json()) == (422, exceeded("Limit value", "Get", 5, 4))
    assert len(client.post(f"{collection}/get", json={"limit": 4}).json()["ids"]) == 4
    assert client.post(f"{collection}/get", json={"limit": 0}).json()["ids"] == []
    silent = client.post(f"{collection}/get", json={"offset": 1})
    assert len(silent.json()["ids"]) == 4, "what names no limit is cut without a word"
    query = {"query_embeddings": [[1, 2]], "n_results": 6}
    refused = client.post(f"{collection}/query", json=query)
    assert (refused.status_code, refused.json()) == (422, exceeded("Number of results", "Query", 6, 5))
    assert len(client.post(f"{collection}/query", json={**query, "n_results": 5}).json()["ids"][0]) == 5
    wide = client.post(f"{collection}/query", json={"query_embeddings": [[1, 2], [1, 2, 3, 4]], "n_results": 1})
    assert wide.json() == exceeded("Embedding dimension", "Query", 4, 3)
    many = client.post(f"{collection}/delete", json={"ids": list("abcd")})
    assert many.json() == exceeded("Number of records", "Delete", 4, 3)


def test_names_and_metadata_of_collections_are_bounded(client: httpx.Client, collection: str) -> None:
    long = "n" * 41
    size = "Name size (bytes)"
    assert client.post(f"{FILMS}/collections", json={"name": long}).json() == exceeded(
        size, "Create Collection", 41, 40
    )
    assert client.put(collection, json={"new_name": long}).json() == exceeded(size, "Update Collection", 41, 40)
    assert client.post(f"{TENANT}/databases", json={"name": long}).json() == exceeded(size, "Create Database", 41, 40)
    value = "Size of metadata dictionary value (bytes)"
    body = {"name": "bounded", "metadata": {"a": "x" * 8}}
    assert client.post(f"{FILMS}/collections", json=body).json() == exceeded(value, "Create Collection", 8, 7)
    answer = client.put(collection, json={"new_metadata": {"toolong": True}})
    assert answer.json() == exceeded("Size of metadata dictionary key (bytes)", "Update Collection", 7, 5)
    answer = client.put(collection, json={"new_metadata": {"a": None, "b": True, "c": True}})
    assert answer.json() == exceeded("Number of metadata dictionary keys", "Update Collection", 3, 2)


def test_lists_of_collections_are_bounded(client: httpx.Client) -> None:
    for _ in range(5):
        made(client, FILMS, f"c{uuid4().hex}")
    refused = client.get(f"{FILMS}/collections", params={"limit": 5})
    assert (refused.status_code, refused.json()) == (422, exceeded("Limit value", "List Collections", 5, 4))
    assert len(client.get(f"{FILMS}/collections").json()) == 4
    assert client.get(f"{TENANT}/databases", params={"limit": 500}).status_code == 200


def test_a_quota_comes_after_the_shape_and_before_the_collection(client: httpx.Client) -> None:
    missing = f"{FILMS}/collections/{uuid4()}"
    assert client.post(f"{missing}/add", json={**columns(4), "documents": 3}).json()["message"].startswith("Failed to")
    assert client.post(f"{missing}/add", json=columns(4)).status_code == 422
    assert client.post(f"{missing}/add", json=columns(3)).status_code == 404


def test_quotas_work_without_keys_and_default_limits_stay_below_them() -> None:
    settings = Settings(quotas=Quotas(limit_value=4), default_limit=2)
    hook = {"response": [declared.check]}
    with serve(settings) as server, httpx.Client(base_url=server.url, event_hooks=hook) as client:
        database = "/api/v2/tenants/default_tenant/databases/default_database"
        path = f"{database}/collections/{made(client, database, 'free')}"
        assert client.post(f"{path}/add", json=columns(500)).status_code == 201
        assert len(client.post(f"{path}/get", json={}).json()["ids"]) == 2
        assert client.post(f"{path}/get", json={"limit": 5}).status_code == 422
    settings = Settings(quotas=Quotas(limit_value=4), default_limit=9)
    with serve(settings) as server, httpx.Client(base_url=server.url, event_hooks=hook) as client:
        path = f"{database}/collections/{made(client, database, 'free')}"
        client.post(f"{path}/add", json=columns(5))
        assert len(client.post(f"{path}/get", json={}).json()["ids"]) == 4


def test_a_plain_server_has_no_quotas() -> None:
    assert Settings().quotas is None


def test_the_quotas_of_the_cloud_are_those_it_documents_and_else_the_defaults_of_upstream() -> None:
    cloud = Quotas.cloud()
    defaults = {
        "num_search_payloads": 5,
        "num_rank_knn": 5,
        "rank_knn_limit": 384,
        "num_group_by_keys": 16,
        "num_aggregate_keys": 16,
        "num_query_ids": 1000,
        "num_where_document_predicates": 8,
        "sparse_vector_populated_dimensions": 4096,
    }
    assert {name: getattr(cloud, name) for name in QUOTA_NAMES} == defaults | {
        "num_records": 300,
        "limit_value": 300,
        "num_results": 300,
        "num_where_predicates": 8,
        "where_document_value_length": 256,
        "regex_pattern_length": 256,
        "embedding_dimensions": 4096,
        "document_size_bytes": 16384,
        "uri_size_bytes": 256,
        "id_size_bytes": 128,
        "name_size_bytes": 128,
        "metadata_key_size_bytes": 36,
        "metadata_value_size_bytes": 4096,
        "collection_metadata_value_size_bytes": 256,
        "num_metadata_keys": 32,
    }


def test_quotas_are_written_one_by_one_or_as_those_of_the_cloud() -> None:
    assert read_quotas([]) is None
    assert read_quotas(["num_records=5", "limit_value=0"]) == Quotas(num_records=5, limit_value=0)
    changed = read_quotas(["cloud", "num_records=1000", "uri_size_bytes=none"])
    assert changed is not None
    assert (changed.num_records, changed.uri_size_bytes, changed.id_size_bytes) == (1000, None, 128)


@pytest.mark.parametrize("text", ["", "num_records", "num_records=", "num_records=-1", "bogus=1", "num_records=1.5"])
def test_what_is_no_quota_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected cloud or NAME=NUMBER with a name of num_records"):
        read_quotas([text])


def test_a_negative_quota_is_refused() -> None:
    with pytest.raises(ValueError, match="num_records: expected a number >= 0 or None, got -1"):
        Quotas(num_records=-1)
