"""The record operations. Add, upsert, update, get and query write and read JSON without the generated models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, cast

import numpy as np

from chromalink_rest.api.records import (
    add_records,
    count_records,
    delete_records,
    get_records,
    query_records,
    update_records,
    upsert_records,
)
from chromalink_rest.models import DeleteRecordsRequest, DeleteRecordsResponse

from .._core.effects import Answer, Call
from .._core.rows import Matrix, Rows
from .._core.session import CollectionRef, Limits
from ..results import GetResult, PeekResult, QueryResult, UsualGetResult, UsualQueryResult
from ..types import DeleteResult
from . import bodies, decode
from .requests import SEPARATE, addressed, encoded, given, path, request
from .sparse import restored

COLUMNS = ("documents", "uris", "metadatas", "embeddings")

MAX_BODY = 32 << 20
"""Bytes of one write's body; servers take 40 MiB (wire contract: limits)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that go out in one request."""

    rows: Rows
    call: Call[None]


def add(ref: CollectionRef, rows: Rows, limits: Limits) -> list[Batch]:
    return list(_writes("addRecords", add_records, ref, rows, limits))


def upsert(ref: CollectionRef, rows: Rows, limits: Limits) -> list[Batch]:
    return list(_writes("upsertRecords", upsert_records, ref, rows, limits))


def update(ref: CollectionRef, rows: Rows, limits: Limits) -> list[Batch]:
    return list(_writes("updateRecords", update_records, ref, rows, limits))


def count(ref: CollectionRef, read_level: str) -> Call[int]:
    kwargs = addressed(count_records._get_kwargs, *path(ref), read_level=_as_generated(read_level))
    return Call(request("countRecords", kwargs, collection=ref.name), decode.number, repeatable=True)


def delete(
    ref: CollectionRef,
    ids: Sequence[str] | None,
    where: Mapping[str, object] | None,
    where_document: Mapping[str, object] | None,
    limit: int | None,
) -> Call[DeleteResult]:
    body = DeleteRecordsRequest(
        ids=given(None if ids is None else list(ids)),
        where=given(where),
        where_document=given(where_document),
        limit=given(limit),
    )
    only_ids = where is None and where_document is None
    return Call(
        request(
            "deleteRecords",
            delete_records._get_kwargs(*path(ref), body=body),
            collection=ref.name,
            records=None if ids is None else len(ids),
        ),
        partial(_deleted, len(ids) if only_ids and ids is not None else UNTOLD),
        repeatable=only_ids,
    )


def get(
    ref: CollectionRef,
    *,
    ids: Sequence[str] | None,
    where: Mapping[str, object] | None,
    where_document: Mapping[str, object] | None,
    limit: int | None,
    offset: int | None,
    include: Sequence[str],
) -> Call[GetResult]:
    body = {
        "ids": ids,
        "where": where,
        "where_document": where_document,
        "limit": limit,
        "offset": offset,
        "include": include,
    }
    kwargs = addressed(get_records._get_kwargs, *path(ref), body=SEPARATE)
    asked = request("getRecords", kwargs, encoded(body), collection=ref.name)
    return Call(asked, partial(_got, include), repeatable=True)


def query(
    ref: CollectionRef,
    vectors: Matrix,
    *,
    n_results: int,
    ids: Sequence[str] | None,
    where: Mapping[str, object] | None,
    where_document: Mapping[str, object] | None,
    include: Sequence[str],
) -> Call[QueryResult]:
    body = {
        "query_embeddings": vectors,
        "n_results": n_results,
        "ids": ids,
        "where": where,
        "where_document": where_document,
        "include": include,
    }
    kwargs = addressed(query_records._get_kwargs, *path(ref), body=SEPARATE)
    asked = request("queryRecords", kwargs, encoded(body), collection=ref.name, records=len(vectors))
    return Call(asked, partial(_queried, include), repeatable=True)


def _writes(operation: str, endpoint: ModuleType, ref: CollectionRef, rows: Rows, limits: Limits) -> Iterator[Batch]:
    """The batches that the server takes, in order."""
    most = limits.max_batch_size or len(rows)
    for start in range(0, len(rows), most):
        yield from _fitting(operation, endpoint, ref, rows.part(start, start + most), limits)


