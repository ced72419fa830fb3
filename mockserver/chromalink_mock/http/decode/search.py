"""The body of a search: read and validated as the recorded server does (wire contract: search payload)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ...engine.errors import InvalidArgument
from ...engine.filters import Clause, parse_where
from ...engine.json_value import JsonValue
from ...engine.names import refuse_faults
from ...engine.schema import unindexed
from ..errors import BadShape
from . import metadata, shape
from .body import Payload

_SEARCH_FIELDS = ("filter", "rank", "group_by", "limit", "select")
_READ_LEVELS = {name: name for name in ("index_and_wal", "index_only", "index_and_bounded_wal")}
_KNN_FIELDS = ("query", "key", "limit", "default", "return_rank")
_BUILT_IN = ("#score", "#document", "#embedding", "#metadata")
_EMBEDDING = "#embedding"


@dataclass(frozen=True, slots=True)
class SparseKnn:
    """A nearest-neighbour rank over a sparse key; `sound` says whether the query's indices and values fit."""

    key: str
    sound: bool


@dataclass(frozen=True, slots=True)
class GroupBy:
    """How results are grouped; no keys and no aggregate = not at all."""

    keys: Sequence[str]
    aggregate_keys: Sequence[str] | None
    k: int

    def fault(self) -> str | None:
        """What validation refuses in it."""
        if not self.keys and self.aggregate_keys is None:
            return None
        if not self.keys or self.aggregate_keys is None:
            return "group_by keys and aggregate must both be specified or both be omitted"
        if any(key in _BUILT_IN for key in self.keys):
            return "group_by keys must be metadata fields (cannot use #score, #document, #embedding, or #metadata)"
        if not self.aggregate_keys:
            return "aggregate keys must not be empty"
        if any(key in _BUILT_IN[1:] for key in self.aggregate_keys):
            return "aggregate keys must be metadata fields or #score (cannot use #document, #embedding, or #metadata)"
        return None if self.k else "aggregate k must be greater than 0"


@dataclass(frozen=True, slots=True)
class SearchPart:
    """One of the searches: what its validation needs to know."""

    filter: Clause | None
    ranked: bool
    sparse: Sequence[SparseKnn]
    group_by: GroupBy


@dataclass(frozen=True, slots=True)
class Search:
    """The body of a search, its shape checked."""

    parts: Sequence[SearchPart]

    def validate(self) -> None:
        """Raise InvalidArgument for what the recorded server refuses before it runs a search."""
        faults: list[tuple[str, str | None]] = []
        for place, part in enumerate(self.parts):
            at = f"searches[{place}]"
            grouping = part.group_by.fault()
            faults.append((f"{at}.group_by", grouping))
            if any(not knn.sound for knn in part.sparse):
                faults.append((f"{at}.rank", _UNSOUND))
            if grouping is None and part.group_by.keys and not part.ranked:
                faults.append((f"{at}.__all__", "group_by requires rank expression to be specified"))
        refuse_faults(faults)
        for part in self.parts:
            for knn in part.sparse:
                raise InvalidArgument(unindexed(knn.key, "SparseVector"))


_UNSOUND = (
    "Invalid sparse vector in KNN query: "
    "Sparse vector indices must be sorted in strictly ascending order (no duplicates)"
)


def _search(value: JsonValue) -> Search:
    fields = shape.struct(value, "", "SearchRequestPayload", ("searches", "read_level"))
    parts = fields.required("searches", lambda item, at: shape.each(item, at, _part))
    fields.given("read_level", shape.choice(_READ_LEVELS), "index_and_wal")
    return Search(parts)


def _part(value: JsonValue, at: str) -> SearchPart:
    if value == []:
        value = {}
    fields = shape.struct(value, at, "SearchPayload", _SEARCH_FIELDS)
    sparse: list[SparseKnn] = []
    rank = fields.optional("rank", partial(_rank, sparse=sparse))
    fields.given("limit", _limit, None)
    fields.given("select", _select, None)
    return SearchPart(
        filter=fields.optional("filter", _filter),
        ranked=rank is not None,
        sparse=sparse,
        group_by=fields.given("group_by", _group_by, GroupBy((), None, 0)),
    )


