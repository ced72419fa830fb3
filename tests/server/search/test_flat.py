"""The flat body of a search, beside the native one."""

from __future__ import annotations

import pytest

from .searching import Json, Searched, knn

PLACES = [knn([0], limit=5, return_rank=True), knn([3], limit=5, return_rank=True)]


@pytest.fixture
def line(collection: Searched) -> Searched:
    body: Json = {
        "ids": [f"p{i}" for i in range(4)],
        "embeddings": [[i] for i in range(4)],
        "metadatas": [{"n": i} if i else None for i in range(4)],
        "uris": [None, "u://1", None, None],
    }
    assert collection.post("addRecords", "add", body).status_code == 201
    return collection


def flat(collection: Searched, **body: Json) -> dict[str, Json]:
    answer = collection.calls.client.post(f"{collection.path}/search", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Json] = answer.json()
    return found


def refused(collection: Searched, **body: Json) -> tuple[int, str]:
    answer = collection.calls.client.post(f"{collection.path}/search", json=body)
    return answer.status_code, answer.json()["message"]


def test_every_column_is_there_and_what_was_not_selected_is_null(line: Searched) -> None:
    assert flat(line, limit=2) == {
        "ids": ["p0", "p1"],
        "embeddings": None,
        "documents": None,
        "metadatas": None,
        "uris": None,
        "distances": None,
    }


def test_seed_names_and_native_names_select_the_same(line: Searched) -> None:
    seed = flat(line, select=["ids", "documents", "embeddings", "metadatas", "distances"])
    native = flat(line, select=["#document", "#embedding", "#metadata", "scores"])
    assert seed == native
    assert seed["distances"] == [0, 1, 2, 3]
    assert seed["metadatas"] == [None, {"n": 1}, {"n": 2}, {"n": 3}]


def test_uris_are_a_column_of_their_own(line: Searched) -> None:
    found = flat(line, select=["uris"])
    assert (found["uris"], found["metadatas"]) == ([None, "u://1", None, None], None)
    both = flat(line, select=["uris", "n"], where={"n": 1})
    assert (both["uris"], both["metadatas"]) == (["u://1"], [{"n": 1}])


def test_searches_make_a_body_native_whatever_else_is_in_it(line: Searched) -> None:
    answer = line.calls.client.post(f"{line.path}/search", json={"searches": [{}], "limit": "x", "rank": 7})
    assert answer.json()["ids"] == [["p0", "p1", "p2", "p3"]]


def test_ranks_are_fused_as_the_official_client_writes_it(line: Searched) -> None:
    native: Json = {
        "$mul": [
            {"$val": -1},
            {"$sum": [{"$div": {"left": {"$val": 1.0}, "right": {"$sum": [{"$val": 60}, p]}}} for p in PLACES]},
        ]
    }
    fused: Json = {"$rrf": {"ranks": PLACES}}
    expected = line.scored(rank=native)
    found = flat(line, rank=fused, select=["distances"])
    assert (found["ids"], found["distances"]) == (list(expected), list(expected.values()))


def test_ranks_are_fused_within_an_expression_with_weights_that_are_normalized(line: Searched) -> None:
    fused: Json = {"$rrf": {"ranks": PLACES, "k": 10, "weights": [3, 1], "normalize": True}}
    found = flat(line, rank={"$mul": [{"$abs": fused}, {"$val": 2}]}, select=["distances"], where={"n": 1})
    assert found == {**found, "ids": ["p1"], "distances": pytest.approx([2 * (0.75 / 10 + 0.25 / 10)])}


def test_a_rank_that_is_a_sum_lends_its_addends_to_the_constant(line: Searched) -> None:
    """60 + 1e8 - 1e8 is 64 in float32, and 60 + (1e8 - 1e8) would be 60."""
    summed: Json = {"$sum": [knn([0], limit=1), {"$val": 1e8}, {"$val": -1e8}]}
    found = flat(line, rank={"$rrf": {"ranks": [summed]}}, select=["distances"])
    assert found["distances"] == [-1 / 64]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"ranks": []}, "rank.$rrf.ranks: expected at least one rank, got none"),
        ({}, "rank.$rrf: missing field `ranks`"),
        ({"ranks": PLACES, "k": 0}, "rank.$rrf.k: expected a positive integer, got 0"),
        ({"ranks": PLACES, "weights": [1]}, "rank.$rrf.weights: expected a weight for each of 2 ranks, got 1"),
        ({"ranks": PLACES, "weights": [1, -1]}, "rank.$rrf.weights: expected no negative weight"),
        ({"ranks": PLACES, "weights": [0, 0], "normalize": True}, "rank.$rrf.weights: expected a sum above 0"),
    ],
)
def test_ranks_that_cannot_be_fused_are_refused(fields: Json, text: str, line: Searched) -> None:
    status, told = refused(line, rank={"$rrf": fields})
    assert (status, text in told) == (422, True), told


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ({"limit": 0}, 422, "limit: expected at least 1, got 0"),
        ({"limit": {"limit": 1}}, 422, "limit: invalid type: map, expected u32"),
        ({"select": {"keys": []}}, 422, "select: invalid type: map, expected a sequence"),
        ({"where": {"a": 1, "b": 2}}, 422, "filter: Invalid where clause"),
        ({"rank": {"$pow": 1}}, 422, "rank: unknown variant `$pow`"),
        ({"rank": {}, "limit": 3}, 422, "missing field `searches`"),
        ({"unknown": 1}, 422, "missing field `searches`"),
        ({"limit": 1, "read_level": "x"}, 422, "read_level: unknown variant `x`"),
        ({"rank": knn("text")}, 422, "data did not match any variant of untagged enum QueryVector"),
    ],
)
def test_a_flat_body_is_refused_like_a_native_one(
    body: dict[str, Json], status: int, text: str, line: Searched
) -> None:
    found, told = refused(line, **body)
    assert (found, text in told) == (status, True), told
