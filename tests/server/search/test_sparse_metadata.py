"""Sparse vectors as metadata values: written, kept, told, learned, refused."""

from __future__ import annotations

import math

import httpx
import pytest

from chromalink_mock import Settings, serve
from chromalink_mock.auth import ApiKey

from ..extensions.documented import COLLECTIONS, Calls
from .searching import BM25, SPARSE_ON, Json, Searched, keyed, knn, made, message, vector

TOLD: Json = {"#type": "sparse_vector", "indices": [1, 4294967295], "values": [0.1, -2.0], "tokens": None}


@pytest.fixture
def collection(calls: Calls) -> Searched:
    """An empty collection that takes sparse vectors, because one of its keys is indexed; the tests write to others."""
    return made(calls, keyed(other=SPARSE_ON))


def metadatas(collection: Searched, call: str, body: Json) -> object:
    answer = collection.post(f"{call}Records", call, body)
    assert answer.status_code == 200, answer.text
    return answer.json()["metadatas"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"indices": [1, 4294967295], "values": [0.1, -2]}, TOLD),
        ({"#type": "sparse_vector", "indices": [1, 4294967295], "values": [0.1, -2.0], "tokens": None}, TOLD),
        (
            {"indices": [3], "values": [1], "tokens": ["three"]},
            {"#type": "sparse_vector", "indices": [3], "values": [1.0], "tokens": ["three"]},
        ),
        (
            {"indices": [], "values": []},
            {"#type": "sparse_vector", "indices": [], "values": [], "tokens": None},
        ),
    ],
)
def test_a_sparse_vector_is_told_as_the_wire_writes_it(sent: Json, told: Json, collection: Searched) -> None:
    assert collection.add(("a", [1], {"sp": sent, "n": 1})).status_code == 201
    assert metadatas(collection, "get", {"ids": ["a"]}) == [{"sp": told, "n": 1}]
    assert metadatas(collection, "query", {"query_embeddings": [[1]]}) == [[{"sp": told, "n": 1}]]
    found = collection.search(select={"keys": ["sp"]})
    assert found.json()["metadatas"] == [[{"sp": told}]]


@pytest.mark.parametrize("call", ["add", "upsert", "update"])
def test_a_collection_without_a_sparse_index_refuses_sparse_vectors_as_recorded(call: str, calls: Calls) -> None:
    plain = made(calls)
    body: Json = {"ids": ["a"], "embeddings": [[1, 2]], "metadatas": [{"n": 1, "sp": vector((1, 1))}]}
    answer = plain.post(f"{call}Records", call, body)
    assert answer.status_code == 501
    assert message(answer) == "Unimplemented: Sparse vector is not supported for local chroma: sp"
    assert plain.post("getRecords", "get", {}).json()["ids"] == []


def test_an_upsert_and_an_update_replace_a_sparse_vector_and_null_removes_it(collection: Searched) -> None:
    collection.add(("a", [1], {"sp": vector((1, 1))}))
    upserted: Json = {"ids": ["a"], "embeddings": [[1]], "metadatas": [{"sp": TOLD}]}
    assert collection.post("upsertRecords", "upsert", upserted).status_code == 200
    assert metadatas(collection, "get", {}) == [{"sp": TOLD}]
    assert collection.post("updateRecords", "update", {"ids": ["a"], "metadatas": [{"sp": "text"}]}).status_code == 200
    assert metadatas(collection, "get", {}) == [{"sp": "text"}]
    assert metadatas(collection, "query", {"query_embeddings": [[1]]}) == [[{"sp": "text"}]]
    collection.post("updateRecords", "update", {"ids": ["a"], "metadatas": [{"sp": TOLD}]})
    assert metadatas(collection, "query", {"query_embeddings": [[1]]}) == [[{"sp": TOLD}]]
    collection.post("updateRecords", "update", {"ids": ["a"], "metadatas": [{"sp": None, "n": 1}]})
    assert metadatas(collection, "get", {}) == [{"n": 1}]


def test_no_filter_matches_a_sparse_vector(collection: Searched) -> None:
    collection.add(("a", [1], {"sp": vector((1, 1))}), ("b", [1], {"sp": 1}))
    assert collection.found(filter={"sp": {"$eq": 1}}) == ["b"]
    assert collection.found(filter={"sp": {"$ne": 1}}) == ["a"]
    assert collection.found(filter={"sp": {"$contains": 1}}) == []


