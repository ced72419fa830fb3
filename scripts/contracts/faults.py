"""The seeded faults, each a mistake that a server author could make."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from chromalink.contract.comparison import Json
from contracts.wire_faults import (
    After,
    Asked,
    Before,
    Reply,
    WireFault,
    answered_by,
    asked_for,
    every_object,
    status,
)

READS = ("get", "query")
WRITES = ("add", "upsert", "update")


def _without(*keys: str) -> Callable[[dict[str, Json]], dict[str, Json]]:
    return lambda body: {key: value for key, value in body.items() if key not in keys}


def _with(**values: Json) -> Callable[[dict[str, Json]], dict[str, Json]]:
    return lambda body: {**body, **values}


def _mapped(key: str, change: Callable[[Json], Json]) -> Callable[[dict[str, Json]], dict[str, Json]]:
    return lambda body: {**body, key: change(body[key])} if key in body else body


def _everywhere(change: Callable[[Json], Json]) -> Callable[[Json], Json]:
    def walk(value: Json) -> Json:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if isinstance(value, dict):
            return {key: walk(item) for key, item in value.items()}
        return change(value)

    return walk


def _operator(name: str, change: Callable[[str, Json], Json]) -> Callable[[Json], Json]:
    """Rewrite clauses `{key: {name: operand}}` of a filter."""

    def walk(value: Json) -> Json:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, dict):
            return value
        for key, inner in value.items():
            if isinstance(inner, dict) and name in inner:
                return change(key, inner[name])
        return {key: walk(item) for key, item in value.items()}

    return walk


def _where(name: str, change: Callable[[str, Json], Json]) -> Before:
    return asked_for(*READS, "delete", change=_mapped("where", _operator(name, change)))


def _to(operation: str, other: str) -> Before:
    def before(asked: Asked) -> Asked:
        if not asked.to(operation):
            return asked
        return replace(asked, path=f"{asked.path.rpartition('/')[0]}/{other}")

    return before


def _error(change: Callable[[dict[str, Json]], dict[str, Json]]) -> After:
    return every_object(change, key="error")


def _empty_body(code: int, body: Json) -> After:
    return lambda asked, reply: replace(reply, body=body) if reply.status == code and reply.body == "" else reply


def _listed(tail: str, change: Callable[[list[Json]], list[Json]]) -> After:
    def after(asked: Asked, reply: Reply) -> Reply:
        if asked.method == "GET" and asked.to(tail) and isinstance(reply.body, list):
            return replace(reply, body=change(reply.body))
        return reply

    return after


def _collection(change: Callable[[dict[str, Json]], dict[str, Json]]) -> After:
    return every_object(change, key="configuration_json")


def _by_id_too(asked: Asked) -> Asked:
    head, _, last = asked.path.rpartition("/")
    is_id = asked.method == "GET" and head.endswith("/collections") and len(last) == 36 and last.count("-") == 4
    return replace(asked, path=f"{head}/by-id/{last}") if is_id else asked


def _count_plus_one(asked: Asked, reply: Reply) -> Reply:
    return replace(reply, body=reply.body + 1) if asked.to("count") and type(reply.body) is int else reply


def _float(value: Json) -> Json:
    return float(value) if type(value) is int else value


def _int(value: Json) -> Json:
    return int(value) if isinstance(value, float) and math.isfinite(value) and value == int(value) else value


def _root(value: Json) -> Json:
    return math.sqrt(value) if type(value) is float and value >= 0 else value


def _backwards(value: Json) -> Json:
    return [row[::-1] if isinstance(row, list) else row for row in value] if isinstance(value, list) else value


def _rounded(value: Json) -> Json:
    return round(value, 1) if type(value) is float else value


def _columns_backwards(body: dict[str, Json]) -> dict[str, Json]:
    return {key: _backwards(value) if key != "include" else value for key, value in body.items()}


def _sorted_include(value: Json) -> Json:
    return [*sorted(set(map(str, value)))] if isinstance(value, list) else value


def _nulls(replacement: Json) -> Callable[[Json], Json]:
    return lambda value: [replacement if item is None else item for item in value] if isinstance(value, list) else value


def _first_only(value: Json) -> Json:
    return value[:1] if isinstance(value, list) else value


def _more(value: Json) -> Json:
    return value + 1 if type(value) is int else value


def _apart(key: str, operand: Json) -> Json:
    return (
        {"$or": [{key: {"$lt": operand}}, {key: {"$gt": operand}}]} if type(operand) is int else {key: {"$ne": operand}}
    )


WIRE_FAULTS: tuple[WireFault, ...] = (
    WireFault("get ignores offset", asked_for("get", change=_without("offset"))),
    WireFault("get ignores limit", asked_for("get", change=_without("limit"))),
    WireFault("get ignores where_document", asked_for("get", change=_without("where_document"))),
    WireFault("get ignores ids", asked_for("get", change=_without("ids"))),
    WireFault("get ignores include", asked_for("get", change=_without("include"))),
    WireFault("query ignores ids", asked_for("query", change=_without("ids"))),
    WireFault("query ignores where", asked_for("query", change=_without("where"))),
    WireFault("query answers one neighbour too many", asked_for("query", change=_mapped("n_results", _more))),
    WireFault(
        "query answers its first vector only", asked_for("query", change=_mapped("query_embeddings", _first_only))
    ),
    WireFault("delete ignores limit", asked_for("delete", change=_without("limit"))),
    WireFault("delete ignores ids beside a filter", asked_for("delete", change=lambda body: _filter_only(body))),
    WireFault("add overwrites what is there", _to("add", "upsert"), lambda a, r: _created(a, r)),
    WireFault("upsert keeps what is there", _to("upsert", "add"), lambda a, r: _upserted(a, r)),
    WireFault("get_or_create is ignored", asked_for("collections", change=_without("get_or_create"))),
    WireFault("collection metadata is ignored", asked_for("collections", change=_without("metadata"))),
    WireFault("a configuration is ignored", asked_for("collections", change=_without("configuration"))),
    WireFault("a schema is ignored", asked_for("collections", change=_without("schema"))),
    WireFault("uris are not stored", asked_for(*WRITES, change=_without("uris"))),
    WireFault("$gte is $gt", _where("$gte", lambda key, operand: {key: {"$gt": operand}})),
    WireFault("$ne needs the key", _where("$ne", _apart)),
    WireFault("$in looks at one value", _where("$in", lambda key, operand: {key: {"$in": _first_only(operand)}})),
    WireFault("$contains is equality", _where("$contains", lambda key, operand: {key: {"$eq": operand}})),
    WireFault(
        "a regex dot matches newlines",
        asked_for(
            *READS,
            change=_mapped("where_document", lambda value: _dotall(value)),
        ),
    ),
    WireFault("any content type is read", lambda asked: replace(asked, media_type="application/json")),
    WireFault("a trailing slash is forgiven", lambda asked: replace(asked, path=asked.path.rstrip("/") or "/")),
    WireFault("a name lookup takes ids", _by_id_too),
    WireFault("unknown query parameters matter", after=lambda a, r: Reply(400, r.body) if "foo=" in a.query else r),
    WireFault("the count is one too high", after=_count_plus_one),
    WireFault("not found is a 400", after=status(404, 400)),
    WireFault("a conflict is a 400", after=status(409, 400)),
    WireFault("a wrong shape is a 400", after=status(422, 400)),
    WireFault("an add answers 200", after=status(201, 200)),
    WireFault("errors lack a message", after=_error(_without("message"))),
    WireFault("errors have a code beside", after=_error(_with(code=1))),
    WireFault("errors have one class", after=_error(_with(error="ChromaError"))),
    WireFault(
        "messages lack the final dot",
        after=_error(_mapped("message", lambda text: str(text).removesuffix("."))),
    ),
    WireFault("unknown routes answer with a body", after=_empty_body(404, {"detail": "Not Found"})),
    WireFault("wrong methods answer with a body", after=_empty_body(405, {"detail": "Method Not Allowed"})),
    WireFault("writes answer null", after=answered_by(*WRITES, change=lambda body: None)),
    WireFault("delete answers ids", after=answered_by("delete", change=_with(deleted=["a"]))),
    WireFault(
        "null columns are left out",
        after=answered_by(*READS, change=lambda body: {k: v for k, v in body.items() if v is not None}),
    ),
    WireFault("missing metadata is an empty object", after=answered_by("get", change=_mapped("metadatas", _nulls({})))),
    WireFault("missing documents are empty text", after=answered_by("get", change=_mapped("documents", _nulls("")))),
    WireFault(
        "metadata ints become floats", after=answered_by("get", change=_mapped("metadatas", _everywhere(_float)))
    ),
    WireFault("metadata floats become ints", after=answered_by("get", change=_mapped("metadatas", _everywhere(_int)))),
    WireFault("embeddings are rounded", after=answered_by("get", change=_mapped("embeddings", _everywhere(_rounded)))),
    WireFault("include is sorted", after=answered_by(*READS, change=_mapped("include", _sorted_include))),
    WireFault("distances are not squared", after=answered_by("query", change=_mapped("distances", _everywhere(_root)))),
    WireFault("the farthest come first", after=answered_by("query", change=_columns_backwards)),
    WireFault(
        "distances are always included",
        after=answered_by("query", change=lambda body: {**body, "distances": body.get("distances") or []}),
    ),
    WireFault("collections are listed backwards", after=_listed("collections", lambda rows: rows[::-1])),
    WireFault("databases are listed backwards", after=_listed("databases", lambda rows: rows[::-1])),
    WireFault("collections lack their schema", after=_collection(_without("schema"))),
    WireFault("the dimension is never told", after=_collection(_with(dimension=None))),
    WireFault("collections report another version", after=_collection(_with(version=1))),
    WireFault("a tenant lacks its resource name", after=every_object(_without("resource_name"), key="resource_name")),
    WireFault("limits lack the batch size", after=every_object(_without("max_batch_size"), key="max_batch_size")),
    WireFault("HEAD has no route", after=lambda a, r: replace(r, status=405) if a.method == "HEAD" else r),
)


def _filter_only(body: dict[str, Json]) -> dict[str, Json]:
    return _without("ids")(body) if body.get("where") else body


def _created(asked: Asked, reply: Reply) -> Reply:
    return replace(reply, status=201) if asked.to("add") and reply.status == 200 else reply


def _upserted(asked: Asked, reply: Reply) -> Reply:
    return replace(reply, status=200) if asked.to("upsert") and reply.status == 201 else reply


def _dotall(value: Json) -> Json:
    match value:
        case {"$regex": str(pattern)}:
            return {"$regex": f"(?s){pattern}"}
        case _:
            return value
