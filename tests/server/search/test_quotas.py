"""What a search may ask for on a server with quotas."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from chromalink_mock import Settings, serve
from chromalink_mock.quotas import Quotas
from spec_comparison.judge import Judge

from ..extensions.documented import Calls
from .searching import SPARSE_ON, Json, Searched, keyed, knn, made, message, vector

QUOTAS = Quotas(
    limit_value=3,
    embedding_dimensions=2,
    num_search_payloads=2,
    num_rank_knn=2,
    rank_knn_limit=4,
    num_group_by_keys=2,
    num_aggregate_keys=1,
    num_query_ids=3,
    num_where_predicates=2,
    num_where_document_predicates=1,
    where_document_value_length=5,
    regex_pattern_length=4,
    sparse_vector_populated_dimensions=3,
)


@pytest.fixture(scope="module")
def limited(judge: Judge) -> Iterator[Calls]:
    with (
        serve(Settings(quotas=QUOTAS)) as running,
        httpx.Client(base_url=running.url) as client,
    ):
        yield Calls(client, judge)


@pytest.fixture
def collection(limited: Calls) -> Searched:
    collection = made(limited, keyed(sp=SPARSE_ON))
    collection.add(*((f"r{i}", [i], None) for i in range(5)))
    return collection


def test_a_search_without_a_limit_is_cut_silently(collection: Searched) -> None:
    assert collection.found() == collection.found(rank=knn([0], limit=4)) == ["r0", "r1", "r2"]
    assert collection.found(limit={"limit": 1, "offset": 2}) == ["r2"]


def refusal(usage: str, action: str, found: int, limit: int) -> str:
    return (
        f"Quota exceeded: '{usage}' exceeded quota limit for action '{action}': "
        f"current usage of {found} exceeds limit of {limit}"
    )


def grouped(keys: list[Json], aggregate_keys: list[Json]) -> dict[str, Json]:
    return {"rank": knn([0]), "group_by": {"keys": keys, "aggregate": {"$min_k": {"keys": aggregate_keys, "k": 1}}}}


ONE: Json = {"n": 1}
SPARSE: Json = {"indices": [1, 2, 3, 4], "values": [1, 1, 1, 1]}


@pytest.mark.parametrize(
    ("search", "usage", "found", "limit"),
    [
        ({"limit": {"limit": 4}}, "Limit value", 4, 3),
        ({"rank": {"$abs": knn([0], limit=5)}}, "Limit value in rank expression", 5, 4),
        ({"rank": {"$sum": [knn([0], limit=1)] * 3}}, "Number of knn searches in a rank expression", 3, 2),
        ({"rank": knn([0, 0, 0], limit=1)}, "Embedding dimension", 3, 2),
        ({"rank": knn(SPARSE, key="sp", limit=1)}, "Sparse vector populated dimension", 4, 3),
        (grouped(["a", "b", "c"], ["#score"]), "Number of group by keys in a search payload", 3, 2),
        (grouped(["a"], ["#score", "b"]), "Number of aggregate keys in a search payload", 2, 1),
        ({"filter": {"$or": [ONE, {"$and": [ONE, ONE]}]}}, "Number of where clause predicates", 3, 2),
        ({"filter": {"#id": {"$in": ["a", "b", "c", "d"]}}}, "Number of IDs to filter by in a query", 4, 3),
        ({"filter": {"#document": {"$contains": "longer"}}}, "Length of where document value", 6, 5),
        ({"filter": {"#document": {"$regex": "a.*b."}}}, "Length of regex pattern", 5, 4),
        (
            {"filter": {"$or": [{"#document": {"$contains": "a"}}, {"#document": {"$regex": "b"}}]}},
            "Number of where document predicates",
            2,
            1,
        ),
    ],
)
def test_a_search_beyond_a_quota_is_refused(
    search: dict[str, Json], usage: str, found: int, limit: int, collection: Searched
) -> None:
    answer = collection.search(**search)
    assert (answer.status_code, answer.json()["error"]) == (422, "ChromaError")
    assert message(answer) == refusal(usage, "Search", found, limit)


def test_a_request_of_too_many_searches_is_refused(collection: Searched) -> None:
    answer = collection.post("searchRecords", "search", {"searches": [{}] * 3})
    assert (answer.status_code, message(answer)) == (
        422,
        refusal("Number of search payloads in a search", "Search", 3, 2),
    )


def test_a_search_at_all_its_quotas_is_answered(collection: Searched) -> None:
    one: Json = {
        "filter": {"$and": [{"#id": {"$in": ["r0", "r1", "r2"]}}, {"#id": {"$ne": "r9"}}]},
        "rank": {"$sum": [knn([0], limit=4), knn(vector((1, 1), (2, 1), (3, 1)), key="sp", limit=4, default=0)]},
        "group_by": {"keys": ["a", "b"], "aggregate": {"$min_k": {"keys": ["#score"], "k": 2}}},
        "limit": {"limit": 3},
    }
    answer = collection.post("searchRecords", "search", {"searches": [one, one]})
    assert answer.json()["ids"] == [["r0", "r1"], ["r0", "r1"]]


@pytest.mark.parametrize(
    ("call", "body", "action"),
    [("get", {}, "Get"), ("query", {"query_embeddings": [[0]]}, "Query"), ("delete", {}, "Delete")],
)
def test_predicates_are_counted_in_every_filter(
    call: str, body: dict[str, Json], action: str, collection: Searched
) -> None:
    answer = collection.post(f"{call}Records", call, {**body, "where": {"$and": [ONE, ONE, ONE]}})
    assert (answer.status_code, message(answer)) == (
        422,
        refusal("Number of where clause predicates", action, 3, 2),
    )
    nonsense = collection.post(f"{call}Records", call, {**body, "where": {"$and": [ONE, ONE, {"a": []}]}})
    assert nonsense.status_code == 400


@pytest.mark.parametrize(("call", "action"), [("get", "Get"), ("query", "Query")])
def test_ids_that_are_asked_for_are_counted(call: str, action: str, collection: Searched) -> None:
    vectors: dict[str, Json] = {"query_embeddings": [[0]]} if call == "query" else {}
    answer = collection.post(f"{call}Records", call, {**vectors, "ids": ["a", "b", "c", "d"]})
    assert message(answer) == refusal("Number of IDs to filter by in a query", action, 4, 3)


@pytest.mark.parametrize("call", ["add", "upsert", "update"])
def test_the_indices_of_stored_sparse_vectors_are_counted(call: str, collection: Searched) -> None:
    body: Json = {"ids": ["s"], "embeddings": [[1]], "metadatas": [{"sp": SPARSE}]}
    answer = collection.post(f"{call}Records", call, body)
    assert (answer.status_code, message(answer)) == (
        422,
        refusal("Sparse vector populated dimension", call.capitalize(), 4, 3),
    )
