"""Seeded faults in searches: requests altered on their way, and the engine that ranks with a part replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from chromalink.contract.comparison import Json
from chromalink_mock.engine import grouping, rank, sparse
from chromalink_mock.engine.grouping import Aggregate
from chromalink_mock.engine.rank import Domain, Operation
from chromalink_mock.engine.sparse import SparseIndex
from chromalink_mock.engine.values import Floats, MetadataValue
from contracts.engine_faults import EngineFault
from contracts.wire_faults import After, Before, WireFault, answered_by, asked_for

Object: TypeAlias = dict[str, Json]
Change: TypeAlias = Callable[[Object], Object]


def _each(change: Change) -> Before:
    """Change every search of a request."""

    def changed(body: Object) -> Object:
        searches = body.get("searches")
        if not isinstance(searches, list):
            return body
        return {**body, "searches": [change(dict(one)) if isinstance(one, dict) else one for one in searches]}

    return asked_for("search", change=changed)


def _each_knn(change: Change) -> Before:
    """Change every `$knn` of every search."""

    def walk(value: Json) -> Json:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            name: change(dict(inner)) if name == "$knn" and isinstance(inner, dict) else walk(inner)
            for name, inner in value.items()
        }

    return _each(lambda one: {**one, "rank": walk(one["rank"])} if "rank" in one else one)


def _without(*keys: str) -> Change:
    return lambda body: {key: value for key, value in body.items() if key not in keys}


def _limit_without(key: str) -> Change:
    def changed(one: Object) -> Object:
        limit = one.get("limit")
        return {**one, "limit": _without(key)(limit)} if isinstance(limit, dict) else one

    return changed


def _told(change: Change) -> After:
    return answered_by("search", change=change)


def _backwards(*columns: str) -> Change:
    def turned(value: Json) -> Json:
        return [row[::-1] if isinstance(row, list) else row for row in value] if isinstance(value, list) else value

    return lambda body: {key: turned(value) if key in columns else value for key, value in body.items()}


def _first_only(body: Object) -> Object:
    searches = body.get("searches")
    return {**body, "searches": searches[:1]} if isinstance(searches, list) else body


def _taking_absent_defaults_for_zero(merged: Callable[..., object]) -> object:
    def default(domain: Domain) -> Domain:
        if domain.default is not None:
            return domain
        values = np.where(domain.support, domain.values, np.float32(0)).astype(np.float32)
        return replace(domain, values=values, default=np.float32(0))

    def changed(operation: Operation, left: Domain, right: Domain) -> object:
        return merged(operation, default(left), default(right))

    return changed


def _other_way_round(chosen: Callable[..., object]) -> object:
    def changed(
        keys: Sequence[str],
        aggregate: Aggregate,
        rows: Sequence[Mapping[str, MetadataValue]],
        scores: Sequence[int],
    ) -> object:
        other = replace(aggregate, operator="$max_k" if aggregate.operator == "$min_k" else "$min_k")
        return chosen(keys, other, rows, scores)

    return changed


def _first_aggregate_key_only(chosen: Callable[..., object]) -> object:
    def changed(
        keys: Sequence[str],
        aggregate: Aggregate,
        rows: Sequence[Mapping[str, MetadataValue]],
        scores: Sequence[int],
    ) -> object:
        return chosen(keys, replace(aggregate, keys=aggregate.keys[:1]), rows, scores)

    return changed


def _max_from_zero(_: object) -> object:
    folds = dict(rank._FOLDS)
    folds["$max"] = (np.float32(0), folds["$max"][1])
    return folds


def _rare_as_any(_: object) -> object:
    def rarity(count: int, held: Floats) -> Floats:
        return np.ones_like(held)

    return rarity


def _negated(nearest: Callable[..., object]) -> object:
    def changed(index: SparseIndex, *asked: object) -> object:
        found = nearest(index, *asked)
        assert isinstance(found, tuple)
        slots, distances = found
        return slots, distances - np.float32(1)

    return changed


SEARCH_FAULTS: tuple[WireFault | EngineFault, ...] = (
    WireFault("search ignores its filter", _each(_without("filter"))),
    WireFault("search ignores its limit", _each(_limit_without("limit"))),
    WireFault("search ignores its offset", _each(_limit_without("offset"))),
    WireFault("search ignores group_by", _each(_without("group_by"))),
    WireFault("search ignores select", _each(_without("select"))),
    WireFault("search looks at its first search only", asked_for("search", change=_first_only)),
    WireFault("search answers with the worst first", after=_told(_backwards("ids", "scores"))),
    WireFault("search tells scores of other rows", after=_told(_backwards("scores"))),
    WireFault(
        "search leaves out columns not selected",
        after=_told(lambda body: {key: value for key, value in body.items() if value != [None]}),
    ),
    WireFault("search does not tell what was selected", after=_told(_without("select"))),
    WireFault("the limit of a $knn is ignored", _each_knn(lambda knn: {**knn, "limit": 1000})),
    WireFault("the default of a $knn is ignored", _each_knn(_without("default"))),
    WireFault("return_rank is ignored", _each_knn(_without("return_rank"))),
    EngineFault("what has no default counts as zero", rank, "_merged", _taking_absent_defaults_for_zero),
    EngineFault("$log is to base ten", rank, "_UNARIES", lambda _: {"$exp": np.exp, "$log": np.log10}),
    EngineFault("$max starts from zero", rank, "_FOLDS", _max_from_zero),
    EngineFault("scores descend", rank, "order_of", lambda _: lambda scores: -np.asarray(scores)),
    EngineFault("$min_k is $max_k", grouping, "chosen", _other_way_round),
    EngineFault("aggregates have one key", grouping, "chosen", _first_aggregate_key_only),
    EngineFault("sparse distances are not taken from 1", SparseIndex, "nearest", _negated),
    EngineFault("rare indices weigh no more", sparse, "rarity", _rare_as_any),
)
