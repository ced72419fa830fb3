"""The operations on the server itself."""

from __future__ import annotations

from typing import Any

from chromalink_rest.api.system import get_identity, get_pre_flight_checks, get_version
from chromalink_rest.api.system import heartbeat as heartbeat_endpoint
from chromalink_rest.api.system import reset as reset_endpoint
from chromalink_rest.models import Heartbeat, Identity, PreFlightChecks

from .._core.effects import Answer, Call
from .._core.session import Limits
from ..types import UserIdentity
from . import decode
from .requests import request


def heartbeat() -> Call[int]:
    return Call(request("heartbeat", heartbeat_endpoint._get_kwargs()), _nanoseconds, repeatable=True)


def version() -> Call[str]:
    return Call(request("getVersion", get_version._get_kwargs()), decode.text, repeatable=True)


def reset() -> Call[bool]:
    return Call(request("reset", reset_endpoint._get_kwargs()), lambda answer: bool(decode.json(answer)), False)


def identity() -> Call[UserIdentity]:
    return Call(request("getIdentity", get_identity._get_kwargs()), _identity, repeatable=True)


def limits() -> Call[Limits]:
    return Call(request("getPreFlightChecks", get_pre_flight_checks._get_kwargs()), _limits, repeatable=True)


def _nanoseconds(answer: Answer) -> int:
    return decode.model(answer, Heartbeat.from_dict).nanosecond_heartbeat


def _identity(answer: Answer) -> UserIdentity:
    found = decode.model(answer, Identity.from_dict)
    names: object = found.databases
    if not isinstance(names, list) or not all(isinstance(one, str) for one in (found.user_id, found.tenant, *names)):
        raise decode.unexpected(answer, "an identity")
    return UserIdentity(user_id=found.user_id, tenant=found.tenant, databases=found.databases)


def _limits(answer: Answer) -> Limits:
    found = decode.model(answer, _completed)
    return Limits(found.max_batch_size if found.max_batch_size > 0 else None, found.supports_base64_encoding)


def _completed(told: Any) -> PreFlightChecks:
    """What a server leaves out, or tells as null, it does not limit and does not offer."""
    found = {name: value for name, value in told.items() if value is not None}
    return PreFlightChecks.from_dict({"max_batch_size": 0, "supports_base64_encoding": False, **found})
