"""Every operation of the API, by operationId: one table, and the tree that finds an operation by method and path.

Matching is by raw segment, as recorded: case-sensitive, no redirects, `%2F` is part of a segment, and a parameter may
be empty anywhere but at the end.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

from .call import Call
from .encode import Answer
from .errors import BadRequest, answer_to
from .handlers import collections, functions, records, search, system, tenants

Handler: TypeAlias = Callable[[Call], Awaitable[Answer]]
Refusal: TypeAlias = Callable[[Exception, str], Answer]
"""The answer that reports an error of an operation."""


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. With `raw_limit` too large a body is refused in plain text, before anything else is looked at."""

    operation: str
    method: str
    path: str
    handler: Handler
    raw_limit: bool = False
    refuse: Refusal = answer_to


_TENANT = "/api/v2/tenants/{tenant}"
_DATABASE = f"{_TENANT}/databases/{{database}}"
_COLLECTIONS = f"{_DATABASE}/collections"
_COLLECTION = f"{_COLLECTIONS}/{{collection_id}}"

ROUTES: tuple[Route, ...] = (
    Route("getRoot", "GET", "/api/v2", system.heartbeat),
    Route("heartbeat", "GET", "/api/v2/heartbeat", system.heartbeat),
    Route("getVersion", "GET", "/api/v2/version", system.get_version),
    Route("getPreFlightChecks", "GET", "/api/v2/pre-flight-checks", system.get_pre_flight_checks),
    Route("getHealthcheck", "GET", "/api/v2/healthcheck", system.get_healthcheck),
    Route("getIdentity", "GET", "/api/v2/auth/identity", system.get_identity),
    Route("reset", "POST", "/api/v2/reset", system.reset),
    Route("createTenant", "POST", "/api/v2/tenants", tenants.create_tenant),
    Route("listTenants", "GET", "/api/v2/tenants", tenants.list_tenants),
    Route("getTenant", "GET", "/api/v2/tenants/{tenant_name}", tenants.get_tenant),
    Route("updateTenant", "PATCH", "/api/v2/tenants/{tenant_name}", tenants.update_tenant),
    Route("listDatabases", "GET", f"{_TENANT}/databases", tenants.list_databases),
    Route("createDatabase", "POST", f"{_TENANT}/databases", tenants.create_database),
    Route("getDatabase", "GET", _DATABASE, tenants.get_database),
    Route("deleteDatabase", "DELETE", _DATABASE, tenants.delete_database),
    Route("createCollection", "POST", _COLLECTIONS, collections.create_collection),
    Route("listCollections", "GET", _COLLECTIONS, collections.list_collections),
    Route("countCollections", "GET", f"{_DATABASE}/collections_count", collections.count_collections),
    Route("getCollection", "GET", _COLLECTION, collections.get_collection),
    Route("updateCollection", "PUT", _COLLECTION, collections.update_collection),
    Route("deleteCollection", "DELETE", _COLLECTION, collections.delete_collection),
    Route("getCollectionById", "GET", f"{_COLLECTIONS}/by-id/{{collection_id}}", collections.get_collection_by_id),
    Route("getCollectionByCrn", "GET", "/api/v2/collections/{crn}", collections.get_collection_by_crn),
    Route("addRecords", "POST", f"{_COLLECTION}/add", records.add_records, raw_limit=True),
    Route("upsertRecords", "POST", f"{_COLLECTION}/upsert", records.upsert_records, raw_limit=True),
    Route("updateRecords", "POST", f"{_COLLECTION}/update", records.update_records, raw_limit=True),
    Route("getRecords", "POST", f"{_COLLECTION}/get", records.get_records),
    Route("queryRecords", "POST", f"{_COLLECTION}/query", records.query_records, raw_limit=True),
    Route("deleteRecords", "POST", f"{_COLLECTION}/delete", records.delete_records),
    Route("countRecords", "GET", f"{_COLLECTION}/count", records.count_records),
    Route("searchRecords", "POST", f"{_COLLECTION}/search", search.search_records, raw_limit=True),
    Route("forkCollection", "POST", f"{_COLLECTION}/fork", collections.fork_collection),
    Route("countForks", "GET", f"{_COLLECTION}/fork_count", collections.count_forks),
    Route("getIndexingStatus", "GET", f"{_COLLECTION}/indexing_status", collections.get_indexing_status),
    Route("attachFunction", "POST", f"{_COLLECTION}/functions/attach", functions.attach_function, raw_limit=True),
    Route(
        "getAttachedFunction",
        "GET",
        f"{_COLLECTION}/functions/{{function_name}}",
        functions.get_attached_function,
    ),
    Route(
        "detachFunction",
        "POST",
        f"{_COLLECTION}/attached_functions/{{function_name}}/detach",
        functions.detach_function,
        raw_limit=True,
    ),
)

_LEGACY = b"/api/v1/"
LEGACY_METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Target:
    """A path that exists: its routes by method, in the order of the `allow` header, and its raw parameters."""

    routes: Mapping[str, Route]
    names: Mapping[str, Sequence[str]]
    values: Sequence[bytes]

    def params(self, route: Route) -> dict[str, str]:
        """The decoded path parameters; raises BadRequest for one that is not UTF-8."""
        return {
            name: _decoded(name, value) for name, value in zip(self.names[route.operation], self.values, strict=True)
        }


@dataclass(slots=True)
class _Node:
    literal: dict[bytes, _Node] = field(default_factory=dict["bytes", "_Node"])
    parameter: _Node | None = None
    routes: dict[str, Route] = field(default_factory=dict[str, Route])


class RouteTree:
    """Finds what a path leads to. A literal segment is preferred to a parameter."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._root = _Node()
        self._names: dict[str, Sequence[str]] = {}
        for route in routes:
            self._plant(route)

    def find(self, raw_path: bytes) -> Target | None:
        """The target of a path without its query string; None when there is no such path."""
        first, *segments = raw_path.split(b"/")
        if first:
            return None
        # Where to go on when the way chosen ends nowhere: a node, how many segments lead to it, and their parameters.
        ways: list[tuple[_Node, int, list[bytes]]] = [(self._root, 0, [])]
        while ways:
            node, at, values = ways.pop()
            for place in range(at, len(segments)):
                segment = segments[place]
                parameter = node.parameter if segment or place < len(segments) - 1 else None
                literal = node.literal.get(segment)
                if literal is not None:
                    if parameter is not None:
                        ways.append((parameter, place + 1, [*values, segment]))
                    node = literal
                elif parameter is not None:
                    values.append(segment)
                    node = parameter
                else:
                    break
            else:
                if node.routes:
                    return Target(node.routes, self._names, values)
        return None

    def _plant(self, route: Route) -> None:
        node = self._root
        names: list[str] = []
        for segment in route.path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literal.setdefault(segment.encode(), _Node())
        node.routes[route.method] = route
        if route.method == "GET":
            node.routes["HEAD"] = route
        self._names[route.operation] = names


def is_legacy(raw_path: bytes) -> bool:
    """Whether a path belongs to the first version of the API, of which only the refusal is left."""
    return raw_path.startswith(_LEGACY) and len(raw_path) > len(_LEGACY)


def _decoded(name: str, value: bytes) -> str:
    if b"%" in value:
        value = unquote_to_bytes(value)
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise BadRequest(f"Invalid URL: Invalid UTF-8 in `{name}`") from None
