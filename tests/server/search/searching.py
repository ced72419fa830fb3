"""Short calls on one collection; every success is held against openapi/chroma.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast
from uuid import uuid4

import httpx

from ..extensions.documented import COLLECTIONS, Calls

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

SPARSE_ON: Json = {"sparse_vector": {"sparse_vector_index": {"enabled": True, "config": {}}}}
BM25: Json = {"sparse_vector": {"sparse_vector_index": {"enabled": True, "config": {"bm25": True}}}}


def keyed(**keys: Json) -> Json:
    """A schema that says something of these keys alone."""
    return {"defaults": {}, "keys": keys}


def knn(query: Json, **fields: Json) -> dict[str, Json]:
    return {"$knn": {"query": query, **fields}}


def vector(*entries: tuple[int, float]) -> dict[str, Json]:
    """A sparse vector as a client may send it."""
    return {"indices": [index for index, _ in entries], "values": [value for _, value in entries]}


@dataclass(frozen=True)
class Searched:
    """A collection that is searched."""

    calls: Calls
    id: str

    @property
    def path(self) -> str:
        return f"{COLLECTIONS}/{self.id}"

    def add(self, *rows: tuple[str, Sequence[float], Mapping[str, Json] | None]) -> httpx.Response:
        """Add records: id, embedding, metadata; their document is their id."""
        body = {
            "ids": [id_ for id_, _, _ in rows],
            "embeddings": [embedding for _, embedding, _ in rows],
            "metadatas": [metadata for _, _, metadata in rows],
            "documents": [id_ for id_, _, _ in rows],
        }
        return self.calls("addRecords", "POST", f"{self.path}/add", body)

    def post(self, operation: str, call: str, body: Json) -> httpx.Response:
        return self.calls(operation, "POST", f"{self.path}/{call}", body)

    def search(self, **search: Json) -> httpx.Response:
        return self.post("searchRecords", "search", {"searches": [search]})

    def explained(self, **search: Json) -> httpx.Response:
        return self.post("searchRecords", "search?explain=true", {"searches": [search]})

    def found(self, **search: Json) -> list[str]:
        """The ids one search finds."""
        answer = self.search(**search)
        assert answer.status_code == 200, answer.text
        return cast("list[list[str]]", answer.json()["ids"])[0]

    def scored(self, **search: Json) -> dict[str, float | None]:
        """The ids one search finds, in order, with their scores."""
        answer = self.search(**search, select={"keys": ["#score"]})
        assert answer.status_code == 200, answer.text
        return dict(zip(answer.json()["ids"][0], answer.json()["scores"][0], strict=True))

    def schema_keys(self) -> dict[str, Json]:
        schema = self.calls.client.get(f"{COLLECTIONS}/by-id/{self.id}").json()["schema"]
        return cast("dict[str, Json]", schema["keys"])


def made(calls: Calls, schema: Json = None, space: str = "l2") -> Searched:
    """A fresh collection, with a schema or with a space."""
    body: dict[str, Json] = {"name": f"c{uuid4().hex}"}
    if schema is None:
        body["configuration"] = {"hnsw": {"space": space}}
    else:
        body["schema"] = schema
    return Searched(calls, str(calls.done("createCollection", "POST", COLLECTIONS, body)["id"]))


def message(answer: httpx.Response) -> str:
    return cast(str, answer.json()["message"])
