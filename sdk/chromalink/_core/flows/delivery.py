"""Records on their way to the server: embedded and sent batch by batch, in order, and what became of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..._wire.records import Batch
from ...bulk import BulkResult, RecordState
from ...errors import ChromaError, DecodeError, InvalidInputError, QuotaError
from .. import embedding, quotas, sparse_embedding
from ..checks import columns
from ..effects import Flow
from ..rows import Matrix, Rows
from ..session import CollectionRef, Limits
from .system import limits, sent

Write = Callable[[CollectionRef, Rows, Limits], list[Batch]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Checked columns, and the images that missing vectors may be made of; `embed` False leaves out what is missing."""

    rows: Rows
    images: Sequence[object] | None = None
    embed: bool = True

    def incomplete(self, ref: CollectionRef) -> bool:
        """Whether something is to be embedded before these records can be sent."""
        return bool(ref.sparse) or (self.embed and self.rows.embeddings is None)

    def part(self, start: int, stop: int) -> Prepared:
        """The records from `start` up to `stop`."""
        images = None if self.images is None else self.images[start:stop]
        return replace(self, rows=self.rows.part(start, stop), images=images)


def check_source(ref: CollectionRef, found: Prepared) -> None:
    """Refuse records that cannot be embedded, before anything is sent."""
    if not found.embed or found.rows.embeddings is not None:
        return
    documents, uris = found.rows.documents, found.rows.uris
    if documents is not None and found.images is not None:
        raise InvalidInputError("documents, images: expected one of them to embed, got both; pass embeddings")
    if documents is not None:
        columns.complete(documents, "documents")
        embedding.check(ref, "documents")
    elif found.images is not None:
        embedding.check(ref, "images")
    elif uris is not None:
        columns.complete(uris, "uris")
        embedding.check_loader(ref.loader, "uris")
        embedding.check(ref, "uris")
    else:
        raise InvalidInputError("embeddings: expected embeddings, documents, images or uris, got none of them")


def written(ref: CollectionRef, found: Prepared, write: Write, result: BulkResult) -> Flow[None]:
    """Send records in batches, in order; `result` tells what became of every one, also after an exception.

    What is to be embedded is embedded batch by batch, so that a failure late costs little; the first batch before
    anything is sent.
    """
    rest: Prepared | None = found
    try:
        while rest is not None:
            first, others = _cut(ref, rest)
            rows = yield from _completed(ref, first)
            batches = write(ref, rows, (yield from limits(ref.session)))
            rest = others
            yield from _delivered(ref, batches, write, result)
    except Exception as exc:
        if rest is not None:
            result.settle(rest.rows.ids, "failed", exc)
        raise


def _cut(ref: CollectionRef, found: Prepared) -> tuple[Prepared, Prepared | None]:
    """What goes into one batch, and the rest; complete records stay together, since sending divides them."""
    known, count = ref.session.limits, len(found.rows)
    most = quotas.CLOUD_RECORDS if known is None else known.max_batch_size or count
    if count <= most or not found.incomplete(ref):
        return found, None
    return found.part(0, most), found.part(most, count)


def _delivered(ref: CollectionRef, batches: Iterable[Batch], write: Write, result: BulkResult) -> Flow[None]:
    """Send the batches; those over a quota of the account go out as smaller ones."""
    waiting = deque(batches)
    try:
        while waiting:
            batch = waiting[0]
            result.sending(batch.rows.ids)
            smaller = yield from _taken(ref, batch)
            waiting.popleft()
            if smaller is None:
                result.settle(batch.rows.ids, "landed")
            else:
                result.settle(batch.rows.ids, "failed")
                waiting.extendleft(reversed(write(ref, batch.rows, smaller)))
    except Exception as exc:
        for place, batch in enumerate(waiting):
            result.settle(batch.rows.ids, "failed" if place else _state_after(exc), exc)
        raise


def _taken(ref: CollectionRef, batch: Batch) -> Flow[Limits | None]:
    """Send a batch; None, or the limits to heed where the server refused it for the number of its records."""
    try:
        yield from sent(ref.session, batch.call)
    except QuotaError as exc:
        most = quotas.records(exc)
        if most is None or most >= len(batch.rows):
            raise
        ref.session.limits = (yield from limits(ref.session)).within(most)
        return ref.session.limits
    return None


def _state_after(error: Exception) -> RecordState:
    """What a record is whose sending ended so: a page of a proxy, too, says nothing of the server."""
    unknown = isinstance(error, DecodeError) or (
        isinstance(error, ChromaError) and getattr(error, "maybe_applied", False)
    )
    return "unknown" if unknown else "failed"


def _completed(ref: CollectionRef, found: Prepared) -> Flow[Rows]:
    """The records with all vectors: the caller's, else the embedding functions'."""
    rows = found.rows
    if found.embed and rows.embeddings is None:
        rows = replace(rows, embeddings=(yield from _vectors(ref, found)))
    return (yield from sparse_embedding.filled(ref, rows))


def _vectors(ref: CollectionRef, found: Prepared) -> Flow[Matrix]:
    """The missing vectors, from documents or images, else from what the uris lead to."""
    documents, images, uris = found.rows.documents, found.images, found.rows.uris
    if documents is not None:
        return (yield from embedding.embedded(ref, columns.complete(documents, "documents"), "documents"))
    if images is not None:
        return (yield from embedding.embedded(ref, images, "images"))
    data = yield from embedding.loaded(ref.loader, columns.complete(uris or (), "uris"), "uris")
    return (yield from embedding.embedded(ref, data, "uris"))
