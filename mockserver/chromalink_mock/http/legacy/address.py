"""Whom a request is about: the old API names tenant and database in the query string, and records by UUID alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import UUID

from ...engine.catalog import DEFAULT_DATABASE, DEFAULT_TENANT
from ...engine.collection import Collection
from ...engine.errors import NotFound
from ...engine.identity import read_uuid
from ..call import Call
from ..errors import PermissionDenied
from . import forms
from .refusals import Fault, Invalid, named_error, no_collection, refused_as

_IN_TENANT = frozenset({"createDatabase", "getDatabase"})
_IN_DATABASE = frozenset(
    {"listCollections", "countCollections", "createCollection", "getCollection", "deleteCollection"}
)


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for; `limit` None = to its end."""

    limit: int | None
    offset: int


def named(operation: str, params: Mapping[str, str], query: bytes) -> Mapping[str, str]:
    """The path parameters, and the tenant and database that the operation takes from the query string.

    Both have defaults, which also stand for an empty name.
    """
    found = dict(params)
    parameters = _parameters(query)
    if operation in _IN_TENANT or operation in _IN_DATABASE:
        found["tenant"] = parameters.get("tenant") or DEFAULT_TENANT
    if operation in _IN_DATABASE:
        found["database"] = parameters.get("database") or DEFAULT_DATABASE
    return found


def page(call: Call) -> Page:
    """`limit` and `offset` of the query string; raises Invalid."""
    numbers: dict[str, int] = {}
    faults: list[Fault] = []
    parameters = _parameters(call.query())
    for name in ("limit", "offset"):
        if name in parameters:
            try:
                numbers[name] = forms.integer(parameters[name], ("query", name))
            except Invalid as error:
                faults.extend(error.faults)
    if faults:
        raise Invalid(faults)
    limit = numbers.get("limit", call.server.settings.default_limit)
    # Unlike an offset, a limit below zero is none at all.
    kept = None if limit is None or limit < 0 else forms.amount(limit)
    return Page(kept, forms.amount(numbers.get("offset", 0)))


def uuid(call: Call) -> UUID:
    """The collection id of the path; raises Refusal when it is no UUID."""
    text = call.param("collection_id")
    found = read_uuid(text)
    if found is None:
        raise named_error(400, "InvalidUUID", f"Could not parse {text} as a UUID")
    return found


def collection(call: Call) -> Collection:
    """The collection whose UUID the path names, wherever the caller may look; raises Refusal."""
    id = uuid(call)
    with refused_as(NotFound, no_collection(id)):
        found = call.server.catalog.anywhere(id)
    try:
        call.permit(found.place)
    except PermissionDenied as error:
        # Whether it exists is none of the caller's business.
        raise no_collection(id) from error
    return found


def _parameters(query: bytes) -> dict[str, str]:
    """The query string; of a name given twice the last value counts."""
    return dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
