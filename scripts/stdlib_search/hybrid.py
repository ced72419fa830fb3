"""Search by meaning and by words together: the schema it needs, and how a question is asked both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chromalink import (
    ChromaBm25EmbeddingFunction,
    Collection,
    GroupBy,
    HashingEmbeddingFunction,
    K,
    Knn,
    MinK,
    Rrf,
    Schema,
    Search,
    SparseVectorIndexConfig,
    VectorIndexConfig,
)
from chromalink.results import SearchRow

WORDS = "words"
"""The metadata key of the BM25 vectors."""

CANDIDATES = 100
"""How many neighbours each part brings; who is not among them counts as the next."""


@dataclass(frozen=True, slots=True)
class BothWays:
    """The answers to one question, by vectors alone and fused with the words, best first."""

    plain: Sequence[SearchRow]
    fused: Sequence[SearchRow]


def schema() -> Schema:
    """Hashed vectors and BM25 vectors of every document."""
    made = Schema()
    made.create_index(VectorIndexConfig(space="cosine", embedding_function=HashingEmbeddingFunction()))
    words = SparseVectorIndexConfig(embedding_function=ChromaBm25EmbeddingFunction(), source_key=K.DOCUMENT, bm25=True)
    made.create_index(words, key=WORDS)
    return made


def ask(collection: Collection, text: str, limit: int) -> BothWays:
    """Ask by vectors alone, and by the fused ranks of vectors and words with one answer of each module."""
    told = Search(limit=limit, select=[K.SCORE, K.DOCUMENT, "kind", "module"])
    plain = told.rank(Knn(query=text, limit=CANDIDATES))
    parts = [
        Knn(query=text, key=key, return_rank=True, limit=CANDIDATES, default=CANDIDATES)
        for key in ("#embedding", WORDS)
    ]
    best_of_module = GroupBy(K("module"), MinK(K.SCORE, k=1))
    fused = told.rank(Rrf(parts)).group_by(best_of_module)
    answers = collection.search([plain, fused]).rows()
    return BothWays(plain=answers[0], fused=answers[1])
