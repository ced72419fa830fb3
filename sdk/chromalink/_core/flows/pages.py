"""Everything there is, page by page, for the methods that iterate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from ..._wire import records as wire
from ...bulk import Record
from ...embeddings.protocol import AsyncTextEmbedder
from ...results import GetResult
from ..checks import filters
from ..effects import Flow, emit
from ..quotas import CLOUD_RECORDS
from ..session import CollectionRef, Session
from .collections import list_collections
from .databases import list_databases
from .system import sent

T = TypeVar("T")

RECORDS = 1_000
OTHERS = 100
"""Collections and databases of a page."""
FIELDS = ("documents", "embeddings", "metadatas", "uris")


def records(
    ref: CollectionRef, where: object, where_document: object, include: object, page_size: object
) -> Flow[None]:
    """Emits Records. A page may be smaller than asked for, where an account may not ask for as many."""
    fields = filters.include(include, FIELDS)
    size = filters.optional_count(page_size, "page_size", least=1) or RECORDS
    size = min(size, CLOUD_RECORDS) if ref.session.options.from_identity else size
    clause, document = filters.where(where), filters.where_document(where_document)
    offset = 0
    while True:
        call = wire.get(ref, ids=None, where=clause, where_document=document, limit=size, offset=offset, include=fields)
        page = yield from sent(ref.session, call)
        if not page["ids"]:
            return
        yield from emit(_records(page))
        offset += len(page["ids"])


def collections(session: Session, page_size: object, embedder: AsyncTextEmbedder | None) -> Flow[None]:
    """Emits CollectionRefs."""
    size = filters.optional_count(page_size, "page_size", least=1) or OTHERS
    yield from _each_once(lambda offset: list_collections(session, size, offset, embedder), lambda one: str(one.id))


def databases(session: Session, page_size: object, tenant: str | None) -> Flow[None]:
    """Emits Databases."""
    size = filters.optional_count(page_size, "page_size", least=1) or OTHERS
    yield from _each_once(lambda offset: list_databases(session, size, offset, tenant), lambda one: one["name"])


def _each_once(page_at: Callable[[int], Flow[list[T]]], name: Callable[[T], str]) -> Flow[None]:
    """What is new on each page: one made meanwhile shifts those behind it, so that they are seen again."""
    seen: set[str] = set()
    offset = 0
    while page := (yield from page_at(offset)):
        yield from emit([one for one in page if name(one) not in seen])
        seen.update(map(name, page))
        offset += len(page)


def _records(page: GetResult) -> Sequence[Record]:
    return [Record(row["id"], row["embedding"], row["document"], row["metadata"], row["uri"]) for row in page.rows()]
