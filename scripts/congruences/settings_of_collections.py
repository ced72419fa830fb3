"""Random settings of collections: configurations, schemas, metadata."""

from __future__ import annotations

from hypothesis import strategies as st

from .exchange import Json, as_json
from .values import ODD_ROWS, PLAIN_KEYS, SCALARS

_SIZES = st.sampled_from([1, 3, 10, 100, 200])

_GENERIC_HNSW = st.fixed_dictionaries(
    {},
    optional={
        "space": st.sampled_from(["l2", "cosine", "ip", "l2", "cosine", "ip", None]),
        "ef_construction": st.one_of(_SIZES, st.none()),
        "ef_search": st.one_of(_SIZES, st.none()),
        "max_neighbors": st.sampled_from([8, 16, 32, None]),
        "num_threads": st.sampled_from([1, 2, None]),
        "resize_factor": st.sampled_from([1.2, 2, 1.5, None]),
        "sync_threshold": st.sampled_from([2, 100, 1000, None, 1]),
        "batch_size": st.sampled_from([2, 100, None, 1]),
    },
)
_ODD_HNSW: st.SearchStrategy[Json] = st.sampled_from(
    [
        {"space": "L2"},
        {"space": 1},
        {"m": 1},
        {"ef_search": -1},
        {"ef_search": 1.0},
        {"resize_factor": "1"},
        [],
        "x",
        {"space": "cos"},
        {"num_threads": True},
        {"batch_size": 2**64},
        {"sync_threshold": 2**63},
        {"resize_factor": 1e309},
        ["l2"],
        {"hnsw": {}},
    ]
)
_SPANN: st.SearchStrategy[Json] = st.sampled_from(
    [
        {},
        {"space": "cosine"},
        {"search_nprobe": 10},
        {"space": "ip", "ef_search": 5},
        {"split_threshold": 50},
        {"x": 1},
        {"space": "x"},
        {"write_nprobe": -1},
        {"merge_threshold": None},
        {"ef_search": 2**32},
        {"reassign_neighbor_count": 64, "max_neighbors": 4},
        None,
    ]
)
_FUNCTIONS: st.SearchStrategy[Json] = st.sampled_from(
    [
        None,
        {"type": "known", "name": "default", "config": {}},
        {"type": "known", "name": "", "config": [1, {"a": None, "b": 1.5}]},
        {"type": "known", "name": "x"},
        {"type": "known", "config": {}},
        {"type": "known", "name": 1, "config": {}},
        {"type": "known", "name": "n", "config": None},
        {"type": "legacy"},
        {"type": "unknown"},
        {"type": "legacy", "name": "n"},
        {"type": "Known"},
        {"name": "n"},
        {},
        [],
        ["legacy"],
        "legacy",
        {"type": 1},
    ]
)
CONFIGURATIONS: st.SearchStrategy[Json] = st.one_of(
    st.none(),
    st.fixed_dictionaries({"hnsw": _GENERIC_HNSW}).map(as_json),
    st.fixed_dictionaries({"hnsw": _GENERIC_HNSW}).map(as_json),
    st.fixed_dictionaries({}, optional={"hnsw": st.one_of(_GENERIC_HNSW, _ODD_HNSW), "spann": _SPANN}).map(as_json),
    st.fixed_dictionaries({}, optional={"hnsw": _GENERIC_HNSW, "embedding_function": _FUNCTIONS, "x": st.just(1)}).map(
        as_json
    ),
)
UPDATED_CONFIGURATIONS: st.SearchStrategy[Json] = st.one_of(
    CONFIGURATIONS,
    st.fixed_dictionaries(
        {},
        optional={
            "hnsw": st.fixed_dictionaries(
                {},
                optional={
                    "ef_search": _SIZES,
                    "num_threads": st.just(1),
                    "batch_size": _SIZES,
                    "max_neighbors": st.just(32),
                },
            ),
            "embedding_function": _FUNCTIONS,
        },
    ).map(as_json),
)

