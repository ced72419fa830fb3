"""The body of a search: read and validated as the recorded server does (wire contract: search payload)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...engine.errors import InvalidArgument
from ...engine.filters import Clause, parse_where
from ...engine.grouping import Aggregate, AggregateName, GroupBy
from ...engine.json_value import JsonValue
from ...engine.rank import Constant, Fold, FoldName, Knn, Pair, PairName, Rank, Unary, UnaryName, leaves
from ...engine.search import Search
from ...engine.sparse_vector import SparseVector
from ...engine.values import Floats
from ..errors import BadShape
from . import flat_search, metadata, shape, vectors
from .body import Payload

_FIELDS = ("searches", "read_level")
_SEARCH_FIELDS = ("filter", "rank", "group_by", "limit", "select")
_READ_LEVELS = {name: name for name in ("index_and_wal", "index_only", "index_and_bounded_wal")}
_KNN_FIELDS = ("query", "key", "limit", "default", "return_rank")
EMBEDDING = "#embedding"
_AGGREGATES: Mapping[str, AggregateName] = {"$min_k": "$min_k", "$max_k": "$max_k"}


@dataclass(frozen=True, slots=True)
class SearchBody:
    """The body of a search, its shape checked. A `flat` one stands for one search and is answered without its list."""

    searches: Sequence[Search]
    flat: bool = False

    def validate(self) -> None:
        """Raise InvalidArgument for what the recorded server refuses before it looks for the collection."""
        faults = "".join("\n".join(_faults(search, f"searches[{i}]")) for i, search in enumerate(self.searches))
        if faults:
            raise InvalidArgument(f"Validation error: {faults}")


def _faults(search: Search, at: str) -> list[str]:
    found: list[str] = []
    grouping = search.group_by.fault()
    if grouping is not None:
        found.append(f"{at}.group_by: {grouping}")
    for knn in () if search.rank is None else leaves(search.rank):
        fault = knn.query.fault() if isinstance(knn.query, SparseVector) else None
        if fault is not None:
            found.append(f"{at}.rank: Invalid sparse vector in KNN query: {fault}")
            break
    if not found and search.group_by.keys and search.rank is None:
        found.append(f"{at}.__all__: group_by requires rank expression to be specified")
    return found


def _body(value: JsonValue) -> SearchBody:
    if isinstance(value, dict) and flat_search.is_flat(value):
        native: dict[str, JsonValue] = {"searches": [flat_search.lowered(value)]}
        if "read_level" in value:
            native["read_level"] = value["read_level"]
        return SearchBody(_searches(native), flat=True)
    return SearchBody(_searches(value))


def _searches(value: JsonValue) -> list[Search]:
    fields = shape.struct(value, "", "SearchRequestPayload", _FIELDS, at_least=1)
    fields.given("read_level", shape.choice(_READ_LEVELS), "index_and_wal")
    return fields.required("searches", lambda item, at: shape.each(item, at, _search))


def _search(value: JsonValue, at: str) -> Search:
    return shape.first_fault(value, at, _SEARCH_FIELDS, _read_search)


def _read_search(value: JsonValue, at: str) -> Search:
    fields = shape.struct(value, at, "SearchPayload", _SEARCH_FIELDS, at_least=0)
    rank = fields.optional("rank", _whole_rank)
    offset, limit = fields.given("limit", _limit, (0, None))
    return Search(
        filter=fields.optional("filter", _filter),
        rank=rank,
        group_by=fields.given("group_by", _group_by, GroupBy()),
        offset=offset,
        limit=limit,
        select=fields.given("select", _select, ()),
    )


def _filter(value: JsonValue, at: str) -> Clause | None:
    if value == {}:
        return None
    try:
        return parse_where(shape.anything(value, at))
    except InvalidArgument as error:
        raise BadShape(at, error.message, buffered=True) from None


def _whole_rank(value: JsonValue, at: str) -> Rank:
    _, operand = shape.variant(value, at)
    shape.refuse_deep(operand, at, 4)
    return _rank(value, at)


def _rank(value: JsonValue, at: str) -> Rank:
    name, operand = shape.variant(value, at)
    if name not in _RANKS:
        expected = ", ".join(f"`{known}`" for known in sorted(_RANKS))
        raise BadShape(at, f"unknown variant `{name}`, expected one of {expected}")
    rank = _RANKS[name](operand, shape.within(at, name))
    shape.refuse_second_variant(value, at)
    return rank


def _constant(value: JsonValue, at: str) -> Rank:
    return Constant(_f32(value, at))


def _fold(operator: FoldName) -> shape.Reader[Rank]:
    return lambda value, at: Fold(operator, tuple(shape.each(value, at, _rank)))


def _pair(operator: PairName) -> shape.Reader[Rank]:
    def read(value: JsonValue, at: str) -> Rank:
        fields = shape.struct(value, at, "struct variant RankExpr", ("left", "right"))
        return Pair(operator, *fields.both("left", _rank, "right", _rank))

    return read


def _unary(operator: UnaryName) -> shape.Reader[Rank]:
    return lambda value, at: Unary(operator, _rank(value, at))


def _knn(value: JsonValue, at: str) -> Rank:
    fields = shape.struct(value, at, "struct variant RankExpr::Knn", _KNN_FIELDS, at_least=1)
    return Knn(
        query=fields.required("query", _query),
        key=fields.given("key", shape.text, EMBEDDING),
        limit=fields.given("limit", shape.u32, 16),
        default=fields.optional("default", _f32),
        return_rank=fields.given("return_rank", shape.flag, False),
    )


def _query(value: JsonValue, at: str) -> Floats | SparseVector:
    if isinstance(value, list) and set(map(type, value)) <= {int, float}:
        return vectors.numbers(value, at)
    found = metadata.sparse_vector(value) if isinstance(value, dict) else None
    if found is None:
        raise BadShape(at, "data did not match any variant of untagged enum QueryVector", buffered=True)
    return found


def _f32(value: JsonValue, at: str) -> np.float32:
    with np.errstate(over="ignore"):
        return np.float32(shape.f32(value, at))


_RANKS: Mapping[str, shape.Reader[Rank]] = {
    "$val": _constant,
    "$knn": _knn,
    "$sum": _fold("$sum"),
    "$mul": _fold("$mul"),
    "$max": _fold("$max"),
    "$min": _fold("$min"),
    "$sub": _pair("$sub"),
    "$div": _pair("$div"),
    "$abs": _unary("$abs"),
    "$exp": _unary("$exp"),
    "$log": _unary("$log"),
}


def _limit(value: JsonValue, at: str) -> tuple[int, int | None]:
    fields = shape.struct(value, at, "Limit", ("offset", "limit"), at_least=0)
    return fields.given("offset", shape.u32, 0), fields.optional("limit", shape.u32)


def _select(value: JsonValue, at: str) -> Sequence[str]:
    fields = shape.struct(value, at, "Select", ("keys",), at_least=0)
    return fields.given("keys", shape.texts, ())


def _group_by(value: JsonValue, at: str) -> GroupBy:
    fields = shape.struct(value, at, "GroupBy", ("keys", "aggregate"), at_least=0)
    return GroupBy(fields.given("keys", shape.texts, ()), fields.optional("aggregate", _aggregate))


def _aggregate(value: JsonValue, at: str) -> Aggregate:
    name, operand = shape.variant(value, at)
    operator = _AGGREGATES.get(name)
    if operator is None:
        raise BadShape(at, f"unknown variant `{name}`, expected `$min_k` or `$max_k`")
    fields = shape.struct(operand, shape.within(at, name), "struct variant Aggregate", ("keys", "k"))
    found = Aggregate(operator, fields.required("keys", shape.texts), fields.required("k", shape.u32))
    shape.refuse_second_variant(value, at)
    return found


SEARCH = Payload((*_FIELDS, *flat_search.FIELDS), _body)
