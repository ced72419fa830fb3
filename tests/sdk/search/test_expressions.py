"""Expressions: what they are on the wire, and what is refused."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chromalink import search
from chromalink.errors import InvalidInputError, WrongTypeError
from chromalink.search import (
    And,
    Contains,
    Eq,
    GroupBy,
    K,
    Key,
    Knn,
    Limit,
    MinK,
    Mul,
    Or,
    Rank,
    Rrf,
    Search,
    Select,
    Sum,
    Val,
)
from chromalink.sparse import SparseVector

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).with_name("data") / "expression_vectors.json").read_text(encoding="utf-8")
)
CASES: list[dict[str, Any]] = VECTORS["cases"]
ERRORS = {"TypeError": TypeError, "ValueError": ValueError}


def evaluated(expression: str) -> Any:
    names: dict[str, Any] = {name: getattr(search, name) for name in search.__all__}
    names |= {"np": np, "SparseVector": SparseVector}
    for assignment in VECTORS["prelude"].split("; "):
        name, _, value = assignment.partition("=")
        names[name] = eval(value, names)
    return eval(expression, names)


@pytest.mark.parametrize("case", [one for one in CASES if "wire" in one], ids=lambda case: case["expr"])
def test_an_expression_is_on_the_wire_what_the_official_one_is(case: dict[str, Any]) -> None:
    assert json.dumps(evaluated(case["expr"]).to_dict()) == json.dumps(case["wire"])


FLATTENED = "Search(rank=-(-a))"  # read as one product of three, here as in the official client


@pytest.mark.parametrize(
    "case", [one for one in CASES if "wire" in one and one["expr"] != FLATTENED], ids=lambda case: case["expr"]
)
def test_a_search_read_from_the_wire_tells_the_same(case: dict[str, Any]) -> None:
    told = evaluated(case["expr"]).to_dict()
    again = Search.from_dict(json.loads(json.dumps(told)))
    expected = json.loads(json.dumps(told), parse_float=lambda number: float(np.float32(number)))
    found = json.loads(json.dumps(again.to_dict()), parse_float=lambda number: float(np.float32(number)))
    assert found == expected


@pytest.mark.parametrize("case", [one for one in CASES if "error" in one], ids=lambda case: case["expr"])
def test_what_the_official_client_refuses_is_refused_with_the_same_kind_of_error(case: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        evaluated(case["expr"])
    assert isinstance(caught.value, ERRORS[case["error"]])


KNN = Knn(query=[0.5, 0.25])
LOOSE: Any = search
"""The same names without their types, for what type checkers refuse too."""


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LOOSE.Knn(query=[]), "Knn query: expected at least one number, got an empty vector"),
        (lambda: LOOSE.Knn(query=["x"]), r"Knn query\[0\]: expected a number, got str 'x'"),
        (lambda: LOOSE.Knn(query=[1.0, True]), r"Knn query\[1\]: expected a number, got bool True"),
        (lambda: LOOSE.Knn(query=[float("nan")]), r"Knn query\[0\]: expected a finite number, got nan"),
        (lambda: LOOSE.Knn(query=5), "Knn query: expected a text, a vector or a SparseVector, got int 5"),
        (lambda: LOOSE.Knn(query="x", limit=-1), "Knn limit: expected a whole number >= 0, got -1"),
        (lambda: LOOSE.Knn(query="x", limit=1.5), "Knn limit: expected a whole number, got float 1.5"),
        (lambda: LOOSE.Knn(query="x", default="y"), "Knn default: expected a number"),
        (lambda: LOOSE.Knn(query="x", key=""), "Knn key: expected a non-empty text"),
        (lambda: LOOSE.Knn(query="x", return_rank=1), "Knn return_rank: expected a bool, got int 1"),
        (lambda: LOOSE.Val(float("inf")), "Val: expected a finite number, got inf"),
        (lambda: LOOSE.Val(1) + "x", "rank: expected a number, got str 'x'"),
        (lambda: LOOSE.Val(1).max(None), "rank: expected a number, got NoneType None"),
        (lambda: LOOSE.Rrf(KNN), "Rrf ranks: expected a list of ranks"),
        (lambda: LOOSE.Rrf([KNN], k=0), "Rrf k: expected a number above 0, got 0"),
        (lambda: LOOSE.GroupBy(K("a")), "GroupBy: expected keys and an aggregate, got no aggregate"),
        (lambda: LOOSE.GroupBy([], MinK("a", 1)), "GroupBy: expected keys and an aggregate, got no keys"),
        (lambda: LOOSE.MinK([], 1), r"\$min_k keys: expected at least one"),
        (lambda: LOOSE.MaxK("a", 0), r"\$max_k k: expected a whole number >= 1, got 0"),
        (lambda: LOOSE.Limit(-1), "Limit offset: expected a whole number >= 0, got -1"),
        (lambda: LOOSE.Search().limit(-5), "Limit limit: expected a whole number >= 0, got -5"),
        (lambda: LOOSE.Search().select(1), r"Select keys\[0\]: expected a key or a text, got int 1"),
        (lambda: LOOSE.Search(where=5), "where: expected a condition such as"),
        (lambda: LOOSE.Search(group_by=5), "group_by: expected a GroupBy, a dict or None, got int 5"),
        (lambda: LOOSE.Search.from_dict({"where": {}}), "Search: expected keys out of filter, rank, .* got 'where'"),
        (lambda: (LOOSE.K("a") == 1) & 5, r"\$and: expected a condition such as .* got int 5"),
        (lambda: LOOSE.K(""), "Key: expected a non-empty text"),
        (lambda: LOOSE.K(5), "Key: expected a text, got int 5"),
        (lambda: LOOSE.K("a").is_in(5), r"\$in: expected a list, got int 5"),
        (lambda: LOOSE.K.DOCUMENT.not_contains(3), r"\$not_contains on #document: expected a text, got int 3"),
        (lambda: LOOSE.Where.from_dict({"a": {"$in": 5}}), r"where\['a'\]\['\$in'\]: expected a list, got int 5"),
        (lambda: LOOSE.Where.from_dict({"a": [1]}), r"where\['a'\]: expected a text, a number or a bool, got list"),
        (lambda: LOOSE.Where.from_dict({5: 1}), "where: expected texts as keys, got int 5"),
        (lambda: LOOSE.Where.from_dict({"$or": {}}), r"where\['\$or'\]: expected a list of conditions, got dict"),
        (
            lambda: LOOSE.Rank.from_dict({"$sub": {"left": {"$val": 1}}}),
            r"rank\['\$sub'\]: expected 'left' and 'right'",
        ),
        (
            lambda: LOOSE.Rank.from_dict({"$knn": {"query": {"indices": [1], "values": [1]}}}),
            r"\['query'\]: expected a dict with '#type': 'sparse_vector'",
        ),
        (lambda: LOOSE.Rank.from_dict({"$knn": {"query": [1e39]}}), "expected numbers of float32"),
        (lambda: LOOSE.Rank.from_dict({"$abs": {"$abs": {"$foo": 1}}}), r"rank\['\$abs'\]\['\$abs'\]: expected one of"),
    ],
)
def test_a_refusal_names_what_was_expected_and_what_was_found(make: Any, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        make()


def test_conditions_of_one_kind_are_joined_flat() -> None:
    a, b, c = K("a") == 1, K("b") != 2, K("c").contains("x")
    assert a & b & c == And([a, b, c]) == a & (b & c)
    assert a | b | c == Or([a, b, c])
    assert (a & b) | c == Or([And([a, b]), c])
    assert c == Contains("c", "x")


def test_keys_are_compared_by_name_and_values_make_conditions() -> None:
    assert (K("a") == K("a")) is True
    assert (K("a") != K("a")) is False
    assert (K("sparse") == K.EMBEDDING) is False
    assert K("a") == Key("a")
    assert isinstance(K("a") == "a", Eq)
    assert len({K("a"), K("a"), K("b")}) == 2


def test_the_selection_keeps_its_order_each_key_once() -> None:
    told = Search().select("z", K.SCORE, "a", "z", K("a"), K.DOCUMENT).to_dict()["select"]
    assert told == {"keys": ["z", "#score", "a", "#document"]}
    assert Search(select=["b", K("a")]).to_dict()["select"] == {"keys": ["b", "a"]}


def test_the_selection_of_a_set_is_sorted() -> None:
    assert Select({"b", "a", K.SCORE, "c"}).to_dict() == {"keys": ["#score", "a", "b", "c"]}


def test_a_search_is_built_step_by_step_and_never_changes() -> None:
    start = Search()
    built = start.where(K("a") > 1).rank(KNN).group_by(GroupBy("g", MinK(K.SCORE, 2))).limit(5, 2).select("a")
    assert start == Search()
    assert built == Search(K("a") > 1, KNN, GroupBy(["g"], MinK(["#score"], 2)), Limit(2, 5), ["a"])
    assert built.where(None).rank(None).group_by(None) == Search(limit=Limit(2, 5), select=["a"])
    with pytest.raises(AttributeError, match="a Search does not change"):
        built.extra = 1
    with pytest.raises(AttributeError, match="a Key does not change"):
        K.SCORE.name = "x"


def test_values_survive_copies_pickles_and_can_be_hashed() -> None:
    built = Search(K("a").is_in([1, 2]), Rrf([KNN, KNN * 2]), limit=3, select=[K.SCORE])
    assert copy.deepcopy(built) == pickle.loads(pickle.dumps(built)) == built
    assert len({built, copy.copy(built)}) == 1
    assert "Knn(query=(0.5, 0.25)" in repr(built)


def test_a_query_is_copied() -> None:
    vector, array = [0.5, 0.25], np.array([0.5, 0.25])
    ranks = [Knn(query=vector), Knn(query=array)]
    vector[0], array[0] = 9.0, 9.0
    assert ranks == [KNN, KNN]


def test_numbers_of_numpy_are_plain_on_the_wire() -> None:
    knn = LOOSE.Knn(query=np.array([1, 2]), limit=np.int64(3), default=np.float64(2))
    rank = np.float32(0.5) * knn
    told = (rank + np.int32(1)).to_dict()
    expected = {"query": [1, 2], "key": "#embedding", "limit": 3, "default": 2.0}
    assert json.loads(json.dumps(told)) == {"$sum": [{"$mul": [{"$val": 0.5}, {"$knn": expected}]}, {"$val": 1}]}
    assert json.dumps((LOOSE.K("a") == np.int64(5)).to_dict()) == '{"a": {"$eq": 5}}'
    assert LOOSE.In("a", np.array([1, 2])).to_dict() == {"a": {"$in": [1, 2]}}


def test_an_untagged_sparse_query_is_sent_as_it_is() -> None:
    told = Knn(query={"indices": [1], "values": [0.5]}, key="sp").to_dict()
    assert told == {"$knn": {"query": {"indices": [1], "values": [0.5]}, "key": "sp", "limit": 16}}


def test_a_vector_in_a_dict_becomes_float32() -> None:
    read = Rank.from_dict({"$knn": {"query": [0.1, 1]}}).to_dict()
    assert read == {"$knn": {"query": [float(np.float32(0.1)), 1.0], "key": "#embedding", "limit": 16}}


def test_leaves_are_told_from_left_to_right_and_replaced_everywhere() -> None:
    texts = [Knn(query=letter) for letter in "abcdef"]
    a, b, c, d, e, f = texts
    rank = (a - b / c.log()).max(Rrf([d, e * 2])) + (-abs(f)).exp()
    assert list(rank.leaves()) == texts
    replaced = rank.replaced(lambda leaf: Knn(query=str(leaf.query).upper()))
    assert [leaf.query for leaf in replaced.leaves()] == list("ABCDEF")
    assert json.dumps(replaced.to_dict()).lower() == json.dumps(rank.to_dict())


def test_sums_and_products_of_one_kind_are_flat_and_nothing_is_computed() -> None:
    a, b = KNN, Knn(query="x")
    assert (a + 1) + (b + 2) == Sum([a, Val(1), b, Val(2)])
    assert a * (b * 3) == Mul([a, b, Val(3)])
    assert -(a * 2) == Mul([Val(-1), Mul([a, Val(2)])])


def test_fusion_of_one_rank_has_no_sum() -> None:
    told = Rrf([KNN], k=60.5, weights=[2]).to_dict()
    assert told == (-(2 / (60.5 + KNN))).to_dict()


def test_wrong_kinds_are_type_errors_and_input_errors_too() -> None:
    with pytest.raises(WrongTypeError) as caught:
        Search(rank=1)  # type: ignore[arg-type]  # the point of the test
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, ValueError)
