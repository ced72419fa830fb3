"""`where` and `where_document`: what is refused, by name and with a cure, and what is sent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chromalink._core.checks import filters
from chromalink.errors import InvalidInputError

from .fake_chroma import FakeChroma, body


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({}, "where: expected one condition, got {}; for no filter pass None"),
        ([], "where: expected a mapping"),
        ("k", "where: expected a mapping"),
        (5, "where: expected a mapping"),
        ({5: 1}, "where: expected a text as key"),
        ({"a": 1, "b": 2}, "where: expected one key, got 2; join conditions: {'$and': [{'a': ...}, {'b': ...}]}"),
        ({"or": [{"a": 1}]}, "where: 'or' is not an operator; write '$or'"),
        ({"and": [{"a": 1}]}, "where: 'and' is not an operator; write '$and'"),
        ({"$not": {"a": 1}}, "where: expected one of $and, $or, got '$not'"),
        ({"$gt": 1}, "where: expected one of $and, $or, got '$gt'"),
        ({"$and": []}, "where['$and']: expected at least one condition"),
        ({"$or": {"a": 1}}, "where['$or']: expected a list of conditions"),
        ({"$or": [{"a": 1}, {}]}, "where['$or'][1]: expected one condition"),
        ({"$or": [{"$and": [{"a": None}]}]}, "where['$or'][0]['$and'][0]['a']: expected a text"),
        ({"a": None}, "where['a']: expected a text"),
        ({"a": [1]}, "where['a']: expected a text"),
        ({"a": {}}, "where['a']: expected one condition"),
        ({"a": {"gt": 1}}, "where['a']: expected one of $eq"),
        ({"a": {"$gt": 1, "$lt": 2}}, "where['a']: expected one key, got 2"),
        ({"a": {"$exists": True}}, "where['a']: expected one of $eq"),
        ({"a": {"$gt": "x"}}, "where['a']['$gt']: expected a number"),
        ({"a": {"$lte": True}}, "where['a']['$lte']: expected a number"),
        ({"a": {"$gt": None}}, "where['a']['$gt']: expected a number"),
        ({"a": {"$eq": [1]}}, "where['a']['$eq']: expected a text, a number or a bool"),
        ({"a": {"$ne": {"b": 1}}}, "where['a']['$ne']: expected a text, a number or a bool"),
        ({"a": {"$eq": float("nan")}}, "where['a']['$eq']: expected a finite number"),
        ({"a": 2**63}, "where['a']: expected a number of 64 bits"),
        ({"a": {"$in": []}}, "where['a']['$in']: expected at least one value"),
        ({"a": {"$in": 5}}, "where['a']['$in']: expected a list"),
        ({"a": {"$in": "abc"}}, "where['a']['$in']: expected a list"),
        ({"a": {"$nin": [1, "a"]}}, "where['a']['$nin']: expected values of one kind"),
        ({"a": {"$in": [True, 1]}}, "where['a']['$in']: expected values of one kind"),
        ({"a": {"$in": [[1]]}}, "where['a']['$in'][0]: expected a text"),
        ({"a": {"$in": [1, None]}}, "where['a']['$in'][1]: expected a text"),
        ({"a": {"$regex": "x"}}, "where['a']['$regex']: patterns apply to documents only; use where_document"),
        ({"a": {"$contains": ["x"]}}, "where['a']['$contains']: expected a text"),
        ({"#document": {"$contains": 5}}, "where['#document']['$contains']: expected a text"),
        ({"#document": {"$regex": 5}}, "where['#document']['$regex']: expected a text"),
    ],
)
@pytest.mark.parametrize("call", ["get", "query", "delete"])
def test_a_bad_where_is_refused_where_it_is_wrong(call: str, where: Any, message: str, chroma: FakeChroma) -> None:
    _refused(chroma, call, {"where": where}, message)


@pytest.mark.parametrize(
    ("where_document", "message"),
    [
        ({}, "where_document: expected one condition"),
        ("text", "where_document: expected a mapping"),
        ({"contains": "x"}, "where_document: expected one of $contains, $not_contains, $regex, $not_regex, $and, $or"),
        ({"or": []}, "where_document: expected one of $contains"),
        ({"$contains": 5}, "where_document['$contains']: expected a text"),
        ({"$contains": ["x"]}, "where_document['$contains']: expected a text"),
        ({"$regex": None}, "where_document['$regex']: expected a text"),
        ({"$contains": "a", "$regex": "b"}, "where_document: expected one key, got 2"),
        ({"$and": []}, "where_document['$and']: expected at least one condition"),
        ({"$or": [{"$contains": "a"}, {"k": 1}]}, "where_document['$or'][1]: expected one of"),
        ({"$eq": "x"}, "where_document: expected one of"),
    ],
)
@pytest.mark.parametrize("call", ["get", "query", "delete"])
def test_a_bad_document_filter_is_refused_where_it_is_wrong(
    call: str, where_document: Any, message: str, chroma: FakeChroma
) -> None:
    _refused(chroma, call, {"where_document": where_document}, message)


def _refused(chroma: FakeChroma, call: str, given: dict[str, Any], message: str) -> None:
    collection = chroma.collection()
    arguments: dict[str, Any] = {"query_embeddings": [1.0]} if call == "query" else {}
    with pytest.raises(InvalidInputError) as caught:
        getattr(collection, call)(**arguments, **given)
    assert str(caught.value).startswith(message)
    assert chroma.requests == []


@pytest.mark.parametrize(
    "where",
    [
        None,
        {"a": 1},
        {"a": "x"},
        {"a": True},
        {"": 1},
        {"and": "a metadata key of that name"},
        {"a": {"$ne": 1.5}},
        {"a": {"$in": ["x", "y"]}},
        {"a": {"$contains": 1}},
        {"$and": [{"a": 1}]},
        {"$or": [{"a": {"$gt": 1}}, {"$and": [{"b": {"$lte": 2.5}}, {"c": {"$nin": [False]}}]}]},
        {"#document": {"$regex": "^a"}},
    ],
)
def test_a_good_where_is_sent_as_it_is(where: Any, chroma: FakeChroma) -> None:
    chroma.collection().get(where=where)
    assert body(chroma.requests[0])["where"] == where


@pytest.mark.parametrize(
    "where_document",
    [None, {"$contains": ""}, {"$not_regex": "x+"}, {"$or": [{"$contains": "a"}, {"$and": [{"$not_contains": "b"}]}]}],
)
def test_a_good_document_filter_is_sent_as_it_is(where_document: Any, chroma: FakeChroma) -> None:
    chroma.collection().query([1.0], where_document=where_document)
    assert body(chroma.requests[0])["where_document"] == where_document


@pytest.mark.parametrize("argument", ["where", "where_document"])
def test_a_filter_without_an_end_is_refused(argument: str) -> None:
    endless: dict[str, object] = {}
    endless["$and"] = [endless]
    with pytest.raises(InvalidInputError, match=f"{argument}: nested too deeply"):
        getattr(filters, argument)(endless)


def test_integers_among_floats_are_sent_as_floats_since_servers_take_lists_of_one_kind() -> None:
    found = filters.where({"a": {"$in": (1, 2.5)}})
    assert repr(found) == "{'a': {'$in': [1.0, 2.5]}}"


def test_numpy_operands_are_unwrapped() -> None:
    found = filters.where({"$or": [{"a": {"$gt": np.float32(0.5)}}, {"b": {"$in": np.array([1, 2])}}]})
    assert repr(found) == "{'$or': [{'a': {'$gt': 0.5}}, {'b': {'$in': [1, 2]}}]}"


def test_the_callers_filter_is_not_changed() -> None:
    where = {"a": {"$in": [1, 2.5]}}
    filters.where(where)
    assert where == {"a": {"$in": [1, 2.5]}}
