"""Short calls on one collection of the default database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

DATABASE = "/api/v2/tenants/default_tenant/databases/default_database"
COLLECTIONS = f"{DATABASE}/collections"


@dataclass(frozen=True)
class CollectionCalls:
    client: httpx.Client
    id: str

    @property
    def path(self) -> str:
        return f"{COLLECTIONS}/{self.id}"

    def post(self, call: str, body: object) -> httpx.Response:
        return self.client.post(f"{self.path}/{call}", json=body)

    def send(self, call: str, content: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Send literal bytes as JSON."""
        named = {"content-type": "application/json", **(headers or {})}
        return self.client.post(f"{self.path}/{call}", content=content, headers=named)

    def count(self) -> int:
        count = self.client.get(f"{self.path}/count").json()
        assert isinstance(count, int)
        return count


def message(response: httpx.Response) -> str:
    text = response.json()["message"]
    assert isinstance(text, str)
    return text
