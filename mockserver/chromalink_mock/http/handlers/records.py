"""Operations on the records of one collection."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias, TypeVar

from ...engine.collection import Collection
from ...engine.values import Batch, Field, Neighbours, Records, Selection
from .. import encode
from ..call import INLINE_RECORDS, Call, is_heavy
from ..decode import records as decode
from ..decode.body import Payload
from ..decode.records import Get, Query, Write
from ..encode import Answer

_LOG = logging.getLogger("chromalink_mock")
_NAMED_IDS = 5

T = TypeVar("T")

Store: TypeAlias = Callable[[Collection, Batch], object]
Completion: TypeAlias = Callable[[Call, T], Awaitable[T]]
"""Adds to a decoded request what the server is to find out itself."""


def _update(collection: Collection, batch: Batch) -> None:
    unknown = collection.update(batch)
    if unknown:
        named = ", ".join(map(repr, unknown[:_NAMED_IDS]))
        _LOG.warning("update of %s ignored %d unknown ids: %s", collection.id, len(unknown), named)


async def as_sent(call: Call, asked: T) -> T:
    """The request map that changes nothing."""
    return asked


async def add_records(
    call: Call,
    kind: Payload[Write] = decode.ADD,
    complete: Completion[Write] = as_sent,
    store: Store = Collection.add,
) -> Answer:
    await _write(call, kind, complete, store)
    return encode.CREATED


async def upsert_records(
    call: Call, kind: Payload[Write] = decode.UPSERT, complete: Completion[Write] = as_sent
) -> Answer:
    await _write(call, kind, complete, Collection.upsert)
    return encode.NOTHING


async def update_records(call: Call, complete: Completion[Write] = as_sent, store: Store = _update) -> Answer:
    await _write(call, decode.UPDATE, complete, store)
    return encode.NOTHING


async def get_records(
    call: Call, kind: Payload[Get] = decode.GET, told: Callable[[Records, Sequence[Field]], Answer] = encode.records
) -> Answer:
    asked = await call.payload(kind)
    collection = call.collection()
    selection = await call.perform(asked.filter.selection)
    limit = call.server.settings.default_limit if asked.limit is None else asked.limit
    return await call.perform(
        lambda: told(collection.get(selection, limit, asked.offset, frozenset(asked.include)), asked.include),
        heavy=is_heavy(collection, selection, limit),
    )


async def query_records(
    call: Call,
    kind: Payload[Query] = decode.QUERY,
    complete: Completion[Query] = as_sent,
    told: Callable[[Sequence[Neighbours], Sequence[Field]], Answer] = encode.neighbours,
) -> Answer:
    asked = await call.payload(kind)
    collection = call.collection()
    selection = await call.perform(asked.filter.selection)
    asked = await complete(call, asked)
    return await call.perform(
        lambda: told(
            collection.query(asked.matrix(), asked.n_results, selection, frozenset(asked.include)), asked.include
        ),
        heavy=is_heavy(collection, selection, asked.n_results),
    )


def _delete(collection: Collection, selection: Selection, limit: int | None) -> object:
    return {"deleted": collection.delete(selection, limit)}


async def delete_records(call: Call, delete: Callable[[Collection, Selection, int | None], object] = _delete) -> Answer:
    asked = await call.payload(decode.DELETE)
    collection = call.collection()
    selection = await call.perform(asked.selection)
    heavy = call.waits_for_disk or is_heavy(collection, selection, asked.limit)
    return encode.json(await call.perform(lambda: delete(collection, selection, asked.limit), heavy=heavy))


async def count_records(call: Call) -> Answer:
    call.check_read_level()
    collection = call.collection()
    return encode.json(await call.perform(collection.count, heavy=collection.backlog > INLINE_RECORDS))


async def _write(call: Call, kind: Payload[Write], complete: Completion[Write], store: Store) -> None:
    asked = await call.payload(kind)
    collection = call.collection()
    asked = await complete(call, asked)
    await call.perform(lambda: store(collection, asked.batch()), heavy=call.waits_for_disk)
