"""`explain=true`: how each score came about."""

from __future__ import annotations

import pytest

from ..extensions.documented import Calls
from .searching import SPARSE_ON, Json, Searched, keyed, knn, made, message, vector


@pytest.fixture
def hybrid(calls: Calls) -> Searched:
    collection = made(calls, keyed(sp=SPARSE_ON))
    collection.add(("a", [0], {"sp": vector((1, 1))}), ("b", [2], {"sp": vector((2, 1))}), ("c", [1], None))
    return collection


def test_a_tree_tells_each_leaf_and_each_node(hybrid: Searched) -> None:
    rank: Json = {
        "$sub": {
            "left": {"$sum": [knn([0], limit=2, return_rank=True, default=9), {"$val": 0.1}]},
            "right": {"$abs": knn(vector((1, 2)), key="sp", default=0.5)},
        }
    }
    answer = hybrid.explained(rank=rank, select={"keys": ["#score"]}).json()
    assert (answer["ids"], answer["scores"]) == ([["a", "c"]], [[-0.9, 0.6]])
    first, second = answer["explanations"][0]
    assert first == {
        "operator": "$sub",
        "value": -0.9,
        "operands": [
            {
                "operator": "$sum",
                "value": 0.1,
                "operands": [
                    {"operator": "$knn", "value": 0, "key": "#embedding", "found": True, "rank": 0, "distance": 0},
                    {"operator": "$val", "value": 0.1},
                ],
            },
            {
                "operator": "$abs",
                "value": 1,
                "operands": [{"operator": "$knn", "value": -1, "key": "sp", "found": True, "rank": 0, "distance": -1}],
            },
        ],
    }
    assert second["operands"][0]["operands"][0] | {"rank": 1, "distance": 1} == second["operands"][0]["operands"][0]
    assert second["operands"][1]["operands"] == [{"operator": "$knn", "value": 0.5, "key": "sp", "found": False}]


def test_what_is_not_finite_or_not_there_is_null(hybrid: Searched) -> None:
    rank: Json = {"$div": {"left": {"$val": 1}, "right": knn([0])}}
    answer = hybrid.explained(rank=rank, limit={"offset": 2}).json()
    assert answer["ids"] == [["a"]]
    assert answer["explanations"][0][0]["value"] is None
    assert answer["explanations"][0][0]["operands"][1]["value"] == 0


def test_searches_without_a_rank_have_no_explanation(hybrid: Searched) -> None:
    answer = hybrid.post("searchRecords", "search?explain=true", {"searches": [{}, {"rank": knn([0], limit=0)}]}).json()
    assert answer["explanations"] == [None, []]


def test_an_explanation_is_given_only_when_asked_for(hybrid: Searched) -> None:
    assert "explanations" not in hybrid.search(rank=knn([0])).json()
    body: Json = {"searches": [{"rank": knn([0])}]}
    assert "explanations" not in hybrid.post("searchRecords", "search?explain=false", body).json()
    assert hybrid.post("searchRecords", "search?explain=yes", body).status_code == 400


def test_a_flat_search_is_explained_flat(hybrid: Searched) -> None:
    answer = hybrid.calls.client.post(f"{hybrid.path}/search?explain=true", json={"rank": knn([0], limit=1)}).json()
    assert [tree["operator"] for tree in answer["explanations"]] == ["$knn"]


def test_more_nodes_than_anybody_reads_are_refused(collection: Searched) -> None:
    collection.add(*((f"r{i}", [i], None) for i in range(200)))
    rank: Json = {"$sum": [knn([0], limit=200), *[{"$val": 1} for _ in range(6000)]]}
    answer = collection.explained(rank=rank)
    assert answer.status_code == 400
    assert message(answer) == "explain: expected at most 1000000 nodes times rows, got 6002 nodes for each of 200 rows"
