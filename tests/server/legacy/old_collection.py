"""Calls to one collection through both versions of the API."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

V1 = "/api/v1/collections"
V2 = "/api/v2/tenants/default_tenant/databases/default_database/collections"


@dataclass(frozen=True, slots=True)
class OldCollection:
    client: httpx.Client
    id: str
    name: str

    def post(self, operation: str, body: object) -> httpx.Response:
        """A record call of the first version."""
        return self.client.post(f"{V1}/{self.id}/{operation}", json=body)

    def post_v2(self, operation: str, body: object) -> httpx.Response:
        """A record call of the second version."""
        return self.client.post(f"{V2}/{self.id}/{operation}", json=body)
