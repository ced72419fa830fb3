"""Operations on collections."""

from __future__ import annotations

from ...engine.errors import InvalidArgument
from .. import encode
from ..call import Call
from ..decode import collections as decode
from ..encode import Answer


async def create_collection(call: Call) -> Answer:
    asked = await call.payload(decode.CREATE)
    return encode.json(call.server.catalog.create_collection(call.place(), asked).document())


async def list_collections(call: Call) -> Answer:
    page = call.page()
    found = call.server.catalog.collections(call.place(), page.limit, page.offset)
    return encode.json([collection.document() for collection in found])


async def count_collections(call: Call) -> Answer:
    return encode.json(call.server.catalog.count_collections(call.place()))


async def get_collection(call: Call) -> Answer:
    return encode.json(call.server.catalog.named(call.place(), call.param("collection_id")).document())


async def get_collection_by_id(call: Call) -> Answer:
    place = call.place()
    id = call.uuid("Validation error: collection_id: Invalid collection ID format, expected UUID")
    return encode.json(call.server.catalog.within(place, id).document())


async def get_collection_by_crn(call: Call) -> Answer:
    """Names only a Cloud resolves: the recorded server ends the connection on a well-formed one; here, a 400."""
    parts = call.param("crn").split(":")
    if len(parts) != 3 or not all(parts):
        shape = "<tenant_resource_name>:<database_name>:<collection_name> with non-empty parts"
        raise InvalidArgument(f"Validation error: crn: CRN must be in the format {shape}")
    raise InvalidArgument("Validation error: crn: CRN lookup is not available on a single node")


async def update_collection(call: Call) -> Answer:
    changes = await call.payload(decode.UPDATE)
    collection = call.collection()
    await call.perform(lambda: call.server.catalog.update_collection(collection, changes))
    return encode.NOTHING


async def delete_collection(call: Call) -> Answer:
    place, name = call.place(), call.param("collection_id")
    await call.perform(lambda: call.server.catalog.delete_collection(place, name), heavy=True)
    return encode.NOTHING
