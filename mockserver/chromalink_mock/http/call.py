"""A request on its way through a handler, and the server it came to."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

from starlette.types import Receive, Scope

from ..auth import ALL, Principal
from ..engine.catalog import Catalog
from ..engine.collection import Collection, Place
from ..engine.errors import InvalidArgument
from ..engine.filters import touched
from ..engine.identity import read_uuid
from ..engine.names import MIN_DATABASE_LENGTH
from ..engine.values import Selection
from ..settings import Settings
from .decode import query_string
from .decode.query_string import Page
from .errors import BodyInterrupted, BodyTooLarge, PermissionDenied, WrongContentType
from .gate import Gate
from .quota_checks import within_quota
from .workers import Workers

_NO_UUID = "Collection ID is not a valid UUIDv4"

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

INLINE_BYTES = 128 * 1024
"""Bodies up to this size are decoded and acted upon where they arrive; larger ones in a worker thread."""

INLINE_WEIGHT = 16_000_000
"""Collections of up to this many numbers are read where the request arrives (an exact scan takes some milliseconds)."""

INLINE_RECORDS = 5_000
"""Up to this many records are filtered by document, or returned, where the request arrives."""


@dataclass(frozen=True, slots=True)
class Server:
    """What all requests share. `clock` gives nanoseconds since the epoch; `gate` is None where everybody may enter."""

    catalog: Catalog
    settings: Settings
    clock: Callable[[], int]
    workers: Workers
    gate: Gate | None = None


class Decoder(Protocol[T_co]):
    """A kind of body."""

    def decode(self, body: bytes) -> T_co: ...


class Call:
    """One request: its server, its path parameters, and its body, read once and only when asked for.

    `principal` is who sent it; None on a server that does not ask.
    """

    __slots__ = ("_operation", "_params", "_raw_limit", "_receive", "_scope", "large", "principal", "server")

    def __init__(
        self,
        server: Server,
        scope: Scope,
        receive: Receive,
        params: Mapping[str, str],
        *,
        operation: str,
        principal: Principal | None = None,
        raw_limit: bool,
    ) -> None:
        self.server = server
        self.principal = principal
        self._operation = operation
        self.large = False
        self._scope = scope
        self._receive = receive
        self._params = params
        self._raw_limit = raw_limit

    @classmethod
    async def admitted(
        cls,
        server: Server,
        scope: Scope,
        receive: Receive,
        params: Mapping[str, str],
        *,
        operation: str,
        raw_limit: bool,
    ) -> Call:
        """The call of a request that the server's gate lets in, its body not yet read; raises what the gate raises."""
        principal = None if server.gate is None else await server.gate.admit(scope, operation, params)
        return cls(server, scope, receive, params, operation=operation, principal=principal, raw_limit=raw_limit)

    def param(self, name: str) -> str:
        return self._params[name]

    def page(self) -> Page:
        """The part of a list that the query string asks for; the server's default limit when it names none."""
        asked = query_string.page(self.query())
        limit = self.server.settings.default_limit if asked.limit is None else asked.limit
        quotas = self.server.settings.quotas
        if quotas is not None and self._operation == "listCollections":
            quotas.check_limit("List Collections", asked.limit)
            limit = quotas.capped(limit)
        return Page(limit, asked.offset)

    def check_read_level(self) -> None:
        query_string.check_read_level(self.query())

    async def payload(self, kind: Decoder[T]) -> T:
        """The body as `kind`; raises RequestError for what is no such body, QuotaExceeded for too much of it."""
        body = await self._body()
        self.large = len(body) > INLINE_BYTES
        if self.large:
            return await self.server.workers.run(partial(self._decoded, kind, body))
        return self._decoded(kind, body)

    def place(self) -> Place:
        """The tenant and database of the path; raises InvalidArgument for too short a database name."""
        place = self.any_place()
        if len(place.database) < MIN_DATABASE_LENGTH:
            raise InvalidArgument(f"database name must be at least {MIN_DATABASE_LENGTH} characters")
        return place

    def any_place(self) -> Place:
        """The tenant and database of the path, of whatever length."""
        return Place(self.param("tenant"), self.param("database"))

    def uuid(self, refusal: str) -> UUID:
        """The collection id of the path; raises InvalidArgument with `refusal` when it is no UUID."""
        found = read_uuid(self.param("collection_id"))
        if found is None:
            raise InvalidArgument(refusal)
        return found

    def collection(self) -> Collection:
        """The collection whose UUID the path names; raises InvalidArgument, NotFound."""
        place = self.place()
        return self.server.catalog.collection(place, self.uuid(_NO_UUID))

    def check_address(self) -> None:
        """Raise InvalidArgument for a path that cannot name a collection; whether there is one is not looked at."""
        self.place()
        self.uuid(_NO_UUID)

    @property
    def waits_for_disk(self) -> bool:
        """Whether a write takes until it lies on the disk."""
        return self.server.settings.durability == "full"

    async def perform(self, work: Callable[[], T], *, heavy: bool = False) -> T:
        """The result of `work`, run in a worker thread when it or the request's body is large."""
        return await self.server.workers.run(work) if heavy or self.large else work()

    def permit(self, place: Place) -> None:
        """Raise PermissionDenied unless the caller may use this database, which the path does not name."""
        if not self.may_enter(place):
            raise PermissionDenied

    def may_enter(self, place: Place) -> bool:
        return self.principal is None or self.principal.may_enter(place.tenant, place.database)

    def known_databases(self) -> Container[str] | None:
        """The names of databases that the caller may learn of; None = any."""
        if self.principal is None or ALL in self.principal.databases:
            return None
        return self.principal.databases

    def _decoded(self, kind: Decoder[T], body: bytes) -> T:
        settings = self.server.settings
        payload = kind.decode(body)
        if settings.quotas is None:
            return payload
        return within_quota(settings.quotas, self._operation, payload, settings.default_limit)

    def query(self) -> bytes:
        """The query string as it was sent."""
        query: bytes = self._scope["query_string"]
        return query

    async def _body(self) -> bytes:
        headers: list[tuple[bytes, bytes]] = self._scope["headers"]
        limit = self.server.settings.max_payload_size_bytes
        declared = _header(headers, b"content-length")
        too_large = declared is not None and declared.isdigit() and int(declared) > limit
        if too_large and self._raw_limit:
            raise BodyTooLarge(as_text=True)
        if not _is_json(_header(headers, b"content-type")):
            raise WrongContentType
        if too_large:
            raise BodyTooLarge(as_text=False)
        chunks: list[bytes] = []
        size, more = 0, True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise BodyInterrupted
            chunk: bytes = message.get("body", b"")
            more = message.get("more_body", False)
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                raise BodyTooLarge(as_text=self._raw_limit)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def is_heavy(collection: Collection, selection: Selection, wanted: int | None) -> bool:
    """Whether reading `wanted` records (None = all that match) takes long enough to hold up other requests."""
    if collection.weight > INLINE_WEIGHT or collection.backlog > INLINE_RECORDS:
        return True
    if collection.count() <= INLINE_RECORDS:
        return False
    if selection.ids is None and (wanted is None or wanted > INLINE_RECORDS):
        return True
    clauses = (selection.where, selection.where_document)
    return any(touch.full_text for clause in clauses if clause is not None for touch in touched(clause))


def _header(headers: list[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    for key, value in headers:
        if key == name:
            return value
    return None


def _is_json(content_type: bytes | None) -> bool:
    """Whether a body may be read as JSON; one that does not say what it is may."""
    if content_type is None:
        return True
    kind, _, subtype = content_type.partition(b";")[0].strip().lower().partition(b"/")
    return kind == b"application" and (subtype == b"json" or (subtype.endswith(b"+json") and subtype != b"+json"))
