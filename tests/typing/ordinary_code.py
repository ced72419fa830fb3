"""Ordinary user code: type checkers must take every line."""

from __future__ import annotations

import numpy as np

from chromalink import (
    AsyncHttpClient,
    ChromaBm25EmbeddingFunction,
    Collection,
    GroupBy,
    HttpClient,
    K,
    Knn,
    MinK,
    Rrf,
    Schema,
    Search,
    SparseVector,
    SparseVectorIndexConfig,
    VectorIndexConfig,
)


def sync(client: HttpClient) -> list[str | None]:
    collection = client.create_collection("x", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
    collection.add(ids=["a", "b"], embeddings=[[1, 2], [0.1, 0.2]])
    collection.add(ids="a", embeddings=[1, 0.5], metadatas={"n": 1})
    collection.add(ids=["a", "b"], embeddings=np.zeros((2, 2)))
    collection.add(ids=["a", "b"], embeddings=[np.zeros(2), np.zeros(2, dtype=np.float32)])
    collection.add(ids=("a",), embeddings=((1.0, 2.0),), metadatas=[{"a": 1, "b": "x", "c": [1, 2]}], documents=["x"])
    collection.update(ids=["a"], metadatas=[{"a": None, "b": True}])
    vectors: list[list[float]] = [[1.0]]
    found = collection.query(
        query_embeddings=vectors, where={"$and": [{"a": 1}, {"b": {"$in": ["x"]}}]}, include=["documents"]
    )
    documents = found["documents"]
    assert documents is not None
    return [row["document"] for rows in found.rows() for row in rows] + documents[0]


async def asynchronous() -> int:
    async with AsyncHttpClient() as client:
        collection = await client.get_collection("x")
        distances = (await collection.query(query_texts="text"))["distances"]
        return len(distances or []) + await collection.count()


def schema() -> Schema:
    made = Schema().create_index(VectorIndexConfig(space="cosine", embedding_function=None))
    sparse = SparseVectorIndexConfig(embedding_function=ChromaBm25EmbeddingFunction(), source_key=K.DOCUMENT, bm25=True)
    return made.create_index(sparse, key="words")


def search(client: HttpClient) -> list[float | None]:
    collection: Collection = client.create_collection("x", schema(), embedding_function=None)
    collection.add(ids=["a"], embeddings=[[1.0]], metadatas=[{"sp": SparseVector([1], [0.5]), "n": 1}])
    condition = (K("n") >= 1) & (K("kind") == "x") | K.DOCUMENT.contains("y") & K("n").is_in([1, 2])
    rank = 0.5 * Knn(query="text") + Knn(query=np.zeros(2), default=1) / 2 - abs(Knn(query=SparseVector([1], [1.0])))
    fused = Rrf([Knn(query=[1, 0.5], return_rank=True), -rank.log().max(1)], weights=[2, 1], normalize=True)
    one = Search(where=condition, rank=fused, limit=10, select=[K.SCORE, "n"])
    two = Search().where({"n": 1}).rank(rank).group_by(GroupBy(K("n"), MinK([K.SCORE, "n"], k=1))).limit(5).select_all()
    found = collection.search([one, two])
    collection.get(where=condition)
    collection.delete(where=K("n") < 2)
    return [row.get("score") for row in found.rows()[0]] + (collection.search(one)["scores"][0] or [])