def _filter(value: JsonValue, at: str) -> Clause | None:
    if value == {}:
        return None
    try:
        return parse_where(shape.anything(value, at))
    except InvalidArgument as error:
        raise BadShape(at, error.message) from None


def _rank(value: JsonValue, at: str, sparse: list[SparseKnn]) -> bool:
    name, operand = shape.variant(value, at)
    if name not in _RANKS:
        expected = ", ".join(f"`{known}`" for known in sorted(_RANKS))
        raise BadShape(at, f"unknown variant `{name}`, expected one of {expected}")
    shape.refuse_deep(operand, at, 2)
    _RANKS[name](operand, shape.within(at, name), sparse)
    shape.refuse_second_variant(value, at)
    return True


def _constant(value: JsonValue, at: str, sparse: list[SparseKnn]) -> None:
    shape.f32(value, at)


def _nested(value: JsonValue, at: str, sparse: list[SparseKnn]) -> None:
    _rank(value, at, sparse)


def _listed(value: JsonValue, at: str, sparse: list[SparseKnn]) -> None:
    shape.each(value, at, partial(_rank, sparse=sparse))


def _sides(value: JsonValue, at: str, sparse: list[SparseKnn]) -> None:
    fields = shape.struct(value, at, "struct variant RankExpr", ("left", "right"))
    fields.required("left", partial(_rank, sparse=sparse))
    fields.required("right", partial(_rank, sparse=sparse))


def _knn(value: JsonValue, at: str, sparse: list[SparseKnn]) -> None:
    fields = shape.struct(value, at, "struct variant RankExpr::Knn", _KNN_FIELDS)
    sound = fields.required("query", _query)
    key = fields.given("key", shape.text, _EMBEDDING)
    fields.given("limit", shape.u32, 16)
    fields.optional("default", shape.f32)
    fields.given("return_rank", shape.flag, False)
    if sound is not None:
        sparse.append(SparseKnn(key, sound))


def _query(value: JsonValue, at: str) -> bool | None:
    """None for a dense query vector, else whether the sparse one is sound."""
    if isinstance(value, list) and all(isinstance(item, int | float) and not isinstance(item, bool) for item in value):
        return None
    sound = metadata.sparse_vector(value) if isinstance(value, dict) else None
    if sound is None:
        raise BadShape(at, "data did not match any variant of untagged enum QueryVector", buffered=True)
    return sound


_RANKS: Mapping[str, Callable[[JsonValue, str, list[SparseKnn]], None]] = {
    "$val": _constant,
    "$knn": _knn,
    "$sum": _listed,
    "$mul": _listed,
    "$max": _listed,
    "$min": _listed,
    "$sub": _sides,
    "$div": _sides,
    "$abs": _nested,
    "$exp": _nested,
    "$log": _nested,
}


def _limit(value: JsonValue, at: str) -> None:
    fields = shape.struct(value, at, "Limit", ("offset", "limit"))
    fields.given("offset", shape.u32, 0)
    fields.optional("limit", shape.u32)


def _select(value: JsonValue, at: str) -> None:
    fields = shape.struct(value, at, "Select", ("keys",))
    fields.given("keys", shape.texts, ())


def _group_by(value: JsonValue, at: str) -> GroupBy:
    fields = shape.struct(value, at, "GroupBy", ("keys", "aggregate"))
    keys = fields.given("keys", shape.texts, ())
    aggregate = fields.optional("aggregate", _aggregate)
    if aggregate is None:
        return GroupBy(keys, None, 0)
    return GroupBy(keys, *aggregate)


def _aggregate(value: JsonValue, at: str) -> tuple[Sequence[str], int]:
    name, operand = shape.variant(value, at)
    if name not in ("$min_k", "$max_k"):
        raise BadShape(at, f"unknown variant `{name}`, expected `$min_k` or `$max_k`")
    fields = shape.struct(operand, shape.within(at, name), "struct variant Aggregate", ("keys", "k"))
    keys, k = fields.required("keys", shape.texts), fields.required("k", shape.u32)
    shape.refuse_second_variant(value, at)
    return keys, k


SEARCH = Payload(("searches", "read_level"), _search)
