"""Random request bodies: mostly right, sometimes with one part exchanged, never one that breaks the official server."""

from __future__ import annotations

import copy

from hypothesis import strategies as st

from .exchange import Json, as_json
from .filters import DOCUMENT_WHERES, WHERES
from .settings_of_collections import COLLECTION_METADATA, CONFIGURATIONS, SCHEMAS, UPDATED_CONFIGURATIONS
from .values import (
    DOCUMENTS,
    IDS,
    JUNK,
    NAMES,
    ODD_NAMES,
    ODD_ROWS,
    PATCHES,
    PLAIN_KEYS,
    ROWS,
    SCALARS,
    URIS,
    encoded,
    good_vectors,
    one_in,
    vectors,
)

Body = dict[str, Json]

_LARGEST_SETTING = 1000
_SETTINGS = ("ef_construction", "ef_search", "max_neighbors", "num_threads", "M", "construction_ef", "search_ef")
_COUNTS: st.SearchStrategy[Json] = st.sampled_from([None, 0, 1, 2, 3, 5, 10, 4294967295])
_ODD_COUNTS: st.SearchStrategy[Json] = st.sampled_from([-1, 4294967296, 1.0, "1", True, [], 10**20])
_INCLUDES: st.SearchStrategy[Json] = st.lists(
    st.sampled_from(["documents", "embeddings", "metadatas", "uris", "distances"]), max_size=5
).map(as_json)
_ODD_INCLUDES: st.SearchStrategy[Json] = st.sampled_from(
    [None, ["data"], "documents", [1], ["Documents"], [None], {}, [[]]]
)


