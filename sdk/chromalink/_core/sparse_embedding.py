"""Sparse vectors out of texts: of the queries of a search, and of the records that a schema wants them for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from ..embeddings import sparse_registry
from ..embeddings.protocol import called, is_async
from ..embeddings.sparse import SparseEmbeddingFunction
from ..errors import ChromaError, EmbeddingError, InvalidInputError
from ..sparse import SparseVector
from .checks.columns import shown
from .checks.kinds import inside, is_mapping
from .effects import Flow
from .rows import Rows
from .watching import embedding

if TYPE_CHECKING:
    from ..schema import Schema
    from .session import CollectionRef, Session

DOCUMENT = "#document"


@dataclass(frozen=True, slots=True)
class SparseKey:
    """How the sparse vectors under one metadata key are made, and of what; `source_key` None = by the caller."""

    function: SparseEmbeddingFunction
    source_key: str | None


def check(session: Session, schema: Schema) -> None:
    """Refuse a schema with an async function where the client cannot await it."""
    for key, types in schema.keys.items():
        function = None if types.sparse is None else types.sparse.embedding_function
        if function is not None and not session.awaits and _is_async(function):
            raise InvalidInputError(
                f"schema: expected a sync embedding function for key {key!r}, got {type(function).__name__}, which is "
                "async; use it with an async client"
            )


def keys_of(schema: Mapping[str, object] | None, given: Schema | None) -> Mapping[str, SparseKey]:
    """The keys for which a collection's schema names a sparse embedding function.

    A function of the schema `given` on creation is itself used; others are rebuilt from what is stored of them.
    """
    found: dict[str, SparseKey] = {}
    keys = inside(schema, "keys")
    for key, types in keys.items() if is_mapping(keys) else ():
        index = inside(types, "sparse_vector", "sparse_vector_index")
        if not is_mapping(index) or index.get("enabled", True) is not True:
            continue
        function = _given(given, str(key)) or sparse_registry.from_stored(inside(index, "config", "embedding_function"))
        source = inside(index, "config", "source_key")
        if function is not None:
            found[str(key)] = SparseKey(function, source if isinstance(source, str) else None)
    return found


def filled(ref: CollectionRef, rows: Rows) -> Flow[Rows]:
    """`rows` with the sparse vectors that the schema wants and the caller left out.

    They are made of the document or of a text in metadata; a record without such a text gets none.
    """
    for key, sparse in ref.sparse.items():
        if sparse.source_key is None:
            continue
        before = rows.metadatas or [None] * len(rows)
        sources = _sources(rows, sparse.source_key, before)
        places = [
            place
            for place, (text, metadata) in enumerate(zip(sources, before, strict=True))
            if text is not None and key not in (metadata or {})
        ]
        if not places:
            continue
        texts = [text for place in places if (text := sources[place]) is not None]
        vectors = yield from embedded(ref, sparse.function, texts)
        after = list(before)
        for place, vector in zip(places, vectors, strict=True):
            after[place] = {**(before[place] or {}), key: vector.to_dict()}
        rows = replace(rows, metadatas=after)
    return rows


def embedded(
    ref: CollectionRef, embedder: SparseEmbeddingFunction, texts: Sequence[str], *, query: bool = False
) -> Flow[list[SparseVector]]:
    """One sparse vector per text."""
    name = type(embedder).__name__
    found = called(embedder, query=query, awaits=ref.session.awaits)
    function = cast("Callable[[object], Sequence[object]]", found)
    if not ref.session.awaits and _is_async(embedder):
        raise EmbeddingError(f"{name} is async: use an async client")
    try:
        made = yield from embedding(ref.session.hooks, name, function, list(texts), query=query)
        vectors = [_vector(one, name) for one in made]
    except (ChromaError, ImportError):
        raise
    except Exception as exc:
        raise EmbeddingError(f"{name} raised {type(exc).__name__}: {exc}") from exc
    if len(vectors) != len(texts):
        raise EmbeddingError(f"{name} returned {len(vectors)} vectors for {len(texts)} inputs")
    return vectors


def _sources(rows: Rows, source_key: str, metadatas: Sequence[Mapping[str, object] | None]) -> Sequence[str | None]:
    """What the vectors are made of, record by record; None where there is no text."""
    if source_key == DOCUMENT:
        return rows.documents or [None] * len(rows)
    values = ((metadata or {}).get(source_key) for metadata in metadatas)
    return [value if isinstance(value, str) else None for value in values]


def _vector(value: object, name: str) -> SparseVector:
    """A sparse vector, also one of another package's class of the same fields."""
    if isinstance(value, SparseVector):
        return value
    indices, values = (cast("object", getattr(value, field, None)) for field in ("indices", "values"))
    if indices is None or values is None:
        raise EmbeddingError(f"{name}: expected SparseVectors, got {shown(value)}")
    labels = cast("list[str] | None", getattr(value, "labels", None))
    return SparseVector(cast("list[int]", indices), cast("list[float]", values), labels)


def _is_async(function: SparseEmbeddingFunction) -> bool:
    return is_async(function) or is_async(function.embed_query)


def _given(schema: Schema | None, key: str) -> SparseEmbeddingFunction | None:
    types = None if schema is None else schema.keys.get(key)
    return None if types is None or types.sparse is None else types.sparse.embedding_function