def test_a_key_that_held_a_sparse_vector_is_learned_with_the_default_index(collection: Searched) -> None:
    collection.add(("a", [1], {"sp": vector((1, 1))}))
    assert collection.schema_keys()["sp"] == {
        "sparse_vector": {
            "sparse_vector_index": {
                "enabled": False,
                "config": {"embedding_function": {"type": "unknown"}, "bm25": False},
            }
        }
    }


def test_a_key_of_the_schema_stays_as_it_was_sent(calls: Calls) -> None:
    collection = made(calls, keyed(sp=BM25))
    collection.add(("a", [1], {"sp": vector((1, 1))}))
    assert collection.schema_keys()["sp"] == BM25


@pytest.mark.parametrize(
    "value",
    [
        {"indices": [2, 1], "values": [1, 1]},
        {"indices": [1, 1], "values": [1, 1]},
        {"indices": [1], "values": []},
        {"indices": [1], "values": [1], "tokens": ["a", "b"]},
    ],
)
@pytest.mark.parametrize("call", ["add", "upsert", "update"])
def test_an_unsound_sparse_vector_is_refused_in_every_write(call: str, value: Json, collection: Searched) -> None:
    body: Json = {"ids": ["a", "b"], "embeddings": [[1], [1]], "metadatas": [{"n": 1}, {"sp": value}]}
    answer = collection.post(f"{call}Records", call, body)
    assert (answer.status_code, message(answer)) == (400, "Validation error: metadatas: Invalid metadata at index 1")
    assert collection.found() == []


@pytest.mark.parametrize(
    "value",
    [
        {"#type": "other", "indices": [], "values": []},
        {"indices": [-1], "values": [1]},
        {"indices": [4294967296], "values": [1]},
        {"indices": [1.0], "values": [1]},
        {"indices": [True], "values": [1]},
        {"indices": [1], "values": ["1"]},
        {"indices": [1]},
        {"nested": {}},
    ],
)
def test_what_is_no_sparse_vector_is_no_metadata_value(value: Json, collection: Searched) -> None:
    answer = collection.add(("a", [1], {"sp": value}))
    assert answer.status_code == 422
    assert "metadatas[0].sp: data did not match any variant of untagged enum MetadataValue" in message(answer)


def test_a_server_with_keys_takes_sparse_vectors_without_any_index_as_the_cloud_does() -> None:
    headers = {"x-chroma-token": "secret"}
    settings = Settings(api_keys=(ApiKey("secret", "acme", ("films",)),))
    with serve(settings) as server, httpx.Client(base_url=server.url, headers=headers) as client:
        path = "/api/v2/tenants/acme/databases/films/collections"
        path = f"{path}/{client.post(path, json={'name': 'plain'}).json()['id']}"
        body = {"ids": ["a"], "embeddings": [[1]], "metadatas": [{"sp": TOLD}]}
        assert client.post(f"{path}/add", json=body).status_code == 201
        assert client.post(f"{path}/get", json={}).json()["metadatas"] == [{"sp": TOLD}]


def test_a_sparse_vector_is_no_metadata_of_a_collection(calls: Calls) -> None:
    body = {"name": "sparse", "metadata": {"sp": vector((1, 1))}}
    assert calls.client.post(COLLECTIONS, json=body).status_code == 400


@pytest.mark.parametrize("call", ["add", "upsert", "update"])
def test_a_sparse_value_beyond_float32_is_refused_in_every_write(call: str, collection: Searched) -> None:
    """Chroma would keep infinity and tell null, which is no sparse vector any more."""
    body: Json = {"ids": ["a", "b"], "embeddings": [[1], [1]], "metadatas": [None, {"sp": vector((1, 1e39))}]}
    answer = collection.post(f"{call}Records", call, body)
    assert (answer.status_code, message(answer)) == (
        400,
        "Validation error: metadatas: Invalid metadata at index 1: "
        "the sparse vector under 'sp' must not contain values beyond float32",
    )
    assert collection.found() == []


def test_a_sparse_query_beyond_float32_is_answered_with_scores_that_are_null(calls: Calls) -> None:
    collection = made(calls, keyed(sp=SPARSE_ON))
    collection.add(("a", [1], {"sp": vector((1, 1))}))
    assert collection.scored(rank=knn(vector((1, 1e39)), key="sp")) == {"a": None}


