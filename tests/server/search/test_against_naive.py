"""The engine finds what a naive reading of the search contract finds, for random collections and expressions.

`CHROMALINK_SEARCH_CASES` says how many cases are tried; 200 by default.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import cast

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chromalink_mock.engine import search
from chromalink_mock.engine.json_value import JsonObject
from chromalink_mock.engine.store import RecordStore
from chromalink_mock.engine.values import Batch, HnswParameters, Space
from chromalink_mock.http.decode import metadata
from chromalink_mock.http.decode.search import SEARCH

from .naive_search import Record, World, f32, searched

CASES = int(os.environ.get("CHROMALINK_SEARCH_CASES", "200"))
KEYS: Mapping[str, bool] = {"plain": False, "rare": True}

SIZE = 4
GRID = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0])
UNITS = [[0.0] * SIZE, [1.0, 1.0, 1.0, 1.0], [1.0, -1.0, 1.0, -1.0], [2.0, 0.0, 0.0, 0.0], [0.0, 0.0, -0.5, 0.0]]
"""Vectors whose length is a power of two, so that a cosine is exact however it is computed."""

HOLD = st.sampled_from([0, 2**20])
"""Whether leaves are searched for one by one or all at once."""

numbers = st.floats(width=32, allow_nan=False, allow_infinity=False, min_value=-100, max_value=100)
constants = st.one_of(numbers, st.sampled_from([0.0, -0.0, 1.0, -1.0, 60.0, 1e39, -1e39, 1e-45, 3.4e38]))
scalars = st.one_of(st.booleans(), st.integers(-2, 2), st.sampled_from([-1.0, 0.5, 1.0]), st.sampled_from(["1", "x"]))
values = st.one_of(scalars, st.lists(st.integers(0, 1), min_size=1, max_size=2), st.just(["x"]), st.just([True]))


@st.composite
def sparse_vectors(draw: st.DrawFn) -> dict[str, object]:
    indices = sorted(draw(st.sets(st.sampled_from([0, 1, 2, 7, 2**32 - 1]), max_size=4)))
    return {"indices": indices, "values": [draw(numbers) for _ in indices]}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    space = draw(st.sampled_from(["l2", "ip", "cosine"]))
    size = draw(st.integers(0, 12))
    rows: list[Record] = []
    for i in range(size):
        fields: dict[str, object] = draw(st.dictionaries(st.sampled_from(["g", "h"]), values, max_size=2))
        for key in KEYS:
            if draw(st.booleans()):
                fields[key] = draw(sparse_vectors()) if draw(st.integers(0, 5)) else "not a vector"
        rows.append(Record(f"r{i}", draw(dense_vectors(space)), fields))
    return World(rows, space, KEYS)


def dense_vectors(space: str) -> st.SearchStrategy[list[float]]:
    return st.sampled_from(UNITS) if space == "cosine" else st.lists(GRID, min_size=SIZE, max_size=SIZE)


def leaves(space: str) -> st.SearchStrategy[dict[str, object]]:
    shared = {
        "limit": st.sampled_from([0, 1, 2, 3, 5, 16, 2**32 - 1]),
        "default": st.one_of(st.none(), constants),
        "return_rank": st.booleans(),
    }
    dense = st.fixed_dictionaries({"query": dense_vectors(space)}, optional=shared)
    sparse = st.fixed_dictionaries({"query": sparse_vectors(), "key": st.sampled_from(sorted(KEYS))}, optional=shared)
    return st.one_of(dense, sparse).map(lambda knn: {"$knn": knn})


def ranks(space: str, depth: int) -> st.SearchStrategy[dict[str, object]]:
    """Expressions of at most this depth."""
    constant = constants.map(lambda value: {"$val": value})
    if depth == 1:
        return st.one_of(leaves(space), leaves(space), constant)
    below = st.deferred(lambda: ranks(space, depth - 1))
    folds = st.builds(
        lambda name, parts: {name: parts},
        st.sampled_from(["$sum", "$mul", "$max", "$min"]),
        st.lists(below, max_size=3),
    )
    pairs = st.builds(
        lambda name, left, right: {name: {"left": left, "right": right}},
        st.sampled_from(["$sub", "$div"]),
        below,
        below,
    )
    unaries = st.builds(lambda name, part: {name: part}, st.sampled_from(["$abs", "$exp", "$log"]), below)
    return st.one_of(leaves(space), folds, pairs, unaries)


@st.composite
def payloads(draw: st.DrawFn, space: str) -> dict[str, object]:
    payload: dict[str, object] = {}
    simple = st.sampled_from(
        [
            {"g": {"$eq": 1}},
            {"g": {"$ne": "x"}},
            {"h": {"$gt": 0}},
            {"#id": {"$in": ["r0", "r2", "r3", "nobody"]}},
            {"#id": {"$ne": "r1"}},
            {"#score": {"$gt": 0.5}},
        ]
    )
    if draw(st.booleans()):
        payload["filter"] = draw(
            st.one_of(
                simple, st.lists(simple, max_size=2).map(lambda c: {"$or": c}), simple.map(lambda c: {"$and": [c]})
            )
        )
    if draw(st.integers(0, 9)):
        payload["rank"] = draw(ranks(space, draw(st.integers(1, 6))))
        if draw(st.integers(0, 3)) == 0:
            fields = st.sampled_from(["g", "h", "plain", "nobody"])
            keys = draw(st.lists(st.one_of(fields, st.just("#score")), min_size=1, max_size=2))
            aggregate = {draw(st.sampled_from(["$min_k", "$max_k"])): {"keys": keys, "k": draw(st.integers(1, 3))}}
            payload["group_by"] = {"keys": draw(st.lists(fields, min_size=1, max_size=2)), "aggregate": aggregate}
    if draw(st.booleans()):
        payload["limit"] = {"offset": draw(st.integers(0, 4)), "limit": draw(st.one_of(st.none(), st.integers(0, 6)))}
    return payload


def filled(world: World) -> RecordStore:
    """A store with the records, some of them changed after they came."""
    space: Space = "l2" if world.space == "l2" else "ip" if world.space == "ip" else "cosine"
    store = RecordStore(HnswParameters(space=space))
    for record in world.records:
        if len(record.id) % 2:
            store.add(Batch([record.id], np.zeros((1, SIZE), np.float32)))
        rows = metadata.rows([cast(JsonObject, record.metadata)], "metadatas").rows
        store.upsert(Batch([record.id], np.array([record.vector], np.float32), metadatas=rows))
    return store


@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_search_finds_what_the_contract_says(data: st.DataObject) -> None:
    world = data.draw(worlds())
    payload = data.draw(payloads(world.space))
    ids, scores = searched(world, payload)
    store = filled(world)
    asked = SEARCH.read({"searches": [cast(JsonObject, {**payload, "select": {"keys": ["#score"]}})]})
    asked.validate()
    with store.snapshot() as snapshot:
        found = search.run(snapshot, asked.searches[0], KEYS.__getitem__, explain=True, hold=data.draw(HOLD))
    assert found.ids == ids
    assert found.scores is not None
    assert [shown(score) for score in found.scores.tolist()] == [shown(score) for score in scores]
    explained = [
        math.nan if tree["value"] is None else f32(float(str(tree["value"]))) for tree in found.explanations or []
    ]
    assert not payload.get("rank") or [shown(value) for value in explained] == [
        shown(score if math.isfinite(score) else math.nan) for score in scores
    ]


def shown(score: float) -> str:
    """A float with its sign; the sign of NaN means nothing."""
    return "nan" if math.isnan(score) else repr(score)
