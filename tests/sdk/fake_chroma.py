"""A stand-in for the server at the transport: answers as an empty one does, and keeps what it was asked."""

from __future__ import annotations

import base64
import json
from collections import deque
from collections.abc import Mapping
from typing import Any

import httpx
import numpy as np
import numpy.typing as npt

from chromalink import AsyncHttpClient, Collection, HttpClient

COLLECTION_ID = "11111111-2222-4333-8444-555555555555"
HNSW = {"space": "l2", "ef_construction": 100, "ef_search": 100, "max_neighbors": 16}

Reply = httpx.Response | Exception


def description(name: str = "films", **changes: object) -> dict[str, object]:
    """A collection as the server describes it."""
    return {
        "id": COLLECTION_ID,
        "name": name,
        "tenant": "default_tenant",
        "database": "default_database",
        "metadata": None,
        "configuration_json": {"hnsw": HNSW, "spann": None, "embedding_function": None},
        "schema": None,
        "dimension": None,
        "log_position": 0,
        "version": 0,
        **changes,
    }


def body(request: httpx.Request) -> dict[str, Any]:
    """The JSON a request carries."""
    found: dict[str, Any] = json.loads(request.content)
    return found


def vectors(request: httpx.Request) -> list[npt.NDArray[np.float32]]:
    """The vectors of a write that carries them in base64."""
    return [np.frombuffer(base64.b64decode(one), "<f4") for one in body(request)["embeddings"]]


def operation(request: httpx.Request) -> str:
    """The method and the last fixed part of the path, names replaced: `POST add`, `GET collections/*`."""
    path = request.url.raw_path.partition(b"?")[0].decode()
    parts = path.partition("/api/v2")[2].strip("/").split("/")
    for place, part in enumerate(parts[:-1]):
        if part in ("tenants", "databases", "collections", "by-id"):
            parts[place + 1] = "*" if parts[place + 1] != "by-id" else "by-id"
    return f"{request.method} {'/'.join(parts[-2:]) if parts[-1] == '*' else parts[-1]}"


class FakeChroma:
    """Serves through `transport`, to clients of either colour."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.stored = description()
        self.limits: dict[str, object] = {"max_batch_size": 5461, "supports_base64_encoding": True}
        self.identity: dict[str, object] = {
            "user_id": "",
            "tenant": "default_tenant",
            "databases": ["default_database"],
        }
        self._replies: dict[str, deque[Reply]] = {}

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    def client(self, *, validate: bool = False, **options: Any) -> HttpClient:
        return HttpClient(transport=self.transport(), validate=validate, **options)

    def async_client(self, *, validate: bool = False, **options: Any) -> AsyncHttpClient:
        return AsyncHttpClient(transport=self.transport(), validate=validate, **options)

    def collection(self, embedding_function: Any = None, **options: Any) -> Collection:
        """A collection of a new client; what making it took is not among the requests."""
        found = self.client().get_collection("films", embedding_function, **options)
        self.requests.clear()
        return found

    def reply(self, to: str, *replies: Reply) -> None:
        """Answer the next requests of an operation so, one after the other; then as usual."""
        self._replies.setdefault(to, deque()).extend(replies)

    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [operation(request) for request in self.requests]

    def asked(self, for_: str) -> list[httpx.Request]:
        return [request for request in self.requests if operation(request) == for_]

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        waiting = self._replies.get(operation(request))
        if not waiting:
            return self._usual(request)
        reply = waiting.popleft()
        if isinstance(reply, Exception):
            raise reply
        return reply

    def _usual(self, request: httpx.Request) -> httpx.Response:
        match operation(request):
            case "GET identity":
                return httpx.Response(200, json=self.identity)
            case "GET pre-flight-checks":
                return httpx.Response(200, json=self.limits)
            case "GET tenants/*":
                return httpx.Response(200, json={"name": "default_tenant", "resource_name": None})
            case "GET databases/*":
                return httpx.Response(200, json={"id": COLLECTION_ID, "name": "d", "tenant": "t"})
            case "GET heartbeat":
                return httpx.Response(200, json={"nanosecond heartbeat": 42})
            case "GET version":
                return httpx.Response(200, json="1.0.0")
            case "GET collections/*" | "GET by-id/*":
                return httpx.Response(200, json=self.stored)
            case "GET collections":
                return httpx.Response(200, json=[self.stored])
            case "POST collections":
                return httpx.Response(200, json=_created(body(request)))
            case "POST add":
                return httpx.Response(201, json={})
            case "POST upsert" | "POST update" | "PUT collections/*" | "DELETE collections/*":
                return httpx.Response(200, json={})
            case "GET count" | "GET collections_count":
                return httpx.Response(200, json=0)
            case "POST delete":
                return httpx.Response(200, json={"deleted": 0})
            case "POST get":
                return httpx.Response(200, json=_nothing_found(request))
            case "POST query":
                return httpx.Response(200, json=_nothing_near(request))
            case _:
                return httpx.Response(404)


def _created(asked: Mapping[str, Any]) -> dict[str, object]:
    configuration = asked.get("configuration") or {"embedding_function": None}
    hnsw = {**HNSW, **(configuration.get("hnsw") or {})}
    stored = {"hnsw": hnsw, "spann": None, "embedding_function": configuration["embedding_function"]}
    return description(asked["name"], metadata=asked.get("metadata"), configuration_json=stored)


def _nothing_found(request: httpx.Request) -> dict[str, object]:
    include = body(request)["include"]
    columns = ("documents", "embeddings", "metadatas", "uris")
    return {"ids": [], "include": include, **{name: [] if name in include else None for name in columns}}


def _nothing_near(request: httpx.Request) -> dict[str, object]:
    asked = body(request)
    columns = ("documents", "embeddings", "metadatas", "uris", "distances")
    empty: list[list[object]] = [[] for _ in asked["query_embeddings"]]
    found = {name: empty if name in asked["include"] else None for name in columns}
    return {"ids": empty, "include": asked["include"], **found}
