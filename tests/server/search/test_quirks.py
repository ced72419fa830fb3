"""Where upstream surprises, and what is done here; each test names one of the quirks of the search contract."""

from __future__ import annotations

import pytest

from ..extensions.documented import Calls
from .searching import SPARSE_ON, Json, Searched, keyed, knn, made, message, vector

ORIGIN = knn([0])
NAN: Json = {"$log": {"$sub": {"left": ORIGIN, "right": {"$val": 1}}}}
"""Not a number for whoever is nearer than 1 to the origin."""


@pytest.fixture
def line(collection: Searched) -> Searched:
    """Records at 0, 1, 2 and 3, at squared distances 0, 1, 4 and 9 from the origin."""
    collection.add(*((f"p{i}", [i], {"n": i}) for i in range(4)))
    return collection


def test_a_constant_rank_finds_nobody(line: Searched) -> None:
    assert (
        line.found(rank={"$val": 1}) == line.found(rank={"$sum": []}) == line.found(rank={"$max": [{"$val": 1}]}) == []
    )


def test_the_default_of_a_whole_expression_is_discarded(line: Searched) -> None:
    assert line.found(rank=knn([0], limit=1, default=0)) == ["p0"]


def test_scores_that_are_not_finite_are_null_and_nan_stands_last_whatever_its_sign(line: Searched) -> None:
    """On x86 upstream makes a negative NaN, which would stand first; on ARM a positive one."""
    assert list(line.scored(rank=NAN)) == ["p1", "p2", "p3", "p0"]
    assert list(line.scored(rank={"$mul": [NAN, {"$val": -1}]})) == ["p3", "p2", "p1", "p0"]
    assert line.scored(rank=NAN)["p0"] is line.scored(rank=NAN)["p1"] is None


def test_minus_zero_stands_before_zero(line: Searched) -> None:
    rank: Json = {"$mul": [knn([0]), {"$val": -0.0}]}
    assert list(line.scored(rank={"$min": [{"$val": 0.0}, rank]})) == ["p0", "p1", "p2", "p3"]
    swapped: Json = {"$mul": [{"$sub": {"left": knn([0]), "right": {"$val": 0.5}}}, {"$val": -0.0}]}
    assert list(line.scored(rank=swapped)) == ["p1", "p2", "p3", "p0"]


def test_maximum_and_minimum_ignore_nan_and_are_clamped_to_float32(line: Searched) -> None:
    assert line.scored(rank={"$max": [NAN, {"$val": -7}]})["p0"] == -7
    assert line.scored(rank={"$max": [NAN]})["p0"] == pytest.approx(-3.4028235e38)
    infinite: Json = {"$div": {"left": {"$val": 1}, "right": knn([0], limit=1)}}
    assert line.scored(rank={"$min": [infinite]})["p0"] == pytest.approx(3.4028235e38)


def test_a_dense_query_searches_the_embeddings_whatever_its_key(calls: Calls) -> None:
    collection = made(calls, keyed(sp=SPARSE_ON))
    collection.add(("a", [3], None))
    assert collection.scored(rank=knn([0], key="sp")) == collection.scored(rank=knn([0], key="nobody")) == {"a": 9.0}


def test_a_dense_query_of_another_dimension_is_refused(line: Searched) -> None:
    """Upstream does not look at the dimension of a search; here the rule of a query holds."""
    answer = line.search(rank=knn([0, 0]))
    assert (answer.status_code, message(answer)) == (400, "Collection expecting embedding with dimension of 1, got 2")


def test_a_collection_that_was_never_written_finds_nobody_in_any_dimension(collection: Searched) -> None:
    assert collection.found(rank=knn([1, 2, 3])) == collection.found() == []


def test_a_record_that_shares_no_dimension_with_a_sparse_query_is_not_found(calls: Calls) -> None:
    """Upstream finds it, at distance 1, until it is compacted."""
    collection = made(calls, keyed(sp=SPARSE_ON))
    collection.add(("a", [1], {"sp": vector((1, 1))}), ("b", [1], {"sp": vector((2, 1))}), ("c", [1], {"sp": "text"}))
    assert collection.found(rank=knn(vector((1, 1), (9, 1)), key="sp")) == ["a"]
    assert collection.found(rank=knn(vector((9, 1)), key="sp")) == collection.found(rank=knn(vector(), key="sp")) == []


def test_without_a_rank_the_score_is_the_place_on_the_page(line: Searched) -> None:
    assert line.scored() == {"p0": 0.0, "p1": 1.0, "p2": 2.0, "p3": 3.0}
    assert line.scored(limit={"offset": 2}) == {"p2": 0.0, "p3": 1.0}


def test_a_record_that_was_deleted_and_added_again_comes_last(line: Searched) -> None:
    line.post("deleteRecords", "delete", {"ids": ["p0"]})
    line.add(("p0", [0], None))
    line.post("updateRecords", "update", {"ids": ["p1"], "metadatas": [{"n": 7}]})
    assert line.found() == ["p1", "p2", "p3", "p0"]


