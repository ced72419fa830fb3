from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chromalink_mock.engine import filters
from chromalink_mock.engine.errors import InvalidArgument
from chromalink_mock.engine.filters import OneOf, Ordered, Touch, parse_where, parse_where_document, touched
from chromalink_mock.engine.fulltext import Documents
from chromalink_mock.engine.metadata import MetadataTable

from . import naive

KEYS = ("a", "b", "c")
INTS = st.integers(-3, 3) | st.sampled_from([2**63 - 1, -(2**63), 2**53 + 1])
FLOATS = st.sampled_from([-2.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 1e300, -1e300])
WORDS = st.sampled_from(["", "x", "X", "xy", "1", "a.b*c"])
SCALARS = st.booleans() | INTS | FLOATS | WORDS
LISTS = (
    st.lists(st.booleans(), min_size=1, max_size=3)
    | st.lists(INTS, min_size=1, max_size=3)
    | st.lists(FLOATS, min_size=1, max_size=3)
    | st.lists(WORDS, min_size=1, max_size=3)
)
METADATA = st.dictionaries(st.sampled_from(KEYS), SCALARS | LISTS, max_size=3)
TEXTS = st.none() | st.sampled_from(["", "hello world", "Hello", "50% off_now", "a.b*c", "héllo\nworld"])
NEEDLES = st.sampled_from(["", "hello", "o w", "%", "_", "b*c", "\n", "\0", "é", "zz"])

HOMOGENEOUS = (
    st.lists(st.booleans(), min_size=1, max_size=3)
    | st.lists(INTS, min_size=1, max_size=3)
    | st.lists(FLOATS, min_size=1, max_size=3)
    | st.lists(WORDS, min_size=1, max_size=3)
)
DOCUMENT_OPERATION = st.sampled_from(["$contains", "$not_contains"]).flatmap(
    lambda operator: NEEDLES.map(lambda needle: {operator: needle})
)
COMPARISON = (
    SCALARS
    | st.fixed_dictionaries({"$eq": SCALARS})
    | st.fixed_dictionaries({"$ne": SCALARS})
    | st.fixed_dictionaries({"$in": HOMOGENEOUS})
    | st.fixed_dictionaries({"$nin": HOMOGENEOUS})
    | st.fixed_dictionaries({"$contains": SCALARS})
    | st.fixed_dictionaries({"$not_contains": SCALARS})
    | st.sampled_from(["$gt", "$gte", "$lt", "$lte"]).flatmap(
        lambda order: (INTS | FLOATS).map(lambda number: {order: number})
    )
)
LEAF = st.sampled_from((*KEYS, "missing")).flatmap(
    lambda key: COMPARISON.map(lambda comparison: {key: comparison})
) | DOCUMENT_OPERATION.map(lambda operation: {"#document": operation})
WHERE = st.recursive(
    LEAF,
    lambda children: st.sampled_from(["$and", "$or"]).flatmap(
        lambda operator: st.lists(children, max_size=3).map(lambda clauses: {operator: clauses})
    ),
    max_leaves=6,
)


def table_of(rows: list[dict[str, naive.Value]], texts: list[str | None]) -> MetadataTable:
    documents = Documents()
    documents.append(len(rows))
    documents.write(range(len(rows)), texts)
    table = MetadataTable(documents)
    table.patch(range(len(rows)), rows, len(rows))
    return table


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(METADATA, TEXTS), max_size=8), WHERE)
def test_a_mask_says_for_every_row_what_the_contract_says(
    records: list[tuple[dict[str, naive.Value], str | None]], where: dict[str, object]
) -> None:
    rows, texts = [metadata for metadata, _ in records], [text for _, text in records]
    everywhere = np.ones(len(rows), np.bool_)
    mask = filters.matching(parse_where(where), table_of(rows, texts), everywhere)
    assert mask.tolist() == [naive.holds(where, metadata, text) for metadata, text in records]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(METADATA, TEXTS, st.booleans()), max_size=8), WHERE)
def test_a_mask_never_leaves_the_slots_it_was_asked_about(
    records: list[tuple[dict[str, naive.Value], str | None, bool]], where: dict[str, object]
) -> None:
    table = table_of([metadata for metadata, _, _ in records], [text for _, text, _ in records])
    among = np.array([asked for _, _, asked in records], np.bool_)
    mask = filters.matching(parse_where(where), table, among)
    assert mask.tolist() == [asked and naive.holds(where, metadata, text) for metadata, text, asked in records]


def test_a_float_operand_meets_ints_truncated() -> None:
    table = table_of([{"v": 1}, {"v": 2}, {"v": 1.5}, {"v": True}], [None] * 4)
    everywhere = np.ones(4, np.bool_)

    def slots(where: object) -> list[int]:
        return np.flatnonzero(filters.matching(parse_where(where), table, everywhere)).tolist()

    assert slots({"v": 1.5}) == [0, 2]
    assert slots({"v": {"$gte": 1.5}}) == [0, 1, 2]
    assert slots({"v": {"$lt": 1.5}}) == []
    assert slots({"v": {"$lte": 1.5}}) == [0, 2]
    assert slots({"v": {"$in": [1.9]}}) == [0]


