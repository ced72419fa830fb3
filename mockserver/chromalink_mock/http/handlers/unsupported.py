"""Operations that are read and checked, then refused: what a single node does not offer."""

from __future__ import annotations

from ...engine import unsupported
from ...engine.errors import InvalidArgument
from ...engine.identity import read_uuid
from ..call import Call
from ..decode.functions import ATTACH, DETACH, FORK
from ..decode.search import SEARCH
from ..encode import Answer


async def search_records(call: Call) -> Answer:
    asked = await call.payload(SEARCH)
    collection = call.collection()
    collection.refuse_unindexed([part.filter for part in asked.parts])
    asked.validate()
    raise unsupported.operation("searchRecords")


async def fork_collection(call: Call) -> Answer:
    await call.payload(FORK)
    call.collection()
    raise unsupported.operation("forkCollection")


async def count_forks(call: Call) -> Answer:
    call.collection()
    raise unsupported.operation("countForks")


async def get_indexing_status(call: Call) -> Answer:
    call.collection()
    raise unsupported.operation("getIndexingStatus")


async def attach_function(call: Call) -> Answer:
    await call.payload(ATTACH)
    _check_id(call, "Tonic error: ")
    raise unsupported.operation("attachFunction")


async def get_attached_function(call: Call) -> Answer:
    _check_id(call, "Failed to get attached function: ")
    raise unsupported.operation("getAttachedFunction")


async def detach_function(call: Call) -> Answer:
    await call.payload(DETACH)
    _check_id(call, "Tonic error: ")
    raise unsupported.operation("detachFunction")


def _check_id(call: Call, prefix: str) -> None:
    """Functions look at the form of the collection's id only; whether it exists is not asked."""
    call.place()
    if read_uuid(call.param("collection_id")) is None:
        raise InvalidArgument(
            f"{prefix}code: 'Client specified an invalid argument', "
            'message: "Client validation error: Invalid collection_id UUID format"'
        )
