"""Operations on collections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ...engine.catalog import Catalog
from ...engine.collection import Collection, CollectionChanges, NewCollection, Place
from ...engine.errors import InvalidArgument
from .. import encode
from ..call import INLINE_WEIGHT, Call
from ..decode import collections as decode
from ..decode.body import Payload
from ..decode.functions import FORK
from ..decode.query_string import Page
from ..encode import Answer

Finder: TypeAlias = Callable[[Catalog, Place, str], Collection]


async def create_collection(call: Call, kind: Payload[NewCollection] = decode.CREATE) -> Answer:
    asked = await call.payload(kind)
    return encode.json(call.server.catalog.create_collection(call.place(), asked).document())


async def list_collections(call: Call, paged: Callable[[Call], Page] = Call.page) -> Answer:
    page = paged(call)
    found = call.server.catalog.collections(call.place(), page.limit, page.offset)
    return encode.json([collection.document() for collection in found])


async def count_collections(call: Call) -> Answer:
    return encode.json(call.server.catalog.count_collections(call.place()))


async def get_collection(call: Call, find: Finder = Catalog.named) -> Answer:
    return encode.json(find(call.server.catalog, call.place(), call.param("collection_id")).document())


async def get_collection_by_id(call: Call) -> Answer:
    place = call.place()
    id = call.uuid("Validation error: collection_id: Invalid collection ID format, expected UUID")
    return encode.json(call.server.catalog.within(place, id).document())


async def get_collection_by_crn(call: Call) -> Answer:
    parts = call.param("crn").split(":")
    if len(parts) != 3 or not all(parts):
        shape = "<tenant_resource_name>:<database_name>:<collection_name> with non-empty parts"
        raise InvalidArgument(f"Validation error: crn: CRN must be in the format {shape}")
    found = call.server.catalog.resource(*parts, permitted=call.may_enter)
    return encode.json(found.document())


async def fork_collection(call: Call) -> Answer:
    name = await call.payload(FORK)
    collection = call.collection()
    # A fork waits for the writes before it.
    made = await call.perform(lambda: call.server.catalog.fork_collection(collection, name), heavy=True)
    return encode.json(made.document())


async def count_forks(call: Call) -> Answer:
    return encode.json({"count": call.server.catalog.count_forks(call.collection())})


async def get_indexing_status(call: Call) -> Answer:
    collection = call.collection()
    waiting, total = await call.perform(collection.indexing, heavy=collection.weight > INLINE_WEIGHT)
    return encode.json(encode.indexing_status(waiting, total))


async def update_collection(
    call: Call,
    kind: Payload[CollectionChanges] = decode.UPDATE,
    told: Callable[[Collection], object] = encode.nothing,
) -> Answer:
    changes = await call.payload(kind)
    collection = call.collection()
    await call.perform(lambda: call.server.catalog.update_collection(collection, changes))
    return encode.json(told(collection))


async def delete_collection(call: Call, find: Finder = Catalog.named) -> Answer:
    collection = find(call.server.catalog, call.place(), call.param("collection_id"))
    await call.perform(lambda: call.server.catalog.drop(collection), heavy=True)
    return encode.NOTHING