def test_a_float_operand_beyond_64_bits_meets_the_last_int() -> None:
    table = table_of([{"v": 2**63 - 1}, {"v": -(2**63)}, {"v": 5}], [None] * 3)
    everywhere = np.ones(3, np.bool_)

    def slots(where: object) -> list[int]:
        return np.flatnonzero(filters.matching(parse_where(where), table, everywhere)).tolist()

    assert slots({"v": 1e300}) == [0]
    assert slots({"v": -1e300}) == [1]
    assert slots({"v": {"$gte": 1e300}}) == [0]
    assert slots({"v": {"$lt": 1e300}}) == [1, 2]
    assert slots({"v": {"$in": [1e300]}}) == [0]
    assert slots({"v": {"$lte": -1e300}}) == [1]


NO_WHERE: list[object] = [
    None,
    {},
    [],
    "x",
    1,
    {"a": 1, "b": 2},
    {"a": {"$eq": 1, "$ne": 2}},
    {"a": {}},
    {"a": None},
    {"a": [1]},
    {"a": {"$eq": [1]}},
    {"a": {"$eq": None}},
    {"a": {"$eq": {"b": 1}}},
    {"a": {"$gt": "x"}},
    {"a": {"$gt": True}},
    {"a": {"$in": []}},
    {"a": {"$nin": []}},
    {"a": {"$in": 1}},
    {"a": {"$in": [1, "a"]}},
    {"a": {"$in": [1, 1.5]}},
    {"a": {"$in": [True, 1]}},
    {"a": {"$in": [[1]]}},
    {"a": {"$contains": None}},
    {"a": {"$regex": "x"}},
    {"a": {"$bad": 1}},
    {"a": 2**63},
    {"a": -(2**63) - 1},
    {"$not": {"a": 1}},
    {"$nor": [{"a": 1}]},
    {"$x": 1},
    {"$and": {"a": 1}},
    {"$and": None},
    {"$and": [{}]},
    {"$or": ["x"]},
    {"#document": {"$contains": 1}},
    {"#document": {"$regex": 1}},
]
NO_WHERE_DOCUMENT: list[object] = [
    None,
    {},
    [],
    "x",
    {"$contains": 1},
    {"$contains": None},
    {"$contains": ["a"]},
    {"$eq": "x"},
    {"contains": "x"},
    {"$contains": "a", "$not_contains": "b"},
    {"$and": {"$contains": "a"}},
    {"$and": [{}]},
    {"$not": {"$contains": "a"}},
    {"$regex": 1},
]


@pytest.mark.parametrize("where", NO_WHERE)
def test_a_where_clause_outside_the_language_is_refused(where: object) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        parse_where(where)
    assert refusal.value.message == "Invalid where clause"


@pytest.mark.parametrize("where", NO_WHERE_DOCUMENT)
def test_a_document_clause_outside_the_language_is_refused(where: object) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        parse_where_document(where)
    assert refusal.value.message == "Invalid where document clause"


def test_a_bad_pattern_is_refused_when_the_clause_is_parsed() -> None:
    with pytest.raises(InvalidArgument) as refusal:
        parse_where_document({"$not_regex": "["})
    assert refusal.value.message.startswith("Regex syntax errror: ")


def test_ints_after_a_float_are_taken_as_floats() -> None:
    assert parse_where({"a": {"$in": [1.5, 1]}}) == OneOf("a", (1.5, 1.0))


def test_odd_keys_are_legal() -> None:
    assert parse_where({"": 1}) == OneOf("", (1,))
    assert parse_where({"#foo": {"$gt": 1}}) == Ordered("#foo", "$gt", 1)


def test_a_clause_tells_which_indexes_it_needs() -> None:
    where = {
        "$or": [
            {"s": "x"},
            {"$and": [{"i": {"$in": [1]}}, {"f": {"$nin": [1.5, 1]}}]},
            {"b": {"$contains": True}},
            {"#document": {"$not_regex": "x"}},
            {"#document": {"$ne": "x"}},
        ]
    }
    needed = list(touched(parse_where(where)))
    assert needed == [
        Touch("s", "string"),
        Touch("i", "int"),
        Touch("f", "float"),
        Touch("b", "bool"),
        Touch("#document", None),
        Touch("#document", "string"),
    ]
    assert [touch.full_text for touch in needed] == [False, False, False, False, True, False]


def test_sixty_two_levels_of_nesting_are_evaluated() -> None:
    where: dict[str, object] = {"a": 1}
    for level in range(62):
        where = {"$and" if level % 2 else "$or": [where]}
    table = table_of([{"a": 1}, {"a": 2}], [None, None])
    mask = filters.matching(parse_where(where), table, np.ones(2, np.bool_))
    assert mask.tolist() == [True, False]


def test_the_document_is_filtered_under_its_reserved_key_too() -> None:
    table = table_of(cast("list[dict[str, naive.Value]]", [{}, {}, {}]), ["D", None, "E"])
    everywhere = np.ones(3, np.bool_)
    for where, expected in (
        ({"chroma:document": "D"}, [True, False, False]),
        ({"chroma:document": {"$ne": "D"}}, [False, True, True]),
        ({"chroma:document": {"$in": ["D", "E"]}}, [True, False, True]),
        ({"chroma:document": {"$contains": "D"}}, [False, False, False]),
        ({"chroma:document": {"$gt": 1}}, [False, False, False]),
    ):
        assert filters.matching(parse_where(where), table, everywhere).tolist() == expected
