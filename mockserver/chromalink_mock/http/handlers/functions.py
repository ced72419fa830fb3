"""Operations on the functions attached to a collection."""

from __future__ import annotations

from ...engine.collection import Collection
from ...engine.errors import InvalidArgument, NotFound
from ...engine.functions import AttachedFunction
from ...engine.identity import read_uuid
from .. import encode
from ..call import INLINE_RECORDS, Call
from ..decode.functions import ATTACH, DETACH
from ..encode import Answer


async def attach_function(call: Call) -> Answer:
    asked = await call.payload(ATTACH)
    collection = _input(call, "Tonic error: ")
    if collection is None:
        raise NotFound(f"Input collection [{call.param('collection_id')}] does not exist")
    function, created = call.server.catalog.attach_function(collection, asked)
    return encode.json({"attached_function": encode.function_in_short(function), "created": created})


async def get_attached_function(call: Call) -> Answer:
    function = _attached(call, "Failed to get attached function: ")
    if function is None:
        raise NotFound("Attached function not found")
    await call.perform(function.catch_up, heavy=function.backlog > INLINE_RECORDS)
    return encode.json({"attached_function": encode.function(function)})


async def detach_function(call: Call) -> Answer:
    delete_output = await call.payload(DETACH)
    function = _attached(call, "Tonic error: ")
    if function is None:
        raise NotFound(f"Attached function [{call.param('function_name')}] does not exist")
    await call.perform(lambda: call.server.catalog.detach_function(function, delete_output=delete_output), heavy=True)
    return encode.json({"success": True})


def _attached(call: Call, prefix: str) -> AttachedFunction | None:
    collection = _input(call, prefix)
    if collection is None:
        return None
    return call.server.catalog.attached_function(collection, call.param("function_name"))


def _input(call: Call, prefix: str) -> Collection | None:
    """The collection of the path; its id is refused as recorded when it is none."""
    place = call.place()
    id = read_uuid(call.param("collection_id"))
    if id is None:
        raise InvalidArgument(
            f"{prefix}code: 'Client specified an invalid argument', "
            'message: "Client validation error: Invalid collection_id UUID format"'
        )
    try:
        return call.server.catalog.collection(place, id)
    except NotFound:
        return None
