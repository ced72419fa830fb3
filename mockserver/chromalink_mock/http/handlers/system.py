"""Operations about the server itself."""

from __future__ import annotations

from ...engine.catalog import DEFAULT_DATABASE, DEFAULT_TENANT
from ...engine.errors import Forbidden
from .. import encode
from ..call import Call
from ..encode import Answer

API_VERSION = "1.0.0"
MAX_BATCH_SIZE = 5461
"""Advisory: what a client should put in one write. As recorded; the server takes more."""


async def heartbeat(call: Call) -> Answer:
    return encode.json({"nanosecond heartbeat": call.server.clock()})


async def get_version(call: Call) -> Answer:
    return encode.json(API_VERSION)


async def get_pre_flight_checks(call: Call) -> Answer:
    return encode.json({"max_batch_size": MAX_BATCH_SIZE, "supports_base64_encoding": True})


async def get_healthcheck(call: Call) -> Answer:
    return encode.json({"is_executor_ready": True, "is_log_client_ready": True})


async def get_identity(call: Call) -> Answer:
    who = call.principal
    if who is None:
        return encode.json({"user_id": "", "tenant": DEFAULT_TENANT, "databases": [DEFAULT_DATABASE]})
    return encode.json({"user_id": who.user_id, "tenant": who.tenant, "databases": who.databases})


async def reset(call: Call) -> Answer:
    if not call.server.settings.allow_reset:
        raise Forbidden("Reset is disabled by config")
    await call.perform(call.server.catalog.reset, heavy=True)
    return encode.json(True)