def test_filters_on_built_in_names_match_nobody(line: Searched) -> None:
    for key in ("#score", "#embedding", "#metadata", "#uri", "#anything"):
        assert line.found(filter={key: {"$gt": -1}}) == []
        assert line.found(filter={key: {"$ne": "x"}}) == ["p0", "p1", "p2", "p3"]


def test_contains_on_an_id_is_equality(line: Searched) -> None:
    assert line.found(filter={"#id": {"$contains": "p1"}}) == ["p1"]
    assert line.found(filter={"#id": {"$contains": "p"}}) == []
    assert line.found(filter={"#id": {"$not_contains": "p1"}}) == ["p0", "p2", "p3"]
    assert line.found(filter={"#id": {"$nin": ["p1", "nobody"]}}) == ["p0", "p2", "p3"]


def test_a_filter_on_ids_needs_the_default_index_of_strings(calls: Calls) -> None:
    off: Json = {"string": {"string_inverted_index": {"enabled": False, "config": {}}}}
    answer = made(calls, {"defaults": off, "keys": {}}).search(filter={"#id": "a"})
    assert message(answer) == "Cannot filter using metadata key '#id' with type 'Str' because indexing is disabled"


def test_the_filter_comes_before_the_neighbours_and_their_places(line: Searched) -> None:
    rank = knn([0], limit=1, return_rank=True)
    assert line.scored(filter={"n": {"$gt": 1}}, rank=rank) == {"p2": 0.0}


def test_a_default_is_no_place_and_is_not_shifted(line: Searched) -> None:
    rank: Json = {"$sum": [knn([3], limit=4), knn([0], limit=1, return_rank=True, default=100)]}
    assert line.scored(rank=rank) == {"p0": 9.0, "p3": 100.0, "p2": 101.0, "p1": 104.0}


def test_a_record_without_the_field_wins_the_least_of_its_group_and_loses_the_greatest(collection: Searched) -> None:
    collection.add(("a", [0], {"g": 1, "p": 5}), ("b", [1], {"g": 1}), ("c", [2], {"g": 1, "p": -5}))

    def kept(aggregate: str) -> list[str]:
        group_by: Json = {"keys": ["g"], "aggregate": {aggregate: {"keys": ["p"], "k": 1}}}
        return collection.found(rank=ORIGIN, group_by=group_by)

    assert (kept("$min_k"), kept("$max_k")) == (["b"], ["a"])


def test_ties_within_a_group_keep_the_ranked_order_in_both_directions(collection: Searched) -> None:
    collection.add(*((f"t{i}", [3 - i], {"p": 1}) for i in range(4)))
    for aggregate in ("$min_k", "$max_k"):
        group_by: Json = {"keys": ["p"], "aggregate": {aggregate: {"keys": ["p"], "k": 2}}}
        assert collection.found(rank=ORIGIN, group_by=group_by) == ["t3", "t2"]


def test_groups_tell_kinds_apart_and_a_missing_field_is_a_group(calls: Calls) -> None:
    collection = made(calls, keyed(sp=SPARSE_ON))
    values: list[Json] = [1, 1.0, "1", True, [1], [1.0], ["1"], [True], vector((1, 1))]
    collection.add(*((f"v{i}", [i], {"v": value}) for i, value in enumerate(values)), ("none", [20], None))
    collection.add(*((f"again{i}", [50], {"v": value}) for i, value in enumerate(values)), ("again", [50], None))
    group_by: Json = {"keys": ["v"], "aggregate": {"$min_k": {"keys": ["#score"], "k": 1}}}
    expected = [f"v{i}" for i in range(len(values))]
    assert collection.found(rank=knn([0], limit=100), group_by=group_by) == [*expected, "none"]


def test_reserved_metadata_is_told_by_a_search_and_hash_names_are_ordinary_fields(collection: Searched) -> None:
    """A get hides the uri among the metadata; a search does not."""
    body: Json = {"ids": ["a"], "embeddings": [[1]], "uris": ["u://a"]}
    collection.post("addRecords", "add", body)
    assert collection.search(select={"keys": ["#metadata"]}).json()["metadatas"] == [[{"chroma:uri": "u://a"}]]
    assert collection.search(select={"keys": ["#uri"]}).json()["metadatas"] == [[None]]


def test_what_was_selected_is_told_sorted_and_once(line: Searched) -> None:
    keys: list[Json] = ["z", "#score", "a", "#metadata", "z", "#document", "#embedding", "B"]
    answer = line.search(select={"keys": keys}).json()
    assert answer["select"] == [["#document", "#embedding", "#metadata", "#score", "B", "a", "z"]]


def test_a_dense_leaf_and_its_filter_agree_with_a_query(line: Searched) -> None:
    query: Json = {"query_embeddings": [[1.5]], "n_results": 3, "where": {"n": {"$gte": 1}}, "include": ["distances"]}
    queried = line.post("queryRecords", "query", query).json()
    rank = knn([1.5], limit=3)
    searched = line.scored(rank=rank, filter={"n": {"$gte": 1}})
    assert searched == dict(zip(queried["ids"][0], queried["distances"][0], strict=True))