_INDEXES: st.SearchStrategy[Json] = st.sampled_from(
    [
        {"string": {"string_inverted_index": {"enabled": False, "config": {}}}},
        {"int": {"int_inverted_index": {"enabled": False, "config": {}}}},
        {"float": {"float_inverted_index": {"enabled": False, "config": {}}}},
        {"bool": {"bool_inverted_index": {"enabled": False, "config": {}}}},
        {"string": {"fts_index": {"enabled": True, "config": {}}}},
        {"string": {"fts_index": {"enabled": False, "config": {}}}},
        {"int": {}, "string": None},
        {"int": {"int_inverted_index": {"enabled": True, "config": {"x": 1}}}},
        {"int": {"int_inverted_index": {"enabled": 1, "config": {}}}},
        {"int": {"int_inverted_index": {"config": {}}}},
        {"float_list": {"vector_index": {"enabled": True, "config": {"space": "cosine"}}}},
        {"float_list": {"vector_index": {"enabled": True, "config": {"space": "ip", "source_key": "#document"}}}},
        {"float_list": {"vector_index": {"enabled": False, "config": {"hnsw": {"ef_search": 50}}}}},
        {"float_list": {"vector_index": {"enabled": True, "config": {"hnsw": {"max_neighbors": 8}, "space": None}}}},
        {"float_list": {"vector_index": {"enabled": True, "config": {"spann": {"search_nprobe": 5}}}}},
        {"float_list": {"vector_index": {"enabled": True, "config": {"embedding_function": {"type": "legacy"}}}}},
        {"sparse_vector": {"sparse_vector_index": {"enabled": False, "config": {}}}},
        {"sparse_vector": {"sparse_vector_index": {"enabled": True, "config": {"bm25": True}}}},
        {},
        {"nope": {}},
        [],
        None,
        1,
    ]
)


def _united(parts: list[Json]) -> Json:
    found: dict[str, Json] = {}
    for part in parts:
        if isinstance(part, dict):
            found.update(part)
    return found


_MIXED_INDEXES: st.SearchStrategy[Json] = st.one_of(_INDEXES, st.lists(_INDEXES, max_size=3).map(_united))
SCHEMAS: st.SearchStrategy[Json] = st.one_of(
    st.fixed_dictionaries(
        {
            "defaults": st.one_of(st.just({}), _MIXED_INDEXES),
            "keys": st.dictionaries(
                st.sampled_from(["k", "n", "s", "#embedding", "#document", "#x", "", "$y"]), _MIXED_INDEXES, max_size=2
            ),
        }
    ).map(as_json),
    st.sampled_from(
        [
            None,
            {},
            {"defaults": {}},
            {"keys": {}},
            {"defaults": {}, "keys": {}},
            [],
            [{}, {}],
            {"defaults": None, "keys": {}},
        ]
    ),
)

_LEGACY = st.dictionaries(
    st.sampled_from(
        [
            "hnsw:space",
            "hnsw:M",
            "hnsw:search_ef",
            "hnsw:construction_ef",
            "hnsw:sync_threshold",
            "hnsw:batch_size",
            "hnsw:num_threads",
            "hnsw:resize_factor",
            "hnsw:nope",
            "k",
        ]
    ),
    st.sampled_from(["l2", "cosine", "ip", 10, 100, 1, 2, 1.5, 1.0, True, "x", -1]),
    min_size=1,
    max_size=3,
)
COLLECTION_METADATA: st.SearchStrategy[Json] = st.one_of(
    st.none(),
    st.dictionaries(PLAIN_KEYS, SCALARS, min_size=1, max_size=3).map(as_json),
    st.dictionaries(PLAIN_KEYS, st.one_of(SCALARS, st.none()), max_size=3).map(as_json),
    _LEGACY.map(as_json),
    ODD_ROWS.map(as_json),
)
