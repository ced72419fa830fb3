"""In which form the operations are asked and answered: as recorded, or as a document describes them.

A dialect is a table: operationId -> the handler with other request and response maps. What it does not name is served
as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import get_args

import orjson

from ..engine.catalog import Catalog
from ..engine.collection import Collection
from ..engine.errors import AlreadyExists, RenameClash
from ..engine.values import Field, Neighbours, Records
from ..settings import DialectName
from . import embedding, encode, errors
from .call import Call
from .decode import cloud_openapi
from .decode.query_string import Page
from .embedding import Embedder
from .encode import Answer
from .errors import BadRequest
from .handlers import collections, records, search, tenants
from .routes import ROUTES, Handler, Route, RouteTree

_ANSWERED_ALIKE = frozenset({"heartbeat", "getVersion", "getDatabase", "deleteDatabase", "countRecords"})
"""Operations of the Cloud's OpenAPI document in which only refusals have another form."""

_UNDECLARED = {413: 400, 415: 400, 422: 400}
"""Statuses of refusals that the Cloud's OpenAPI document does not know, and what stands for them there."""


def spoken(name: DialectName, embedder: Embedder | None) -> RouteTree:
    """The operations of a dialect; raises ValueError for an unknown one, and for an embedder where none is asked."""
    if name not in get_args(DialectName):
        raise ValueError(f"dialect: expected one of {', '.join(get_args(DialectName))}; got {name!r}")
    if embedder is None:
        return _without_embedder(name)
    if name == "chroma":
        raise ValueError("embedder: a server embeds only in the dialect 'cloud-openapi', got dialect 'chroma'")
    return RouteTree(_respoken(ROUTES, _cloud_openapi(embedder)))


@cache
def _without_embedder(name: DialectName) -> RouteTree:
    """One tree for all such servers: making it takes longer than all else that a server in memory is made of."""
    return RouteTree(ROUTES if name == "chroma" else _respoken(ROUTES, _cloud_openapi(None)))


def _respoken(routes: Sequence[Route], handlers: Mapping[str, Handler]) -> Sequence[Route]:
    return [
        replace(route, handler=handlers.get(route.operation, route.handler), refuse=_refuse)
        if route.operation in handlers or route.operation in _ANSWERED_ALIKE
        else route
        for route in routes
    ]


def _cloud_openapi(embedder: Embedder | None) -> Mapping[str, Handler]:
    """The operations that the Cloud's OpenAPI document asks or answers in another form."""
    return {
        "createTenant": partial(tenants.create_tenant, told=_tenant),
        "getTenant": _get_tenant,
        "listDatabases": partial(tenants.list_databases, paged=_page),
        "createDatabase": partial(tenants.create_database, told=encode.database),
        "listCollections": partial(collections.list_collections, paged=_page),
        "createCollection": partial(collections.create_collection, kind=cloud_openapi.CREATE),
        "getCollection": partial(collections.get_collection, find=Catalog.addressed),
        "updateCollection": partial(collections.update_collection, kind=cloud_openapi.UPDATE, told=Collection.document),
        "deleteCollection": partial(collections.delete_collection, find=Catalog.addressed),
        "addRecords": partial(
            records.add_records,
            kind=cloud_openapi.ADD,
            complete=partial(embedding.of_new_records, embedder),
            store=partial(Collection.add, new_only=True),
        ),
        "upsertRecords": partial(
            records.upsert_records,
            kind=cloud_openapi.UPSERT,
            complete=partial(embedding.of_new_records, embedder),
        ),
        "updateRecords": partial(
            records.update_records,
            complete=partial(embedding.of_changed_records, embedder),
            store=partial(Collection.update, known_only=True),
        ),
        "getRecords": partial(records.get_records, kind=cloud_openapi.GET, told=_records),
        "queryRecords": partial(
            records.query_records,
            kind=cloud_openapi.QUERY,
            complete=partial(embedding.of_query, embedder),
            told=_neighbours,
        ),
        "searchRecords": partial(
            search.search_records,
            kind=cloud_openapi.SEARCH,
            complete=partial(embedding.of_search, embedder),
        ),
        "deleteRecords": partial(records.delete_records, delete=Collection.remove),
    }


def _tenant(name: str) -> dict[str, str]:
    return {"name": name}


async def _get_tenant(call: Call) -> Answer:
    await tenants.get_tenant(call)
    return encode.json(_tenant(call.param("tenant_name")))


def _page(call: Call) -> Page:
    page = call.page()
    if page.limit == 0:
        raise BadRequest("limit: expected at least 1, got 0")
    return page


def _records(found: Records, include: Sequence[Field]) -> Answer:
    return encode.json(encode.record_columns(found, include))


def _neighbours(found: Sequence[Neighbours], include: Sequence[Field]) -> Answer:
    return encode.json(encode.neighbour_columns(found, include))


def _refuse(error: Exception, operation: str) -> Answer:
    """The refusal with its text, not the class of the error, under `error`, and with a status that is declared."""
    if isinstance(error, RenameClash):
        error = AlreadyExists(f"Collection [{error.name}] already exists")
    recorded = errors.answer_to(error, operation)
    text = _text(recorded)
    answer = encode.json({"error": text, "message": text}, _UNDECLARED.get(recorded.status, recorded.status))
    kept = tuple(header for header in recorded.headers if header[0] != b"content-type")
    return replace(answer, headers=(*answer.headers, *kept))


def _text(recorded: Answer) -> str:
    try:
        message: str = orjson.loads(recorded.body)["message"]
    except orjson.JSONDecodeError:
        # Too large a body of a write is refused in plain text.
        return recorded.body.decode()
    return message