def _fitting(operation: str, endpoint: ModuleType, ref: CollectionRef, rows: Rows, limits: Limits) -> Iterator[Batch]:
    """One batch, or more where the body would be too large; a single record is sent whatever its size."""
    body = bodies.write(rows, as_base64=limits.base64)
    if bodies.size(body) > MAX_BODY and len(rows) > 1:
        half = len(rows) // 2
        yield from _fitting(operation, endpoint, ref, rows.part(0, half), limits)
        yield from _fitting(operation, endpoint, ref, rows.part(half, len(rows)), limits)
        return
    kwargs = addressed(endpoint._get_kwargs, *path(ref), body=SEPARATE)
    asked = request(operation, kwargs, body, collection=ref.name, records=len(rows))
    yield Batch(rows, Call(asked, decode.nothing, repeatable=True))


def _as_generated(read_level: str) -> Any:
    return read_level


UNTOLD = -1
"""How many records a filter deleted, where the server is too old to say (Chroma 1.0)."""


def _deleted(untold: int, answer: Answer) -> DeleteResult:
    return DeleteResult(deleted=decode.model(answer, partial(_count_of_deleted, untold)))


def _count_of_deleted(untold: int, body: Any) -> int:
    """A count or, as the OpenAPI document of the Cloud has it, the ids of what was deleted; `untold` for neither."""
    if body == {}:
        return untold
    if isinstance(body, dict):
        return DeleteRecordsResponse.from_dict(cast("dict[str, Any]", body)).deleted
    return _length(body)


def _got(include: Sequence[str], answer: Answer) -> GetResult:
    body = decode.fields(answer)
    try:
        _parallel(body["ids"], [body.get(name) for name in COLUMNS])
        restored(answer, body.get("metadatas"))
        texts = {name: _told(body, name, include) for name in ("documents", "uris", "metadatas")}
        usual = UsualGetResult if "embeddings" not in include else PeekResult
        kind = usual if {"documents", "metadatas"} <= set(include) else GetResult
        return kind(
            ids=body["ids"],
            embeddings=None if body.get("embeddings") is None else _matrix(body["embeddings"]),
            documents=texts["documents"],
            uris=texts["uris"],
            data=None,
            metadatas=texts["metadatas"],
            included=body.get("include", list(include)),
        )
    except (IndexError, KeyError, TypeError, ValueError) as exc:
        raise decode.unexpected(answer, f"records ({exc!r})") from exc


def _queried(include: Sequence[str], answer: Answer) -> QueryResult:
    body = decode.fields(answer)
    try:
        for place, ids in enumerate(body["ids"]):
            columns = (body.get(name) for name in (*COLUMNS, "distances"))
            _parallel(ids, [None if column is None else column[place] for column in columns])
        for metadatas in body.get("metadatas") or ():
            restored(answer, metadatas)
        vectors = body.get("embeddings")
        told = {name: _of_each(body, name, include) for name in ("documents", "uris", "metadatas", "distances")}
        kind = UsualQueryResult if {"documents", "metadatas", "distances"} <= set(include) else QueryResult
        return kind(
            ids=body["ids"],
            embeddings=None if vectors is None else [_matrix(one) for one in vectors],
            documents=told["documents"],
            uris=told["uris"],
            data=None,
            metadatas=told["metadatas"],
            distances=told["distances"],
            included=body.get("include", list(include)),
        )
    except (IndexError, KeyError, TypeError, ValueError) as exc:
        raise decode.unexpected(answer, f"records ({exc!r})") from exc


def _told(body: Mapping[str, Any], name: str, include: Sequence[str]) -> Any:
    """A column; one that a server left out although it was asked for holds nothing."""
    column = body.get(name)
    return [None] * len(body["ids"]) if column is None and name in include else column


def _of_each(body: Mapping[str, Any], name: str, include: Sequence[str]) -> Any:
    column = body.get(name)
    return [[None] * len(ids) for ids in body["ids"]] if column is None and name in include else column


def _parallel(ids: Any, columns: Sequence[Any]) -> None:
    """TypeError or ValueError unless all are lists of one length; a column may be missing."""
    count = _length(ids)
    for column in columns:
        if column is not None and _length(column) != count:
            raise ValueError(f"expected {count} elements, got {_length(column)}")


def _length(column: Any) -> int:
    length = len(column)
    if not isinstance(column, list):
        raise TypeError(f"expected a list, got {type(column).__name__}")
    return length


def _matrix(rows: list[list[float]]) -> Matrix:
    """(n, dimension) float32; (0, 0) where there is none."""
    found = np.asarray(rows, dtype=np.float32) if rows else np.empty((0, 0), np.float32)
    if found.ndim != 2:
        raise ValueError(f"expected vectors, got an array of shape {found.shape}")
    return found
