"""Operations on tenants and databases."""

from __future__ import annotations

from ...engine.collection import Place
from .. import encode
from ..call import Call
from ..decode import collections as decode
from ..encode import Answer


async def create_tenant(call: Call) -> Answer:
    call.server.catalog.create_tenant(await call.payload(decode.CREATE_TENANT))
    return encode.NOTHING


async def list_tenants(call: Call) -> Answer:
    """Ours only: the recorded server has no such list."""
    page = call.page()
    names = call.server.catalog.tenants(page.limit, page.offset)
    return encode.json([encode.tenant(name) for name in names])


async def get_tenant(call: Call) -> Answer:
    return encode.json(encode.tenant(call.server.catalog.tenant(call.param("tenant_name"))))


async def update_tenant(call: Call) -> Answer:
    """Accepts any tenant and stores nothing, as recorded."""
    await call.payload(decode.UPDATE_TENANT)
    return encode.NOTHING


async def create_database(call: Call) -> Answer:
    name = await call.payload(decode.CREATE_DATABASE)
    call.server.catalog.create_database(Place(call.param("tenant"), name))
    return encode.NOTHING


async def list_databases(call: Call) -> Answer:
    page = call.page()
    found = call.server.catalog.databases(call.param("tenant"), page.limit, page.offset)
    return encode.json([encode.database(database) for database in found])


async def get_database(call: Call) -> Answer:
    return encode.json(encode.database(call.server.catalog.database(call.place())))


async def delete_database(call: Call) -> Answer:
    place = call.any_place()
    await call.perform(lambda: call.server.catalog.delete_database(place), heavy=True)
    return encode.NOTHING
