"""The search contract sentence by sentence, over plain floats that are cut to float32: no numpy, nothing of the engine.

Records are in order of insertion. NaN stands last, and a record that shares no dimension with a sparse query is not
among its neighbours: where upstream leaves it open, this is what the contract proposes.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

Object: TypeAlias = Mapping[str, object]
Domain: TypeAlias = tuple[dict[int, float], float | None]
"""The support, record to value, and the default of an expression."""

LOWEST, HIGHEST = -3.4028234663852886e38, 3.4028234663852886e38


@dataclass(frozen=True)
class Record:
    id: str
    vector: Sequence[float]
    metadata: Object


@dataclass(frozen=True)
class World:
    """A collection: its records, its space, and for each sparse key whether it weighs rarity."""

    records: Sequence[Record]
    space: str
    sparse: Mapping[str, bool]


def f32(value: float) -> float:
    """The float32 next to a float."""
    return array("f", [value])[0]


def searched(world: World, payload: Object) -> tuple[list[str], list[float]]:
    """The ids and scores of one search."""
    where = cast("Object | None", payload.get("filter"))
    allowed = [i for i, record in enumerate(world.records) if not where or holds(where, record)]
    page = cast(Mapping[str, int | None], payload.get("limit", {}))
    start = page.get("offset") or 0
    size = page.get("limit")
    stop = None if size is None else start + size
    if payload.get("rank") is None:
        found = allowed[start:stop]
        return [world.records[i].id for i in found], [float(place) for place in range(len(found))]
    support, _ = evaluated(world, allowed, cast(Object, payload["rank"]))
    ranked = sorted(support, key=lambda i: (total_order(support[i]), i))
    grouping = cast(Object, payload.get("group_by", {}))
    if grouping:
        kept = grouped(world, grouping, ranked, support)
        ranked = [i for i in ranked if i in kept]
    ranked = ranked[start:stop]
    return [world.records[i].id for i in ranked], [support[i] for i in ranked]


def holds(where: Object, record: Record) -> bool:
    """`$and`, `$or`, and comparisons, as a single node answers them: ints meet floats, but no bool and no list."""
    ((key, operand),) = where.items()
    if key in ("$and", "$or"):
        parts = [holds(part, record) for part in cast(Sequence[Object], operand)]
        return all(parts) if key == "$and" else any(parts)
    ((operator, argument),) = cast(Object, operand).items()
    value = record.id if key == "#id" else record.metadata.get(key)
    known = type(value) is type(argument) or {type(value), type(argument)} == {int, float}
    match operator:
        case "$eq":
            return known and value == argument
        case "$ne":
            return not (known and value == argument)
        case "$in":
            return value in cast(Sequence[object], argument)
        case _:
            return known and cast(int, value) > cast(int, argument)


def evaluated(world: World, allowed: Sequence[int], rank: Object) -> Domain:
    ((name, operand),) = rank.items()
    match name:
        case "$val":
            return {}, f32(cast(float, operand))
        case "$knn":
            return leaf(world, allowed, cast(Object, operand))
        case "$sum" | "$mul" | "$max" | "$min":
            result: Domain = {}, {"$sum": 0.0, "$mul": 1.0, "$max": LOWEST, "$min": HIGHEST}[name]
            for part in cast(Sequence[Object], operand):
                result = merged(BINARY[name], result, evaluated(world, allowed, part))
            return result
        case "$sub" | "$div":
            sides = cast(Mapping[str, Object], operand)
            left, right = (evaluated(world, allowed, sides[side]) for side in ("left", "right"))
            return merged(BINARY[name], left, right)
        case _:
            support, default = evaluated(world, allowed, cast(Object, operand))
            function = UNARY[name]
            mapped = {i: f32(function(value)) for i, value in support.items()}
            return mapped, None if default is None else f32(function(default))


def merged(operation: Callable[[float, float], float], left: Domain, right: Domain) -> Domain:
    (a, default_a), (b, default_b) = left, right
    if default_a is not None and default_b is not None:
        keys, default = a.keys() | b.keys(), f32(operation(default_a, default_b))
        return {i: f32(operation(a.get(i, default_a), b.get(i, default_b))) for i in keys}, default
    if default_a is not None:
        return {i: f32(operation(a.get(i, default_a), value)) for i, value in b.items()}, None
    if default_b is not None:
        return {i: f32(operation(value, b.get(i, default_b))) for i, value in a.items()}, None
    return {i: f32(operation(a[i], b[i])) for i in a.keys() & b.keys()}, None


def leaf(world: World, allowed: Sequence[int], knn: Object) -> Domain:
    query = knn["query"]
    key = cast(str, knn.get("key", "#embedding"))
    if isinstance(query, list):
        near = {i: dense(world.space, cast("list[float]", query), world.records[i].vector) for i in allowed}
    else:
        near = sparse(world, allowed, key, cast(Object, query))
    ranked = sorted(near, key=lambda i: (total_order(near[i]), i))[: cast(int, knn.get("limit", 16))]
    default = cast("float | None", knn.get("default"))
    return (
        {i: float(place) if knn.get("return_rank") else near[i] for place, i in enumerate(ranked)},
        None if default is None else f32(default),
    )


def dense(space: str, query: Sequence[float], vector: Sequence[float]) -> float:
    """Exact for small numbers whose length is a power of two."""
    if space == "l2":
        return f32(sum((a - b) ** 2 for a, b in zip(query, vector, strict=True)))
    product = sum(a * b for a, b in zip(query, vector, strict=True))
    if space == "cosine":
        length = math.hypot(*query) * math.hypot(*vector)
        product = product / length if length else 0.0
    return f32(1 - product)


def sparse(world: World, allowed: Sequence[int], key: str, query: Object) -> dict[int, float]:
    stored: dict[int, dict[int, float]] = {}
    for i, record in enumerate(world.records):
        value = record.metadata.get(key)
        if isinstance(value, dict):
            stored[i] = dict(zip(value["indices"], map(f32, value["values"]), strict=True))
    asked = dict(zip(cast("list[int]", query["indices"]), map(f32, cast("list[float]", query["values"])), strict=True))
    if world.sparse[key]:
        for dimension in asked:
            held = sum(dimension in vector for vector in stored.values())
            odds = f32(f32(len(world.records) - held + 0.5) / f32(held + 0.5))
            asked[dimension] = f32(asked[dimension] * f32(math.log1p(odds)))
    near: dict[int, float] = {}
    for i in allowed:
        shared = [dimension for dimension in asked if dimension in stored.get(i, {})]
        if shared:
            product = 0.0
            for dimension in shared:
                product = f32(product + f32(asked[dimension] * stored[i][dimension]))
            near[i] = f32(1 - product)
    return near


def grouped(world: World, grouping: Object, ranked: Sequence[int], scores: Mapping[int, float]) -> set[int]:
    ((operator, aggregate),) = cast(Mapping[str, Object], grouping["aggregate"]).items()
    groups: dict[tuple[object, ...], list[int]] = {}
    for i in ranked:
        named = tuple(typed(world.records[i].metadata.get(key)) for key in cast(Sequence[str], grouping["keys"]))
        groups.setdefault(named, []).append(i)

    def by(i: int) -> tuple[tuple[int, object], ...]:
        return tuple(
            (4, total_order(scores[i])) if key == "#score" else typed(world.records[i].metadata.get(key))
            for key in cast(Sequence[str], aggregate["keys"])
        )

    kept = [
        sorted(group, key=by, reverse=operator == "$max_k")[: cast(int, aggregate["k"])] for group in groups.values()
    ]
    return {i for group in kept for i in group}


def typed(value: object) -> tuple[int, object]:
    """A value with its type's place: none, bool, int, float, string, sparse vector, lists of these."""
    if isinstance(value, dict):
        return 5, (tuple(value["indices"]), tuple(value["values"]))
    if isinstance(value, list):
        items = cast("list[object]", value)
        return 5 + typed(items[0])[0], tuple(items)
    places: dict[type, int] = {type(None): 0, bool: 1, int: 2, float: 3, str: 4}
    return places[type(value)], value


def total_order(value: float) -> tuple[int, float, int]:
    """Ascending, -0.0 before 0.0, NaN last."""
    if math.isnan(value):
        return 1, 0.0, 0
    return 0, value, int(math.copysign(1, value))


def quotient(a: float, b: float) -> float:
    if b != 0:
        return a / b
    if a == 0 or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1, b)


def exponential(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def logarithm(value: float) -> float:
    if value == 0:
        return -math.inf
    return math.log(value) if value > 0 else math.nan


BINARY: Mapping[str, Callable[[float, float], float]] = {
    "$sum": lambda a, b: a + b,
    "$mul": lambda a, b: a * b,
    "$max": lambda a, b: a if math.isnan(b) or a >= b else b,
    "$min": lambda a, b: a if math.isnan(b) or a <= b else b,
    "$sub": lambda a, b: a - b,
    "$div": quotient,
}
UNARY: Mapping[str, Callable[[float], float]] = {"$abs": abs, "$exp": exponential, "$log": logarithm}
