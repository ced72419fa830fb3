"""A request on its way through a handler, and the server it came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from starlette.types import Receive, Scope

from ..engine.catalog import Catalog
from ..engine.collection import Collection, Place
from ..engine.errors import InvalidArgument
from ..engine.filters import touched
from ..engine.identity import read_uuid
from ..engine.names import MIN_DATABASE_LENGTH
from ..engine.values import Selection
from ..settings import Settings
from .decode import query_string
from .decode.body import Payload
from .decode.query_string import Page
from .errors import BodyInterrupted, BodyTooLarge, WrongContentType
from .workers import Workers

T = TypeVar("T")

INLINE_BYTES = 128 * 1024
"""Bodies up to this size are decoded and acted upon where they arrive; larger ones in a worker thread."""

INLINE_WEIGHT = 16_000_000
"""Collections of up to this many numbers are read where the request arrives (an exact scan takes some milliseconds)."""

INLINE_RECORDS = 5_000
"""Up to this many records are filtered by document, or returned, where the request arrives."""


@dataclass(frozen=True, slots=True)
class Server:
    """What all requests share. `clock` gives nanoseconds since the epoch."""

    catalog: Catalog
    settings: Settings
    clock: Callable[[], int]
    workers: Workers


class Call:
    """One request: its server, its path parameters, and its body, read once and only when asked for."""

    __slots__ = ("_params", "_raw_limit", "_receive", "_scope", "large", "server")

    def __init__(
        self, server: Server, scope: Scope, receive: Receive, params: Mapping[str, str], *, raw_limit: bool
    ) -> None:
        self.server = server
        self.large = False
        self._scope = scope
        self._receive = receive
        self._params = params
        self._raw_limit = raw_limit

    def param(self, name: str) -> str:
        return self._params[name]

    def page(self) -> Page:
        """The part of a list that the query string asks for; the server's default limit when it names none."""
        asked = query_string.page(self._query())
        return asked if asked.limit is not None else Page(self.server.settings.default_limit, asked.offset)

    def check_read_level(self) -> None:
        query_string.check_read_level(self._query())

    async def payload(self, kind: Payload[T]) -> T:
        """The body as `kind`; raises RequestError for what is no such body."""
        body = await self._body()
        self.large = len(body) > INLINE_BYTES
        if self.large:
            return await self.server.workers.run(partial(kind.decode, body))
        return kind.decode(body)

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
        return self.server.catalog.collection(place, self.uuid("Collection ID is not a valid UUIDv4"))

    async def perform(self, work: Callable[[], T], *, heavy: bool = False) -> T:
        """The result of `work`, run in a worker thread when it or the request's body is large."""
        return await self.server.workers.run(work) if heavy or self.large else work()

    def _query(self) -> bytes:
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
    if collection.weight > INLINE_WEIGHT:
        return True
    if collection.count() <= INLINE_RECORDS:
        return False
    if selection.ids is None and (wanted is None or wanted > INLINE_RECORDS):
        return True
    clauses = (selection.where, selection.where_document)
    return any(touch.full_text for clause in clauses if clause is not None for touch in touched(clause))


def _header(headers: list[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    return next((value for key, value in headers if key == name), None)


def _is_json(content_type: bytes | None) -> bool:
    """Whether a body may be read as JSON; one that does not say what it is may."""
    if content_type is None:
        return True
    kind, _, subtype = content_type.partition(b";")[0].strip().lower().partition(b"/")
    return kind == b"application" and (subtype == b"json" or (subtype.endswith(b"+json") and subtype != b"+json"))
