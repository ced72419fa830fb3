"""Searches of a collection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from ..._wire import search as wire
from ...errors import InvalidInputError
from ...results import SearchResult
from ...search.rank import Knn
from ...search.search import Search
from .. import embedding, sparse_embedding
from ..checks import filters
from ..checks.columns import shown
from ..checks.kinds import is_sequence
from ..effects import Flow
from ..session import CollectionRef
from .system import sent

if TYPE_CHECKING:
    from ...search.rank import Query, Rank

T = TypeVar("T")

EMBEDDING = "#embedding"


def search(ref: CollectionRef, searches: object, read_level: object, *, explain: bool) -> Flow[SearchResult]:
    asked = _searches(searches)
    level = filters.read_level(read_level)
    where = [filters.where(_filter(one), f"searches[{place}].where") for place, one in enumerate(asked)]
    vectors = yield from _vectors(ref, asked)
    payloads = [_payload(one, clause, vectors) for one, clause in zip(asked, where, strict=True)]
    return (yield from sent(ref.session, wire.search(ref, payloads, level, explain=explain)))


def _searches(value: object) -> list[Search]:
    found = [value] if isinstance(value, Search) else value
    if not is_sequence(found):
        raise InvalidInputError(f"searches: expected a Search or a sequence of them, got {shown(value)}")
    for place, one in enumerate(found):
        if not isinstance(one, Search):
            raise InvalidInputError(f"searches[{place}]: expected a Search, got {shown(one)}")
    return cast("list[Search]", list(found))


def _filter(search: Search) -> dict[str, object] | None:
    where = search.parts.where
    return None if where is None else _shallow(where.to_dict)


def _payload(
    search: Search, where: Mapping[str, object] | None, vectors: Mapping[tuple[str, str], Query]
) -> dict[str, object]:
    """The search on the wire, its texts replaced by their vectors."""

    def told() -> dict[str, object]:
        return {**search.rank(_with_vectors(search.parts.rank, vectors)).to_dict(), "filter": where}

    return _shallow(told)


def _with_vectors(rank: Rank | None, vectors: Mapping[tuple[str, str], Query]) -> Rank | None:
    def replaced(leaf: Knn) -> Knn:
        return replace(leaf, query=vectors[leaf.key_name, leaf.query]) if isinstance(leaf.query, str) else leaf

    return None if rank is None else rank.replaced(replaced)


def _vectors(ref: CollectionRef, searches: Sequence[Search]) -> Flow[dict[tuple[str, str], Query]]:
    """The vector of every text that is searched with, by key and text: one call of each function."""
    found: dict[tuple[str, str], Query] = {}
    for key, texts in _shallow(lambda: _texts(searches)).items():
        if key == EMBEDDING:
            dense = yield from embedding.embedded(ref, texts, "searches", query=True)
            found.update({(key, text): row for text, row in zip(texts, dense, strict=True)})
            continue
        if key not in ref.sparse:
            raise InvalidInputError(
                f"searches: the schema of collection {ref.name!r} names no embedding function for the text query of "
                f"key {key!r}; pass a SparseVector, or give the key a SparseVectorIndexConfig with one"
            )
        sparse = yield from sparse_embedding.embedded(ref, ref.sparse[key].function, texts, query=True)
        found.update({(key, text): vector for text, vector in zip(texts, sparse, strict=True)})
    return found


def _texts(searches: Sequence[Search]) -> dict[str, list[str]]:
    """The texts to embed for each key, each once, in order."""
    found: dict[str, dict[str, None]] = {}
    for one in searches:
        for leaf in one.parts.rank.leaves() if one.parts.rank is not None else ():
            if isinstance(leaf.query, str):
                found.setdefault(leaf.key_name, {})[leaf.query] = None
    return {key: list(texts) for key, texts in found.items()}


def _shallow(build: Callable[[], dict[str, T]]) -> dict[str, T]:
    try:
        return build()
    except RecursionError:
        raise InvalidInputError("searches: nested too deeply") from None