def sometimes(usual: st.SearchStrategy[Json], odd: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """The odd value in one case of ten."""
    return one_in(10).flatmap(lambda rare: odd if rare else usual)


@st.composite
def mutated(draw: st.DrawFn, bodies: st.SearchStrategy[Json]) -> Json:
    """A body, with one part of it exchanged, removed or added in one case of eight; never a breaking one."""
    body = draw(bodies)
    if draw(one_in(8)):
        body = _with_change(draw, copy.deepcopy(body))
    return harmless(body)


def _with_change(draw: st.DrawFn, body: Json) -> Json:
    places: list[tuple[dict[str, Json] | list[Json], str | int]] = []
    _collect(body, places)
    if not places:
        return draw(JUNK)
    owner, key = draw(st.sampled_from(places))
    change = draw(st.sampled_from(["exchange", "exchange", "remove", "add"]))
    if change == "exchange":
        owner[key] = draw(JUNK)  # type: ignore[index]  # the key was found in this owner
    elif change == "remove":
        del owner[key]  # type: ignore[arg-type]  # as above
    elif isinstance(owner, dict):
        owner[draw(st.sampled_from(["x", "", "#type", "ids"]))] = draw(JUNK)
    else:
        owner.append(draw(JUNK))
    return body


def _collect(value: Json, places: list[tuple[dict[str, Json] | list[Json], str | int]]) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            places.append((value, key))
            _collect(item, places)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            places.append((value, place))
            _collect(item, places)


def harmless(body: Json) -> Json:
    """The body without what ends the official server or its connection (wire contract: crashes).

    That is: lists and objects in the metadata of a collection, reserved metadata keys that hold no string, and index
    settings of 0 or of absurd size.
    """
    body = copy.deepcopy(body)
    _disarm(body)
    if isinstance(body, dict):
        for field in ("metadata", "new_metadata"):
            _flatten(body.get(field))
    elif isinstance(body, list):
        for item in body:
            _flatten(item)
    return body


def without_lists(body: Json) -> Json:
    """The body with no list as a metadata value of a record."""
    rows = body.get("metadatas") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(rows, list):
        return body
    return {**body, "metadatas": [_scalars(row) for row in rows]}


def _scalars(row: Json) -> Json:
    if not isinstance(row, dict):
        return row
    return {key: "no list" if isinstance(value, list) else value for key, value in row.items()}


def _flatten(metadata: Json) -> None:
    if isinstance(metadata, dict):
        for key in [key for key, value in metadata.items() if isinstance(value, list | dict)]:
            metadata[key] = "no list"


def _disarm(value: Json) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "chroma:document" or key == "chroma:uri":
                if not isinstance(item, str) and (item is not None or key == "chroma:document"):
                    value[key] = "text"
            elif key.removeprefix("hnsw:") in _SETTINGS and isinstance(item, int | float) and not 1 <= item <= 10**3:
                value[key] = -1 if item < 0 else _LARGEST_SETTING
            else:
                _disarm(item)
    elif isinstance(value, list):
        for item in value:
            _disarm(item)


def names(odd: bool = True) -> st.SearchStrategy[Json]:
    """Names of collections and databases."""
    return sometimes(NAMES, ODD_NAMES) if odd else NAMES.map(lambda name: name)


CREATE = mutated(
    st.fixed_dictionaries(
        {"name": names()},
        optional={
            "metadata": COLLECTION_METADATA,
            "configuration": CONFIGURATIONS,
            "schema": st.one_of(st.none(), SCHEMAS),
            "get_or_create": sometimes(st.booleans(), JUNK),
        },
    ).map(as_json)
)
PLAIN_CREATE = mutated(
    st.fixed_dictionaries(
        {"name": names(odd=False)},
        optional={
            "metadata": st.dictionaries(PLAIN_KEYS, SCALARS, min_size=1, max_size=2),
            "configuration": st.fixed_dictionaries(
                {"hnsw": st.fixed_dictionaries({"space": st.sampled_from(["l2", "cosine", "ip"])})}
            ),
            "get_or_create": st.booleans(),
        },
    ).map(as_json)
)
UPDATE = mutated(
    st.fixed_dictionaries(
        {},
        optional={
            "new_name": names(),
            "new_metadata": COLLECTION_METADATA,
            "new_configuration": UPDATED_CONFIGURATIONS,
        },
    ).map(as_json)
)
NAMED = mutated(st.fixed_dictionaries({"name": names()}).map(as_json))


@st.composite
def _writes(draw: st.DrawFn, kind: str) -> Json:
    size = draw(st.sampled_from([1, 3])) if draw(one_in(12)) else 2
    ids = draw(st.lists(IDS, max_size=4))
    count = draw(st.integers(0, 4)) if draw(one_in(20)) else len(ids)
    row = vectors(size) if draw(one_in(5)) else good_vectors(size)
    if draw(one_in(8)):
        row = encoded(size)
    if kind == "update":
        row = sometimes(row, st.none())
    body: Body = {"ids": list(ids)}
    if kind != "update" or draw(st.booleans()):
        body["embeddings"] = draw(st.lists(row, min_size=count, max_size=count).map(as_json))
    count = draw(st.integers(0, 4)) if draw(one_in(20)) else len(ids)
    rows = ROWS if kind == "add" else PATCHES
    if draw(one_in(6)):
        rows = ODD_ROWS
    if draw(st.booleans()):
        body["documents"] = draw(_column(sometimes(DOCUMENTS, st.none()), len(ids)))
    if draw(one_in(4)):
        body["uris"] = draw(_column(sometimes(URIS, st.none()), len(ids)))
    if not draw(one_in(4)):
        body["metadatas"] = draw(_column(sometimes(rows.map(as_json), st.none()), count))
    return body


def _column(values: st.SearchStrategy[Json], count: int) -> st.SearchStrategy[Json]:
    return sometimes(st.lists(values, min_size=count, max_size=count).map(as_json), st.none())


ADD = mutated(_writes("add"))
UPSERT = mutated(_writes("upsert"))
UPDATE_RECORDS = mutated(_writes("update"))

_ID_LISTS: st.SearchStrategy[Json] = st.lists(IDS, max_size=5).map(as_json)
_CLAUSES: dict[str, st.SearchStrategy[Json]] = {"where": WHERES, "where_document": DOCUMENT_WHERES}
GET = mutated(
    st.fixed_dictionaries(
        {},
        optional={
            **_CLAUSES,
            "ids": _ID_LISTS,
            "limit": sometimes(_COUNTS, _ODD_COUNTS),
            "offset": sometimes(_COUNTS, _ODD_COUNTS),
            "include": sometimes(_INCLUDES, _ODD_INCLUDES),
        },
    ).map(as_json)
)
FILTERED_GET = st.one_of(
    st.fixed_dictionaries({"where": WHERES}, optional={"include": st.just([])}).map(as_json).map(harmless),
    st.fixed_dictionaries({"where_document": DOCUMENT_WHERES}).map(as_json).map(harmless),
)
QUERY = mutated(
    st.fixed_dictionaries(
        {
            "query_embeddings": sometimes(
                st.lists(good_vectors(2), min_size=1, max_size=3).map(as_json),
                st.lists(vectors(2), max_size=3).map(as_json),
            )
        },
        optional={
            **_CLAUSES,
            "ids": _ID_LISTS,
            "n_results": sometimes(st.sampled_from([None, 0, 1, 2, 3, 5, 10, 100]), _ODD_COUNTS),
            "include": sometimes(_INCLUDES, _ODD_INCLUDES),
        },
    ).map(as_json)
)
DELETE = mutated(
    st.one_of(
        st.fixed_dictionaries({"ids": st.lists(IDS, max_size=2).map(as_json)}).map(as_json),
        st.fixed_dictionaries(
            {}, optional={**_CLAUSES, "ids": _ID_LISTS, "limit": sometimes(_COUNTS, _ODD_COUNTS)}
        ).map(as_json),
    )
)
_RANKS: st.SearchStrategy[Json] = st.sampled_from(
    [
        None,
        {"$val": 1},
        {"$knn": {"query": [1, 0]}},
        {"$knn": {"query": "text"}},
        {},
        {"$sum": [{"$val": 1}, {"$val": 2.5}]},
        {"$div": {"left": {"$val": 1}, "right": {"$val": 0}}},
        {"$abs": {"$val": -1}},
        {"$rrf": {}},
        {"$val": "1"},
    ]
)
SEARCH = mutated(
    st.fixed_dictionaries(
        {
            "searches": st.lists(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "filter": sometimes(WHERES, JUNK),
                        "rank": _RANKS,
                        "limit": st.sampled_from([{}, {"limit": 1}, {"limit": None, "offset": 1}, None, 1]),
                        "select": st.sampled_from([{}, {"keys": ["#document", "k"]}, {"keys": []}, None, []]),
                        "group_by": st.sampled_from(
                            [
                                {},
                                {"keys": ["k"]},
                                {"keys": ["k"], "aggregate": {"$min_k": {"keys": ["#score"], "k": 1}}},
                            ]
                        ),
                    },
                ).map(as_json),
                max_size=2,
            ).map(as_json)
        },
        optional={"read_level": st.sampled_from(["index_and_wal", "index_only", "x", None])},
    ).map(as_json)
)
