"""Ordinary user code: type checkers must take every line."""

from __future__ import annotations

import numpy as np

from chromalink import AsyncHttpClient, HttpClient


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
