"""The 22 operations of the first version, by their names in its document: good and bad requests, and the answers."""

from __future__ import annotations

from dataclasses import dataclass

from . import schemas
from .schemas import Schema

MISSING_ID = "00000000-0000-0000-0000-000000000009"


@dataclass(frozen=True, slots=True)
class Request:
    """A request; `{id}`, `{name}` and `{fresh}` in the path or a body's text stand for a collection and a new name."""

    path: str
    body: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    good: Request
    answer: Schema
    status: int = 200
    bad: Request | None = None
    """A request that is refused; None where nothing can be wrong."""
    refusal: int = 422


_RECORD = {"ids": ["z"], "embeddings": [[1, 2]]}

OPERATIONS: tuple[Operation, ...] = (
    Operation("Root", "GET", "/api/v1", Request(""), schemas.HEARTBEAT),
    Operation("Reset", "POST", "/api/v1/reset", Request("/reset"), {"const": True}),
    Operation("Version", "GET", "/api/v1/version", Request("/version"), {"const": "0.5.15"}),
    Operation("Heartbeat", "GET", "/api/v1/heartbeat", Request("/heartbeat"), schemas.HEARTBEAT),
    Operation(
        "Pre Flight Checks",
        "GET",
        "/api/v1/pre-flight-checks",
        Request("/pre-flight-checks"),
        schemas.PRE_FLIGHT_CHECKS,
    ),
    Operation(
        "Create Database V1",
        "POST",
        "/api/v1/databases",
        Request("/databases", {"name": "{fresh}"}),
        schemas.NOTHING,
        bad=Request("/databases", {"name": 1}),
    ),
    Operation(
        "Get Database V1",
        "GET",
        "/api/v1/databases/{database}",
        Request("/databases/default_database"),
        schemas.DATABASE,
        bad=Request("/databases/nothing"),
        refusal=404,
    ),
    Operation(
        "Create Tenant V1",
        "POST",
        "/api/v1/tenants",
        Request("/tenants", {"name": "{fresh}"}),
        schemas.NOTHING,
        bad=Request("/tenants", {}),
    ),
    Operation(
        "Get Tenant V1",
        "GET",
        "/api/v1/tenants/{tenant}",
        Request("/tenants/default_tenant"),
        schemas.TENANT,
        bad=Request("/tenants/nobody"),
        refusal=404,
    ),
    Operation(
        "List Collections V1",
        "GET",
        "/api/v1/collections",
        Request("/collections?limit=1"),
        schemas.COLLECTIONS,
        bad=Request("/collections?limit=many"),
    ),
    Operation(
        "Create Collection V1",
        "POST",
        "/api/v1/collections",
        Request("/collections", {"name": "{fresh}"}),
        schemas.COLLECTION,
        bad=Request("/collections", {"name": "{fresh}", "metadata": "none", "get_or_create": "maybe"}),
    ),
    Operation("Count Collections V1", "GET", "/api/v1/count_collections", Request("/count_collections"), schemas.COUNT),
    Operation(
        "Add V1",
        "POST",
        "/api/v1/collections/{collection_id}/add",
        Request("/collections/{id}/add", {**_RECORD}),
        {"const": True},
        status=201,
        bad=Request("/collections/{id}/add", {"embeddings": [[1, 2]]}),
    ),
    Operation(
        "Update V1",
        "POST",
        "/api/v1/collections/{collection_id}/update",
        Request("/collections/{id}/update", {**_RECORD}),
        schemas.NOTHING,
        bad=Request("/collections/{id}/update", {"ids": ["a"], "documents": [4]}),
    ),
    Operation(
        "Upsert V1",
        "POST",
        "/api/v1/collections/{collection_id}/upsert",
        Request("/collections/{id}/upsert", {**_RECORD}),
        schemas.NOTHING,
        bad=Request("/collections/{id}/upsert", {**_RECORD, "metadatas": [4]}),
    ),
    Operation(
        "Get V1",
        "POST",
        "/api/v1/collections/{collection_id}/get",
        Request("/collections/{id}/get", {"ids": ["a"]}),
        schemas.GET_RESULT,
        bad=Request("/collections/{id}/get", {"include": ["nothing"]}),
    ),
    Operation(
        "Delete V1",
        "POST",
        "/api/v1/collections/{collection_id}/delete",
        Request("/collections/{id}/delete", {"ids": ["a"]}),
        schemas.NOTHING,
        bad=Request("/collections/{id}/delete", {"where": "n"}),
    ),
    Operation(
        "Count V1",
        "GET",
        "/api/v1/collections/{collection_id}/count",
        Request("/collections/{id}/count"),
        schemas.COUNT,
        bad=Request(f"/collections/{MISSING_ID}/count"),
        refusal=400,
    ),
    Operation(
        "Get Nearest Neighbors V1",
        "POST",
        "/api/v1/collections/{collection_id}/query",
        Request("/collections/{id}/query", {"query_embeddings": [[1, 0]]}),
        schemas.QUERY_RESULT,
        bad=Request("/collections/{id}/query", {"n_results": 1.5}),
    ),
    Operation(
        "Get Collection V1",
        "GET",
        "/api/v1/collections/{collection_name}",
        Request("/collections/{name}"),
        schemas.COLLECTION,
        bad=Request("/collections/nothing"),
        refusal=400,
    ),
    Operation(
        "Delete Collection V1",
        "DELETE",
        "/api/v1/collections/{collection_name}",
        Request("/collections/{name}"),
        schemas.NOTHING,
        bad=Request("/collections/nothing"),
        refusal=500,
    ),
    Operation(
        "Update Collection V1",
        "PUT",
        "/api/v1/collections/{collection_id}",
        Request("/collections/{id}", {"new_name": "{fresh}"}),
        schemas.NOTHING,
        bad=Request("/collections/{id}", {"new_name": 4}),
    ),
)
