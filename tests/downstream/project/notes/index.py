"""How notes are kept in a collection, and how they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chromalink import (
    ChromaBm25EmbeddingFunction,
    HashingEmbeddingFunction,
    K,
    Knn,
    Rrf,
    Schema,
    Search,
    SparseVectorIndexConfig,
    VectorIndexConfig,
)
from chromalink.results import SearchResult

from .note import Note

NAME = "notes"
_WORDS = "words"
_REACH = 50


def schema() -> Schema:
    words = SparseVectorIndexConfig(embedding_function=ChromaBm25EmbeddingFunction(), source_key=K.DOCUMENT, bm25=True)
    meaning = VectorIndexConfig(space="cosine", embedding_function=HashingEmbeddingFunction())
    return Schema().create_index(meaning).create_index(words, key=_WORDS)


def columns(notes: Iterable[Note]) -> tuple[list[str], list[str], list[dict[str, str]]]:
    """Ids, documents, metadatas."""
    kept = list(notes)
    return [note.id for note in kept], [note.text for note in kept], [{"author": note.author} for note in kept]


def hybrid(text: str, author: str | None, limit: int) -> Search:
    """The best by meaning and by words together."""
    ranks = [Knn(query=text, key=key, return_rank=True, limit=_REACH, default=_REACH) for key in (K.EMBEDDING, _WORDS)]
    search = Search(rank=Rrf(ranks), limit=limit, select=[K.DOCUMENT, "author"])
    return search if author is None else search.where(K("author") == author)


def found(result: SearchResult) -> list[Note]:
    return [Note(row["id"], str(row["metadata"]["author"]), row["document"]) for row in result.rows()[0]]


def paired(ids: Sequence[str], texts: Sequence[str | None], metadatas: Sequence[object]) -> list[Note]:
    """Notes from the columns of a query or a get."""
    authors = [str(each["author"]) if isinstance(each, dict) else "" for each in metadatas]
    return [Note(id, author, text or "") for id, author, text in zip(ids, authors, texts, strict=True)]
