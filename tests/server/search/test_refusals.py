"""What a search is refused for, with which status and in which words (search contract, sections 1, 4 and 9)."""

from __future__ import annotations

import pytest

from ..extensions.documented import COLLECTIONS, Calls
from .searching import SPARSE_ON, Json, Searched, keyed, knn, made, message, vector

AGGREGATE: Json = {"$min_k": {"keys": ["#score"], "k": 1}}
VALUE: Json = {"$val": 1}
LENGTHS = "Sparse vector indices, values, and tokens (when present) must have the same length"
ORDER = "Sparse vector indices must be sorted in strictly ascending order (no duplicates)"


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ({}, 422, "missing field `searches`"),
        ({"searches": None}, 422, "searches: invalid type: null, expected a sequence"),
        ({"searches": [], "read_level": None}, 400, "read_level: expected value"),
        ({"searches": [], "read_level": "IndexAndWal"}, 422, "read_level: unknown variant `IndexAndWal`"),
        ({"searches": [{"filter": {"query_ids": ["a"]}}]}, 422, "searches[0].filter: Invalid where clause"),
        ({"searches": [{"filter": {"$contains": "x"}}]}, 422, "searches[0].filter: Invalid where clause"),
        ({"searches": [{"filter": {"a": {"$regex": "x"}}}]}, 422, "searches[0].filter: Invalid where clause"),
        ({"searches": [{"filter": {"a": None}}]}, 422, "searches[0].filter: Invalid where clause"),
        ({"searches": [{"rank": 1}]}, 400, "searches[0].rank: expected value"),
        ({"searches": [{"rank": {"$val": 1, "$abs": VALUE}}]}, 400, "searches[0].rank: expected value"),
        ({"searches": [{"rank": {"$val": True}}]}, 422, "invalid type: boolean `true`, expected f32"),
        ({"searches": [{"rank": {"$sum": {"a": 1}}}]}, 422, "searches[0].rank.$sum: invalid type: map"),
        (
            {"searches": [{"rank": {"$rrf": {}}}]},
            422,
            "searches[0].rank: unknown variant `$rrf`, expected one of `$abs`",
        ),
        (
            {"searches": [{"rank": {"$sum": [VALUE, {"$pow": 1}]}}]},
            422,
            "searches[0].rank.$sum[1]: unknown variant `$pow`",
        ),
        ({"searches": [{"rank": {"$div": {"left": VALUE}}}]}, 422, "searches[0].rank.$div: missing field `right`"),
        ({"searches": [{"rank": {"$knn": {}}}]}, 422, "searches[0].rank.$knn: missing field `query`"),
        (
            {"searches": [{"rank": knn("text")}]},
            422,
            "$knn.query: data did not match any variant of untagged enum Query",
        ),
        (
            {"searches": [{"rank": knn([True])}]},
            422,
            "$knn.query: data did not match any variant of untagged enum Query",
        ),
        ({"searches": [{"rank": knn([0], limit=None)}]}, 422, "$knn.limit: invalid type: null, expected u32"),
        ({"searches": [{"rank": knn([0], limit=-1)}]}, 422, "$knn.limit: invalid value: integer `-1`, expected u32"),
        ({"searches": [{"rank": knn([0], limit=2**32)}]}, 422, "invalid value: integer `4294967296`, expected u32"),
        ({"searches": [{"rank": knn([0], key=None)}]}, 422, "$knn.key: invalid type: null, expected a string"),
        ({"searches": [{"rank": knn([0], default="x")}]}, 422, '$knn.default: invalid type: string "x", expected f32'),
        ({"searches": [{"limit": None}]}, 422, "searches[0].limit: invalid type: null, expected struct Limit"),
        ({"searches": [{"limit": {"limit": 1.0}}]}, 422, "floating point `1.0`, expected u32"),
        ({"searches": [{"select": ["#document"], "limit": 1}]}, 422, "searches[0].select"),
        ({"searches": [{"group_by": {"keys": ["a"], "aggregate": {"$avg": {}}}}]}, 422, "unknown variant `$avg`"),
        ({"searches": [{"group_by": {"keys": ["a"]}}]}, 400, "group_by keys and aggregate must both be specified"),
        (
            {"searches": [{"group_by": {"aggregate": AGGREGATE}}]},
            400,
            "group_by keys and aggregate must both be specified",
        ),
        (
            {"searches": [{"rank": VALUE, "group_by": {"keys": ["#document"], "aggregate": AGGREGATE}}]},
            400,
            "group_by keys must be metadata fields (cannot use #score, #document, #embedding, or #metadata)",
        ),
        (
            {"searches": [{"rank": VALUE, "group_by": {"keys": ["a"], "aggregate": {"$max_k": {"keys": [], "k": 1}}}}]},
            400,
            "aggregate keys must not be empty",
        ),
        (
            {
                "searches": [
                    {"rank": VALUE, "group_by": {"keys": ["a"], "aggregate": {"$max_k": {"keys": ["b"], "k": 0}}}}
                ]
            },
            400,
            "aggregate k must be greater than 0",
        ),
        (
            {"searches": [{"group_by": {"keys": ["a"], "aggregate": AGGREGATE}}]},
            400,
            "Validation error: searches[0].__all__: group_by requires rank expression to be specified",
        ),
        ({"searches": [{"rank": knn({"indices": [1], "values": []})}]}, 400, LENGTHS),
        ({"searches": [{"rank": knn({"indices": [1], "values": [1], "tokens": []})}]}, 400, LENGTHS),
        (
            {"searches": [{"rank": knn(vector((2, 1), (1, 1)))}]},
            400,
            f"searches[0].rank: Invalid sparse vector in KNN query: {ORDER}",
        ),
        ({"searches": [{"rank": knn(vector((1, 1), (1, 1)))}]}, 400, ORDER),
        (
            {"searches": [{"rank": knn(vector((1, 1)))}]},
            400,
            "'#embedding' with type 'SparseVector' because indexing is disabled",
        ),
        (
            {"searches": [{}, {"rank": knn(vector((1, 1)), key="sp")}]},
            400,
            "'sp' with type 'SparseVector' because indexing",
        ),
        (
            {"searches": [{"filter": {"#document": "x"}}]},
            400,
            "'#document' with type 'Str' because indexing is disabled",
        ),
    ],
)
def test_a_search_is_refused_as_recorded(body: Json, status: int, text: str, collection: Searched) -> None:
    answer = collection.post("searchRecords", "search", body)
    assert (answer.status_code, text in message(answer)) == (status, True), answer.text
    assert answer.json()["error"] == {400: "InvalidArgumentError", 422: "ChromaError"}[status]


