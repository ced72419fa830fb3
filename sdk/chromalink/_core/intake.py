"""The records of a bulk write on their way in: pulled a few at a time, checked, gathered into batches."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Container, Iterable, Iterator, Sized
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar, cast

import numpy as np

from ..bulk import Record
from ..errors import InvalidInputError
from . import frames
from .checks import record as check
from .checks.columns import shown
from .checks.kinds import is_mapping
from .effects import Flow, pull
from .flows.delivery import Prepared
from .rows import Rows, Vector

AT_ONCE = 256
"""Records pulled at a time."""
BATCH_RECORDS = 5_000
"""Records of one batch unless the caller or the server wants fewer."""
BATCH_BYTES = 8 << 20
"""Roughly the bytes of one batch's body, so that memory does not grow with the size of records."""

T = TypeVar("T")

Kind: TypeAlias = Literal["embedding", "document", "uri"]


@dataclass(frozen=True, slots=True)
class Source:
    """Unchecked records, and how many; None = it does not tell."""

    records: Iterator[object] | AsyncIterator[object]
    total: int | None


def opened(records: object, columns: object, *, awaits: bool) -> Source:
    """What the caller passed as records, to be pulled from."""
    found = frames.records(records, columns)
    if found is not None:
        return Source(*found)
    if isinstance(records, AsyncIterable):
        if not awaits:
            raise InvalidInputError("records: expected an iterable, got an async one; use it with an async client")
        return Source(aiter(cast("AsyncIterable[object]", records)), None)
    if is_mapping(records) or isinstance(records, str | bytes) or not isinstance(records, Iterable):
        raise InvalidInputError(f"records: expected an iterable of records, a frame or a table, got {shown(records)}")
    total = len(records) if isinstance(records, Sized) else None
    return Source(iter(cast("Iterable[object]", records)), total)


class Intake:
    """Batches out of a source. A batch has no id twice, and one kind of thing to make its vectors of."""

    def __init__(
        self,
        source: Source,
        most: int,
        *,
        patch: bool,
        landed: Container[str],
        refuse: Callable[[str, InvalidInputError], bool],
    ) -> None:
        self._source = source.records
        self._most = most
        self._patch = patch
        self._landed = landed
        self._refuse = refuse
        self._waiting: deque[Record | _Wrong | None] = deque()
        self._held: Record | None = None
        self._place = -1
        self._dimension: int | None = None
        self._over = False
        self._failure: Exception | None = None

    def next(self) -> Flow[Prepared | None]:
        """The next batch; None at the end. Raises, when all records before are out, what reading one raised.

        A wrong record is refused, by its id; the end has come where `refuse` answers that.
        """
        batch: _Batch | None = None
        while (found := self._held or (yield from self._checked())) is not None:
            self._held = None
            if batch is None:
                batch = _Batch(found)
            elif not batch.takes(found, self._most):
                self._held = found
                break
        if batch is None and self._failure is not None:
            raise self._failure
        return None if batch is None else Prepared(batch.rows())

    def _checked(self) -> Flow[Record | None]:
        """The next record to be sent; None at the end, or where reading one failed."""
        found: Record | None = None
        while found is None and not self._over:
            try:
                found = yield from self._pulled()
            except Exception as exc:
                self._over, self._failure = True, exc
        return found

    def _pulled(self) -> Flow[Record | None]:
        """The next record; None for one that has landed before, or is wrong."""
        if not self._waiting:
            self._waiting.extend((yield from pull(self._source, AT_ONCE, self._kept)))
        if not self._waiting:
            self._over = True
            return None
        found = self._waiting.popleft()
        if not isinstance(found, _Wrong):
            return found
        if found.id is None:
            raise found.error
        self._over = self._refuse(found.id, found.error)
        return None

    def _kept(self, value: object) -> Record | _Wrong | None:
        """A record as it is to be sent, sharing nothing with the caller's; None for one that has landed before."""
        self._place += 1
        argument, id = f"records[{self._place}]", None
        try:
            found = check.record(value, argument)
            if found.id in self._landed:
                return None
            id = found.id
            checked = check.checked(found, argument, self._dimension, patch=self._patch)
            _kind(checked, argument)
        except InvalidInputError as exc:
            return _Wrong(id, exc)
        if self._dimension is None and checked.embedding is not None:
            self._dimension = len(cast("Vector", checked.embedding))
        return checked


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A record that cannot be sent; the id is None where it has none."""

    id: str | None
    error: InvalidInputError


class _Batch:
    def __init__(self, first: Record) -> None:
        self._records = [first]
        self._ids = {first.id}
        self._kind = _kind(first, "records")
        self._bytes = _size(first)

    def takes(self, record: Record, most: int) -> bool:
        """Whether the batch is left as it is without `record`, or has it now."""
        size = self._bytes + _size(record)
        full = len(self._records) >= most or size > BATCH_BYTES
        if full or record.id in self._ids or _kind(record, "records") != self._kind:
            return False
        self._records.append(record)
        self._ids.add(record.id)
        self._bytes = size
        return True

    def rows(self) -> Rows:
        found = self._records
        vectors = [cast("Vector", one.embedding) for one in found] if self._kind == "embedding" else None
        return Rows(
            ids=[one.id for one in found],
            embeddings=None if vectors is None else np.stack(vectors),
            metadatas=_unless_empty([one.metadata for one in found]),
            documents=_unless_empty([one.document for one in found]),
            uris=_unless_empty([one.uri for one in found]),
        )


def _unless_empty(column: list[T | None]) -> list[T | None] | None:
    return None if column.count(None) == len(column) else column


def _kind(record: Record, argument: str) -> Kind:
    """What the record's vector is, or is made of."""
    if record.embedding is not None:
        return "embedding"
    if record.document is not None:
        return "document"
    if record.uri is not None:
        return "uri"
    raise InvalidInputError(f"{argument}: expected an embedding, or a document or uri to embed, got neither")


def _size(record: Record) -> int:
    """Roughly the bytes of the record in a body."""
    numbers = 0 if record.embedding is None else len(cast("Vector", record.embedding))
    texts = len(record.id) + len(record.document or "") + len(record.uri or "")
    values = record.metadata.items() if record.metadata is not None else ()
    return texts + 6 * numbers + sum(len(key) + (len(one) if isinstance(one, Sized) else 8) for key, one in values)
