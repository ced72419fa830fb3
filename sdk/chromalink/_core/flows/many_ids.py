"""Reads and deletes by more ids than one request takes: asked in parts, answered as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, cast

import numpy as np

from ...results import GetResult, QueryResult
from ...types import DeleteResult
from .. import quotas
from ..effects import Call, Flow
from ..rows import Matrix, Vector
from ..session import Session
from .system import sent

MOST_IDS = 10_000
"""Ids of one request: Chroma's single-node server fails at about 32,000 (wire contract: limits)."""
MOST_CHARACTERS = 4 << 20
"""Of all ids of one request, so that its body stays below what servers take, whatever the script."""

NO_VECTORS: Matrix = np.empty((0, 0), np.float32)


class Got(Protocol):
    def __call__(self, *, ids: Sequence[str], limit: int | None, offset: int | None) -> Call[GetResult]: ...


class Queried(Protocol):
    def __call__(self, *, ids: Sequence[str], include: Sequence[str]) -> Call[QueryResult]: ...


class Deleted(Protocol):
    def __call__(self, *, ids: Sequence[str], limit: int | None) -> Call[DeleteResult]: ...


def fits(session: Session, ids: Sequence[str]) -> bool:
    """Whether one request takes all these ids."""
    return len(ids) <= _most(session) and sum(map(len, ids)) <= MOST_CHARACTERS


def got_in_parts(session: Session, asked: Got, ids: Sequence[str], limit: int | None, offset: int) -> Flow[GetResult]:
    """The parts one after the other, each in insertion order; `limit` and `offset` count through all of them."""
    found: list[GetResult] = []
    to_skip, to_take = offset, limit
    for part in _parts(session, ids):
        most = None if to_take is None else to_skip + to_take
        one = yield from sent(session, asked(ids=part, limit=most, offset=None))
        count = len(one["ids"])
        _cut(one, to_skip, count)
        to_skip = max(0, to_skip - count)
        found.append(one)
        if to_take is not None:
            to_take -= len(one["ids"])
            if to_take <= 0:
                break
    return _joined(found)


def queried_in_parts(
    session: Session, asked: Queried, ids: Sequence[str], n_results: int, include: Sequence[str]
) -> Flow[QueryResult]:
    """The nearest of all parts. The server ranks within a part, so distances are asked for, to rank between them."""
    with_distances = list(dict.fromkeys([*include, "distances"]))
    found: list[QueryResult] = []
    for part in _parts(session, ids):
        found += [(yield from sent(session, asked(ids=part, include=with_distances)))]
    merged = _nearest(found, n_results)
    merged["included"] = list(include)
    if "distances" not in include:
        merged["distances"] = None
    return merged


def deleted_in_parts(session: Session, asked: Deleted, ids: Sequence[str], limit: int | None) -> Flow[DeleteResult]:
    """The parts one after the other, until `limit` are deleted."""
    deleted = 0
    for part in _parts(session, ids):
        left = None if limit is None else limit - deleted
        deleted += (yield from sent(session, asked(ids=part, limit=left)))["deleted"]
        if limit is not None and deleted >= limit:
            break
    return DeleteResult(deleted=deleted)


def _most(session: Session) -> int:
    return quotas.CLOUD_RECORDS if session.options.from_identity else MOST_IDS


def _parts(session: Session, ids: Sequence[str]) -> Iterator[Sequence[str]]:
    part: list[str] = []
    characters = 0
    for one in ids:
        if part and (len(part) == _most(session) or characters + len(one) > MOST_CHARACTERS):
            yield part
            part, characters = [], 0
        part.append(one)
        characters += len(one)
    yield part


def _cut(result: GetResult, start: int, stop: int) -> None:
    for name in ("ids", "embeddings", "documents", "uris", "metadatas"):
        if result[name] is not None:
            result[name] = cast("Sequence[object]", result[name])[start:stop]


def _joined(found: Sequence[GetResult]) -> GetResult:
    joined = GetResult(found[0], ids=[id for one in found for id in one["ids"]])
    for name in ("documents", "uris", "metadatas"):
        if joined[name] is not None:
            joined[name] = [value for one in found for value in cast("list[object]", one[name])]
    if joined["embeddings"] is not None:
        full = [one for one in found if one["ids"]] or found[:1]
        joined["embeddings"] = np.concatenate([cast("Matrix", one["embeddings"]) for one in full])
    return joined


def _nearest(found: Sequence[QueryResult], most: int) -> QueryResult:
    """For each query the nearest of all answers; ties in the order of the parts."""
    places = [_places([(one["distances"] or [])[n] for one in found], most) for n in range(len(found[0]["ids"]))]
    merged = QueryResult(found[0])
    for name in ("ids", "documents", "uris", "metadatas", "distances", "embeddings"):
        if merged[name] is None:
            continue
        columns = [cast("list[Sequence[object]]", one[name]) for one in found]
        merged[name] = [
            [columns[part][query][place] for part, place in of_query] for query, of_query in enumerate(places)
        ]
    if merged["embeddings"] is not None:
        rows_of_each = cast("list[list[Vector]]", merged["embeddings"])
        merged["embeddings"] = [np.array(rows) if rows else NO_VECTORS for rows in rows_of_each]
    return merged


def _places(distances: Sequence[Sequence[float | None]], most: int) -> list[tuple[int, int]]:
    """Where the nearest are, as part and place in it; distances that are not finite come last."""
    found = [
        (float("inf") if distance is None else distance, part, place)
        for part, column in enumerate(distances)
        for place, distance in enumerate(column)
    ]
    return [(part, place) for _, part, place in sorted(found)[:most]]
