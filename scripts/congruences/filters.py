"""Random `where` and `where_document` clauses, right and wrong."""

from __future__ import annotations

from hypothesis import strategies as st

from .exchange import Json, as_json
from .values import DOCUMENTS, FLOATS, HUGE_INTS, INTS, JUNK, KEYS, NEEDLES, PATTERNS, PLAIN_KEYS, SCALARS, STRINGS

_NUMBERS: st.SearchStrategy[Json] = st.one_of(INTS, FLOATS)
_SETS: st.SearchStrategy[Json] = st.one_of(
    st.lists(INTS, min_size=1, max_size=3).map(as_json),
    st.lists(FLOATS, min_size=1, max_size=3).map(as_json),
    st.lists(STRINGS, min_size=1, max_size=3).map(as_json),
    st.lists(st.booleans(), min_size=1, max_size=2).map(as_json),
    st.tuples(FLOATS, INTS).map(as_json),
    st.lists(SCALARS, max_size=3).map(as_json),
)
_COMPARISONS = st.one_of(
    st.tuples(st.sampled_from(["$eq", "$ne"]), SCALARS),
    st.tuples(st.sampled_from(["$gt", "$gte", "$lt", "$lte"]), _NUMBERS),
    st.tuples(st.sampled_from(["$in", "$nin"]), _SETS),
    st.tuples(st.sampled_from(["$contains", "$not_contains"]), SCALARS),
).map(lambda pair: {pair[0]: pair[1]})
_ODD_COMPARISONS = st.one_of(
    st.tuples(
        st.sampled_from(
            [
                "$eq",
                "$ne",
                "$gt",
                "$lt",
                "$gte",
                "$lte",
                "$in",
                "$nin",
                "$contains",
                "$not_contains",
                "$regex",
                "$not_regex",
                "$not",
                "$like",
                "eq",
                "$and",
                "$or",
                "",
            ]
        ),
        st.one_of(JUNK, SCALARS, _SETS, HUGE_INTS),
    ).map(lambda pair: {pair[0]: pair[1]}),
    st.just({"$gt": 0, "$lt": 2}),
    JUNK,
)
_DOCUMENT_TESTS = st.one_of(
    st.tuples(st.sampled_from(["$contains", "$not_contains"]), NEEDLES),
    st.tuples(st.sampled_from(["$regex", "$not_regex"]), PATTERNS),
).map(lambda pair: {pair[0]: pair[1]})
_LEAVES: st.SearchStrategy[Json] = st.one_of(
    st.tuples(PLAIN_KEYS, st.one_of(_COMPARISONS, _COMPARISONS, SCALARS)).map(lambda pair: {pair[0]: pair[1]}),
    st.tuples(PLAIN_KEYS, st.one_of(_COMPARISONS, _COMPARISONS, SCALARS)).map(lambda pair: {pair[0]: pair[1]}),
    _DOCUMENT_TESTS.map(lambda test: {"#document": test}),
)
_ODD_LEAVES: st.SearchStrategy[Json] = st.one_of(
    st.tuples(
        st.one_of(KEYS, st.sampled_from(["#document", "#id", "#embedding", "#metadata", "$and", "$or", "$not"])),
        st.one_of(_ODD_COMPARISONS, _COMPARISONS),
    ).map(lambda pair: {pair[0]: pair[1]}),
    st.sampled_from([{}, [], {"k": 1, "n": 2}, {"$and": []}, {"$or": []}, {"$and": {}}, {"$or": [{}]}, {"$and": [1]}]),
    JUNK,
)


def _joined(children: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    lists = st.lists(children, max_size=3).map(as_json)
    return st.tuples(st.sampled_from(["$and", "$or"]), lists).map(lambda pair: {pair[0]: pair[1]})


WHERES: st.SearchStrategy[Json] = st.one_of(
    st.recursive(_LEAVES, _joined, max_leaves=4),
    st.recursive(_LEAVES, _joined, max_leaves=4),
    st.recursive(st.one_of(_LEAVES, _LEAVES, _ODD_LEAVES), _joined, max_leaves=3),
)
DOCUMENT_WHERES: st.SearchStrategy[Json] = st.one_of(
    st.recursive(_DOCUMENT_TESTS, _joined, max_leaves=4),
    st.recursive(_DOCUMENT_TESTS, _joined, max_leaves=4),
    st.recursive(st.one_of(_DOCUMENT_TESTS, _ODD_COMPARISONS), _joined, max_leaves=3),
    DOCUMENTS.map(lambda text: {"$contains": text}),
)
