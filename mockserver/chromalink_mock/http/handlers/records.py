"""Operations on the records of one collection."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from ...engine.collection import Collection
from ...engine.values import Batch
from .. import encode
from ..call import Call, is_heavy
from ..decode import records as decode
from ..decode.body import Payload
from ..decode.records import Write
from ..encode import Answer

_LOG = logging.getLogger("chromalink_mock")
_NAMED_IDS = 5


async def add_records(call: Call) -> Answer:
    await _write(call, decode.ADD, Collection.add)
    return encode.CREATED


async def upsert_records(call: Call) -> Answer:
    await _write(call, decode.UPSERT, Collection.upsert)
    return encode.NOTHING


async def update_records(call: Call) -> Answer:
    await _write(call, decode.UPDATE, _update)
    return encode.NOTHING


async def get_records(call: Call) -> Answer:
    asked = await call.payload(decode.GET)
    collection = call.collection()
    selection = await call.perform(asked.filter.selection)
    limit = call.server.settings.default_limit if asked.limit is None else asked.limit
    return await call.perform(
        lambda: encode.records(collection.get(selection, limit, asked.offset, frozenset(asked.include)), asked.include),
        heavy=is_heavy(collection, selection, limit),
    )


async def query_records(call: Call) -> Answer:
    asked = await call.payload(decode.QUERY)
    collection = call.collection()
    selection = await call.perform(asked.filter.selection)
    return await call.perform(
        lambda: encode.neighbours(
            collection.query(asked.matrix(), asked.n_results, selection, frozenset(asked.include)), asked.include
        ),
        heavy=is_heavy(collection, selection, asked.n_results),
    )


async def delete_records(call: Call) -> Answer:
    asked = await call.payload(decode.DELETE)
    collection = call.collection()
    selection = await call.perform(asked.selection)
    heavy = is_heavy(collection, selection, asked.limit)
    return encode.json({"deleted": await call.perform(lambda: collection.delete(selection, asked.limit), heavy=heavy)})


async def count_records(call: Call) -> Answer:
    call.check_read_level()
    return encode.json(call.collection().count())


async def _write(call: Call, kind: Payload[Write], store: Callable[[Collection, Batch], None]) -> None:
    asked = await call.payload(kind)
    collection = call.collection()
    await call.perform(partial(_store, collection, asked, store))


def _store(collection: Collection, asked: Write, store: Callable[[Collection, Batch], None]) -> None:
    batch = asked.batch()
    if asked.sparse:
        collection.refuse_sparse(batch, asked.sparse[0].key)
    store(collection, batch)


def _update(collection: Collection, batch: Batch) -> None:
    unknown = collection.update(batch)
    if unknown:
        named = ", ".join(map(repr, unknown[:_NAMED_IDS]))
        _LOG.warning("update of %s ignored %d unknown ids: %s", collection.id, len(unknown), named)