def test_several_sparse_keys_are_indexed_apart(calls: Calls) -> None:
    """Chroma 1.5.9 takes one at most; newer servers, and ours, take several."""
    collection = made(calls, keyed(one=SPARSE_ON, two=SPARSE_ON))
    collection.add(("a", [1], {"one": vector((1, 1))}), ("b", [1], {"two": vector((1, 3))}))
    assert collection.scored(rank=knn(vector((1, 1)), key="one")) == {"a": 0.0}
    assert collection.scored(rank=knn(vector((1, 1)), key="two")) == {"b": -2.0}


def test_the_index_follows_updates_and_deletes(calls: Calls) -> None:
    collection = made(calls, keyed(sp=SPARSE_ON))
    collection.add(*((f"r{i}", [1], {"sp": vector((i % 3, 1 + i))}) for i in range(600)))
    gone = [f"r{i}" for i in range(600) if i not in (3, 6, 9)]
    assert collection.post("deleteRecords", "delete", {"ids": gone}).status_code == 200
    collection.post("updateRecords", "update", {"ids": ["r6"], "metadatas": [{"sp": vector((1, 1))}]})
    assert collection.scored(rank=knn(vector((0, 1)), key="sp")) == {"r9": -9.0, "r3": -3.0}
    assert collection.scored(rank=knn(vector((1, 1)), key="sp")) == {"r6": 0.0}
    collection.add(("r0", [1], {"sp": vector((0, 10))}))
    assert collection.found(rank=knn(vector((0, 1)), key="sp")) == ["r9", "r0", "r3"]


def test_a_fork_finds_what_its_original_held_and_not_what_came_later(calls: Calls) -> None:
    collection = made(calls, keyed(sp=SPARSE_ON))
    collection.add(("a", [1], {"sp": vector((1, 1))}))
    forked = collection.post("forkCollection", "fork", {"new_name": f"fork-of-{collection.id}"})
    twin = Searched(calls, forked.json()["id"])
    collection.add(("b", [1], {"sp": vector((1, 2))}))
    twin.post("updateRecords", "update", {"ids": ["a"], "metadatas": [{"sp": vector((1, 5))}]})
    rank = knn(vector((1, 1)), key="sp")
    assert twin.scored(rank=rank) == {"a": -4.0}
    assert collection.scored(rank=rank) == {"b": -1.0, "a": 0.0}


@pytest.mark.parametrize(("held", "factor"), [(5, 0.693), (3, 1.146), (2, 1.482), (1, 1.992)])
def test_a_rare_dimension_counts_more_where_the_schema_says_bm25(held: int, factor: float, calls: Calls) -> None:
    collection = made(calls, keyed(sp=BM25))
    collection.add(*((f"r{i}", [1], {"sp": vector((7, 1))} if i < held else None) for i in range(10)))
    scores = collection.scored(rank=knn(vector((7, 1)), key="sp"))
    assert len(scores) == held
    assert all(score is not None and math.isclose(1 - score, factor, abs_tol=1e-3) for score in scores.values())


def test_rarity_is_measured_over_all_records_whatever_the_filter(calls: Calls) -> None:
    collection = made(calls, keyed(sp=BM25))
    for i in range(10):
        collection.add((f"r{i}", [1], {"sp": vector((7, 1)), "n": i}))
    rank = knn(vector((7, 1)), key="sp")
    whole = collection.scored(rank=rank)
    assert collection.scored(rank=rank, filter={"n": 3}) == {"r3": whole["r3"]}


def test_bm25_comes_from_the_defaults_where_the_key_does_not_say(calls: Calls) -> None:
    off: Json = {"sparse_vector": {"sparse_vector_index": {"enabled": False, "config": {"bm25": True}}}}
    plain = made(calls, keyed(sp=SPARSE_ON))
    rare = made(calls, {"defaults": off, "keys": {"sp": SPARSE_ON}})
    for collection in (plain, rare):
        collection.add(("a", [1], {"sp": vector((1, 1))}))
    rank = knn(vector((1, 1)), key="sp")
    assert plain.scored(rank=rank) == {"a": 0.0}
    assert rare.scored(rank=rank) != {"a": 0.0}
