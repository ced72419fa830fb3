"""The same calls to a server of either dialect."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import httpx

VECTORS = [[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]


@dataclass(frozen=True)
class Records:
    """Calls on one collection."""

    client: httpx.Client
    path: str
    id: str

    def post(self, call: str, **body: object) -> httpx.Response:
        return self.client.post(f"{self.path}/{self.id}/{call}", json=body)

    def count(self) -> int:
        return int(self.client.get(f"{self.path}/{self.id}/count").text)

    def vectors(self, *ids: str) -> object:
        return self.post("get", ids=ids, include=["embeddings"]).json()["embeddings"]


@dataclass(frozen=True)
class Side:
    """One server, and a database on it that only one test knows."""

    client: httpx.Client
    tenant: str
    database: str

    @property
    def databases(self) -> str:
        return f"/api/v2/tenants/{self.tenant}/databases"

    @property
    def collections(self) -> str:
        return f"{self.databases}/{self.database}/collections"

    def create(self, **body: object) -> httpx.Response:
        return self.client.post(self.collections, json={"name": f"c{uuid4().hex}", **body})

    def empty(self, **body: object) -> Records:
        """A new collection without records."""
        made = self.create(**body)
        assert made.status_code == 200, made.text
        return Records(self.client, self.collections, made.json()["id"])

    def filled(self) -> Records:
        """A new collection of a, b and c."""
        records = self.empty()
        added = records.post(
            "add", ids=["a", "b", "c"], embeddings=VECTORS, documents=["one", "two", None], metadatas=[{"n": 1}] * 3
        )
        assert added.status_code == 201, added.text
        return records


@dataclass(frozen=True)
class Both:
    """What is recorded, and what the document of the Cloud says."""

    chroma: Side
    cloud: Side


def side(client: httpx.Client) -> Side:
    """A fresh database in a fresh tenant."""
    made = Side(client, f"t{uuid4().hex}", f"d{uuid4().hex}")
    assert client.post("/api/v2/tenants", json={"name": made.tenant}).status_code == 200
    assert client.post(made.databases, json={"name": made.database}).status_code == 200
    return made
