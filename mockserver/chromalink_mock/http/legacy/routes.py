"""Every operation of the old API, by the operationId of its successor: one table.

Paths as the old server knew them: one trailing slash is forgiven, a percent-encoded slash is none.
"""

from __future__ import annotations

from ..handlers import system
from ..routes import Route
from . import handlers

ROOT = "/api/v1"
_COLLECTIONS = f"{ROOT}/collections"
_COLLECTION = f"{_COLLECTIONS}/{{collection_id}}"

ROUTES: tuple[Route, ...] = (
    Route("getRoot", "GET", ROOT, system.heartbeat),
    Route("reset", "POST", f"{ROOT}/reset", handlers.reset),
    Route("getVersion", "GET", f"{ROOT}/version", handlers.get_version),
    Route("heartbeat", "GET", f"{ROOT}/heartbeat", system.heartbeat),
    Route("getPreFlightChecks", "GET", f"{ROOT}/pre-flight-checks", handlers.get_pre_flight_checks),
    Route("createDatabase", "POST", f"{ROOT}/databases", handlers.create_database),
    Route("getDatabase", "GET", f"{ROOT}/databases/{{database}}", handlers.get_database),
    Route("createTenant", "POST", f"{ROOT}/tenants", handlers.create_tenant),
    Route("getTenant", "GET", f"{ROOT}/tenants/{{tenant}}", handlers.get_tenant),
    Route("listCollections", "GET", _COLLECTIONS, handlers.list_collections),
    Route("createCollection", "POST", _COLLECTIONS, handlers.create_collection),
    Route("countCollections", "GET", f"{ROOT}/count_collections", handlers.count_collections),
    Route("addRecords", "POST", f"{_COLLECTION}/add", handlers.add_records),
    Route("updateRecords", "POST", f"{_COLLECTION}/update", handlers.update_records),
    Route("upsertRecords", "POST", f"{_COLLECTION}/upsert", handlers.upsert_records),
    Route("getRecords", "POST", f"{_COLLECTION}/get", handlers.get_records),
    Route("deleteRecords", "POST", f"{_COLLECTION}/delete", handlers.delete_records),
    Route("countRecords", "GET", f"{_COLLECTION}/count", handlers.count_records),
    Route("queryRecords", "POST", f"{_COLLECTION}/query", handlers.query_records),
    Route("getCollection", "GET", _COLLECTION, handlers.get_collection),
    Route("deleteCollection", "DELETE", _COLLECTION, handlers.delete_collection),
    Route("updateCollection", "PUT", _COLLECTION, handlers.update_collection),
)
