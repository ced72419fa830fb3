"""Where the OpenAPI document of the Cloud and recorded servers differ in calls on records, on both servers.

The rows are those of the wire contract: differences from the seed specs.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from .sides import VECTORS, Both, Records, Side


@pytest.mark.parametrize(("ids", "found"), [(["d", "d"], "'d' twice"), (["d", "a"], "'a', which exists")])
def test_repeated_ids_are_refused_and_nothing_is_added(both: Both, ids: list[str], found: str) -> None:
    def add(records: Records) -> httpx.Response:
        return records.post("add", ids=ids, embeddings=VECTORS[:2])

    recorded, described = both.chroma.filled(), both.cloud.filled()
    assert (add(recorded).status_code, recorded.count()) == (201, 4)
    refused = add(described)
    assert refused.status_code == 400
    assert refused.json()["error"] == f"ids: expected new ids, each once, got {found}"
    assert described.count() == 3


def test_of_many_who_add_one_id_at_a_time_one_succeeds(both: Both) -> None:
    records = both.cloud.empty()
    together = threading.Barrier(8)

    def add(place: int) -> int:
        together.wait()
        return records.post("add", ids=["only"], embeddings=[[float(place), 1.0]]).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(add, range(8))) == [201] + [400] * 7


def test_added_records_may_come_without_vectors(both: Both) -> None:
    body = {"ids": ["x", "y"], "documents": ["aa", "eo"]}
    assert both.chroma.empty().post("add", **body).status_code == 422
    for embeddings in ({}, {"embeddings": None}):
        records = both.cloud.empty()
        added = records.post("add", **body, **embeddings)
        assert (added.status_code, added.json()) == (201, {})
        assert records.vectors("x", "y") == [[2, 0, 0], [0, 1, 1]]


def test_base64_vectors_are_taken_in_either(both: Both) -> None:
    for side in (both.chroma, both.cloud):
        records = side.empty()
        assert records.post("add", ids=["x"], embeddings=["AACAPwAAAEA="]).status_code == 201
        assert records.vectors("x") == [[1, 2]]


def test_an_upsert_without_vectors_changes_what_exists(both: Both) -> None:
    body = {"ids": ["a"], "metadatas": [{"n": 7}]}
    assert both.chroma.filled().post("upsert", **body).status_code == 422
    records = both.cloud.filled()
    upserted = records.post("upsert", **body)
    assert (upserted.status_code, upserted.json()) == (200, {})
    found = records.post("get", where={"n": 7}, include=["embeddings"]).json()
    assert (found["ids"], found["embeddings"]) == (["a"], VECTORS[:1])


def test_an_upsert_without_vectors_makes_no_record(both: Both) -> None:
    records = both.cloud.filled()
    refused = records.post("upsert", ids=["a", "d"], metadatas=[{"n": 7}, {"n": 8}])
    assert refused.status_code == 400
    assert refused.json()["error"].startswith("embeddings: expected a vector for every record that does not exist yet")
    assert records.post("get", where={"n": 7}).json()["ids"] == []
    assert records.post("add", ids=["d"]).status_code == 400
    assert records.count() == 3


def test_updating_unknown_records_is_a_404_and_changes_nothing(both: Both) -> None:
    def update(records: Records) -> httpx.Response:
        return records.post("update", ids=["a", "zz", "yy"], metadatas=[{"n": 7}, None, None])

    assert update(both.chroma.filled()).status_code == 200
    records = both.cloud.filled()
    refused = update(records)
    assert refused.status_code == 404
    assert refused.json()["error"] == "2 of 3 records do not exist, the first: 'zz'"
    assert records.post("get", where={"n": 7}).json()["ids"] == []
    assert records.post("update", ids=["a"], metadatas=[{"n": 7}]).json() == {}
    assert records.post("get", where={"n": 7}).json()["ids"] == ["a"]


def test_a_get_begins_at_a_limit_of_one(both: Both) -> None:
    assert both.chroma.filled().post("get", limit=0).json()["ids"] == []
    refused = both.cloud.filled().post("get", limit=0)
    assert (refused.status_code, refused.json()["error"]) == (400, "limit: expected at least 1, got 0")
    assert both.cloud.filled().post("get", limit=1, offset=0).json()["ids"] == ["a"]


def test_a_get_does_not_repeat_what_was_included(both: Both) -> None:
    columns = {"ids", "documents", "metadatas", "embeddings", "uris"}
    assert set(both.chroma.filled().post("get").json()) == columns | {"include"}
    found = both.cloud.filled().post("get", include=["documents"]).json()
    assert set(found) == columns
    assert (found["documents"], found["metadatas"]) == (["one", "two", None], None)


def test_a_get_includes_no_distances(both: Both) -> None:
    assert both.chroma.filled().post("get", include=["distances"]).status_code == 200
    refused = both.cloud.filled().post("get", include=["distances"])
    assert refused.status_code == 400
    assert refused.json()["error"].endswith("got distances")


def test_deleting_records_tells_their_ids(both: Both) -> None:
    assert both.chroma.filled().post("delete", ids=["b", "zz"]).json() == {"deleted": 2}
    records = both.cloud.filled()
    assert records.post("delete", ids=["c", "zz", "b", "b"]).json() == ["b", "c"]
    assert records.post("delete", where={"n": 1}).json() == ["a"]
    assert records.post("delete", where={"n": 1}).json() == []


def test_deleting_with_a_limit_works_in_either(both: Both) -> None:
    assert both.chroma.filled().post("delete", where={"n": 1}, limit=2).json() == {"deleted": 2}
    assert both.cloud.filled().post("delete", where={"n": 1}, limit=2).json() == ["a", "b"]


def test_a_query_may_be_by_texts(both: Both) -> None:
    def query(side: Side) -> httpx.Response:
        records = side.empty()
        records.post("add", ids=["x", "y"], embeddings=[[2, 0, 0], [0, 1, 1]])
        return records.post("query", query_texts=["aa", "oe"], n_results=1)

    assert query(both.chroma).status_code == 422
    assert query(both.cloud).json()["ids"] == [["x"], ["y"]]


def test_a_query_is_by_vectors_or_by_texts(both: Both) -> None:
    records = both.cloud.filled()
    twice = records.post("query", query_texts=["aa"], query_embeddings=VECTORS[:1])
    assert (twice.status_code, twice.json()["error"][-8:]) == (400, "got both")
    neither = records.post("query", n_results=1)
    assert (neither.status_code, neither.json()["error"][-11:]) == (400, "got neither")


def test_a_query_asks_for_one_result_at_least(both: Both) -> None:
    body: dict[str, object] = {"query_embeddings": VECTORS[:1], "n_results": 0}
    assert both.chroma.filled().post("query", **body).json()["ids"] == [[]]
    refused = both.cloud.filled().post("query", **body)
    assert (refused.status_code, refused.json()["error"]) == (400, "n_results: expected at least 1, got 0")


def test_a_query_does_not_repeat_what_was_included(both: Both) -> None:
    columns = {"ids", "documents", "metadatas", "embeddings", "uris", "distances"}
    body: dict[str, object] = {"query_embeddings": VECTORS[:1], "ids": ["a", "b"], "include": ["distances"]}
    assert set(both.chroma.filled().post("query", **body).json()) == columns | {"include"}
    found = both.cloud.filled().post("query", **body).json()
    assert set(found) == columns
    assert (found["ids"], found["distances"], found["documents"]) == ([["a", "b"]], [[0, 2]], None)


def test_a_flat_search_is_answered_flat_in_either(both: Both) -> None:
    """A recorded single node refuses all searches; ours answers them, whichever form they have."""
    flat: dict[str, object] = {
        "where": {"n": 1},
        "rank": {"$knn": {"query": [0, 1]}},
        "limit": 2,
        "select": ["documents", "distances"],
    }
    for side in (both.chroma, both.cloud):
        found = side.filled().post("search", **flat).json()
        assert (found["ids"], found["documents"], found["distances"]) == (["b", "a"], ["two", "one"], [0, 2])
        assert found["embeddings"] is found["metadatas"] is found["uris"] is None


def test_several_searches_in_one_are_answered_in_either(both: Both) -> None:
    """The document has no such request, so its answer is not held against it."""
    for side in (both.chroma, both.cloud):
        records = side.filled()
        url = f"{side.client.base_url}{records.path}/{records.id}/search".replace("//api", "/api")
        found = httpx.post(url, json={"searches": [{"limit": {"limit": 1}}, {}]}).json()
        assert found["ids"] == [["a"], ["a", "b", "c"]]


@pytest.mark.parametrize("body", [{"limit": 0}, {"rank": {"$nope": 1}}, {}])
def test_a_search_that_makes_no_sense_is_a_400(both: Both, body: dict[str, object]) -> None:
    assert both.chroma.filled().post("search", **body).status_code == 422
    assert both.cloud.filled().post("search", **body).status_code == 400
