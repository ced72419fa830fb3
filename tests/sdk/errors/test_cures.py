"""A refused filter names the place that is wrong, and what was most likely meant."""

from __future__ import annotations

from typing import Any

import pytest

from chromalink.errors import InvalidInputError

from ..fake_chroma import FakeChroma

WHERE: list[tuple[Any, str, str]] = [
    ({"or": [{"a": 1}, {"b": 2}]}, "where", "write '$or'"),
    ({"AND": [{"a": 1}, {"b": 2}]}, "where", "write '$and'"),
    ({"$Or": [{"a": 1}]}, "where", "write '$or'"),
    ({"$and": [{"a": 1}, {"or": [{"b": 1}]}]}, "where['$and'][1]", "write '$or'"),
    ({"a": 1, "b": 2}, "where", "join conditions: {'$and': [{'a': ...}, {'b': ...}]}"),
    ({"a": 1, "$or": []}, "where", "join conditions: {'$and': [{'a': ...}, {'$or': ...}]}"),
    ({"a": {"$gt": 1, "$lt": 3}}, "where['a']", "{'$and': [{'a': {'$gt': ...}}, {'a': {'$lt': ...}}]}"),
    ({}, "where", "for no filter pass None"),
    ({"a": {}}, "where['a']", "write an operator, such as {'$eq': 1}"),
    ({"a": {"$Gt": 1}}, "where['a']", "write '$gt'"),
    ({"a": {"gt": 1}}, "where['a']", "write '$gt'"),
    ({"a": {"$GTE": 1}}, "where['a']", "write '$gte'"),
    ({"a": {">=": 1}}, "where['a']", "write '$gte'"),
    ({"a": {"==": 1}}, "where['a']", "write '$eq'"),
    ({"a": {"!=": 1}}, "where['a']", "write '$ne'"),
    ({"a": {"$not_in": [1]}}, "where['a']", "write '$nin'"),
    ({"a": {"$notContains": "x"}}, "where['a']", "write '$not_contains'"),
    ({"a": {"$eqq": 1}}, "where['a']", "did you mean '$eq'?"),
    ({"a": {"$exists": True}}, "where['a']", "there is no test for a missing key"),
    ({"a": {"$between": [1, 2]}}, "where['a']", "write '$gte' and '$lte'"),
    ({"$not": {"a": 1}}, "where", "negate the conditions"),
    ({"a": None}, "where['a']", "there is no test for a missing key"),
    ({"a": [1, 2]}, "where['a']", "write {'$in': [...]}"),
    ({"a": (1, 2)}, "where['a']", "write {'$in': [...]}"),
    ({"a": {1, 2}}, "where['a']", "write {'$in': [...]}"),
    ({"a": {"$in": {1, 2}}}, "where['a']['$in']", "write a list: a set has no order"),
    ({"a": {"$in": "x"}}, "where['a']['$in']", "write ['x']"),
    ({"$and": {"a": 1}}, "where['$and']", "put it into a list: [{...}]"),
    ({"$or": [{"a": 1}, {}]}, "where['$or'][1]", "for no filter pass None"),
    ([{"a": 1}], "where", "join the conditions of a list: {'$and': [...]}"),
]
WHERE_DOCUMENT: list[tuple[Any, str, str]] = [
    ({"contains": "x"}, "where_document", "write '$contains'"),
    ({"$Contains": "x"}, "where_document", "write '$contains'"),
    ({"$like": "x"}, "where_document", "write '$regex'"),
    ({"or": [{"$contains": "x"}]}, "where_document", "write '$or'"),
    ("x", "where_document", "write {'$contains': '...'}"),
    ({"$contains": "a", "$regex": "b"}, "where_document", "{'$and': [{'$contains': ...}, {'$regex': ...}]}"),
    ({}, "where_document", "for no filter pass None"),
]


@pytest.mark.parametrize(("wrong", "place", "cure"), WHERE, ids=lambda value: str(value)[:30])
def test_a_refused_where_names_the_place_and_the_cure(wrong: Any, place: str, cure: str, chroma: FakeChroma) -> None:
    films = chroma.collection()
    for refused in (
        lambda: films.get(where=wrong),
        lambda: films.query(query_embeddings=[1.0], where=wrong),
        lambda: films.delete(where=wrong),
    ):
        with pytest.raises(InvalidInputError) as caught:
            refused()
        assert str(caught.value).startswith(f"{place}: ")
        assert cure in str(caught.value)
    assert chroma.requests == []


@pytest.mark.parametrize(("wrong", "place", "cure"), WHERE_DOCUMENT, ids=lambda value: str(value)[:30])
def test_a_refused_where_document_does_too(wrong: Any, place: str, cure: str, chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError) as caught:
        chroma.collection().get(where_document=wrong)
    assert str(caught.value).startswith(f"{place}: ")
    assert cure in str(caught.value)
    assert chroma.requests == []


def test_an_operator_that_resembles_none_gets_no_advice(chroma: FakeChroma) -> None:
    with pytest.raises(InvalidInputError) as caught:
        chroma.collection().get(where={"a": {"$zzzzzz": 1}})
    assert str(caught.value).endswith("got '$zzzzzz'")