def test_faults_of_several_searches_stand_one_behind_the_other(collection: Searched) -> None:
    bad: Json = {"group_by": {"keys": ["a"]}}
    fault = "group_by keys and aggregate must both be specified or both be omitted"
    answer = collection.post("searchRecords", "search", {"searches": [bad, {}, bad]})
    assert message(answer) == f"Validation error: searches[0].group_by: {fault}searches[2].group_by: {fault}"


def test_a_search_is_validated_before_the_collection_is_looked_for(calls: Calls) -> None:
    nowhere = f"{COLLECTIONS}/00000000-0000-4000-8000-000000000000/search"
    invalid = calls.client.post(nowhere, json={"searches": [{"group_by": {"keys": ["a"]}}]})
    valid = calls.client.post(nowhere, json={"searches": [{}]})
    unnamed = calls.client.post(f"{COLLECTIONS}/x/search", json={"searches": [{"group_by": {"keys": ["a"]}}]})
    assert (invalid.status_code, valid.status_code) == (400, 404)
    assert "does not exist" in message(valid)
    assert message(unnamed) == "Collection ID is not a valid UUIDv4"


def test_one_search_over_a_key_without_index_refuses_the_whole_request(calls: Calls) -> None:
    collection = made(calls, keyed(sp=SPARSE_ON))
    good = knn(vector((1, 1)), key="sp")
    assert collection.search(rank=good).status_code == 200
    assert collection.search(rank={"$sum": [good, knn(vector((1, 1)), key="other")]}).status_code == 400


@pytest.mark.parametrize("level", ["index_and_wal", "index_only", "index_and_bounded_wal"])
def test_all_read_levels_see_every_record(level: str, collection: Searched) -> None:
    collection.add(("a", [1], None))
    answer = collection.post("searchRecords", "search", {"searches": [{}], "read_level": level})
    assert answer.json()["ids"] == [["a"]]


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (
            keyed(sp={"sparse_vector": {"sparse_vector_index": {"enabled": True, "config": {"source_key": "t"}}}}),
            "If source_key is provided then embedding_function must also be provided since there is no default "
            "embedding function.",
        ),
        (
            keyed(
                sp={
                    "sparse_vector": {
                        "sparse_vector_index": {
                            "enabled": True,
                            "config": {
                                "source_key": "#id",
                                "embedding_function": {"type": "known", "name": "x", "config": {}},
                            },
                        }
                    }
                }
            ),
            "source_key cannot begin with '#'. The only valid key starting with '#' is Key.DOCUMENT or '#document'.",
        ),
        ({"defaults": {}, "keys": {}, "cmek": {"gcp": "nope"}}, 'CMEK does not match expected pattern: Gcp("nope")'),
        (
            {"defaults": {}, "keys": {}, "cmek": {"gcp": "projects//locations/b/keyRings/c/cryptoKeys/d"}},
            'CMEK does not match expected pattern: Gcp("projects//locations/b/keyRings/c/cryptoKeys/d")',
        ),
    ],
)
def test_a_schema_is_refused_as_recorded(schema: Json, text: str, calls: Calls) -> None:
    answer = calls.client.post(COLLECTIONS, json={"name": "refused", "schema": schema})
    assert (answer.status_code, message(answer)) == (400, f"Validation error: schema: {text}")


def test_an_unknown_sparse_algorithm_is_refused(calls: Calls) -> None:
    config: Json = {"enabled": True, "config": {"algorithm": "x"}}
    schema = keyed(sp={"sparse_vector": {"sparse_vector_index": config}})
    answer = calls.client.post(COLLECTIONS, json={"name": "refused", "schema": schema})
    assert answer.status_code == 422
    assert "config.algorithm: unknown variant `x`, expected `wand` or `max_score`" in message(answer)


def test_the_name_of_a_key_for_encryption_is_echoed(calls: Calls) -> None:
    cmek: Json = {"gcp": "projects/a/locations/b/keyRings/c/cryptoKeys/d"}
    body = {"name": "encrypted", "schema": {"defaults": {}, "keys": {}, "cmek": cmek}}
    assert calls.client.post(COLLECTIONS, json=body).json()["schema"]["cmek"] == cmek
